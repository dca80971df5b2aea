"""python -m vouch_scale RUN [--batches FILE|-] [--precision f32|bf16]"""

import argparse
import os
import sys

from .run_folder import RunFolder
from .train import Training


def main() -> None:
    parser = argparse.ArgumentParser(prog="vouch_scale", description=__doc__)
    # not --run: torchrun takes that for an abbreviation of its own options
    parser.add_argument("run", help="a run folder that vouch train has created")
    parser.add_argument("--batches", default="-", help="packed batches: a file, or - for standard input")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
    options = parser.parse_args()
    run = RunFolder(options.run)
    stream = sys.stdin.buffer if options.batches == "-" else open(options.batches, "rb")
    training = Training(run, options.precision, options.batches != "-")
    training.run(stream)
    if training.accelerator.num_processes > 1:
        # everything is written; torch's communication threads may abort a process that ends by itself
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
