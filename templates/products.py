"""Derivatives of products of vectors and matrices, and of linear algebra."""

import builtins
import operator

import numpy as np

from srcad import runtime
from srcad.rules.recipe import (
    bilinear, conj, d, einsum, fit, has_rank, is_square, kron_left, kron_right, left_factor, left_tensor,
    linear, rank, reshaped, right_factor, right_tensor,
)  # fmt: skip


@bilinear(operator.matmul, np.matmul, broadcasts=True)
def matmul(y, a, b):
    d[a] = left_factor(d[y], a, b, y)
    d[b] = right_factor(d[y], a, b, y)


@bilinear(np.dot)
def dot(y, a, b):
    if rank(a) == 0 or rank(b) == 0:
        d[a] = fit(d[y] * b, a)
        d[b] = fit(d[y] * a, b)
    elif rank(b) > 2:
        d[a] = left_tensor(d[y], a, b, (-1, -2))
        d[b] = right_tensor(d[y], a, b, (-1, -2))
    else:
        d[a] = left_factor(d[y], a, b, y)
        d[b] = right_factor(d[y], a, b, y)


@bilinear(np.inner)
def inner(y, a, b):
    if rank(a) == 0 or rank(b) == 0:
        d[a] = fit(d[y] * b, a)
        d[b] = fit(d[y] * a, b)
    elif rank(a) == 2 and rank(b) == 2:
        d[a] = d[y] @ b
        d[b] = d[y].T @ a
    else:
        d[a] = left_tensor(d[y], a, b, (-1, -1))
        d[b] = right_tensor(d[y], a, b, (-1, -1))


@bilinear(np.vdot, complex=True)
def vdot(y, a, b):
    d[a] = conj(d[y]) * reshaped(b, a)
    d[b] = d[y] * reshaped(a, b)


@bilinear(np.outer)
def outer(y, a, b):
    if has_rank(a, b) and rank(a) == 1 and rank(b) == 1:
        d[a] = d[y] @ b
        d[b] = a @ d[y]
    else:
        d[a] = reshaped(d[y] @ np.ravel(b), a)
        d[b] = reshaped(np.ravel(a) @ d[y], b)


@bilinear(np.tensordot)
def tensordot(y, a, b, axes=2):
    d[a] = left_tensor(d[y], a, b, axes)
    d[b] = right_tensor(d[y], a, b, axes)


@bilinear(np.kron)
def kron(y, a, b):
    d[a] = kron_left(d[y], a, b)
    d[b] = kron_right(d[y], a, b)


@bilinear(np.cross)
def cross(y, a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    # dy . (a x b) = a . (b x dy) = b . (dy x a); np.linalg.cross refuses vectors of two numbers, for which this doesn't hold.
    if axis is not None:
        d[a] = fit(np.linalg.cross(b, d[y], axis=axis), a)
        d[b] = fit(np.linalg.cross(d[y], a, axis=axis), b)
    elif axisa == -1 and axisb == -1 and axisc == -1:
        d[a] = fit(np.linalg.cross(b, d[y]), a)
        d[b] = fit(np.linalg.cross(d[y], a), b)
    else:
        d[a] = fit(np.cross(b, d[y], axisa=axisb, axisb=axisc, axisc=axisa), a)
        d[b] = fit(np.cross(d[y], a, axisa=axisc, axisb=axisa, axisc=axisb), b)


@bilinear(np.vecdot, complex=True)
def vecdot(y, x1, x2, *, axis=-1):
    d[x1] = fit(np.expand_dims(conj(d[y]), axis) * x2, x1)
    d[x2] = fit(np.expand_dims(d[y], axis) * x1, x2)


@bilinear(np.matvec)
def matvec(y, x1, x2):
    d[x1] = fit(np.expand_dims(d[y], -1) * np.expand_dims(x2, -2), x1)
    d[x2] = fit(np.vecmat(conj(d[y]), x1), x2)


@bilinear(np.vecmat)
def vecmat(y, x1, x2):
    d[x1] = fit(np.matvec(x2, d[y]), x1)
    d[x2] = fit(np.expand_dims(x1, -1) * np.expand_dims(d[y], -2), x2)


@linear(np.trace)
def trace(y, a, offset=0, axis1=0, axis2=1, dtype=None):
    if has_rank(a) and rank(a) == 2:
        if is_square(a) and offset == 0:
            d[a] = d[y] * np.eye(builtins.len(a))
        elif offset == 0:
            d[a] = d[y] * np.eye(a.shape[0], a.shape[1])
        else:
            d[a] = d[y] * np.eye(a.shape[0], a.shape[1], offset)
    else:
        d[a] = runtime.on_diagonal(np.expand_dims(d[y], -1), a, offset, axis1, axis2)


@einsum(np.einsum)
def einsum_of(y, subscripts, *operands):
    """Linear in each operand: srcad.rules.einsum turns the subscripts round."""
