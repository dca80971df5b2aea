"""The supervised loop (`pretrain`, `sft`): batches in, a run folder out. One page, read from top to bottom.

One process or several (torchrun, accelerate launch): each rank takes every world-size-th micro-batch of an update and
gradients are summed, so the result is that of one process up to the order of additions.
"""

from __future__ import annotations

import json
import time
from typing import BinaryIO, Iterator

import torch
import torch.distributed as dist
from accelerate import Accelerator
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM

from .batches import PackedBatch, read_batches
from .optimizer import Optimizer, rate_at
from .run_folder import RunFolder, read_optimizer, read_state


def load_model(folder, dtype: torch.dtype) -> torch.nn.Module:
    config = AutoConfig.from_pretrained(folder)
    return AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=dtype, attn_implementation="sdpa")


def batch_loss(model: torch.nn.Module, batch: PackedBatch, device: torch.device, dtype: torch.dtype) -> torch.Tensor:
    """The weighted cross-entropy of the counted tokens, through the output layer for those tokens only."""
    token_ids = batch.token_ids.to(device)
    decoder = model.get_decoder() if hasattr(model, "get_decoder") else model.model
    hidden = decoder(
        input_ids=token_ids,
        attention_mask=batch.mask(dtype).to(device),
        position_ids=batch.positions().to(device),
        use_cache=False,
    ).last_hidden_state
    sources = batch.sources.to(device)
    logits = model.get_output_embeddings()(hidden.reshape(-1, hidden.shape[-1])[sources]).float()
    targets = token_ids.reshape(-1)[sources + 1]
    losses = torch.nn.functional.cross_entropy(logits, targets, reduction="none")
    return (losses * batch.weights.to(device)).sum()


def updates(batches: Iterator[PackedBatch], micro_batches: int) -> Iterator[list[PackedBatch]]:
    while True:
        group = [batch for _, batch in zip(range(micro_batches), batches)]
        if len(group) < micro_batches:
            return
        yield group


def train(run: RunFolder, stream: BinaryIO, precision: str) -> None:
    accelerator = Accelerator(mixed_precision="no")
    config, device = run.config, accelerator.device
    is_main = accelerator.is_main_process
    checkpoint = run.latest()
    state = read_state(checkpoint)
    model = load_model(checkpoint, torch.float32).to(device)
    model.train()
    parameters = dict(model.named_parameters())
    optimizer = Optimizer(config["optimizer"], parameters)
    stored = read_optimizer(checkpoint)
    if stored is not None:
        restore(model, optimizer, stored, state, checkpoint)
    if is_main:
        run.open_metrics(state["logs"]["metrics"])
    total_steps = config["steps"]
    autocast = torch.autocast(device.type, dtype=torch.bfloat16, enabled=precision == "bf16")
    began, tokens = time.monotonic(), state["tokens"]
    elapsed_before = state["elapsedMs"]
    deadline = began + config["minutes"] * 60 - elapsed_before / 1000 if config["minutes"] > 0 else None
    phase, loss = "done", None

    for group in updates(read_batches(stream), config["microBatches"]):
        step = state["step"]
        wanted = run.control()
        finished = (total_steps > 0 and step >= total_steps) or (deadline is not None and time.monotonic() >= deadline)
        if finished or wanted == "stop":
            phase = "stopped" if wanted == "stop" else "done"
            break
        started = time.monotonic()
        for parameter in parameters.values():
            parameter.grad = None
        total = torch.zeros((), device=device)
        for batch in group[accelerator.process_index :: accelerator.num_processes]:
            with autocast:
                micro = batch_loss(model, batch, device, torch.float32)
            micro.backward()
            total += micro.detach()
        if accelerator.num_processes > 1:
            for parameter in parameters.values():
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                dist.all_reduce(parameter.grad)
            dist.all_reduce(total)
        share = state["rateFactor"] * rate_at(config["schedule"], planned_steps(config, state, began), step)
        norm = optimizer.update(share)
        skipped = optimizer.step_count == state["optimizerStep"]
        tokens += sum(batch.used_tokens for batch in group)
        loss = float(total)
        elapsed = elapsed_before + 1000 * (time.monotonic() - began)
        state |= {
            "step": step + 1,
            "tokens": tokens,
            "elapsedMs": elapsed,
            "skippedSteps": state["skippedSteps"] + int(skipped),
            "optimizerStep": optimizer.step_count,
            "data": group[-1].cursor,
        }
        if is_main:
            seconds = time.monotonic() - started
            rate = share * config["optimizer"]["learningRate"]
            run.log({"step": step + 1, "loss": loss, "grad_norm": norm, "learning_rate": rate, "tokens": tokens, "step_time": seconds})
            if step % 10 == 0:
                run.status("training", **status_fields(config, state, loss, elapsed))
            if config["saveEvery"] > 0 and (step + 1) % config["saveEvery"] == 0:
                save(run, model, optimizer, state)
        while run.control() == "pause":
            time.sleep(0.5)

    if is_main:
        save(run, model, optimizer, state)
        run.status(phase, **status_fields(config, state, loss, state["elapsedMs"]))
        print(json.dumps({"phase": phase, "step": state["step"], "loss": loss}), flush=True)
    accelerator.end_training()


def planned_steps(config: dict, state: dict, began: float) -> int:
    """Updates of the whole run: as configured, or foreseen from the speed so far where only time limits it."""
    if config["steps"] > 0:
        return config["steps"]
    elapsed = state["elapsedMs"]
    if state["step"] < 2 or elapsed <= 0:
        return 10**9
    return max(state["step"] + 1, round(config["minutes"] * 60_000 * state["step"] / elapsed))


def restore(model, optimizer: Optimizer, stored: dict, state: dict, checkpoint) -> None:
    """Takes up exactly where the checkpoint was written, whichever engine wrote it."""
    if any(name.startswith("weights.") for name in stored):
        exact = {n.removeprefix("weights."): t for n, t in stored.items() if n.startswith("weights.")}
    else:
        exact = load_file(checkpoint / "model.safetensors")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in exact:
                parameter.copy_(exact[name])
    optimizer.load_state(stored, state["optimizerStep"])


def save(run: RunFolder, model, optimizer: Optimizer, state: dict) -> None:
    state["logs"] = state["logs"] | {"metrics": run.metrics_length()}
    run.save(dict(model.named_parameters()), optimizer.state(), state)
    best = state.get("best")
    run.prune(run.config["keepLast"], best["step"] if best else None)


def status_fields(config: dict, state: dict, loss: float | None, elapsed: float) -> dict:
    steps = config["steps"] or None
    per_step = elapsed / max(1, state["step"])
    remaining = per_step * (steps - state["step"]) if steps else max(0.0, config["minutes"] * 60_000 - elapsed)
    return {
        "recipe": config["recipe"],
        "step": state["step"],
        "steps": steps,
        "tokens": state["tokens"],
        "tokensPerSecond": 1000 * state["tokens"] / max(1.0, elapsed),
        "elapsedMs": elapsed,
        "remainingMs": remaining,
        "loss": loss,
        "evaluationLoss": None,
        "skippedSteps": state["skippedSteps"],
        "lastError": None,
    }
