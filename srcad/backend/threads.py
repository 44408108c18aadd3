"""Jumps at once where a flag only says, a moment later, that there is a jump.

    if j == 2:                         if j == 2:
        broken = False                     continue
    elif x > 100:                      if x > 100:
        broken = True          ->          break
    else:                              x = x * 1.5
        x = x * 1.5
        broken = False
    if broken:
        break
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Const, Operand, Value


def threaded(function: nodes.Function, uses: dict[Value, int]) -> nodes.Function:
    """Return a function in which branches on a flag stand where the flag is set. `uses` counts the reads of values."""
    body = _block(function.body, uses)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _block(block: Block, uses: dict[Value, int]) -> Block:
    statements = tuple(_inside(statement, uses) for statement in block.statements)
    block = Block(statements, block.leaf)
    flag = block.leaf.condition if isinstance(block.leaf, nodes.Branch) else None
    last = statements[-1] if statements else None
    if isinstance(last, nodes.If) and flag in last.results and uses.get(flag) == 1 and _may_thread(last, block.leaf):
        k = last.results.index(flag)
        sides = [_thread(side, last.results, k, block.leaf) for side in contents.blocks(last)]
        block = Block(statements[:-1], nodes.Branch(last.condition, *sides, last.origin))
    if isinstance(block.leaf, nodes.Branch):
        then, orelse = (_block(side, uses) for side in contents.blocks(block.leaf))
        block = Block(block.statements, replace(block.leaf, then=then, orelse=orelse))
    return block


def _inside(node: nodes.Statement, uses: dict[Value, int]) -> nodes.Statement:
    match node:
        case nodes.If():
            return replace(node, then=_block(node.then, uses), orelse=_block(node.orelse, uses))
        case nodes.For() | nodes.Loop():
            return replace(node, body=_block(node.body, uses))
    return node


def _may_thread(node: nodes.If, leaf: nodes.Branch) -> bool:
    """Say whether each path sets the flag to a constant, and what follows is a mere jump or follows one path only."""
    k = node.results.index(leaf.condition)
    flags = [end.values[k] for side in contents.blocks(node) for end in _yields(side)]
    if not all(isinstance(flag, Const) and isinstance(flag.value, bool) for flag in flags):
        return False
    for truth, side in ((True, leaf.then), (False, leaf.orelse)):
        mere = not side.statements and not isinstance(side.leaf, nodes.Branch)
        if not mere and sum(flag.value is truth for flag in flags) > 1:
            return False
    return True


def _yields(block: Block):
    """Yield the Yields of an If's side."""
    if isinstance(block.leaf, nodes.Branch):
        yield from _yields(block.leaf.then)
        yield from _yields(block.leaf.orelse)
    elif isinstance(block.leaf, nodes.Yield):
        yield block.leaf


def _thread(block: Block, results: tuple[Value, ...], k: int, leaf: nodes.Branch) -> Block:
    """Return a side of an If that goes on with what the branch behind it does there."""
    end = block.leaf
    if isinstance(end, nodes.Branch):
        sides = [_thread(side, results, k, leaf) for side in contents.blocks(end)]
        return Block(block.statements, replace(end, then=sides[0], orelse=sides[1]))
    if not isinstance(end, nodes.Yield):
        return block
    now: dict[Operand, Operand] = dict(zip(results, end.values, strict=True))
    behind = rewrite.block(leaf.then if end.values[k].value else leaf.orelse, lambda operand: now.get(operand, operand))
    return Block(block.statements + behind.statements, behind.leaf)
