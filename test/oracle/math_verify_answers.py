"""The labelled answer pairs in $VOUCH_DATA/answers through Math-Verify (pip install math-verify), by suite.

The table in docs/GRADING.md comes from here. Rows without a label or with a policy label are left out, as in
`npm run suites:answers`. The last line is one JSON object.
"""
import collections
import glob
import json
import os

from math_verify import parse, verify

totals = collections.defaultdict(lambda: {"rows": 0, "right": 0, "falseEqual": 0})
for path in sorted(glob.glob(os.path.join(os.environ["VOUCH_DATA"], "answers", "*.jsonl"))):
    suite = os.path.basename(path).removesuffix(".jsonl")
    with open(path, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["expected"] is None or row.get("policy"):
                continue
            try:
                # Bare answers need their delimiters: Math-Verify extracts before it compares.
                wrap = lambda text: text if "$" in text or "boxed" in text or "\\[" in text else f"${text}$"
                equal = bool(verify(parse(wrap(row["gold"])), parse(wrap(row["pred"]))))
            except Exception:  # what it cannot read counts as not equal
                equal = False
            for count in (totals[suite], totals["all"]):
                count["rows"] += 1
                count["right"] += equal == row["expected"]
                count["falseEqual"] += equal and not row["expected"]
print(json.dumps(totals))
