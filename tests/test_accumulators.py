"""Sums that a loop adds to one element: added up in a variable, where the element is surely there."""

import numpy as np
import pytest

import srcad


def product(a, b):
    n, m = a.shape
    c = np.zeros((n, b.shape[1]))
    for i in range(n):
        for k in range(m):
            for j in range(b.shape[1]):
                c[i, j] += a[i, k] * b[k, j]
    return np.sum(c * c)


def neighbours(x, w):
    total = 0.0
    for i in range(len(x)):
        for j in range(len(w)):
            total += x[i] * w[j] * x[i - 1]
    return total


def only_by_the_run(x, n):
    total = 0.0
    for i in range(4):
        for j in range(n - i):
            total += x[i] * x[j]
    return total


def read_again(x, y):
    z = np.zeros(len(x))
    for i in range(len(x)):
        for j in range(len(y)):
            z[i] = z[i] * y[j] + x[i]
    return np.sum(z * z)


def chosen(x, y):
    total = 0.0
    for i in range(len(x)):
        for j in range(len(y)):
            if y[j] > 0:
                total += x[i] * y[j]
            if total > 50:
                return total
    return total


A, B = np.linspace(-1, 1, 6).reshape(2, 3), np.linspace(0.3, 1.1, 12).reshape(3, 4)
X, Y = np.array([0.4, 1.2, -0.7]), np.array([0.9, -0.3, 1.4, 0.2])
CASES = [
    (product, (A, B), "daik += "),
    (product, (A, np.zeros((3, 0))), "daik += "),
    (neighbours, (X, Y), "dxi += "),
    (neighbours, (X, Y[:0]), "dxi += "),
    (only_by_the_run, (X, 3), None),
    (read_again, (X, Y), "dxi += "),
    (chosen, (X, Y), None),
]


@pytest.mark.parametrize(("f", "args", "line"), CASES, ids=[f"{f.__name__}-{k}" for k, (f, _, _) in enumerate(CASES)])
def test_sums_of_elements(f, args, line):
    argnums = tuple(k for k, arg in enumerate(args) if isinstance(arg, np.ndarray))
    gradient = srcad.grad(f, argnums=argnums)
    text = gradient.specialize(*args).source
    assert line is None or line in text
    # x has three elements, and the fourth row of the triangle is empty: nothing behind the inner loop may touch x[3].
    assert line is not None or "dxi += " not in text
    rng = np.random.default_rng(2)
    for k, got in zip(argnums, gradient(*args), strict=True):
        direction = rng.normal(size=args[k].shape)
        sides = [f(*(arg + s * 1e-6 * direction if j == k else arg for j, arg in enumerate(args))) for s in (1, -1)]
        np.testing.assert_allclose(np.sum(got * direction), (sides[0] - sides[1]) / 2e-6, rtol=1e-6, atol=1e-7)
