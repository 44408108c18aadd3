"""Derivatives of functions that join arrays, and of those that split them."""

import numpy as np

from srcad.rules.recipe import (
    blocks, d, is_sequence, item_rank, layers, linear, pieces, rank, reshaped, unpacked,
)  # fmt: skip


@linear(np.concatenate, np.concat, sequences=True)
def concatenate(y, arrays, axis=0, *, dtype=None, casting="same_kind"):
    d[arrays] = pieces(d[y], arrays, axis)


@linear(np.stack, sequences=True)
def stack(y, arrays, axis=0, *, dtype=None, casting="same_kind"):
    d[arrays] = layers(d[y], arrays, axis)


@linear(np.hstack, sequences=True)
def hstack(y, tup, *, dtype=None, casting="same_kind"):
    if item_rank(tup) == 0:
        d[tup] = unpacked(d[y], tup)
    else:
        d[tup] = pieces(d[y], tup, 0 if item_rank(tup) == 1 else 1)


@linear(np.vstack, np.row_stack, sequences=True)
def vstack(y, tup, *, dtype=None, casting="same_kind"):
    if item_rank(tup) == 0:
        d[tup] = unpacked(d[y][:, 0], tup)
    elif item_rank(tup) == 1:
        d[tup] = layers(d[y], tup)
    else:
        d[tup] = pieces(d[y], tup)


@linear(np.dstack, sequences=True)
def dstack(y, tup):
    if item_rank(tup) == 0:
        d[tup] = unpacked(d[y][0, 0], tup)
    elif item_rank(tup) == 1:
        d[tup] = layers(d[y][0], tup, 1)
    elif item_rank(tup) == 2:
        d[tup] = layers(d[y], tup, 2)
    else:
        d[tup] = pieces(d[y], tup, 2)


@linear(np.column_stack, sequences=True)
def column_stack(y, tup):
    if item_rank(tup) == 0:
        d[tup] = unpacked(d[y][0], tup)
    elif item_rank(tup) == 1:
        d[tup] = layers(d[y], tup, 1)
    else:
        d[tup] = pieces(d[y], tup, 1)


@linear(np.block, sequences=True)
def block(y, arrays):
    if is_sequence(arrays):
        d[arrays] = blocks(d[y], arrays)
    else:
        d[arrays] = reshaped(d[y], arrays)


@linear(np.append)
def append(y, arr, values, axis=None):
    parts = pieces(d[y], (arr, values), axis)
    d[arr] = parts[0]
    d[values] = parts[1]


# -- splitting


@linear(np.split, np.array_split)
def split(y, ary, indices_or_sections, axis=0):
    d[ary] = np.concatenate(d[y], axis)


@linear(np.hsplit)
def hsplit(y, ary, indices_or_sections):
    if rank(ary) == 1:
        d[ary] = np.concatenate(d[y])
    else:
        d[ary] = np.concatenate(d[y], axis=1)


@linear(np.vsplit)
def vsplit(y, ary, indices_or_sections):
    d[ary] = np.concatenate(d[y])


@linear(np.dsplit)
def dsplit(y, ary, indices_or_sections):
    d[ary] = np.concatenate(d[y], axis=2)


@linear(np.unstack)
def unstack(y, x, *, axis=0):
    d[x] = np.stack(d[y], axis)
