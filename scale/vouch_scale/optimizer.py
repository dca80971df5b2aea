"""The optimisers of src/train/optimizer.ts, formula for formula: AdamW, and Muon for the layers' matrices.

Sources: Loshchilov and Hutter, arXiv 1711.05101; Jordan et al. 2024, "Muon".
State is kept in the names of Vouch's checkpoints: `first.` and `second.` before each weight's name.
"""

from __future__ import annotations

import math

import torch

NEWTON_SCHULZ = (3.4445, -4.775, 2.0315)
NEWTON_SCHULZ_STEPS = 5


def kind_of(name: str, weight: torch.Tensor) -> str:
    """'matrix': a linear layer; 'embedding': a table of the vocabulary; 'vector': a norm or a bias."""
    if "embed_tokens" in name or "lm_head" in name:
        return "embedding"
    return "matrix" if weight.dim() > 1 else "vector"


def orthogonalize(x: torch.Tensor) -> torch.Tensor:
    """All singular values near 1 by Newton-Schulz, on the smaller side. [rows, columns] -> the same."""
    a, b, c = NEWTON_SCHULZ
    x = x / (x.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    for _ in range(NEWTON_SCHULZ_STEPS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class Optimizer:
    def __init__(self, config: dict, parameters: dict[str, torch.nn.Parameter]):
        self.config = config
        self.parameters = parameters
        self.step_count = 0
        self.first = {name: torch.zeros_like(p, dtype=torch.float32) for name, p in parameters.items()}
        self.second = {name: torch.zeros_like(p, dtype=torch.float32) for name, p in parameters.items()}

    @torch.no_grad()
    def update(self, share: float) -> float:
        """One update with `share` of the peak rates. Returns the gradients' norm; where it is not finite, nothing changes."""
        gradients = {n: p.grad.float() for n, p in self.parameters.items() if p.grad is not None}
        norm = float(torch.sqrt(sum((g.double() ** 2).sum() for g in gradients.values())))
        if not math.isfinite(norm):
            return norm
        limit = self.config["maxGradNorm"]
        scale = min(1.0, limit / (norm + 1e-6)) if limit > 0 else 1.0
        self.step_count += 1
        for name, gradient in gradients.items():
            weight = self.parameters[name]
            kind = kind_of(name, weight)
            if self.config["kind"] == "muon" and kind == "matrix":
                self._muon(name, weight, gradient * scale, share)
            else:
                self._adam(name, weight, gradient * scale, share, kind)
        return norm

    def _adam(self, name: str, weight: torch.Tensor, gradient: torch.Tensor, share: float, kind: str) -> None:
        b1, b2 = self.config["betas"]
        rate = self.config["learningRate"] * share
        decay = self.config["weightDecay"] if kind == "matrix" else 0.0
        first, second = self.first[name], self.second[name]
        first.mul_(b1).add_(gradient, alpha=1 - b1)
        second.mul_(b2).addcmul_(gradient, gradient, value=1 - b2)
        denominator = (second / (1 - b2**self.step_count)).sqrt_().add_(self.config["epsilon"])
        weight.mul_(1 - rate * decay).addcdiv_(first, denominator, value=-rate / (1 - b1**self.step_count))

    def _muon(self, name: str, weight: torch.Tensor, gradient: torch.Tensor, share: float) -> None:
        mu = self.config["muonMomentum"]
        momentum = self.first[name]
        momentum.mul_(mu).add_(gradient, alpha=1 - mu)
        step = orthogonalize(mu * momentum + (1 - mu) * gradient)
        peak = self.config["muonLearningRate"] * share
        rate = peak * math.sqrt(max(1.0, weight.shape[0] / weight.shape[1]))
        weight.mul_(1 - peak * self.config["weightDecay"]).add_(step.to(weight.dtype), alpha=-rate)

    def state(self) -> dict[str, torch.Tensor]:
        named = {f"first.{n}": t for n, t in self.first.items()}
        return named | {f"second.{n}": t for n, t in self.second.items()}

    def load_state(self, tensors: dict[str, torch.Tensor], step_count: int) -> None:
        self.step_count = step_count
        for name in self.parameters:
            self.first[name].copy_(tensors[f"first.{name}"])
            self.second[name].copy_(tensors[f"second.{name}"])


def decay_at(schedule: dict, done: float) -> float:
    """The learning rate behind the warm-up as a share of the peak, with `done` of the run done: src/train/schedules.ts."""
    kind, final = schedule["kind"], schedule["finalRatio"]
    if kind == "constant":
        return 1.0
    share = schedule["decayShare"] if kind == "wsd" else 1.0
    done = min(1.0, max(0.0, (done - (1 - share)) / max(1e-6, share)))
    left = 0.5 * (1 + math.cos(math.pi * done)) if kind == "cosine" else 1 - done
    return final + (1 - final) * left
