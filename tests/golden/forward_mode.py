"""Tangent mode of a loop: value and derivative in lockstep."""


def f(x, n=4):
    v = x
    for i in range(n):
        v = 4 * v * (1 - v)
    return v


TYPES = {"x": "float", "n": "int"}
ARGNAMES = ("x",)
CASES = [(0.25,)]
MODE = "forward"
BY_HAND = {"statements": 7, "nesting": 2}
