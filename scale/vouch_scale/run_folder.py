"""The run folder, as src/train/run/folder.ts keeps it: one writer, whole files by rename, logs by whole lines."""

from __future__ import annotations

import json
import os
import shutil
import socket
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

import torch
from safetensors.torch import load_file, save_file

CARRIED = [
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
    "chat_template.jinja",
    "generation_config.json",
    "vouch.json",
]


def write_json(path: Path, value: object) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(value, indent=2) + "\n")
    os.replace(partial, path)


@dataclass(frozen=True)
class Numbers:
    """All numbers of a checkpoint, by the names of the weights."""

    weights: dict
    average: dict | None
    optimizer: dict


def plain(tensor: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    return tensor.detach().to("cpu", dtype).contiguous().clone()


class RunFolder:
    """A run that `vouch train --engine torch` has created; it holds config.json and at least one checkpoint."""

    def __init__(self, folder: str):
        self.folder = Path(folder)
        self.config = json.loads((self.folder / "config.json").read_text())
        self._owner = self._lock()

    def _lock(self) -> dict | None:
        try:
            return json.loads((self.folder / "run.lock").read_text())
        except (OSError, ValueError):
            return None

    def is_owned(self) -> bool:
        """Whether the process that holds the run's lock is still the one that started this one."""
        if self._owner != self._lock():
            return False
        if self._owner is None or self._owner["host"] != socket.gethostname():
            return True
        try:
            os.kill(self._owner["pid"], 0)
        except PermissionError:
            return True
        except OSError:
            return False
        return True

    def checkpoints(self) -> list[tuple[int, Path]]:
        root = self.folder / "checkpoints"
        found = [(int(p.name[5:]), p) for p in root.glob("step-*") if p.name[5:].isdigit()]
        return sorted(found)

    def latest(self) -> Path:
        found = self.checkpoints()
        if not found:
            raise FileNotFoundError(f"{self.folder}: expected a checkpoint to start from, got none; start the run with vouch train")
        return found[-1][1]

    def open_logs(self, lengths: dict) -> None:
        """Opens the logs for appending at the lengths that a checkpoint recorded."""
        self._metrics = self._open("metrics", lengths["metrics"])
        self._samples = self._open("samples", lengths["samples"])

    def _open(self, name: str, offset: int) -> BinaryIO:
        """A longer tail (work that will be done again) is moved aside first."""
        path = self.folder / f"{name}.jsonl"
        path.touch()
        size = path.stat().st_size
        if size < offset:
            raise ValueError(f"{path}: expected at least {offset} bytes as the checkpoint recorded, got {size}; restore the file or start anew")
        if size > offset:
            with path.open("rb+") as log:
                log.seek(offset)
                tail = log.read()
                with (self.folder / f"{name}.discarded.jsonl").open("ab") as discarded:
                    discarded.write(tail if tail.endswith(b"\n") else tail + b"\n")
                log.truncate(offset)
        return path.open("ab")

    def log(self, line: dict) -> None:
        self._metrics.write(json.dumps(line).encode() + b"\n")
        self._metrics.flush()

    def log_sample(self, line: dict) -> None:
        self._samples.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._samples.flush()

    def log_lengths(self) -> dict:
        """Bytes of the logs, safely on the disk."""
        for log in (self._metrics, self._samples):
            log.flush()
            os.fsync(log.fileno())
        return {"metrics": self._metrics.tell(), "samples": self._samples.tell()}

    def status(self, phase: str, **fields: object) -> None:
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        write_json(self.folder / "status.json", {"version": 1, "phase": phase, "pid": os.getpid(), "updatedAt": now} | fields)

    def control(self) -> str:
        """'stop', 'pause' or 'run', as control.json asks."""
        try:
            wanted = json.loads((self.folder / "control.json").read_text())
        except (OSError, ValueError):
            return "run"
        return "stop" if wanted.get("stop") is True else "pause" if wanted.get("pause") is True else "run"

    def clear_control(self) -> None:
        (self.folder / "control.json").unlink(missing_ok=True)

    def save(self, numbers: Numbers, state: dict) -> Path:
        """A checkpoint as Vouch reads it: a Hugging Face folder with optimiser and state beside the weights."""
        source = self.latest()
        name = self.folder / "checkpoints" / f"step-{state['step']:08d}"
        partial = name.with_name(name.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        if not name.parent.is_dir():
            raise FileNotFoundError(f"{self.folder}: expected the folder checkpoints, got none: it was removed while the run was going")
        partial.mkdir()
        for file in CARRIED:
            if (source / file).exists():
                shutil.copyfile(source / file, partial / file)
        config = json.loads((source / "config.json").read_text())
        config.pop("dtype", None)
        kind = self.config["saveType"]
        write_json(partial / "config.json", config | {"torch_dtype": kind})
        weights, average, optimizer = numbers.weights, numbers.average, dict(numbers.optimizer)
        shown = weights if average is None else average
        save_file({n: plain(t, getattr(torch, kind)) for n, t in shown.items()}, partial / "model.safetensors", {"format": "pt"})
        if kind != "float32" or average is not None:
            optimizer |= {f"weights.{n}": t for n, t in weights.items()}
        if average is not None:
            optimizer |= {f"average.{n}": t for n, t in average.items()}
        save_file({n: plain(t, torch.float32) for n, t in optimizer.items()}, partial / "optimizer.safetensors")
        write_json(partial / "training-state.json", state)
        shutil.rmtree(name, ignore_errors=True)
        os.replace(partial, name)
        return name

    def prune(self, keep: int, best: int | None) -> None:
        for step, folder in self.checkpoints()[:-keep]:
            if step != best:
                shutil.rmtree(folder)


def read_state(checkpoint: Path) -> dict:
    state = json.loads((checkpoint / "training-state.json").read_text())
    if state.get("version") != 1:
        raise ValueError(f"{checkpoint}: expected a training state of version 1, got {state.get('version')}")
    return state


def read_numbers(checkpoint: Path, names: list[str]) -> Numbers:
    """What `save` was given, whichever engine saved it."""
    stored = load_file(checkpoint / "optimizer.safetensors")

    def part(prefix: str) -> dict | None:
        return {n: stored[prefix + n] for n in names} if prefix + names[0] in stored else None

    weights = part("weights.") or load_file(checkpoint / "model.safetensors")
    optimizer = {n: t for n, t in stored.items() if n.startswith(("first.", "second."))}
    return Numbers(weights, part("average."), optimizer)
