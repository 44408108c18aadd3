"""What is taken to be real and may turn out to be complex: right, or an error that says so."""

import cmath
import math

import numpy as np
import pytest
import scipy.linalg
import scipy.signal
import scipy.special

import srcad
from srcad.errors import ArgumentError

X = np.array([1.0, 2.0, 3.0])


def modulus(x, p):
    return abs((x * 2) ** p + 1)


def real_part(x, p):
    return (x**p).real + (x**p).imag


def met(x, p):
    return abs(pow(x, p) * (1 + 2j) + 1)


def in_a_loop(x, p):
    total = 0.0
    for k in range(3):
        total += (x - k) ** p
    return abs(total)


def in_a_list(x, p):
    values = [x**p, 2 * x]
    values.append(x)
    return np.sum(np.abs(np.array(values)) ** 2)


def _power(x, p):
    return x**p


def in_a_callee(x, p):
    return abs(_power(x, p) * 3)


def lost_in_a_callee(x, p):
    return modulus(_power(x, p), 2)


@pytest.mark.parametrize("f", [modulus, real_part, met, in_a_loop, in_a_list, in_a_callee, lost_in_a_callee])
def test_powers_of_negative_numbers_are_refused_at_the_run(f):
    gradient = srcad.grad(f)
    assert gradient(8.0, 0.3) == pytest.approx((f(8.0 + 1e-6, 0.3) - f(8.0 - 1e-6, 0.3)) / 2e-6, rel=1e-6)
    with pytest.raises(ArgumentError, match="complex"):
        gradient(-8.0, 0.3)
    assert gradient(-8.0, 2) == pytest.approx((f(-8.0 + 1e-6, 2) - f(-8.0 - 1e-6, 2)) / 2e-6, rel=1e-6)


def test_the_message_shows_the_power():
    with pytest.raises(ArgumentError) as caught:
        srcad.grad(modulus)(-8.0, 0.3)
    assert "(x * 2) ** p" in str(caught.value) and "complex(x)" in str(caught.value)


def test_a_gradient_that_turns_out_to_be_complex():
    def f(x, y):
        return y * x**0.5 + y

    gradient = srcad.grad(f, argnums=(0, 1))
    assert gradient(4.0, 2.0) == (0.5, 3.0)
    with pytest.raises(ArgumentError, match="the result of f is complex"):
        gradient(-4.0, 2.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: abs(complex(x) ** 0.3 + 1),
        lambda x: abs(cmath.sqrt(x) + 1),
    ],
)
def test_complex_bases(f):
    assert srcad.grad(f)(-8.0) == pytest.approx((f(-8.0 + 1e-6) - f(-8.0 - 1e-6)) / 2e-6, rel=1e-6)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: abs(x) ** 0.5 + abs(x),
        lambda x: abs((x * x + 1) ** 0.5),
        lambda x: abs((x**2 + math.exp(x)) ** 1.5),
        lambda x: abs(2**x),
        lambda x: abs(x**3),
        lambda x: x**0.5,
        lambda x: np.abs(np.sum(x) ** 0.5),
    ],
)
def test_what_is_surely_real_is_not_looked_at(f):
    assert "complex" not in srcad.grad(f).specialize(2.0).source


def test_numbers_of_numpy_are_no_complex_ones():
    def f(x):
        return np.abs(np.sum(x) ** 0.5) + abs(x[0] ** 0.5)

    assert "complex" not in srcad.grad(f).specialize(X).source


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("function", [scipy.linalg.sqrtm, scipy.linalg.logm])
def test_functions_of_matrices(function):
    def lost(a):
        return np.sum(np.abs(function(a)) ** 2)

    def kept(a):
        return np.trace(function(a))

    positive, other = np.array([[2.0, 0.3], [0.5, 1.0]]), np.array([[1.0, 2.0], [3.0, -4.0]])
    for f in (lost, kept):
        gradient = srcad.grad(f)
        step = 1e-6 * np.eye(2)[0][:, None] * np.eye(2)[1]
        assert gradient(positive)[0, 1] == pytest.approx((f(positive + step) - f(positive - step)) / 2e-6, rel=1e-5)
        with pytest.raises(ArgumentError, match="complex"):
            gradient(other)


@pytest.mark.parametrize(
    "constant",
    [
        lambda: scipy.special.wofz(0.3),
        lambda: np.roots([1.0, 1.0, 1.0, 1.0]),
        lambda: scipy.signal.hilbert([1.0, 2.0, 3.0]),
        lambda: np.emath.sqrt(-2.0),
        lambda: np.lib.scimath.log(-2.0),
        lambda: scipy.linalg.dft(3)[1],
    ],
)
def test_complex_constants(constant):
    def f(x):
        return np.sum(np.abs(x * constant() + 1) ** 2)

    def stacked(x):
        return np.sum(np.abs(np.stack([x * constant(), x])) ** 2) + np.sum(np.abs(np.concatenate([x, x * constant()])) ** 2)

    for one in (f, stacked):
        slopes = [(one(X + e) - one(X - e)) / 2e-6 for e in 1e-6 * np.eye(3)]
        gradient = srcad.grad(one)(X)
        assert gradient.dtype == float
        np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-6)


def test_long_complex_arguments():
    def f(x, w):
        return np.sum(np.abs(x * w + 1) ** 2)

    w = np.array([1j, 2, 1 + 1j], np.clongdouble)
    np.testing.assert_allclose(srcad.grad(f)(X, w), [2.0, 20.0, 14.0])
