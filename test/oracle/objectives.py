"""Advantages and losses by TRL on small tensors: the golden file of src/train/objectives-golden.test.ts.

    python test/oracle/objectives.py       (torch==2.13.0, trl==1.16.0)

GRPO's and RLOO's losses are the trainers' own `_compute_loss`, with log-probabilities handed in; their advantages are
the trainers' own lines, cut out of the method that also generates. TRL 1 has no PPO any more: generalised advantages
and the clipped value loss are computed here with autograd, after Schulman et al., arXiv 1506.02438 and 1707.06347, and
so is DPO's loss, arXiv 2305.18290.
"""

import inspect
import json
import textwrap
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import torch
from torch.nn import functional as F
from trl import GRPOTrainer, RLOOTrainer
from trl.trainer import grpo_trainer, rloo_trainer

OUT = Path(__file__).resolve().parent.parent / "data" / "objectives" / "golden.json"
GROUPS, GROUP, TOKENS = 3, 4, 5
COUNT = GROUPS * GROUP
MAX_LENGTH = 8


class OneProcess:
    """What the losses ask of accelerate on one process."""

    num_processes = 1
    sync_gradients = True

    def gather(self, x):
        return x

    gather_for_metrics = gather

    def reduce(self, x, reduction="sum"):
        return x


def trainers_lines(method, first: str, last: str, module, values: dict) -> dict:
    """Runs the lines of a trainer's method from the one that begins with `first` to the one with `last`."""
    lines = inspect.getsource(method).splitlines()
    begin = next(i for i, line in enumerate(lines) if line.strip().startswith(first))
    end = next(i for i, line in enumerate(lines) if i > begin and line.strip().startswith(last))
    scope = {**vars(module), **values}
    exec(textwrap.dedent("\n".join(lines[begin : end + 1])), scope)  # noqa: S102 the trainer's own source
    return scope


def grpo_advantages(rewards: torch.Tensor, scale: str) -> list[float]:
    trainer = SimpleNamespace(
        multi_objective_aggregation="sum_then_normalize", scale_rewards=scale, reward_weights=torch.ones(1)
    )
    values = {
        "self": trainer,
        "device": "cpu",
        "num_generations": GROUP,
        "rewards_per_func": rewards[:, None],
        "unscorable_mask": torch.zeros(len(rewards), dtype=torch.bool),
    }
    method = GRPOTrainer._generate_and_score_completions
    first = 'if self.multi_objective_aggregation == "sum_then_normalize"'
    scope = trainers_lines(method, first, "advantages = torch.nan_to_num", grpo_trainer, values)
    return scope["advantages"].tolist()


def rloo_advantages(rewards: torch.Tensor) -> list[float]:
    values = {
        "self": SimpleNamespace(normalize_advantages=False),
        "rewards": rewards,
        "grouped_rewards": rewards.view(-1, GROUP),
        "num_generations": GROUP,
    }
    method = RLOOTrainer._generate_and_score_completions
    scope = trainers_lines(method, "scorable_counts", "advantages = torch.nan_to_num", rloo_trainer, values)
    return scope["advantages"].tolist()


def trainer_of(logprobs: torch.Tensor, **settings) -> SimpleNamespace:
    arguments = {"delta": None, "use_bias_correction_kl": False, "steps_per_generation": 1}
    return SimpleNamespace(
        _get_per_token_logps_and_entropies=lambda *_, **__: (logprobs, torch.zeros_like(logprobs), None),
        accelerator=OneProcess(),
        args=SimpleNamespace(**arguments),
        model=SimpleNamespace(training=True),
        _metrics=defaultdict(lambda: defaultdict(list)),
        aux_loss_enabled=False,
        top_entropy_quantile=1.0,
        off_policy_mask_threshold=None,
        importance_sampling_level="token",
        use_vllm=True,
        vllm_importance_sampling_correction=True,
        _entropy_bonus_enabled=False,
        max_completion_length=MAX_LENGTH,
        current_gradient_accumulation_steps=1,
        **settings,
    )


def loss_and_gradient(loss: torch.Tensor, at: torch.Tensor) -> dict:
    loss.backward()
    return {"loss": loss.item(), "gradient": at.grad.tolist()}


def policy_cases(batch: dict) -> list[dict]:
    settings = [
        ("grpo", "rollout", 0.2, 0.2, 0.1),
        ("bnpo", "token", 0.2, 0.28, 0.0),
        ("dapo", "token", 0.2, 0.28, 0.05),
        ("dr_grpo", "constant", 0.2, 0.2, 0.0),
    ]
    cases = []
    for loss_type, normalisation, low, high, beta in settings:
        logprobs = batch["logprobs"].clone().requires_grad_()
        trainer = trainer_of(logprobs, loss_type=loss_type, epsilon_low=low, epsilon_high=high, beta=beta)
        inputs = {
            "prompt_ids": torch.zeros(COUNT, 1, dtype=torch.long),
            "prompt_mask": torch.ones(COUNT, 1, dtype=torch.long),
            "completion_ids": torch.zeros(COUNT, TOKENS, dtype=torch.long),
            "completion_mask": batch["mask"],
            "advantages": batch["advantages"],
            "old_per_token_logps": batch["old"],
            "ref_per_token_logps": batch["reference"],
            "importance_sampling_ratio": torch.clamp(torch.exp(batch["old"] - batch["sampler"]), max=2.0),
            "num_items_in_batch": batch["mask"].sum(),
        }
        loss = GRPOTrainer._compute_loss(trainer, None, inputs)
        cases.append(
            {
                "name": loss_type,
                "normalisation": normalisation,
                "clipRange": [low, high],
                "klCoeff": beta,
                **loss_and_gradient(loss, logprobs),
            }
        )
    return cases


def rloo_case(batch: dict, advantages: torch.Tensor) -> dict:
    """One on-policy update: the old policy is the one that is trained."""
    logprobs = batch["logprobs"].clone().requires_grad_()
    trainer = trainer_of(logprobs, epsilon_low=0.2, epsilon_high=0.2)
    inputs = {
        "prompt_ids": torch.zeros(COUNT, 1, dtype=torch.long),
        "prompt_mask": torch.ones(COUNT, 1, dtype=torch.long),
        "completion_ids": torch.zeros(COUNT, TOKENS, dtype=torch.long),
        "completion_mask": batch["mask"],
        "advantages": advantages,
        "old_logps": (batch["logprobs"] * batch["mask"]).sum(1),
    }
    return loss_and_gradient(RLOOTrainer._compute_loss(trainer, None, inputs), logprobs)


def ppo_case(generator: torch.Generator) -> dict:
    gamma, decay, clip = 0.95, 0.9, 0.2
    rewards = torch.tensor([0.0, 0.0, -0.1, 0.0, 1.0])
    old = torch.randn(TOKENS, generator=generator) * 0.3
    advantages, following = torch.zeros(TOKENS), 0.0
    for t in reversed(range(TOKENS)):
        after = old[t + 1] if t + 1 < TOKENS else 0.0
        following = rewards[t] + gamma * after - old[t] + gamma * decay * following
        advantages[t] = following
    returns = advantages + old
    values = (old + torch.randn(TOKENS, generator=generator) * 0.3).requires_grad_()
    clipped = torch.clamp(values, old - clip, old + clip)
    loss = 0.5 * torch.max((values - returns) ** 2, (clipped - returns) ** 2).mean()
    return {
        "gamma": gamma,
        "lambda": decay,
        "clip": clip,
        "rewards": rewards.tolist(),
        "oldValues": old.tolist(),
        "advantages": advantages.tolist(),
        "returns": returns.tolist(),
        "values": values.tolist(),
        **loss_and_gradient(loss, values),
    }


def dpo_case(generator: torch.Generator) -> dict:
    beta = 0.3
    draw = lambda: -5 - 3 * torch.rand(4, generator=generator)  # noqa: E731
    chosen, rejected, ref_chosen, ref_rejected = draw().requires_grad_(), draw(), draw(), draw()
    loss = -F.logsigmoid(beta * ((chosen - ref_chosen) - (rejected - ref_rejected))).mean()
    return {
        "beta": beta,
        "chosen": chosen.tolist(),
        "rejected": rejected.tolist(),
        "refChosen": ref_chosen.tolist(),
        "refRejected": ref_rejected.tolist(),
        **loss_and_gradient(loss, chosen),
    }


def main() -> None:
    torch.set_default_dtype(torch.float64)
    generator = torch.Generator().manual_seed(7)
    rewards = torch.tensor([1.0, 0, 0, 1, 0.25, 1, 0, 0.5, 1, 1, 1, 1])
    lengths = torch.tensor([5, 3, 4, 1, 2, 5, 5, 3, 4, 2, 1, 5])
    noise = lambda scale: scale * torch.randn(COUNT, TOKENS, generator=generator)  # noqa: E731
    logprobs = -torch.rand(COUNT, TOKENS, generator=generator) * 3
    grpo = grpo_advantages(rewards, "group")
    batch = {
        "logprobs": logprobs,
        "old": logprobs + noise(0.25),
        "reference": logprobs + noise(0.4),
        "mask": (torch.arange(TOKENS)[None] < lengths[:, None]).to(torch.int64),
        "advantages": torch.tensor(grpo),
    }
    batch["sampler"] = batch["old"] + noise(0.5)
    rloo = rloo_advantages(rewards)
    golden = {
        "made with": f"torch {torch.__version__}, trl {__import__('trl').__version__}",
        "group": GROUP,
        "maxLength": MAX_LENGTH,
        "rewards": rewards.tolist(),
        "lengths": lengths.tolist(),
        "advantages": {"group": grpo, "none": grpo_advantages(rewards, "none"), "leaveOneOut": rloo},
        "logprobs": batch["logprobs"].tolist(),
        "oldLogprobs": batch["old"].tolist(),
        "refLogprobs": batch["reference"].tolist(),
        "samplerLogprobs": batch["sampler"].tolist(),
        "policy": policy_cases(batch),
        "rloo": rloo_case(batch, torch.tensor(rloo)),
        "ppo": ppo_case(generator),
        "dpo": dpo_case(generator),
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
