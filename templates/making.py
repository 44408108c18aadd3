"""Derivatives of functions that make arrays: of numbers, of other arrays, or evenly spaced."""

import builtins

import numpy as np

from srcad.rules.recipe import (
    columns, constant, d, differential, each_along_its_axis, fit, is_single, linear, rank, reshaped, unpacked, weighted,
)  # fmt: skip


@linear(np.array, sequences=True, broadcasts=True)
def array(y, object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0):
    if ndmin == 0:
        d[object] = unpacked(d[y], object)
    else:
        d[object] = fit(d[y], object)


@linear(np.asarray, np.asanyarray, sequences=True, broadcasts=True)
def asarray(y, a, dtype=None, order=None, *, copy=None):
    d[a] = unpacked(d[y], a)


@linear(np.asfortranarray, np.ascontiguousarray, np.asarray_chkfinite, sequences=True, broadcasts=True)
def contiguous(y, a, dtype=None, order=None):
    d[a] = unpacked(d[y], a)


@linear(np.require, sequences=True, broadcasts=True)
def require(y, a, dtype=None, requirements=None):
    d[a] = unpacked(d[y], a)


@linear(np.fromiter, sequences=True)
def fromiter(y, iter, dtype, count=-1):
    d[iter] = unpacked(d[y], iter)


@linear(builtins.list, builtins.tuple, sequences=True, broadcasts=True)
def listed(y, a):
    d[a] = d[y] if is_list(a) or is_tuple(a) else as_array(d[y])


@linear(np.copy, broadcasts=True)
def copy(y, a, order="K", subok=False):
    d[a] = d[y]


@linear(np.complex128, np.cdouble, np.complex64, np.csingle, broadcasts=True, refuses="imag")
def to_complex(y, real=0, imag=0):
    d[real] = d[y]


@linear(np.float64, np.float32, np.double, np.single, broadcasts=True)
def to_float(y, a=0):
    d[a] = d[y]


@linear(np.astype, np.ndarray.astype, broadcasts=True)
def astype(y, a, dtype=None, order="K", casting="unsafe", subok=True, copy=True):
    d[a] = d[y]


@linear(np.full)
def full(y, shape, fill_value, dtype=None, order="C"):
    d[fill_value] = fit(d[y], fill_value)


@linear(np.full_like, constant="a")
def full_like(y, a, fill_value, dtype=None, order="K", subok=True, shape=None):
    d[fill_value] = fit(d[y], fill_value)


# -- evenly spaced


@differential(np.arange)
def arange(y, start, stop=None, step=None, dtype=None):
    # Element k is start + k * step; one argument alone is the stop, and only says how many there are.
    if stop is None and step is None:
        d[y] = 0.0 * d[start] * y
        d[start] = 0.0
    elif step is None:
        d[y] = (d[start] + 0.0 * d[stop]) * np.ones_like(y)
        d[start] = np.sum(d[y])
        d[stop] = 0.0
    else:
        d[y] = (d[start] + 0.0 * d[stop]) * np.ones_like(y) + d[step] * np.arange(builtins.len(y))
        d[start] = np.sum(d[y])
        d[stop] = 0.0
        d[step] = np.arange(builtins.len(y)) @ d[y]


@linear(np.linspace)
def linspace(y, start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    if is_single(y):
        along = np.linspace(0.0, 1.0, num, endpoint=endpoint, dtype=y.dtype)
    else:
        along = np.linspace(0.0, 1.0, num, endpoint=endpoint)
    if retstep:
        step = d[y][1] / (num - 1 if endpoint else num)
        d[start] = fit(weighted(1 - along, d[y][0], axis), start) - fit(step, start)
        d[stop] = fit(weighted(along, d[y][0], axis), stop) + fit(step, stop)
    else:
        d[start] = fit(weighted(1 - along, d[y], axis), start)
        d[stop] = fit(weighted(along, d[y], axis), stop)


@differential(np.logspace)
def logspace(y, start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    if axis != 0:
        raise ValueError("np.logspace along an axis other than the first; use np.moveaxis")
    along = columns(np.linspace(0.0, 1.0, num, endpoint=endpoint), y)
    exponent = (1 - along) * start + along * stop
    if rank(start) == 0 and rank(stop) == 0 and rank(base) == 0:
        d[base] = np.sum(d[y] * exponent * y / base)
    d[y] = exponent * y / base * d[base] + y * np.log(base) * ((1 - along) * d[start] + along * d[stop])
    d[start] = fit(np.sum(d[y] * y * np.log(base) * (1 - along), axis=0), start)
    d[stop] = fit(np.sum(d[y] * y * np.log(base) * along, axis=0), stop)


@differential(np.geomspace)
def geomspace(y, start, stop, num=50, endpoint=True, dtype=None, axis=0):
    # start**(1 - t) * stop**t
    if axis != 0:
        raise ValueError("np.geomspace along an axis other than the first; use np.moveaxis")
    along = columns(np.linspace(0.0, 1.0, num, endpoint=endpoint), y)
    d[y] = y * ((1 - along) * (d[start] / start) + along * (d[stop] / stop))
    d[start] = fit(np.sum(d[y] * y * (1 - along), axis=0), start) / start
    d[stop] = fit(np.sum(d[y] * y * along, axis=0), stop) / stop


@linear(np.meshgrid)
def meshgrid(y, *xi, copy=True, sparse=False, indexing="xy"):
    d[xi] = each_along_its_axis(d[y], xi, indexing, sparse)


@differential(np.vander)
def vander(y, x, N=None, increasing=False):
    n = np.arange(y.shape[1]) if increasing else np.arange(y.shape[1])[::-1]
    slope = n * x[:, None] ** np.maximum(n - 1, 0)
    d[y] = slope * d[x][:, None]
    d[x] = np.sum(d[y] * slope, axis=1)


constant(np.zeros, np.ones, np.empty, np.eye, np.identity, np.zeros_like, np.ones_like, np.empty_like, np.indices)
constant(np.ix_, np.kaiser)
