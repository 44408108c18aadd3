"""Lowers augmented assignment: `x += e`, `a[i] *= e`, `xs += [y]`."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcad.errors import AliasingError
from srcad.frontend import (
    lower_array_parts, lower_attributes, lower_dicts, lower_expressions, lower_lists, lower_objects,
    lower_operators, lower_statements, lower_subscripts, lower_writes, nested,
)  # fmt: skip
from srcad.frontend.bindings import Binding, Items, Object, Ref
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Operand
from srcad.ir.types import Array, FLOAT, List, Scalar, Unknown


def augmented(lo: Lowering, node: gast.AugAssign) -> None:
    if isinstance(node.target, gast.Subscript):
        augmented_item(lo, node)
        return
    if isinstance(node.target, gast.Attribute):
        base = lower_expressions.expression(lo, node.target.value)
        current = lower_attributes.attribute_of(lo, node.target, base)
        if lower_array_parts.is_part(lo, node.target, base):
            right = lower_expressions.expression(lo, node.value)
            value = lower_operators.binary(lo, node, operator(node), current, right)
            lower_array_parts.store_part(lo, node.target, base, (), value)
            return
        updated(lo, node, current, lambda item: lower_objects.assign(lo, node.target, base, item))
        return
    current = lower_expressions.expression(lo, load_name(node.target))
    updated(lo, node, current, lambda item: lower_statements.assign(lo, node.target, item))


def updated(lo: Lowering, node: gast.AugAssign, current: Binding, assigned: Callable[[Binding], None]) -> None:
    """Update what a variable or an attribute holds: in place, or by assigning it anew."""
    type_ = lo.type_of(current)
    if isinstance(type_, List) and isinstance(current, Ref):
        update_list(lo, node, current)
        return
    right = lower_expressions.expression(lo, node.value)
    if isinstance(type_, Array) and isinstance(current, Ref):
        in_place(lo, node, current, right)
    else:
        if isinstance(type_, Unknown) and isinstance(current, Ref):
            surely_alone(lo, node, current)
        assigned(lower_operators.binary(lo, node, operator(node), current, right, in_place=True))


def load_name(target: gast.Name) -> gast.Name:
    return gast.copy_location(gast.Name(target.id, gast.Load(), None, None), target)


def operator(node: gast.AugAssign) -> str:
    return type(node.op).__name__


def in_place(lo: Lowering, node: gast.AugAssign, place: Ref, right: Binding) -> None:
    """Update an array, or a view of one, in place."""
    if nested.through_lists(lo, place) == place.path != () and lo.type_of(place).dtype == FLOAT:
        # Replaced by its new value, which has its shape: in place, NumPy allows no other.
        value = lower_operators.binary(lo, node, operator(node), place, right)
        lower_writes.put_back(lo, place, value, node)
        return
    if adds(lo, node, place):
        lower_writes.store(lo, place, added(lo, node, right), node, add=True)
        return
    value = lower_operators.binary(lo, node, operator(node), place, right)
    lower_writes.store(lo, place, lower_expressions.operand(lo, value, node), node)


def adds(lo: Lowering, node: gast.AugAssign, place: Ref) -> bool:
    """Say whether an update only adds to what is there: a difference of floats is the sum with the negative, exactly."""
    type_ = lo.type_of(place)
    floats = isinstance(type_, Array) and type_.dtype == FLOAT
    return operator(node) == "Add" or (operator(node) == "Sub" and floats)


def added(lo: Lowering, node: gast.AugAssign, right: Binding) -> Operand:
    """Return what an update adds."""
    value = lower_expressions.operand(lo, right, node)
    return value if operator(node) == "Add" else lo.apply(node, "operator.neg", (value,), form=nodes.OPERATOR)


def update_list(lo: Lowering, node: gast.AugAssign, place: Ref) -> None:
    """Extend a list in place."""
    if operator(node) != "Add":
        lo.refuse(node, "this update of a list in place is not supported", "", "append in a loop")
    match node.value:
        case gast.List(elts=elts) if not any(isinstance(part, gast.Starred) for part in elts):
            items: Binding = Items(tuple(lower_expressions.expression(lo, part) for part in elts))
        case _:
            items = lower_expressions.expression(lo, node.value)
    lower_lists.extend(lo, node, place, items)


def surely_alone(lo: Lowering, node: gast.AugAssign, place: Ref) -> None:
    """Refuse an update that is in place for an array, and a rebinding for a number, where the two differ."""
    names = [
        name
        for names in lo.state.frames.values()
        for name, binding in names.items()
        if isinstance(binding, Ref) and binding.buffer is place.buffer
    ]
    if len(names) > 1 or place.path or lo.state.linked(place.buffer):
        others = " and ".join(repr(name) for name in names)
        text = lo.frame.source.text(node.target, node.target)
        lo.refuse(
            node,
            f"whether this changes {others or 'another value'} too depends on the type",
            "an array would be updated in place, a number would not",
            f"say which it is (an annotation, or types), or write {text} = {text} + ...",
            AliasingError,
        )


def augmented_item(lo: Lowering, node: gast.AugAssign) -> None:
    target = node.target
    right = lambda current: lower_operators.binary(lo, node, operator(node), current, lower_expressions.expression(lo, node.value))
    if lower_statements.store_in_part(lo, target, right):
        return
    base = lower_statements.written_base(lo, target.value)
    if isinstance(base, Object):
        subscript = lower_subscripts.items(lo, target.slice)
        current = lower_dicts.item(lo, target, base, subscript)
        updated(lo, node, current, lambda item: lower_dicts.store(lo, target, base, subscript, item))
        return
    place = lower_statements.written_place(lo, target, base)
    if place is None:
        return
    subscript = lower_subscripts.items(lo, target.slice)
    at = Ref(place.buffer, (*place.path, subscript))
    basic = lower_subscripts.kind(subscript) == lower_subscripts.BASIC
    is_list = isinstance(lo.type_of(place), List)
    if basic and not is_list and adds(lo, node, place):
        right = lower_expressions.expression(lo, node.value)
        lower_writes.store(lo, at, added(lo, node, right), node, add=True)
        return
    current = lower_subscripts.element(lo, place, subscript, target, as_place=True)
    right = None
    if basic and operator(node) == "Add" and isinstance(lo.type_of(current), Scalar):
        right = lower_expressions.expression(lo, node.value)
    if right is not None and isinstance(lo.type_of(right), Scalar):
        lower_writes.add_to_item(lo, place, at.path, lower_expressions.operand(lo, right, node), node)
        return
    if is_list and isinstance(current, Ref):
        update_in_list(lo, node, current)
        return
    right = lower_expressions.expression(lo, node.value) if right is None else right
    value = lower_operators.binary(lo, node, operator(node), current, right)
    if is_list:
        lower_writes.store_item(lo, place, at.path, value, node)
    else:
        lower_writes.store(lo, at, lower_expressions.operand(lo, value, node), node)


def update_in_list(lo: Lowering, node: gast.AugAssign, item: Ref) -> None:
    """Update an array or a list that stands in a list."""
    if isinstance(lo.type_of(item), List):
        update_list(lo, node, item)
    elif isinstance(lo.type_of(item), Array):
        in_place(lo, node, item, lower_expressions.expression(lo, node.value))
    else:
        what = "what is updated here may be an array in a list, or a number"
        lo.refuse(node, what, "an array would change wherever it is held", "say which (an annotation)", AliasingError)
