"""Derivatives of functions that make arrays, or move elements without computing with them."""

import builtins

import numpy as np

from srcad.rules.recipe import (
    constant, d, differential, fit, inverse, is_list, is_number, is_square, is_tuple, item_rank, layers,
    linear, pieces, rank, refused, reshaped, scattered, turned,
)  # fmt: skip


@linear(np.reshape)
def reshape(y, a, shape):
    d[a] = reshaped(d[y], a)


@linear(np.ravel, np.ndarray.flatten)
def ravel(y, a):
    d[a] = reshaped(d[y], a)


@linear(np.squeeze)
def squeeze(y, a, axis=None):
    d[a] = reshaped(d[y], a)


@linear(np.expand_dims)
def expand_dims(y, a, axis):
    d[a] = reshaped(d[y], a)


@linear(np.transpose)
def transpose(y, a, axes=None):
    if axes is None:
        d[a] = turned(d[y])
    else:
        d[a] = np.transpose(d[y], inverse(axes))


@linear(np.swapaxes)
def swapaxes(y, a, axis1, axis2):
    d[a] = np.swapaxes(d[y], axis1, axis2)


@linear(np.moveaxis)
def moveaxis(y, a, source, destination):
    d[a] = np.moveaxis(d[y], destination, source)


@linear(np.matrix_transpose)
def matrix_transpose(y, a):
    d[a] = np.swapaxes(d[y], -1, -2)


@linear(np.flip)
def flip(y, a, axis=None):
    d[a] = np.flip(d[y], axis)


@linear(np.roll)
def roll(y, a, shift, axis=None):
    d[a] = np.roll(d[y], -shift, axis)


@linear(np.tril)
def tril(y, a, k=0):
    d[a] = np.tril(d[y], k)


@linear(np.triu)
def triu(y, a, k=0):
    d[a] = np.triu(d[y], k)


@linear(np.diag)
def diag(y, a):
    if rank(a) == 2 and not is_square(a):
        raise ValueError("the derivative needs a matrix that is known to be square")
    d[a] = np.diag(d[y])


@linear(np.broadcast_to)
def broadcast_to(y, a, shape):
    d[a] = fit(d[y], a)


@linear(np.concatenate, sequences=True)
def concatenate(y, arrays, axis=0):
    if axis is None:
        raise ValueError("axis=None flattens its arrays; flatten them first")
    if not is_tuple(arrays):
        raise ValueError("the number of arrays isn't known before the run")
    d[arrays] = pieces(d[y], arrays, axis)


@linear(np.hstack, sequences=True)
def hstack(y, arrays):
    if not is_tuple(arrays):
        raise ValueError("the number of arrays isn't known before the run")
    d[arrays] = pieces(d[y], arrays, 0 if rank(y) == 1 else 1)


@linear(np.vstack, sequences=True)
def vstack(y, arrays):
    if not is_tuple(arrays):
        raise ValueError("the number of arrays isn't known before the run")
    if item_rank(arrays) == 1:
        d[arrays] = layers(d[y], arrays)
    else:
        d[arrays] = pieces(d[y], arrays)


@linear(np.stack, sequences=True)
def stack(y, arrays, axis=0):
    if is_tuple(arrays):
        d[arrays] = layers(d[y], arrays, axis)
    elif axis == 0:
        d[arrays] = builtins.list(d[y])
    else:
        raise ValueError("the number of arrays isn't known before the run; stack them along axis 0 and transpose")


@linear(np.array, np.asarray, sequences=True)
def array(y, items, dtype=None):
    if is_list(items):
        d[items] = builtins.list(d[y])
    else:
        d[items] = d[y]


@linear(np.copy, np.ascontiguousarray, builtins.list, builtins.tuple, sequences=True, broadcasts=True)
def copy(y, a):
    d[a] = d[y]


@linear(np.astype, np.ndarray.astype, np.float64, broadcasts=True)
def astype(y, a, dtype=None):
    d[a] = d[y]


@linear(np.take)
def take(y, a, indices, axis=None):
    if axis is None and rank(a) != 1:
        raise ValueError("without an axis np.take flattens its array; flatten it first")
    d[a] = scattered(d[y], a, indices, axis)


@linear(np.repeat)
def repeat(y, a, repeats):
    if rank(a) != 1 or not is_number(repeats):
        raise ValueError("np.repeat of anything but a vector by one number; index with np.repeat(np.arange(n), repeats)")
    d[a] = np.sum(np.reshape(d[y], (builtins.len(a), repeats)), axis=1)


@linear(np.tile)
def tile(y, a, reps):
    if rank(a) != 1 or not is_number(reps):
        raise ValueError("np.tile of anything but a vector by one number; use np.concatenate")
    d[a] = np.sum(np.reshape(d[y], (reps, builtins.len(a))), axis=0)


@linear(np.diff)
def diff(y, a):
    if rank(a) != 1:
        raise ValueError("np.diff of anything but a vector; subtract slices")
    end = np.zeros_like(a[:1])
    d[a] = np.concatenate((end, d[y])) - np.concatenate((d[y], end))


@differential(np.sort)
def sort(y, a):
    if rank(a) != 1:
        raise ValueError("np.sort of anything but a vector; sort them one by one")
    order = np.argsort(a)
    d[y] = np.take(d[a], order)
    d[a] = scattered(d[y], a, order)


@linear(np.ndarray.item)
def item(y, a):
    d[a] = reshaped(d[y], a)


@linear(np.real, np.conj, np.conjugate)
def real(y, a):
    # Complex numbers are refused before any recipe is read.
    d[a] = d[y]


@linear(np.full)
def full(y, shape, fill_value, dtype=None):
    d[fill_value] = fit(d[y], fill_value)


@linear(np.full_like, constant="a")
def full_like(y, a, fill_value, dtype=None):
    d[fill_value] = fit(d[y], fill_value)


@linear(np.linspace)
def linspace(y, start, stop, num=50, endpoint=True, *, dtype=None):
    if rank(start) != 0 or rank(stop) != 0:
        raise ValueError("np.linspace between arrays; write start + (stop - start) * t for each t")
    along = np.linspace(0.0, 1.0, num, endpoint=endpoint)
    d[start] = np.sum(d[y] * (1 - along))
    d[stop] = np.sum(d[y] * along)


constant(np.zeros, np.ones, np.empty, np.eye, np.identity, np.zeros_like, np.ones_like, np.empty_like, np.indices)
constant(np.shape, np.ndim, np.size, np.result_type, np.dtype, np.isscalar, np.ix_)
refused("index the array itself", np.ndarray.tolist)
refused("write start + step * np.arange(n), where n is an int", np.arange)
