"""Derivatives of norms, and of condition numbers."""

import numpy as np
import scipy

from srcad.rules.recipe import (
    are_last, axis_count, composite, conj, core, d, differential, direction, first_of, infinite, is_order,
    matrices, raised, rank, second_of, two_axes, without,
)  # fmt: skip


@differential(np.linalg.cond, complex=True)
def cond(y, x, p=None):
    if infinite(p) == 0 and (p is None or p == 2 or p == -2):
        # The greatest of the singular values by the least, or the least by the greatest.
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        most = u[..., :, :1] @ vh[..., :1, :] / core(s[..., 0])
        least = u[..., :, -1:] @ vh[..., -1:, :] / core(s[..., -1])
        part = core(y) * (least - most if p == -2 else most - least)
        d[y] = np.sum(np.real(conj(part) * d[x]), axis=(-2, -1))
        d[x] = core(d[y]) * part
    else:
        return np.linalg.norm(x, p, (-2, -1)) * np.linalg.norm(np.linalg.inv(x), p, (-2, -1))


@differential(np.linalg.norm, scipy.linalg.norm, broadcasts=True, complex=True, synonyms={"a": "x"})
def norm(y, x, ord=None, axis=None, keepdims=False, *, check_finite=True):
    # At 0 the derivative is taken to be 0; equal extremes share it.
    if not is_order(ord):
        if axis_count(x, axis) != 1:
            raise ValueError("the order of a norm of matrices must be known before the run")
        # Infinite orders, too: the elements' shares of y**p add up to 1.
        ratio = np.abs(x) / raised(y + (y == 0), x, axis, keepdims)
        total = np.sum(ratio**ord, axis=axis, keepdims=keepdims)
        part = direction(x) * ratio ** (ord - 1) / raised(total + (total == 0), x, axis, keepdims)
        d[y] = np.sum(np.real(conj(part) * d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(d[y], x, axis, keepdims) * part
    elif infinite(ord) != 0 and axis_count(x, axis) == 1:
        if infinite(ord) == 1:
            return np.max(np.abs(x), axis=axis, keepdims=keepdims)
        return np.min(np.abs(x), axis=axis, keepdims=keepdims)
    elif infinite(ord) != 0 or (axis_count(x, axis) == 2 and (ord == 1 or ord == -1)):
        axes = two_axes(x, axis)
        inner = first_of(axes) if infinite(ord) == 0 else second_of(axes)
        outer = second_of(axes) if infinite(ord) == 0 else first_of(axes)
        sums = np.sum(np.abs(x), axis=inner, keepdims=keepdims)
        place = outer if keepdims else without(outer, inner)
        if infinite(ord) == 1 or (infinite(ord) == 0 and ord == 1):
            return np.max(sums, axis=place, keepdims=keepdims)
        return np.min(sums, axis=place, keepdims=keepdims)
    elif ord is None or ord == "fro" or (ord == 2 and axis_count(x, axis) == 1):
        length = y + (y == 0)
        d[y] = np.sum(np.real(conj(x) * d[x]), axis=axis, keepdims=keepdims) / length
        d[x] = raised(d[y] / length, x, axis, keepdims) * x
    elif axis_count(x, axis) == 1 and ord == 1:
        d[y] = np.sum(np.real(conj(direction(x)) * d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(d[y], x, axis, keepdims) * direction(x)
    elif axis_count(x, axis) == 1 and ord == 0:
        d[y] = 0 * np.sum(np.real(d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(0 * d[y], x, axis, keepdims) + 0 * x
    elif axis_count(x, axis) == 1:
        # y**p is the sum of |x|**p; where y is 0 nothing is divided by it.
        part = direction(x) * (np.abs(x) / raised(y + (y == 0), x, axis, keepdims)) ** (ord - 1)
        d[y] = np.sum(np.real(conj(part) * d[x]), axis=axis, keepdims=keepdims)
        d[x] = raised(d[y], x, axis, keepdims) * part
    elif ord == "nuc" and are_last(x, two_axes(x, axis)):
        # Giles 2.3: the singular values' own derivatives are u v*.
        u, s, vh = np.linalg.svd(x, full_matrices=False)
        d[y] = np.sum(np.real(conj(u @ vh) * d[x]), axis=two_axes(x, axis), keepdims=keepdims)
        d[x] = raised(d[y], x, two_axes(x, axis), keepdims) * (u @ vh)
    else:
        axes = two_axes(x, axis)
        if ord != "nuc" and ord != 2 and ord != -2:
            raise ValueError("matrices have no norm of this order")
        s = np.linalg.svd(matrices(x, axes), compute_uv=False)
        found = np.sum(s, axis=-1) if ord == "nuc" else np.max(s, axis=-1) if ord == 2 else np.min(s, axis=-1)
        if keepdims:
            return np.expand_dims(found, axes)
        return found


@composite(np.linalg.matrix_norm)
def matrix_norm(y, x, *, keepdims=False, ord="fro"):
    return np.linalg.norm(x, ord, (-2, -1), keepdims)


@composite(np.linalg.vector_norm)
def vector_norm(y, x, *, axis=None, keepdims=False, ord=2):
    if axis is None and rank(x) != 1:
        if keepdims:
            raise ValueError("keepdims=True without an axis; give the axes")
        return np.linalg.norm(np.ravel(x), ord)
    if axis_count(x, axis) != 1:
        raise ValueError("a vector norm over several axes; flatten them first")
    return np.linalg.norm(x, ord, axis, keepdims)
