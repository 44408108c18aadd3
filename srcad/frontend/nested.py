"""Lists and arrays in lists: where they are places in the outer list, and how those are written.

    t = [[0.0] * n for _ in range(m)]      the rows are separate objects, so t[i] is a place,
    t[i][j] = v                            as a row of a matrix is: one store into t
    params[k] -= step                      params[k] = params[k] - step: an array in a list is replaced

A list whose items may be one object under two indices is no such tree: what a write to an item changes there can't be told.
"""

from __future__ import annotations

from collections.abc import Iterable

import gast

from srcad.analysis import infer
from srcad.frontend import lower_expressions
from srcad.frontend.bindings import Binding, Buffer, Items, Object, Ref, holds_memory, path_key
from srcad.frontend.context import Lowering
from srcad.frontend.memory import State, buffers
from srcad.ir import nodes
from srcad.ir.nodes import Path, Subscript
from srcad.ir.types import List, Type


# What makes a list of each item of its arguments once.
COPYING = ("numpy.copy", "builtins.list", "operator.add")


def split(type_: Type, path: Path) -> tuple[Path, Path]:
    """Return the part of a path that leads through lists, and the rest."""
    k = 0
    while k < len(path) and isinstance(type_, List) and not isinstance(path[k][0], nodes.Slice):
        type_, k = type_.item, k + 1
    return path[:k], path[k:]


def through_lists(lo: Lowering, place: Ref) -> Path:
    """Return the part of a place's path that leads through lists."""
    return split(infer.type_of(lo.state.versions[place.buffer]), place.path)[0]


def is_place(lo: Lowering, base: Binding, subscript: Subscript) -> bool:
    """Say whether an item of a list is a place in it: an object that only the list has, and only once."""
    if not isinstance(base, Ref) or isinstance(subscript[0], nodes.Slice) or base.buffer not in lo.state.trees:
        return False
    type_ = lo.type_of(base)
    return isinstance(type_, List) and holds_memory(type_.item)


# -- trees ------------------------------------------------------------------------------------------------


def note_display(lo: Lowering, made: Binding, items: list[Binding]) -> None:
    """Note that a new list is a tree, where its items are separate objects."""
    if isinstance(made, Ref) and are_apart(lo.state, items):
        lo.state.trees.add(made.buffer)


def note_item(lo: Lowering, holder: Buffer, item: Binding) -> None:
    """Note that a list isn't a tree any more, where it is given an item that it may have already."""
    known = lo.state.held(holder) | lo.state.aliases(holder)
    reached = [one for buffer in buffers(item, lo.state) for one in lo.state.aliases(buffer) | lo.state.held(buffer)]
    if not is_tree(lo.state, item) or known & set(reached):
        lo.state.trees.discard(holder)


def are_apart(state: State, items: Iterable[Binding]) -> bool:
    """Say whether items are separate objects, and each of them a tree."""
    known: set[Buffer] = set()
    for item in items:
        reached = {one for buffer in buffers(item, state) for one in state.aliases(buffer) | state.held(buffer)}
        if known & reached or not is_tree(state, item):
            return False
        known |= reached
    return True


def is_tree(state: State, item: Binding) -> bool:
    """Say whether an item's own items, if it has any, are separate objects."""
    match item:
        case Ref(buffer):
            type_ = infer.type_of(state.versions[buffer])
            return not isinstance(type_, List) or not holds_memory(type_.item) or buffer in state.trees
        case Items() | Object():
            return not buffers(item, state)
    return True


def note_copy(lo: Lowering, made: Binding, parts: list[Binding]) -> None:
    """Note that a list made of the items of others is a tree, where they are and share no item."""
    lists = [part for part in parts if isinstance(part, Ref)]
    if isinstance(made, Ref) and are_apart(lo.state, lists):
        lo.state.trees.add(made.buffer)


# -- writing to what is in a list -------------------------------------------------------------------------


def item_copy(lo: Lowering, place: Ref, node: gast.AST) -> tuple[Ref, Ref]:
    """Return the place of an array or list in a list, and a copy of what is there, to be changed and put back."""
    where = through_lists(lo, place)
    item = lower_expressions.read(lo, place.buffer, where, node)
    is_list = isinstance(infer.type_of(item), List)
    op = "builtins.list" if is_list else "numpy.copy"
    copy = lo.apply(node, op, (item,), form=nodes.METHOD, text="copy", type_=infer.type_of(item))
    made = lo.bind(copy)
    lo.state.trees |= {made.buffer} if place.buffer in lo.state.trees else set()
    return Ref(place.buffer, where), Ref(made.buffer, place.path[len(where) :])


def detach(lo: Lowering, buffer: Buffer, node: gast.AST, leaving: Path | None = None) -> None:
    """Let names of places in a list stand for the objects that are there now: the places change.

    The object at the path that is `leaving` the list is in it no longer.
    """
    for names in lo.state.frames.values():
        for name, binding in list(names.items()):
            names[name] = detached(lo, binding, buffer, node, leaving)


def detached(
    lo: Lowering, binding: Binding, buffer: Buffer | None, node: gast.AST, leaving: Path | None = None
) -> Binding:
    """Return a binding in which places in a list (None for any) are the objects that are there now."""
    match binding:
        case Items(items) if any(places(lo, item, buffer) for item in items):
            return Items(tuple(detached(lo, item, buffer, node, leaving) for item in items), layout=binding.layout)
        case Ref(holder, path) if places(lo, binding, buffer):
            where = through_lists(lo, binding)
            made = lo.bind(lower_expressions.read(lo, holder, where, node))
            if leaving is None or path_key(where) != path_key(leaving):
                for inner in buffers(made, lo.state):
                    lo.state.hold(holder, inner)
            return Ref(made.buffer, path[len(where) :]) if isinstance(made, Ref) else made
    return binding


def places(lo: Lowering, binding: Binding, buffer: Buffer | None) -> bool:
    """Say whether a binding is, or holds, a place in a list."""
    match binding:
        case Items(items):
            return any(places(lo, item, buffer) for item in items)
        case Ref(holder):
            return (buffer is None or holder is buffer) and holder in lo.state.versions and bool(through_lists(lo, binding))
    return False


def widened(type_: Type, depth: int, value: Type, join) -> Type:
    """Return the type of a list that a value is put into, so many lists deep."""
    if not isinstance(type_, List):
        return type_
    return List(join(type_.item, value) if depth == 1 else widened(type_.item, depth - 1, value, join))


