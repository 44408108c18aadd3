"""Nested functions that call themselves."""

import math

import numpy as np


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


def adaptive(a: float, b: float, tol=1e-4):
    def simpson(left, right):
        middle = (left + right) / 2
        return (right - left) / 6 * (math.exp(-left * left) + 4 * math.exp(-middle * middle) + math.exp(-right * right))

    def refined(left, right, whole, eps, depth=0):
        middle = 0.5 * (left + right)
        first, second = simpson(left, middle), simpson(middle, right)
        if depth > 5 or abs(first + second - whole) <= 15 * eps:
            return first + second + (first + second - whole) / 15
        return refined(left, middle, first, eps / 2, depth + 1) + refined(middle, right, second, eps / 2, depth + 1)

    return refined(a, a + 2 * b, simpson(a, b), tol)


def by_keyword(x: float):
    def go(n, total=1.0, *, scale=2):
        return total if n == 0 else go(n - 1, total * x * scale, scale=scale + 1)

    return go(3)


def transform(x: "float[:]"):
    def fft(a):
        n = len(a)
        if n == 1:
            return list(a)
        even, odd = fft(a[0::2]), fft(a[1::2])
        t = [np.exp(-2j * np.pi * k / n) * odd[k] for k in range(n // 2)]
        return [even[k] + t[k] for k in range(n // 2)] + [even[k] - t[k] for k in range(n // 2)]

    return sum(abs(v) ** 2 * i for i, v in enumerate(fft(np.concatenate([x, x[:1] ** 2]))))
