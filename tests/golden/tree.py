"""Recursion: the value of a binary lattice whose two branches call the function again."""


def value(price, up, depth):
    if depth == 0:
        return max(price - 1.0, 0.0)
    higher = value(price * up, up, depth - 1)
    lower = value(price / up, up, depth - 1)
    return 0.5 * (higher + lower)


def f(price, up, depth=4):
    return value(price, up, depth)


TYPES = {"price": "float", "up": "float", "depth": "int"}
ARGNAMES = ("price", "up")
CASES = [(1.07, 1.2), (0.93, 1.5, 2)]
