"""Lets a reversed loop whose iterations only add something up run forwards, as a person would write it.

    for i in reversed(range(n)):          for i in range(n):
        dx[i] += 2 * x[i]            ->       dx[i] += 2 * x[i]
"""

from __future__ import annotations

from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Block, Value
from srcad.origin import PRIMAL


def forwards(function: nodes.Function) -> nodes.Function:
    """Return the function with its order-independent loops running forwards."""
    return nodes.Function(function.name, function.params, _block(function.body), function.doc, function.origin)


def _block(block: Block) -> Block:
    return Block(tuple(map(_statement, block.statements)), rewrite.with_sides(block.leaf, _block))


def _statement(node: nodes.Statement) -> nodes.Statement:
    made = rewrite.with_blocks(node, _block)
    # A loop of the user's keeps its order: a sum the other way round may differ in its last bit.
    derived = made.origin.role != PRIMAL
    if isinstance(made, nodes.For) and made.reversed and derived and independent(made):
        made.reversed = False
    return made


def independent(node: nodes.For) -> bool:
    """Say whether a loop's iterations may run in any order: all that they carry is sums."""
    inside = set(rewrite.defined_in(node.body))
    for inner in rewrite.walk(node.body):
        match inner:
            case nodes.Effect() | nodes.Exit() | nodes.Raise() | nodes.Append() | nodes.Pop():
                return False
            case nodes.Push() | nodes.Pull():
                if inner.tape not in inside:
                    return False
            case nodes.Call():
                return False
    sums = set(node.params)
    for param in node.params:
        if not isinstance(param, Value):
            return False
    return _only_summed(node.body, sums) and _carries_own(node.body, node.params, sums)


def _carries_own(body: Block, params, sums: set[Value]) -> bool:
    return all(value in sums for leaf in _leaves(body) for value in leaf.values)


def _leaves(block: Block):
    if isinstance(block.leaf, nodes.Branch):
        for side in nodes.blocks(block.leaf):
            yield from _leaves(side)
    elif isinstance(block.leaf, nodes.Next):
        yield block.leaf


def _only_summed(block: Block, sums: set[Value]) -> bool:
    """Say whether the values in `sums` (later versions are added to it) are only ever added to, and handed on."""
    for node in block.statements:
        reads = [operand for operand in nodes.operands(node) if operand in sums]
        match node:
            case nodes.Apply() if reads:
                if not _adds_to(node, sums):
                    return False
                sums.add(node.result)
            case nodes.Store() if reads:
                if not node.add or node.source not in sums or len(reads) != 1:
                    return False
                sums.add(node.result)
            case nodes.For() | nodes.Loop():
                for param, init in zip(node.params, node.inits, strict=True):
                    if init in sums:
                        sums.add(param)
                if not _only_summed(node.body, sums):
                    return False
                if not _same_slots(node, sums):
                    return False
            case nodes.If():
                if node.condition in sums or not all(_only_summed(side, sums) for side in nodes.blocks(node)):
                    return False
                if not _yields(node, sums):
                    return False
            case _ if reads:
                return False
    if isinstance(block.leaf, nodes.Branch):
        return block.leaf.condition not in sums and all(_only_summed(side, sums) for side in nodes.blocks(block.leaf))
    return True


def _adds_to(node: nodes.Apply, sums: set[Value]) -> bool:
    """Say whether an operation adds to, or subtracts from, one of the sums."""
    if node.op not in ("operator.add", "operator.sub"):
        return False
    a, b = node.args
    return (a in sums and b not in sums) or (node.op == "operator.add" and b in sums and a not in sums)


def _same_slots(node: nodes.For | nodes.Loop, sums: set[Value]) -> bool:
    """Say whether an inner loop's sums stay in their slots, and note its results that are sums."""
    if isinstance(node, nodes.Loop):
        return not any(param in sums for param in node.params)
    for leaf in _leaves(node.body):
        for param, value in zip(node.params, leaf.values, strict=True):
            if (param in sums) != (value in sums):
                return False
    for result, operand in zip(node.results, node.exhausted, strict=True):
        if operand in sums:
            sums.add(result)
    return True


def _yields(node: nodes.If, sums: set[Value]) -> bool:
    values = [side.leaf.values for side in nodes.blocks(node) if isinstance(side.leaf, nodes.Yield)]
    for k, result in enumerate(node.results):
        found = [side[k] in sums for side in values]
        if any(found) and not all(found):
            return False
        if any(found):
            sums.add(result)
    return True
