"""Objects and dicts while a function is lowered: made of a value that came in, read, written, and made a value again.

What an object holds stands in a frame of its own (`State.frames`, under the place's number), under the attribute's name
or, of a dict, the key's: an object that nothing needs as a whole leaves no trace but its parts.
"""

from __future__ import annotations

import enum
import types as python
from typing import TYPE_CHECKING, Any

import gast

from srcad.analysis import infer
from srcad.errors import AliasingError, UnknownClassError, UnknownItemError, UnknownObjectError
from srcad.frontend import definitions, known_lists, scope
from srcad.frontend.bindings import (
    GLOBAL,
    INLINE,
    ITEM,
    PARAMETER,
    Binding,
    Conflict,
    Items,
    Keys,
    Library,
    Missing,
    Object,
    Partial,
    Place,
    Ref,
    UserFunction,
    same_binding,
)
from srcad.frontend.classes import LISTED
from srcad.frontend.memory import Stale, buffers, objects
from srcad.frontend.merge import entity
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global, Operand, Value
from srcad.ir.types import DICT, OBJECT, Known, Layout, Tuple, Type

if TYPE_CHECKING:
    from srcad.frontend.context import Lowering

KEYS = "<keys>"
# Where a dict has what makes the value of a key that isn't there; a constant is that value, and isn't put there.
FACTORY = "<factory>"


def held_name(key: Any) -> str:
    """Return the name under which a state holds what a dict has at a key: a word of its own, or in brackets.

    >>> held_name("rate"), held_name(0), held_name("0")
    ('rate', '<0>', "<'0'>")
    """
    return key if isinstance(key, str) and key.isidentifier() else f"<{key!r}>"


# -- from values and to values ----------------------------------------------------------------------------------


def taken(lo: Lowering, value: Operand, type_: Tuple) -> Object:
    """Return the object that a value is, its parts read as they are needed."""
    layout = type_.layout
    cls = LISTED if layout.kind == types.LISTED else layout.cls
    kind = GLOBAL if isinstance(value, Global) else ITEM
    place = lo.state.new_object(cls, {}, kind, value.origin if isinstance(value, Value) else nodes.NOWHERE)
    place.name = value.text if isinstance(value, Global) else value.name
    place.scope = f"object{place.number}"
    held = lo.state.frames[place.number]
    for k, (key, item) in enumerate(zip(layout.keys, type_.items, strict=True)):
        held[held_name(key)] = lo.item(value, k, item)
    held[KEYS] = Keys(layout.keys)
    place.whole, place.taken = value, snapshot(lo, place)
    return Object(place)


def known(value: Any) -> Binding | None:
    """Return the binding of an item that is known before the run, None for one that has to be read."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return Const(value)
    qualified = scope.qualified_name(value)
    if qualified is not None:
        return Library(qualified, usual_text(qualified), value=value, has_value=True)
    if isinstance(value, enum.Enum):
        return Const(value)
    if isinstance(value, python.FunctionType):
        return UserFunction(value.__name__, value=value, scope=INLINE)
    return None


def usual_text(qualified: str) -> str:
    """Return how a library's object is usually spelled: np.tanh, math.tanh, abs."""
    return qualified.removeprefix("builtins.").replace("numpy.", "np.", 1)


def snapshot(lo: Lowering, place: Place) -> tuple:
    """Return what an object holds now, by which one tells later whether anything was written."""
    held = lo.state.frames[place.number]
    return dict(held), [lo.state.versions[buffer] for buffer in buffers(Object(place), lo.state)]


def is_unwritten(lo: Lowering, place: Place) -> bool:
    """Say whether an object still is the value that it was taken from."""
    if place.whole is None or place.number not in lo.state.frames:
        return False
    now = snapshot(lo, place)
    return alike(place.taken, now) and all(is_unwritten(lo, inner) for item in now[0].values() for inner in objects(item))


def alike(before: tuple, now: tuple) -> bool:
    """Say whether an object holds what it held before."""
    (held, versions), (held_now, versions_now) = before, now
    if held.keys() != held_now.keys() or not all(same_binding(held[name], held_now[name]) for name in held):
        return False
    return len(versions) == len(versions_now) and all(a is b for a, b in zip(versions, versions_now, strict=True))


def operand(lo: Lowering, binding: Object, node: gast.AST, part) -> Operand:
    """Return an object as one value: the one that it was read from, or a new one; `part` gives its parts'."""
    place = binding.place
    readable(lo, place, node)
    if is_unwritten(lo, place):
        return place.whole
    if known_lists.is_known(binding):
        return known_lists.operand(lo, binding, node, part)
    if definitions.is_sequence(place.cls):
        return part(item_of(lo, binding, "items", node))
    keys = keys_of(lo, binding, node)
    items = tuple(part(item_of(lo, binding, key, node)) for key in keys)
    layout = Layout(DICT, keys) if place.cls is None else Layout(OBJECT, keys, place.cls.name, place.cls)
    # The new value is another object than this one.
    lo.state.fixed.setdefault(place, Stale(f"{place.words} is needed as a whole", lo.origin(node)))
    return made(lo, node, layout, items)


def made(lo: Lowering, node: gast.AST, layout: Layout, items: tuple[Operand, ...]) -> Value:
    """Append what makes a record of these items."""
    kwargs: dict[str, Operand] = {}
    if layout.cls is not None:
        if layout.cls not in lo.session.classes:
            why = f"how {layout.name} is called here isn't known"
            lo.refuse(node, f"an object of class {layout.name} is needed as a whole", why, "import the class", UnknownClassError)
        kwargs["class"] = lo.session.classes[layout.cls]
    type_ = Tuple(tuple(map(infer.type_of, items)), layout)
    return lo.apply(node, "tuple", items, kwargs, type_=type_)


def type_of(lo: Lowering, binding: Object) -> Type | None:
    """Return the type of an object as a value; None where it has none."""
    place = binding.place
    keys = lo.state.frames[place.number].get(KEYS)
    if not isinstance(keys, Keys):
        return None
    if place.whole is not None and is_unwritten(lo, place):
        return infer.type_of(place.whole)
    if known_lists.is_known(binding):
        return known_lists.type_of(lo, binding)
    if definitions.is_sequence(place.cls):
        items = lo.state.frames[place.number].get("items")
        return None if items is None else lo.type_of(items)
    held = lo.state.frames[place.number]
    found = [known_type(lo, held[held_name(key)]) for key in keys.keys]
    layout = Layout(DICT, keys.keys) if place.cls is None else Layout(OBJECT, keys.keys, place.cls.name, place.cls)
    return None if None in found else Tuple(tuple(found), layout)


def known_type(lo: Lowering, binding: Binding) -> Type | None:
    match binding:
        case Const(value) if not isinstance(value, (int, float, complex)):
            return Known(value)
        case UserFunction(value=value) | Library(value=value) if value is not None:
            return Known(value)
    return lo.type_of(binding)


# -- reading --------------------------------------------------------------------------------------------------


def keys_of(lo: Lowering, binding: Object, node: gast.AST) -> tuple:
    """Return the keys of a dict, or the names of an object's attributes, in order."""
    readable(lo, binding.place, node)
    found = lo.state.frames[binding.place.number][KEYS]
    if not isinstance(found, Keys):
        what = f"which keys {binding.place.words} has"
        lo.refuse(node, f"{what} differs between the paths to here", "", "give it the same keys on every path", UnknownItemError)
    return found.keys


def own_key(lo: Lowering, place: Place, key: Any) -> Any:
    """Return a dict's own key where it has one that equals this one (True is 1), else the key."""
    keys = lo.state.frames[place.number][KEYS]
    return next((one for one in keys.keys if one == key), key) if isinstance(keys, Keys) else key


def item_of(lo: Lowering, binding: Object, key: Any, node: gast.AST) -> Binding | None:
    """Return what an object holds under a key, None where it holds nothing there."""
    place = binding.place
    readable(lo, place, node)
    found = lo.state.frames[place.number].get(held_name(own_key(lo, place, key)))
    if isinstance(found, Conflict):
        what = f"what {place.words} holds as {key!r} differs between the paths to here"
        lo.refuse(node, what, found.why, "give it one form on every path", UnknownItemError)
    return None if found is None or isinstance(found, Missing) else found


def readable(lo: Lowering, place: Place, node: gast.AST) -> None:
    """Refuse to read an object that may have been written by code that isn't known."""
    if place.number not in lo.state.frames:
        lo.refuse(node, f"{place.words} is not followed to here", "it was made on one path only", "make it before")
    stale = lo.state.stale.get(place)
    if stale is not None:
        why = f"what {place.words} holds is not known after that"
        lo.refuse(stale.origin, f"{stale.written} may have been written", why, "pass its items", AliasingError)


# -- writing --------------------------------------------------------------------------------------------------


def hold(lo: Lowering, binding: Object, key: Any, item: Binding | None, node: gast.AST) -> None:
    """Let an object hold something under a key; None removes the key."""
    place, name = binding.place, held_name(own_key(lo, binding.place, key))
    writable(lo, place, node)
    lo.touch((place.number, name))
    frame = lo.state.frames[place.number]
    keys = frame[KEYS]
    if item is None:
        lo.touch((place.number, KEYS))
        del frame[name]
        frame[KEYS] = Keys(tuple(one for one in keys_of(lo, binding, node) if one != key))
        return
    if leads_to(lo, item, place):
        lo.refuse(node, f"{place.words} holds itself", "its items can't be told apart", "keep a copy", AliasingError)
    if name not in frame or isinstance(frame[name], Missing):
        lo.touch((place.number, KEYS))
        frame[KEYS] = Keys((*keys.keys, key)) if isinstance(keys, Keys) else keys
    if place.name is not None:
        label(lo, item, place.label(name), place.scope)
    lo.state.set(place.number, name, item)


def leads_to(lo: Lowering, item: Binding, place: Place) -> bool:
    """Say whether an object is reached from what it is about to hold."""
    # A method of its own that an object holds is a function, which nothing takes for a part of it.
    return not isinstance(item, Partial) and place in lo.state.within(item)


def writable(lo: Lowering, place: Place, node: gast.AST) -> None:
    """Refuse to write an object of which it isn't known which one it is, or that isn't the function's own."""
    readable(lo, place, node)
    fixed = lo.state.fixed.get(place)
    if fixed is not None:
        line = f" (line {fixed.origin.line})" if fixed.origin.line else ""
        why = f"{fixed.written}{line}: what else changes can't be told"
        lo.refuse(node, f"{place.words} is written", why, "make a new one instead", UnknownObjectError)
    if place.kind == GLOBAL:
        why = "a derivative must not change what is outside of it"
        lo.refuse(node, f"{place.words} is written", why, "make a new one from its items")
    if place.kind == ITEM:
        why = "which names lead to it can't be told"
        lo.refuse(node, f"{place.words} is written", why, "make a new one from its items", AliasingError)
    if place.kind == PARAMETER:
        lo.writes_out = True
        if place not in lo.changed:
            lo.changed.append(place)


def keep(lo: Lowering, item: Binding) -> None:
    """Let the objects that a list now holds be written no more: what is read from the list is another name of theirs."""
    for place in lo.state.within(item):
        lo.state.fixed.setdefault(place, Stale(f"{place.words} stands in a list", lo.origin(lo.statement)))


def label_value(value: Operand, name: str, scope: str | None) -> None:
    """Name a value after the variable that it is first assigned to."""
    if isinstance(value, Value) and not value.named and value.name is None:
        # A variable of srcad's own, <total>, is told apart by its brackets; they are no part of its name.
        value.name, value.named = name.strip("<>"), not name.startswith("<")
        value.entity = (name,) if scope is None else (name, scope)


def label(lo: Lowering, item: Binding, name: str, scope_: str | None) -> None:
    """Name a value after the object that holds it."""
    if name.startswith("<"):
        return
    match item:
        case Ref(buffer, ()):
            value = lo.state.versions[buffer]
            buffer.name = buffer.name or name
        case Items(_, whole):
            value = whole
        case Object(place):
            place.name, place.scope = place.name or name, scope_
            return
        case _:
            value = item
    if isinstance(value, Value) and value.name is None:
        value.name, value.entity = name, entity(name, scope_)


def christen(lo: Lowering, place: Place, name: str, scope_: str | None) -> None:
    """Name an object, and what it holds, after the variable that it is first assigned to."""
    if not name.strip("<>").isidentifier():
        return  # an item of a list that came in
    if isinstance(place.whole, Value):
        label_value(place.whole, name, scope_)
    if place.name is not None:
        return
    place.name, place.scope = name.strip("<>"), scope_
    for held, item in lo.state.frames[place.number].items():
        if place.cls is LISTED and isinstance(item, Object):
            christen(lo, item.place, place.label(held), scope_)
        if not held.startswith("<"):
            label(lo, item, place.label(held), scope_)


def mark(lo: Lowering, binding: Binding, kind: str, name: str | None = None) -> None:
    """Say of an object, and of those in it, where they come from."""
    for place in objects(binding):
        place.kind, place.name = kind, place.name or name
        for item in lo.state.frames[place.number].values():
            mark(lo, item, kind, name)
