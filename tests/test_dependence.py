"""Which elements are read from the final array, since no store changes them again, and which must be kept."""

import inspect

import numpy as np
import pytest

import srcad
from srcad.analysis import linear
from srcad.analysis.linear import Term
from tests import checks

X = np.array([0.5, 1.2, -0.3, 0.8, 0.4])
S = np.array([[4.1, 0.7, -0.2, 0.3], [0.7, 3.6, 0.5, 0.1], [-0.2, 0.5, 5.2, 0.9], [0.3, 0.1, 0.9, 4.4]])


def cholesky(a):
    n = len(a)
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= L[i, k] * L[j, k]
            L[i, j] = np.sqrt(s) if i == j else s / L[j, j]
    return np.sum(L**2)


def solved(a, b):
    x = b.copy()
    for i in range(len(b)):
        for j in range(i):
            x[i] -= a[i, j] * x[j]
        x[i] = x[i] / a[i, i]
    return np.sum(x**2)


def backwards(a, b):
    n = len(b)
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        s = b[i]
        for j in range(i + 1, n):
            s -= a[i, j] * x[j] * x[j]
        x[i] = s / a[i, i]
    return np.sum(x**2)


def knapsack(x, y):
    t = np.zeros((len(x) + 1, len(y) + 1))
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            if (i + j) % 2 == 0:
                t[i, j] = np.sin(t[i - 1, j - 1]) + x[i - 1] * y[j - 1]
            else:
                t[i, j] = t[i - 1, j] * t[i, j - 1] + x[i - 1]
    return t[-1, -1] + t[2, 1]


def rows(a):
    t = np.zeros(a.shape)
    t[0] = a[0]
    for i in range(1, len(a)):
        t[i, 1:] = t[i - 1, 1:] * a[i, 1:]
        t[i, 0] = t[i - 1, 0] * t[i - 1, 1]
    return np.sum(t**2)


def strided(x):
    t = np.zeros(len(x) * 2)
    for i in range(len(x)):
        t[2 * i] = x[i]
    for i in range(1, len(x)):
        t[2 * i + 1] = t[2 * i] * t[2 * i - 2] * t[2 * i - 1] + t[2 * i]
    return np.sum(t**2)


def nested(x):
    t = [[0.0] * 5 for _ in range(5)]
    for i in range(5):
        t[i][0] = x[i]
        for j in range(1, i + 1):
            t[i][j] = t[i][j - 1] * t[i - 1][j - 1] + x[j]
    return t[4][4] + t[4][3]


def eliminated(a):
    a = a.copy()
    n = len(a)
    for k in range(n):
        for i in range(k + 1, n):
            a[i, k] = a[i, k] / a[k, k]
            a[i, k + 1 :] -= a[i, k] * a[k, k + 1 :]
    return np.sum(a * a)


def filled_down(a):
    a = a.copy()
    for i in range(1, 3):
        a[i] = a[i - 1] * 2
    return np.sum(a)


PROVED = (
    (cholesky, (S,), {"s_tape"}),
    (solved, (S, X[:4]), {"xi_tape"}),
    (backwards, (S, X[:4]), {"s_tape"}),
    (knapsack, (X, X[1:]), set()),
    (rows, (S,), set()),
    (strided, (X,), set()),
    (nested, (X,), set()),
    (eliminated, (S,), {"aik_tape"}),
    (filled_down, (S,), set()),
)


def tapes(f, args):
    text = inspect.getsource(srcad.grad(f, argnums=checks.differentiable(args)).specialize(*args))
    return {word for line in text.split("\n") for word in line.replace(".", " ").split() if word.endswith("_tape")}


@pytest.mark.parametrize("f, args, kept", PROVED, ids=[case[0].__name__ for case in PROVED])
def test_proved(f, args, kept):
    checks.check(f, *args)
    assert tapes(f, args) == kept


def test_a_buffer_is_not_filled_for_its_shape():
    text = inspect.getsource(srcad.grad(filled_down).specialize(S))
    assert "Forward pass" not in text and "np.ones_like(a)" in text


# -- what must not be proved ----------------------------------------------------------------------------------


def two_sweeps(x):
    y = x.copy()
    for _ in range(2):
        for i in range(1, len(y)):
            y[i] = y[i] * y[i - 1]
    return np.sum(y)


def from_the_end(x):
    y = x.copy()
    for i in range(len(y)):
        y[i] = y[i - 1] * y[i]
    return np.sum(y)


def wraps_around(x):
    t = np.zeros(5)
    for i in range(5):
        t[i] = t[i - 2] * x[i] + x[i]
    for i in range(2):
        t[-i] = t[i + 1] * t[i + 1]
    return np.sum(t * x)


def by_another_counter(x):
    y = x.copy()
    for i in range(4):
        for j in range(4):
            y[j] = y[j] * y[i] + 0.1
    return np.sum(y)


def carried_index(x):
    y, k = x.copy(), 0
    for i in range(4):
        k = (k + 3) % 5
        y[k] = y[k] * y[i] * x[k]
    return np.sum(y)


def under_another_condition(x):
    y = x.copy()
    for i in range(4):
        for j in range(4):
            if i != j:
                y[i] = y[i] * y[j] * 0.7
    return np.sum(y)


def later_loop(x):
    y = x.copy()
    s = 0.0
    for i in range(1, 5):
        s += y[i] * y[i - 1] * s + y[i]
        y[i] *= 0.5
    for i in range(5):
        y[4 - i] = y[i] * s
    return s + np.sum(y**2)


def slices_over(x):
    t = np.zeros((5, 5))
    for i in range(5):
        t[i, i] = x[i]
        t[i, : i + 1] = t[i, : i + 1] * t[i, i]
        t[: i + 1, i] += t[i, i] * t[0, 0]
    return np.sum(t)


def while_running(x):
    y, i = x.copy(), 0
    while i < 4:
        y[i + 1] = y[i] * y[i + 1]
        y[0] = y[i + 1] * y[0]
        i += 1
    return np.sum(y)


def downwards(x):
    y = x.copy()
    for i in reversed(range(1, 5)):
        y[i - 1] = y[i] * y[i - 1]
        y[i] = y[i - 1] * 2
    return np.sum(y)


def stepping(x):
    y = x.copy()
    for i in range(0, 4, 2):
        y[i + 1] *= y[i]
        y[i] = y[i + 1] * x[i]
        y[i // 2] *= y[i]
    return np.sum(y)


def stored_then_changed(x):
    y = np.zeros(5)
    for i in range(5):
        v = np.sin(x[i])
        y[i] = v
        y[i // 2] += v * v
        y[4] = v
    return np.sum(y**2)


def single_precision(x):
    y = np.zeros(5, dtype=np.float32)
    s = 0.0
    for i in range(5):
        v = np.sin(x[i]) * s + 1.0
        y[i] = v
        s += v * v
    return s


OTHERS = (
    two_sweeps, from_the_end, wraps_around, by_another_counter, carried_index, under_another_condition, later_loop,
    slices_over, while_running, downwards, stepping, stored_then_changed, single_precision,
)  # fmt: skip


@pytest.mark.parametrize("f", OTHERS)
def test_not_proved(f):
    checks.check(f, X)


@pytest.mark.parametrize("f", (two_sweeps, by_another_counter, later_loop, stored_then_changed))
def test_at_all_costs(f, costs):
    checks.check(f, X)


def test_systems():
    i, j, n, one = Term({"i": 1}), Term({"j": 1}), Term({"n": 1}), Term({}, 1)
    least = linear.at_least
    assert linear.infeasible([*least(j, i + one), *least(i, j)])
    assert linear.infeasible([*least(n, i + one), *least(i, j + one), *least(j, n)])
    assert not linear.infeasible([*least(n, i + one), *least(i, j)])
    # 2 i = 2 j + 1 has no solution in integers.
    assert linear.infeasible([*least(i * 2, j * 2 + one), *least(j * 2 + one, i * 2)])
