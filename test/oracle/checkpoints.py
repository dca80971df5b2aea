"""Writes test/data/checkpoints: tiny random checkpoints of every family and option, with transformers' logits.

Each folder is what `save_pretrained` writes (config.json, model.safetensors) and golden.json: token ids and the
logits of `transformers` in float32 with eager attention. Run: python test/oracle/checkpoints.py (torch 2.13,
transformers 5.23). Every number is random; nothing here comes from a trained model.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

OUT = pathlib.Path(__file__).parents[1] / "data" / "checkpoints"
MODELS = {
    "llama": (LlamaConfig, LlamaForCausalLM),
    "mistral": (MistralConfig, MistralForCausalLM),
    "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    "qwen3": (Qwen3Config, Qwen3ForCausalLM),
    "gemma3_text": (Gemma3TextConfig, Gemma3ForCausalLM),
}
BASE = dict(
    vocab_size=48,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=8,
    max_position_embeddings=32,
    pad_token_id=None,
    bos_token_id=1,
    eos_token_id=2,
)


def rope(kind, **more):
    return dict(rope_parameters=dict(rope_type=kind, rope_theta=1000.0, **more))


# name: (family, options, how config.json is rewritten afterwards)
CASES = {
    "llama-plain": ("llama", dict(head_dim=16, **rope("default")), None),
    "llama-biases-tied": ("llama", dict(attention_bias=True, mlp_bias=True, tie_word_embeddings=True), None),
    "llama-mha-head-by-division": ("llama", dict(head_dim=None, num_key_value_heads=4, hidden_size=32), None),
    "llama-mqa-gelu": ("llama", dict(num_key_value_heads=1, hidden_act="gelu"), None),
    "llama-linear": ("llama", rope("linear", factor=2.5), None),
    "llama-dynamic-short": ("llama", dict(max_position_embeddings=64, **rope("dynamic", factor=2.0)), None),
    "llama-dynamic-long": ("llama", dict(max_position_embeddings=12, **rope("dynamic", factor=2.0)), None),
    "llama-llama3": (
        "llama",
        rope("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16),
        None,
    ),
    "llama-yarn": ("llama", rope("yarn", factor=4.0, original_max_position_embeddings=8), None),
    "llama-yarn-options": (
        "llama",
        rope(
            "yarn",
            factor=4.0,
            original_max_position_embeddings=8,
            attention_factor=1.3,
            beta_fast=16.0,
            beta_slow=2.0,
            truncate=False,
        ),
        None,
    ),
    "llama-yarn-mscale": (
        "llama",
        rope("yarn", factor=4.0, original_max_position_embeddings=8, mscale=0.8, mscale_all_dim=0.5),
        None,
    ),
    "llama-partial-plain": ("llama", rope("default", partial_rotary_factor=0.5), None),
    "llama-partial-linear": ("llama", dict(head_dim=32, **rope("linear", factor=2.0, partial_rotary_factor=0.5)), None),
    "llama-spelling-4": ("llama", dict(tie_word_embeddings=True, **rope("default")), "v4"),
    "llama-spelling-4-llama3": (
        "llama",
        rope("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16),
        "v4",
    ),
    "llama-spelling-4-linear-type": ("llama", rope("linear", factor=3.0), "v4-type"),
    "llama-f16": ("llama", dict(**rope("default")), "f16"),
    "llama-bf16-sharded": ("llama", dict(**rope("default")), "bf16-sharded"),
    "mistral-plain": ("mistral", dict(sliding_window=None, **rope("default")), None),
    "mistral-window": ("mistral", dict(head_dim=16, sliding_window=5, **rope("default")), None),
    "qwen2-plain": ("qwen2", dict(head_dim=4, **rope("default")), None),
    "qwen2-window": (
        "qwen2",
        dict(head_dim=4, use_sliding_window=True, sliding_window=4, max_window_layers=1, **rope("default")),
        None,
    ),
    "qwen2-yarn-tied": (
        "qwen2",
        dict(head_dim=4, tie_word_embeddings=True, **rope("yarn", factor=4.0, original_max_position_embeddings=8)),
        None,
    ),
    "qwen3-plain": ("qwen3", dict(head_dim=32, **rope("default")), None),
    "qwen3-biases-tied": ("qwen3", dict(attention_bias=True, tie_word_embeddings=True, **rope("default")), None),
    "qwen3-layer-types": (
        "qwen3",
        dict(
            use_sliding_window=True,
            sliding_window=3,
            layer_types=["sliding_attention", "full_attention"],
            **rope("default"),
        ),
        None,
    ),
    "gemma3-plain": (
        "gemma3_text",
        dict(
            head_dim=16, num_hidden_layers=3, sliding_window=5, query_pre_attn_scalar=12, layer_types=["sliding_attention"] * 2 + ["full_attention"]
        ),
        None,
    ),
    "gemma3-softcap-untied": (
        "gemma3_text",
        dict(
            sliding_window=4,
            query_pre_attn_scalar=20,
            final_logit_softcapping=3.0,
            attn_logit_softcapping=5.0,
            tie_word_embeddings=False,
            layer_types=["sliding_attention", "full_attention"],
            rope_parameters=dict(
                full_attention=dict(rope_type="linear", factor=8.0, rope_theta=2000.0),
                sliding_attention=dict(rope_type="default", rope_theta=100.0),
            ),
        ),
        None,
    ),
    "gemma3-spelling-4": (
        "gemma3_text",
        dict(
            num_hidden_layers=3,
            sliding_window=4,
            layer_types=["sliding_attention", "full_attention", "sliding_attention"],
            rope_parameters=dict(
                full_attention=dict(rope_type="linear", factor=4.0, rope_theta=3000.0),
                sliding_attention=dict(rope_type="default", rope_theta=50.0),
            ),
        ),
        "v4-gemma",
    ),
}


def rotate_first_dims(q, k, cos, sin, unsqueeze_dim=1):
    """Partial rotation as GPT-NeoX and Phi define it: the first dims turn, the rest passes."""
    cos, sin = cos.unsqueeze(unsqueeze_dim), sin.unsqueeze(unsqueeze_dim)
    n = cos.shape[-1]

    def turn(x):
        a, b = x[..., : n // 2], x[..., n // 2 : n]
        return torch.cat((x[..., :n] * cos + torch.cat((-b, a), -1) * sin, x[..., n:]), -1)

    return turn(q), turn(k)


def rewrite_config(folder, how):
    path = folder / "config.json"
    config = json.loads(path.read_text())
    parameters = config.pop("rope_parameters")
    if how == "v4-gemma":
        full, sliding = parameters["full_attention"], parameters["sliding_attention"]
        config["rope_theta"] = full.pop("rope_theta")
        config["rope_scaling"] = full
        config["rope_local_base_freq"] = sliding["rope_theta"]
        config.pop("layer_types")
        config["sliding_window_pattern"] = 2
    else:
        config["rope_theta"] = parameters.pop("rope_theta")
        if how == "v4-type":
            parameters["type"] = parameters.pop("rope_type")
        config["rope_scaling"] = None if parameters.get("rope_type") == "default" else parameters
    path.write_text(json.dumps(config, indent=2))


def shard(folder):
    tensors = load_file(folder / "model.safetensors")
    names = sorted(tensors)
    parts = [names[::2], names[1::2]]
    index = {}
    for i, part in enumerate(parts):
        file = f"model-{i + 1:05d}-of-{len(parts):05d}.safetensors"
        save_file({name: tensors[name] for name in part}, folder / file, metadata={"format": "pt"})
        index.update({name: file for name in part})
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    (folder / "model.safetensors").unlink()


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    for seed, (name, (family, options, how)) in enumerate(CASES.items()):
        torch.manual_seed(seed)
        config_class, model_class = MODELS[family]
        config = config_class(**{**BASE, **options})
        model = model_class._from_config(config, attn_implementation="eager").eval()
        for parameter in model.parameters():
            parameter.data.normal_(0, 0.35)
        if how in ("f16", "bf16-sharded"):
            dtype = torch.float16 if how == "f16" else torch.bfloat16
            for parameter in model.parameters():
                parameter.data = parameter.data.to(dtype).to(torch.float32)
        if name == "llama-partial-linear":
            import transformers.models.llama.modeling_llama as llama

            plain, llama.apply_rotary_pos_emb = llama.apply_rotary_pos_emb, rotate_first_dims
        ids = torch.randint(3, config.vocab_size, (1, 20))
        with torch.no_grad():
            logits = model(ids).logits[0]
        if name == "llama-partial-linear":
            llama.apply_rotary_pos_emb = plain
        folder = OUT / name
        if how in ("f16", "bf16-sharded"):
            model.to(dtype)
        model.save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        if how is not None and how.startswith("v4"):
            rewrite_config(folder, how)
        if how == "bf16-sharded":
            shard(folder)
        golden = {
            "ids": ids[0].tolist(),
            "logits": [[round(value, 6) for value in row] for row in logits.tolist()],
        }
        (folder / "golden.json").write_text(json.dumps(golden, separators=(",", ":")))
        print(name, sum(f.stat().st_size for f in folder.iterdir()))


main()
