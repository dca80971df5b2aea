"""Reads a run's event files with TensorBoard's own reader: every number of metrics.jsonl must be in them, once.

python tensorboard.py RUN: converts the run twice, the second time after its log has changed as a resume changes it.
"""

import json
import struct
import sys
import tempfile
from pathlib import Path

# this file is named like the library
sys.path.remove(str(Path(__file__).parent))

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402
from vouch_scale.events import EventLog  # noqa: E402


def f32(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


def expected(lines: list[str]) -> set[tuple[str, int, float]]:
    rows = [json.loads(line) for line in lines]
    return {
        (name, row["step"], f32(value))
        for row in rows
        if "event" not in row
        for name, value in row.items()
        if name != "step" and isinstance(value, (int, float))
    }


def read(folder: Path) -> list[tuple[str, int, float]]:
    accumulator = EventAccumulator(str(folder), size_guidance={"scalars": 0})
    accumulator.Reload()
    return [(tag, one.step, one.value) for tag in accumulator.Tags()["scalars"] for one in accumulator.Scalars(tag)]


def check(name: str, lines: list[str], folder: Path) -> None:
    got = read(folder)
    wanted = expected(lines)
    if len(got) != len(wanted) or set(got) != wanted:
        sys.exit(f"tensorboard, {name}: expected {len(wanted)} numbers, got {len(got)}, {len(wanted - set(got))} missing")
    print(f"tensorboard, {name}: {len(got)} numbers of {len(lines)} lines, all as they were logged")


def main() -> None:
    lines = (Path(sys.argv[1]) / "metrics.jsonl").read_text().split("\n")[:-1]
    with tempfile.TemporaryDirectory() as folder:
        run, out = Path(folder) / "run", Path(folder) / "events"
        run.mkdir()
        (run / "config.json").write_text("{}")
        log = EventLog(run, out)
        half = len(lines) // 2

        def state(text: list[str]) -> None:
            # a line that is being written is none yet
            (run / "metrics.jsonl").write_text("".join(f"{line}\n" for line in text) + '{"step": 9')
            log.update()

        state(lines[:half])
        check("a run that goes on", lines[:half], out)
        state(lines)
        check("a run that has ended", lines, out)
        state(lines[: half - 1])
        check("a run that was resumed further back", lines[: half - 1], out)
        log.close()


main()
