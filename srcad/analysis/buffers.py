"""Says which values are versions of one buffer: the versions of one have one root, the value that it was made as."""

from __future__ import annotations

from srcad.ir import contents, nodes
from srcad.ir.nodes import Block, Operand, Value
from srcad.simplify.clean import own_leaves


class Roots:
    """The root of each version; what may be one buffer or another is a root of its own.

    A loop's parameter is first taken for a version of what it starts from, until an iteration hands on another buffer.
    """

    def __init__(self, body: Block):
        self.parted: set[Value] = set()
        self.found: dict[Value, Operand] = {}
        grown = True
        while grown:
            before = len(self.parted)
            self.found = {}
            self._block(body)
            grown = len(self.parted) > before

    def of(self, operand: Operand) -> Operand:
        return self.found.get(operand, operand) if isinstance(operand, Value) else operand

    def same(self, a: Operand, b: Operand) -> bool:
        """Say whether two values are versions of one buffer."""
        return self.of(a) is self.of(b)

    def _block(self, block: Block) -> None:
        for node in (*block.statements, block.leaf):
            match node:
                case nodes.Store() | nodes.Append() | nodes.Pop():
                    self.found[node.result] = self.of(node.source)
                case nodes.For() | nodes.Loop():
                    self._loop(node)
                case _:
                    for inner in contents.blocks(node):
                        self._block(inner)
                    if isinstance(node, nodes.If):
                        leaves = [leaf for side in contents.blocks(node) for leaf in own_leaves(side)]
                        self._results(node, [leaf.values for leaf in leaves if isinstance(leaf, nodes.Yield)])

    def _loop(self, node: nodes.For | nodes.Loop) -> None:
        for param, init in zip(node.params, node.inits, strict=True):
            if param not in self.parted:
                self.found[param] = self.of(init)
        self._block(node.body)
        leaves = list(own_leaves(node.body))
        for leaf in leaves:
            if isinstance(leaf, nodes.Next):
                pairs = zip(node.params, leaf.values, strict=True)
                self.parted |= {param for param, value in pairs if not self.same(param, value)}
        ends = [leaf.values for leaf in leaves if isinstance(leaf, nodes.Exit)]
        self._results(node, ends + ([node.exhausted] if isinstance(node, nodes.For) else []))

    def _results(self, node, ends: list[tuple[Operand, ...]]) -> None:
        for k, result in enumerate(node.results):
            roots = [self.of(end[k]) for end in ends]
            if roots and all(root is roots[0] for root in roots):
                self.found[result] = roots[0]
