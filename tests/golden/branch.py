"""if/elif/else: the condition is evaluated again while its inputs hold."""


def f(x, y):
    if x > y:
        z = x * y
    elif x > 0:
        z = x * x + y
    else:
        z = y
    return 3 * z


TYPES = {"x": "float", "y": "float"}
ARGNAMES = ("x", "y")
CASES = [(2.0, 1.5), (1.0, 1.5), (-1.0, 1.5)]
BY_HAND = {"statements": 11, "nesting": 2}
