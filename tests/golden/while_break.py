"""while True with break."""


def f(a, tol=1e-12):
    x = a
    while True:
        x_new = 0.5 * (x + a / x)
        if abs(x_new - x) < tol:
            break
        x = x_new
    return x_new


TYPES = {"a": "float", "tol": "float"}
ARGNAMES = ("a",)
CASES = [(2.0,), (0.3, 1e-3)]
BY_HAND = {"statements": 18, "nesting": 3}
