"""Calculus: Simpson's rule for an integrand given as a lambda over its parameters."""

import math


def f(a, b, rate, n=6):
    integrand = lambda t: math.exp(-rate * t) * math.sin(t)  # noqa: E731
    h = (b - a) / n
    total = integrand(a) + integrand(b)
    for k in range(1, n):
        total += (4 if k % 2 else 2) * integrand(a + k * h)
    return total * h / 3


TYPES = {"a": "float", "b": "float", "rate": "float", "n": "int"}
ARGNAMES = ("a", "b", "rate")
CASES = [(0.1, 2.0, 0.6), (-0.5, 1.0, 1.3, 4)]
