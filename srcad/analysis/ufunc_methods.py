"""The types of results of ufuncs' methods: reduce, accumulate, reduceat and outer."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis.results import FALSE, NONE, dims_of, dtype_or, made, reduced_dims
from srcad.analysis.static import UNKNOWABLE, static, static_dtype
from srcad.ir.types import BOOL, FLOAT, INT, UNKNOWN, Array, Scalar, Type, Unknown

FIRST = Scalar(INT, 0)


def _kind(function: Callable[..., Type], dtype: Type, *types: Type) -> str | None:
    """Return the dtype of what a ufunc gives for operands of these dtypes; sums of truth values are whole numbers."""
    dtypes = [dtype_or(type_) for type_ in types]
    if None in dtypes:
        return static_dtype(dtype)
    found = static_dtype(dtype) or dtype_or(function(*(Array(one, (None,)) for one in (dtypes * 2)[:2])))
    return INT if found == BOOL and dtypes != [BOOL] * len(dtypes) else found


def reduce(function: Callable[..., Type]) -> Callable[..., Type]:
    def typed(array: Type, axis: Type = FIRST, dtype: Type = NONE, keepdims: Type = FALSE, **others: Type) -> Type:
        return made(_kind(function, dtype, array), reduced_dims(dims_of(array), axis, keepdims))

    return typed


def accumulate(function: Callable[..., Type]) -> Callable[..., Type]:
    def typed(array: Type, axis: Type = FIRST, dtype: Type = NONE, **others: Type) -> Type:
        return Array(_kind(function, dtype, array) or FLOAT, dims_of(array))

    return typed


def reduceat(function: Callable[..., Type]) -> Callable[..., Type]:
    def typed(array: Type, indices: Type, axis: Type = FIRST, dtype: Type = NONE, **others: Type) -> Type:
        dims, at, count = dims_of(array), static(axis), dims_of(indices)
        if dims is not None:
            unknown = at is UNKNOWABLE or count is None
            dims = tuple(None if unknown else count[0] if k == at % len(dims) else dim for k, dim in enumerate(dims))
        return Array(_kind(function, dtype, array) or FLOAT, dims)

    return typed


def outer(function: Callable[..., Type]) -> Callable[..., Type]:
    def typed(a: Type, b: Type, **others: Type) -> Type:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return UNKNOWN
        x, y = dims_of(a), dims_of(b)
        return made(_kind(function, NONE, a, b), None if x is None or y is None else x + y)

    return typed


def of(op: str, function: Callable[..., Type]) -> dict[str, Callable[..., Type]]:
    """Return the functions of the types of a ufunc's methods, by qualified name."""
    return {f"{op}.{method.__name__}": method(function) for method in (reduce, accumulate, reduceat, outer)}
