"""The supervised loop (`pretrain`, `sft`): batches in, a run folder out. src/train/run/loop.ts is its other edition.

One process or several (torchrun, accelerate launch): the first process reads the batches and hands them on, each takes
every world-size-th micro-batch of an update, and gradients are summed, so the result is that of one process up to the
order of additions.
"""

from __future__ import annotations

import itertools
import math
import time
from typing import BinaryIO, Iterator

import torch
import torch.distributed as dist
from accelerate import Accelerator
from accelerate.utils import broadcast_object_list
from torch.utils.checkpoint import checkpoint as recomputed
from transformers import AutoConfig, AutoModelForCausalLM

from .batches import PackedBatch, read_batches
from .optimizer import Optimizer
from .progress import MAX_SKIPS_IN_A_ROW, STATUS_SECONDS, RunProgress
from .run_folder import Numbers, RunFolder, read_numbers, read_state

HEAD_TOKENS = 2048
MASKS_BY_KIND = {"gemma3_text", "qwen2", "qwen3"}


def load_model(folder) -> torch.nn.Module:
    config = AutoConfig.from_pretrained(folder)
    return AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32, attn_implementation="sdpa")


def attention_masks(model: torch.nn.Module, batch: PackedBatch, device: torch.device) -> object:
    """The mask in the form a family asks for: one, or one for each kind of layer."""
    config = model.config
    window = getattr(config, "sliding_window", None)
    if config.model_type in MASKS_BY_KIND:
        return {"full_attention": batch.mask().to(device), "sliding_attention": batch.mask(window).to(device)}
    return batch.mask(window).to(device)


def batch_loss(model: torch.nn.Module, batch: PackedBatch, device: torch.device) -> torch.Tensor:
    """The weighted cross-entropy of the counted tokens, logits in chunks of these tokens only."""
    token_ids = batch.token_ids.to(device)
    hidden = model.get_decoder()(
        input_ids=token_ids,
        attention_mask=attention_masks(model, batch, device),
        position_ids=batch.positions.to(device),
        use_cache=False,
    ).last_hidden_state
    sources = batch.sources.to(device)
    chosen = hidden.reshape(-1, hidden.shape[-1])[sources]
    targets = batch.targets.to(device)
    weights = batch.weights.to(device)
    cap = getattr(model.config, "final_logit_softcapping", None)

    def head(x: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        logits = model.get_output_embeddings()(x).float()
        if cap is not None:
            logits = cap * torch.tanh(logits / cap)
        return (torch.nn.functional.cross_entropy(logits, target, reduction="none") * weight).sum()

    chunks = zip(chosen.split(HEAD_TOKENS), targets.split(HEAD_TOKENS), weights.split(HEAD_TOKENS))
    return sum((recomputed(head, *chunk, use_reentrant=False) for chunk in chunks), hidden.sum() * 0)


class Training(RunProgress):
    def __init__(self, run: RunFolder, precision: str, ends_with_data: bool):
        self.ends_with_data = ends_with_data
        # without a device accelerate joins processes only where it is told to use the processor
        self.accelerator = Accelerator(cpu=not torch.accelerator.is_available())
        self.device = self.accelerator.device
        self.precision = precision
        latest = run.latest()
        super().__init__(run, read_state(latest), self.accelerator.is_main_process)
        self.model = load_model(latest).to(self.device)
        self.model.train()
        self.parameters = dict(self.model.named_parameters())
        self.optimizer = Optimizer(self.config["optimizer"], self.parameters)
        self.average: dict | None = None
        self.restore(latest)
        self.evaluation: list[PackedBatch] = []

    def run(self, stream: BinaryIO) -> None:
        """Trains to the run's limit, a stop or the end of the data; ends with a checkpoint."""
        if self.is_main:
            self.run_folder.open_logs(self.state["logs"])
        try:
            self._run(stream)
        except BaseException as error:
            if self.is_main and self.run_folder.is_owned():
                self.report("failed", str(error) or type(error).__name__)
            raise
        self.accelerator.end_training()

    def _run(self, stream: BinaryIO) -> None:
        batches: Iterator[PackedBatch] = iter(())
        if self.is_main:
            self.evaluation, batches = read_batches(stream)
            self.report("starting")
        self.evaluation = self.shared(self.evaluation)
        while True:
            wanted, group = self.shared(self.next_group(batches) if self.is_main else None)
            if wanted != "run":
                break
            self.step(group)
            self.after_step()
        if wanted == "gone":
            return
        if wanted == "done" and self.config["evaluateEvery"] > 0 and not self.is_due("evaluateEvery"):
            self.evaluate()
        if self.is_main:
            if self.saved_step != self.state["step"] or self.state["step"] == 0:
                self.save()
            self.report("stopped" if wanted == "stop" else "done")

    def next_group(self, batches: Iterator[PackedBatch]) -> tuple[str, list[PackedBatch]]:
        """'run' with the micro-batches of an update, or why there are none. Waits as long as a pause lasts."""
        wanted = self.wanted()
        if wanted != "run":
            return wanted, []
        try:
            group = list(itertools.islice(batches, self.config["microBatches"]))
        except EOFError:
            if self.ends_with_data:
                raise
            group = []
        if len(group) == self.config["microBatches"]:
            return "run", group
        # a file of batches may end before the run's limit; a pipe does so only where its writer is gone
        return ("done" if self.ends_with_data else "gone"), []

    def shared(self, value: object) -> object:
        """The first process's value in all of them."""
        if self.accelerator.num_processes == 1:
            return value
        values = [value]
        broadcast_object_list(values)
        return values[0]

    def gradients(self, group: list[PackedBatch]) -> float:
        """Adds up the gradients of an update over micro-batches and processes. Returns the loss."""
        for parameter in self.parameters.values():
            parameter.grad = None
        total = torch.zeros((), device=self.device)
        for batch in self.own(group):
            with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.precision == "bf16"):
                loss = batch_loss(self.model, batch, self.device)
            loss.backward()
            total += loss.detach()
        if self.accelerator.num_processes > 1:
            for parameter in self.parameters.values():
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                dist.all_reduce(parameter.grad)
            dist.all_reduce(total)
        return float(total)

    def own(self, batches: list[PackedBatch]) -> list[PackedBatch]:
        return batches[self.accelerator.process_index :: self.accelerator.num_processes]

    def step(self, group: list[PackedBatch]) -> None:
        started = time.monotonic()
        rate = self.rate()
        loss = self.gradients(group)
        norm = self.optimizer.update(rate) if math.isfinite(loss) else math.nan
        is_finite = math.isfinite(norm)
        if is_finite:
            self.follow()
        seconds = time.monotonic() - started
        used = sum(batch.used_tokens for batch in group)
        self.skips = 0 if is_finite else self.skips + 1
        self.loss = loss if is_finite else self.loss
        self.speed = used / seconds
        self.state |= {
            "step": self.state["step"] + 1,
            "tokens": self.state["tokens"] + used,
            "elapsedMs": self.state["elapsedMs"] + 1000 * seconds,
            "skippedSteps": self.state["skippedSteps"] + int(not is_finite),
            "optimizerStep": self.optimizer.step_count,
            "data": group[-1].cursor,
        }
        if self.accelerator.num_processes > 1:
            self.state = self.shared(self.state)
        figures = {"counted_tokens": sum(len(batch.sources) for batch in group), **group[-1].metrics}
        self.log_step(rate, loss if is_finite else None, norm if is_finite else None, figures, seconds)

    def after_step(self) -> None:
        if self.skips >= MAX_SKIPS_IN_A_ROW:
            self.roll_back()
        if self.is_due("evaluateEvery"):
            self.evaluate()
        if self.is_due("saveEvery") and self.is_main:
            self.save()
        if self.is_main and time.monotonic() - self.status_at > STATUS_SECONDS:
            self.report("training")

    @torch.no_grad()
    def follow(self) -> None:
        """The running average of the weights; early on it follows faster, or it would remember the beginning."""
        if self.average is None:
            return
        keep = min(self.config["ema"], (self.state["step"] + 1) / (self.state["step"] + 10))
        for name, parameter in self.parameters.items():
            self.average[name].lerp_(parameter, 1 - keep)

    def roll_back(self) -> None:
        """Back to the last checkpoint with half the rates, after several gradients that were not finite."""
        last = self.run_folder.latest()
        self.restore(last, read_state(last)["optimizerStep"])
        self.skips = 0
        self.state["rateFactor"] /= 2
        to_step, factor = int(last.name[5:]), self.state["rateFactor"]
        self.log({"step": self.state["step"], "event": "rollback", "to_step": to_step, "rate_factor": factor})

    @torch.no_grad()
    def restore(self, checkpoint, optimizer_step: int | None = None) -> None:
        """Takes up exactly where a checkpoint was written, whichever engine wrote it."""
        numbers = read_numbers(checkpoint, list(self.parameters))
        for name, parameter in self.parameters.items():
            parameter.copy_(numbers.weights[name])
        self.optimizer.load_state(numbers.optimizer, self.state["optimizerStep"] if optimizer_step is None else optimizer_step)
        if self.config["ema"] > 0:
            average = numbers.average or numbers.weights
            self.average = {n: average[n].to(self.device, torch.float32, copy=True) for n in self.parameters}

    @torch.no_grad()
    def evaluate(self) -> None:
        """Mean loss over the counted tokens of the held-out documents, of the averaged weights where there are any."""
        if not self.evaluation:
            return
        started = time.monotonic()
        current = {n: p.clone() for n, p in self.parameters.items()} if self.average is not None else {}
        for name in current:
            self.parameters[name].copy_(self.average[name])
        sums = torch.zeros(2, dtype=torch.float64)
        for batch in self.own(self.evaluation):
            sums[0] += float(batch_loss(self.model, batch, self.device))
            sums[1] += float(batch.weights.sum())
        for name, weight in current.items():
            self.parameters[name].copy_(weight)
        if self.accelerator.num_processes > 1:
            sums = sums.to(self.device)
            dist.all_reduce(sums)
        loss, step = float(sums[0] / sums[1]), self.state["step"]
        is_best = self.note_evaluation(loss, time.monotonic() - started)
        self.state = self.shared(self.state)
        documents = sum(int(((b.documents >= 0) & (b.positions == 0)).sum()) for b in self.evaluation)
        self.log({"step": step, "eval_loss": loss, "eval_documents": documents})
        if is_best and self.is_main:
            self.save()

    def save(self) -> None:
        if not self.run_folder.is_owned():
            return
        self.report("saving")
        self.state["logs"] = self.run_folder.log_lengths()
        self.run_folder.save(Numbers(self.parameters, self.average, self.optimizer.state()), self.state)
        self.saved_step = self.state["step"]
        best = self.state["best"]
        self.run_folder.prune(self.config["keepLast"], best["step"] if best else None)
