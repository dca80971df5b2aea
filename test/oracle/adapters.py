"""Writes test/data/adapters: random LoRA adapters by PEFT on the llama-plain checkpoint, with their logits.

Run after checkpoints.py: python test/oracle/adapters.py (torch 2.13, transformers 5.23, peft).
"""

import json
import pathlib
import shutil

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

DATA = pathlib.Path(__file__).parents[1] / "data"
BASE = DATA / "checkpoints" / "llama-plain"
ADAPTERS = {
    "all-linear": LoraConfig(r=4, lora_alpha=8, target_modules="all-linear"),
    "attention-rslora": LoraConfig(
        r=2,
        lora_alpha=6,
        use_rslora=True,
        target_modules=["q_proj", "v_proj", "o_proj"],
        rank_pattern={"v_proj": 3},
        alpha_pattern={"layers.1.self_attn.q_proj": 12},
    ),
}


def main():
    ids = json.loads((BASE / "golden.json").read_text())["ids"]
    shutil.rmtree(DATA / "adapters", ignore_errors=True)
    for seed, (name, config) in enumerate(ADAPTERS.items()):
        torch.manual_seed(seed)
        base = AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32, attn_implementation="eager")
        model = get_peft_model(base, config).eval()
        for key, parameter in model.named_parameters():
            if "lora_" in key:
                parameter.data.normal_(0, 0.2)
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
        folder = DATA / "adapters" / name
        model.save_pretrained(folder)
        (folder / "README.md").unlink(missing_ok=True)
        config_file = folder / "adapter_config.json"
        adapter_config = json.loads(config_file.read_text())
        adapter_config["base_model_name_or_path"] = "llama-plain"
        config_file.write_text(json.dumps(adapter_config, indent=2))
        golden = {"ids": ids, "logits": [[round(value, 6) for value in row] for row in logits.tolist()]}
        (folder / "golden.json").write_text(json.dumps(golden, separators=(",", ":")))


main()
