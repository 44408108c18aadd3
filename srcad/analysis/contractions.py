"""The types of products that sum over an axis: matmul, dot, inner, vdot, outer."""

from __future__ import annotations

from srcad.analysis import shapes
from srcad.analysis.results import NONE, dims_of, dtype_or, made, product, same_kind
from srcad.ir.types import FLOAT, UNKNOWN, Array, Scalar, Type, Unknown, is_sparse


def matmul(a: Type, b: Type, **others: Type) -> Type:
    """Contract the last axis of a with the second-last of b (its only one, for a vector)."""
    dtype = product_dtype(a, b)
    x, y = dims_of(a), dims_of(b)
    if is_sparse(a) or is_sparse(b):
        if x is None and y is None:
            return a if is_sparse(a) and is_sparse(b) else UNKNOWN
        return Array(FLOAT, (None, *y[1:]) if is_sparse(a) else (*x[:-1], None))
    if x is None or y is None:
        return made(dtype, None) if isinstance(a, Array) and isinstance(b, Array) else UNKNOWN
    if not x or not y:
        return UNKNOWN
    batch = shapes.broadcast_dims(x[:-2], y[:-2])
    return made(dtype, batch + x[-2:-1] + (y[-1:] if len(y) > 1 else ()))


def dot(a: Type, b: Type, out: Type = NONE) -> Type:
    x, y = dims_of(a), dims_of(b)
    if x == () or y == ():
        return scaled(a, b)
    if x is None or y is None:
        return matmul(a, b)
    return made(product_dtype(a, b), x[:-1] + y[:-2] + (y[-1:] if len(y) > 1 else ()))


def scaled(a: Type, b: Type) -> Type:
    """The product of numbers, or of an array with a number, which is made an array of double precision first."""
    found = same_kind(a, b)
    return found if isinstance(found, Unknown) else made(product_dtype(a, b), dims_of(found))


def inner(a: Type, b: Type) -> Type:
    x, y = dims_of(a), dims_of(b)
    if x == () or y == ():
        return scaled(a, b)
    return made(product_dtype(a, b), None if x is None or y is None else x[:-1] + y[:-1])


def vdot(a: Type, b: Type) -> Type:
    return Scalar(product_dtype(a, b) or FLOAT)


def outer(a: Type, b: Type, out: Type = NONE) -> Type:
    return Array(product_dtype(a, b) or FLOAT, (product(dims_of(a)), product(dims_of(b))))


def product_dtype(a: Type, b: Type) -> str | None:
    """Return the dtype of a sum of products of elements, None where it isn't known."""
    x, y = dtype_or(a), dtype_or(b)
    return None if x is None or y is None else shapes.promote(Array(x), Array(y))
