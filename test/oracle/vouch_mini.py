"""Logits of models/vouch-mini as transformers computes them, for test/default-model/vouch-mini.test.ts.

    python test/oracle/vouch_mini.py

Writes test/data/vouch-mini.json: the sha256 of the weights, token ids, and the logits of the last position in f32.
Needs torch and transformers. Run it again whenever the weights change.
"""

import hashlib
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

root = Path(__file__).resolve().parents[2]
folder = root / "models" / "vouch-mini"
texts = ["What is 15% of 240?", "Solve $3x + 5 = 20$.", "Differentiate x^3 - 2x."]

model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
tokenizer = AutoTokenizer.from_pretrained(folder)
cases = []
for text in texts:
    messages = [{"role": "user", "content": text}]
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    ids = tokenizer.encode(prompt, add_special_tokens=False)
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -1]
    cases.append({"text": text, "ids": ids, "logits": [round(float(x), 6) for x in logits[:256]]})
weights = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
target = root / "test" / "data" / "vouch-mini.json"
target.write_text(json.dumps({"weights": weights, "cases": cases}) + "\n")
print(f"{target}: {len(cases)} cases")
