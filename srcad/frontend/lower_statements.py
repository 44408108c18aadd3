"""Lowers the statements that control always passes through, and raise."""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcad.errors import ArgumentError
from srcad.frontend import (
    imports, lower_array_parts, lower_augmented, lower_calls, lower_dicts, lower_expressions, lower_lists,
    lower_loops, lower_names, lower_objects, lower_subscripts, lower_writes, nested, objects, sequences,
)  # fmt: skip
from srcad.frontend.bindings import MISSING, Binding, Interpolant, Items, Object, Ref
from srcad.frontend.context import Frame, Lowering
from srcad.frontend.objects import label_value
from srcad.ir import nodes
from srcad.ir.nodes import Const, Global, Operand, Value
from srcad.ir.types import Array, Layout, List, Never, Unknown


def simple(lo: Lowering, node: gast.AST) -> None:
    match node:
        case gast.Assign(targets=targets, value=value):
            named = all(isinstance(target, gast.Name) for target in targets)
            binding = (lower_expressions.place if named else lower_expressions.expression)(lo, value)
            if not named:
                binding = nested.detached(lo, binding, None, node)
            for target in targets:
                assign(lo, target, binding)
        case gast.AnnAssign(target=target, value=value):
            if value is not None:
                assign(lo, target, lower_expressions.expression(lo, value))
        case gast.AugAssign():
            lower_augmented.augmented(lo, node)
        case gast.Expr(value=gast.Constant()) | gast.Pass():
            pass
        case gast.Expr(value=value):
            lower_expressions.expression(lo, value)
        case gast.Assert():
            assertion(lo, node)
        case gast.Global() | gast.Nonlocal():
            pass
        case gast.Delete(targets=targets):
            for target in targets:
                delete(lo, target)
        case gast.Import() | gast.ImportFrom():
            imports.bind(lo, node)
        case gast.FunctionDef(name=name):
            assign_name(lo, name, decorated(lo, node), node)
        case _:
            lo.refuse(node, f"{type(node).__name__.lower()} is not supported", "", "write it with other statements")


# -- assignment -------------------------------------------------------------------------------------------


def assign(lo: Lowering, target: gast.AST, binding: Binding) -> None:
    match target:
        case gast.Name(id=name):
            assign_name(lo, name, binding, target)
        case gast.Tuple(elts=elts) | gast.List(elts=elts) if any(isinstance(part, gast.Starred) for part in elts):
            for part, item in zip(elts, sequences.unpacked_around(lo, target, binding), strict=True):
                assign(lo, part.value if isinstance(part, gast.Starred) else part, item)
        case gast.Tuple(elts=elts) | gast.List(elts=elts):
            for part, item in zip(elts, unpacked(lo, target, binding, len(elts)), strict=True):
                assign(lo, part, item)
        case gast.Subscript():
            store_subscript(lo, target, binding)
        case gast.Attribute():
            base = lower_expressions.expression(lo, target.value)
            assign_attribute(lo, target, base, binding)
        case _:
            lo.refuse(target, "this target of an assignment is not supported", "", "assign to a name or an item")


def assign_attribute(lo: Lowering, target: gast.Attribute, base: Binding, binding: Binding) -> None:
    """Assign an attribute: of an object, or one that names elements of an array."""
    if not lower_array_parts.assign(lo, target, base, binding):
        lower_objects.assign(lo, target, base, binding)


def assign_name(lo: Lowering, name: str, binding: Binding, node: gast.AST) -> None:
    """Assign to a variable of this activation, or to one that it declares nonlocal."""
    frame = lower_names.owner(lo, name, node)
    binding = named_number(lo, binding, node)
    label(lo, name, binding, frame)
    if frame is not lo.frame:
        lo.touch((frame.number, name))
    lo.state.set(frame.number, name, binding)


def decorated(lo: Lowering, node: gast.FunctionDef) -> Binding:
    """Return what a nested definition binds: the function, as its decorators make it."""
    decorators = [lower_expressions.expression(lo, one) for one in node.decorator_list]
    found: Binding = lower_names.closure(lo, node)
    for one, decorator in reversed(list(zip(node.decorator_list, decorators, strict=True))):
        found = lower_calls.called(lo, one, decorator, lower_calls.Arguments((found,), {}))
    return found


def delete(lo: Lowering, target: gast.AST) -> None:
    """Take a name back."""
    match target:
        case gast.Name(id=name):
            lower_names.lookup(lo, lower_augmented.load_name(target))
            lo.state.set(lower_names.owner(lo, name, target).number, name, MISSING)
        case gast.Tuple(elts=elts) | gast.List(elts=elts):
            for part in elts:
                delete(lo, part)
        case gast.Subscript(value=value):
            delete_items(lo, target, lower_expressions.place(lo, value))
        case _:
            lo.refuse(target, "this can't be deleted", "only names and items of lists are", "leave it")


def delete_items(lo: Lowering, target: gast.Subscript, base: Binding) -> None:
    if isinstance(base, Object):
        lower_dicts.delete(lo, target, base, lower_subscripts.items(lo, target.slice))
        return
    if not isinstance(lo.type_of(base), List) or not isinstance(base, Ref):
        lo.refuse(target, "only the items of a list can be deleted", "", "build what remains")
    (place,) = lower_subscripts.items(lo, target.slice)
    if isinstance(place, nodes.Slice):
        lower_lists.store_slice(lo, target, base, place, None)
    else:
        lower_writes.pop(lo, base, target, place)


def named_number(lo: Lowering, binding: Binding, node: gast.AST) -> Binding:
    """Let a number that is given a name be a value: the name stands for it wherever it is used."""
    if isinstance(binding, Const) and type(binding.value) in (int, float) and not lo.plain_numbers:
        return lo.apply(node, "literal", (binding,))
    return binding


def label(lo: Lowering, name: str, binding: Binding, frame: Frame) -> None:
    """Name what is assigned first to a variable after it."""
    match binding:
        case Value():
            label_value(binding, name, frame.scope)
        case Ref(buffer, path):
            buffer.name = buffer.name or name
            label_value(lower_expressions.read(lo, buffer, path, lo.statement), name, frame.scope)
        case Interpolant(Value() as made):
            label_value(made, name, frame.scope)
        case Object(place):
            objects.christen(lo, place, name, frame.scope)
        case Items(items, layout=Layout() as layout):
            for key, item in zip(layout.keys, items, strict=True):
                objects.label(lo, item, f"{name}_{key}", frame.scope)
        case Items(_, Value() as whole):
            label_value(whole, name, frame.scope)


def unpacked(lo: Lowering, target: gast.AST, binding: Binding, count: int) -> list[Binding]:
    """Return the items of what is unpacked into `count` targets."""
    binding = lower_loops.walked(lo, target, binding)
    known = sequences.known_items(lo, binding)
    if known is not None:
        if len(known) != count:
            lo.refuse(target, f"{len(known)} values are unpacked into {count} targets", "", "", ArgumentError)
        return known
    type_ = lo.type_of(binding)
    if isinstance(type_, Array) and type_.dims and isinstance(type_.dims[0], int) and type_.dims[0] != count:
        lo.refuse(target, f"{type_.dims[0]} values are unpacked into {count} targets", "", "", ArgumentError)
    if not isinstance(type_, (Array, List, Unknown, Never)):
        lo.refuse(
            target, "this can't be unpacked", "it is no tuple, list or array", "assign it to one name", ArgumentError
        )
    return [lower_subscripts.element(lo, binding, (Const(k),), target) for k in range(count)]


def written_base(lo: Lowering, node: gast.AST) -> Binding:
    """Return what a subscript is assigned to; `a.flat` is written through the view that `a.ravel()` is."""
    if isinstance(node, gast.Attribute) and node.attr == "flat":
        base = lower_expressions.expression(lo, node.value)
        if isinstance(lo.type_of(base), Array):
            return lower_array_parts.flat(lo, node, base)
    return lower_expressions.place(lo, node)


def store_in_part(lo: Lowering, target: gast.Subscript, value: Callable[[Binding], Binding]) -> bool:
    """Write to `z.real[...]` what is made of what is there; say whether the target is such a part."""
    node = target.value
    if not isinstance(node, gast.Attribute) or node.attr not in lower_array_parts.PARTS:
        return False
    base = lower_expressions.expression(lo, node.value)
    if not lower_array_parts.is_part(lo, node, base):
        return False
    items = lower_subscripts.items(lo, target.slice)
    current = lower_array_parts.part(lo, node, node.attr, lower_subscripts.element(lo, base, items, node))
    lower_array_parts.store_part(lo, node, base, (items,), value(current))
    return True


def store_subscript(lo: Lowering, target: gast.Subscript, binding: Binding) -> None:
    if store_in_part(lo, target, lambda current: binding):
        return
    base = written_base(lo, target.value)
    if isinstance(base, Object):
        lower_dicts.store(lo, target, base, lower_subscripts.items(lo, target.slice), binding)
        return
    place = written_place(lo, target, base)
    if place is None:
        return
    path = (*place.path, lower_subscripts.items(lo, target.slice))
    if isinstance(lo.type_of(place), List):
        if isinstance(path[-1][0], nodes.Slice):
            lower_lists.store_slice(lo, target, place, path[-1][0], binding)
            return
        lower_writes.store_item(lo, place, path, binding, target)
        return
    value = lower_expressions.operand(lo, binding, target)
    lower_writes.store(lo, Ref(place.buffer, path), value, target)


def written_place(lo: Lowering, target: gast.AST, base: Binding) -> Ref | None:
    """Return the memory that a subscript's assignment writes to; None while its type isn't known yet."""
    if isinstance(base, Value) and isinstance(base.type, Never):
        return None
    if isinstance(base, Global):
        why = "a derivative must not change what is outside of it"
        lo.refuse(target, f"{base.text!r} is written", why, "copy it first")
    if not isinstance(base, Ref):
        lo.refuse(target, "this can't be written to", "it is no array and no list", "", ArgumentError)
    return base


# -- augmented assignment ------------------------------------------------------------------------------------


# -- assert and raise ----------------------------------------------------------------------------------------


def assertion(lo: Lowering, node: gast.Assert) -> None:
    known = lower_expressions.condition(lo, node.test)
    if known is True:
        return
    condition: Operand = Const(False) if known is False else known
    message = () if node.msg is None else (lower_expressions.value_of(lo, node.msg),)
    lo.out.append(nodes.Effect("assert", (condition, *message), origin=lo.origin(node)))


def raise_statement(lo: Lowering, node: gast.Raise) -> nodes.Raise:
    parts = [None if part is None else lower_expressions.value_of(lo, part) for part in (node.exc, node.cause)]
    if node.exc is None:
        parts[0] = lo.handled
    return nodes.Raise(*parts, lo.origin(node))
