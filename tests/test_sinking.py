"""What only one side of a branch has something to add to stands in that side; what each iteration owns needs no order."""

import numpy as np
import pytest

import srcad
from tests import checks

XS = np.array([0.7, -0.4, 1.6, 0.2])
POINTS = np.array([[0.1, 0.9], [0.4, -0.2], [1.5, 0.3]])


def within_cutoff(pos, eps):
    e = 0.0
    for i in range(len(pos)):
        for j in range(i):
            r2 = 0.0
            for d in range(2):
                r2 += (pos[i, d] - pos[j, d]) ** 2
            if r2 < 1.6:
                e += eps / r2
    return e


def two_cutoffs(xs, a):
    s = 0.0
    for i in range(len(xs)):
        w = 0.0
        if xs[i] > 0:
            t = a * xs[i]
            if t < 1.5:
                w = np.sin(t) * t
        s += w * xs[i] * a + np.cos(w)
    return s


def read_on_both_sides(xs, a):
    out = np.zeros(len(xs) + 1)
    for i in range(len(xs)):
        if xs[i] > 0:
            r = a * xs[i] ** 2
        else:
            r = 0.0
        out[i] += r * xs[i]
        out[i + 1] += out[i] * a + r
    return np.sum(out**3)


def nearest(x, c):
    total = 0.0
    for i in range(len(x)):
        best = np.inf
        for k in range(len(c)):
            d = 0.0
            for j in range(2):
                d += (x[i, j] - c[k, j]) ** 2
            if d < best:
                best = d
        total += best
    return total


def singular_outside(xs, a):
    s = 0.0
    for i in range(len(xs)):
        r = xs[i] * xs[i] * a
        if r > 0.1:
            v = 1.0 / r
        else:
            v = 0.0
        s += v / r
    return s


def series(x, a):
    total, term, k = a, 1.0, 0
    while True:
        if abs(term) < 1e-3:
            total = total * a
            break
        k += 1
        term = term * x / k
        total = total + term
    return total


def neighbours_of(u, k):
    out = u.copy()
    for i in range(1, len(u) - 1):
        out[i] = u[i] + k * (u[i - 1] + u[i + 1])
    for i in range(len(u)):
        out[i] = out[i] * 2.5
    return np.sum(out)


def chained_elements(u, k):
    out = u.copy()
    for i in range(1, len(u)):
        out[i] = out[i] + k * out[i - 1]
    for i in range(-2, 2):
        out[i] = out[i] * out[i] * k
    return np.sum(out)


@pytest.mark.parametrize(("f", "args"), [
    (within_cutoff, (POINTS, 1.3)), (two_cutoffs, (XS, 0.9)), (read_on_both_sides, (XS, 0.8)), (nearest, (POINTS, POINTS[::-1] * 1.1)),
    (singular_outside, (XS, 1.2)), (series, (0.7, 1.1)), (neighbours_of, (XS, 0.3)), (chained_elements, (XS, 0.3)),
], ids=lambda value: getattr(value, "__name__", ""))
def test_derivatives_are_right(f, args):
    checks.check(f, *args)


def test_a_loop_that_adds_nothing_is_not_run():
    text = srcad.grad(within_cutoff).specialize(POINTS, 1.3).source
    taken = text.index("if r2 < 1.6:")
    assert "else" not in text[taken:] and text.index("dpos[j, d] -=") > taken


def test_iterations_that_own_their_elements_run_forwards():
    assert "reversed" not in srcad.grad(neighbours_of).specialize(XS, 0.3).source
    assert srcad.grad(chained_elements).specialize(XS, 0.3).source.count("reversed") == 2


def test_tapes_of_one_iteration_are_made_once():
    numba = pytest.importorskip("numba")
    derivative = srcad.grad(numba.njit(nearest), argnums=(0, 1))
    text = derivative.specialize(POINTS, POINTS * 1.1).source
    assert text.index("np.empty(len(c), dtype=np.bool_)") < text.index("for i in range(len(x))")
    checks.assert_close(derivative(POINTS, POINTS * 1.1), srcad.grad(nearest, argnums=(0, 1))(POINTS, POINTS * 1.1), 1e-12)


def warped(x, y):
    d = np.zeros((len(x) + 1, len(y) + 1))
    total = 0.0
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            d[i, j] = max(d[i - 1, j - 1] + x[i - 1] * y[j - 1], d[i - 1, j] - 0.2)
            total = total + d[i, j] ** 2
    return total


def likelihood(p, eps):
    s = np.empty(len(eps))
    s[0] = 1.0
    total = 0.0
    for t in range(1, len(eps)):
        s[t] = p[0] + p[1] * eps[t - 1] ** 2 + p[2] * s[t - 1]
        total += np.log(s[t]) + eps[t] ** 2 / s[t]
    return total


@pytest.mark.parametrize(("f", "args"), [(warped, (XS, XS[:3] + 0.1)), (likelihood, (np.array([0.2, 0.3, 0.4]), XS))])
def test_an_array_that_nothing_reads_behind_its_loop_is_read_back(f, args):
    checks.check(f, *args)
    assert "tape" not in srcad.grad(f, argnums=(0, 1)).specialize(*args).source


def rows_changed_for_nothing(s, m):
    m = m.copy()
    total = s
    for _ in range(2):
        part = s
        for row in m:
            row[:] -= 2
            total, part = part, total + part
        total = 0.6 * total + 0.3 * part
    return total


def test_the_length_of_an_array_whose_loop_moves_is_read_where_it_is():
    checks.check(rows_changed_for_nothing, 0.3, np.ones((3, 2)))
