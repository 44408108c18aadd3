"""Derivatives of the helpers that join, pad, repeat, pick and sort, so that what calls them can be differentiated again."""

import numpy as np

from srcad import runtime
from srcad.rules.recipe import constant, d, linear, unpacked


@linear(runtime.pieces, sequences=True, constant="arrays")
def pieces(y, d_, arrays, axis=0):
    d[d_] = np.concatenate(d[y], axis)


@linear(runtime.nested_list, sequences=True)
def nested_list(y, d_, depth):
    d[d_] = np.array(d[y])


@linear(runtime.of_first_kind, sequences=True)
def of_first_kind(y, values):
    d[values] = unpacked(d[y], values)


@linear(runtime.untiled, constant="a")
def untiled(y, d_, a, reps):
    d[d_] = np.tile(d[y], reps)


@linear(runtime.unpadded, constant="a")
def unpadded(y, d_, a, pad_width, mode="constant", stat_length=None, reflect_type="even"):
    if mode == "mean":
        d[d_] = np.pad(d[y], pad_width, mode, stat_length=stat_length)
    elif mode == "reflect":
        d[d_] = np.pad(d[y], pad_width, mode, reflect_type=reflect_type)
    else:
        d[d_] = np.pad(d[y], pad_width, mode)


@linear(runtime.unrolled, constant="like")
def unrolled(y, d_, like, window_shape, axis=None):
    d[d_] = np.lib.stride_tricks.sliding_window_view(d[y], window_shape, axis)


@linear(runtime.add_along_axis, constant="like")
def add_along_axis(y, d_, like, indices, axis=-1):
    d[d_] = np.take_along_axis(d[y], indices, axis)


@linear(runtime.untaken, constant="like")
def untaken(y, d_, like, index, axis):
    d[d_] = np.take(d[y], index, axis)


@linear(runtime.on_diagonal, constant="like")
def on_diagonal(y, d_, like, offset=0, axis1=0, axis2=1):
    d[d_] = np.diagonal(d[y], offset, axis1, axis2)


@linear(runtime.on_diagonals, constant="like")
def on_diagonals(y, d_, like, subscripts):
    d[d_] = runtime.unbroadcast(np.einsum(subscripts, d[y]), d_)


@linear(runtime.quantile_tangent, constant="a")
def quantile_tangent(y, d_, a, q, axis=None, keepdims=False, method="linear"):
    d[d_] = runtime.quantile_adjoint(d[y], a, q, axis, keepdims, method)


@linear(runtime.quantile_adjoint, constant="a")
def quantile_adjoint(y, d_, a, q, axis=None, keepdims=False, method="linear"):
    d[d_] = runtime.quantile_tangent(d[y], a, q, axis, keepdims, method)


@linear(runtime.unselected, sequences=True, constant="choices")
def unselected(y, d_, conditions, choices):
    d[d_] = np.select(conditions, d[y])


@linear(runtime.unchosen, sequences=True, constant="choices")
def unchosen(y, d_, numbers, choices):
    d[d_] = np.choose(numbers, d[y])


@linear(runtime.gradient_of)
def gradient_of(y, f, spacing, axis=None, edge_order=1):
    d[f] = runtime.gradient_adjoint(d[y], spacing, axis, edge_order)


@linear(runtime.gradient_adjoint, sequences=True)
def gradient_adjoint(y, d_, spacing, axis=None, edge_order=1):
    d[d_] = runtime.gradient_of(d[y], spacing, axis, edge_order)


@linear(runtime.spacing_tangent)
def spacing_tangent(y, d_, f, x, axis=None, edge_order=1):
    d[d_] = runtime.spacing_adjoint(d[y], f, x, axis, edge_order)


@linear(runtime.spacing_adjoint)
def spacing_adjoint(y, d_, f, x, axis=None, edge_order=1):
    d[d_] = runtime.spacing_tangent(d[y], f, x, axis, edge_order)


constant(runtime.padded_positions)
