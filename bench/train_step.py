"""One side of `npm run bench:train`: dense AdamW steps of a Llama-shaped decoder, PyTorch eager, float32, CPU.

Reads {"config", "rows", "length", "threads", "steps"} as JSON from standard input; prints one JSON line.
"""

import json
import resource
import sys
import time

import torch
from transformers import LlamaConfig, LlamaForCausalLM


def gemm_gflops(threads: int) -> float:
    a, b = torch.randn(2048, 512), torch.randn(512, 1536)
    best = 0.0
    for _ in range(12):
        started = time.perf_counter()
        for _ in range(4):
            a @ b
        best = max(best, 4 * 2 * 2048 * 512 * 1536 / (time.perf_counter() - started) / 1e9)
    return best


def main() -> None:
    job = json.load(sys.stdin)
    torch.set_num_threads(job["threads"])
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(**job["config"], attn_implementation=job.get("attention", "sdpa")))
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.95))
    rows, length = job["rows"], job["length"]
    ids = torch.randint(0, job["config"]["vocab_size"], (rows, length))
    seconds, losses = [], []
    for _ in range(job["steps"] + 1):
        started = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = model(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(float(loss))
        seconds.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    best = min(seconds[1:])
    print(json.dumps({
        "tokensPerSecond": rows * length / best, "seconds": seconds[1:], "peakMB": peak, "loss": losses[-1],
        "parameters": sum(p.numel() for p in model.parameters()),
        "gemmGflops": gemm_gflops(job["threads"]), "version": torch.__version__,
    }))


main()
