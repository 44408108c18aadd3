"""Lists that are known item by item: what such a list holds is as good as so many variables, as with a dict.

Lists of objects, of functions or of lists are followed so where a list that may be of any length won't do: their items
are written (`for b in bodies: b.x += dt * b.v`), are of several classes, or change their length. Loops over them are
written out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import gast

from srcad.errors import AliasingError, ArgumentError, UnknownItemError, UnsupportedCallError
from srcad.frontend import (
    lower_choice,
    lower_dicts,
    lower_expressions,
    lower_loops,
    lower_operators,
    objects,
    rows,
    sequences,
)
from srcad.frontend.bindings import Binding, Buffer, Items, Keys, Object, Ref
from srcad.frontend.classes import LISTED
from srcad.frontend.context import Lowering
from srcad.frontend.memory import Stale
from srcad.ir import types
from srcad.ir.nodes import Const, Operand, Slice, Subscript
from srcad.ir.types import List, Tuple, Type

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

LONGEST = 64


def is_known(binding: Binding) -> bool:
    return isinstance(binding, Object) and binding.place.cls is LISTED


def wanted(lo: Lowering, items: list[Binding]) -> bool:
    """Say whether a list of these items is to be known item by item."""
    found = any(holds_objects(lo, item) for item in items) or are_of_several_kinds(lo, items)
    lo.lists |= found
    return found and lo.item_by_item


def are_of_several_kinds(lo: Lowering, items: list[Binding]) -> bool:
    """Say whether a list of these items would be of no one type that says what in it carries a derivative."""
    found = [lo.type_of(item) for item in items]
    return None not in found and holds_opaque(lower_expressions.joined_type(found)) and any(map(types.differentiable, found))


def holds_opaque(type_: Type) -> bool:
    """Say whether a type leaves open what something is that a value of it holds."""
    match type_:
        case Tuple(items):
            return any(map(holds_opaque, items))
        case List(item):
            return holds_opaque(item)
    return isinstance(type_, types.Opaque)


def holds_objects(lo: Lowering, binding: Binding) -> bool:
    """Say whether a binding is or holds an object, a dict, a list or a function: what one list may hold under two names."""
    match binding:
        case Items(items):
            return any(holds_objects(lo, item) for item in items)
        case Ref():
            return isinstance(lo.type_of(binding), List)
    return isinstance(binding, Object) or sequences.is_function(binding)


def made(lo: Lowering, node: gast.AST, items: list[Binding]) -> Object:
    """Return a new list of these items."""
    return Object(lo.state.new_object(LISTED, frame_of(items), origin=lo.origin(node)))


def frame_of(items: list[Binding]) -> dict[str, Binding]:
    held = {objects.held_name(k): item for k, item in enumerate(items)}
    return {objects.KEYS: Keys(tuple(range(len(items)))), **held}


def itemised(lo: Lowering, type_: Type) -> Type:
    """Return a parameter's type with the lists in it that are known item by item as records."""
    match type_:
        case Tuple(items):
            return type_.of(tuple(itemised(lo, item) for item in items))
        case List(item, parts) if parts is not None:
            lo.lists = True
            if lo.item_by_item or parts and not isinstance(item, Tuple):
                layout = types.Layout(types.LISTED, tuple(range(len(parts))), "list")
                return Tuple(tuple(itemised(lo, part) for part in parts), layout)
    return type_


def items_of(lo: Lowering, binding: Object, node: gast.AST) -> list[Binding]:
    return [objects.item_of(lo, binding, key, node) for key in objects.keys_of(lo, binding, node)]


def become(lo: Lowering, binding: Object, items: list[Binding], node: gast.AST) -> None:
    """Let a list hold other items."""
    place = binding.place
    objects.writable(lo, place, node)
    for item in items:
        if objects.leads_to(lo, item, place):
            lo.refuse(node, f"{place.words} holds itself", "its items can't be told apart", "keep a copy", AliasingError)
    frame = lo.state.frames[place.number]
    frame.clear()
    frame.update(frame_of(items))
    if place.name is not None:
        for k, item in enumerate(items):
            if isinstance(item, Object):
                objects.christen(lo, item.place, place.label(objects.held_name(k)), place.scope)


def turned(lo: Lowering, base: Ref, node: gast.AST) -> Object:
    """Turn an empty list into one that is known item by item, under all its names."""
    found = made(lo, node, [])
    found.place.name = base.buffer.name
    for names in lo.state.frames.values():
        for name, binding in list(names.items()):
            names[name] = renamed(binding, base.buffer, found)
    lo.state.stale[base.buffer] = Stale(f"'{base.buffer.name}'" if base.buffer.name else "a list", lo.origin(node))
    return found


def renamed(binding: Binding, buffer: Buffer, found: Object) -> Binding:
    """Return a binding with one list put in the place of another."""
    match binding:
        case Ref(one, ()) if one is buffer:
            return found
        case Items(items) if any(renamed(item, buffer, found) is not item for item in items):
            return Items(tuple(renamed(item, buffer, found) for item in items), layout=binding.layout)
    return binding


def is_empty(lo: Lowering, base: Binding) -> bool:
    """Say whether a list is one that was made empty, and still is."""
    return isinstance(base, Ref) and not base.path and lo.displays.get(lo.state.versions[base.buffer]) == ()


def append(lo: Lowering, base: Ref, item: Binding, node: gast.AST) -> bool:
    """Append to an empty list the first item of a list that is to be known item by item; say whether it is one."""
    if not wanted(lo, [item]):
        return False
    if not is_empty(lo, base) or lo.made_in[lo.state.versions[base.buffer]] != lo.nesting:
        if lo.rounds:
            refuse_unless_written_out(lo, node)
        rows.ask(lo, base, item)
        return False
    become(lo, turned(lo, base, node), [item], node)
    return True


def refuse_unless_written_out(lo: Lowering, node: gast.AST) -> None:
    """Ask for the loop around to be written out: which item is meant, or how many there are, depends on its round."""
    why = "which item is meant, or how many there are, must be known before the run"
    lo.refuse(node, "this item of a list isn't known", why, "use an array, or write it out", UnknownItemError)


# -- items ----------------------------------------------------------------------------------------------------


def position(lo: Lowering, node: gast.AST, index: Operand, length: int) -> int:
    """Return which item an index means."""
    found = lower_dicts.key_value(index)
    if type(found) is not int:
        refuse_unless_written_out(lo, node)
    if not -length <= found < length:
        lo.refuse(node, "this index is outside of the list", f"it has {length} items", "", ArgumentError)
    return found % length


def cut(lo: Lowering, node: gast.AST, one: Slice) -> slice:
    """Return a slice whose ends are known."""
    parts = [None if part is None else lower_dicts.key_value(part) for part in (one.start, one.stop, one.step)]
    if not all(part is None or type(part) is int for part in parts):
        refuse_unless_written_out(lo, node)
    return slice(*parts)


def item(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript) -> Binding:
    """Return an item of a list, or a new list of some."""
    items = items_of(lo, base, node)
    (one,) = subscript
    if isinstance(one, Slice):
        return made(lo, node, items[cut(lo, node, one)])
    return items[position(lo, node, one, len(items))]


def store(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript, value: Binding) -> None:
    """Assign an item of a list, or a slice."""
    items = items_of(lo, base, node)
    (one,) = subscript
    if isinstance(one, Slice):
        items[cut(lo, node, one)] = several(lo, node, value)
        become(lo, base, items, node)
    else:
        objects.hold(lo, base, position(lo, node, one, len(items)), value, node)


def delete(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript) -> None:
    """Delete an item of a list, or a slice."""
    items = items_of(lo, base, node)
    (one,) = subscript
    del items[cut(lo, node, one) if isinstance(one, Slice) else position(lo, node, one, len(items))]
    become(lo, base, items, node)


def several(lo: Lowering, node: gast.AST, binding: Binding) -> list[Binding]:
    """Return the items of what a list is extended by."""
    found = sequences.known_items(lo, lower_loops.walked(lo, node, binding))
    if found is None:
        why = "how many items it has isn't known before the run"
        lo.refuse(node, "a list of objects is extended by this", why, "append them one by one", UnsupportedCallError)
    return found


# -- operators ------------------------------------------------------------------------------------------------


def binary(lo: Lowering, node: gast.AST, op: str, left: Binding, right: Binding, in_place: bool) -> Binding | None:
    """Return `left + right` or `left * n` of lists; None where neither is known item by item."""
    if op == "Add" and (is_known(left) or is_known(right)):
        both = several(lo, node, left) + several(lo, node, right)
        if not in_place:
            return made(lo, node, both)
        if is_known(left):
            become(lo, left, both, node)
            return left
    if op == "Mult" and is_known(right):
        left, right = right, left
    if op == "Mult" and is_known(left):
        count = lower_dicts.key_value(right)
        if type(count) is not int:
            refuse_unless_written_out(lo, node)
        return made(lo, node, items_of(lo, left, node) * count)
    return None


def compared(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return what a comparison with a list gives that is known item by item; None where there is none."""
    if name in ("eq", "ne") and is_known(left) and is_known(right):
        sides = [Items(tuple(items_of(lo, one, node))) for one in (left, right)]
        return lower_choice.compared(lo, node, name, *sides)
    if name in ("contains", "not_contains") and is_known(right):
        items = items_of(lo, right, node)
        if any(isinstance(left, Object) and isinstance(one, Object) and one.place is left.place for one in items):
            return Const(name == "contains")
        found: Binding = Const(False)
        for one in items:
            found = lower_choice.logical(lo, node, False, found, lambda one=one: lower_choice.compared(lo, node, "eq", one, left))
        return found if name == "contains" else lower_operators.negated(lo, node, found)
    return None


# -- methods --------------------------------------------------------------------------------------------------


def method(lo: Lowering, node: gast.Call, name: str, base: Object, given: Arguments) -> Binding:
    """Return what a method of a list gives."""
    items = items_of(lo, base, node)
    match name, given.args:
        case "append", (one,):
            become(lo, base, [*items, one], node)
        case "extend", (other,):
            become(lo, base, items + several(lo, node, other), node)
        case "insert", (at, one):
            items.insert(whole(lo, node, at), one)
            become(lo, base, items, node)
        case "pop", ():
            return popped(lo, node, base, items, Const(-1))
        case "pop", (at,):
            return popped(lo, node, base, items, at)
        case "clear", ():
            become(lo, base, [], node)
        case "reverse", ():
            become(lo, base, items[::-1], node)
        case "copy", ():
            return made(lo, node, items)
        case "remove", (one,):
            del items[found_at(lo, node, base, items, one)]
            become(lo, base, items, node)
        case "index", (one,):
            return Const(found_at(lo, node, base, items, one))
        case _:
            what = f"the method .{name}() of a list of objects is not supported"
            lo.refuse(node, what, "", f"of a list, {METHODS} are followed", UnsupportedCallError)
    return Const(None)


METHODS = "append, extend, insert, pop, clear, reverse, copy, remove and index"


def whole(lo: Lowering, node: gast.AST, binding: Binding) -> int:
    found = lower_dicts.key_value(binding)
    if type(found) is not int:
        refuse_unless_written_out(lo, node)
    return found


def popped(lo: Lowering, node: gast.AST, base: Object, items: list[Binding], at: Binding) -> Binding:
    """Take an item out of a list and return it."""
    if not items:
        lo.refuse(node, f"{base.place.words} is empty here", "", "", ArgumentError)
    found = items.pop(position(lo, node, at, len(items)))
    become(lo, base, items, node)
    return found


def found_at(lo: Lowering, node: gast.AST, base: Object, items: list[Binding], one: Binding) -> int:
    """Return where an object stands in a list."""
    for k, item in enumerate(items):
        if isinstance(item, Object) and isinstance(one, Object) and item.place is one.place:
            return k
        known = lower_choice.known_comparison(lo, "eq", item, one)
        if known is None:
            break
        if known:
            return k
    return lo.refuse(node, f"where this stands in {base.place.words} can't be told", "", "keep its index", UnsupportedCallError)


# -- as a whole -----------------------------------------------------------------------------------------------


def operand(lo: Lowering, binding: Object, node: gast.AST, part: Callable[[Binding], Operand]) -> Operand:
    """Return a list as one value."""
    operands = tuple(map(part, items_of(lo, binding, node)))
    place = binding.place
    lo.state.fixed.setdefault(place, Stale(f"{place.words} is needed as a whole", lo.origin(node)))
    return lo.apply(node, "list", operands, type_=List(lower_expressions.of_one_kind(lo, node, lower_expressions.item_type(operands), operands)))


def type_of(lo: Lowering, binding: Object) -> Type | None:
    """Return the type of a list as a value; None where it has none."""
    held = lo.state.frames[binding.place.number]
    keys = held.get(objects.KEYS)
    if not isinstance(keys, Keys):
        return None
    found = tuple(objects.known_type(lo, held[objects.held_name(key)]) for key in keys.keys)
    return None if None in found else List(lower_expressions.joined_type(found), parts=found)
