"""The types of what Python's own functions and displays give: tuples, lists, sums, numbers."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import shapes
from srcad.analysis.results import NONE, dims_of, dtype_or, made, same_kind_operator
from srcad.analysis.static import static
from srcad.ir.types import (
    BOOL, BOOLEAN, FLOAT, INT, INTEGER, REAL, REAL_OF, UNKNOWN, Array, Known, List, Opaque, Scalar, Text, Tuple, Type, Unknown,
    unknown,
)  # fmt: skip


def tuple_of(*items: Type, **others: Type) -> Type:
    return Tuple(items)


def list_of(*items: Type) -> Type:
    return List(join(items)) if items else List(UNKNOWN)


def join(items: tuple[Type, ...]) -> Type:
    """Return a type that holds for each of several values."""
    first, *rest = items
    if all(item == first for item in rest):
        sizes = {item.size for item in items if isinstance(item, Scalar)}
        boxed = any(item.boxed for item in items if isinstance(item, Scalar))
        return Scalar(first.dtype, first.size if len(sizes) == 1 else None, len(sizes) == 1 and first.may_lack, boxed) if sizes else first
    if all(isinstance(item, Scalar) for item in items):
        return Scalar(shapes.join_dtype(*(item.dtype for item in items)), boxed=any(map(shapes.is_numpys, items)))
    if all(isinstance(item, Array) for item in items):
        return Array(shapes.join_dtype(*(item.dtype for item in items)), _join_dims([item.dims for item in items]))
    if all(isinstance(item, Tuple) for item in items) and len({(len(item.items), item.layout) for item in items}) == 1:
        return first.of(tuple(map(join, zip(*(item.items for item in items)))))
    if all(isinstance(item, List) for item in items):
        return List(join(tuple(item.item for item in items)))
    return unknown(*items) if all(isinstance(item, (Scalar, Array, Unknown)) for item in items) else Opaque()


def _join_dims(all_dims: list) -> tuple | None:
    if None in all_dims or len({len(dims) for dims in all_dims}) != 1:
        return None
    return tuple(dims[0] if all(shapes.same(dim, dims[0]) for dim in dims) else None for dims in zip(*all_dims))


def as_list(items: Type = Tuple(())) -> Type:
    match items:
        case List():
            return items
        case Tuple(parts):
            return list_of(*parts)
        case Array(dtype, (_, *rest)):
            return List(made(dtype, tuple(rest)))
    return List(UNKNOWN)


def as_tuple(items: Type = Tuple(())) -> Type:
    return items if isinstance(items, Tuple) else Opaque()


def to_list(a: Type) -> Type:
    dims = dims_of(a)
    if dims is None:
        return Opaque()
    result: Type = Scalar(dtype_or(a, FLOAT))
    for _ in dims:
        result = List(result)
    return result


def total(iterable: Type, start: Type = INTEGER) -> Type:
    match iterable:
        case Tuple(items):
            return join((*items, start))
        case List(item):
            return join((item, start))
        case Array(dtype, (_, *rest)):
            return same_kind_operator(made(dtype, tuple(rest)), start)
    return UNKNOWN


def extreme(*items: Type, **others: Type) -> Type:
    if len(items) == 1:
        match items[0]:
            case Tuple(parts) if parts:
                return extreme(*parts, Known(None))
            case List(item):
                return item
            case Array(dtype, (_,)):
                return Scalar(dtype, boxed=True)
        return UNKNOWN
    numbers = [item for item in items if isinstance(item, (Scalar, Array, Unknown))]
    return join(tuple(Scalar(item.dtype, boxed=item.boxed) if isinstance(item, Scalar) else item for item in numbers))


def text(*others: Type, **more: Type) -> Type:
    return Text()


def opaque(*others: Type, **more: Type) -> Type:
    return Opaque()


def converted(dtype: str) -> Callable[..., Type]:
    """Return the function of what a dtype's class, called, makes of its argument."""

    def typed(a: Type = Scalar(FLOAT)) -> Type:
        if isinstance(a, Scalar) and a.dtype == dtype:
            return Scalar(dtype, a.size, boxed=True)
        return Unknown(complex=dtype in REAL_OF) if isinstance(a, Unknown) else made(dtype, dims_of(a))

    return typed


def number(x: Type = REAL) -> Type:
    return REAL


def integer(x: Type = INTEGER, *others: Type) -> Type:
    return Scalar(INT, x.size) if isinstance(x, Scalar) and x.dtype in (INT, BOOL) else INTEGER


def truth(*others: Type) -> Type:
    return BOOLEAN


def rounded(number: Type, ndigits: Type = NONE) -> Type:
    if isinstance(number, Scalar):
        return INTEGER if static(ndigits) is None else number
    return number
