"""Drops what the backward pass computes for nothing, so that nothing is kept for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Value


def drop(primal: set[int], elements: Iterable[Value], *roots: Block) -> None:
    """Drop the pure statements whose results no one reads, those of the forward pass apart; blocks stay the same objects.

    elements: what stands for the elements of a sequence that the forward pass walks, and may be read in the end.
    """
    uses: Counter = Counter(elements)
    for root in roots:
        for node in rewrite.walk(root):
            uses.update(contents.operands(node))
            uses.update(node.exhausted if isinstance(node, nodes.For) else ())
    for root in roots:
        _drop(root, primal, uses)


def _drop(block: Block, primal: set[int], uses: Counter) -> None:
    kept = []
    for node in (block.leaf, *reversed(block.statements)):
        for inner in contents.blocks(node):
            if id(node) not in primal:
                _drop(inner, primal, uses)
        if isinstance(node, (nodes.Apply, nodes.Load)) and id(node) not in primal and not uses[node.result]:
            uses.subtract(contents.operands(node))
        else:
            kept.append(node)
    block.statements = tuple(reversed(kept[1:]))
