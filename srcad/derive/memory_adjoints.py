"""The adjoints of memory: of parts that are read, of stores into a part or into the whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from srcad.analysis import distinct, infer
from srcad.derive import list_adjoints, new_axes
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Value

if TYPE_CHECKING:
    from srcad.derive.adjoints import Adjoints


def load(adjoints: Adjoints, node: nodes.Load) -> None:
    """Hand the adjoint of what was read on to the part of its source."""
    if node.source in adjoints.reverse.parts:
        return  # a part of a tuple: its adjoint waits for the tuple's own definition
    adjoint = adjoints.take(node.result)
    if adjoint is None or node.source not in adjoints.reverse.active:
        return
    if not node.path:
        return adjoints.contribute(node.source, adjoint)
    path = new_axes.inverse(node)
    if path is None:
        return scatter(adjoints, node.source, node.path, adjoint)
    whole = adjoints.whole(adjoint, node.result)
    alone = whole not in adjoints.shared and not any(whole is other for other in adjoints.of.values())
    part = new_axes.without(adjoints.builder, whole, path) if alone else adjoints.builder.load(whole, path)
    adjoints.contribute(node.source, part)


def can_scatter(adjoints: Adjoints, node: nodes.Load) -> bool:
    """Say whether the adjoint of a loaded element may be added to its source's now, before the load is reached."""
    source = node.source
    if not isinstance(source, Value) or source in adjoints.reverse.parts or source in adjoints.reverse.stale:
        return False
    return isinstance(source.type, types.Array) and source in adjoints.reverse.active and adjoints.of.get(source) is not None


def scatter(adjoints: Adjoints, source: Value, path: nodes.Path, adjoint: Operand) -> None:
    """Add an adjoint into the part of its source's adjoint that a path names."""
    if isinstance(source.type, types.List):
        return list_adjoints.scatter(adjoints, source, path, adjoint)
    fresh = adjoints.of.get(source) is None and distinct.is_basic_path(path)
    adjoints.own(source)
    adjoints.update(source, path, adjoint, add=not fresh)


def store(adjoints: Adjoints, node: nodes.Store) -> None:
    """Hand the adjoint of a part that was written on to what was written; what stood there before has none."""
    if adjoints.of.get(node.result) is None:
        return
    if not node.path:
        return store_whole(adjoints, node)
    wanted = node.value in adjoints.reverse.active
    buffer = adjoints.own(node.result)
    del adjoints.of[node.result]
    if wanted:
        part = adjoints.builder.load(buffer, node.path)
        if isinstance(part.type, (types.Array, types.Unknown)) and distinct.is_basic_path(node.path):
            # The copy comes first: the load may be a view of what is zeroed next.
            part = adjoints.builder.apply("numpy.copy", part, form=nodes.METHOD, text="copy")
        elif not node.add and may_repeat(adjoints, node.path):
            part = of_last_writes(adjoints, part, buffer, node.path)
    adjoints.of[node.source] = buffer
    if not node.add:
        holds_list = wanted and isinstance(part, Value) and isinstance(part.type, types.List)
        zero = adjoints.builder.zeros_like(part) if holds_list else Const(0.0)
        adjoints.update(node.source, node.path, zero, add=False)
    if wanted:
        replaced = isinstance(infer.type_of(node.source), types.List)  # an item for an item
        adjoints.contribute(node.value, part if replaced else infer.unbroadcast(adjoints.builder, part, node.value))
    if node.source not in adjoints.reverse.active:
        adjoints.of.pop(node.source, None)


def may_repeat(adjoints: Adjoints, path: nodes.Path) -> bool:
    """Say whether a path may name an element twice: it has an index by integers that aren't surely distinct."""
    return not all(distinct.names_each_element_once(subscript, adjoints.reverse.defines.get) for subscript in path)


def of_last_writes(adjoints: Adjoints, part: Value, buffer: Value, path: nodes.Path) -> Operand:
    """Return the adjoint of what was written: of several writes to one element, only the last had an effect."""
    builder = adjoints.builder
    base = builder.load(buffer, path[:-1]) if path[1:] else buffer
    items = tuple(map(partial(index_operand, adjoints), path[-1]))
    index = items[0]
    if len(items) > 1:
        index = builder.value(types.Tuple(tuple(map(infer.type_of, items))))
        builder.add(nodes.Apply(index, "tuple", items, origin=builder.origin))
    last = builder.value(types.Array(types.BOOL, getattr(part.type, "dims", None)))
    builder.add(nodes.Apply(last, "srcad.runtime.last_written", (base, index), origin=builder.origin))
    return builder.apply("numpy.where", last, part, Const(0.0))


def index_operand(adjoints: Adjoints, item: nodes.Item) -> Operand:
    """Return an item of a subscript as a value; a slice as a call of `slice`."""
    if not isinstance(item, nodes.Slice):
        return item
    bounds = tuple(Const(None) if bound is None else bound for bound in (item.start, item.stop, item.step))
    made = adjoints.builder.value(types.Opaque())
    adjoints.builder.add(nodes.Apply(made, "builtins.slice", bounds, origin=adjoints.builder.origin))
    return made


def store_whole(adjoints: Adjoints, node: nodes.Store) -> None:
    """Hand the adjoint of a whole array on to what was written to it."""
    adjoint = adjoints.take(node.result)
    value = infer.unbroadcast(adjoints.builder, adjoints.whole(adjoint, node.result), node.value)
    adjoints.contribute(node.value, value)
    if node.add:
        adjoints.contribute(node.source, adjoint)
