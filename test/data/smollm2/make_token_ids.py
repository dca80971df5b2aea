"""Makes token-ids.json: what the original tokenizer of SmolLM2 makes of the ten prompts of make.py, and one hash over the
token ids of all problems of each public data set (folder of VOUCH_DATA; fields `problem`, JSON lines).

Run: VOUCH_DATA=folder python test/data/smollm2/make_token_ids.py ~/.cache/vouch/downloads   (transformers 5.23.0)
"""

import hashlib
import json
import os
import re
import sys

from tokenizers import pre_tokenizers
from transformers import AutoTokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SETS = ["gsm8k/test.jsonl", "svamp/test.jsonl", "math500/test.jsonl", "college_math/test.jsonl"]

tokenizer = AutoTokenizer.from_pretrained(sys.argv[1], gguf_file=FILE)
# transformers' GGUF reader leaves out that this vocabulary was trained on single digits.
tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
    [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
)


def ids_of(text):
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def hash_of(path):
    digest, count = hashlib.sha256(), 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            digest.update((",".join(map(str, ids_of(json.loads(line)["problem"]))) + "\n").encode())
            count += 1
    return {"problems": count, "sha256": digest.hexdigest()}


with open(os.path.join(HERE, "golden.json"), encoding="utf-8") as file:
    prompts = [entry["problem"] for entry in json.load(file)["continuations"]]
result = {
    "prompts": [{"text": text, "ids": ids_of(text)} for text in prompts],
    "sets": {name: hash_of(os.path.join(os.environ["VOUCH_DATA"], name)) for name in SETS},
}
with open(os.path.join(HERE, "token-ids.json"), "w", encoding="utf-8") as file:
    file.write(re.sub(r"\s+(?=\d)", " ", json.dumps(result, indent=1)) + "\n")
