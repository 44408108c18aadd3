"""Derivatives of differences, convolutions and interpolation."""

import builtins

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    again, alone, apart, bilinear, conj, d, differential, is_active, is_tuple, linear, packed, rank, reshaped, scattered, undiffed,
)  # fmt: skip


@linear(np.diff)
def diff(y, a, n=1, axis=-1, prepend=None, append=None):
    around = undiffed(d[y], n, axis)
    if prepend is None and append is None:
        d[a] = around
    else:
        parts = apart(around, a, axis, prepend, append)
        d[prepend] = parts[0]
        d[a] = parts[1]
        d[append] = parts[2]


@linear(np.ediff1d)
def ediff1d(y, ary, to_end=None, to_begin=None):
    if to_begin is None and to_end is None:
        d[ary] = reshaped(undiffed(d[y], 1, -1), ary)
    else:
        begin = 0 if to_begin is None else np.size(to_begin)
        end = begin + np.size(ary) - 1
        d[ary] = reshaped(undiffed(d[y][begin:end], 1, -1), ary)
        d[to_begin] = reshaped(d[y][:begin], to_begin)
        d[to_end] = reshaped(d[y][end:], to_end)


@differential(np.gradient)
def gradient(y, f, *varargs, axis=None, edge_order=1):
    if is_active(varargs):
        if is_tuple(y) or is_tuple(axis):
            raise ValueError("a spacing that is differentiated, of several axes; take them one by one")
        x = packed(varargs)[0]
        if rank(x) == 0:
            return np.gradient(f, axis=axis, edge_order=edge_order) / x
        d[y] = again(d[f]) + runtime.spacing_tangent(d[varargs], f, x, axis, edge_order)
        d[varargs] = alone(runtime.spacing_adjoint(d[y], f, x, axis, edge_order))
    else:
        d[y] = again(d[f])
    d[f] = runtime.gradient_adjoint(d[y], packed(varargs), axis, edge_order)


# A convolution is np.correlate turned round; the shorter modes are the middle of the full one.


@bilinear(np.convolve)
def convolve(y, a, v, mode="full"):
    if mode == "full":
        full = d[y]
    elif mode == "valid":
        full = np.pad(d[y], builtins.min(builtins.len(a), builtins.len(v)) - 1)
    else:
        short = builtins.min(builtins.len(a), builtins.len(v)) - 1
        full = np.pad(d[y], (short // 2, short - short // 2))
    # np.correlate conjugates its second argument.
    d[a] = np.correlate(full, conj(v))
    d[v] = np.correlate(full, conj(a))


@bilinear(np.correlate, complex=True)
def correlate(y, a, v, mode="valid"):
    if mode == "full":
        full = d[y]
    elif mode == "valid":
        full = np.pad(d[y], builtins.min(builtins.len(a), builtins.len(v)) - 1)
    else:
        short = builtins.min(builtins.len(a), builtins.len(v)) - 1
        before = (short + (builtins.len(a) < builtins.len(v))) // 2
        full = np.pad(d[y], (before, short - before))
    d[a] = np.convolve(full, v, "valid")
    d[v] = conj(np.correlate(full, a))[::-1]


@differential(np.interp, refuses="period", broadcasts=True)
def interp(y, x, xp, fp, left=None, right=None, period=None):
    # Between two points: fp[k] + slope * (x - xp[k]), in floats; to the left and right of all a constant, the outer values by default.
    inside = (x >= xp[0]) & (x <= xp[-1])
    k = np.clip(np.searchsorted(xp, x, "right") - 1, 0, builtins.len(xp) - 2)
    width = xp[k + 1] - 1.0 * xp[k]
    part = np.clip((x - xp[k]) / width, 0.0, 1.0)
    slope = np.where(inside, (fp[k + 1] - 1.0 * fp[k]) / width, 0.0)
    if left is None:
        before = 1.0
    else:
        before = x >= xp[0]
    if right is None:
        behind = 1.0
    else:
        behind = x <= xp[-1]
    weight = before * behind
    d[y] = (
        slope * d[x]
        + weight * ((1 - part) * d[fp][k] + part * d[fp][k + 1])
        - slope * ((1 - part) * d[xp][k] + part * d[xp][k + 1])
        + (x < xp[0]) * d[left]
        + (x > xp[-1]) * d[right]
    )
    d[x] = d[y] * slope
    low = weight * (1 - part) * d[y]
    high = weight * part * d[y]
    d[fp] = scattered(low, fp, k) + scattered(high, fp, k + 1)
    d[xp] = -scattered(slope * (1 - part) * d[y], xp, k) - scattered(slope * part * d[y], xp, k + 1)
    d[left] = np.sum((x < xp[0]) * d[y])
    d[right] = np.sum((x > xp[-1]) * d[y])
