"""A return from inside a loop."""


def f(x, limit, n=50):
    y = x
    for i in range(n):
        if y > limit:
            return y * x
        y = y * y + x
    return y - x


TYPES = {"x": "float", "limit": "float", "n": "int"}
ARGNAMES = ("x",)
CASES = [(1.3, 9.0), (0.1, 9.0, 5)]
BY_HAND = {"statements": 21, "nesting": 3}
