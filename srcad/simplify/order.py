"""Lets a reversed loop whose iterations only add something up run forwards, as a person would write it.

    for i in reversed(range(n)):          for i in range(n):
        dx[i] += 2 * x[i]            ->       dx[i] += 2 * x[i]

A list that such a loop makes from the last item to the first is made from the first to the last.
"""

from __future__ import annotations

from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.origin import PRIMAL
from srcad.simplify.sums import independent, positive_counters


def forwards(function: nodes.Function) -> nodes.Function:
    """Return the function with its order-independent loops running forwards."""
    body = _block(function.body, positive_counters(function.body))
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _block(block: Block, positive: set[Value]) -> Block:
    statements = [rewrite.with_blocks(node, lambda inner: _block(inner, positive)) for node in block.statements]
    alias: dict[Value, Operand] = {}
    for node in [node for node in statements if _may_turn(node)]:
        turning = _turning(node, (*statements, block.leaf))
        if turning is not None and independent(node, set(turning), positive):
            node.reversed = False
            for load in turning.values():
                load.source.name, load.source.entity = load.result.name, load.result.entity
                alias[load.result] = load.source
                statements.remove(load)
    made = Block(tuple(statements), rewrite.with_sides(block.leaf, lambda inner: _block(inner, positive)))
    return rewrite.block(made, lambda operand: alias.get(operand, operand)) if alias else made


def _may_turn(node: nodes.Statement) -> bool:
    # A loop of the user's keeps its order: a sum the other way round may differ in its last bit.
    return isinstance(node, nodes.For) and node.reversed and node.origin.role != PRIMAL


def _turning(node: nodes.For, around: tuple) -> dict[Value, nodes.Load] | None:
    """Return the slots in which a loop makes lists, each with the statement behind the loop that turns its list round.

    None where a list is used as it comes out of the loop.
    """
    found: dict[Value, nodes.Load] = {}
    appends = {one.source: one for one in node.body.statements if isinstance(one, nodes.Append) and one.index is None}
    results = dict(zip(node.exhausted, node.results, strict=True))
    nexts = node.body.leaf.values if isinstance(node.body.leaf, nodes.Next) else node.params
    for param, value in zip(node.params, nexts, strict=True):
        append = appends.get(param)
        if append is not None and append.result is value and param in results:
            users = [one for one in around if any(read is results[param] for read in rewrite.read_by(one))]
            if len(users) != 1 or not _turns_round(users[0]):
                return None
            found[param] = users[0]
    return found


def _turns_round(node: nodes.Statement | nodes.Leaf) -> bool:
    """Say whether a statement is `items[::-1]`."""
    match node:
        case nodes.Load(path=((nodes.Slice(None, None, Const(-1)),),)):
            return True
    return False
