"""Straight-line code: adjoints appear at their first use."""


def f(x):
    a = x * x
    b = x * a
    c = a + b
    return c


TYPES = {"x": "float"}
ARGNAMES = ("x",)
CASES = [(1.7,)]
BY_HAND = {"statements": 9, "nesting": 1}
