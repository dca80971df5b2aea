"""Pairs of LaTeX formulas on standard input (one JSON list [a, b] a line) compared by sympy.

One line a pair: true, false, or null where the LaTeX reader (pip install latex2sympy2_extended, which Math-Verify
uses) or sympy's simplification gives up or takes more than two seconds.
"""
import json
import signal
import sys

import sympy
from latex2sympy2_extended import latex2sympy


def give_up(*_):
    raise TimeoutError


signal.signal(signal.SIGALRM, give_up)
constants = {sympy.Symbol("pi"): sympy.pi, sympy.Symbol("e"): sympy.E, sympy.Symbol("i"): sympy.I}
for line in sys.stdin:
    a, b = json.loads(line)
    signal.alarm(2)
    try:
        difference = (latex2sympy(a) - latex2sympy(b)).subs(constants).doit()
        answer = bool(sympy.simplify(difference) == 0)
    except BaseException:
        answer = None
    finally:
        signal.alarm(0)
    print(json.dumps(answer), flush=True)
