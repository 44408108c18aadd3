"""Calls of NumPy as its documentation has them: masks beside infinite slopes, parts of arrays, ufuncs' methods, precision."""

import numpy as np
import pytest

import srcad
from tests import checks

A = np.array([[0.7, 1.3, 0.4], [1.6, 0.9, 1.1]])
V = np.array([0.0, 1.0, 4.0, -3.0])


def iterated(x):
    return sum(k * v * v for k, v in enumerate(x.flat)) + x.flat[2] * x.T.flat[1]


def flat_written(x):
    y, z = x * 2, np.zeros((3, 2))
    y.flat[1] = x[1, 1] ** 2
    y.flat[[0, 5]] *= x[0, :2]
    z.flat = x[0]
    return np.sum(y * y) + np.sum(z * x.T)


def parts_written(x):
    z = np.exp(1j * x)
    z.real = x * x
    z.imag += x
    z.real[0] *= x[1]
    z.imag[:, [0, 2]] = x[:, 1:]
    return np.sum(np.abs(z * x) ** 2)


def updated_rows(x):
    y = x * 1
    np.multiply.at(y, [0, 0, 1], x[0])
    np.maximum.at(y, [0, 1], x[::-1])
    return np.sum(y * y)


def ufunc_methods(x):
    differences = np.subtract.reduce(x, axis=1, keepdims=True)
    segments = np.multiply.reduceat(x, [0, 2, 1], axis=1)
    return np.sum(differences * segments) + np.sum(np.divide.accumulate(x, axis=0) * np.hypot.accumulate(x[0]))


def padded(x):
    odd = np.pad(x, 1, "symmetric", reflect_type="odd")
    return np.sum(odd**2) + np.sum(np.pad(x, {-1: (1, 2)}, "reflect") ** 3)


def row_by_row(x):
    return np.sum(np.array([np.dot(row, row) for row in x]) ** 2) + np.frompyfunc(lambda a: a * a, 1, 1)(x[0]).astype(float).sum()


def chosen(x):
    return np.sum(np.choose([0, 1, 0], x) ** 2) + np.sum(np.power.outer(x[0], [1, 2]) * np.sin(x[0, 0])[()])


def normed(x):
    return np.sum(np.linalg.vector_norm(x, axis=(0, 1)) * np.linalg.vector_norm(x * x, axis=(1, 0), ord=3, keepdims=True))


def complex_products(x):
    z = x[0] * np.exp(1j * x[1])
    products = np.correlate(z, x[0] + 2j, "full")
    return np.sum(np.abs(products)) + np.abs(np.vecdot(z, z[::-1] * 1j)) + np.abs(np.average(z, weights=x[0]) * np.cumprod(z)[1])


def by_index(x):
    total = 0.0
    for (i, j), value in np.ndenumerate(x):
        total += value * value * (i + j)
    y = np.zeros_like(x)
    for i, j in np.ndindex(x.shape):
        y[i, j] = x[i, j] ** 2 * total
    return np.sum(y)


def powers_of_flags(x):
    return np.sum(x ** (x > 1) * (1 - x / 2) ** (x < 1))


@pytest.mark.parametrize(
    "f",
    [
        iterated, flat_written, parts_written, updated_rows, ufunc_methods, padded, row_by_row, chosen, normed, complex_products,
        by_index, powers_of_flags,
    ],
)  # fmt: skip
def test_calls(f):
    checks.check(f, A)


def test_second_derivative_through_a_list_of_rows():
    gradient = srcad.grad(row_by_row)
    step = 1e-5 * A
    difference = (gradient(A + step) - gradient(A - step)) / 2e-5
    np.testing.assert_allclose(srcad.jvp(gradient, (A,), (A,))[1], difference, rtol=1e-6)


# -- a mask chooses a derivative, it doesn't multiply it by 0


def clamped(x):
    return np.sum(np.sqrt(np.maximum(x, 0)))


def clipped(x):
    return np.sum(np.sqrt(np.clip(x, 0, 2)))


def masked(x):
    return np.sum(np.sqrt(x * (x > 0)))


def greatest(x):
    return np.max(np.sqrt(np.abs(x))) + np.maximum.reduce(np.sqrt(x[:3]))


def floored(x):
    return np.sum(np.maximum(np.sqrt(x[:3]), 0.5) + np.fmin(np.log(x[:3]), 1.0) * [0, 1, 1])


@pytest.mark.parametrize(
    ("f", "want"),
    [
        (clamped, [np.inf, 0.5, 0.25, 0]), (clipped, [np.inf, 0.5, 0, 0]), (masked, [0, 0.5, 0.25, 0]),
        (greatest, [0, 0, 0.5, 0]), (floored, [np.inf, 1.5, 0.25, 0]),
    ],
)  # fmt: skip
@np.errstate(all="ignore")
def test_masks_beside_infinite_slopes(f, want):
    found = srcad.grad(f)(V)
    finite = np.isfinite(want)
    np.testing.assert_allclose(found[finite], np.array(want)[finite])
    if f is masked:
        tangents = [srcad.jvp(f, (V,), (direction,))[1] for direction in np.eye(4)]
        np.testing.assert_allclose(tangents, want)


@np.errstate(all="ignore")
def test_a_number_clamped():
    assert srcad.grad(lambda x: np.sqrt(np.maximum(x, 0.0)))(-1.0) == 0
    shared = srcad.grad(lambda x, y: np.maximum(x + y, 0.3) * 2 + y, argnums=(0, 1))(0.5, 0.1)
    assert shared == (2.0, 3.0) and all(type(part) is float for part in shared)


# -- precision


def mixed(x, s):
    return np.sum(x * s) + np.sum(np.where(x > 1, x, s)) * np.mean(s) + np.sum(x / np.sum(np.ones(3)) * np.int64(2))


@pytest.mark.parametrize(
    "s", [2, 1.7, np.int64(3), np.float64(1.7), np.float32(1.7), np.array(1.7), np.array([1.0, 2.0, 3.0]), np.array([1, 2, 3])]
)
def test_derivatives_are_of_their_arguments_precision(s):
    x = A.astype(np.float32)
    value, pull = srcad.vjp(mixed, x, s)
    dx, ds = pull(1.0)
    assert dx.dtype == np.float32 and np.asarray(value).dtype == np.asarray(mixed(x, s)).dtype
    assert ds is None or (np.asarray(ds).dtype, np.shape(ds)) == (np.asarray(s).dtype, np.shape(s))
    assert srcad.grad(mixed)(x, s).dtype == np.float32
    y, dy = srcad.jvp(lambda x, s: np.zeros(3) + x * s, (x, s), (x, None))
    assert dy.dtype == y.dtype


def in_a_loop(x):
    t = x
    for _ in range(3):
        t = t * np.float64(1.1)
    return np.sum(t)


def test_precision_of_what_changes_its_own():
    assert srcad.grad(in_a_loop)(A.astype(np.float32)).dtype == np.float32


# -- refusals


@pytest.mark.parametrize("order", ["A", "K"])
def test_the_order_in_memory_is_refused(order):
    with pytest.raises(srcad.UnsupportedCallError, match="happens to lie in memory"):
        srcad.grad(lambda x: np.sum(x.ravel(order) ** 2))(A)


def test_vectors_of_two_numbers_have_no_cross_product():
    with pytest.raises(ValueError, match="3-dimensional"):
        srcad.grad(lambda x: np.sum(np.cross(x, x[::-1])))(A[:, :2])
