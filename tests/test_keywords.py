"""NumPy's keywords as people write them, on functions, methods and ufuncs: `where`, `out`, `initial`, `dtype`, `axis`."""

import numpy as np
import pytest

import srcad
from tests import checks

X = np.array([[0.7, -0.4, 1.2], [0.3, 0.9, -1.1]])
W = np.array([0.5, 2.0, -0.7])


def masked_division(x, w):
    return np.sum(np.divide(w, x, out=np.zeros_like(x), where=x > 0) ** 2)


def masked_in_place(x, w):
    y = 3 * x
    np.log(x * x, y, where=x > 0)
    return np.sum(y * y * w)


def masked_onto_itself(x, w):
    y = x * w
    np.multiply(y, y, out=(y,), where=y > 0)
    return np.sum(y**3)


def masked_by_more(x, w):
    return np.sum(np.exp(w, out=x.copy(), where=x > 0) * x)


def unselected_is_not_read(x, w):
    return np.sum(np.where(x > 0, np.sqrt(x, where=x > 0), w) ** 2)


def ufunc_keywords(x, w):
    return np.sum(np.multiply(x, w, casting="same_kind", order="C", subok=True, dtype=np.float64) * x)


def out_by_position(x, w):
    y = np.empty_like(x)
    np.multiply(x, w, y)
    z = np.zeros(3)
    np.sum(y * y, 0, None, z)
    return np.sum(z * w)


def method_out(x, w):
    z = np.zeros((2, 1))
    (x * w).sum(1, None, z, True)
    return np.sum(z**2)


def masked_sums(x, w):
    return x.sum(where=x > 0, initial=w[0]) + x.mean(0, where=np.array([[True, False, True], [True, True, False]])) @ w


def masked_moments(x, w):
    return np.sum(x.var(axis=-1, where=x > -1, ddof=1)) + (x * w).std(0, None, None, 1)[0] + np.var(x, 1, correction=1) @ x[:, 0]


def extremes(x, w):
    return x.max(initial=0.1, where=x < 1) * x.min(axis=(0, -1), keepdims=True)[0, 0] + np.ptp(x, axis=1) @ x[:, 1] + w[0]


def products(x, w):
    return np.prod(x, axis=0, initial=w[1]) @ w + x.prod(where=x > 0) + x.cumprod()[3] + np.cumprod(x, 1)[1, 2]


def reduced(x, w):
    by_columns = np.add.reduce(x) + np.multiply.reduce(x, axis=0) * np.maximum.reduce(x, 0)
    return by_columns @ w + np.logaddexp.reduce(x, axis=None) * np.hypot.reduce(w)


def accumulated(x, w):
    table = np.multiply.outer(w, x) + np.subtract.outer(w, x) ** 2
    return np.sum(table) * np.add.accumulate(w)[1] + np.multiply.accumulate(x, axis=1)[0, 2] + np.add.reduceat(w, [0, 2])[0]


def averages(x, w):
    return np.average(x) * np.average(x, 1, w + 3)[0] + np.average(x, axis=0, weights=x[:, 0])[1]


def nan_reductions(x, w):
    y = np.where(x > 1, np.nan, x * w)
    return np.nansum(y) * np.nanmax(y, axis=0)[0] + np.nanmean(y, axis=1)[0] * np.nanprod(y) + np.nanstd(y) * np.nancumsum(y)[3]


PROGRAMS = [
    masked_division, masked_in_place, masked_onto_itself, masked_by_more, unselected_is_not_read, ufunc_keywords,
    out_by_position, method_out, masked_sums, masked_moments, extremes, products, reduced, accumulated, averages, nan_reductions,
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_keywords_are_honoured(program):
    with np.errstate(divide="ignore", invalid="ignore"):
        checks.check(program, X, W)


def test_what_a_mask_leaves_out_is_kept():
    def f(x: "float[:]"):
        return np.divide(1.0, x, out=np.zeros_like(x), where=x != 0)

    with np.errstate(divide="ignore", invalid="ignore"):
        value, dx = srcad.vjp(f, np.array([0.0, 2.0]))
        assert value.tolist() == [0.0, 0.5]
        assert dx(np.ones(2))[0].tolist() == [0.0, -0.25]
