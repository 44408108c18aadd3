"""Lowers subscripts: elements, views and copies; and the places that an assignment to one writes.

A basic subscript of an array extends its path, so that a view is read from the current version each time;
integer arrays and masks copy; an item of a list is the object itself, looked up once.
"""

from __future__ import annotations

import gast

from srcad.analysis import infer
from srcad.errors import ArgumentError
from srcad.frontend import enums, grids, iteration, lower_dicts, lower_expressions, lower_operators, nested, sequences
from srcad.frontend.bindings import GLOBAL, Binding, Cut, Items, Iteration, Library, Object, Ref, Spread, Thing, UserClass
from srcad.frontend.context import Lowering
from srcad.frontend.memory import buffers
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global, Item, Operand, Slice, Subscript, Value
from srcad.ir.types import Array, Known, List, Never, Scalar, Tuple, Type, Unknown

BASIC, COPY, UNSURE = "basic", "copy", "unsure"


def load(lo: Lowering, node: gast.Subscript, as_place: bool = False) -> Binding:
    """Return what a subscript stands for when it is read; `as_place` where what it stands for may be written."""
    base = lower_expressions.place(lo, node.value)
    subscript = items(lo, node.slice)
    return element(lo, base, subscript, node, as_place)


def element(lo: Lowering, base: Binding, subscript: Subscript, node: gast.AST, as_place: bool = False) -> Binding:
    match base:
        case Object():
            return lower_dicts.item(lo, node, base, subscript)
        case Items():
            return of_tuple(lo, base, subscript, node)
        case Iteration("range", (start, _, step)) if not isinstance(subscript[0], Slice):
            return of_range(lo, start, step, subscript[0], node)
        case Library() if (made := grids.load(lo, node, base, subscript)) is not None:
            return made
        case UserClass(cls=cls) if cls.is_enum:
            return enums.by_name(lo, node, cls, lower_dicts.key_value(subscript[0]))
        case Thing():
            lo.refuse(node, "this has no items that can be followed", "", "use a tuple, a list or an array")
    type_ = lo.type_of(base)
    if isinstance(type_, Never) or any(isinstance(infer.type_of(one), Never) for one in plain_items(subscript)):
        return Value(Never())
    if isinstance(type_, List):
        if as_place and nested.is_place(lo, base, subscript):
            lower_expressions.fresh(lo, base.buffer, node)
            return Ref(base.buffer, (*base.path, subscript))
        return of_list(lo, base, subscript, node)
    if not isinstance(base, Ref):
        return of_value(lo, base, subscript, node)
    return of_array(lo, base, subscript, type_, node)


def of_range(lo: Lowering, start: Operand, step: Operand, index: Operand, node: gast.AST) -> Binding:
    """Return a number of a range by its position, which is not negative."""
    scaled = index if is_number(step, 1) else lower_operators.binary(lo, node, "Mult", index, step)
    return scaled if is_number(start, 0) else lower_operators.binary(lo, node, "Add", start, scaled)


def is_number(operand: Operand, number: int) -> bool:
    return isinstance(operand, Const) and operand.value == number


def plain_items(subscript: Subscript) -> list[Operand]:
    return [one for one in subscript if not isinstance(one, Slice)]


def of_array(lo: Lowering, base: Ref, subscript: Subscript, type_: Type, node: gast.AST) -> Binding:
    """Return an element, a view or a copy of a part of an array."""
    lower_expressions.fresh(lo, base.buffer, node)
    way = kind(subscript)
    path = (*base.path, subscript)
    if way == COPY:
        source = lower_expressions.operand(lo, base, node)
        return lo.bind(loaded(lo, source, (subscript,), node))
    result = lower_expressions.read(lo, base.buffer, path, node)
    found = infer.type_of(result)
    if isinstance(found, Scalar):
        return result
    if way == BASIC and isinstance(found, Array):
        return Ref(base.buffer, path)
    binding = lo.bind(result)
    for buffer in buffers(binding, lo.state):
        lo.state.share(buffer, base.buffer)
    return binding


def written_out(lo: Lowering, base: Binding, subscript: Subscript) -> Const | None:
    """Return a text, a flag or None that stands at a known place of a list as it was written out."""
    items = sequences.known_items(lo, base) if isinstance(base, Ref) else None
    place = lower_dicts.key_value(subscript[0]) if items is not None and not isinstance(subscript[0], Slice) else None
    if type(place) is not int or not -len(items) <= place < len(items):
        return None
    found = items[place]
    return found if isinstance(found, Const) and isinstance(found.value, (str, bool, type(None))) else None


def of_list(lo: Lowering, base: Binding, subscript: Subscript, node: gast.AST) -> Binding:
    """Return an item of a list, or a new list of some."""
    if (text := written_out(lo, base, subscript)) is not None:
        return text
    if isinstance(base, Ref) and not isinstance(subscript[0], Slice):
        # One load through all lists, as of a matrix.
        lower_expressions.fresh(lo, base.buffer, node)
        binding = lo.bind(lower_expressions.read(lo, base.buffer, (*base.path, subscript), node))
    else:
        binding = lo.bind(loaded(lo, lower_expressions.operand(lo, base, node), (subscript,), node))
    sliced = isinstance(subscript[0], Slice)
    for buffer in buffers(base, lo.state):
        for inner in buffers(binding, lo.state):
            if sliced:
                for held in lo.state.held(buffer):
                    lo.state.hold(inner, held)
            else:
                for held in lo.state.held(buffer) if buffer not in lo.state.trees else ():
                    lo.state.share(inner, held)  # items of this list may overlap
                lo.state.hold(buffer, inner)
    return mark_global(lo, binding) if isinstance(base, Global) and not sliced else binding


def of_value(lo: Lowering, base: Operand, subscript: Subscript, node: gast.AST) -> Binding:
    """Return a part of a module's array, or of something that carries no derivative."""
    type_ = infer.type_of(base)
    if isinstance(type_, Scalar) and subscript in ((), (Const(()),)):
        return base
    if isinstance(type_, Scalar) or isinstance(type_, Known) and not isinstance(type_.value, str):
        lo.refuse(node, f"a subscript of {type_} is not supported", "it is no sequence", "", ArgumentError)
    binding = lo.bind(loaded(lo, base, (subscript,), node))
    return mark_global(lo, binding) if isinstance(base, Global) and kind(subscript) != COPY else binding


def mark_global(lo: Lowering, binding: Binding) -> Binding:
    for buffer in buffers(binding, lo.state):
        buffer.kind, buffer.name = GLOBAL, buffer.name or "a module's array"
    return binding


def loaded(lo: Lowering, source: Operand, path: nodes.Path, node: gast.AST) -> Value:
    result = Value(infer.load_type(infer.type_of(source), path), origin=lo.origin(node))
    lo.out.append(nodes.Load(result, source, path, result.origin))
    return result


def of_tuple(lo: Lowering, base: Items, subscript: Subscript, node: gast.AST) -> Binding:
    """Return an item or a slice of a tuple; an index known at the run only needs items of one kind."""
    match subscript:
        case (Const(int(k)),):
            if not -len(base.items) <= k < len(base.items):
                lo.refuse(
                    node, "this index is outside of the tuple", f"it has {len(base.items)} items", "", ArgumentError
                )
            return base.items[k]
        case (Slice(start, stop, step),) if all(p is None or isinstance(p, Const) for p in (start, stop, step)):
            return Items(base.items[slice(*(None if p is None else p.value for p in (start, stop, step)))])
        case (index,) if not isinstance(index, Slice) and iteration.alike(lo, base):
            return of_list(lo, lower_expressions.display(lo, node, list(base.items)), subscript, node)
    return lo.refuse(
        node, "this index of a tuple isn't known before the run", "its items are of several kinds", "use a list"
    )


# -- what stands between the brackets ----------------------------------------------------------------------


def items(lo: Lowering, node: gast.AST) -> Subscript:
    """Lower what stands between the brackets."""
    if isinstance(node, gast.Tuple):
        return tuple(one for part in node.elts for one in item(lo, part))
    if isinstance(node, gast.Slice):
        return item(lo, node)
    binding = lower_expressions.expression(lo, node)
    if isinstance(binding, Items):
        return tuple(between(lo, one, node) for one in binding.items)
    return (between(lo, binding, node),)


def between(lo: Lowering, binding: Binding, node: gast.AST) -> Item:
    """Return a binding as it stands between brackets."""
    if enums.is_member(binding):
        return Const(enums.plain(binding.value))
    return binding.slice if isinstance(binding, Cut) else lower_expressions.operand(lo, binding, node)


def item(lo: Lowering, node: gast.AST) -> tuple[Item, ...]:
    if isinstance(node, gast.Slice):
        parts = (node.lower, node.upper, node.step)
        return (Slice(*(None if part is None else slice_part(lo, part) for part in parts)),)
    if isinstance(node, gast.Starred):
        binding = lower_expressions.expression(lo, node.value)
        return tuple(between(lo, one, node) for one in sequences.known_items(lo, binding) or [Spread(binding)])
    return (between(lo, lower_expressions.expression(lo, node), node),)


def slice_part(lo: Lowering, node: gast.AST) -> Operand | None:
    operand = lower_expressions.value_of(lo, node)
    return None if isinstance(operand, Const) and operand.value is None else operand


def kind(subscript: Subscript) -> str:
    """Say whether a subscript of an array gives a view (or element), a copy, or one of the two."""
    kinds = {item_kind(one) for one in subscript}
    return COPY if COPY in kinds else UNSURE if UNSURE in kinds else BASIC


def item_kind(one: Item) -> str:
    if isinstance(one, Slice):
        return BASIC
    match infer.type_of(one):
        case Scalar(types.INT) | Known(None):
            return BASIC
        case Known(value) if value is Ellipsis:
            return BASIC
        case Array() | List() | Tuple() | Scalar(types.BOOL) | Known():
            return COPY
        case Unknown():
            return UNSURE
    return UNSURE
