"""A loop that overwrites a value it needs: one list per saved value."""


def f(x, n=4):
    v = x
    for i in range(n):
        v = 4 * v * (1 - v)
    return v


TYPES = {"x": "float", "n": "int"}
ARGNAMES = ("x",)
CASES = [(0.25,), (0.3, 7)]
BY_HAND = {"statements": 11, "nesting": 2}
