"""The types of results of functions that make arrays or move elements without computing with them."""

from __future__ import annotations

from srcad.analysis import shapes
from srcad.analysis.results import (
    FALSE, NONE, axis_count, dims_of, dtype_or, made, product, reduced_dims,
)  # fmt: skip
from srcad.analysis.static import UNKNOWABLE, axes_of, length_of, shape_of, static, static_dtype
from srcad.ir.types import (
    COMPLEX,
    FLOAT,
    INT,
    INTEGER,
    UNKNOWN,
    Array,
    Known,
    List,
    Opaque,
    Scalar,
    Tuple,
    Type,
    Unknown,
    is_complex,
    is_sparse,
)


# -- made from scratch ------------------------------------------------------------------------------------


def filled(shape: Type, dtype: Type = NONE, order: Type = NONE, **others: Type) -> Type:
    return Array(static_dtype(dtype) or FLOAT, shape_of(shape))


def full(shape: Type, fill_value: Type, dtype: Type = NONE, order: Type = NONE, **others: Type) -> Type:
    return Array(static_dtype(dtype) or dtype_or(fill_value, FLOAT), shape_of(shape))


def like(a: Type, dtype: Type = NONE, order: Type = NONE, subok: Type = NONE, shape: Type = NONE, **others: Type) -> Type:
    """The result is an array of its argument's shape; one of unknown kind stays so."""
    if isinstance(a, Unknown) and static(shape) is None:
        return a
    dims = dims_of(a) if static(shape) is None else shape_of(shape)
    return Array(static_dtype(dtype) or dtype_or(a, FLOAT), dims)


def full_like(a: Type, fill_value: Type, dtype: Type = NONE, *others: Type, **more: Type) -> Type:
    return like(a, dtype, *others, **more)


def eye(N: Type, M: Type = NONE, k: Type = NONE, dtype: Type = NONE, order: Type = NONE, **others: Type) -> Type:
    rows = shape_of(N)
    return Array(static_dtype(dtype) or FLOAT, rows + (rows if static(M) is None else shape_of(M)))


def arange(start: Type, stop: Type = NONE, step: Type = NONE, dtype: Type = NONE, **others: Type) -> Type:
    if static(stop) is None:
        start, stop = Scalar(INT, 0), start
    size = None
    if static(start) == 0 and static(step) in (None, 1) and isinstance(stop, Scalar):
        size = length_of(stop)
    parts = [part for part in (start, stop, step) if isinstance(part, Scalar)]
    return Array(static_dtype(dtype) or shapes.join_dtype(*(part.dtype for part in parts), INT), (size,))


def linspace(
    start: Type,
    stop: Type,
    num: Type = Scalar(INT, 50),
    endpoint: Type = NONE,
    retstep: Type = FALSE,
    dtype: Type = NONE,
    axis: Type = NONE,
) -> Type:
    if dims_of(start) != () or dims_of(stop) != () or static(retstep) is not False:
        return UNKNOWN
    kind = COMPLEX if is_complex(start) or is_complex(stop) else FLOAT
    return Array(static_dtype(dtype) or kind, shape_of(num))


def array(object: Type, dtype: Type = NONE, *, ndmin: Type = NONE, **others: Type) -> Type:
    if isinstance(object, Unknown):
        return Unknown(object.shape)
    dims = (0,) if object == Tuple(()) else dims_of(object)
    return Array(static_dtype(dtype) or dtype_or(object, FLOAT), dims if static(ndmin) in (None, 0) else None)


def copied(a: Type, order: Type = NONE, subok: Type = NONE) -> Type:
    return a if isinstance(a, (Unknown, List)) else Array(dtype_or(a, FLOAT), dims_of(a))


def as_dtype(a: Type, dtype: Type, *others: Type, **more: Type) -> Type:
    return Array(static_dtype(dtype) or FLOAT, dims_of(a)) if isinstance(a, Array) else UNKNOWN


# -- elements moved ---------------------------------------------------------------------------------------


def reshape(a: Type, shape: Type, order: Type = NONE, copy: Type = NONE) -> Type:
    dims, was = shape_of(shape), dims_of(a)
    if dims is not None and -1 in dims:
        dims = _inferred(dims, was)
    return Array(dtype_or(a, FLOAT), dims)


def _inferred(dims: tuple, was: tuple | None) -> tuple:
    """Return dims with its -1 replaced by the length that is left for it, where that is known."""
    at, rest = dims.index(-1), [dim for dim in dims if dim != -1]
    left = None
    if was is not None:
        uncancelled = list(was)
        for dim in rest:
            match = next((k for k, other in enumerate(uncancelled) if shapes.same(dim, other)), None)
            if match is not None:
                uncancelled.pop(match)
            elif dim != 1:
                return dims[:at] + (None,) + dims[at + 1 :]
        left = product(tuple(uncancelled)) if uncancelled else 1
    return dims[:at] + (left,) + dims[at + 1 :]


def ravel(a: Type, order: Type = NONE) -> Type:
    return Array(dtype_or(a, FLOAT), (product(dims_of(a)),))


def transpose(a: Type, axes: Type = NONE) -> Type:
    dims = dims_of(a)
    order = axes_of(axes, None if dims is None else len(dims))
    if is_sparse(a):
        return a
    if isinstance(a, Unknown):
        return UNKNOWN
    if dims is None or order is UNKNOWABLE:
        return Array(dtype_or(a, FLOAT), None if dims is None else (None,) * len(dims))
    return Array(dtype_or(a, FLOAT), tuple(dims[k] for k in (order or range(len(dims))[::-1])) if dims else ())


def swapaxes(a: Type, axis1: Type, axis2: Type) -> Type:
    dims = dims_of(a)
    axes = axes_of(Tuple((axis1, axis2)), None if dims is None else len(dims))
    if dims is None or axes is UNKNOWABLE:
        return Array(dtype_or(a, FLOAT), None if dims is None else (None,) * len(dims))
    swapped = list(dims)
    swapped[axes[0]], swapped[axes[1]] = dims[axes[1]], dims[axes[0]]
    return Array(dtype_or(a, FLOAT), tuple(swapped))


def expand_dims(a: Type, axis: Type) -> Type:
    dims = dims_of(a)
    value = static(axis)
    if dims is None or value is UNKNOWABLE:
        more = axis_count(axis)
        return Array(dtype_or(a, FLOAT), None if dims is None or more is None else (None,) * (len(dims) + more))
    count = 1 if isinstance(value, int) else len(value)
    axes, rest = axes_of(axis, len(dims) + count), iter(dims)
    return Array(dtype_or(a, FLOAT), tuple(1 if k in axes else next(rest) for k in range(len(dims) + count)))


def squeeze(a: Type, axis: Type = NONE) -> Type:
    dims = dims_of(a)
    axes = axes_of(axis, None if dims is None else len(dims))
    if axes is None and dims is not None and all(dim == 1 or shapes.surely_not_one(dim) for dim in dims):
        axes = tuple(k for k, dim in enumerate(dims) if dim == 1)
    if axes is UNKNOWABLE:
        return Array(dtype_or(a, FLOAT), reduced_dims(dims, axis, FALSE))
    if dims is None or axes is None:
        return Array(dtype_or(a, FLOAT), None)
    return Array(dtype_or(a, FLOAT), tuple(dim for k, dim in enumerate(dims) if k not in axes))


def broadcast_to(array: Type, shape: Type, subok: Type = NONE) -> Type:
    return Array(dtype_or(array, FLOAT), shape_of(shape))


def permuted(a: Type, *others: Type, **more: Type) -> Type:
    """The result has the shape of its argument: flip, roll, sort, tril."""
    return a if isinstance(a, (Array, Unknown)) else UNKNOWN


def diag(v: Type, k: Type = NONE) -> Type:
    dims = dims_of(v)
    main = static(k) in (None, 0)
    if dims is None:
        return Array(dtype_or(v, FLOAT), None)
    if len(dims) == 1:
        return Array(dtype_or(v, FLOAT), dims * 2 if main else (None, None))
    square = main and len(dims) == 2 and shapes.same(*dims)
    return Array(dtype_or(v, FLOAT), (dims[0] if square else None,))


def concatenate(arrays: Type, axis: Type = Scalar(INT, 0), out: Type = NONE, dtype: Type = NONE, **others: Type) -> Type:
    parts = arrays.items if isinstance(arrays, Tuple) else ()
    dims = [dims_of(part) for part in parts]
    at = static(axis)
    dtype = static_dtype(dtype) or dtype_or(arrays, FLOAT)
    known = next((d for d in dims if d is not None), None) if parts else dims_of(arrays) and dims_of(arrays)[1:]
    if at is None:
        return Array(dtype, (None,))
    if known is None or at is UNKNOWABLE:
        return Array(dtype, None if known is None or axis_count(axis) is None else (None,) * len(known))
    joined = list(known)
    lengths = [None if d is None else d[at] for d in dims]
    joined[at] = sum(lengths) if lengths and all(isinstance(length, int) for length in lengths) else None
    return Array(dtype, tuple(joined))


def hstack(arrays: Type) -> Type:
    first = dims_of(arrays.items[0]) if isinstance(arrays, Tuple) and arrays.items else None
    return UNKNOWN if first is None else concatenate(arrays, Scalar(INT, 0 if len(first) < 2 else 1))


def vstack(arrays: Type) -> Type:
    first = dims_of(arrays.items[0]) if isinstance(arrays, Tuple) and arrays.items else None
    if first is None:
        return UNKNOWN
    return concatenate(arrays) if len(first) > 1 else stack(arrays)


def taken(a: Type, indices: Type, axis: Type = NONE) -> Type:
    dims, at, where = dims_of(a), static(axis), dims_of(indices)
    if at is None and where is not None:
        return made(dtype_or(a), where)
    if dims is None or at is UNKNOWABLE or where is None:
        known = None not in (dims, where, axis_count(axis))
        return made(dtype_or(a), (None,) * (len(dims) - 1 + len(where))) if known else UNKNOWN
    at %= len(dims)
    return made(dtype_or(a), (*dims[:at], *where, *dims[at + 1 :]))


def lengthened(a: Type, count: Type) -> Type:
    """The result is a vector of a length of its own: repeat, tile, diff."""
    dims = dims_of(a)
    return Array(dtype_or(a, FLOAT), (None,) if dims is not None and len(dims) == 1 else None)


def stack(arrays: Type, axis: Type = Scalar(INT, 0), out: Type = NONE, **others: Type) -> Type:
    at = static(axis)
    dims = dims_of(arrays)
    if dims is None or at is UNKNOWABLE:
        known = dims is not None and axis_count(axis) is not None
        return Array(dtype_or(arrays, FLOAT), (None,) * len(dims) if known else None)
    count, rest = dims[0], list(dims[1:])
    rest.insert(at if at >= 0 else at + len(dims), count)
    return Array(dtype_or(arrays, FLOAT), tuple(rest))


# -- of the array itself ----------------------------------------------------------------------------------


def shape(a: Type) -> Type:
    dims = dims_of(a)
    return Opaque() if dims is None else Tuple(tuple(Scalar(INT, dim) for dim in dims))


def dtype(a: Type) -> Type:
    found = dtype_or(a)
    return Opaque() if found is None else Known(found)


def ndim(a: Type) -> Type:
    dims = dims_of(a)
    return Scalar(INT, None if dims is None else len(dims))


def size(a: Type, axis: Type = NONE) -> Type:
    dims, at = dims_of(a), static(axis)
    if at is None:
        return Scalar(INT, product(dims))
    return Scalar(INT, None if dims is None or at is UNKNOWABLE else dims[at])


def length(a: Type) -> Type:
    match a:
        case Tuple(items):
            return Scalar(INT, len(items))
        case Array(_, (first, *_)):
            return Scalar(INT, first)
    return INTEGER
