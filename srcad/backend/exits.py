"""Puts what a loop's exit leads to back into the loop, where the source has it.

    for i in range(n):                     for i in range(n):
        if y > limit:                          if y > limit:
            returned = True                        return y * x
            break                  ->          y = y * y + x
        y = y * y + x                      return y - x
    else:
        returned = False
    if returned:
        return y * x
    return y - x
"""

from __future__ import annotations

from dataclasses import replace

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Const, Operand, Value

# What follows an exit moves into the loop if it is at most so many statements.
LARGEST = 6


def with_returns_inside(function: nodes.Function) -> nodes.Function:
    """Return a function whose loops return where a flag of theirs only says that it should."""
    uses = count_uses(function)
    return nodes.Function(function.name, function.params, _block(function.body, uses), function.doc, function.origin)


def _block(block: Block, uses: dict[Value, int]) -> Block:
    leaf = block.leaf
    if isinstance(leaf, nodes.Branch):
        leaf = replace(leaf, then=_block(leaf.then, uses), orelse=_block(leaf.orelse, uses))
    block = Block(block.statements, leaf)
    loop = block.statements[-1] if block.statements else None
    if not isinstance(leaf, nodes.Branch) or not isinstance(loop, (nodes.For, nodes.Loop)):
        return block
    flag = leaf.condition
    if not isinstance(flag, Value) or flag not in loop.results or uses.get(flag) != 1:
        return block
    k = loop.results.index(flag)
    for truth, inside, after in ((True, leaf.then, leaf.orelse), (False, leaf.orelse, leaf.then)):
        if _moves(loop, k, truth, inside):
            moved = _without(replace(loop, body=_returning(loop.body, loop.results, k, truth, inside)), k)
            return Block(block.statements[:-1] + (moved,) + after.statements, after.leaf)
    return block


def _moves(loop: nodes.For | nodes.Loop, k: int, truth: bool, inside: Block) -> bool:
    """Say whether one exit alone sets the flag, and what it leads to is short and returns."""
    flags = [leaf.values[k] for leaf in exits(loop.body)]
    if any(not isinstance(flag, Const) for flag in flags) or sum(flag.value is truth for flag in flags) != 1:
        return False
    if isinstance(loop, nodes.For) and not (
        isinstance(loop.exhausted[k], Const) and loop.exhausted[k].value is not truth
    ):
        return False
    simple = all(isinstance(node, (nodes.Apply, nodes.Load, nodes.Call, nodes.Effect)) for node in inside.statements)
    return simple and isinstance(inside.leaf, (nodes.Return, nodes.Raise)) and len(inside.statements) <= LARGEST


def exits(block: Block):
    """Yield the Exits of a loop's body."""
    if isinstance(block.leaf, nodes.Branch):
        yield from exits(block.leaf.then)
        yield from exits(block.leaf.orelse)
    elif isinstance(block.leaf, nodes.Exit):
        yield block.leaf


def _returning(block: Block, results: tuple[Value, ...], k: int, truth: bool, inside: Block) -> Block:
    """Return a loop's body with one exit replaced by what it leads to."""
    leaf = block.leaf
    if isinstance(leaf, nodes.Branch):
        sides = [_returning(side, results, k, truth, inside) for side in contents.blocks(leaf)]
        return Block(block.statements, replace(leaf, then=sides[0], orelse=sides[1]))
    if not isinstance(leaf, nodes.Exit) or leaf.values[k].value is not truth:
        return block
    now: dict[Operand, Operand] = dict(zip(results, leaf.values, strict=True))
    moved = rewrite.block(inside, lambda operand: now.get(operand, operand))
    return Block(block.statements + moved.statements, moved.leaf)


def _without(loop: nodes.For | nodes.Loop, k: int) -> nodes.For | nodes.Loop:
    """Return a loop without one of its results."""

    def fewer(items: tuple) -> tuple:
        return items[:k] + items[k + 1 :]

    def block(inner: Block) -> Block:
        leaf = inner.leaf
        if isinstance(leaf, nodes.Branch):
            leaf = replace(leaf, then=block(leaf.then), orelse=block(leaf.orelse))
        elif isinstance(leaf, nodes.Exit):
            leaf = replace(leaf, values=fewer(leaf.values))
        return Block(inner.statements, leaf)

    loop = replace(loop, results=fewer(loop.results), body=block(loop.body))
    return replace(loop, exhausted=fewer(loop.exhausted)) if isinstance(loop, nodes.For) else loop


def count_uses(function: nodes.Function) -> dict[Value, int]:
    """Return how often each value is read."""
    found: dict[Value, int] = {}

    def visit(block: Block) -> None:
        for node in (*block.statements, block.leaf):
            operands = [*contents.operands(node), *(node.exhausted if isinstance(node, nodes.For) else ())]
            for operand in operands:
                if isinstance(operand, Value):
                    found[operand] = found.get(operand, 0) + 1
            for inner in contents.blocks(node):
                visit(inner)

    visit(function.body)
    return found
