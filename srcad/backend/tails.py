"""Returns early from a backward pass where one side of a branch computes nothing.

    if saved is None:                  if saved is None:
        dx = 0.0                           return 0.0
    else:                     ->       dx = ...
        dx = ...                       return dx
    return dx
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir import nodes
from srcad.ir.nodes import Block, Operand, Value
from srcad.origin import PRIMAL


def with_early_returns(function: nodes.Function) -> nodes.Function:
    """Return a function whose last branch returns at once from a side that has nothing to do."""
    return nodes.Function(function.name, function.params, _tail(function.body), function.doc, function.origin)


def _tail(block: Block) -> Block:
    leaf = block.leaf
    if isinstance(leaf, nodes.Branch):
        return Block(block.statements, nodes.Branch(leaf.condition, _tail(leaf.then), _tail(leaf.orelse), leaf.origin))
    end = len(block.statements)
    while end and isinstance(block.statements[end - 1], nodes.Apply) and block.statements[end - 1].op == "tuple":
        end -= 1
    node = block.statements[end - 1] if end else None
    if not isinstance(leaf, nodes.Return) or not isinstance(node, nodes.If) or not _worth_it(node):
        return block
    rest = block.statements[end:]
    sides = [_tail(_returning(side, node.results, rest, leaf)) for side in nodes.blocks(node)]
    return Block(block.statements[: end - 1], nodes.Branch(node.condition, *sides, node.origin))


def _worth_it(node: nodes.If) -> bool:
    """Say whether one side is a bare Yield and the other is more than a few statements."""
    if node.origin.role == PRIMAL or any(not isinstance(side.leaf, nodes.Yield) for side in nodes.blocks(node)):
        return False
    lengths = sorted(len(side.statements) for side in nodes.blocks(node))
    return lengths[0] == 0 and lengths[1] > 2


def _returning(side: Block, results: tuple[Value, ...], rest: tuple[nodes.Apply, ...], leaf: nodes.Return) -> Block:
    """Return a side with what follows the branch appended, in values of its own."""
    now: dict[Operand, Operand] = dict(zip(results, side.leaf.values, strict=True))
    statements = list(side.statements)
    for node in rest:
        result = now[node.result] = replace(node.result)
        statements.append(replace(node, result=result, args=tuple(now.get(arg, arg) for arg in node.args)))
    return Block(tuple(statements), nodes.Return(now.get(leaf.value, leaf.value), leaf.origin))
