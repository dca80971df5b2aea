"""A run of `grpo` or `loop`: TRL's loop with Vouch's run folder around it. src/train/run/loop.ts is its other edition."""

from __future__ import annotations

import math
import os
import time
from typing import BinaryIO, TextIO

import torch
from accelerate import PartialState
from datasets import Dataset
from transformers import AutoTokenizer, TrainerCallback

from .progress import MAX_SKIPS_IN_A_ROW, RunProgress
from .rollouts import RolloutTrainer
from .run_folder import RunFolder, read_numbers, read_state
from .service import Service
from .sharded import collect, restore
from .train import load_model
from .trainer_settings import trainer_arguments

ENDLESS = 10**8


class RolloutRun(RunProgress, TrainerCallback):
    """Keeps the run folder while TRL trains; one step of the run is a cycle of rollouts, all of its updates included."""

    def __init__(self, run_folder: RunFolder, options: dict, answers: BinaryIO, questions: TextIO):
        self.processes = PartialState(cpu=not torch.accelerator.is_available())
        latest = run_folder.latest()
        super().__init__(run_folder, read_state(latest), self.processes.is_main_process)
        self.service = Service(answers, questions) if self.is_main else None
        self.latest, self.options = latest, options
        policy = self.config["policy"]
        self.updates = policy["epochs"] * policy["updates"]
        self.ending = "done"

    def run(self) -> None:
        try:
            if self.is_main:
                self.run_folder.open_logs(self.state["logs"])
                self.report("starting")
            self.trainer = self.make_trainer()
            self.ending = self.trainer.shared(self.wanted)
            if self.ending == "run":
                self.trainer.train()
                self.finish()
            elif self.is_main and self.ending != "gone":
                self.report("stopped" if self.ending == "stop" else "done")
        except BaseException as error:
            if self.is_main and self.run_folder.is_owned():
                self.report("failed", str(error) or type(error).__name__)
            raise

    def make_trainer(self) -> RolloutTrainer:
        tokens = [self.service.ask("hello") if self.service else None]
        if self.processes.num_processes > 1:
            torch.distributed.broadcast_object_list(tokens)
        model = load_model(self.latest)
        self.names = [name for name, _ in model.named_parameters()]
        # the reference of a KL is what the run began with, whatever it goes on from
        model.config._name_or_path = self.config["model"]
        model.generation_config.eos_token_id = tokens[0]["stop"]
        tokenizer = AutoTokenizer.from_pretrained(self.latest)
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token or tokenizer.convert_ids_to_tokens(tokens[0]["stop"][0])
        left = self.config["steps"] - self.state["step"] if self.config["steps"] > 0 else ENDLESS
        policy = self.config["policy"]
        return RolloutTrainer(
            self.config,
            self.service,
            tokens[0],
            lambda: self.state["step"],
            model=model,
            args=trainer_arguments(
                self.config, str(self.run_folder.folder), self.processes.num_processes, max(1, left), self.options | tokens[0]
            ),
            # which problem comes next is asked when it is time; a row here only says that one does
            train_dataset=Dataset.from_dict({"prompt": [""] * (64 * policy["problems"])}),
            processing_class=tokenizer,
            callbacks=[self],
        )

    # what the loop of the trainer calls

    def on_train_begin(self, args, state, control, **_) -> None:
        self.take_up(self.latest, self.state["optimizerStep"])

    def on_pre_optimizer_step(self, args, state, control, **_) -> None:
        for group in self.trainer.adam.param_groups:
            group["lr"] = self.rate() * self.config["optimizer"]["learningRate"]

    def on_optimizer_step(self, args, state, control, **_) -> None:
        self.state["optimizerStep"] += int(self.trainer.adam.is_finite)

    def on_step_end(self, args, state, control, **_) -> None:
        if state.global_step % self.updates != 0:
            return
        self.end_cycle()
        if self.skips >= MAX_SKIPS_IN_A_ROW:
            self.roll_back()
        if self.is_due("evaluateEvery"):
            self.evaluate()
        if self.is_due("saveEvery"):
            self.save()
        if self.is_main:
            self.report("training")
        self.ending = self.trainer.shared(self.wanted)
        control.should_training_stop = self.ending != "run"

    # what a run is made of

    def end_cycle(self) -> None:
        trainer = self.trainer
        sums = torch.tensor([trainer.losses, trainer.verify_sum, float(trainer.verify_count)], dtype=torch.float64)
        if self.processes.num_processes > 1:
            sums = sums.to(trainer.accelerator.device)
            torch.distributed.all_reduce(sums)
        loss = float(sums[0]) / self.processes.num_processes / self.updates
        norm = sum(trainer.norms) / len(trainer.norms)
        is_finite = math.isfinite(norm) and math.isfinite(loss)
        seconds = time.monotonic() - trainer.cycle_begun
        rate = self.rate()
        self.skips = 0 if is_finite else self.skips + 1
        self.loss = loss if is_finite else self.loss
        self.speed = trainer.cycle_tokens / seconds
        answer = trainer.shared(lambda: trainer.figures)
        self.state |= {
            "step": self.state["step"] + 1,
            "tokens": self.state["tokens"] + trainer.cycle_tokens,
            "elapsedMs": self.state["elapsedMs"] + 1000 * seconds,
            "skippedSteps": self.state["skippedSteps"] + int(not is_finite),
            "data": answer["cursor"],
        }
        self.state = trainer.shared(lambda: self.state)
        times = {f"{part}_time": spent for part, spent in trainer.times.items()}
        times["update_time"] = seconds - sum(trainer.times.values())
        measured = {"verify/loss": float(sums[1] / sums[2])} if sums[2] > 0 else {}
        self.figures = answer["metrics"] | self.trained_figures() | measured
        if self.is_main:
            for line in answer["samples"]:
                self.run_folder.log_sample(line)
        self.log_step(rate, loss if is_finite else None, norm if is_finite else None, self.figures | times, seconds)

    def trained_figures(self) -> dict:
        """TRL's figures of the updates by the names of the other engine."""
        kept = self.trainer._metrics["train"]

        def mean(name: str) -> float:
            values = [value for value in kept[name] if value == value]
            return sum(values) / len(values) if values else 0.0

        named = {"kl": mean("kl"), "clip_ratio": mean("clip_ratio/region_mean"), "entropy": mean("entropy")}
        kept.clear()
        drift = {"sampling/logprob_difference": self.trainer.drift} if self.trainer.use_vllm else {}
        return named | drift

    def take_up(self, checkpoint, optimizer_step: int) -> None:
        """Goes on exactly where a checkpoint was written, whichever engine wrote it."""
        numbers = read_numbers(checkpoint, self.names)
        restore(self.trainer.model, self.trainer.adam, numbers, optimizer_step, self.trainer.is_sharded)

    def roll_back(self) -> None:
        """Back to the last checkpoint with half the rates, after several gradients that were not finite."""
        last = self.run_folder.latest()
        self.state["optimizerStep"] = read_state(last)["optimizerStep"]
        self.take_up(last, self.state["optimizerStep"])
        self.skips = 0
        self.state["rateFactor"] /= 2
        to_step, factor = int(last.name[5:]), self.state["rateFactor"]
        self.log({"step": self.state["step"], "event": "rollback", "to_step": to_step, "rate_factor": factor})

    def evaluate(self) -> None:
        """Held-out problems sampled, graded and judged."""
        trainer, step = self.trainer, self.state["step"]
        started = time.monotonic()
        if self.is_main:
            self.report("evaluating")
        asked = trainer.shared(lambda: self.service.ask("held-out"))
        if not asked["prompts"]:
            return
        torch.manual_seed(self.config["seed"] * 1_000_003 + 500_009 + self.processes.process_index)
        rows = trainer.write(asked)
        questions = trainer.shared(lambda: self.service.ask("judge", step=step, rows=rows))["questions"]
        verdicts = trainer.judge(questions)
        result = trainer.shared(lambda: self.service.ask("evaluation", step=step, verdicts=verdicts))
        seconds = trainer.shared(lambda: time.monotonic() - started)
        is_best = self.note_evaluation(result["loss"], seconds)
        self.log({"step": step, "eval_loss": result["loss"], **result["metrics"]})
        if is_best:
            self.save()

    def save(self) -> None:
        trainer = self.trainer
        numbers = collect(trainer.model, trainer.adam, self.names, trainer.is_sharded)
        if self.is_main and self.run_folder.is_owned():
            self.report("saving")
            self.state["logs"] = self.run_folder.log_lengths()
            self.run_folder.save(numbers, self.state)
            best = self.state["best"]
            self.run_folder.prune(self.config["keepLast"], best["step"] if best else None)
        self.saved_step = self.state["step"]
        self.state = trainer.shared(lambda: self.state)

    def finish(self) -> None:
        if self.ending == "gone":
            return
        if self.ending == "done" and self.config["evaluateEvery"] > 0 and not self.is_due("evaluateEvery"):
            self.evaluate()
        if self.saved_step != self.state["step"]:
            self.save()
        if self.is_main:
            self.report("stopped" if self.ending == "stop" else "done")


def run_rollouts(run_folder: RunFolder, options: dict, answers: BinaryIO, questions: TextIO) -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    RolloutRun(run_folder, options, answers, questions).run()
