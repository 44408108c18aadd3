"""Lowers what writes to memory: stores, appends and pops."""

from __future__ import annotations

import gast

from srcad.analysis import infer
from srcad.errors import AliasingError
from srcad.frontend import forms, lower_expressions, nested, objects, written_views
from srcad.frontend.bindings import GLOBAL, LENT, PARAMETER, Binding, Buffer, Ref, holds_memory
from srcad.frontend.context import Lowering, Restart
from srcad.frontend.memory import Stale, buffers
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Path, Value
from srcad.ir.types import List, Tuple, Type, present


def store(lo: Lowering, place: Ref, value: Operand, node: gast.AST, add: bool = False) -> None:
    """Write to a place: `place[...] = value`, or add to it."""
    if nested.through_lists(lo, place):
        where, item = nested.item_copy(lo, place, node)
        store(lo, item, value, node, add)
        put_back(lo, where, Ref(item.buffer), node)
        return
    source = prepared(lo, place.buffer, node)
    result = next_version(lo, source, present(infer.type_of(source)), node)
    lo.out.append(nodes.Store(result, source, place.path, value, add, result.origin))
    advance(lo, place.buffer, result, node)


def put_back(lo: Lowering, place: Ref, item: Binding, node: gast.AST) -> None:
    """Replace an item of a list by a changed copy of it: whoever else holds the item would see it change."""
    store_item(lo, place, place.path, item, node, changed=True)


def add_to_item(lo: Lowering, place: Ref, path: Path, value: Operand, node: gast.AST) -> None:
    """Add to a number in a list."""
    there = lower_expressions.read(lo, place.buffer, path, node)
    total = infer.result_type("operator.add", (there, value), {})
    store_operand(lo, place, path, value, total, node, add=True)


def store_item(
    lo: Lowering, place: Ref, path: Path, item: Binding, node: gast.AST, changed: bool = False
) -> None:
    """Replace an item of a list; the list then holds what was assigned."""
    value = lower_expressions.operand(lo, item, node)
    if buffers(item, lo.state) and not changed:
        nested.detach(lo, place.buffer, node, leaving=path)
        nested.note_item(lo, place.buffer, item)
    store_operand(lo, place, path, value, infer.type_of(value), node, changed)
    held(lo, place.buffer, item)


def store_operand(
    lo: Lowering, place: Ref, path: Path, value: Operand, type_: Type, node: gast.AST, changed: bool = False, add=False
) -> None:
    """Append the store of a value into a list, of a type that its items have then."""
    deep = len(path) > 1
    if deep or changed:
        lo.deep |= {other.name for other in lo.state.aliases(place.buffer) if other.kind == PARAMETER}
    source = prepared(lo, place.buffer, node, deep=deep)
    result = next_version(lo, source, of_one_kind(lo, node, widened(source, type_, len(path)), source, value), node)
    lo.out.append(nodes.Store(result, source, path, value, add, result.origin))
    advance(lo, place.buffer, result, node, deep or changed)


def not_inside(lo: Lowering, place: Ref, node: gast.AST) -> None:
    """Refuse to change the length of a list in a list."""
    if place.path:
        lo.refuse(node, "a list in a list changes its length here", "", "build it first, then put it in", AliasingError)


def append(lo: Lowering, place: Ref, item: Binding, node: gast.AST, at: Operand | None = None) -> None:
    """Append to a list, or insert into it; the list then holds what was appended."""
    not_inside(lo, place, node)
    value = lower_expressions.operand(lo, item, node)
    nested.detach(lo, place.buffer, node)
    nested.note_item(lo, place.buffer, item)
    source = prepared(lo, place.buffer, node, resized=True)
    result = next_version(lo, source, of_one_kind(lo, node, widened(source, infer.type_of(value)), source, value), node)
    lo.out.append(nodes.Append(result, source, value, result.origin, at))
    advance(lo, place.buffer, result, node)
    held(lo, place.buffer, item)


def replace(lo: Lowering, place: Ref, items: Binding, node: gast.AST) -> None:
    """Let a list go on, under its own name, as a list that was just made."""
    not_inside(lo, place, node)
    made = lower_expressions.operand(lo, items, node)
    nested.detach(lo, place.buffer, node)
    source = prepared(lo, place.buffer, node, resized=True)
    if isinstance(source, Value):
        made.name, made.named, made.entity = source.name, source.named, source.entity
    for inner in buffers(items, lo.state):
        for one in lo.state.held(inner):
            lo.state.hold(place.buffer, one)
        if inner not in lo.state.trees:
            lo.state.trees.discard(place.buffer)
    advance(lo, place.buffer, made, node)


def pop(lo: Lowering, place: Ref, node: gast.AST, at: Operand | None = None) -> Binding:
    """Take the last item off a list, or another one out of it."""
    not_inside(lo, place, node)
    nested.detach(lo, place.buffer, node)
    source = prepared(lo, place.buffer, node, resized=True)
    type_ = infer.type_of(source)
    result = next_version(lo, source, type_, node)
    value = Value(infer.element_type(type_), origin=result.origin)
    lo.out.append(nodes.Pop(result, value, source, result.origin, at))
    advance(lo, place.buffer, result, node)
    item = lo.bind(value)
    held(lo, place.buffer, item)
    return item


def held(lo: Lowering, holder: Buffer, item: Binding) -> None:
    objects.keep(lo, item)
    for buffer in buffers(item, lo.state):
        if buffer is holder:
            lo.refuse(lo.statement, "a list that holds itself is not supported", "", "append a copy", AliasingError)
        lo.state.hold(holder, buffer)


def widened(source: Operand, item: Type, depth: int = 1) -> Type:
    """Return the type of a list that an item is put into, so many lists deep."""
    return nested.widened(infer.type_of(source), depth, forms.plain(item), forms.join_types)


def of_one_kind(lo: Lowering, node: gast.AST, type_: Type, source: Operand, value: Operand) -> Type:
    """Return the type of a list with another item in it, unless it says nothing of what carries a derivative."""
    if isinstance(type_, List):
        lower_expressions.of_one_kind(lo, node, type_.item, (source, value))
    return type_


def next_version(lo: Lowering, source: Operand, type_: Type, node: gast.AST) -> Value:
    """Return a value for the next version of a buffer; it keeps the name."""
    if isinstance(source, Value):
        return Value(type_, source.name, source.named, source.entity, lo.origin(node))
    return Value(type_, origin=lo.origin(node))


def while_walked(lo: Lowering, buffer: Buffer, node: gast.AST, resized: bool) -> None:
    """Let the loops that walk a buffer do so by position, since it is written; they can't follow a change of length."""
    touched, aliases = lo.state.touched(buffer), lo.state.aliases(buffer)
    walked = [one for one in lo.state.walked if one.buffer in touched]
    if resized and any(one.buffer in aliases for one in walked):
        name = walked[0].buffer.name or "what is iterated over"
        what = f"{name!r} changes its length while a loop walks it"
        lo.refuse(node, what, "", "loop over a copy of it", AliasingError)
    again = frozenset(one.loop for one in walked if not one.by_position)
    if again:
        raise Restart(again)


def prepared(lo: Lowering, buffer: Buffer, node: gast.AST, resized: bool = False, deep: bool = False) -> Operand:
    """Return the version to write to; memory that may have another name is copied first."""
    lower_expressions.fresh(lo, buffer, node)
    while_walked(lo, buffer, node, resized)
    if buffer.kind == GLOBAL:
        lo.refuse(
            node, f"{buffer.name!r} is written", "a derivative must not change what is outside of it", "copy it first"
        )
    lo.writes_out |= comes_in(lo, buffer)
    lo.written |= {other.name for other in lo.state.aliases(buffer) if other.kind == PARAMETER}
    version = lo.state.versions[buffer]
    # What is stale by this write may still be kept for the backward pass: its memory must not be written.
    if lo.state.steps(buffer):
        written_views.ask_for_checks(lo, buffer)
        return version
    return own_copy(lo, buffer, version, node, deep) if lo.state.linked(buffer) else version


def comes_in(lo: Lowering, buffer: Buffer) -> bool:
    """Say whether a buffer may be the caller's memory."""
    return any(other.kind in (PARAMETER, LENT) for other in lo.state.touched(buffer))


def own_copy(lo: Lowering, buffer: Buffer, version: Operand, node: gast.AST, deep: bool = False) -> Value:
    """Return a copy of a version, named as it is."""
    if deep:
        result = lo.apply(node, "srcad.runtime.copy_list", (version,), type_=infer.type_of(version))
    else:
        op = "builtins.list" if isinstance(infer.type_of(version), List) else "numpy.copy"
        result = lo.apply(node, op, (version,), form=nodes.METHOD, text="copy", type_=infer.type_of(version))
    if isinstance(version, Value):
        result.name, result.named, result.entity = version.name, version.named, version.entity
    lo.state.versions[buffer] = result
    return result


def leave_behind(lo: Lowering, buffer: Buffer, node: gast.AST) -> None:
    """Note that other arguments, if they share the memory that is written, show something else now."""
    written = {lo.arguments[one] for one in lo.state.aliases(buffer) if one in lo.arguments}
    for name in written:
        if isinstance(lo.values[name].type, Tuple) and count_of(lo.values[name].type) > 1:
            lo.deep.add(name)  # two of its items may be one array
        for other, value in lo.values.items():
            if other != name and may_hold(value.type):
                lo.state.behind.setdefault(other, (name, lo.origin(node)))


def count_of(type_: Type) -> int:
    """Return how many pieces of memory an argument of a type holds; a list of them counts as two."""
    match type_:
        case Tuple(items):
            return sum(map(count_of, items))
        case List(item):
            return 1 + may_hold(item)
    return int(holds_memory(type_))


def may_hold(type_: Type) -> bool:
    """Say whether an argument of a type is memory, or holds some."""
    return holds_memory(type_) or isinstance(type_, Tuple) and any(map(may_hold, type_.items))


def advance(lo: Lowering, buffer: Buffer, result: Value, node: gast.AST, deep: bool = False) -> None:
    """Go on with a buffer's next version; what may share its memory is made again, or goes stale."""
    leave_behind(lo, buffer, node)
    lo.touch(buffer)
    if lo.state.steps(buffer):
        lo.state.versions[buffer] = result
        written_views.in_step(lo, buffer, node)
        return
    stale = Stale(f"'{buffer.name}'" if buffer.name else "an array", lo.origin(node))
    lo.state.written(buffer, result, stale, deep)
    lo.state.separate(buffer)
