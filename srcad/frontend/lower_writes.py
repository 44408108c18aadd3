"""Lowers what writes to memory: stores, appends and pops."""

from __future__ import annotations

import gast

from srcad.analysis import infer
from srcad.errors import AliasingError
from srcad.frontend import forms, lower_expressions
from srcad.frontend.bindings import GLOBAL, LENT, PARAMETER, Binding, Buffer, Ref
from srcad.frontend.context import Lowering
from srcad.frontend.memory import Stale, buffers
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Path, Value
from srcad.ir.types import List, Type


def store(lo: Lowering, place: Ref, value: Operand, node: gast.AST, add: bool = False) -> None:
    """Write to a place: `place[...] = value`, or add to it."""
    source = prepared(lo, place.buffer, node)
    result = next_version(lo, source, source.type if isinstance(source, Value) else infer.type_of(source), node)
    lo.out.append(nodes.Store(result, source, place.path, value, add, result.origin))
    advance(lo, place.buffer, result, node)


def store_item(lo: Lowering, place: Ref, path: Path, item: Binding, node: gast.AST) -> None:
    """Replace an item of a list; the list then holds what was assigned."""
    value = lower_expressions.operand(lo, item, node)
    source = prepared(lo, place.buffer, node)
    type_ = widened(source, value)
    result = next_version(lo, source, type_, node)
    lo.out.append(nodes.Store(result, source, path, value, False, result.origin))
    advance(lo, place.buffer, result, node)
    held(lo, place.buffer, item)


def append(lo: Lowering, place: Ref, item: Binding, node: gast.AST) -> None:
    """Append to a list; the list then holds what was appended."""
    value = lower_expressions.operand(lo, item, node)
    source = prepared(lo, place.buffer, node)
    result = next_version(lo, source, widened(source, value), node)
    lo.out.append(nodes.Append(result, source, value, result.origin))
    advance(lo, place.buffer, result, node)
    held(lo, place.buffer, item)


def pop(lo: Lowering, place: Ref, node: gast.AST) -> Binding:
    """Take the last item off a list."""
    source = prepared(lo, place.buffer, node)
    type_ = infer.type_of(source)
    result = next_version(lo, source, type_, node)
    value = Value(infer.element_type(type_), origin=result.origin)
    lo.out.append(nodes.Pop(result, value, source, result.origin))
    advance(lo, place.buffer, result, node)
    item = lo.bind(value)
    held(lo, place.buffer, item)
    return item


def held(lo: Lowering, holder: Buffer, item: Binding) -> None:
    for buffer in buffers(item):
        if buffer is holder:
            lo.refuse(lo.statement, "a list that holds itself is not supported", "", "append a copy", AliasingError)
        lo.state.hold(holder, buffer)


def widened(source: Operand, value: Operand) -> Type:
    """Return the type of a list that a value is put into."""
    type_ = infer.type_of(source)
    if not isinstance(type_, List):
        return type_
    return List(forms.join_types(type_.item, forms.plain(infer.type_of(value))))


def next_version(lo: Lowering, source: Operand, type_: Type, node: gast.AST) -> Value:
    """Return a value for the next version of a buffer; it keeps the name."""
    if isinstance(source, Value):
        return Value(type_, source.name, source.named, source.entity, lo.origin(node))
    return Value(type_, origin=lo.origin(node))


def prepared(lo: Lowering, buffer: Buffer, node: gast.AST) -> Operand:
    """Return the version to write to; memory that may have another name is copied first."""
    lower_expressions.fresh(lo, buffer, node)
    walked = lo.state.aliases(buffer) & lo.state.walked
    if walked:
        name = next(iter(walked)).name or "what is iterated over"
        lo.refuse(node, f"{name!r} is written while a loop walks it", "", "loop over a copy of it", AliasingError)
    if buffer.kind == GLOBAL:
        lo.refuse(
            node, f"{buffer.name!r} is written", "a derivative must not change what is outside of it", "copy it first"
        )
    lo.writes_out |= comes_in(lo, buffer)
    lo.written |= {other.name for other in lo.state.aliases(buffer) if other.kind == PARAMETER}
    version = lo.state.versions[buffer]
    # What is stale by this write may still be kept for the backward pass: its memory must not be written.
    return own_copy(lo, buffer, version, node) if lo.state.linked(buffer) else version


def comes_in(lo: Lowering, buffer: Buffer) -> bool:
    """Say whether a buffer may be the caller's memory."""
    return any(other.kind in (PARAMETER, LENT) for other in lo.state.touched(buffer))


def own_copy(lo: Lowering, buffer: Buffer, version: Operand, node: gast.AST) -> Value:
    """Return a copy of a version, named as it is."""
    op = "builtins.list" if isinstance(infer.type_of(version), List) else "numpy.copy"
    result = lo.apply(node, op, (version,), form=nodes.METHOD, text="copy", type_=infer.type_of(version))
    if isinstance(version, Value):
        result.name, result.named, result.entity = version.name, version.named, version.entity
    lo.state.versions[buffer] = result
    return result


def advance(lo: Lowering, buffer: Buffer, result: Value, node: gast.AST) -> None:
    stale = Stale(f"'{buffer.name}'" if buffer.name else "an array", lo.origin(node))
    lo.state.written(buffer, result, stale)
    lo.state.separate(buffer)
