"""python -m vouch_scale RUN [--batches FILE|-] [--precision auto|f32|bf16] [--vllm auto|off|colocate|server]"""

import argparse
import os
import sys

import torch

from .run_folder import RunFolder
from .service import own_output

FROM_BATCHES = ("pretrain", "sft")


def has_bf16() -> bool:
    return torch.cuda.is_available() and torch.cuda.is_bf16_supported()


def main() -> None:
    parser = argparse.ArgumentParser(prog="vouch_scale", description=__doc__)
    # not --run: torchrun takes that for an abbreviation of its own options
    parser.add_argument("run", help="a run folder that vouch train has created")
    parser.add_argument("--batches", default="-", help="packed batches: a file, or - for standard input")
    parser.add_argument("--precision", choices=["auto", "f32", "bf16"], default="auto")
    parser.add_argument("--vllm", choices=["auto", "off", "colocate", "server"], default="auto")
    options = parser.parse_args()
    questions = own_output()
    run = RunFolder(options.run)
    is_bf16 = options.precision == "bf16" or (options.precision == "auto" and has_bf16())
    # what a recipe needs is imported for that recipe alone: trl is no condition of supervised runs
    if run.config["recipe"] in FROM_BATCHES:
        from .train import Training

        stream = sys.stdin.buffer if options.batches == "-" else open(options.batches, "rb")
        training = Training(run, "bf16" if is_bf16 else "f32", options.batches != "-")
        training.run(stream)
    else:
        from .rollout_run import run_rollouts

        run_rollouts(run, {"bf16": is_bf16, "vllm": options.vllm}, sys.stdin.buffer, questions)
    if torch.distributed.is_initialized() and torch.distributed.get_world_size() > 1:
        # everything is written; torch's communication threads may abort a process that ends by itself
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
