"""Arguments as structures: nested tuples and lists of numbers and arrays, and directions that fit them."""

from __future__ import annotations

from typing import Any

from srcad.errors import ArgumentError
from srcad.frontend import values
from srcad.ir.types import FLOAT, FLOAT32, Array, Scalar


def is_float(value: Any) -> bool:
    """Say whether a value is a float, or an array of floats."""
    found = values.type_of(value, "")
    return isinstance(found, (Scalar, Array)) and found.dtype in (FLOAT, FLOAT32)


def holds_float(value: Any) -> bool:
    """Say whether a structure holds a float."""
    return any(map(holds_float, value)) if isinstance(value, (tuple, list)) else is_float(value)


def is_active(primal: Any, tangent: Any, path: str) -> bool:
    """Say whether a primal has a direction; refuse one for a primal that can't be differentiated in."""
    if tangent is None:
        return False
    if holds_float(primal):
        return True
    if is_zero(tangent):
        return False
    raise ArgumentError(
        f"{path} is a {type(primal).__name__} and has no direction",
        why="a derivative is taken in floats, and in tuples and lists of floats",
        instead="pass None as its tangent",
    )


def is_zero(tangent: Any) -> bool:
    """Say whether a direction is zero all through."""
    if isinstance(tangent, (tuple, list)):
        return all(map(is_zero, tangent))
    found = tangent == 0
    return bool(found.all()) if hasattr(found, "all") else bool(found)


def like(model: Any, value: Any, path: str) -> Any:
    """Return a direction with the structure of `model`; raise ArgumentError where it doesn't fit."""
    if isinstance(model, (tuple, list)):
        if type(value) is not type(model) or len(value) != len(model):
            words = f"a {type(model).__name__} of {len(model)} items"
            raise ArgumentError(f"{path} is to be {words}, like what it belongs to")
        return type(model)(like(m, v, f"{path}[{k}]") for k, (m, v) in enumerate(zip(model, value, strict=True)))
    shape, given = getattr(model, "shape", ()), getattr(value, "shape", ())
    if shape != given or isinstance(value, (tuple, list, str)):
        raise ArgumentError(f"{path} is of shape {given}, but what it belongs to is of shape {shape}")
    if not is_float(model):
        return value
    if shape:
        return value if value.dtype == model.dtype else converted(value, model, path)
    # An int as the direction of a float is a float that was written short.
    return float(value) if type(value) is int else value


def converted(value: Any, model: Any, path: str) -> Any:
    """Return an array in the dtype of what it is a direction of: what is written to it must not be truncated."""
    if value.dtype.kind not in "fiub":
        raise ArgumentError(f"{path} is an array of dtype {value.dtype}", instead="pass an array of floats")
    return value.astype(model.dtype)


def copied(value: Any) -> Any:
    """Return a structure that no one else can write to."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(copied, value))
    return value.copy() if values.is_array(type(value)) and getattr(value, "shape", ()) else value
