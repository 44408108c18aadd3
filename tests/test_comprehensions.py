"""List comprehensions are the loops that they stand for."""

import math

import numpy as np
import pytest

import srcad

RANDOM = np.random.default_rng(11)


def squares(x):
    ys = [xi**2 for xi in x]
    return sum(y * k for k, y in enumerate(ys))


def conditioned(x):
    zs = [math.sin(a) * b for a, b in zip(x, x[::-1]) if a > 0]
    t = 0.0
    for z in zs:
        t += z * zs[0]
    return t


def nested(x):
    table = [[a * b for a in x] for b in x if b != 0]
    return table[0][1] * table[1][1] * len(table)


def shadowing(x):
    a = x[0]
    ys = [a * a for a in x]
    return ys[-1] * a


@pytest.mark.parametrize("f", (squares, conditioned, nested, shadowing))
def test_derivatives_in_both_modes(f):
    x = RANDOM.uniform(0.2, 1.5, size=4)
    got = srcad.grad(f)(x)
    want = np.zeros_like(x)
    for k in range(len(x)):
        step = np.zeros_like(x)
        step[k] = 1e-6
        want[k] = (f(x + step) - f(x - step)) / 2e-6
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-8)
    direction = RANDOM.normal(size=4)
    value, tangent = srcad.jvp(f, (x,), (direction,))
    assert value == f(x)
    np.testing.assert_allclose(tangent, got @ direction, rtol=1e-12)


def test_an_empty_list():
    assert np.array_equal(srcad.grad(conditioned)(np.array([-1.0, -2.0])), np.zeros(2))
