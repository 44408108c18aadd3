"""Lowers dicts: each key is known before the run, so that what a dict holds is as good as so many variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcad.analysis import infer
from srcad.analysis.static import UNKNOWABLE, static
from srcad.errors import ArgumentError, UnknownItemError, UnsupportedCallError
from srcad.frontend import (
    enums,
    known_lists,
    lower_calls,
    lower_comprehensions,
    lower_expressions,
    lower_loops,
    lower_objects,
    lower_operators,
    objects,
    rows,
    sequences,
)
from srcad.frontend.bindings import Binding, Items, Keys, Object, Ref, Thing
from srcad.frontend.context import Lowering
from srcad.frontend.values import is_key
from srcad.ir.nodes import Const, Operand, Slice, Subscript
from srcad.ir.types import INT, Scalar

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

MADE = "<made>"


class MissingKeyError(ArgumentError):
    """A dict surely lacks a key that is asked for: where a KeyError is caught, that is."""


def empty(lo: Lowering, node: gast.AST) -> Object:
    return Object(lo.state.new_object(None, {objects.KEYS: Keys(())}, origin=lo.origin(node)))


def of_items(lo: Lowering, node: gast.AST, items: dict[str, Binding]) -> Object:
    """Return a new dict that holds these."""
    held = {objects.held_name(key): item for key, item in items.items()}
    return Object(lo.state.new_object(None, {objects.KEYS: Keys(tuple(items)), **held}, origin=lo.origin(node)))


def display(lo: Lowering, node: gast.AST, keys: list[gast.AST | None], values: list[gast.AST]) -> Object:
    """Return a new dict."""
    made = empty(lo, node)
    for key, value in zip(keys, values, strict=True):
        if key is None:
            update(lo, node, made, lower_expressions.expression(lo, value))
            continue
        name = known_key(lo, key, lower_expressions.expression(lo, key))
        objects.hold(lo, made, name, lower_expressions.expression(lo, value), node)
    return made


def comprehension(lo: Lowering, node: gast.DictComp) -> Binding:
    """Return the dict of a comprehension: a loop over what is known is written out."""
    target = gast.Subscript(gast.Name(MADE, gast.Load(), None, None), node.key, gast.Store())
    return lower_comprehensions.looped(lo, node, MADE, empty(lo, node), gast.Assign([target], node.value, None))


def known_key(lo: Lowering, node: gast.AST, binding: Binding) -> Any:
    """Return a key's value; refuse one that only the run tells."""
    found = key_value(binding)
    if enums.is_member(Const(found)):
        return enums.plain(found)
    if found is UNKNOWABLE or not is_key(found):
        why = "which item is meant must be known before the run"
        instead = "use a list or an array, or write the key out"
        lo.refuse(node, "this key of a dict is not a constant", why, instead, UnknownItemError)
    return found


def key_value(binding: Binding) -> Any:
    match binding:
        case Const(value):
            return value
        case Items(items):
            found = tuple(map(key_value, items))
            return UNKNOWABLE if UNKNOWABLE in found else found
        case Ref() | Object():
            return UNKNOWABLE
    return UNKNOWABLE if isinstance(binding, Thing) else number(binding)


def number(operand: Operand) -> Any:
    """Return the int that a variable is known to hold (a loop's that is written out, say)."""
    type_ = infer.type_of(operand)
    return static(type_) if isinstance(type_, Scalar) and type_.dtype == INT else UNKNOWABLE


# -- items ----------------------------------------------------------------------------------------------------


def key_of(lo: Lowering, node: gast.AST, subscript: Subscript) -> Any:
    """Return the key that a subscript is."""
    found = [UNKNOWABLE if isinstance(one, Slice) else key_value(one) for one in subscript]
    # A tuple in brackets comes as its items.
    whole = found[0] if len(found) == 1 else UNKNOWABLE if UNKNOWABLE in found else tuple(found)
    return known_key(lo, node, Const(whole))


def item(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript) -> Binding:
    """Return an item of a dict."""
    if known_lists.is_known(base):
        return known_lists.item(lo, node, base, subscript)
    if rows.are_rows(base):
        return rows.item(lo, node, base, subscript)
    if base.place.cls is not None:
        return of_object(lo, node, base, "__getitem__", index_of(lo, node, subscript))
    key = key_of(lo, node, subscript)
    found = objects.item_of(lo, base, key, node)
    if found is None:
        found = from_factory(lo, node, base, key)
    if found is None:
        keys = ", ".join(map(repr, objects.keys_of(lo, base, node))) or "none"
        lo.refuse(node, f"there is no key {key!r} here", f"the dict's keys are {keys}", "", MissingKeyError)
    return found


def from_factory(lo: Lowering, node: gast.AST, base: Object, key: Any) -> Binding | None:
    """Return what a dict with a factory puts under a key that it hasn't; a Counter puts nothing there."""
    factory = lo.state.frames[base.place.number].get(objects.FACTORY)
    if factory is None or isinstance(factory, Const):
        return factory
    made = lower_calls.called(lo, node, factory, lower_calls.Arguments((), {}))
    objects.hold(lo, base, key, made, node)
    return made


def of_object(lo: Lowering, node: gast.AST, base: Object, method: str, *args: Binding) -> Binding:
    """Return what a subscript of an object of a class gives."""
    found = lower_objects.special(lo, node, base, method, *args)
    if found is None:
        name = base.place.cls.name
        what = f"a subscript of an object of class {name} is not supported"
        lo.refuse(node, what, f"it has no {method}", "name the attribute", ArgumentError)
    return found


def index_of(lo: Lowering, node: gast.AST, subscript: Subscript) -> Binding:
    """Return what stands between the brackets as one argument."""
    if any(isinstance(one, Slice) for one in subscript):
        lo.refuse(node, "a slice of an object is not supported", "", "write a method")
    return subscript[0] if len(subscript) == 1 else Items(subscript)


def store(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript, value: Binding) -> None:
    """Assign an item of a dict."""
    if known_lists.is_known(base):
        known_lists.store(lo, node, base, subscript, value)
        return
    if base.place.cls is not None:
        of_object(lo, node, base, "__setitem__", index_of(lo, node, subscript), value)
        return
    objects.hold(lo, base, key_of(lo, node, subscript), value, node)


def delete(lo: Lowering, node: gast.AST, base: Object, subscript: Subscript) -> None:
    """Delete an item of a dict, or what `del` of an object's item does."""
    if known_lists.is_known(base):
        known_lists.delete(lo, node, base, subscript)
        return
    if base.place.cls is not None:
        of_object(lo, node, base, "__delitem__", index_of(lo, node, subscript))
        return
    item(lo, node, base, subscript)
    objects.hold(lo, base, key_of(lo, node, subscript), None, node)


# -- as a whole -------------------------------------------------------------------------------------------------


def keys(lo: Lowering, node: gast.AST, base: Object) -> Items:
    return Items(tuple(constant(key) for key in objects.keys_of(lo, base, node)))


def constant(key: Any) -> Binding:
    return Items(tuple(map(constant, key))) if isinstance(key, tuple) else Const(key)


def values(lo: Lowering, node: gast.AST, base: Object) -> Items:
    return Items(tuple(objects.item_of(lo, base, key, node) for key in objects.keys_of(lo, base, node)))


def pairs(lo: Lowering, node: gast.AST, base: Object) -> Items:
    return Items(tuple(map(Items, zip(keys(lo, node, base).items, values(lo, node, base).items, strict=True))))


def update(lo: Lowering, node: gast.AST, base: Object, other: Binding) -> None:
    """Take over the items of another dict, or of a tuple of pairs."""
    match other:
        case Object(place) if place.cls is None:
            for key in objects.keys_of(lo, other, node):
                objects.hold(lo, base, key, objects.item_of(lo, other, key, node), node)
        case Items(items) if all(isinstance(one, Items) and len(one.items) == 2 for one in items):
            for one in items:
                objects.hold(lo, base, known_key(lo, node, one.items[0]), one.items[1], node)
        case _:
            lo.refuse(node, "which keys this has isn't known before the run", "", "write a dict with its keys")


def union(lo: Lowering, node: gast.AST, op: str, left: Binding, right: Binding) -> Binding | None:
    """Return `left | right` of dicts."""
    both = [isinstance(one, Object) and one.place.cls is None for one in (left, right)]
    if op != "BitOr" or not all(both):
        return None
    made = empty(lo, node)
    update(lo, node, made, left)
    update(lo, node, made, right)
    return made


def contains(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return `left in right` for a dict."""
    if name not in ("contains", "not_contains") or not (isinstance(right, Object) and right.place.cls is None):
        return None
    found = known_key(lo, node, left) in objects.keys_of(lo, right, node)
    return Const(found == (name == "contains"))


# -- methods ----------------------------------------------------------------------------------------------------


def method(lo: Lowering, node: gast.AST, name: str, base: Object, given: Arguments) -> Binding:
    """Return what a method of a dict gives."""
    if name not in METHODS:
        lo.refuse(node, f"the method .{name}() of a dict is not supported", "", "write it with items", UnsupportedCallError)
    return METHODS[name](lo, node, base, given)


def get(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    default = given.args[1] if len(given.args) > 1 else Const(None)
    return has_or(lo, node, base, given.args[0], lambda key: default)


def setdefault(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    def added(key: Any) -> Binding:
        value = given.args[1] if len(given.args) > 1 else Const(None)
        objects.hold(lo, base, key, value, node)
        return value

    return has_or(lo, node, base, given.args[0], added)


def has_or(lo: Lowering, node: gast.AST, base: Object, key: Binding, other: Callable[[Any], Binding]) -> Binding:
    """Return the item under a key, or what another gives where there is none."""
    name = known_key(lo, node, key)
    if name in objects.keys_of(lo, base, node):
        return objects.item_of(lo, base, name, node)
    return other(name)


def pop(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    name = known_key(lo, node, given.args[0])
    if name not in objects.keys_of(lo, base, node) and len(given.args) > 1:
        return given.args[1]
    found = item(lo, node, base, (Const(name),))
    objects.hold(lo, base, name, None, node)
    return found


def popitem(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    names = objects.keys_of(lo, base, node)
    if not names:
        lo.refuse(node, "the dict is empty here", "", "", ArgumentError)
    found = Items((constant(names[-1]), objects.item_of(lo, base, names[-1], node)))
    objects.hold(lo, base, names[-1], None, node)
    return found


def updated(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    for other in given.args:
        update(lo, node, base, other)
    for key, value in given.kwargs.items():
        objects.hold(lo, base, key, value, node)
    return Const(None)


def copied(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    made = empty(lo, node)
    update(lo, node, made, base)
    return made


def without(lo: Lowering, node: gast.AST, base: Object, keys: list) -> Object:
    """Return a new dict of the items under other keys."""
    made = empty(lo, node)
    for key in objects.keys_of(lo, base, node):
        if key not in keys:
            objects.hold(lo, made, key, objects.item_of(lo, base, key, node), node)
    return made


def cleared(lo: Lowering, node: gast.AST, base: Object, given: Arguments) -> Binding:
    for key in objects.keys_of(lo, base, node):
        objects.hold(lo, base, key, None, node)
    return Const(None)


METHODS: dict[str, Callable[[Lowering, gast.AST, Object, Any], Binding]] = {
    "get": get,
    "setdefault": setdefault,
    "pop": pop,
    "popitem": popitem,
    "update": updated,
    "copy": copied,
    "clear": cleared,
    "keys": lambda lo, node, base, given: keys(lo, node, base),
    "values": lambda lo, node, base, given: values(lo, node, base),
    "items": lambda lo, node, base, given: pairs(lo, node, base),
}


def with_factory(lo: Lowering, node: gast.AST, given: Arguments) -> Object:
    """Return what collections.defaultdict(...) gives."""
    first = given.args[0] if given.args else given.kwargs.get("default_factory", Const(None))
    kwargs = {name: one for name, one in given.kwargs.items() if name != "default_factory"}
    made = made_by_call(lo, node, type(given)(given.args[1:], kwargs))
    if not (isinstance(first, Const) and first.value is None):
        lo.state.set(made.place.number, objects.FACTORY, first)
    return made


def counter(lo: Lowering, node: gast.AST, given: Arguments) -> Object:
    """Return what collections.Counter(...) gives."""
    made = empty(lo, node)
    lo.state.set(made.place.number, objects.FACTORY, Const(0))
    for other in given.args:
        count(lo, node, made, other)
    for key, value in given.kwargs.items():
        objects.hold(lo, made, key, value, node)
    return made


def count(lo: Lowering, node: gast.AST, base: Object, other: Binding) -> None:
    """Count the items of a sequence, or take over the counts of a dict."""
    if is_dict(other):
        update(lo, node, base, other)
        return
    items = sequences.known_items(lo, lower_loops.walked(lo, node, other))
    if items is None:
        lo.refuse(node, "what is counted here isn't known before the run", "", "count in a loop", UnsupportedCallError)
    for one in items:
        key = known_key(lo, node, one)
        found = item(lo, node, base, (Const(key),))
        objects.hold(lo, base, key, lower_operators.binary(lo, node, "Add", found, Const(1)), node)


def is_dict(binding: Binding) -> bool:
    return isinstance(binding, Object) and binding.place.cls is None


def made_by_call(lo: Lowering, node: gast.AST, given: Arguments) -> Object:
    """Return what dict(...) gives."""
    made = empty(lo, node)
    updated(lo, node, made, given)
    return made


MAKERS: dict[str, Callable[[Lowering, gast.AST, Any], Object]] = {
    "collections.OrderedDict": made_by_call,
    "collections.defaultdict": with_factory,
    "collections.Counter": counter,
}
