"""python -m vouch_scale --run DIR [--batches FILE|-] [--precision f32|bf16]"""

import argparse
import sys

from .run_folder import RunFolder
from .train import train


def main() -> None:
    parser = argparse.ArgumentParser(prog="vouch_scale", description=__doc__)
    parser.add_argument("--run", required=True, help="a run folder that vouch train has created")
    parser.add_argument("--batches", default="-", help="packed batches: a file, or - for standard input")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32")
    options = parser.parse_args()
    run = RunFolder(options.run)
    stream = sys.stdin.buffer if options.batches == "-" else open(options.batches, "rb")
    try:
        train(run, stream, options.precision)
    except BaseException as error:
        run.status("failed", recipe=run.config["recipe"], step=0, lastError=str(error))
        raise


if __name__ == "__main__":
    main()
