"""Adjoints that are structures: lists, tuples, dicts and objects of numbers and arrays."""

import numpy as np

__all__ = ["add_structures", "copy_structure", "new_object", "with_attributes", "zeros_of"]


def zeros_of(like):
    """Return the zero adjoint of a number, an array, or a structure of those."""
    if isinstance(like, np.ndarray):
        return np.zeros_like(like)
    return zip_items(zeros_of, like) if holds_items(like) else 0.0


def add_structures(a, b):
    """Return the item-by-item sum of two structures of adjoints."""
    return zip_items(add_structures, a, b) if holds_items(a) else a + b


def copy_structure(d):
    """Return a copy of a structure of adjoints; it shares the arrays, never updated in place."""
    return zip_items(copy_structure, d) if holds_items(d) else d


def holds_items(value):
    """Say whether a value is a list, a tuple, a dict or an object with attributes."""
    if isinstance(value, (np.ndarray, np.generic)) or hasattr(value, "__name__"):
        return False
    own = hasattr(value, "__dict__") or hasattr(type(value), "__slots__")
    return isinstance(value, (list, tuple, dict)) or own


def zip_items(function, first, *others):
    """Return a structure like `first`, of what `function` gives for its items and the others'.

    What carries no derivative, an attribute that is a string or an int, stays as it is.
    """
    if isinstance(first, (list, tuple)):
        items = [function(*parts) for parts in zip(first, *others, strict=True)]
        return type(first)(*items) if hasattr(first, "_fields") else type(first)(items)
    if isinstance(first, dict):
        return {
            key: function(item, *(other[key] for other in others)) if is_active(item) else item
            for key, item in first.items()
        }
    own = {name: getattr(first, name) for name in attribute_names(first)}
    found = {name: item for name, item in own.items() if is_active(item)}
    rest = {name: [getattr(other, name) for other in others] for name in found}
    return with_attributes(first, **{name: function(found[name], *rest[name]) for name in found})


def is_active(value):
    """Say whether something in a value can carry a derivative."""
    if isinstance(value, (list, tuple)):
        return any(map(is_active, value))
    if isinstance(value, dict):
        return any(map(is_active, value.values()))
    if isinstance(value, (float, np.ndarray, np.generic)):
        return np.asarray(value).dtype.kind == "f"
    if not holds_items(value):
        return False
    return any(is_active(getattr(value, name)) for name in attribute_names(value))


def attribute_names(value):
    """Return the names of the attributes that an object has of its own."""
    slots = [getattr(cls, "__slots__", ()) for cls in type(value).__mro__]
    names = [name for found in slots for name in ([found] if isinstance(found, str) else found)]
    own = [name for name in names if name not in ("__dict__", "__weakref__")]
    return [*(name for name in own if hasattr(value, name)), *getattr(value, "__dict__", ())]


def with_attributes(like, /, **attributes):
    """Return an object like another one, with other attributes; no constructor is run."""
    kept = {name: getattr(like, name) for name in attribute_names(like)}
    return new_object(type(like), **{**kept, **attributes})


def new_object(cls, /, **attributes):
    """Return an object of a class with these attributes; its constructor has run already."""
    made = object.__new__(cls)
    for name, value in attributes.items():
        object.__setattr__(made, name, value)
    return made
