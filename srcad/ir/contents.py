"""What a statement or a leaf defines, reads and holds: asked for more often than anything else, so kept in tables by type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from srcad.ir import nodes


def results(statement: nodes.Statement) -> tuple[nodes.Value, ...]:
    """Return the values that a statement defines in its own block."""
    return _RESULTS[type(statement)](statement)


def path_operands(path: nodes.Path) -> Iterator[nodes.Operand]:
    """Yield the operands of a path, in the order of their evaluation."""
    for subscript in path:
        for item in subscript:
            if isinstance(item, nodes.Slice):
                yield from (part for part in (item.start, item.stop, item.step) if part is not None)
            else:
                yield item


def operands(node: nodes.Statement | nodes.Leaf) -> Iterable[nodes.Operand]:
    """Return the operands that a statement or leaf reads itself, not those inside its blocks."""
    return _OPERANDS[type(node)](node)


def blocks(node: nodes.Statement | nodes.Leaf) -> tuple[nodes.Block, ...]:
    """Return the blocks nested directly in a statement or leaf."""
    found = _BLOCKS.get(type(node))
    return () if found is None else found(node)


def _given(node: nodes.Apply | nodes.Effect | nodes.Call) -> tuple[nodes.Operand, ...]:
    return (*node.args, *[operand for _, operand in node.kwargs]) if node.kwargs else node.args


def _space_read(node: nodes.For) -> tuple[nodes.Operand, ...]:
    match node.space:
        case nodes.Range(start, stop, step):
            return (start, stop, step, *node.inits)
        case nodes.Items(sequences):
            return (*sequences, *node.inits)
        case nodes.Drain(tape):
            return (tape, *node.inits)
    raise TypeError(f"not an iteration space: {node.space!r}")
_RESULTS: dict[type, Callable[[Any], tuple]] = {
    **dict.fromkeys((nodes.Apply, nodes.Load, nodes.Store, nodes.Append, nodes.Pull), lambda node: (node.result,)),
    nodes.Pop: lambda node: (node.result, node.value),
    nodes.NewTape: lambda node: (node.tape,),
    nodes.Push: lambda node: (),
    **dict.fromkeys((nodes.Effect, nodes.Call, nodes.If, nodes.For, nodes.Loop), lambda node: node.results),
    nodes.Try: lambda node: (node.flag, *([] if node.error is None else [node.error]), *node.results),
}
_OPERANDS: dict[type, Callable[[Any], Iterable]] = {
    **dict.fromkeys((nodes.Apply, nodes.Effect, nodes.Call), _given),
    nodes.Load: lambda node: (node.source, *path_operands(node.path)),
    nodes.Store: lambda node: (node.source, *path_operands(node.path), node.value),
    nodes.Append: lambda node: (node.source, node.value) if node.index is None else (node.source, node.index, node.value),
    nodes.Pop: lambda node: (node.source,) if node.index is None else (node.source, node.index),
    nodes.NewTape: lambda node: [extent.stop for extent in node.shape],
    nodes.Push: lambda node: (node.tape, *node.at, node.value),
    nodes.Pull: lambda node: (node.tape, *node.at),
    **dict.fromkeys((nodes.If, nodes.Branch), lambda node: (node.condition,)),
    nodes.Try: lambda node: [kind for kinds in node.caught for kind in kinds],
    nodes.For: _space_read,
    nodes.Loop: lambda node: node.inits,
    nodes.Return: lambda node: (node.value,),
    nodes.Raise: lambda node: [part for part in (node.exception, node.cause) if part is not None],
    **dict.fromkeys((nodes.Yield, nodes.Next, nodes.Exit), lambda node: node.values),
}
_BLOCKS: dict[type, Callable[[Any], tuple]] = {
    **dict.fromkeys((nodes.If, nodes.Branch), lambda node: (node.then, node.orelse)),
    **dict.fromkeys((nodes.Try, nodes.For, nodes.Loop), lambda node: (node.body,)),
}
# The statements and leaves that have blocks.
HOLDING = frozenset(_BLOCKS)


def region_params(statement: nodes.Statement) -> tuple[nodes.Value, ...]:
    """Return the values that a loop defines at the head of its body."""
    if type(statement) not in HOLDING:
        return ()
    match statement:
        case nodes.For():
            counter = () if statement.counter is None else (statement.counter,)
            elements = statement.space.elements if isinstance(statement.space, nodes.Items) else ()
            return counter + elements + statement.params
        case nodes.Loop():
            return statement.params
        case _:
            return ()
