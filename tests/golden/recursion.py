"""A recursive callee: what is saved nests as the calls do."""


def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def f(x, n=11):
    return 3 * power(x, n)


TYPES = {"x": "float", "n": "int"}
ARGNAMES = ("x",)
CASES = [(1.1,), (0.7, 6)]
BY_HAND = {"statements": 21, "nesting": 2}
