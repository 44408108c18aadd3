"""What a type says of a value before the run: numbers, axes, shapes, dtypes."""

from __future__ import annotations

from srcad.analysis import sums
from srcad.ir.types import BOOL, COMPLEX, COMPLEX64, FLOAT, FLOAT32, INT, Array, Dim, Known, List, Scalar, Tuple, Type


class _Unknowable:
    """The static value of what only the run can tell."""

    def __repr__(self) -> str:
        return "unknowable"

    def __bool__(self) -> bool:
        raise TypeError("a value that only the run can tell was used as a fact")


UNKNOWABLE = _Unknowable()

DTYPES = {
    **dict.fromkeys(("builtins.float", "numpy.float64", "numpy.double", "float", "float64", "d", "f8"), FLOAT),
    **dict.fromkeys(("numpy.float32", "numpy.single", "float32", "f", "f4"), FLOAT32),
    **dict.fromkeys(("builtins.int", "int"), INT),
    **dict.fromkeys((f"numpy.{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)), INT),
    **dict.fromkeys((f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)), INT),
    **dict.fromkeys(("numpy.intp", "numpy.int_", "intp", "i", "i8", "i4"), INT),
    **dict.fromkeys(("builtins.bool", "numpy.bool_", "numpy.bool", "bool", "?"), BOOL),
    **dict.fromkeys(("builtins.complex", "numpy.complex128", "numpy.cdouble", "complex", "complex128", "D", "c16"), COMPLEX),
    **dict.fromkeys(("numpy.complex64", "numpy.csingle", "complex64", "F", "c8"), COMPLEX64),
}


def static(type_: Type):
    """Return the value of what is known before the run (None, True, 2, 'C', (0, 1)), else UNKNOWABLE."""
    match type_:
        case Known(value):
            return value
        case Scalar(_, int(size)):
            return size
        case Tuple(items):
            values = tuple(map(static, items))
            return UNKNOWABLE if any(value is UNKNOWABLE for value in values) else values
    return UNKNOWABLE


def axes_of(axis: Type, rank: int | None):
    """Return the axes as a tuple of non-negative ints, None for all of them, or UNKNOWABLE."""
    value = static(axis)
    if value is None or value is UNKNOWABLE:
        return value
    axes = (value,) if isinstance(value, int) else tuple(value)
    if all(axis >= 0 for axis in axes):
        return axes
    return UNKNOWABLE if rank is None else tuple(axis % rank if rank else axis for axis in axes)


def length_of(type_: Type) -> int | Dim | None:
    """Return the length of an axis that is made as long as an int says."""
    return sums.length(type_.size) if isinstance(type_, Scalar) else None


def one_more(type_: Type) -> int | Dim | None:
    """Return the length of an axis that has one more element than an int says, as a polynomial's coefficients."""
    return sums.length(sums.combined(type_.size, 1)) if isinstance(type_, Scalar) else None


def shape_of(type_: Type) -> tuple | None:
    """Return the dims that an argument `shape` stands for; None where not even their number is known."""
    match type_:
        case Scalar():
            return (length_of(type_),)
        case Tuple(items):
            return tuple(map(length_of, items))
        case Array(_, (int(rank),)):
            return (None,) * rank
        case List():
            return None
    return None


def static_dtype(type_: Type) -> str | None:
    """Return the dtype that an argument `dtype` stands for, None where none was given."""
    value = static(type_)
    if value is None or value is UNKNOWABLE:
        return None
    if isinstance(value, str):
        return DTYPES.get(value)
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    return DTYPES.get(f"{module}.{name}") or DTYPES.get(str(value))
