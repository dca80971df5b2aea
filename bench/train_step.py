"""One side of `npm run bench:train`: AdamW steps of a Llama-shaped decoder, PyTorch eager, float32, CPU.

Reads {"config", "rows", "length", "threads", "steps", "lora"?, "ragged"?} as JSON from standard input; prints one JSON
line. Dense rows are trained on by a plain loop, ragged documents by transformers' Trainer with its padding collator.
"""

import json
import resource
import sys
import tempfile
import time

import torch
from transformers import DataCollatorForSeq2Seq, LlamaConfig, LlamaForCausalLM, Trainer, TrainerCallback, TrainingArguments

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def gemm_gflops() -> float:
    a, b = torch.randn(2048, 512), torch.randn(512, 1536)
    best = 0.0
    for _ in range(12):
        started = time.perf_counter()
        for _ in range(4):
            a @ b
        best = max(best, 4 * 2 * 2048 * 512 * 1536 / (time.perf_counter() - started) / 1e9)
    return best


def dense(model: torch.nn.Module, job: dict) -> tuple[list[float], float, int]:
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, betas=(0.9, 0.95))
    ids = torch.randint(0, job["config"]["vocab_size"], (job["rows"], job["length"]))
    seconds, loss = [], torch.zeros(())
    for _ in range(job["steps"] + 1):
        started = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = model(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - started)
    return seconds, float(loss), ids.numel()


class Padding:
    """What the collator asks of a tokenizer: to pad to the longest."""

    padding_side = "right"

    def pad(self, features, padding=True, max_length=None, pad_to_multiple_of=None, return_tensors=None):
        longest = max(len(f["input_ids"]) for f in features)
        rows = [f["input_ids"] + [0] * (longest - len(f["input_ids"])) for f in features]
        masks = [[1] * len(f["input_ids"]) + [0] * (longest - len(f["input_ids"])) for f in features]
        padded = {"input_ids": torch.tensor(rows), "attention_mask": torch.tensor(masks)}
        return padded | {"labels": torch.tensor([f["labels"] for f in features])} if "labels" in features[0] else padded


class Clock(TrainerCallback):
    def __init__(self):
        self.seconds, self.started, self.loss = [], 0.0, 0.0

    def on_step_begin(self, *_, **__):
        self.started = time.perf_counter()

    def on_step_end(self, *_, **__):
        self.seconds.append(time.perf_counter() - self.started)

    def on_log(self, args, state, control, logs=None, **_):
        self.loss = (logs or {}).get("loss", self.loss)


def ragged(model: torch.nn.Module, job: dict) -> tuple[list[float], float, int]:
    documents = job["ragged"]
    rows = [
        {"input_ids": d["ids"], "labels": [i if c else -100 for i, c in zip(d["ids"], d["counted"])]} for d in documents
    ]
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        settings = TrainingArguments(
            folder,
            max_steps=job["steps"] + 1,
            per_device_train_batch_size=len(rows),
            learning_rate=1e-4,
            adam_beta2=0.95,
            logging_steps=1,
            use_cpu=True,
            report_to=[],
            save_strategy="no",
            disable_tqdm=True,
        )
        collator = DataCollatorForSeq2Seq(Padding(), label_pad_token_id=-100)
        Trainer(model, settings, train_dataset=rows, data_collator=collator, callbacks=[clock]).train()
        return clock.seconds, float(clock.loss), sum(len(d["ids"]) for d in documents)


def main() -> None:
    job = json.load(sys.stdin)
    torch.set_num_threads(job["threads"])
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(**job["config"], attn_implementation=job.get("attention", "sdpa")))
    if job.get("lora"):
        from peft import LoraConfig, get_peft_model

        model = get_peft_model(model, LoraConfig(r=job["lora"], lora_alpha=2 * job["lora"], target_modules=TARGETS))
    model.train()
    seconds, loss, tokens = (ragged if "ragged" in job else dense)(model, job)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({
        "tokensPerSecond": tokens / min(seconds[1:]), "seconds": seconds[1:], "peakMB": peak, "loss": loss,
        "parameters": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "gemmGflops": gemm_gflops(), "version": torch.__version__,
    }))


main()
