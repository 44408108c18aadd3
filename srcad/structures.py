"""Arguments as structures: nested tuples, lists, dicts and objects of numbers and arrays, and directions that fit them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcad.errors import ArgumentError
from srcad.frontend import classes, values
from srcad.ir.types import FLOAT, FLOAT32, Array, Scalar


def is_float(value: Any) -> bool:
    """Say whether a value is a float, or an array of floats."""
    if isinstance(value, dict):
        return False
    found = values.type_of(value, "")
    return isinstance(found, (Scalar, Array)) and found.dtype in (FLOAT, FLOAT32)


def is_record(value: Any) -> bool:
    """Say whether a value is a dict, or an object that is followed attribute by attribute."""
    return type(value) is dict or (not isinstance(value, tuple) and classes.is_followed(type(value)))


def items_of(value: Any) -> dict[Any, Any] | None:
    """Return the parts of a structure by their key, their attribute or their place; None for what is none."""
    if isinstance(value, (tuple, list)):
        return dict(enumerate(value))
    if type(value) is dict:
        return value
    return dict(classes.attributes(value)) if is_record(value) else None


def mapped(function: Callable[..., Any], value: Any, *others: dict[Any, Any]) -> Any:
    """Return a structure like a value's, of what `function` gives for each key, part and the others' parts."""
    found = {key: function(key, part, *(other[key] for other in others)) for key, part in items_of(value).items()}
    if isinstance(value, dict):
        return found
    if isinstance(value, (tuple, list)):
        items = found.values()
        return type(value)(*items) if classes.is_named_tuple(type(value)) else type(value)(items)
    made = object.__new__(type(value))
    for name, part in found.items():
        object.__setattr__(made, name, part)
    return made


def holds_float(value: Any) -> bool:
    """Say whether a structure holds a float."""
    items = items_of(value)
    if items is None:
        return is_float(value)
    with values.entered(value) as is_new:
        return is_new and any(map(holds_float, items.values()))


def is_mixed(value: Any) -> bool:
    """Say whether a structure holds something else than floats, where that would have to have a direction too."""
    items = items_of(value)
    if items is None:
        return not is_float(value)
    return any(is_mixed(part) for part in items.values() if not is_constant(value, part))


def is_active(primal: Any, tangent: Any, path: str) -> bool:
    """Say whether a primal has a direction; refuse one for a primal that can't be differentiated in."""
    if tangent is None:
        return False
    if holds_float(primal):
        # Whole numbers among floats have no direction: with none at all, the structure is a constant.
        return not (is_mixed(primal) and is_zero(tangent))
    if is_zero(tangent):
        return False
    raise ArgumentError(
        f"{path} is a {type(primal).__name__} and has no direction",
        why="a derivative is taken in floats, and in tuples, lists, dicts and objects that hold floats",
        instead="pass None as its tangent",
    )


def is_zero(tangent: Any) -> bool:
    """Say whether a direction is zero all through."""
    items = items_of(tangent)
    if items is not None:
        return all(map(is_zero, items.values()))
    found = tangent == 0
    return bool(found.all()) if hasattr(found, "all") else bool(found)


def like(model: Any, value: Any, path: str) -> Any:
    """Return a direction with the structure of `model`; raise ArgumentError where it doesn't fit."""
    if isinstance(model, (tuple, list)) and (type(value) is not type(model) or len(value) != len(model)):
        words = f"a {type(model).__name__} of {len(model)} items"
        raise ArgumentError(f"{path} is to be {words}, like what it belongs to")
    items = items_of(model)
    if items is not None:
        given = items_of(value) if type(value) is type(model) else None
        if given is None or given.keys() != items.keys():
            words = f"a {type(model).__name__} that holds {', '.join(map(str, items)) or 'nothing'}"
            raise ArgumentError(f"{path} is to be {words}, like what it belongs to")
        return mapped(lambda key, m, v: v if is_constant(model, m) else like(m, v, part_path(model, path, key)), model, given)
    shape, given = getattr(model, "shape", ()), getattr(value, "shape", ())
    if shape != given or isinstance(value, (tuple, list, str)):
        raise ArgumentError(f"{path} is of shape {given}, but what it belongs to is of shape {shape}")
    if not is_float(model):
        return value
    if shape:
        return value if value.dtype == model.dtype else converted(value, model, path)
    # An int as the direction of a float is a float that was written short.
    return value if type(value) is type(model) else (float if isinstance(model, float) else type(model))(value)


def in_precision(model: Any, value: Any) -> Any:
    """Return a derivative in the precision of what it belongs to, leaf by leaf."""
    items = items_of(model)
    if items is not None:
        return mapped(lambda key, m, v: v if is_constant(model, m) else in_precision(m, v), model, items_of(value))
    wanted, found = getattr(model, "dtype", "float64"), getattr(value, "dtype", "float64")
    if wanted == found or not is_float(model):
        return value
    return float(value) if isinstance(model, float) else model.dtype.type(value) if isinstance(value, float) else value.astype(wanted)


def is_constant(record: Any, part: Any) -> bool:
    """Say whether a part of a dict or an object carries no derivative."""
    return is_record(record) and not holds_float(part)


def part_path(model: Any, path: str, key: Any) -> str:
    return f"{path}[{key!r}]" if isinstance(model, (tuple, list, dict)) else f"{path}.{key}"


def converted(value: Any, model: Any, path: str) -> Any:
    """Return an array in the dtype of what it is a direction of: what is written to it must not be truncated."""
    if value.dtype.kind not in "fiub":
        raise ArgumentError(f"{path} is an array of dtype {value.dtype}", instead="pass an array of floats")
    return value.astype(model.dtype)


def copied(value: Any) -> Any:
    """Return a structure that no one else can write to."""
    if items_of(value) is not None:
        with values.entered(value) as is_new:
            return mapped(lambda key, part: copied(part), value) if is_new else value
    return value.copy() if values.is_array(type(value)) and getattr(value, "shape", ()) else value
