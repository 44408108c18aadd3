"""Derivatives of functions that give arrays another shape, or move elements without computing with them."""

import builtins

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    at_item, constant, d, differential, each_fitted, each_reshaped, fit, inverse, is_number, is_square, linear, negated,
    on_diagonal, placed, rank, refused, reshaped, rolled_back, scattered, turned, unpadded, unrepeated, untiled,
)  # fmt: skip


@linear(np.reshape)
def reshape(y, a, shape, order="C", *, copy=None):
    if (order == "A" or order == "K") and rank(a) > 1:
        raise ValueError("its order is that in which the array happens to lie in memory; write 'C' or 'F'")
    d[a] = reshaped(d[y], a, order)


@linear(np.ravel, np.ndarray.flatten, np.ndarray.flat)
def ravel(y, a, order="C"):
    if (order == "A" or order == "K") and rank(a) > 1:
        raise ValueError("its order is that in which the array happens to lie in memory; write 'C' or 'F'")
    d[a] = reshaped(d[y], a, order)


@linear(np.squeeze)
def squeeze(y, a, axis=None):
    d[a] = reshaped(d[y], a)


@linear(np.expand_dims)
def expand_dims(y, a, axis):
    d[a] = reshaped(d[y], a)


@linear(np.atleast_1d, np.atleast_2d, np.atleast_3d)
def atleast(y, *arys):
    d[arys] = each_reshaped(d[y], arys)


# -- axes


@linear(np.transpose, np.permute_dims)
def transpose(y, a, axes=None):
    if axes is None:
        d[a] = turned(d[y])
    else:
        d[a] = np.transpose(d[y], inverse(axes, a))


@linear(np.matrix_transpose)
def matrix_transpose(y, a):
    d[a] = np.swapaxes(d[y], -1, -2)


@linear(np.swapaxes)
def swapaxes(y, a, axis1, axis2):
    d[a] = np.swapaxes(d[y], axis1, axis2)


@linear(np.moveaxis)
def moveaxis(y, a, source, destination):
    d[a] = np.moveaxis(d[y], destination, source)


@linear(np.rollaxis)
def rollaxis(y, a, axis, start=0):
    d[a] = rolled_back(d[y], axis, start)


@linear(np.flip)
def flip(y, m, axis=None):
    d[m] = np.flip(d[y], axis)


@linear(np.fliplr)
def fliplr(y, m):
    d[m] = np.fliplr(d[y])


@linear(np.flipud)
def flipud(y, m):
    d[m] = np.flipud(d[y])


@linear(np.rot90)
def rot90(y, m, k=1, axes=(0, 1)):
    if axes == (0, 1):
        d[m] = np.rot90(d[y], negated(k))
    else:
        d[m] = np.rot90(d[y], negated(k), axes)


@linear(np.roll)
def roll(y, a, shift, axis=None):
    d[a] = np.roll(d[y], negated(shift), axis)


# -- diagonals and triangles


@linear(np.tril)
def tril(y, m, k=0):
    # The triangle of a vector is that of a matrix with this vector in each row.
    d[m] = fit(np.tril(d[y], k), m)


@linear(np.triu)
def triu(y, m, k=0):
    # The triangle of a vector is that of a matrix with this vector in each row.
    d[m] = fit(np.triu(d[y], k), m)


@linear(np.diag)
def diag(y, v, k=0):
    if rank(v) == 1 or (is_square(v) and k == 0):
        d[v] = np.diag(d[y], k)
    else:
        d[v] = on_diagonal(d[y], v, k)


@linear(np.diagflat)
def diagflat(y, v, k=0):
    d[v] = reshaped(np.diag(d[y], k), v)


@linear(np.diagonal)
def diagonal(y, a, offset=0, axis1=0, axis2=1):
    d[a] = on_diagonal(d[y], a, offset, axis1, axis2)


# -- broadcasting and repetition


@linear(np.broadcast_to)
def broadcast_to(y, array, shape, subok=False):
    d[array] = fit(d[y], array)


@linear(np.broadcast_arrays)
def broadcast_arrays(y, *args, subok=False):
    d[args] = each_fitted(d[y], args)


@linear(np.repeat)
def repeat(y, a, repeats, axis=None):
    d[a] = unrepeated(d[y], a, repeats, axis)


@linear(np.tile)
def tile(y, A, reps):
    d[A] = untiled(d[y], A, reps)


@linear(np.resize)
def resize(y, a, new_shape):
    # Of a's elements in order, again and again.
    d[a] = scattered(d[y], a, np.resize(np.arange(a.size), new_shape))


@linear(np.lib.stride_tricks.sliding_window_view)
def sliding_window_view(y, x, window_shape, axis=None):
    d[x] = runtime.unrolled(d[y], x, window_shape, axis)


@differential(np.pad)
def pad(y, array, pad_width, mode="constant", *, constant_values=0, end_values=0, stat_length=None, reflect_type="even"):
    if mode == "empty":
        d[y] = np.pad(d[array], pad_width)
        d[array] = unpadded(d[y], array, pad_width)
    elif mode == "constant":
        around = np.pad(np.zeros_like(array), pad_width, constant_values=1.0)
        d[y] = np.pad(d[array], pad_width) + around * d[constant_values]
        d[array] = unpadded(d[y], array, pad_width)
        if is_number(constant_values):
            d[constant_values] = np.sum(around * d[y])
    elif mode == "maximum" or mode == "minimum":
        at = runtime.padded_positions(array, pad_width, mode, stat_length)
        d[y] = np.take(d[array], at)
        d[array] = scattered(d[y], array, at)
    elif mode in ("edge", "linear_ramp", "mean", "reflect", "symmetric", "wrap"):
        if (mode == "reflect" or mode == "symmetric") and reflect_type == "odd":
            d[y] = np.pad(d[array], pad_width, mode, reflect_type="odd")
            d[array] = runtime.unpadded(d[y], array, pad_width, mode, reflect_type="odd")
        elif mode == "mean":
            d[y] = np.pad(d[array], pad_width, mode, stat_length=stat_length)
            d[array] = runtime.unpadded(d[y], array, pad_width, mode, stat_length)
        else:
            d[y] = np.pad(d[array], pad_width, mode)
            d[array] = runtime.unpadded(d[y], array, pad_width, mode)
    else:
        raise ValueError("of the modes of np.pad 'median' has no rule; use np.concatenate")


# -- elements


@linear(np.ndarray.view)
def view(y, a):
    d[a] = d[y]


@linear(np.ndarray.item)
def item(y, a, *args):
    d[a] = at_item(d[y], a, args)


@linear(np.ndarray.tolist)
def tolist(y, a):
    d[a] = np.array(d[y])


@linear(np.trim_zeros, refuses="axis")
def trim_zeros(y, filt, trim="fb", axis=None):
    if rank(filt) != 1:
        raise ValueError("np.trim_zeros of anything but a vector")
    if trim == "b":
        d[filt] = placed(d[y], filt, np.arange(builtins.len(d[y])))
    else:
        d[filt] = placed(d[y], filt, np.argmax(filt != 0) + np.arange(builtins.len(d[y])))


constant(np.shape, np.ndim, np.size, np.result_type, np.dtype, np.isscalar)
refused("its strides may name an element twice; use sliding_window_view", np.lib.stride_tricks.as_strided)
