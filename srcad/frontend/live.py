"""The types of live values: what a global, a closure's cell or an argument holds."""

from __future__ import annotations

from typing import Any

from srcad.frontend.forms import join_types
from srcad.ir import types
from srcad.ir.types import Array, Dim, List, Never, Scalar, Tuple, Type

KINDS = {"f": types.FLOAT, "i": types.INT, "u": types.INT, "b": types.BOOL, "c": types.COMPLEX}


def type_of_value(value: Any, symbol: str) -> Type | None:
    """Return the type of a number, an array, or a tuple or list of those; None for anything else."""
    match value:
        case bool():
            return types.BOOLEAN
        case int():
            return types.INTEGER
        case float():
            return types.REAL
        case complex():
            return Scalar(types.COMPLEX)
        case str():
            return types.Known(value)
        case tuple():
            items = [type_of_value(item, f"{symbol}[{k}]") for k, item in enumerate(value)]
            return None if None in items else Tuple(tuple(items))
        case list():
            return _list_type(value, symbol)
    return _array_type(value, symbol)


def _list_type(value: list, symbol: str) -> Type | None:
    item: Type = Never()
    for k, one in enumerate(value):
        type_ = type_of_value(one, f"{symbol}[{k}]")
        if type_ is None:
            return None
        item = join_types(item, type_)
    return List(item)


def _array_type(value: Any, symbol: str) -> Type | None:
    """Return the type of a NumPy array or number, told by its attributes: NumPy need not be there."""
    if type(value).__module__.partition(".")[0] != "numpy" or not hasattr(value, "dtype"):
        return None
    kind = KINDS.get(getattr(value.dtype, "kind", ""))
    if kind is None:
        return None
    if value.dtype.name == "float32":
        kind = types.FLOAT32
    if value.ndim == 0 and not hasattr(value, "__array_finalize__"):
        return Scalar(kind)
    if type(value).__name__ != "ndarray":
        return Scalar(kind) if value.ndim == 0 else None
    dims = tuple(1 if n == 1 else Dim(f"{symbol}.{k}", 0, True) for k, n in enumerate(value.shape))
    return Array(kind, dims)
