"""Weights and optimiser state as whole tensors by name, and back, whether they lie in one place or are sharded (FSDP).

Every process has to take part in each call; what comes out is complete on the main process.
"""

from __future__ import annotations

import torch
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)

from .run_folder import Numbers

MOMENTS = {"first": "exp_avg", "second": "exp_avg_sq"}


def _by_name(model: torch.nn.Module) -> dict[str, torch.nn.Parameter]:
    return {name.replace("module.", "", 1) if name.startswith("module.") else name: p for name, p in model.named_parameters()}


def collect(model: torch.nn.Module, optimizer: torch.optim.Optimizer, names: list[str], is_sharded: bool) -> Numbers:
    """What a checkpoint holds. A weight without moments yet has zeros."""
    if is_sharded:
        options = StateDictOptions(full_state_dict=True, cpu_offload=True)
        weights = get_model_state_dict(model, options=options)
        moments = get_optimizer_state_dict(model, optimizer, options=options).get("state", {})
        if not weights:  # only the main process gets them
            return Numbers({}, None, {})
    else:
        parameters = _by_name(model)
        weights = {name: parameters[name] for name in names}
        moments = {name: optimizer.state.get(parameters[name], {}) for name in names}
    state = {
        f"{ours}.{name}": moments.get(name, {}).get(theirs, torch.zeros_like(weights[name], dtype=torch.float32))
        for name in names
        for ours, theirs in MOMENTS.items()
    }
    return Numbers({name: weights[name] for name in names}, None, state)


@torch.no_grad()
def restore(model: torch.nn.Module, optimizer: torch.optim.Optimizer, numbers: Numbers, step: int, is_sharded: bool) -> None:
    """Takes up what `collect` gave, or what the other engine wrote; `step` updates had been made."""
    if is_sharded:
        _restore_sharded(model, optimizer, numbers, step)
        return
    for name, parameter in _by_name(model).items():
        parameter.copy_(numbers.weights[name])
        if step == 0:
            optimizer.state.pop(parameter, None)
            continue
        moments = {theirs: numbers.optimizer[f"{ours}.{name}"].to(parameter.device, copy=True) for ours, theirs in MOMENTS.items()}
        optimizer.state[parameter] = {"step": torch.tensor(float(step)), **moments}


def _restore_sharded(model: torch.nn.Module, optimizer: torch.optim.Optimizer, numbers: Numbers, step: int) -> None:
    options = StateDictOptions(full_state_dict=True, strict=False)
    set_model_state_dict(model, dict(numbers.weights), options=options)
    if step == 0:
        return
    state = {
        name: {"step": torch.tensor(float(step))} | {theirs: numbers.optimizer[f"{ours}.{name}"] for ours, theirs in MOMENTS.items()}
        for name in numbers.weights
    }
    groups = get_optimizer_state_dict(model, optimizer, options=options)["param_groups"]
    set_optimizer_state_dict(model, optimizer, {"state": state, "param_groups": groups}, options=options)
