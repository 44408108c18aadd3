"""NumPy's functions and methods that write to an argument, and `out=`: derivatives against differences, both modes."""

import inspect

import numpy as np
import pytest

import srcad
from srcad import errors
from srcad.analysis import signatures
from tests import checks

X = np.array([0.5, 1.2, -0.3, 0.8])
W = np.array([1.1, -0.4, 0.7, 0.2])
M = np.array([[1.48, 1.39, -0.62], [1.57, 0.79, -1.16], [0.38, 0.61, 1.44]])


def add_at(x, w):
    y = x * x
    np.add.at(y, np.array([0, 2, 2, 1]), w * x)
    np.subtract.at(y, [1, 1], w[:2] * 3)
    return np.sum(y**2)


def add_at_pairs(m, w):
    a = m * m
    np.add.at(a, ([0, 1, 1], [2, 0, 0]), w[:3])
    np.add.at(a[0], 1, w[3])
    return np.sum(a**2)


def multiply_at(x, w):
    y = x * x
    np.multiply.at(y, [0, 2], w[:2])
    np.divide.at(y, np.arange(3), w[1:])
    return np.sum(y**2)


def copied_to(x, w):
    y = x * x
    np.copyto(y, w * 2)
    np.copyto(y, x * w, where=x > 0.6)
    np.copyto(y[1:3], x[0])
    return np.sum(y**2)


def put(x, w):
    y = x * x
    np.put(y, [0, 2], w[:2] * y[1])
    y.put([1], x[3])
    np.putmask(y, y > 0.5, w * x)
    np.place(y, x < 0, w[0])
    np.place(y, y > 0.1, [x[0], x[1] * y[0]])
    return np.sum(y**2)


def put_along(m, w):
    a = m * m
    np.put_along_axis(a, np.argmin(m, axis=1)[:, None], w[:3, None] * a[0, 0], axis=1)
    np.put_along_axis(a[:2], np.array([[1, 0, 1]]), w[3], 0)
    return np.sum(a**2)


def without_nan(x, w):
    y = x * w
    y[1] = np.nan
    z = np.nan_to_num(y, copy=False, nan=2.0)
    return np.sum(z * y * np.nan_to_num(x))


def diagonals(m, w):
    a = m * m
    np.fill_diagonal(a, w[0] * a[0, 1])
    b = m * 2
    np.fill_diagonal(b, w[1:])
    return np.sum(a * b) + np.sum(a**2)


def filled(x, w):
    y = x * x
    s = np.sum(y)
    y.fill(s * w[0])
    y[:2].fill(w[1])
    return np.sum(y**2) * s


def sorted_in_place(x, w):
    y = x * w
    y.sort()
    return y[0] * 3 + y[1] * y[2] + y[3] ** 2


def into_slices(x, w):
    c = np.zeros(5)
    np.add(x, w, out=c[1:])
    np.multiply(c, 2.0, c)
    np.sin(c[:-1], c[1:])
    np.exp(x, out=(c[:4],))
    return np.sum(c**2)


def reduced_into(m, w):
    d = np.zeros(3)
    np.matmul(m, w[:3], d)
    np.maximum(d, 0.1, d)
    e = np.zeros(3)
    np.sum(m, 0, None, e)
    f = np.zeros(3)
    m.sum(1, None, f)
    g = np.empty(4)
    np.cumsum(w, out=g)
    np.clip(g, 0.3, 1.2, g)
    return np.sum(d * e) + np.sum(f**2) + np.sum(g**2)


def where_it_is_positive(x, w):
    c = w * 2
    np.log(x, out=c, where=x > 0)
    np.multiply(c, x, out=c, where=w > 0)
    return np.sum(c**2)


def returned(x, w):
    c = np.zeros(4)
    d = np.add(x, w, out=c)
    d[0] = x[1] * w[2]
    return np.sum(c * d)


VECTORS = (add_at, multiply_at, copied_to, put, without_nan, filled, sorted_in_place, into_slices, where_it_is_positive, returned)


@pytest.mark.parametrize("f", VECTORS)
def test_vectors(f):
    checks.check(f, X, W)


@pytest.mark.parametrize("f", (add_at_pairs, diagonals, put_along, reduced_into))
def test_matrices(f):
    checks.check(f, M, W)


def shuffled(x, w):
    np.random.shuffle(x)
    return np.sum(x * w)


def to_a_number(x, w):
    return np.sum(np.add(x, w, out=3.0))


@pytest.mark.parametrize(
    "f, says",
    (
        (shuffled, "x[np.random.permutation(len(x))]"),
        (to_a_number, "out= is supported for arrays only"),
    ),
)
def test_refused(f, says):
    with pytest.raises(errors.SrcadError) as caught:
        srcad.grad(f)(X, W)
    assert says in str(caught.value)


def test_positions_of_out_are_numpys():
    for name in dir(np):
        function, names = getattr(np, name), signatures.parameters(f"numpy.{name}")
        position = names.index("out") if "out" in names else None
        if isinstance(function, np.ufunc):
            assert position == function.nin, name
        elif callable(function) and not isinstance(function, type):
            try:
                parameters = list(inspect.signature(function).parameters.values())
            except (TypeError, ValueError):
                continue
            named = [k for k, p in enumerate(parameters) if p.name == "out" and p.kind is p.POSITIONAL_OR_KEYWORD]
            if named and not name.startswith(("busday", "is_busday")):
                assert named == [position], name
