"""The written pairs of test/data/grading through Math-Verify (pip install math-verify), by kind, gold first.

A pair marked `=` or `<` should be equal, every other not. The last line is one JSON object; docs/GRADING.md shows it.
"""
import glob
import json
import os

from math_verify import parse, verify

totals = {}
for path in sorted(glob.glob("test/data/grading/*.tsv")):
    total = totals[os.path.basename(path).removesuffix(".tsv")] = {"rows": 0, "right": 0, "falseEqual": 0}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            sign, gold, pred = line.rstrip("\n").split("\t")[:3]
            wrap = lambda text: text if "$" in text or "boxed" in text or "\\[" in text else f"${text}$"
            try:
                equal = bool(verify(parse(wrap(gold)), parse(wrap(pred))))
            except Exception:  # what it cannot read counts as not equal
                equal = False
            expected = sign in "=<"
            total["rows"] += 1
            total["right"] += equal == expected
            total["falseEqual"] += equal and not expected
print(json.dumps(totals))
