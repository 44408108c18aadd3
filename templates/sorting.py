"""Derivatives of functions that put elements in order, or pick them by their rank."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import d, differential, fit, has_rank, is_active, percent, placed, put_back, rank


@differential(np.sort)
def sort(y, a, axis=-1, kind=None, order=None, *, stable=None):
    if axis is None:
        order = np.argsort(np.ravel(a))
        d[y] = np.take(d[a], order)
        d[a] = placed(d[y], a, order)
    elif has_rank(a) and rank(a) == 1:
        order = np.argsort(a)
        d[y] = np.take(d[a], order)
        d[a] = placed(d[y], a, order)
    else:
        order = np.argsort(a, axis=axis)
        d[y] = np.take_along_axis(d[a], order, axis)
        d[a] = put_back(d[y], order, axis)


@differential(np.partition)
def partition(y, a, kth, axis=-1, kind="introselect", order=None):
    # Where each element of y stands in a: the two have one sorted order.
    if axis is None:
        order = np.take(np.argsort(np.ravel(a)), np.argsort(np.argsort(y)))
        d[y] = np.take(d[a], order)
        d[a] = placed(d[y], a, order)
    else:
        order = np.take_along_axis(np.argsort(a, axis=axis), np.argsort(np.argsort(y, axis=axis), axis=axis), axis)
        d[y] = np.take_along_axis(d[a], order, axis)
        d[a] = put_back(d[y], order, axis)


# The quantiles of n numbers lie between two of them in order: linear in these, and piecewise constant in which they are.


@differential(np.median)
def median(y, a, axis=None, *, overwrite_input=False, keepdims=False):
    d[y] = runtime.quantile_tangent(d[a], a, 0.5, axis, keepdims)
    d[a] = runtime.quantile_adjoint(d[y], a, 0.5, axis, keepdims)


@differential(np.quantile)
def quantile(y, a, q, axis=None, *, overwrite_input=False, method="linear", keepdims=False):
    if is_active(q):
        if rank(q) != 0 and rank(q) != rank(y):
            raise ValueError("several quantiles that are differentiated, of several rows; take them one by one")
        rate = runtime.quantile_rate(a, q, axis, keepdims, method)
        d[q] = fit(d[y] * rate, q)
        d[y] = runtime.quantile_tangent(d[a], a, q, axis, keepdims, method) + rate * d[q]
    else:
        d[y] = runtime.quantile_tangent(d[a], a, q, axis, keepdims, method)
    d[a] = runtime.quantile_adjoint(d[y], a, q, axis, keepdims, method)


@differential(np.percentile)
def percentile(y, a, q, axis=None, *, overwrite_input=False, method="linear", keepdims=False):
    part = percent(q)
    if is_active(q):
        if rank(q) != 0 and rank(q) != rank(y):
            raise ValueError("several quantiles that are differentiated, of several rows; take them one by one")
        rate = runtime.quantile_rate(a, part, axis, keepdims, method) / 100
        d[q] = fit(d[y] * rate, q)
        d[y] = runtime.quantile_tangent(d[a], a, part, axis, keepdims, method) + rate * d[q]
    else:
        d[y] = runtime.quantile_tangent(d[a], a, part, axis, keepdims, method)
    d[a] = runtime.quantile_adjoint(d[y], a, part, axis, keepdims, method)


@differential(np.nanmedian)
def nanmedian(y, a, axis=None, *, overwrite_input=False, keepdims=False):
    d[y] = runtime.quantile_tangent(d[a], a, 0.5, axis, keepdims)
    d[a] = runtime.quantile_adjoint(d[y], a, 0.5, axis, keepdims)


@differential(np.nanquantile)
def nanquantile(y, a, q, axis=None, *, overwrite_input=False, method="linear", keepdims=False):
    if is_active(q):
        if rank(q) != 0 and rank(q) != rank(y):
            raise ValueError("several quantiles that are differentiated, of several rows; take them one by one")
        rate = runtime.quantile_rate(a, q, axis, keepdims, method)
        d[q] = fit(d[y] * rate, q)
        d[y] = runtime.quantile_tangent(d[a], a, q, axis, keepdims, method) + rate * d[q]
    else:
        d[y] = runtime.quantile_tangent(d[a], a, q, axis, keepdims, method)
    d[a] = runtime.quantile_adjoint(d[y], a, q, axis, keepdims, method)


@differential(np.nanpercentile)
def nanpercentile(y, a, q, axis=None, *, overwrite_input=False, method="linear", keepdims=False):
    part = percent(q)
    if is_active(q):
        if rank(q) != 0 and rank(q) != rank(y):
            raise ValueError("several quantiles that are differentiated, of several rows; take them one by one")
        rate = runtime.quantile_rate(a, part, axis, keepdims, method) / 100
        d[q] = fit(d[y] * rate, q)
        d[y] = runtime.quantile_tangent(d[a], a, part, axis, keepdims, method) + rate * d[q]
    else:
        d[y] = runtime.quantile_tangent(d[a], a, part, axis, keepdims, method)
    d[a] = runtime.quantile_adjoint(d[y], a, part, axis, keepdims, method)
