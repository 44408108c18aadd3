"""Tells whether two paths name the same elements, whatever they hold."""

from __future__ import annotations

from srcad.ir import nodes


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
