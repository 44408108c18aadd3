"""A user's own rules, registered for live functions."""

import math

import numpy as np
import pytest

import srcad
from srcad.rules import registry
from srcad.rules.recipe import bilinear, constant, d, differential, elementwise, linear, refused


def softplus(x):
    return np.logaddexp(0.0, x)


@elementwise(softplus)
def softplus_rule(y, x):
    return 1 / (1 + np.exp(-x))


def smooth(u):
    return np.convolve(u, [0.25, 0.5, 0.25], mode="same")


@linear(smooth)
def smooth_rule(y, u):
    d[u] = smooth(d[y])


def cross_terms(a, b):
    return a[:, None] * b


@bilinear(cross_terms)
def cross_terms_rule(y, a, b):
    d[a] = d[y] @ b
    d[b] = a @ d[y]


def root(a):
    """Return x with x + exp(x) = a, by Newton's method."""
    x = a / 2
    for _ in range(30):
        x = x - (x + math.exp(x) - a) / (1 + math.exp(x))
    return x


@differential(root)
def root_rule(x, a):
    # dx + exp(x) dx = da
    d[x] = d[a] / (1 + math.exp(x))


def phase(x):
    return math.floor(x)


constant(phase)


def unfriendly(x):
    return x


refused("it is only there to be refused", unfriendly)


def difference(f, x, step=1e-6):
    x = np.asarray(x, float)
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        move = np.zeros_like(x)
        move[index] = step
        grad[index] = (f(x + move) - f(x - move)) / (2 * step)
    return grad


def loss_softplus(x):
    return np.sum(softplus(x) * x)


def loss_smooth(x):
    return np.sum(smooth(x) ** 2)


def loss_cross(x):
    return np.sum(cross_terms(x, x * x)[0] ** 2)


def loss_root(x):
    return root(x) * x


def loss_phase(x):
    return phase(x) * x


@pytest.mark.parametrize("f", [loss_softplus, loss_smooth, loss_cross])
def test_of_arrays(f):
    x = np.array([0.3, -1.2, 2.0, 0.7])
    np.testing.assert_allclose(srcad.grad(f)(x), difference(f, x), rtol=1e-6)
    v = np.array([1.0, 0.5, -0.3, 2.0])
    np.testing.assert_allclose(srcad.jvp(f, (x,), (v,))[1], difference(f, x) @ v, rtol=1e-6)


@pytest.mark.parametrize("f", [loss_root, loss_phase])
def test_of_numbers(f):
    want = (f(1.5 + 1e-6) - f(1.5 - 1e-6)) / 2e-6
    assert srcad.grad(f)(1.5) == pytest.approx(want, rel=1e-6)
    assert srcad.jvp(f, (1.5,), (2.0,))[1] == pytest.approx(2 * want, rel=1e-6)


def test_a_function_with_a_rule_stays_a_call():
    text = srcad.grad(loss_softplus).specialize(np.ones(2)).source
    assert "softplus(x)" in text and "np.logaddexp" not in text
    assert "1 + np.exp(-x)" in text


def test_refused_with_the_reason():
    def f(x):
        return unfriendly(x) * x

    with pytest.raises(srcad.SrcadError, match="only there to be refused"):
        srcad.grad(f)(1.0)


def test_registered_under_its_qualified_name():
    assert registry.find(f"{__name__}.softplus").recipe.form == "elementwise"
    assert f"{__name__}.softplus" in registry.names()


def test_d_is_no_value():
    with pytest.raises(TypeError, match="read, not run"):
        softplus_and_d = d["x"]
        del softplus_and_d


def test_a_built_in_rule_can_be_replaced():
    @elementwise(np.arctanh)
    def arctanh_rule(y, x):
        return 0.5 / (1 - x) + 0.5 / (1 + x)

    try:
        text = srcad.grad(lambda x: np.arctanh(x)).specialize(0.5).source
        assert "0.5 / (1 - x)" in text
    finally:
        registry.forget("numpy.arctanh")
    assert "0.5 / (1 - x)" not in srcad.grad(lambda x: np.arctanh(x)).specialize(0.5).source
