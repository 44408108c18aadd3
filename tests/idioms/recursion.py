"""Nested functions that call themselves."""

import math


def recursive_nested(x: float, n: int = 4):
    def fact(k):
        return 1.0 if k <= 0 else x * fact(k - 1)
    return fact(n)


def simpson(x: float):
    f = lambda t: math.exp(-x * t * t)
    def rule(a, b):
        c = 0.5 * (a + b)
        return (b - a) / 6 * (f(a) + 4 * f(c) + f(b))
    def adapt(a, b, eps, whole):
        c = 0.5 * (a + b)
        left, right = rule(a, c), rule(c, b)
        if abs(left + right - whole) <= 15 * eps:
            return left + right + (left + right - whole) / 15
        return adapt(a, c, eps / 2, left) + adapt(c, b, eps / 2, right)
    return adapt(0.0, 2.0, 1e-4, rule(0.0, 2.0))


def arrays_rec(x: "float[:]"):
    def total(k, acc):
        if k == len(x):
            return acc
        return total(k + 1, acc + x[k] ** 2)
    return total(0, 0.0) * x[0]


def fft_rec(x: "float[:]"):
    def halves(v):
        if len(v) <= 1:
            return v[0] * 1.0 if len(v) else 0.0
        m = len(v) // 2
        return halves(v[:m]) * 0.7 + halves(v[m:]) * x[0]
    return halves(x)


def kw_rec(x: float, y: float):
    def p(k, *, scale):
        if k == 0:
            return scale
        return p(k - 1, scale=scale * x) + y
    return p(3, scale=y)


def in_loop(x: float):
    total = 0.0
    for j in range(3):
        w = x * j
        def g(k):
            return w if k == 0 else g(k - 1) * x
        total += g(j)
    return total
