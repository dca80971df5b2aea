"""The same forty rows as Parquet with each compression: test/data/parquet.

    python test/oracle/parquet.py          (pyarrow==26.0.1)
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

OUT = Path(__file__).resolve().parent.parent / "data" / "parquet"
ROWS = [
    {
        "prompt": f"What is {i} + {i}?",
        "completions": [f"{i} + {i} = {2 * i}", f"\\boxed{{{2 * i}}}"],
        "labels": [True, False],
        "level": i,
        "note": None,
    }
    for i in range(40)
]


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    schema = pa.schema(
        [
            ("prompt", pa.string()),
            ("completions", pa.list_(pa.string())),
            ("labels", pa.list_(pa.bool_())),
            ("level", pa.int64()),
            ("note", pa.string()),
        ]
    )
    table = pa.Table.from_pylist(ROWS, schema=schema)
    for name in ["plain", "snappy", "gzip", "zstd", "brotli"]:
        compression = "none" if name == "plain" else name
        pq.write_table(table, OUT / f"{name}.parquet", compression=compression, row_group_size=16)


if __name__ == "__main__":
    main()
