"""Lengths of slices with computed bounds: equal ones need no summing of what was broadcast, others get it."""

import itertools

import numpy as np
import pytest

import srcad
from srcad.analysis import sums
from srcad.ir.types import Array, Dim, List, Scalar
from tests import checks


# -- sums -------------------------------------------------------------------------------------------------

N = Dim("n", not_one=True)
K = sums.argument("k")


def value(size, **given):
    """Return the number that a length or an int is, its names being given."""
    match size:
        case None | int():
            return size
        case Dim(symbol, offset):
            inner = value(symbol, **given) if not isinstance(symbol, str) else given[symbol]
            return None if inner is None else max(0, inner - offset)
        case sums.Made("cut", (dim, start, stop)):
            return len(range(value(dim, **given))[value(start, **given) : value(stop, **given)])
        case sums.Sum(terms, number):
            return number + sum(times * value(name.symbol, **given) for name, times in terms)
    return given[size]


BOUNDS = [*range(0, 5), *(sums.combined(N, -k) for k in range(6)), K, sums.combined(K, 2), sums.combined(N, K, -1)]


@pytest.mark.parametrize("start, stop", [*itertools.product(BOUNDS, BOUNDS)], ids=lambda bound: str(bound))
def test_a_slice_is_as_long_as_it_is_said_to_be(start, stop):
    found = sums.cut(N, start, stop)
    for n, k in itertools.product(range(9), range(-3, 5)):
        low, high = value(start, n=n, k=k), value(stop, n=n, k=k)
        assert value(found, n=n, k=k) == len(range(n)[low:high]), (n, k, low, high)


def test_bounds_of_counters_are_used():
    i = sums.counter(0, sums.combined(N, -3))
    assert sums.cut(N, i, sums.combined(i, 3)) == 3 and sums.cut(N, i, sums.combined(i, 2)) == 2
    assert sums.cut(N, i, sums.combined(i, 4)) != 4
    assert sums.cut(N, sums.combined(i, -1), i) != 1  # i - 1 may be below 0
    part = sums.counter(0, sums.combined(sums.quotient(N, 3), -1))
    start = sums.combined(0, part, 3)
    assert sums.cut(N, start, sums.combined(start, 3)) == 3 and sums.cut(N, start, sums.combined(start, 4)) != 4


def test_nothing_of_one_iteration_leaves_its_loop():
    i = sums.counter(0, N)
    inside = List(Array("float", (sums.cut(N, i, sums.combined(i, 2)), 3)))
    assert sums.outside(inside) == List(Array("float", (None, 3)))
    assert sums.outside(Scalar("int", i)).size is None and sums.outside(Scalar("int", K)).size == K


# -- texts ------------------------------------------------------------------------------------------------


def correlated(x: "float[:, :]", w: "float[:, :]"):
    H, W = x.shape
    h, k = w.shape
    out = np.zeros((H - h + 1, W - k + 1))
    for i in range(H - h + 1):
        for j in range(W - k + 1):
            out[i, j] = np.sum(np.tanh(x[i : i + h, j : j + k]) * w)
    return np.sum(out**2)


def autoregressive(x: "float[:]", w: "float[:]"):
    p = len(w)
    total = 0.0
    for t in range(p, len(x)):
        total += np.sum(np.exp(x[t - p : t]) * w) ** 2
    return total


def in_blocks(x: "float[:]", w: "float[:]"):
    m = len(x) // 3
    return sum(np.sum(np.exp(x[3 * i : 3 * (i + 1)]) * w) for i in range(m))


def every_other(x: "float[:]", w: "float[:]"):
    total = 0.0
    for i in range(0, len(x) - len(w) + 1, 2):
        total += np.sum(x[i : i + len(w)] ** 2 * w)
    return total


def five_points(x: "float[:, :]", w: float):
    n, m = x.shape
    v = np.zeros((n, m))
    v[1 : n - 1, 1 : m - 1] = x[2:n, 1 : m - 1] + x[0 : n - 2, 1 : m - 1] - 2 * x[1 : n - 1, 1 : m - 1] * w
    return np.sum(v**2)


def eliminated(x: "float[:, :]"):
    A = x.copy()
    n = A.shape[0]
    for k in range(n - 1):
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= A[k + 1 :, k, None] * A[k, k + 1 :]
    return np.sum(np.diag(A) ** 2)


V, M = np.array([0.3, -0.4, 0.7, 0.1, -0.9, 0.5, 0.2]), np.cos(np.arange(20.0)).reshape(4, 5)
EQUAL = [
    (correlated, (M, M[:2, :3])),
    (autoregressive, (V, V[:2])),
    (in_blocks, (V, V[:3])),
    (every_other, (V, V[:3])),
    (five_points, (M, 0.3)),
    (eliminated, (M[:, :4] + 3 * np.eye(4),)),
]


@pytest.mark.parametrize("f, args", EQUAL, ids=lambda case: getattr(case, "__name__", ""))
def test_what_is_as_long_is_not_summed(f, args):
    assert "unbroadcast" not in srcad.grad(f).source
    checks.check(f, *args)


# -- what outlives an iteration -----------------------------------------------------------------------------


def in_a_list(x: "float[:]"):
    parts = [x[i : i + 2] for i in range(len(x))]
    return sum([np.sum(a * b) for a, b in zip(parts[:-1], parts[1:])]) + np.sum(parts[0] * parts[-1])


def the_one_before(x: "float[:]"):
    before = None
    total = 0.0
    for i in range(len(x)):
        now = x[i : i + 2] * 2
        if before is not None:
            total += np.sum(before * now)
        before = now
    return total


def of_another_round(x: "float[:]"):
    total = 0.0
    for t in range(2):
        for i in range(len(x)):
            if t == 1:
                total += np.sum(last * x[i : i + 2])  # noqa: F821
            if i == t:
                last = x[i : i + 2]  # noqa: F841
    return total


def left_early(x: "float[:]", k: int):
    for i in range(len(x)):
        w = x[i : i + 2]
        if i == k:
            break
    return np.sum(w * x[0:2])


class Window:
    pass


def in_an_attribute(x: "float[:]"):
    window = Window()
    window.of = x[0:2]
    total = 0.0
    for i in range(len(x)):
        total += np.sum(window.of * x[i : i + 2])
        window.of = x[i : i + 2]
    return total


def shorter_at_the_end(x: "float[:]"):
    w = x[0:2] * 1
    total = 0.0
    for i in range(len(x)):
        total += w[0] * x[i]
        w = x[i : i + 2] * 2
        total += w[0] ** 2
    return total


def windows(x):
    for i in range(len(x)):
        yield x[i : i + 2]


def of_a_generator(x: "float[:]"):
    before = x[:2]
    total = 0.0
    for window in windows(x):
        total += np.sum(window * before)
        before = window
    return total


def an_index_behind(x: "float[:]"):
    j, total = 0, 0.0
    for i in range(len(x)):
        total += np.sum(x[i : i + 2] * x[j : j + 2])
        j = i
    return total


OUTLIVING = [in_a_list, the_one_before, of_another_round, in_an_attribute, shorter_at_the_end, of_a_generator, an_index_behind]


@pytest.mark.parametrize("f", OUTLIVING)
def test_a_window_of_another_iteration_may_be_shorter(f):
    checks.check(f, V)


def test_a_window_kept_by_a_break_may_be_shorter():
    checks.check(left_early, V, 6)
