"""A name assigned twice: a numbered version only where two must live."""

import math


def f(x):
    x = x * 2
    x = math.sin(x)
    return x**2


TYPES = {"x": "float"}
ARGNAMES = ("x",)
CASES = [(0.6,)]
BY_HAND = {"statements": 7, "nesting": 1}
