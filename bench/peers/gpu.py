"""transformers' generate on a CUDA GPU, greedy, float32: the peer of bench/gpu.ts.

usage: python gpu.py '{"folder", "rows", "newTokens", "promptIds"}'; the last line is JSON (null without a GPU).
"""

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM

task = json.loads(sys.argv[1])
if not torch.cuda.is_available():
    print("null")
    sys.exit()
rows, new_tokens = task["rows"], task["newTokens"]
model = AutoModelForCausalLM.from_pretrained(task["folder"], dtype=torch.float32).cuda().eval()
ids = torch.tensor([task["promptIds"]] * rows, device="cuda")


def generate(count):
    torch.cuda.synchronize()
    start = time.perf_counter()
    with torch.no_grad():
        model.generate(ids, max_new_tokens=count, min_new_tokens=count, do_sample=False, pad_token_id=0)
    torch.cuda.synchronize()
    return time.perf_counter() - start


generate(8)
# Reading the prompt is in both: their difference is decoding alone.
seconds = generate(new_tokens + 1) - generate(1)
ms = 1000 * seconds / new_tokens
print(json.dumps({"rows": rows, "msPerStep": ms, "tokensPerSecond": 1000 * rows / ms, "device": torch.cuda.get_device_name()}))
