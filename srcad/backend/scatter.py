"""How to add into elements of an array: `a[i] += v` only where no element is named twice."""

from __future__ import annotations

from srcad.backend.facts import Facts
from srcad.ir import nodes
from srcad.ir.nodes import Value
from srcad.ir.types import BOOL, INT, Array, Known, Scalar

_DISTINCT = frozenset({"numpy.arange"})


def names_each_element_once(facts: Facts, subscript: nodes.Subscript) -> bool:
    """Say whether a subscript surely names no element of an array twice.

    Slices, ints and masks never do. Of integer arrays, all of one length, it is enough that one holds distinct
    numbers, so that the pairs (or triples) are distinct.
    """
    arrays = [item for item in subscript if not _is_basic(item)]
    if not arrays or len(arrays) == 1 and _is_mask(arrays[0]):
        return True
    shapes = [item.type.dims if isinstance(item, Value) and isinstance(item.type, Array) else None for item in arrays]
    alike = all(
        shape is not None and len(shape) == 1 and shape == shapes[0] and shape[0] is not None for shape in shapes
    )
    return (alike or len(arrays) == 1) and any(_distinct(facts, item) for item in arrays)


def is_basic(subscript: nodes.Subscript) -> bool:
    """Say whether a subscript gives a view or an element: no arrays among its items."""
    return all(map(_is_basic, subscript))


def _is_basic(item: nodes.Item) -> bool:
    if isinstance(item, nodes.Slice):
        return True
    if isinstance(item, nodes.Const):
        return not isinstance(item.value, (bool, tuple, list))
    if not isinstance(item, (Value, nodes.Global)):
        return False
    return isinstance(item.type, Scalar) and item.type.dtype == INT or isinstance(item.type, Known)


def is_vector(item: Value) -> bool:
    """Say whether an index is an array of ints, of rank 1."""
    return isinstance(item.type, Array) and item.type.dtype == INT and item.type.rank == 1


def _is_mask(item: nodes.Item) -> bool:
    return isinstance(item, Value) and isinstance(item.type, Array) and item.type.dtype == BOOL


def _distinct(facts: Facts, item: nodes.Item) -> bool:
    statement = facts.statement_of(item)
    return isinstance(statement, nodes.Apply) and statement.op in _DISTINCT


def same_path(one: nodes.Path, other: nodes.Path) -> bool:
    """Say whether two paths name the same elements."""
    if len(one) != len(other) or any(len(a) != len(b) for a, b in zip(one, other, strict=True)):
        return False
    return all(
        _same_item(a, b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True)
    )


def _same_item(one: nodes.Item | None, other: nodes.Item | None) -> bool:
    if isinstance(one, nodes.Slice) and isinstance(other, nodes.Slice):
        parts = ((one.start, other.start), (one.stop, other.stop), (one.step, other.step))
        return all(_same_item(a, b) for a, b in parts)
    if isinstance(one, nodes.Const) and isinstance(other, nodes.Const):
        return type(one.value) is type(other.value) and one.value == other.value
    return one is other
