"""TRL's settings from a run's config.json: batches, clipping, KL, normalisation, vLLM. It knows no model and no pipe."""

from __future__ import annotations

import importlib.util

import torch
from trl import GRPOConfig

LOSS_TYPES = {"rollout": "grpo", "token": "dapo", "constant": "dr_grpo"}


def batch_plan(config: dict, processes: int) -> tuple[int, int]:
    """Rows of a micro-batch and micro-batches of an update, for each process."""
    policy = config["policy"]
    rows, parts = policy["problems"] * policy["group"], processes * policy["updates"]
    if rows % parts != 0:
        raise ValueError(
            f"policy: expected problems x group to be a multiple of processes x updates ({parts}), got {rows}; change one of them"
        )
    share = rows // parts
    micro = max(n for n in range(1, min(share, config["rows"]) + 1) if share % n == 0)
    return micro, share // micro


def vllm_mode(wanted: str) -> str | None:
    """TRL's mode for vLLM, or none: 'auto' takes it where it is installed and a GPU is there."""
    if wanted == "auto":
        return "colocate" if importlib.util.find_spec("vllm") is not None and torch.cuda.is_available() else None
    return None if wanted == "off" else wanted


def trainer_arguments(config: dict, folder: str, processes: int, left: int, options: dict) -> GRPOConfig:
    """TRL's settings for a run; `left` cycles are still to be made."""
    policy, optimizer = config["policy"], config["optimizer"]
    micro, accumulated = batch_plan(config, processes)
    mode = vllm_mode(options["vllm"])
    vllm = {} if mode is None else {"use_vllm": True, "vllm_mode": mode, "generation_kwargs": {"stop_token_ids": options["stop"]}}
    return GRPOConfig(
        output_dir=folder,
        per_device_train_batch_size=micro,
        gradient_accumulation_steps=accumulated,
        steps_per_generation=accumulated * policy["updates"],
        num_iterations=policy["epochs"],
        num_generations=policy["group"],
        max_completion_length=policy["maxNewTokens"],
        temperature=policy["temperature"],
        top_p=1.0,
        top_k=0,
        beta=policy["klCoeff"],
        epsilon=policy["clipLow"],
        epsilon_high=policy["clipHigh"],
        use_bias_correction_kl=False,  # the plain k3 of the other engine
        loss_type=LOSS_TYPES[policy["normalisation"]],
        learning_rate=optimizer["learningRate"],
        max_grad_norm=optimizer["maxGradNorm"],
        max_steps=left * policy["epochs"] * policy["updates"],
        seed=config["seed"],
        bf16=options["bf16"],
        use_cpu=not torch.accelerator.is_available(),
        gradient_checkpointing=config["memory"] == "small",
        vllm_importance_sampling_correction=mode is not None and policy["importanceCap"] > 0,
        report_to="none",
        logging_strategy="no",
        save_strategy="no",
        disable_tqdm=True,
        shuffle_dataset=False,
        **vllm,
    )
