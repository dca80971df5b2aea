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
LORA_NAMES = ["llama-biases-tied", "qwen3-biases-tied"]
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


def train(model, named, steps, rate) -> list[float]:
    decayed = [p for n, p in named if p.dim() > 1 and "embed_tokens" not in n and "lm_head" not in n]
    others = [p for n, p in named if not any(p is d for d in decayed)]
    groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([g for g in groups if g["params"]], lr=rate, betas=BETAS, eps=EPSILON)
    losses = []
    for batch in steps:
        optimizer.zero_grad()
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for _, p in named], CLIP)
        optimizer.step()
        losses.append(float(loss))
    return losses


def write(folder: Path, steps, losses, rate, **more) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    golden = {"length": LENGTH, "rate": rate, "decay": DECAY, "betas": BETAS, "epsilon": EPSILON, "clip": CLIP,
              "steps": steps, "losses": losses, **more}
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")


def load(name: str):
    return AutoModelForCausalLM.from_pretrained(
        ROOT / "checkpoints" / name, dtype=torch.float32, attn_implementation="eager"
    ).train()


def lora(name: str, seed: int) -> None:
    """The same with PEFT: the adapter as it begins, and after twenty steps."""
    from peft import LoraConfig, get_peft_model

    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    config = LoraConfig(r=4, lora_alpha=8, target_modules=targets, task_type="CAUSAL_LM")
    model = get_peft_model(load(name), config).train()
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    plain = lambda: {n.replace(".default", ""): p.detach().clone().contiguous() for n, p in named}
    begin, steps = plain(), documents(model.config.vocab_size, 100 + seed)
    losses = train(model, named, steps, 10 * RATE)
    folder = ROOT / "training-lora" / name
    write(folder, steps, losses, 10 * RATE, rank=4, alpha=8, targets=targets)
    save_file(begin, folder / "begin.safetensors")
    save_file(plain(), folder / "trained.safetensors")
    print("lora", name, losses[0], losses[-1])


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    for seed, name in enumerate(LORA_NAMES):
        lora(name, seed)
    for seed, name in enumerate(NAMES):
        model = load(name)
        named = list(model.named_parameters())
        steps = documents(model.config.vocab_size, seed)
        losses = train(model, named, steps, RATE)
        folder = ROOT / "training" / name
        write(folder, steps, losses, RATE)
        save_file({n: p.detach().contiguous() for n, p in named}, folder / "trained.safetensors")
        print(name, losses[0], losses[-1])


if __name__ == "__main__":
    main()
