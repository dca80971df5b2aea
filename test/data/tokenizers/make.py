"""Makes the four small tokenizers of this folder and the golden ids that the tests compare with.

Each has the pipeline of its family (normaliser, pre-tokeniser, byte fallback, added tokens) and a chat template in
that family's manner, trained on the few lines below. Everything here is ours (MIT).

Run: python test/data/tokenizers/make.py   (transformers 5.23.0, tokenizers 0.23.3)
"""

import json
import os
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

HERE = os.path.dirname(os.path.abspath(__file__))

TEXT = [
    "Solve 3x + 5 = 20. Subtract 5 from both sides: 3x = 15. Divide by 3: x = 5.",
    "The answer is \\boxed{5}. Is this solution correct? Answer Yes or No.",
    "A train travels 120 km in 2 hours. What is its speed? 120 / 2 = 60 km per hour.",
    "Let f(x) = x^2 - 4x + 3. Then f(1) = 0 and f(3) = 0, so the roots are 1 and 3.",
    "Answer: Yes. Answer: No. Yes, the solution is correct. No, the step is wrong.",
    "user assistant system You are a careful mathematician. Think step by step.\n\n\nThen answer.\n\n",
    "  indented lines\n    are kept\n\tas they are  ",
] * 20

LLAMA3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_SPLIT = LLAMA3_SPLIT.replace(r"\p{N}{1,3}", r"\p{N}")


def special(*names):
    return [AddedToken(name, special=True, normalized=False) for name in names]


def byte_level(split, ignore_merges, tokens, size=420):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if split is QWEN_SPLIT:
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(split), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(TEXT, trainer)
    tokenizer.add_tokens(tokens)
    return tokenizer


def sentencepiece(normalizer, pre_tokenizer, decoder, tokens, plain=(), size=520):
    """BPE over characters with byte fallback, as converted SentencePiece models are written."""
    base = ["<unk>", *tokens, *[f"<0x{byte:02X}>" for byte in range(256)]]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")  # words, for training only
    tokenizer.train_from_iterator(
        TEXT, trainers.BpeTrainer(vocab_size=size, special_tokens=base, show_progress=False)
    )
    state = json.loads(tokenizer.to_str())
    # A converted model has a merge for every pair of pieces that makes a piece, control tokens included.
    vocab = state["model"]["vocab"]
    for left, right in [("</", "s>"), ("<start_of", "_turn>")]:
        whole = left + right
        if whole in vocab:
            for piece in (left, right):
                spelled = piece[0]
                for character in piece:
                    vocab.setdefault(character, len(vocab))
                for character in piece[1:]:
                    state["model"]["merges"].append([spelled, character])
                    spelled += character
                    vocab.setdefault(spelled, len(vocab))
            state["model"]["merges"].append([left, right])
    state["added_tokens"] = []
    state["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(state))
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoder
    tokenizer.add_special_tokens(special("<unk>", *tokens))
    tokenizer.add_tokens(list(plain))
    return tokenizer


def families():
    llama = byte_level(
        LLAMA3_SPLIT, True, special("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
    )
    llama.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", special_tokens=[("<|begin_of_text|>", llama.token_to_id("<|begin_of_text|>"))]
    )
    yield "llama", llama, {
        "bos_token": "<|begin_of_text|>",
        "eos_token": "<|eot_id|>",
        "chat_template": "{{ bos_token }}{% for m in messages %}<|start_header_id|>{{ m['role'] }}<|end_header_id|>\n\n"
        "{{ m['content'] | trim }}<|eot_id|>{% endfor %}"
        "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}",
    }

    mistral = sentencepiece(
        normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]),
        None,
        decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
        ),
        ["<s>", "</s>", "[INST]", "[/INST]"],
    )
    yield "mistral", mistral, {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "chat_template": "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}[INST] {{ m['content'] }} [/INST]"
        "{% elif m['role'] == 'assistant' %}{{ m['content'] }}{{ eos_token }}"
        "{% else %}{{ raise_exception('Only user and assistant turns') }}{% endif %}{% endfor %}",
    }

    qwen = byte_level(
        QWEN_SPLIT,
        False,
        [*special("<|endoftext|>", "<|im_start|>", "<|im_end|>"), *[AddedToken(t, normalized=False) for t in ("<think>", "</think>")]],
    )
    yield "qwen", qwen, {
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "chat_template": "{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}"
        "{% if enable_thinking is defined and enable_thinking is false %}{{ '<think>\n\n</think>\n\n' }}{% endif %}{% endif %}",
    }

    gemma = sentencepiece(
        normalizers.Replace(" ", "▁"),
        pre_tokenizers.Split(" ", "merged_with_previous"),
        decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]),
        ["<pad>", "<eos>", "<bos>", "<start_of_turn>", "<end_of_turn>"],
        plain=[AddedToken(t, normalized="▁" in t) for t in ("\n\n", "\n\n\n", "▁▁", "<table>", "<b>")],
    )
    gemma.post_processor = processors.TemplateProcessing(
        single="<bos> $A", special_tokens=[("<bos>", gemma.token_to_id("<bos>"))]
    )
    yield "gemma", gemma, {
        "bos_token": "<bos>",
        "eos_token": "<eos>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "chat_template": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
        "{% for m in messages %}{% if m['role'] == 'assistant' %}{% set role = 'model' %}{% else %}{% set role = m['role'] %}{% endif %}"
        "{{ '<start_of_turn>' + role + '\n' + m['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}",
    }


TEXTS = [
    "Solve 3x + 5 = 20.",
    " Yes",
    "Yes",
    "No",
    "Let $x \\in \\mathbb{R}$; 12345 / 67 = ?\n\n\nThen  two spaces\tand a tab.",
    "naïve café — π ≈ 3.14159, 中文, 🙂 x² ≤ y₃",
    "<table><b>bold</b> a < b > c",
    "  leading and trailing  ",
    "don't can't I'll 'tis",
    "\r\n windows \r\n lines\r\n",
]
CHATS = [
    [("user", "Solve 3x + 5 = 20.")],
    [("user", "  Solve\n 3x + 5 = 20. \n"), ("assistant", "x = 5"), ("user", "Is this solution correct? Answer Yes or No.")],
    [("user", "π ≈ 3 🙂"), ("assistant", "The answer is \\boxed{3}.\n\n")],
]


def main():
    golden = {}
    for name, tokenizer, config in families():
        folder = os.path.join(HERE, name)
        os.makedirs(folder, exist_ok=True)
        state = json.loads(tokenizer.to_str())
        with open(os.path.join(folder, "tokenizer.json"), "w") as file:
            json.dump(state, file, ensure_ascii=False, separators=(",", ":"))
        template = config.pop("chat_template")
        as_file = name == "qwen"  # one of the four carries its template as a file of its own
        with open(os.path.join(folder, "tokenizer_config.json"), "w") as file:
            json.dump(config if as_file else {**config, "chat_template": template}, file, indent=1, ensure_ascii=False)
        if as_file:
            with open(os.path.join(folder, "chat_template.jinja"), "w") as file:
                file.write(template)
        reference = PreTrainedTokenizerFast(
            tokenizer_object=Tokenizer.from_str(json.dumps(state)), chat_template=template, **config
        )
        rows = {"texts": [], "chats": []}
        for text in TEXTS:
            ids = reference(text, add_special_tokens=False)["input_ids"]
            rows["texts"].append({"text": text, "ids": ids, "decoded": reference.decode(ids, skip_special_tokens=True)})
        for chat in CHATS:
            messages = [{"role": role, "content": content} for role, content in chat]
            for generate in (True, False):
                rendered = reference.apply_chat_template(messages, add_generation_prompt=generate, tokenize=False)
                ids = reference(rendered, add_special_tokens=False)["input_ids"]
                rows["chats"].append({"messages": messages, "addGenerationPrompt": generate, "ids": ids})
        golden[name] = rows
    with open(os.path.join(HERE, "golden.json"), "w") as file:
        json.dump(golden, file, ensure_ascii=False)
        file.write("\n")


sys.exit(main())
