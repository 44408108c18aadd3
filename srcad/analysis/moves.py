"""The types of results of functions that shape, join, split, pad and repeat arrays."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import layouts, python_results, shapes, sums
from srcad.analysis.results import FALSE, NONE, dims_of, dtype_or, made, product
from srcad.analysis.static import UNKNOWABLE, axes_of, shape_of, static, static_dtype
from srcad.ir.types import BOOL, FLOAT, INT, UNKNOWN, Array, Dim, List, Opaque, Scalar, Tuple, Type, Unknown

ZERO, ONE, TWO = Scalar(INT, 0), Scalar(INT, 1), Scalar(INT, 2)


def of(a: Type, dims: tuple | None) -> Type:
    """Return the type of an array with a's dtype."""
    return Array(dtype_or(a, FLOAT), dims)


def blurred(a: Type, *others: Type, **more: Type) -> Type:
    """The result has the rank of its argument, and lengths of its own."""
    dims = dims_of(a)
    return of(a, None if dims is None else (None,) * len(dims))


# -- axes ---------------------------------------------------------------------------------------------------


def at_least(rank: int) -> Callable[..., Type]:
    def promoted(*arys: Type) -> Type:
        results = tuple(map(one, arys))
        return results[0] if len(results) == 1 else Tuple(results)

    def one(a: Type) -> Type:
        dims = dims_of(a)
        if dims is None or len(dims) >= rank:
            return UNKNOWN if isinstance(a, Unknown) else of(a, dims)
        if rank == 3 and dims:
            return of(a, (1, *dims, 1) if len(dims) == 1 else (*dims, 1))
        return of(a, (1,) * (rank - len(dims)) + dims)

    return promoted


def moveaxis(a: Type, source: Type, destination: Type) -> Type:
    dims = dims_of(a)
    if dims is None:
        return of(a, None)
    moved, places = axes_of(source, len(dims)), axes_of(destination, len(dims))
    if UNKNOWABLE in (moved, places):
        return blurred(a)
    order = [k for k in range(len(dims)) if k not in moved]
    for place, axis in sorted(zip(places, moved)):
        order.insert(place, axis)
    return of(a, tuple(dims[k] for k in order))


def rollaxis(a: Type, axis: Type, start: Type = ZERO) -> Type:
    dims, at, before = dims_of(a), static(axis), static(start)
    if dims is None or UNKNOWABLE in (at, before):
        return blurred(a)
    at, before = at % len(dims), before + len(dims) if before < 0 else before
    return moveaxis(a, Scalar(INT, at), Scalar(INT, before - (at < before)))


def rot90(m: Type, k: Type = ONE, axes: Type = Tuple((ZERO, ONE))) -> Type:
    dims, turns = dims_of(m), static(k)
    pair = axes_of(axes, None if dims is None else len(dims))
    if dims is None or UNKNOWABLE in (turns, pair):
        return blurred(m)
    return layouts.swapaxes(m, *axes.items) if turns % 2 else of(m, dims)


def roll(a: Type, shift: Type, axis: Type = NONE) -> Type:
    return layouts.permuted(a)


def triangle(m: Type, k: Type = NONE) -> Type:
    dims = dims_of(m)
    return of(m, dims * 2) if dims is not None and len(dims) == 1 else layouts.permuted(m)


def diagflat(v: Type, k: Type = ZERO) -> Type:
    count = product(dims_of(v))
    return of(v, (count, count) if static(k) == 0 else (None, None))


def diagonal(a: Type, offset: Type = ZERO, axis1: Type = ZERO, axis2: Type = ONE) -> Type:
    dims = dims_of(a)
    pair = axes_of(Tuple((axis1, axis2)), None if dims is None else len(dims))
    if dims is None or pair is UNKNOWABLE:
        return of(a, None if dims is None else (None,) * (len(dims) - 1))
    rest = tuple(dim for k, dim in enumerate(dims) if k not in pair)
    square = static(offset) == 0 and shapes.same(dims[pair[0]], dims[pair[1]])
    return of(a, (*rest, dims[pair[0]] if square else None))


def broadcast_arrays(*args: Type, subok: Type = NONE) -> Type:
    dims: tuple | None = ()
    for arg in args:
        dims = shapes.broadcast_dims(dims, dims_of(arg))
    return Tuple(tuple(UNKNOWN if dims is None else of(arg, dims) for arg in args))


# -- repeated and padded ------------------------------------------------------------------------------------


def repeat(a: Type, repeats: Type, axis: Type = NONE) -> Type:
    dims, at = dims_of(a), static(axis)
    if at is None:
        return of(a, (times(static(repeats), product(dims)),))
    if dims is None or at is UNKNOWABLE:
        return blurred(a)
    return of(a, tuple(times(static(repeats), dim) if k == at % len(dims) else dim for k, dim in enumerate(dims)))


def times(count, dim: shapes.Length) -> shapes.Length:
    """Return the length of so many copies of an axis, one behind the other."""
    if count == 1 or not isinstance(count, int) or count < 1:
        return dim if count == 1 else None
    if isinstance(dim, int):
        return count * dim
    # Of two or more copies the length isn't 1 whatever that of one is.
    return None if dim is None else Dim(sums.Made("copies", (dim, count)), 0, True)


def tile(A: Type, reps: Type) -> Type:
    dims, counts = dims_of(A), shape_of(reps)
    if dims is None or counts is None:
        return of(A, None)
    rank = max(len(dims), len(counts))
    pairs = zip(shapes.padded(counts, rank), shapes.padded(dims, rank))
    return of(A, tuple(times(n, dim) for n, dim in pairs))


def resize(a: Type, new_shape: Type) -> Type:
    return of(a, shape_of(new_shape))


def pad(array: Type, pad_width: Type, mode: Type = NONE, **others: Type) -> Type:
    dims, widths = dims_of(array), static(pad_width)
    if dims is None:
        return of(array, None)
    if getattr(pad_width, "layout", None) is not None:
        return blurred(array)
    if widths is UNKNOWABLE or isinstance(widths, dict):
        return blurred(array)
    if isinstance(widths, int):
        widths = (widths, widths)
    rows = widths if isinstance(widths[0], tuple) else (widths,)
    totals = [sum(row) * (2 // len(row)) for row in (rows * len(dims) if len(rows) == 1 else rows)]
    return of(array, tuple(_longer(dim, more) for dim, more in zip(dims, totals, strict=True)))


def _longer(dim: shapes.Length, more: int) -> shapes.Length:
    return dim if more == 0 else dim + more if isinstance(dim, int) else None


def sliding_window_view(x: Type, window_shape: Type, axis: Type = NONE, **others: Type) -> Type:
    dims, window = dims_of(x), shape_of(window_shape)
    if dims is None or window is None:
        return of(x, None)
    return of(x, (None,) * len(dims) + window)


# -- joined -------------------------------------------------------------------------------------------------


def promoted(rank: int) -> Callable[..., Type]:
    """Return the type function of vstack and its kin: arrays of lower rank are layers, the others are joined."""

    def joined(tup: Type, dtype: Type = NONE, casting: Type = NONE) -> Type:
        items = tup.items if isinstance(tup, Tuple) else ()
        known = [dims_of(item) for item in items] if items else [dims_of(tup) and dims_of(tup)[1:]]
        highest = max((len(dims) for dims in known if dims is not None), default=rank)
        return Array(static_dtype(dtype) or dtype_or(tup, FLOAT), (None,) * max(rank, highest))

    return joined


def hstack(tup: Type, dtype: Type = NONE, casting: Type = NONE) -> Type:
    dims = dims_of(tup)
    if isinstance(tup, Tuple) and tup.items and dims_of(tup.items[0]):
        return layouts.hstack(tup)
    return Array(dtype_or(tup, FLOAT), None if dims is None else (None,) * max(len(dims) - 1, 1))


def vstack(tup: Type, dtype: Type = NONE, casting: Type = NONE) -> Type:
    ranks = {len(dims) for dims in map(dims_of, tup.items) if dims is not None} if isinstance(tup, Tuple) else set()
    return layouts.vstack(tup) if len(ranks) == 1 and 0 not in ranks else promoted(2)(tup)


def block(arrays: Type) -> Type:
    depth, leaf = 0, arrays
    while isinstance(leaf, (Tuple, List)):
        leaf = leaf.item if isinstance(leaf, List) else leaf.items[0]
        depth += 1
    dims = dims_of(leaf)
    return Array(dtype_or(arrays, FLOAT), None if dims is None else (None,) * max(depth, len(dims)))


def append(arr: Type, values: Type, axis: Type = NONE) -> Type:
    dims = (None,) if static(axis) is None else dims_of(arr)
    dtype = shapes.join_dtype(dtype_or(arr, FLOAT), dtype_or(values, FLOAT))
    return Array(dtype, None if dims is None else (None,) * len(dims))


# -- split --------------------------------------------------------------------------------------------------


def split(ary: Type, indices_or_sections: Type, axis: Type = ZERO) -> Type:
    count = static(indices_or_sections)
    part = blurred(ary) if dims_of(ary) is None or static(axis) is UNKNOWABLE else _part(ary, static(axis), count)
    if count is UNKNOWABLE and isinstance(indices_or_sections, Tuple):
        return Tuple((part,) * (len(indices_or_sections.items) + 1))
    if count is UNKNOWABLE:
        return List(part)
    return Tuple((part,) * (count if isinstance(count, int) else len(count) + 1))


def _part(ary: Type, axis: int, count) -> Type:
    dims = dims_of(ary)
    return of(ary, tuple(_share(dim, count) if k == axis % len(dims) else dim for k, dim in enumerate(dims)))


def _share(dim: shapes.Length, count) -> shapes.Length:
    """Return the length of each of so many equal parts."""
    if not isinstance(count, int) or dim is None:
        return None
    return dim // count if isinstance(dim, int) else Dim(sums.Made("share", (dim, count)))


def array_split(ary: Type, indices_or_sections: Type, axis: Type = ZERO) -> Type:
    """The parts may be of different lengths."""
    count = static(indices_or_sections)
    if not isinstance(count, int):
        return split(ary, indices_or_sections, axis)
    return Tuple(split(ary, Tuple((ZERO,) * (count - 1)), axis).items)


def hsplit(ary: Type, indices_or_sections: Type) -> Type:
    dims = dims_of(ary)
    return split(ary, indices_or_sections, ZERO if dims is not None and len(dims) == 1 else ONE)


def dsplit(ary: Type, indices_or_sections: Type) -> Type:
    return split(ary, indices_or_sections, TWO)


def unstack(x: Type, axis: Type = ZERO) -> Type:
    dims, at = dims_of(x), static(axis)
    if not dims or at is UNKNOWABLE or not isinstance(dims[at], int):
        return List(UNKNOWN if not dims or at is UNKNOWABLE else _layer(x, at))
    return Tuple((_layer(x, at),) * dims[at])


def _layer(x: Type, axis: int) -> Type:
    dims = dims_of(x)
    return of(x, tuple(dim for k, dim in enumerate(dims) if k != axis % len(dims)))


def meshgrid(*xi: Type, copy: Type = NONE, sparse: Type = FALSE, indexing: Type = NONE) -> Type:
    lengths = [product(dims_of(x)) for x in xi]
    order = list(range(len(xi)))
    if static(indexing) in (None, "xy") and len(xi) > 1:
        order[:2] = [1, 0]
    full = tuple(lengths[k] for k in order)
    thin = static(sparse) is not False
    return Tuple(
        tuple(of(x, tuple(n if not thin or order[at] == k else 1 for at, n in enumerate(full))) for k, x in enumerate(xi))
    )


# -- made ---------------------------------------------------------------------------------------------------


def array(a: Type, dtype: Type = NONE, *others: Type, ndmin: Type = NONE, **more: Type) -> Type:
    """The result is an array of what its argument holds."""
    least = static(ndmin)
    found = layouts.array(a, dtype)
    dims = dims_of(found)
    if not isinstance(least, int) or dims is None:
        return found if least in (None, 0) else Array(dtype_or(found, FLOAT), None)
    return Array(dtype_or(found, FLOAT), (1,) * (least - len(dims)) + dims)


def linspace(start: Type, stop: Type, num: Type = Scalar(INT, 50), endpoint: Type = NONE, retstep: Type = FALSE,
             dtype: Type = NONE, axis: Type = ZERO, **others: Type) -> Type:  # fmt: skip
    dims, at = shapes.broadcast_dims(dims_of(start), dims_of(stop)), static(axis)
    if dims is None or at is UNKNOWABLE or static(retstep) is UNKNOWABLE:
        return UNKNOWN
    full = list(dims)
    full.insert(at % (len(dims) + 1), *shape_of(num))
    own = static_dtype(dtype) or shapes.promote(start, stop)
    points = Array(FLOAT if own in (INT, BOOL) else own, tuple(full))
    return Tuple((points, made(points.dtype, dims))) if static(retstep) else points


def spaced(start: Type, stop: Type, num: Type = Scalar(INT, 50), endpoint: Type = NONE, *others: Type, **more: Type) -> Type:
    return linspace(start, stop, num, endpoint, dtype=more.get("dtype", NONE), axis=more.get("axis", ZERO))


def vander(x: Type, N: Type = NONE, increasing: Type = FALSE) -> Type:
    dims = dims_of(x)
    rows = None if dims is None else dims[0]
    dtype = shapes.join_dtype(dtype_or(x, FLOAT), INT)
    return Array(dtype, (rows, rows if static(N) is None else shape_of(N)[0]))


def tri(N: Type, M: Type = NONE, k: Type = NONE, dtype: Type = NONE, **others: Type) -> Type:
    return Array(static_dtype(dtype) or FLOAT, shape_of(N) + (shape_of(N) if static(M) is None else shape_of(M)))


def index_arrays(*others: Type, **more: Type) -> Type:
    """The result is a pair of arrays of indices."""
    return Tuple((Array(INT, (None,)),) * 2)


def window(M: Type, *others: Type) -> Type:
    return Array(FLOAT, shape_of(M))


def trim_zeros(filt: Type, trim: Type = NONE, axis: Type = NONE) -> Type:
    return blurred(filt)


TABLE: dict[str, Callable[..., Type]] = {
    "numpy.permute_dims": layouts.transpose,
    "numpy.ndarray.flat": lambda a: of(a, (product(dims_of(a)),)),
    "numpy.ndarray.view": lambda a, *others, **more: a if not others and not more else UNKNOWN,
    **{f"numpy.atleast_{rank}d": at_least(rank) for rank in (1, 2, 3)},
    "numpy.moveaxis": moveaxis,
    "numpy.rollaxis": rollaxis,
    "numpy.rot90": rot90,
    "numpy.roll": roll,
    **dict.fromkeys(("numpy.tril", "numpy.triu"), triangle),
    "numpy.diagflat": diagflat,
    "numpy.diagonal": diagonal,
    "numpy.broadcast_arrays": broadcast_arrays,
    "numpy.repeat": repeat,
    "numpy.tile": tile,
    "numpy.resize": resize,
    "numpy.pad": pad,
    "numpy.lib.stride_tricks.sliding_window_view": sliding_window_view,
    "numpy.concat": layouts.concatenate,
    "numpy.hstack": hstack,
    **dict.fromkeys(("numpy.vstack", "numpy.row_stack"), vstack),
    "numpy.dstack": promoted(3),
    "numpy.column_stack": promoted(2),
    "numpy.block": block,
    "numpy.append": append,
    **dict.fromkeys(("numpy.split", "numpy.vsplit"), split),
    "numpy.array_split": array_split,
    "numpy.hsplit": hsplit,
    "numpy.dsplit": dsplit,
    "numpy.unstack": unstack,
    "numpy.meshgrid": meshgrid,
    **dict.fromkeys(("numpy.array", "numpy.asarray", "numpy.asanyarray", "numpy.asarray_chkfinite"), array),
    **dict.fromkeys(("numpy.ascontiguousarray", "numpy.asfortranarray"), lambda a, dtype=NONE: array(a, dtype, ndmin=ONE)),
    "numpy.require": array,
    "numpy.fromiter": array,
    "numpy.linspace": linspace,
    **dict.fromkeys(("numpy.logspace", "numpy.geomspace"), spaced),
    "numpy.vander": vander,
    "numpy.tri": tri,
    **dict.fromkeys(("numpy.diag_indices", "numpy.tril_indices", "numpy.triu_indices"), index_arrays),
    **dict.fromkeys(
        ("numpy.diag_indices_from", "numpy.tril_indices_from", "numpy.triu_indices_from", "numpy.mask_indices"), index_arrays
    ),
    **{f"numpy.{name}": window for name in ("bartlett", "blackman", "hamming", "hanning", "kaiser")},
    "numpy.trim_zeros": trim_zeros,
    **dict.fromkeys(("numpy.iterable", "numpy.may_share_memory", "numpy.shares_memory", "numpy.isfortran"), python_results.truth),
    "numpy.broadcast_shapes": python_results.opaque,
    "srcad.runtime.of_first_kind": lambda values: array(values),
    "srcad.runtime.untiled": lambda d, a, reps: a,
    "srcad.runtime.unpadded": lambda d, a, *others, **more: a,
    "srcad.runtime.padded_positions": lambda a, *others, **more: Array(INT, dims_of(blurred(a))),
    "srcad.runtime.unrolled": lambda d, like, *others: like,
    **dict.fromkeys(("srcad.runtime.add_along_axis", "srcad.runtime.untaken"), lambda d, like, *others: like),
    "srcad.runtime.on_diagonal": lambda d, like, *others: like,
    "srcad.runtime.on_diagonals": lambda d, like, subscripts: like,
    "srcad.runtime.pieces": lambda d, arrays, axis=ZERO: arrays,
    "srcad.runtime.nested_list": lambda d, depth: Opaque(),
}
