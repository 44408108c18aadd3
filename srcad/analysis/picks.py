"""The types of results of functions that pick elements, choose among arrays, or put them in order."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import layouts, results, shapes
from srcad.analysis.moves import ZERO, blurred, of
from srcad.analysis.results import FALSE, NONE, dims_of, dtype_or, made, reduced_dims
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.types import BOOL, FLOAT, INT, UNKNOWN, Array, List, Opaque, Scalar, Tuple, Type

LAST = Scalar(INT, -1)


def along(a: Type, axis: Type = LAST, *others: Type, **more: Type) -> Type:
    """The result has its argument's shape; of one that is flattened, a vector's."""
    if static(axis) is None:
        return of(a, (results.product(dims_of(a)),))
    return layouts.permuted(a)


def order_of(a: Type, axis: Type = LAST, *others: Type, **more: Type) -> Type:
    found = along(a, axis)
    return Array(INT, found.dims if isinstance(found, Array) else None)


def partition(a: Type, kth: Type, axis: Type = LAST, *others: Type, **more: Type) -> Type:
    return along(a, axis)


def argpartition(a: Type, kth: Type, axis: Type = LAST, *others: Type, **more: Type) -> Type:
    return order_of(a, axis)


def median(a: Type, axis: Type = NONE, out: Type = NONE, overwrite_input: Type = NONE, keepdims: Type = FALSE) -> Type:
    return made(_float(a), reduced_dims(dims_of(a), axis, keepdims))


def quantile(a: Type, q: Type, axis: Type = NONE, out: Type = NONE, overwrite_input: Type = NONE, method: Type = NONE,
             keepdims: Type = FALSE, **others: Type) -> Type:  # fmt: skip
    found = at_quantiles(a, q, axis, keepdims=keepdims)
    if not dims_of(q) or found == UNKNOWN or None in (dtypes := [_float(a), _float(q)]):
        return found
    return made(shapes.join_dtype(*dtypes), dims_of(found))


def at_quantiles(a: Type, q: Type, axis: Type = NONE, keepdims: Type = FALSE, **others: Type) -> Type:
    """The result has an item for each quantile, of the array's own precision."""
    one, rest = dims_of(q), reduced_dims(dims_of(a), axis, keepdims)
    return UNKNOWN if one is None or rest is None else made(_float(a), (*one, *rest))


def _float(a: Type) -> str | None:
    dtype = dtype_or(a)
    return FLOAT if dtype in (BOOL, INT) else dtype


def take_along_axis(arr: Type, indices: Type, axis: Type = LAST) -> Type:
    dims = dims_of(indices)
    own, at = dims_of(arr), static(axis)
    if at is None or dims is None or own is None or at is UNKNOWABLE:
        return of(arr, dims)
    at %= len(dims)
    return of(arr, tuple(dim if k == at else shapes.broadcast_dim(dim, own[k]) for k, dim in enumerate(dims)))


def compress(condition: Type, a: Type, axis: Type = NONE, out: Type = NONE) -> Type:
    dims, at = dims_of(a), static(axis)
    if at is None:
        return of(a, (None,))
    if dims is None or at is UNKNOWABLE:
        return blurred(a)
    return of(a, tuple(None if k == at % len(dims) else dim for k, dim in enumerate(dims)))


def extract(condition: Type, arr: Type) -> Type:
    return of(arr, (None,))


def choose(a: Type, choices: Type, out: Type = NONE, mode: Type = NONE) -> Type:
    items = _items(choices)
    found = None if items is None else results.same_kind(a, *items)
    return UNKNOWN if not isinstance(found, Array) else Array(dtype_or(choices, FLOAT), found.dims)


def select(condlist: Type, choicelist: Type, default: Type = ZERO) -> Type:
    items, conditions = _items(choicelist), _items(condlist)
    if items is None or conditions is None:
        return UNKNOWN
    found = results.same_kind(*conditions, *items, default)
    return UNKNOWN if not isinstance(found, Array) else Array(dtype_or(Tuple((*items, default)), FLOAT), found.dims)


def _items(choices: Type) -> tuple[Type, ...] | None:
    match choices:
        case Tuple(items):
            return items
        case List(item):
            return (item,)
        case Array(dtype, (_, *rest)):
            return (made(dtype, tuple(rest)),)
    return None


def unique(ar: Type, return_index: Type = FALSE, return_inverse: Type = FALSE, return_counts: Type = FALSE,
           axis: Type = NONE, **others: Type) -> Type:  # fmt: skip
    asked = [static(flag) for flag in (return_index, return_inverse, return_counts)]
    values = of(ar, (None,)) if static(axis) is None else blurred(ar)
    if UNKNOWABLE in asked:
        return Opaque()
    more = tuple(Array(INT, (None,) if k != 1 else None) for k, flag in enumerate(asked) if flag)
    return Tuple((values, *more)) if more else values


def bincount(x: Type, weights: Type = NONE, minlength: Type = NONE) -> Type:
    return Array(INT if static(weights) is None else FLOAT, (None,))


def histogram(a: Type, bins: Type = NONE, *others: Type, weights: Type = NONE, density: Type = NONE, **more: Type) -> Type:
    counted = static(weights) is None and static(density) in (None, False)
    return Tuple((Array(INT if counted else FLOAT, (None,)), Array(FLOAT, (None,))))


def nonzero(a: Type) -> Type:
    dims = dims_of(a)
    return Opaque() if dims is None else Tuple((Array(INT, (None,)),) * len(dims))


def argwhere(a: Type) -> Type:
    return Array(INT, (None, None))


def searchsorted(a: Type, v: Type, side: Type = NONE, sorter: Type = NONE) -> Type:
    return made(INT, dims_of(v)) if dims_of(v) is not None else UNKNOWN


TABLE: dict[str, Callable[..., Type]] = {
    "numpy.sort": along,
    "numpy.argsort": order_of,
    "numpy.partition": partition,
    "numpy.argpartition": argpartition,
    **dict.fromkeys(("numpy.median", "numpy.nanmedian"), median),
    **{f"numpy.{prefix}{name}": quantile for prefix in ("", "nan") for name in ("quantile", "percentile")},
    "numpy.take_along_axis": take_along_axis,
    "numpy.compress": compress,
    "numpy.ndarray.compress": lambda a, condition, axis=NONE, out=NONE: compress(condition, a, axis),
    "numpy.extract": extract,
    "numpy.choose": choose,
    "numpy.select": select,
    "numpy.unique": unique,
    "numpy.bincount": bincount,
    "numpy.histogram": histogram,
    "numpy.histogram_bin_edges": lambda a, *others, **more: Array(FLOAT, (None,)),
    "numpy.nonzero": nonzero,
    "numpy.argwhere": argwhere,
    "numpy.flatnonzero": lambda a: Array(INT, (None,)),
    "numpy.searchsorted": searchsorted,
    "numpy.digitize": lambda x, bins, right=NONE: searchsorted(bins, x),
    "numpy.lexsort": lambda keys, axis=NONE: Array(INT, None),
    "numpy.isin": lambda element, test_elements, **more: made(BOOL, dims_of(element)),
    "srcad.runtime.quantile_tangent": lambda da, a, q, axis=NONE, keepdims=FALSE, method=NONE: at_quantiles(a, q, axis, keepdims),
    "srcad.runtime.quantile_rate": lambda a, q, axis=NONE, keepdims=FALSE, method=NONE: at_quantiles(a, q, axis, keepdims),
    "srcad.runtime.quantile_adjoint": lambda dy, a, *others, **more: a,
    "srcad.runtime.unselected": lambda d, conditions, choices: choices,
    "srcad.runtime.unchosen": lambda d, numbers, choices: choices,
}
