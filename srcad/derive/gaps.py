"""What a flag says about variables that not every path defines: `returned` is False where `row` is undefined.

    for row in m:                            returned, row = (True, row) at the return, (False, undefined) at the end
        if s > 0.5:
            return s * np.sum(row * row)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.simplify import clean


def undefined_where(body: Block) -> dict[tuple[Operand, bool], set[Value]]:
    """Return, for flags and what they may say, which results of the same region are undefined then."""
    found: dict[tuple[Operand, bool], set[Value]] = defaultdict(set)
    for node in rewrite.walk(body):
        ends = list(ends_of(node)) if isinstance(node, (nodes.If, nodes.For, nodes.Loop)) else []
        if not any(isinstance(operand, nodes.Undefined) for end in ends for operand in end):
            continue
        for flag, said in zip(node.results, zip(*ends, strict=True), strict=True):
            if not all(isinstance(one, Const) and isinstance(one.value, bool) for one in said):
                continue
            for taken in (True, False):
                then = [end for end, one in zip(ends, said, strict=True) if one.value is taken]
                for result, operands in zip(node.results, zip(*then, strict=True), strict=bool(then)):
                    if all(isinstance(operand, nodes.Undefined) for operand in operands):
                        found[flag, taken].add(result)
    return found


def ends_of(node: nodes.If | nodes.For | nodes.Loop) -> Iterator[tuple[Operand, ...]]:
    """Yield what a region's results are, for each of its ends."""
    if isinstance(node, nodes.For):
        yield node.exhausted
    for block in contents.blocks(node):
        yield from (leaf.values for leaf in clean.own_leaves(block) if isinstance(leaf, (nodes.Yield, nodes.Exit)))
