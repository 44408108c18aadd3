"""Leaves out the zeroing of an adjoint's elements that nothing reads any more.

    for i in reversed(range(n)):            for i in range(n):
        douti = dout[i]                         dx[i] += 2 * dout[i]
        dout[i] = 0.0              ->
        dx[i] += 2 * douti

What is read or added to behind the zeroing is other elements, by the dependence test: none in a later iteration either.
"""

from __future__ import annotations

from collections import defaultdict
from srcad.analysis import buffers
from srcad.analysis.dependence import Dependences
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Const, Load, Operand, Store, Value
from srcad.ir.types import Array
from srcad.origin import ADJOINT
from srcad.simplify.clean import clean, own_leaves
from srcad.simplify.latest import SHAPE_ONLY

Read = Load | Store


def left(function: nodes.Function) -> nodes.Function:
    """Return the function without the stores of zeros that are never read."""
    stores = [node for node in rewrite.walk(function.body) if isinstance(node, Store) and _is_zeroing(node)]
    if not stores:
        return function
    reads, dependences = _Reads(function.body), Dependences(function.body)
    dead = [store for store in stores if reads.of(store) is not None and not any(
        read is not store and not dependences.safe(read, store) for read in reads.of(store)
    )]
    return clean(_without(function, dead)) if dead else function


def _is_zeroing(node: Store) -> bool:
    """Say whether a store zeroes elements of an adjoint."""
    zero = isinstance(node.value, Const) and node.value.value == 0
    return zero and not node.add and bool(node.path) and isinstance(node.source.type, Array) and node.origin.role == ADJOINT


class _Reads:
    """Where each buffer is read: element by element, or in a way of which nothing is known."""

    def __init__(self, body: Block) -> None:
        self.roots = buffers.Roots(body)
        self.found: dict[Operand, list[Read]] = defaultdict(list)
        self.escaped: set[Operand] = set()
        for node in rewrite.walk(body):
            self.note(node)

    def of(self, store: Store) -> list[Read] | None:
        """Return what reads elements of a store's buffer; None where other things read it."""
        root = self.roots.of(store.source)
        return None if root in self.escaped else self.found[root]

    def note(self, node: nodes.Statement | nodes.Leaf) -> None:
        """Note the elements that a statement reads, and the buffers about which more would have to be known."""
        others = list(contents.operands(node))
        match node:
            case Load(source=source) | Store(source=source):
                if isinstance(node, Load) or node.add:
                    self.found[self.roots.of(source)].append(node)
                others.remove(source)
            case nodes.For() | nodes.Loop():
                others = others[: len(others) - len(node.inits)] + self.parted(node.inits, node.params)
            case nodes.Next() | nodes.Exit() | nodes.Yield():
                others = []
            case nodes.Apply(op=op, args=args) if op in SHAPE_ONLY:
                others.remove(args[SHAPE_ONLY[op]])
        if isinstance(node, (nodes.If, nodes.For, nodes.Loop)):
            others += self.handed_on(node)
        self.escaped.update(self.roots.of(operand) for operand in others)

    def handed_on(self, node: nodes.If | nodes.For | nodes.Loop) -> list[Operand]:
        """Return what a region hands on to a slot that may hold another buffer as well."""
        found = self.parted(node.exhausted, node.results) if isinstance(node, nodes.For) else []
        for leaf in (leaf for block in contents.blocks(node) for leaf in own_leaves(block)):
            match leaf:
                case nodes.Next(values):
                    found += self.parted(values, node.params)
                case nodes.Exit(values) | nodes.Yield(values):
                    found += self.parted(values, node.results)
        return found

    def parted(self, values: tuple[Operand, ...], slots: tuple[Value, ...]) -> list[Operand]:
        return [value for value, slot in zip(values, slots, strict=True) if not self.roots.same(value, slot)]


def _without(function: nodes.Function, dead: list[Store]) -> nodes.Function:
    """Return the function without some stores: what they made is what they were made from."""
    now = {store.result: store.source for store in dead}

    def use(operand: Operand) -> Operand:
        while operand in now:
            operand = now[operand]
        return operand

    def block(old: Block) -> Block:
        kept = [rewrite.with_blocks(node, block, use) for node in old.statements if node not in dead]
        return Block(tuple(kept), rewrite.with_sides(old.leaf, block, use))

    return nodes.Function(function.name, function.params, block(function.body), function.doc, function.origin)
