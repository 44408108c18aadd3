"""The adjoints of lists: of items that are read, appended, taken out, repeated and joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srcad.analysis import infer
from srcad.ir import nodes, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Value

if TYPE_CHECKING:
    from srcad.derive.adjoints import Adjoints


def scatter(adjoints: Adjoints, source: Value, path: nodes.Path, adjoint: Operand) -> None:
    """Add an adjoint to an item's."""
    # Items of a list may be shared between lists, so they are replaced, never updated in place.
    buffer = adjoints.own(source)
    before = adjoints.builder.load(buffer, path)
    before.type = infer.type_of(adjoint)
    adjoints.update(source, path, item_sum(adjoints.builder, before, adjoint, infer.load_type(source.type, path)), add=False)


def item_sum(builder: Builder, before: Operand, adjoint: Operand, item: types.Type) -> Operand:
    """Append the sum of two adjoints of an item, a list or a tuple perhaps."""
    if isinstance(item, types.List) or isinstance(infer.type_of(adjoint), types.List):
        return builder.apply(infer.helper("add_lists", item), before, adjoint)  # `+` would join them
    if not isinstance(item, types.Tuple):
        return builder.apply("operator.add", before, adjoint)
    sums = []
    for k, part in enumerate(item.items):
        index = ((Const(k),),)
        left, right = builder.load(before, index), builder.load(adjoint, index)
        left.type = right.type = part
        sums.append(item_sum(builder, left, right, part))
    return builder.packed(sums, item, before)


def append(adjoints: Adjoints, node: nodes.Append) -> None:
    """Take the adjoint of an item off that of the list it was put into."""
    if adjoints.of.get(node.result) is None:
        return
    buffer = adjoints.own(node.result)
    del adjoints.of[node.result]
    value = adjoints.builder.value(infer.type_of(node.value))
    rest = Value(node.result.type, adjoints.name(node.result), False, adjoints.entity(node.result), adjoints.builder.origin)
    at = node.index
    if isinstance(at, Const) and at.value < 0:
        at = Const(at.value - 1)  # what is inserted before the last stands before the last two
    adjoints.builder.add(nodes.Pop(rest, value, buffer, adjoints.builder.origin, at))
    adjoints.owned.add(rest)
    if node.source in adjoints.reverse.active:
        adjoints.of[node.source] = rest
    adjoints.contribute(node.value, value)


def pop(adjoints: Adjoints, node: nodes.Pop) -> None:
    """Put the adjoint of an item into that of the list it was taken from."""
    adjoint = adjoints.take(node.value)
    if adjoint is None and adjoints.of.get(node.result) is None:
        return
    buffer = adjoints.own(node.result)
    del adjoints.of[node.result]
    part = adjoints.builder.zeros_like(node.value) if adjoint is None else adjoints.kept(adjoint, node.value)
    more = Value(node.result.type, adjoints.name(node.result), False, adjoints.entity(node.result), adjoints.builder.origin)
    adjoints.builder.add(nodes.Append(more, buffer, part, adjoints.builder.origin, taken_from(adjoints.builder, node, buffer)))
    adjoints.owned.add(more)
    if node.source in adjoints.reverse.active:
        adjoints.of[node.source] = more


def taken_from(builder: Builder, node: nodes.Pop, rest: Operand) -> Operand | None:
    """Return where an item stood that was taken out of a list, in terms of the list without it."""
    match node.index:
        case None | Const(-1):
            return None
        case Const(int(k)):
            return Const(k if k >= 0 else k + 1)
    length = builder.apply("operator.add", builder.apply("builtins.len", rest), Const(1))
    return builder.apply("operator.mod", node.index, length)


def repeat(adjoints: Adjoints, node: nodes.Apply, adjoint: Operand) -> None:
    """Hand the adjoint of a list times a number on: each item takes what came to all its repetitions."""
    (items,) = (arg for arg in node.args if isinstance(infer.type_of(arg), types.List))
    part = adjoints.builder.value(infer.type_of(items))
    adjoints.builder.add(nodes.Apply(part, "srcad.runtime.of_repetitions", (adjoint, items), origin=adjoints.builder.origin))
    adjoints.contribute(items, part)


def join(adjoints: Adjoints, node: nodes.Apply, adjoint: Operand) -> None:
    """Hand the adjoint of two lists joined on, to each its part."""
    first, second = node.args
    length = adjoints.builder.apply("builtins.len", first)
    for part, place in ((first, nodes.Slice(None, length)), (second, nodes.Slice(length))):
        adjoints.contribute(part, adjoints.builder.load(adjoint, ((place,),)))
