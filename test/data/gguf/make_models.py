"""Makes the tiny GGUF models of this folder and golden.json with what transformers computes from them.

Random weights; the tokenizers are those of ../tokenizers. Each file has another architecture, tokenizer and mix of
block formats. Conventions of llama.cpp's converter are applied here as it applies them: rows of queries and keys of
"llama" interleaved, 1 added to Gemma's norms, token types, scores of SentencePiece pieces.

Run: python test/data/gguf/make_models.py   (gguf 0.19.0, transformers 5.23.0, torch 2.13.0)
"""

import json
import os

import numpy as np
import torch
from gguf import GGMLQuantizationType as Q
from gguf import GGUFWriter
from gguf.quants import quantize
from transformers import AutoConfig, AutoModelForCausalLM, GgufConfig

HERE = os.path.dirname(os.path.abspath(__file__))
HIDDEN, FEED, LAYERS, HEADS, KV_HEADS = 64, 96, 2, 4, 2
rng = np.random.default_rng(7)


def tokenizer_of(name):
    folder = os.path.join(HERE, "..", "tokenizers", name)
    with open(os.path.join(folder, "tokenizer.json")) as file:
        state = json.load(file)
    with open(os.path.join(folder, "tokenizer_config.json")) as file:
        config = json.load(file)
    template = os.path.join(folder, "chat_template.jinja")
    if os.path.exists(template):
        with open(template) as file:
            config["chat_template"] = file.read()
    return state, config


def add_tokenizer(writer, name, pre, sentencepiece):
    state, config = tokenizer_of(name)
    vocab = dict(state["model"]["vocab"])
    types = {token: 1 for token in vocab}
    for token in state["added_tokens"]:
        vocab[token["content"]] = token["id"]
        types[token["content"]] = 3 if token["special"] else 4
    for byte in range(256) if sentencepiece else ():
        types[f"<0x{byte:02X}>"] = 6
    size = max(vocab.values()) + 1
    tokens = [f"<gap{i}>" for i in range(size)]
    for token, index in vocab.items():
        tokens[index] = token
    kinds = [types.get(token, 5) for token in tokens]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in state["model"]["merges"]]
    writer.add_tokenizer_model("llama" if sentencepiece else "gpt2")
    writer.add_tokenizer_pre(pre)
    if sentencepiece:
        rank = {}
        for index, merge in enumerate(merges):
            rank.setdefault(merge.replace(" ", ""), index)
        # Pieces that no merge makes (single characters) come after all that are made, as in a trained model.
        writer.add_token_scores([-float(rank.get(token, len(merges) + i)) for i, token in enumerate(tokens)])
        writer.add_add_space_prefix(state["pre_tokenizer"] is None)
        tokens = [t.replace("▁", " ") if k == 4 and set(t) == {"▁"} else t for t, k in zip(tokens, kinds)]
    else:
        writer.add_token_merges(merges)
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    for key, add in (
        ("bos_token", writer.add_bos_token_id),
        ("eos_token", writer.add_eos_token_id),
        ("pad_token", writer.add_pad_token_id),
        ("unk_token", writer.add_unk_token_id),
    ):
        if key in config:
            add(vocab[config[key]])
    writer.add_add_bos_token("bos_token" in config and state["post_processor"] is not None)
    writer.add_chat_template(config["chat_template"])
    return size


def interleave(weight, heads):
    """llama.cpp's order of a rotary head's rows: halves (a, b) become a0 b0 a1 b1 …"""
    shape = weight.shape
    return weight.reshape(heads, 2, shape[0] // heads // 2, *shape[1:]).swapaxes(1, 2).reshape(shape)


def make(name, arch, tokenizer, pre, kinds, *, sentencepiece=False, tied=True, bias=False, head_norm=False, head=32):
    """kinds: the block formats that matrices take in turn."""
    path = os.path.join(HERE, f"{name}.gguf")
    writer = GGUFWriter(path, arch)
    vocabulary = add_tokenizer(writer, tokenizer, pre, sentencepiece)
    writer.add_block_count(LAYERS)
    writer.add_context_length(256)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(head)
    writer.add_rope_freq_base(50000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(vocabulary)
    gemma = arch == "gemma3"
    if gemma:
        writer.add_sliding_window(8)
    turn = iter(range(10**6))

    def matrix(key, rows, columns, heads=0):
        weight = (rng.standard_normal((rows, columns)) * 0.08).astype(np.float32)
        if heads:
            weight = interleave(weight, heads)
        kind = kinds[next(turn) % len(kinds)]
        if kind == Q.F32:
            writer.add_tensor(key, weight)
        elif kind == Q.F16:
            writer.add_tensor(key, weight.astype(np.float16))
        else:
            writer.add_tensor(key, quantize(weight, kind), raw_dtype=kind)

    def vector(key, size, centre, heads=0):
        value = (centre + 0.1 * rng.standard_normal(size)).astype(np.float32)
        writer.add_tensor(key, interleave(value, heads) if heads else value)

    # Norms lie around 1 in either convention: Gemma's weights are stored as 1 + w.
    matrix("token_embd.weight", vocabulary, HIDDEN)
    if not tied:
        matrix("output.weight", vocabulary, HIDDEN)
    vector("output_norm.weight", HIDDEN, 1)
    swap = arch == "llama"
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        vector(block + "attn_norm.weight", HIDDEN, 1)
        matrix(block + "attn_q.weight", HEADS * head, HIDDEN, HEADS if swap else 0)
        matrix(block + "attn_k.weight", KV_HEADS * head, HIDDEN, KV_HEADS if swap else 0)
        matrix(block + "attn_v.weight", KV_HEADS * head, HIDDEN)
        matrix(block + "attn_output.weight", HIDDEN, HEADS * head)
        if bias:
            vector(block + "attn_q.bias", HEADS * head, 0)
            vector(block + "attn_k.bias", KV_HEADS * head, 0)
            vector(block + "attn_v.bias", KV_HEADS * head, 0)
        if head_norm:
            vector(block + "attn_q_norm.weight", head, 1)
            vector(block + "attn_k_norm.weight", head, 1)
        vector(block + "ffn_norm.weight", HIDDEN, 1)
        matrix(block + "ffn_gate.weight", FEED, HIDDEN)
        matrix(block + "ffn_up.weight", FEED, HIDDEN)
        matrix(block + "ffn_down.weight", HIDDEN, FEED)
        if gemma:
            vector(block + "post_attention_norm.weight", HIDDEN, 1)
            vector(block + "post_ffw_norm.weight", HIDDEN, 1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return golden(name, vocabulary, head)


def golden(name, vocabulary, head):
    # transformers' GGUF reader overlooks the head size of some architectures; Qwen2 has none to set.
    config = AutoConfig.from_pretrained(HERE, gguf_file=f"{name}.gguf")
    if hasattr(config, "head_dim"):
        config.head_dim = head
    if hasattr(config, "query_pre_attn_scalar"):
        config.query_pre_attn_scalar = head
    model = AutoModelForCausalLM.from_pretrained(
        HERE,
        config=config,
        gguf_file=f"{name}.gguf",
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.float32,
    )
    ids = [int(i) for i in rng.integers(0, vocabulary, 12)]
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
    return {"ids": ids, "logits": [[round(float(x), 6) for x in row[:: vocabulary // 40]] for row in logits],
            "stride": vocabulary // 40}  # fmt: skip


if __name__ == "__main__":
    result = {
        "llama": make("llama", "llama", "llama", "llama-bpe", [Q.Q8_0, Q.Q4_1, Q.F32], tied=False),
        "mistral": make("mistral", "llama", "mistral", "default", [Q.Q4_0, Q.Q5_1, Q.Q5_0], sentencepiece=True),
        "qwen2": make("qwen2", "qwen2", "qwen", "qwen2", [Q.F16], bias=True, head=16),
        "qwen3": make("qwen3", "qwen3", "qwen", "qwen2", [Q.BF16], head_norm=True, tied=False),
        "gemma3": make("gemma3", "gemma3", "gemma", "default", [Q.Q8_0, Q.Q5_0], sentencepiece=True, head_norm=True),
    }  # fmt: skip
    with open(os.path.join(HERE, "golden.json"), "w") as file:
        json.dump(result, file)
        file.write("\n")
