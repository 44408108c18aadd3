"""Gradients in single precision stay single, whatever numbers of NumPy's and SciPy's they meet on the way."""

import numpy as np
import pytest

import srcad

special = pytest.importorskip("scipy.special")
stats = pytest.importorskip("scipy.stats")

X = np.array([0.31, 0.83, 0.52], np.float32)


def by_a_sum(x, b):
    return np.sum(x**2 * np.sum(b))


def by_an_element(x, b):
    return np.sum(x**2 * b[0] * np.sqrt(2.0))


def of_whole_order(x, b):
    return np.sum(special.expn(2, x) + special.gammainc(2.3, x) + special.eval_legendre(3, x))


def through_complex_numbers(x, b):
    return np.sum(special.wofz(x).imag + special.lambertw(x).real)


def by_ranks(x, b):
    return np.sum(x * stats.rankdata(x))


def of_a_named_result(x, b):
    return stats.linregress(x, x**2).slope


@pytest.mark.parametrize(
    "f", [by_a_sum, by_an_element, of_whole_order, through_complex_numbers, by_ranks, of_a_named_result]
)
def test_single_stays_single(f):
    b = np.array([1.2, 0.7])
    found = srcad.grad(f)(X, b)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, srcad.grad(f)(X.astype(float), b), rtol=1e-4)


def test_what_is_surely_single_is_not_converted():
    gradient = srcad.grad(lambda x: np.sum(2.0 * np.sin(x) * special.expit(x)))
    gradient(X)
    assert "astype" not in gradient.source
