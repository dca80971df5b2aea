"""Twenty AdamW steps of tiny decoders in PyTorch: the golden files of src/train/decoder.test.ts.

    python test/oracle/train.py            (torch==2.13.0, transformers 5.23, safetensors)

Each document is run by itself, without packing and without a mask of ours, so that packing is proven too. For each
checkpoint of test/data/checkpoints named below: documents, losses and, after the last step, all weights.
"""

import json
import random
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

ROOT = Path(__file__).resolve().parent.parent / "data"
NAMES = [
    "llama-plain",
    "llama-biases-tied",
    "llama-mqa-gelu",
    "mistral-window",
    "qwen2-window",
    "qwen3-biases-tied",
    "gemma3-plain",
    "gemma3-softcap-untied",
]
STEPS, LENGTH, RATE, DECAY, BETAS, EPSILON, CLIP = 20, 32, 1e-3, 0.1, (0.9, 0.95), 1e-8, 1.0


def documents(vocabulary: int, seed: int) -> list[list[dict]]:
    """For each step, documents of 3 to 14 tokens; the first tokens of each do not count."""
    rng = random.Random(seed)
    steps = []
    for _ in range(STEPS):
        batch = []
        for _ in range(7):
            size = rng.randint(3, 14)
            ids = [rng.randrange(vocabulary) for _ in range(size)]
            skip = rng.randint(1, size - 1)
            batch.append({"ids": ids, "counted": [int(i >= skip) for i in range(size)]})
        steps.append(batch)
    return steps


def loss_of(model, batch) -> torch.Tensor:
    total, counted = torch.zeros(()), 0
    for document in batch:
        ids = torch.tensor([document["ids"]])
        logprobs = model(input_ids=ids, use_cache=False).logits[0, :-1].float().log_softmax(-1)
        chosen = logprobs.gather(1, ids[0, 1:, None])[:, 0]
        mask = torch.tensor(document["counted"][1:], dtype=torch.float32)
        total = total - (chosen * mask).sum()
        counted += int(mask.sum())
    return total / counted


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    for seed, name in enumerate(NAMES):
        model = AutoModelForCausalLM.from_pretrained(
            ROOT / "checkpoints" / name, dtype=torch.float32, attn_implementation="eager"
        )
        model.train()
        named = [(n, p) for n, p in model.named_parameters()]
        decayed = [p for n, p in named if p.dim() > 1 and "embed_tokens" not in n and "lm_head" not in n]
        others = [p for n, p in named if not any(p is d for d in decayed)]
        optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}],
            lr=RATE, betas=BETAS, eps=EPSILON,
        )
        steps, losses = documents(model.config.vocab_size, seed), []
        for batch in steps:
            optimizer.zero_grad()
            loss = loss_of(model, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            losses.append(float(loss))
        folder = ROOT / "training" / name
        folder.mkdir(parents=True, exist_ok=True)
        golden = {"length": LENGTH, "rate": RATE, "decay": DECAY, "betas": BETAS, "epsilon": EPSILON, "clip": CLIP,
                  "steps": steps, "losses": losses}
        (folder / "golden.json").write_text(json.dumps(golden) + "\n")
        save_file({n: p.detach().contiguous() for n, p in named}, folder / "trained.safetensors")
        print(name, losses[0], losses[-1], sum(p.numel() for _, p in named))


if __name__ == "__main__":
    main()
