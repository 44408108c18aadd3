"""Derivatives of what Python's math module computes of sequences, and of integrals of samples."""

import math

import numpy as np
from scipy import integrate

from srcad import runtime
from srcad.rules.recipe import (
    along, as_array, d, differences, differential, dotted, ends, fit, head, is_open, itemised, linear, raised, rank, reshaped, scaled,
    tail, total,
)  # fmt: skip


@linear(math.fsum, sequences=True)
def fsum(y, seq):
    d[seq] = itemised(d[y], seq)


@differential(math.prod, sequences=True)
def prod_of_numbers(y, iterable, *, start=1):
    others = start * runtime.products_of_others(as_array(iterable))
    d[y] = np.sum(others * as_array(d[iterable])) + math.prod(iterable) * d[start]
    d[iterable] = itemised(d[y] * others, iterable)
    d[start] = d[y] * math.prod(iterable)


@differential(math.dist, sequences=True)
def dist(y, p, q):
    # Of a point from itself the derivative is taken to be 0.
    away = differences(p, q)
    length = y + (y == 0)
    d[y] = (dotted(away, d[p]) - dotted(away, d[q])) / length
    d[p] = scaled(d[y] / length, away, p)
    d[q] = scaled(-d[y] / length, away, q)


@differential(math.sumprod, sequences=True)
def sumprod(y, p, q):
    d[y] = dotted(q, d[p]) + dotted(p, d[q])
    d[p] = scaled(d[y], q, p)
    d[q] = scaled(d[y], p, q)


@differential(np.trapezoid, np.trapz, integrate.trapezoid)
def trapezoid(s, y, x=None, dx=1.0, axis=-1):
    if is_open(axis):
        if x is None or rank(x) == 1:
            return np.trapezoid(np.moveaxis(y, axis, -1), x, dx)
        return np.trapezoid(np.moveaxis(y, axis, -1), np.moveaxis(x, axis, -1), dx)
    if x is None:
        whole = np.trapezoid(y, axis=axis)
        d[s] = dx * np.trapezoid(d[y], axis=axis) + whole * d[dx]
        d[y] = ends(raised(dx * d[s] / 2, tail(y, axis), axis), y, axis, 1)
        d[dx] = total(d[s] * whole, s)
    elif rank(x) == 1:
        widths = along(x[1:] - x[:-1], y, axis)
        heights = (tail(y, axis) + head(y, axis)) / 2
        d[s] = np.sum(
            widths * (tail(d[y], axis) + head(d[y], axis)) / 2 + heights * along(tail(d[x], 0) - head(d[x], 0), y, axis), axis=axis
        )
        d[y] = ends(raised(d[s], heights, axis) * widths / 2, y, axis, 1)
        d[x] = ends(reshaped(fit(raised(d[s], heights, axis) * heights, widths), x[1:]), x, 0, -1)
    else:
        widths = tail(x, axis) - head(x, axis)
        heights = (tail(y, axis) + head(y, axis)) / 2
        d[s] = np.sum(widths * (tail(d[y], axis) + head(d[y], axis)) / 2 + heights * (tail(d[x], axis) - head(d[x], axis)), axis=axis)
        d[y] = ends(raised(d[s], heights, axis) * widths / 2, y, axis, 1)
        d[x] = ends(raised(d[s], heights, axis) * heights, x, axis, -1)
