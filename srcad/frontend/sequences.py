"""Sequences whose items are known before the run, one by one; and displays and targets with a star in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import gast

from srcad.errors import ArgumentError, UnknownItemError
from srcad.frontend import (
    definitions,
    inlining,
    known_lists,
    lower_comprehensions,
    lower_expressions,
    lower_library,
    lower_subscripts,
    lower_writes,
    rows,
    streams,
)
from srcad.frontend.bindings import (
    Binding,
    Closure,
    Items,
    Iteration,
    Library,
    Maker,
    Object,
    Partial,
    Ref,
    Spread,
    Stream,
    UserFunction,
)
from srcad.frontend.context import Lowering
from srcad.ir.nodes import Const, Slice
from srcad.ir.types import Array, List, Tuple

# A range longer than this is a loop, whatever is asked of it.
LONGEST = 64


def known_items(lo: Lowering, binding: Binding) -> list[Binding] | None:
    """Return the items of a sequence, None where only the run can tell how many there are."""
    match binding:
        case Items(items):
            return list(items)
        case Object() if known_lists.is_known(binding):
            return known_lists.items_of(lo, binding, lo.statement)
        case Ref(buffer, ()) if lo.state.versions[buffer] in lo.displays:
            # A list that nothing was written to since; what only it holds may be followed no longer.
            items = list(lo.displays[lo.state.versions[buffer]])
            return items if all(is_followed(lo, item) for item in items) else None
        case Const(str(text)):
            return [Const(one) for one in text]
        case Stream():
            return streams.collected(lo, binding)
        case Iteration("range", (Const(int(start)), Const(int(stop)), Const(int(step)))) if step:
            found = range(start, stop, step)
            return [Const(k) for k in found] if len(found) <= LONGEST else None
        case Iteration("zip", parts):
            columns = [column(lo, part) for part in parts]
            endless = all(isinstance(part, Iteration) and part.kind == "cycle" for part in parts)
            return None if None in columns or endless else [Items(row) for row in zip(*columns, strict=False)]
        case Iteration("enumerate", (inner, Const(int(start)))):
            items = known_items(lo, inner)
            return None if items is None else [Items((Const(k), one)) for k, one in enumerate(items, start)]
        case Iteration("reversed", (inner,)):
            items = known_items(lo, inner)
            return None if items is None else items[::-1]
    return None


def column(lo: Lowering, binding: Binding) -> Iterable[Binding] | None:
    """Return what a part of zip() gives, over and over again if it is a cycle."""
    if not (isinstance(binding, Iteration) and binding.kind == "cycle"):
        return known_items(lo, binding)
    items = known_items(lo, binding.parts[1])
    return None if items is None else itertools.cycle(items)


def is_followed(lo: Lowering, binding: Binding) -> bool:
    """Say whether the memory and the objects that a binding leads to are still known of."""
    match binding:
        case Ref(buffer):
            return buffer in lo.state.versions
        case Items(items):
            return all(is_followed(lo, item) for item in items)
        case Object(place):
            return place.number in lo.state.frames
    return True


def indexed(lo: Lowering, node: gast.AST, binding: Binding) -> Binding:
    """Return a sequence as one that has a length and an index: a list, where it is none."""
    if not isinstance(binding, (Stream, Iteration)):
        return binding
    if isinstance(binding, Iteration) and binding.kind == "range":
        start, _, step = binding.parts
        if all(isinstance(part, Const) for part in (start, step)) and (start.value, step.value) == (0, 1):
            return binding
    items = known_items(lo, binding)
    return lower_comprehensions.listed_from(lo, node, binding) if items is None else Items(tuple(items))


# -- displays ---------------------------------------------------------------------------------------------


def packed(lo: Lowering, node: gast.AST, elts: list[gast.AST]) -> Items:
    """Return a tuple display."""
    found: list[Binding] = []
    for part in elts:
        if not isinstance(part, gast.Starred):
            found.append(lower_expressions.expression(lo, part))
            continue
        items = known_items(lo, lower_expressions.expression(lo, part.value))
        if items is None:
            lo.refuse(part, "* unpacking into a tuple is not supported here", "its length isn't known", "make a list", UnknownItemError)
        found.extend(items)
    return Items(tuple(found))


def listed(lo: Lowering, node: gast.AST, elts: list[gast.AST]) -> Binding:
    """Return a list display; what a star gives is appended where its length isn't known."""
    found: list[Binding] = []
    made: Binding | None = None
    for part in elts:
        if not isinstance(part, gast.Starred):
            found.append(lower_expressions.expression(lo, part))
            continue
        binding = lower_expressions.expression(lo, part.value)
        items = known_items(lo, binding)
        if items is not None:
            found.extend(items)
            continue
        made, found = joined(lo, node, made, found), []
        made = lower_comprehensions.extended(lo, node, made, binding)
    return joined(lo, node, made, found)


def gathered(lo: Lowering, node: gast.AST, parts: tuple[Binding, ...]) -> Binding:
    """Return a list of parts, of `Spread` ones their items."""
    made, found = None, []
    for part in parts:
        if isinstance(part, Spread):
            made, found = lower_comprehensions.extended(lo, node, joined(lo, node, made, found), part.subject), []
        else:
            found.append(part)
    return joined(lo, node, made, found)


def columns(lo: Lowering, node: gast.AST, table: Binding) -> Binding:
    """Return what zip(*rows) gives: lists for the tuples, as many as the rows have items."""
    type_ = lo.type_of(table)
    if isinstance(type_, List) and isinstance(type_.item, Tuple):
        places = range(len(type_.item.items))
        return Items(tuple(defined(lo, node, "column", {"rows": table, "k": Const(k)}) for k in places))
    return defined(lo, node, "columns", {"rows": table})


def defined(lo: Lowering, node: gast.AST, name: str, bound: dict[str, Binding]) -> Binding:
    return inlining.inline(lo, node, definitions.find(f"builtins.{name}"), bound, None)


def is_function(binding: Binding) -> bool:
    """Say whether a binding is a function, which no operand stands for."""
    if isinstance(binding, Library):
        return callable(binding.value) if binding.has_value else lower_library.known(binding.qualified)
    return isinstance(binding, (Closure, Maker, Partial, UserFunction))


def joined(lo: Lowering, node: gast.AST, made: Binding | None, found: list[Binding]) -> Binding:
    """Return a list under construction, with these items behind what it has; one of functions is known item by item."""
    if made is None and not found and node in lo.rows:
        return rows.empty(lo, node)
    if made is None and known_lists.wanted(lo, found):
        return known_lists.made(lo, node, found)
    if made is None and any(map(is_function, found)):
        return Items(tuple(found))
    if made is None:
        return lower_expressions.display(lo, node, found)
    for item in found:
        lower_writes.append(lo, made, item, node)
    return made


# -- targets ----------------------------------------------------------------------------------------------


def unpacked_around(lo: Lowering, target: gast.Tuple | gast.List, binding: Binding) -> list[Binding]:
    """Return what each part of a target with a star in it is assigned."""
    (star,) = (k for k, part in enumerate(target.elts) if isinstance(part, gast.Starred))
    behind = len(target.elts) - star - 1
    items = known_items(lo, binding)
    if items is None:
        return unpacked_at_run(lo, target, binding, star, behind)
    stop = len(items) - behind
    if stop < star:
        what = f"{len(items)} values are unpacked into {len(target.elts)} targets"
        lo.refuse(target, what, "", "", ArgumentError)
    middle = joined(lo, target, None, items[star:stop])
    return [*items[:star], middle, *items[stop:]]


def unpacked_at_run(lo: Lowering, target: gast.AST, binding: Binding, star: int, behind: int) -> list[Binding]:
    """Return the parts of a list or an array that is unpacked around a star."""
    rest = Slice(Const(star) if star else None, Const(-behind) if behind else None)
    middle = lower_subscripts.element(lo, binding, (rest,), target)
    if isinstance(binding, Ref) and isinstance(lo.type_of(binding), Array):
        middle = lower_comprehensions.extended(lo, target, lower_expressions.display(lo, target, []), middle)
    before = [lower_subscripts.element(lo, binding, (Const(k),), target) for k in range(star)]
    after = [lower_subscripts.element(lo, binding, (Const(k - behind),), target) for k in range(behind)]
    return [*before, middle, *after]
