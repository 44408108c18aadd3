"""Walks sequences by their items, where a derived loop takes its items out by position.

    for i in range(min(len(xs), len(ys))):         for x, y in zip(xs, ys):
        x = xs[i]                                      dw += x * y
        y = ys[i]                            ->
        dw += x * y
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Apply, Block, Const, For, Load, Value
from srcad.ir.types import Array, List
from srcad.origin import PRIMAL


def by_items(function: nodes.Function) -> nodes.Function:
    """Return the function with its derived loops walking the sequences that the source walks."""
    body = _Walking(function.body).block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


class _Walking:
    def __init__(self, body: Block):
        self.defines = {node.result: node for node in rewrite.walk(body) if isinstance(node, Apply)}
        reads = (operand for node in rewrite.walk(body) for operand in _reads(node))
        self.uses = Counter(reads)

    def block(self, block: Block) -> Block:
        return Block(tuple(map(self.statement, block.statements)), rewrite.with_sides(block.leaf, self.block))

    def statement(self, node: nodes.Statement) -> nodes.Statement:
        node = rewrite.with_blocks(node, self.block)
        if not isinstance(node, For) or node.origin.role == PRIMAL or node.counter is None:
            return node
        sequences = self.walked(node)
        loads = {load.source: load for load in node.body.statements if self.is_item(load, node, sequences)}
        if not sequences or not loads or self.counts_backwards(node, sequences, loads):
            return node
        elements = tuple(loads[s].result if s in loads else Value(origin=node.origin) for s in sequences)
        taken = set(loads.values())
        body = Block(tuple(one for one in node.body.statements if one not in taken), node.body.leaf)
        return replace(node, space=nodes.Items(sequences, elements), body=body)

    def walked(self, node: For) -> tuple[Value, ...]:
        """Return the sequences of which a loop goes over all positions that they have in common."""
        match node.space:
            case nodes.Range(Const(0), stop, Const(1)):
                lengths = [stop]
            case _:
                return ()
        define = self.defines.get(stop)
        if define is not None and define.op == "builtins.min":
            lengths = list(define.args)
        found = [self.defines.get(length) for length in lengths]
        if not all(one is not None and one.op == "builtins.len" and self.may_be_walked(one.args[0], node) for one in found):
            return ()
        return tuple(dict.fromkeys(one.args[0] for one in found))

    def may_be_walked(self, sequence: nodes.Operand, node: For) -> bool:
        """Say whether a sequence may be walked again, and is one that the loop doesn't change."""
        known = isinstance(sequence, Value) and isinstance(sequence.type, (Array, List)) and sequence not in node.params
        define = self.defines.get(sequence)
        return known and (define is None or define.op != "numpy.ndarray.flat")  # x.flat is walked once only

    def is_item(self, load: nodes.Statement, node: For, sequences: tuple[Value, ...]) -> bool:
        """Say whether a statement takes the item that the source's own loop is given."""
        own = isinstance(load, Load) and load.origin.statement_line == node.origin.statement_line
        return own and load.source in sequences and len(load.path) == 1 and load.path[0] == (node.counter,)

    def counts_backwards(self, node: For, sequences: tuple[Value, ...], loads: dict) -> bool:
        """Say whether a loop needs positions and goes from the last to the first, which Python has no words for."""
        return node.reversed and (len(sequences) > 1 or self.uses[node.counter] > len(loads))


def _reads(node):
    yield from (operand for operand in contents.operands(node) if isinstance(operand, Value))
    if isinstance(node, For):
        yield from (operand for operand in node.exhausted if isinstance(operand, Value))
