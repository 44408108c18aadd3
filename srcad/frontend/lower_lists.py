"""Lowers the methods of lists; what changes many items at once becomes the new list that it leaves.

    xs.insert(i, v)    xs = xs[:i] + [v] + xs[i:]
    xs[i:j] = ys       xs = xs[:i] + ys + xs[j:]
    xs.extend(ys)      xs = xs + ys
    xs.reverse()       xs = xs[::-1]
    xs.sort()          xs = sorted(xs)
    xs.clear()         xs = []
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer
from srcad.errors import UnsupportedCallError
from srcad.frontend import forms, known_lists, lower_comprehensions, lower_expressions, lower_functions, lower_subscripts, lower_writes
from srcad.frontend.bindings import Binding, Items, Iteration, Ref
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand, Slice
from srcad.ir.types import List, Never

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

METHODS = "append, extend, insert, pop, remove, clear, index, count, sort, reverse and copy"
# Methods that are defined as text.
DEFINED = ("index", "count", "remove")


def method(lo: Lowering, node: gast.Call, name: str, base: Ref, given: Arguments) -> Binding | None:
    """Do what a list's method does that writes to the list; return None for a method that isn't followed."""
    if name == "sort" and not given.args:
        become(lo, node, base, lower_functions.defined(lo, node, "builtins.sorted", type(given)((base,), given.kwargs)))
        return Const(None)
    if given.kwargs:
        return None
    if name in DEFINED:
        return lower_functions.defined(lo, node, f"builtins.list.{name}", type(given)((base, *given.args), {}))
    match name, given.args:
        case "append", (item,):
            if not known_lists.append(lo, base, item, node):
                lower_writes.append(lo, base, item, node)
        case "extend", (items,):
            extend(lo, node, base, items)
        case "insert", (at, item):
            insert(lo, node, base, operand(lo, at, node), item)
        case "pop", () | (Const(-1),):
            return lower_writes.pop(lo, base, node)
        case "pop", (at,):
            return lower_writes.pop(lo, base, node, operand(lo, at, node))
        case "clear", ():
            become(lo, node, base, lower_expressions.display(lo, node, []))
        case "reverse", ():
            become(lo, node, base, part(lo, node, base, Slice(step=Const(-1))))
        case _:
            return None
    return Const(None)


def operand(lo: Lowering, binding: Binding, node: gast.AST) -> Operand:
    return lower_expressions.operand(lo, binding, node)


def extend(lo: Lowering, node: gast.AST, base: Ref, items: Binding) -> None:
    """Append items: one by one where it is known how many there are."""
    if isinstance(items, Items):
        for item in items.items:
            lower_writes.append(lo, base, item, node)
        return
    become(lo, node, base, joined(lo, node, base, as_list(lo, node, items)))


def as_list(lo: Lowering, node: gast.AST, items: Binding) -> Binding:
    """Return what is put into a list as a list."""
    if isinstance(items, Items):
        return lower_expressions.display(lo, node, list(items.items))
    if isinstance(items, Iteration):
        return lower_comprehensions.listed_from(lo, node, items)
    if not isinstance(lo.type_of(items), (List, Never)):
        what = f"a list is extended by {lo.type_of(items)}"
        lo.refuse(node, what, "its items aren't known to be a list's", "append them in a loop", UnsupportedCallError)
    return items


def insert(lo: Lowering, node: gast.AST, base: Ref, at: Operand, item: Binding) -> None:
    """Insert an item; an index of which only the run shows the sign is resolved by slices."""
    if isinstance(at, Const):
        lower_writes.append(lo, base, item, node, at)
        return
    one = lower_expressions.display(lo, node, [item])
    front = part(lo, node, base, Slice(stop=at))
    become(lo, node, base, joined(lo, node, front, one, part(lo, node, base, Slice(start=at))))


def store_slice(lo: Lowering, node: gast.AST, base: Ref, place: Slice, items: Binding | None) -> None:
    """Put other items in the place of a slice; None removes them."""
    if place.step is not None:
        lo.refuse(node, "an assignment to every n-th item of a list is not supported", "", "assign item by item")
    parts = [] if place.start is None else [part(lo, node, base, Slice(stop=place.start))]
    parts += [] if items is None else [as_list(lo, node, items)]
    parts += [] if place.stop is None else [behind(lo, node, base, place)]
    if len(parts) < 2:
        parts.insert(0, lower_expressions.display(lo, node, []))  # joined to it, a list becomes a copy
    become(lo, node, base, joined(lo, node, *parts))


def behind(lo: Lowering, node: gast.AST, base: Ref, place: Slice) -> Binding:
    """Return what stands behind a slice: where it ends before it starts, what stands behind its start."""
    if place.start is None or in_order(place.start, place.stop):
        return part(lo, node, base, Slice(start=place.stop))
    length = lo.apply(node, "builtins.len", (operand(lo, part(lo, node, base, place), node),))
    return part(lo, node, part(lo, node, base, Slice(start=place.start)), Slice(start=length))


def in_order(start: Operand, stop: Operand) -> bool:
    """Say whether a slice surely doesn't end before it starts."""
    match start, stop:
        case Const(int(a)), Const(int(b)):
            return a <= b and (a >= 0) == (b >= 0)
        case Const(0), _:
            return True
    return False


def part(lo: Lowering, node: gast.AST, base: Binding, place: Slice) -> Binding:
    return lower_subscripts.element(lo, base, (place,), node)


def joined(lo: Lowering, node: gast.AST, first: Binding, *others: Binding) -> Binding:
    """Return lists, joined."""
    for other in others:
        args = (operand(lo, first, node), operand(lo, other, node))
        type_ = forms.join_types(*map(infer.type_of, args))
        made = lo.apply(node, "operator.add", args, form=nodes.OPERATOR, type_=type_)
        first = lower_expressions.made(lo, made, [first, other])
    return first


def become(lo: Lowering, node: gast.AST, place: Ref, items: Binding) -> None:
    """Let a list be what another one is: it goes on as a list made anew, under its own name."""
    lower_writes.replace(lo, place, items, node)
