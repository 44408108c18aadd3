"""Polynomials: Horner's scheme over a list of coefficients."""


def f(x, coefficients):
    y = 0.0
    for c in coefficients:
        y = y * x + c
    return y


TYPES = {"x": "float", "coefficients": "list[float]"}
ARGNAMES = ("x", "coefficients")
CASES = [(1.3, [0.5, -1.0, 2.0, 0.25])]
