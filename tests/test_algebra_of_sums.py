"""What the emitted expressions look like: shared once, factored, cancelled; and that they are right all the same."""

import math

import numpy as np
import pytest

import srcad
from tests import checks


def product_rule(x: float, y: float):
    v = x * y * (1 - y)
    return v


def tangent_of_logistic(v: float):
    return 4 * v * (1 - v)


def same_call_twice(x: float, t: float):
    return x * math.sqrt(t) + math.exp(x / math.sqrt(t))


def opposite_products(x: float, y: float, g: float):
    return g * math.exp((x - y) / g)


def quotient_with_a_name(x: "float[:]", s: "float[:]"):
    p = np.exp(x) / s
    return np.sum(p * p)


def quotient_in_place(x: "float[:, :]"):
    p = np.exp(x)
    p /= p.sum(axis=1, keepdims=True)
    return np.sum(np.log(p) * p)


def broadcast_difference(x: "float[:, :]", w: "float[:, :]"):
    d = x - x.mean(axis=1, keepdims=True)
    return np.sum((x - d.max()) * w * (x - d.max()))


def masks(x: "float[:]", m: "bool[:]", k: "bool[:]"):
    return np.sum(x * m - x * k) + np.sum(x * m + x * k)


def written_arrays(x: "float[:]"):
    a = x * x
    b = x * x
    b[0] = 0.0
    return np.sum(a) + np.sum(b * x)


def zeros_by_element(q: "float[:]"):
    w, x, y = q[0], q[1], q[-1]
    return w * x + y * w


_r = np.random.default_rng(0)
X, W = _r.uniform(0.5, 1.5, (2, 3)), _r.uniform(0.5, 1.5, (2, 3))
M, K = np.array([True, False, True]), np.array([True, True, False])
CASES = [
    (product_rule, (0.7, 0.3), ["dy = x * (1 - 2 * y)"], []),
    (tangent_of_logistic, (0.3,), ["4 * (1 - 2 * v)"], []),
    (same_call_twice, (0.7, 1.3), ["sqrt_t"], ["sqrt_t_1"]),
    (opposite_products, (0.7, 0.2, 1.1), ["dy = -exp_xyg"], ["g * exp_xyg"]),
    (quotient_with_a_name, (X[0], W[0]), [], ["s**2"]),
    (quotient_in_place, (X,), ["dp * p"], ["**2"]),
    (broadcast_difference, (X, W), [], []),
    (masks, (X[0], M, K), [], []),
    (written_arrays, (X[0],), [], []),
    (zeros_by_element, (X[0],), ["dq[-1] = ", "dq[1] += "], []),
]


@pytest.mark.parametrize(("f", "args", "written", "absent"), CASES, ids=[case[0].__name__ for case in CASES])
def test_expressions(f, args, written, absent):
    floats = tuple(k for k, arg in enumerate(args) if np.asarray(arg).dtype == float)
    gradient = srcad.grad(f, argnums=floats)
    for k, got in zip(floats, gradient(*args), strict=True):
        checks.assert_close(got, checks.central_gradient(f, args, k), what=f"argument {k}")
    text = gradient.source
    assert [part for part in written if part not in text] == []
    assert [part for part in absent if part in text] == []


@pytest.mark.parametrize("f", [tangent_of_logistic, lambda v: v * (1 - v) * (1 - v) - v / 3 * (2 - v)])
def test_both_modes_and_orders_agree(f):
    second = srcad.grad(srcad.grad(f))
    _, forward = srcad.jvp(srcad.grad(f), (0.3,), (1.0,))
    h = 1e-5
    want = (srcad.grad(f)(0.3 + h) - srcad.grad(f)(0.3 - h)) / (2 * h)
    assert second(0.3) == pytest.approx(want, rel=1e-6)
    assert forward == pytest.approx(second(0.3), rel=1e-12)
