"""Where a run stands, for both loops: limits, the learning rate's schedule, status and logs. It knows no model."""

from __future__ import annotations

import time

from .optimizer import decay_at
from .run_folder import RunFolder

MAX_SKIPS_IN_A_ROW = 3
STATUS_SECONDS = 0.2
PAUSE_SECONDS = 0.5


class RunProgress:
    def __init__(self, run_folder: RunFolder, state: dict, is_main: bool):
        self.run_folder = run_folder
        self.config = run_folder.config
        self.state = state
        self.is_main = is_main
        self.loss: float | None = None
        self.evaluation_loss: float | None = None
        self.figures: dict = {}
        self.speed = 0.0
        self.skips = 0
        self.saved_step = state["step"]
        self.status_at = 0.0

    def is_over(self) -> bool:
        patience = self.config["patience"]
        if patience > 0 and self.state.get("sinceBest", 0) >= patience:
            return True
        steps, minutes = self.config["steps"], self.config["minutes"]
        return (steps > 0 and self.state["step"] >= steps) or (minutes > 0 and self.state["elapsedMs"] >= minutes * 60_000)

    def progress(self) -> float:
        """Share of the run that is done, by its first limit."""
        steps, minutes = self.config["steps"], self.config["minutes"]
        by_time = self.state["elapsedMs"] / (minutes * 60_000) if minutes > 0 else 0.0
        return min(1.0, max(by_time, self.state["step"] / steps if steps > 0 else 0.0))

    def rate(self) -> float:
        """Share of the peak learning rate: warm-up by steps, decay by progress, halved by rollbacks."""
        schedule = self.config["schedule"]
        warm_up = min(1.0, (self.state["step"] + 1) / max(1, schedule["warmupSteps"]))
        return warm_up * decay_at(schedule, self.progress()) * self.state["rateFactor"]

    def is_due(self, name: str) -> bool:
        return self.config[name] > 0 and self.state["step"] % self.config[name] == 0

    def wanted(self) -> str:
        """'run', or why to end: 'stop', 'done', 'gone'. Waits as long as a pause lasts. For the main process."""
        while True:
            if not self.run_folder.is_owned():
                return "gone"
            wanted = self.run_folder.control()
            if wanted == "stop":
                self.run_folder.clear_control()
                return "stop"
            if wanted == "run":
                return "done" if self.is_over() else "run"
            self.report("paused")
            time.sleep(PAUSE_SECONDS)

    def log(self, line: dict) -> None:
        if self.is_main and self.run_folder.is_owned():
            self.run_folder.log(line)

    def log_step(self, rate: float, loss: float | None, norm: float | None, figures: dict, seconds: float) -> None:
        """The line of an update, with the names of src/train/run/loop.ts; no loss and no norm where it was skipped."""
        optimizer = self.config["optimizer"]
        peak = optimizer["muonLearningRate" if optimizer["kind"] == "muon" else "learningRate"]
        self.log(
            {
                "step": self.state["step"],
                "loss": loss,
                "grad_norm": norm,
                "learning_rate": rate * peak,
                "num_tokens": self.state["tokens"],
                "skipped_steps": self.state["skippedSteps"],
                **figures,
                "step_time": seconds,
                "tokens_per_second": self.speed,
            }
        )

    def note_evaluation(self, loss: float, seconds: float) -> bool:
        """Takes in an evaluation; whether it is the best one so far."""
        best = self.state["best"]
        is_best = best is None or loss < best["loss"]
        self.evaluation_loss = loss
        self.state["elapsedMs"] += 1000 * seconds
        self.state["sinceBest"] = 0 if is_best else self.state.get("sinceBest", 0) + 1
        if is_best:
            self.state["best"] = {"step": self.state["step"], "loss": loss}
        return is_best

    def report(self, phase: str, error: str | None = None) -> None:
        done, elapsed = self.progress(), self.state["elapsedMs"]
        self.status_at = time.monotonic()
        self.run_folder.status(
            phase,
            recipe=self.config["recipe"],
            step=self.state["step"],
            steps=self.config["steps"] or None,
            tokens=self.state["tokens"],
            tokensPerSecond=self.speed,
            elapsedMs=elapsed,
            remainingMs=elapsed * (1 - done) / done if done > 0 else None,
            loss=self.loss,
            evaluationLoss=self.evaluation_loss,
            skippedSteps=self.state["skippedSteps"],
            reward=self.figures.get("reward"),
            auroc=self.figures.get("verify/auroc"),
            savedStep=self.saved_step,
            waitingFor=None,
            lastError=error,
        )
