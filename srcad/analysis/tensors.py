"""The types of results of products of arrays of any rank."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import contractions, shapes, subscripts
from srcad.analysis.moves import ONE, TWO, ZERO
from srcad.analysis.results import NONE, dims_of, dtype_or, made
from srcad.analysis.static import UNKNOWABLE, axes_of, static, static_dtype
from srcad.ir.types import FLOAT, INT, UNKNOWN, Array, Scalar, Tuple, Type

LAST = Scalar(INT, -1)


def dtype_of_product(a: Type, b: Type) -> str | None:
    x, y = dtype_or(a), dtype_or(b)
    return None if x is None or y is None else shapes.promote(Array(x), Array(y))


def tensordot(a: Type, b: Type, axes: Type = TWO) -> Type:
    x, y, given = dims_of(a), dims_of(b), static(axes)
    if x is None or y is None or given is UNKNOWABLE:
        return UNKNOWN
    if isinstance(given, int):
        given = (tuple(range(len(x) - given, len(x))), tuple(range(given)))
    left, right = ((one,) if isinstance(one, int) else tuple(one) for one in given)
    left, right = {k % len(x) for k in left}, {k % len(y) for k in right}
    rest = [dim for k, dim in enumerate(x) if k not in left] + [dim for k, dim in enumerate(y) if k not in right]
    return Array(dtype_of_product(a, b) or FLOAT, tuple(rest))


def kron(a: Type, b: Type) -> Type:
    x, y = dims_of(a), dims_of(b)
    if x is None or y is None:
        return UNKNOWN
    rank = max(len(x), len(y))
    pairs = zip(shapes.padded(x, rank), shapes.padded(y, rank))
    dims = tuple(m * n if isinstance(m, int) and isinstance(n, int) else n if m == 1 else m if n == 1 else None for m, n in pairs)
    return made(dtype_of_product(a, b), dims)


def cross(a: Type, b: Type, axisa: Type = LAST, axisb: Type = LAST, axisc: Type = LAST, axis: Type = NONE) -> Type:
    """The result of vectors of length 2, which is deprecated, isn't known."""
    x, y = dims_of(a), dims_of(b)
    if x is None or y is None or 2 in (*x, *y):
        return UNKNOWN
    rank = max(len(x), len(y))
    plain = all(static(one) == -1 for one in (axisa, axisb, axisc)) and static(axis) in (None, -1)
    return Array(dtype_of_product(a, b) or FLOAT, shapes.broadcast_dims(x, y) if plain else (None,) * rank)


def vecdot(x1: Type, x2: Type, axis: Type = LAST) -> Type:
    x, y, at = dims_of(x1), dims_of(x2), static(axis)
    if x is None or y is None or at is UNKNOWABLE:
        return UNKNOWN
    dims = shapes.broadcast_dims(x, y)
    return made(dtype_of_product(x1, x2), tuple(dim for k, dim in enumerate(dims) if k != at % len(dims)))


def matvec(x1: Type, x2: Type) -> Type:
    x, y = dims_of(x1), dims_of(x2)
    if x is None or y is None:
        return UNKNOWN
    return made(dtype_of_product(x1, x2), (*shapes.broadcast_dims(x[:-2], y[:-1]), x[-2]))


def vecmat(x1: Type, x2: Type) -> Type:
    x, y = dims_of(x1), dims_of(x2)
    if x is None or y is None:
        return UNKNOWN
    return made(dtype_of_product(x1, x2), (*shapes.broadcast_dims(x[:-1], y[:-2]), y[-1]))


def trace(a: Type, offset: Type = ZERO, axis1: Type = ZERO, axis2: Type = ONE, dtype: Type = NONE, out: Type = NONE) -> Type:
    dims = dims_of(a)
    axes = axes_of(Tuple((axis1, axis2)), None if dims is None else len(dims))
    if dims is None or axes is UNKNOWABLE:
        return UNKNOWN
    return made(dtype_or(a), tuple(dim for k, dim in enumerate(dims) if k not in axes))


def inner(a: Type, b: Type) -> Type:
    return contractions.inner(a, b) if None not in (dims_of(a), dims_of(b)) else UNKNOWN


def einsum(*args: Type, dtype: Type = NONE, **others: Type) -> Type:
    """Read the result's dims off the labels, where each one's length is known from an operand."""
    read = subscripts.parts(args)
    if read is None:
        return UNKNOWN
    places, labels, output = read
    lengths: dict[str, shapes.Length] = {}
    for label, k in zip(labels, places):
        for one, dim in zip(label, dims_of(args[k]) or (None,) * len(label)):
            lengths[one] = shapes.broadcast_dim(lengths.get(one, 1), dim)
    dtypes = [dtype_or(args[k]) for k in places]
    kind = static_dtype(dtype) or (FLOAT if None in dtypes else shapes.promote(*map(Array, dtypes)))
    return made(kind, tuple(lengths.get(one) for one in output))


TABLE: dict[str, Callable[..., Type]] = {
    "numpy.einsum": einsum,
    "numpy.tensordot": tensordot,
    "numpy.kron": kron,
    "numpy.cross": cross,
    "numpy.vecdot": vecdot,
    "numpy.matvec": matvec,
    "numpy.vecmat": vecmat,
    "numpy.trace": trace,
    "numpy.inner": inner,
}
