"""Several inputs, one used twice; dead primal code is dropped."""

import math


def f(x1, x2):
    y = math.log(x1) + x1 * x2 - math.sin(x2)
    return y


TYPES = {"x1": "float", "x2": "float"}
ARGNAMES = ("x1", "x2")
CASES = [(2.0, 5.0)]
BY_HAND = {"statements": 5, "nesting": 1}
