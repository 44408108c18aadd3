"""Says whether a buffer that begins in a loop's slot is updated in place, in this iteration or in a later one.

In `b[:] = a * a; a, b = b, a` the buffer of `a` is updated one iteration later, as `b`.
"""

from __future__ import annotations

from collections.abc import Iterable

from srcad.ir import nodes
from srcad.ir.nodes import Block, Operand, Value


def updated(param: Value, params: tuple[Value, ...], body: Block) -> bool:
    """Say whether the buffer that a loop's parameter holds at first is updated, under this or another name."""
    flow = _Flow()
    flow.block(body, params, (), ())
    seen, pending = set(), [param]
    while pending:
        value = pending.pop()
        if value not in seen:
            seen.add(value)
            pending += flow.onward.get(value, ())
    return not seen.isdisjoint(flow.stored)


class _Flow:
    """Which values hold the buffer of which others, and which are updated."""

    def __init__(self) -> None:
        self.onward: dict[Value, list[Value]] = {}
        self.stored: set[Operand] = set()

    def goes(self, operands: Iterable[Operand], values: Iterable[Value]) -> None:
        for operand, value in zip(operands, values):
            if isinstance(operand, Value):
                self.onward.setdefault(operand, []).append(value)

    def block(self, block: Block, params: tuple, results: tuple, yielded: tuple) -> None:
        """Walk a block: what an iteration ends with goes to `params`, what leaves a loop or an if to the others."""
        for node in block.statements:
            self.statement(node)
        self.leaf(block.leaf, params, results, yielded)

    def statement(self, node: nodes.Statement) -> None:
        match node:
            case nodes.Store() | nodes.Append() | nodes.Pop():
                self.stored.add(node.source)
                self.goes((node.source,), (node.result,))
            case nodes.If():
                for side in nodes.blocks(node):
                    self.block(side, (), (), node.results)
            case nodes.For() | nodes.Loop():
                self.goes(node.inits, node.params)
                if isinstance(node, nodes.For):
                    self.goes(node.exhausted, node.results)
                self.block(node.body, node.params, node.results, ())

    def leaf(self, leaf: nodes.Leaf, params: tuple, results: tuple, yielded: tuple) -> None:
        match leaf:
            case nodes.Next(values):
                self.goes(values, params)
            case nodes.Exit(values):
                self.goes(values, results)
            case nodes.Yield(values):
                self.goes(values, yielded)
            case nodes.Branch():
                for side in nodes.blocks(leaf):
                    self.block(side, params, results, yielded)
