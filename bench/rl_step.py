"""One side of `npm run bench:rl`: GRPO updates by TRL's trainer on rollouts that are given, PyTorch eager, float32, CPU.

Reads {"config", "model", "rollouts": [{"prompt", "completion", "advantage"}], "threads", "steps"} as JSON from standard
input; prints one JSON line. Sampling is left out: the loss, its gradients, clipping and AdamW are timed.
"""

import json
import resource
import sys
import tempfile
import time

import torch
from datasets import Dataset
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import GRPOConfig, GRPOTrainer


def padded(rows: list[list[int]], left: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask, padded to the longest: prompts on the left, completions on the right, as TRL does."""
    longest = max(map(len, rows))
    fill = [[0] * (longest - len(r)) for r in rows]
    ids = [(f + r) if left else (r + f) for r, f in zip(rows, fill)]
    masks = [([0] * len(f) + [1] * len(r)) if left else ([1] * len(r) + [0] * len(f)) for r, f in zip(rows, fill)]
    return torch.tensor(ids), torch.tensor(masks)


def main() -> None:
    job = json.load(sys.stdin)
    torch.set_num_threads(job["threads"])
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(**job["config"], attn_implementation="sdpa"))
    rollouts = job["rollouts"]
    tokenizer = PreTrainedTokenizerFast.from_pretrained(job["model"])
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    with tempfile.TemporaryDirectory() as folder:
        settings = GRPOConfig(
            folder,
            per_device_train_batch_size=len(rollouts),
            num_generations=len(rollouts),
            loss_type="grpo",
            beta=0.0,
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
            report_to=[],
        )
        trainer = GRPOTrainer(
            model=model,
            args=settings,
            reward_funcs=lambda completions, **_: [0.0] * len(completions),
            train_dataset=Dataset.from_list([{"prompt": "x"}]),
            processing_class=tokenizer,
        )
        trainer.current_gradient_accumulation_steps = 1
        prompt_ids, prompt_mask = padded([r["prompt"] for r in rollouts], left=True)
        completion_ids, completion_mask = padded([r["completion"] for r in rollouts], left=False)
        inputs = {
            "prompt_ids": prompt_ids,
            "prompt_mask": prompt_mask,
            "completion_ids": completion_ids,
            "completion_mask": completion_mask,
            "advantages": torch.tensor([r["advantage"] for r in rollouts]),
            "num_items_in_batch": completion_mask.sum(),
        }
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, betas=(0.9, 0.95))
        model.train()
        seconds, norm = [], 0.0
        for _ in range(job["steps"] + 1):
            started = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            loss = trainer._compute_loss(model, inputs)
            loss.backward()
            norm = float(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0))
            optimizer.step()
            seconds.append(time.perf_counter() - started)
    print(json.dumps({
        "seconds": min(seconds[1:]),
        "peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "gradNorm": norm,
        "version": torch.__version__,
    }))


main()
