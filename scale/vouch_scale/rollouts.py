"""GRPO and Leave-one-out PPO with a verification loss: a subclass of TRL's GRPOTrainer.

TRL does the loop, generation (its own model or vLLM), log-probabilities, the clipped loss, the KL and its reference;
accelerate the processes. What is asked, what completions are worth, their advantages (GRPO's or leave-one-out) and the
verifier's documents come from Node. Added here: `lambda` times the likelihood of verdicts, arXiv 2505.04842.
"""

from __future__ import annotations

import functools
import math
import time
from typing import Callable, Iterator, Sequence

import torch
from accelerate.utils import DistributedType, broadcast_object_list, gather_object
from transformers import LogitsProcessor, LogitsProcessorList
from trl import GRPOTrainer

from .optimizer import kind_of
from .service import Service


class KeptRows(LogitsProcessor):
    """Draws here and lets Node keep the rows: where its calculator writes, another token stands than was drawn."""

    def __init__(self, service: Service, temperature: float):
        self.service = service
        self.temperature = temperature

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        drawn = torch.multinomial(torch.softmax(scores.float() / self.temperature, dim=-1), 1).squeeze(1)
        taken = self.service.ask("accept", tokens=drawn.tolist())["taken"]
        return torch.full_like(scores, -math.inf).scatter_(1, torch.tensor(taken, device=scores.device)[:, None], 0.0)


class SkippingAdamW(torch.optim.AdamW):
    """AdamW that leaves everything as it is where gradients are not finite."""

    is_finite = True

    def step(self, closure: Callable | None = None) -> object:
        return super().step(closure) if self.is_finite else None


def padded(rows: Sequence[Sequence[float]], device: torch.device, left: bool, fill: float = 0) -> torch.Tensor:
    """Rows of one length, filled up on the left or on the right. -> [N, T]"""
    longest = max(len(row) for row in rows)
    fills = [[fill] * (longest - len(row)) for row in rows]
    return torch.tensor([f + list(r) if left else list(r) + f for r, f in zip(rows, fills)], device=device)


class RolloutTrainer(GRPOTrainer):
    """`service` is asked by the main process only; `step` says which cycle it is."""

    def __init__(self, run_config: dict, service: Service | None, tokens: dict, step: Callable[[], int], **kwargs):
        super().__init__(reward_funcs=lambda completions, **_: [0.0] * len(completions), **kwargs)
        self.run_config = run_config
        self.service = service
        self.tokens = tokens
        self.cycle_step = step
        self.documents: list[list[dict]] = []
        self.sampled: list[list[float]] = []
        self.begin_cycle()
        self.keeps_rows = bool(tokens["calculator"])
        if self.keeps_rows and self.service is not None:
            kept = LogitsProcessorList([KeptRows(self.service, run_config["policy"]["temperature"])])
            self.model.generate = functools.partial(self.model.generate, logits_processor=kept)

    def begin_cycle(self) -> None:
        self.losses, self.norms = 0.0, []
        self.verify_sum, self.verify_count = 0.0, 0
        self.cycle_tokens = 0
        self.figures: dict = {}
        self.times = {"rollout": 0.0, "score": 0.0}
        self.cycle_begun = time.monotonic()

    @property
    def is_sharded(self) -> bool:
        return self.accelerator.distributed_type == DistributedType.FSDP

    # what TRL is asked to do otherwise

    def create_optimizer(self, model: torch.nn.Module | None = None) -> torch.optim.Optimizer:
        settings = self.run_config["optimizer"]
        groups: dict[bool, list] = {True: [], False: []}
        for name, parameter in (model or self.model).named_parameters():
            groups[kind_of(name, parameter) == "matrix"].append(parameter)
        decays = [{"params": groups[True], "weight_decay": settings["weightDecay"]}, {"params": groups[False], "weight_decay": 0.0}]
        self.optimizer = self.adam = SkippingAdamW(
            [group for group in decays if group["params"]],
            lr=settings["learningRate"],
            betas=tuple(settings["betas"]),
            eps=settings["epsilon"],
        )
        return self.optimizer

    def _get_grad_norm(self, model, grad_norm=None):
        norm = super()._get_grad_norm(model, grad_norm=grad_norm)
        self.norms.append(float(norm))
        self.adam.is_finite = math.isfinite(self.norms[-1])
        return norm

    def training_step(self, model, inputs, num_items_in_batch=None):
        loss = super().training_step(model, inputs, num_items_in_batch)
        self.losses += float(loss)
        return loss

    def _generate_and_score_completions(self, inputs: list[dict]) -> dict:
        self.begin_cycle()
        policy, step = self.run_config["policy"], self.cycle_step()
        torch.manual_seed(self.run_config["seed"] * 1_000_003 + step * 1009 + self.accelerator.process_index)
        asked = self.shared(lambda: self.service.ask("problems", step=step))
        rows = self.write(asked)
        graded = self.shared(lambda: self.service.ask("grade", step=step, rows=rows))
        self.times["rollout"] = time.monotonic() - self.cycle_begun
        verdicts = self.judge(graded["questions"])
        if self.service is not None:
            self.figures = self.service.ask("figures", step=step, verdicts=verdicts)
        count, group = len(graded["rows"]), policy["group"]
        mine = list(self.own(count))
        batch = self.tensors([asked["prompts"][i // group] for i in mine], [graded["rows"][i] for i in mine], graded["scale"])
        self.cycle_tokens = sum(len(asked["prompts"][i // group]) + len(row["ids"]) for i, row in enumerate(graded["rows"]))
        # an update without any verdict must look the same to all processes
        asks_verdicts = len(graded["verdicts"]) > 0
        blank = {"ids": asked["prompts"][0][:2], "weight": 0.0}
        by_owner = {i: [d for d in graded["verdicts"] if d["owner"] == i] or [blank] for i in mine} if asks_verdicts else {}
        self.documents = [by_owner[i] for i in mine] if asks_verdicts else []
        self.times["score"] = time.monotonic() - self.cycle_begun - self.times["rollout"]
        return batch

    def _compute_loss(self, model, inputs):
        loss = super()._compute_loss(model, inputs)
        if not self.documents:
            return loss
        documents = [document for row in inputs["row"].tolist() for document in self.documents[row]]
        return loss + self.verification_loss(model, documents)

    # what TRL does not know

    def verification_loss(self, model, documents: list[dict]) -> torch.Tensor:
        """-sum w log p of the verdicts, the last token of each document; w holds lambda and the balance of classes."""
        device = self.accelerator.device
        ids, mask = self.stacked([document["ids"] for document in documents])
        with self.accelerator.autocast():
            logits = model(input_ids=ids, attention_mask=mask, logits_to_keep=2, use_cache=False).logits[:, 0]
        logprobs = torch.log_softmax(logits.float(), dim=-1).gather(1, ids[:, -1:]).squeeze(1)
        weights = torch.tensor([document["weight"] for document in documents], device=device)
        with torch.no_grad():
            self.verify_sum -= float(logprobs[weights != 0].sum())
            self.verify_count += int((weights != 0).sum())
        # each update gets a part of the rollouts, and gradients are averaged over processes
        return -(weights * logprobs).sum() * self.run_config["policy"]["updates"] * self.accelerator.num_processes

    def shared(self, value: Callable[[], object]) -> object:
        """The main process's value in all of them."""
        values = [value() if self.accelerator.is_main_process else None]
        if self.accelerator.num_processes > 1:
            broadcast_object_list(values)
        return values[0]

    def own(self, count: int) -> Iterator[int]:
        """Indices of this process's part; the last one again where the parts are not equal."""
        processes, index = self.accelerator.num_processes, self.accelerator.process_index
        size = math.ceil(count / processes)
        return (min(i, count - 1) for i in range(index * size, (index + 1) * size))

    def gathered(self, own: list, count: int) -> list:
        return (gather_object(own) if self.accelerator.num_processes > 1 else own)[:count]

    def write(self, asked: dict) -> list[list[int]] | None:
        """
        Completions of the asked problems, `group` each, as tokens with the end of their turn; all of them everywhere.
        None where Node keeps them.
        """
        if "given" in asked:
            return asked["given"]
        if self.keeps_rows and (self.use_vllm or self.accelerator.num_processes > 1):
            raise ValueError(
                "rollouts: expected one process without vLLM for a model with a calculator (vouch.json), got "
                + ("vLLM; give --vllm off" if self.use_vllm else f"{self.accelerator.num_processes} processes")
            )
        group = asked["group"]
        count = len(asked["prompts"]) * group
        mine, written, self.sampled = list(self.own(count)), [], []
        size = self.args.per_device_train_batch_size * self.args.steps_per_generation
        for at in range(0, len(mine), size):
            part = mine[at : at + size]
            if self.keeps_rows:
                self.service.ask("seat", problems=[i // group for i in part])
            rows, logprobs = self._generate_single_turn([asked["prompts"][i // group] for i in part], None, {}, group)
            written += [row[: asked["rooms"][i // group]] for i, row in zip(part, rows)]
            self.sampled += [] if logprobs is None else logprobs
        return None if self.keeps_rows else self.gathered(written, count)

    def stacked(self, rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Documents side by side, ending together: ids and mask. -> [N, T] each"""
        device = self.accelerator.device
        return padded(rows, device, left=True), padded([[1] * len(row) for row in rows], device, left=True)

    @torch.no_grad()
    def judge(self, questions: list[list[int] | None]) -> list[tuple[float, float] | None]:
        """log p of saying Yes and No behind each question, of the model as it is."""
        if all(question is None for question in questions):
            return [None] * len(questions)
        yes, no = self.tokens["yes"], self.tokens["no"]
        mine, results = [questions[i] for i in self.own(len(questions))], []
        for at in range(0, len(mine), self.args.per_device_train_batch_size):
            part = mine[at : at + self.args.per_device_train_batch_size]
            ids, mask = self.stacked([[0] if question is None else question for question in part])
            with self.accelerator.autocast():
                logits = self.model(input_ids=ids, attention_mask=mask, logits_to_keep=1, use_cache=False).logits[:, -1]
            logprobs = torch.log_softmax(logits.float(), dim=-1)
            said = torch.stack([logprobs[:, yes].logsumexp(-1), logprobs[:, no].logsumexp(-1)], dim=1).tolist()
            results += [None if question is None else tuple(pair) for question, pair in zip(part, said)]
        return self.gathered(results, len(questions))

    def tensors(self, prompts: list[list[int]], rows: list[dict], scale: float) -> dict:
        """The batch as TRL's loss takes it, with each row's number in this process."""
        device = self.accelerator.device
        prompt_ids, prompt_mask = self.stacked(prompts)
        completion_ids = padded([row["ids"] for row in rows], device, left=False)
        completion_mask = padded([[1] * len(row["ids"]) for row in rows], device, left=False)
        counted = padded([row["counted"] for row in rows], device, left=False).long()
        batch = {
            "prompt_ids": prompt_ids,
            "prompt_mask": prompt_mask,
            "completion_ids": completion_ids,
            "completion_mask": completion_mask,
            "tool_mask": counted,
            # the mean over tokens leaves out what does not count by itself, the means over rows have to be told
            "advantages": torch.tensor([row["advantage"] for row in rows], device=device)
            * (1.0 if self.loss_type == "dapo" else scale),
            "num_items_in_batch": self.accelerator.gather((completion_mask * counted).sum()).sum(),
            "row": torch.arange(len(rows), device=device),
        }
        return batch | self.earlier(batch)

    @torch.no_grad()
    def earlier(self, batch: dict) -> dict:
        """Log-probabilities of the policy that is left behind, of the reference, and weights against another sampler."""
        ids = torch.cat([batch["prompt_ids"], batch["completion_ids"]], dim=1)
        mask = torch.cat([batch["prompt_mask"], batch["completion_mask"]], dim=1)
        keep, size = batch["completion_ids"].size(1), self.args.per_device_train_batch_size
        made: dict = {}
        # as TRL decides: with one update a cycle the policy that is left is the one that learns
        if self.use_vllm or self.args.gradient_accumulation_steps % (self.args.steps_per_generation * self.num_iterations) != 0:
            made["old_per_token_logps"] = self._get_per_token_logps_and_entropies(self.model, ids, mask, keep, size)[0]
        if self.beta != 0.0:
            made["ref_per_token_logps"] = self._get_per_token_logps_and_entropies(self.ref_model, ids, mask, keep, size)[0]
        if self.use_vllm:
            sampled = padded([row[:keep] for row in self.sampled], ids.device, left=False)[:, :keep]
            ratio = torch.exp(made["old_per_token_logps"] - sampled.nan_to_num())
            difference = (ratio.log().abs() * batch["tool_mask"]).sum() / batch["tool_mask"].sum().clamp(min=1)
            self.drift = float(difference)
            made["importance_sampling_ratio"] = ratio.clamp(max=self.run_config["policy"]["importanceCap"])
        return made
