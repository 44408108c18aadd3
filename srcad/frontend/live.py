"""The types of what a function reads from outside: globals, closure cells, defaults."""

from __future__ import annotations

from typing import Any

from srcad.frontend import values
from srcad.ir import types
from srcad.ir.types import Known, Layout, List, Opaque, Scalar, Tuple, Type


def type_of_value(value: Any, text: str) -> Type | None:
    """Return the type of a number, an array, a string, or a tuple or list of those; None for anything else."""
    found = read_type(values.type_of(value, text))
    # A whole number belongs to what the derivative is built upon: a length made from it is known.
    return Scalar(types.INT, value) if type(value) is int else found


def read_type(type_: Type) -> Type | None:
    """Return the type of a value that emitted code reads again; a flag may have changed by then."""
    match type_:
        case Known(value) if isinstance(value, bool):
            return types.BOOLEAN
        case Known(value):
            return type_ if value is None or isinstance(value, str) else None
        case Opaque():
            return None
        case Tuple(_, Layout()):
            # What is known of its items is watched with it.
            return type_
        case Tuple(items):
            found = [item if is_code(item) else read_type(item) for item in items]
            return None if None in found else type_.of(tuple(found))
        case List(item, parts):
            inner = parts if parts else (item,)
            return None if any(read_type(one) is None and not is_code(one) for one in inner) else type_
    return type_


def is_code(type_: Type) -> bool:
    """Say whether a part is a function, a class or the like, which is watched with what holds it."""
    return isinstance(type_, Known) and not isinstance(type_.value, bool)
