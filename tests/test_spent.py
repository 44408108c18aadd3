"""Zeroing of adjoints: left out where nothing reads the elements again, kept where something does."""

import math

import numpy as np
import pytest

import srcad
from tests import checks


def recurrent(x: "float[:, :]", W: "float[:, :]"):
    n = len(x)
    h = np.zeros((n + 1, W.shape[0]))
    for t in range(n):
        h[t + 1] = np.tanh(W @ h[t] + x[t])
    return np.sum(h[n] ** 2)


def of_numbers(x: "float[:]", w: float):
    h = np.zeros(len(x) + 1)
    for t in range(len(x)):
        h[t + 1] = math.tanh(w * h[t] + x[t])
    return h[len(x)] ** 2


def in_columns(x: "float[:, :]", W: "float[:, :]"):
    n = x.shape[1]
    h = np.zeros((W.shape[0], n + 1))
    for t in range(n):
        h[:, t + 1] = np.tanh(W @ h[:, t] + x[:, t])
    return np.sum(h[:, n] ** 2)


def table(x: "float[:]", y: "float[:]"):
    n, m = len(x), len(y)
    d = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = x[i - 1] * y[j - 1] + 0.5 * math.sin(d[i - 1, j]) * d[i, j - 1] + 0.3 * d[i - 1, j - 1]
    return d[n, m] ** 2


def windows(x: "float[:, :]", k: "float[:, :]"):
    (H, W), (h, w) = x.shape, k.shape
    out = np.zeros((H - h + 1, W - w + 1))
    for i in range(H - h + 1):
        for j in range(W - w + 1):
            out[i, j] = np.sum(x[i : i + h, j : j + w] * k)
    return np.sum(np.exp(out))


def back_substituted(x: "float[:]", b: "float[:]"):
    n = len(x)
    y = np.zeros(n)
    y[-1] = b[-1] / x[-1]
    for i in range(n - 2, -1, -1):
        y[i] = b[i] - x[i] * y[i + 1]
    return np.sum(y**2)


def roots(x: "float[:]"):
    r = np.empty_like(x)
    for i in range(len(x)):
        r[i] = math.sqrt(1 + x[i] ** 2)
    return np.sum(r)


def test_the_adjoint_of_a_sum_is_read_as_a_number():
    assert "0.5" not in srcad.grad(roots).source and "ones_like" not in srcad.grad(roots).source
    checks.check(roots, V)


M, V = np.cos(np.arange(12.0)).reshape(4, 3), np.array([0.3, -0.4, 0.7, 0.2])


@pytest.mark.parametrize(
    "f, args",
    [(recurrent, (M, M[:3] * 0.7)), (of_numbers, (V, 0.6)), (in_columns, (M.T, M[:3] * 0.7)), (table, (V, V[:3])), (back_substituted, (V, V[::-1].copy())), (windows, (M, M[:2, :2]))],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_what_is_read_once_is_not_zeroed(f, args):
    checks.check(f, *args)
    text = srcad.grad(f, argnums=(0, 1)).source
    assert "] = 0.0" not in text and "copy" not in text and "tape" not in text


def in_each_round(x, steps):
    u = x.copy()
    for _ in range(steps):
        for i in range(1, len(u)):
            u[i] = math.sin(u[i - 1]) * u[i]
    return np.sum(u**2)


def a_ring(x, w):
    h = np.zeros(3)
    for t in range(len(x)):
        h[t % 3] = math.tanh(w * h[(t - 1) % 3] + x[t])
    return np.sum(h**2)


def counted_from_the_end(x):
    h = np.ones(len(x))
    for i in range(-1, len(x) - 1):
        h[i] = x[i] * h[i + 1]
    return np.sum(h**2)


def two_names_of_one(x):
    h = np.ones(len(x))
    for i in range(len(x)):
        h[i] = 2 * x[i] * h[i]
        h[i - len(x)] = math.sin(h[i]) * x[i]
    return np.sum(h**2)


def by_an_array(x, at):
    h = np.ones(len(x))
    for i in range(len(at)):
        h[at[i]] = x[i] * h[at[i]] ** 2
    return np.sum(h)


def on_one_side(x):
    h = np.ones(len(x))
    for i in range(1, len(x)):
        if x[i] > 0:
            h[i] = x[i] * h[i - 1]
        else:
            h[i - 1] = x[i] * h[i]
    return np.sum(h**3)


def read_behind(x):
    h = np.ones(len(x))
    for i in range(len(x)):
        h[i] = x[i] ** 2
    g = h * x
    for i in range(len(x)):
        h[i] = g[i] * h[i]
    return np.sum(h)


def left_early(x, limit):
    h = np.ones(len(x))
    for i in range(1, len(x)):
        h[i] = h[i - 1] * x[i]
        if h[i] > limit:
            break
    return np.sum(h**2)


@pytest.mark.parametrize(
    "f, args",
    [
        (in_each_round, (V, 3)), (a_ring, (np.sin(np.arange(8.0)), 0.6)), (counted_from_the_end, (V + 1,)), (two_names_of_one, (V,)),
        (by_an_array, (V, np.array([1, 0, 1, 2]))), (on_one_side, (V,)), (read_behind, (V,)), (left_early, (V + 1.5, 2.5)),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)  # fmt: skip
def test_what_is_read_again_is_right(f, args):
    checks.check(f, *args)
