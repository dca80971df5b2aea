"""A run's metrics as event files for TensorBoard, by TensorBoard's own writer. Needs tensorboard and nothing else."""

import argparse
import json
import time
from pathlib import Path

try:
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
except ModuleNotFoundError as error:
    raise SystemExit(f"vouch_scale.events: {error.name} is missing; pip install './scale[events]'") from None

PATTERN = "events.out.tfevents.*"


class EventLog:
    """Writes what a run has logged so far. The run's own folder is only read: it has one writer, and this is not it."""

    def __init__(self, run: Path, out: Path):
        self.run = run
        self.out = out
        self.written: list[str] = []
        self.writer: EventFileWriter | None = None
        self.clock = 0.0

    def update(self) -> None:
        lines = [line for line in (self.run / "metrics.jsonl").read_text().split("\n")[:-1] if line]
        # a resumed run moves lines aside that it will write again
        if self.writer is None or lines[: len(self.written)] != self.written:
            self.begin()
        for line in lines[len(self.written) :]:
            self.add(json.loads(line))
        self.written = lines
        self.writer.flush()

    def begin(self) -> None:
        self.close()
        self.out.mkdir(parents=True, exist_ok=True)
        for old in self.out.glob(PATTERN):
            old.unlink()
        self.written = []
        self.writer = EventFileWriter(str(self.out))
        # the log has no times of day: a run began when its configuration was written, and its steps say how long they took
        self.clock = (self.run / "config.json").stat().st_mtime

    def add(self, row: dict) -> None:
        """One event a line: all of its numbers under their names. An early stop or a rollback has none but its step."""
        self.clock += row.get("step_time") or 0.0
        values = [
            Summary.Value(tag=name, simple_value=value)
            for name, value in row.items()
            if name != "step" and isinstance(value, (int, float)) and not isinstance(value, bool)
        ]
        if values and "event" not in row:
            self.writer.add_event(Event(wall_time=self.clock, step=row["step"], summary=Summary(value=values)))

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="vouch_scale.events", description=__doc__)
    parser.add_argument("run", type=Path, help="a run folder")
    parser.add_argument("--out", type=Path, help="where event files go (default: tensorboard/NAME OF THE RUN); old ones there are replaced")
    parser.add_argument("--follow", type=float, metavar="SECONDS", help="go on for as long as the run does, looking every so often")
    options = parser.parse_args()
    if not (options.run / "metrics.jsonl").exists():
        parser.error(f"{options.run}: expected a run folder with metrics.jsonl, got none; name one that vouch train has made")
    out = options.out or Path("tensorboard") / options.run.resolve().name
    log = EventLog(options.run, out)
    try:
        log.update()
        print(f"{len(log.written)} lines; tensorboard --logdir {out.parent}")
        while options.follow and (options.run / "run.lock").exists():
            time.sleep(options.follow)
            log.update()
    except KeyboardInterrupt:
        pass
    finally:
        log.close()


if __name__ == "__main__":
    main()
