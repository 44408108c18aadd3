"""Lists of objects of one class and of any length: each attribute is a list of its own.

bodies = [Body(x, 0.0) for x in xs]          bodies_x, bodies_v = [x for x in xs], [0.0 for x in xs]
for b in bodies:                       ->    for i in range(len(bodies_x)):
    b.v -= dt * b.x                              bodies_v[i] -= dt * bodies_x[i]

What stands in such a list is known by its place; so the list may only grow at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.errors import AliasingError, ArgumentError, UnsupportedCallError
from srcad.frontend import lower_expressions, lower_operators, lower_subscripts, lower_writes, objects
from srcad.frontend.bindings import FRESH, Binding, Items, Keys, Object, Place, Ref, Row, Thing
from srcad.frontend.classes import Class, Rows
from srcad.frontend.context import Restart
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand, Slice, Subscript

if TYPE_CHECKING:
    from srcad.frontend.context import Lowering
    from srcad.frontend.lower_calls import Arguments


def are_rows(binding: Binding) -> bool:
    return isinstance(binding, Object) and isinstance(binding.place.cls, Rows)


def kind_of(lo: Lowering, item: Binding) -> Rows | None:
    """Return what a list of such objects would be, None where there is none."""
    if not isinstance(item, Object) or item.place.kind != FRESH or not isinstance(item.place.cls, Class):
        return None
    held = lo.state.frames[item.place.number]
    keys = held.get(objects.KEYS)
    plain = (one for name, one in held.items() if name != objects.KEYS)
    if not isinstance(keys, Keys) or not keys.keys or not all(map(is_plain, plain)):
        return None
    return Rows(item.place.cls, keys.keys)


def is_plain(binding: Binding) -> bool:
    """Say whether a list may hold what an attribute holds: a number, or memory."""
    if isinstance(binding, Const):
        return isinstance(binding.value, (int, float))
    return not isinstance(binding, (Object, Items, Row, Thing))


def ask(lo: Lowering, base: Ref, item: Binding) -> None:
    """Begin anew with a list that was made empty as one of such objects, where it may be one."""
    kind = kind_of(lo, item)
    node = lo.empty.get(base.buffer)
    if kind is not None and node is not None and not base.path and node not in lo.rows:
        raise Restart(frozenset(), {node: kind})


def empty(lo: Lowering, node: gast.AST) -> Object:
    """Return a new list of objects, without any."""
    kind = lo.rows[node]
    held = {name: lower_expressions.display(lo, node, []) for name in kind.names}
    return Object(lo.state.new_object(kind, {objects.KEYS: Keys(kind.names), **held}, origin=lo.origin(node)))


def column(lo: Lowering, place: Place, name: str) -> Ref:
    return lo.state.frames[place.number][name]


def length(lo: Lowering, node: gast.AST, base: Object) -> Operand:
    first = lower_expressions.operand(lo, column(lo, base.place, base.place.cls.names[0]), node)
    return lo.apply(node, "builtins.len", (first,), form=nodes.FUNCTION)


def item(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript) -> Row:
    """Return an object of a list."""
    objects.readable(lo, base.place, node)
    (index,) = subscript
    if isinstance(index, Slice):
        lo.refuse(node, "a slice of a list of objects is not supported here", "", "loop over a range")
    if isinstance(index, Const) and index.value < 0:
        index = lower_operators.binary(lo, node, "Add", length(lo, node, base), index)
        return Row(base.place, index, True)
    return Row(base.place, index, isinstance(index, Const))


def method(lo: Lowering, node: gast.Call, name: str, base: Object, given: Arguments) -> Binding:
    """Do what a method of a list of objects does."""
    if name != "append" or len(given.args) != 1:
        what = f"the method .{name}() of a list of objects of unknown length is not supported"
        lo.refuse(node, what, "which one stands where can't be told", "append to it", UnsupportedCallError)
    append(lo, node, base, given.args[0])
    return Const(None)


def append(lo: Lowering, node: gast.AST, base: Object, one: Binding) -> None:
    """Append an object: from now on it is known by its place in the list."""
    place = base.place
    objects.writable(lo, place, node)
    if kind_of(lo, one) != place.cls or one.place in lo.state.fixed:
        why = f"it holds objects of class {place.cls.cls.name} with the attributes {', '.join(place.cls.names)} that were made here"
        lo.refuse(node, f"something else is appended to {place.words}", why, "use another list", AliasingError)
    unsure = any(is_unsure(binding, place) for names in lo.state.frames.values() for binding in names.values())
    if unsure:
        why = "its index may count from the end"
        lo.refuse(node, f"{place.words} grows while one of its objects has a name", why, "append first", AliasingError)
    row = Row(place, length(lo, node, base), True)
    for name in place.cls.names:
        lower_writes.append(lo, column(lo, place, name), lo.state.frames[one.place.number][name], node)
    for names in lo.state.frames.values():
        for name, binding in list(names.items()):
            names[name] = moved(binding, one.place, row)


def is_unsure(binding: Binding, place: Place) -> bool:
    match binding:
        case Row(of, _, sure):
            return of is place and not sure
        case Items(items):
            return any(is_unsure(one, place) for one in items)
    return False


def moved(binding: Binding, place: Place, row: Row) -> Binding:
    """Return a binding in which an object is known by its place in a list."""
    match binding:
        case Object(one) if one is place:
            return row
        case Items(items) if any(moved(item, place, row) is not item for item in items):
            return Items(tuple(moved(item, place, row) for item in items), layout=binding.layout)
    return binding


# -- attributes -----------------------------------------------------------------------------------------------


def field(lo: Lowering, node: gast.AST, base: Row, name: str) -> Binding | None:
    """Return an attribute of an object in a list, None where it has none."""
    objects.readable(lo, base.place, node)
    if name not in base.place.cls.names:
        return None
    return lower_subscripts.element(lo, column(lo, base.place, name), (base.index,), node, as_place=True)


def assign(lo: Lowering, node: gast.AST, base: Row, name: str, value: Binding) -> None:
    """Assign an attribute of an object in a list."""
    place = base.place
    objects.writable(lo, place, node)
    if name not in place.cls.names or not is_plain(value):
        why = "all objects of a list have the same attributes, which are numbers, arrays and lists"
        lo.refuse(node, f"the attribute {name!r} of an object in {place.words} is assigned this", why, "", ArgumentError)
    lower_writes.store_item(lo, column(lo, place, name), ((base.index,),), value, node)


def identical(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return whether two objects in lists are one; None where neither is in one."""
    if name not in ("is_", "is_not") or not (isinstance(left, Row) or isinstance(right, Row)):
        return None
    if not (isinstance(left, Row) and isinstance(right, Row) and left.place is right.place):
        return Const(name == "is_not")
    if not (left.sure and right.sure):
        lo.refuse(node, "whether these are one object isn't known", "an index may count from the end", "compare the indices")
    return lo.apply(node, "operator.eq" if name == "is_" else "operator.ne", (left.index, right.index), form=nodes.OPERATOR)
