"""Makes a function fit for a dialect: under Numba, tapes of numbers are arrays, and lists are walked backwards by position.

    v_tape = []                        v_tape = np.empty(n)
    for i in range(n):                 for i in range(n):
        v_tape.append(v)       ->          v_tape[i] = v

A tape becomes an array where the loops around what is put on it count up to what is known before. It is indexed by
their counters, which are those of the reversed loops as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from srcad.backend.extents import Extents
from srcad.backend.facts import Facts, collect, statements
from srcad.backend.numba_forms import fitted
from srcad.ir import nodes, rewrite
from srcad.ir.nodes import Block, Const, Value
from srcad.ir.types import BOOL, FLOAT, INT, INTEGER, Scalar
from srcad.simplify import order, sinking

PYTHON, NUMBA = "python", "numba"
DTYPES = {INT: "numpy.int64", BOOL: "numpy.bool_"}


@dataclass(eq=False)
class Indexed:
    """A tape that becomes an array; `writers` are the loops in which it is filled, `readers` those that empty it.

    outside: the loop in front of which it is made, once for all iterations; None where it is made where it was.
    """

    new: nodes.NewTape
    push: nodes.Push
    pull: nodes.Pull
    writers: tuple[nodes.For, ...]
    readers: tuple[nodes.For, ...]
    shape: tuple[nodes.Extent, ...]
    before: tuple[nodes.Statement, ...]
    outside: nodes.Statement | None = None


def for_dialect(facts: Facts, dialect: str) -> nodes.Function:
    """Return the function as a dialect wants it."""
    if dialect != NUMBA:
        return facts.function
    function = fitted(facts)
    if function is not facts.function:
        facts = collect(function)
    if any(_is_list_backwards(node) for _, _, node in statements(function.body)):
        body = _by_position(function.body)
        function = nodes.Function(function.name, function.params, body, function.doc, function.origin)
        facts = collect(function)
    tapes = _indexed_tapes(facts)
    if not tapes:
        return function
    body = _Rewriter(tapes, facts.uses).block(function.body)
    # What is read by its place needs no order, and needn't be read.
    return order.forwards(sinking.sunk(nodes.Function(function.name, function.params, body, function.doc, function.origin)))


# -- lists ----------------------------------------------------------------------------------------------------------


def _is_list_backwards(node: nodes.Statement) -> bool:
    return isinstance(node, nodes.For) and node.reversed and isinstance(node.space, nodes.Items)


def _by_position(block: Block) -> Block:
    """Return a block whose loops walk lists backwards by position: Numba knows no `reversed`."""
    made: list[nodes.Statement] = []
    for node in block.statements:
        node = rewrite.with_blocks(node, _by_position)
        if _is_list_backwards(node) and len(node.space.sequences) == 1:
            (sequence,), (element,) = node.space.sequences, node.space.elements
            length = Value(INTEGER, origin=node.origin)
            made.append(nodes.Apply(length, "builtins.len", (sequence,), origin=node.origin))
            counter = node.counter or _counter()
            load = nodes.Load(element, sequence, ((counter,),), node.origin)
            body = Block((load, *node.body.statements), node.body.leaf)
            node = replace(node, space=nodes.Range(Const(0), length, Const(1)), counter=counter, body=body)
        made.append(node)
    return Block(tuple(made), rewrite.with_sides(block.leaf, _by_position))


def _counter() -> Value:
    return Value(INTEGER, "i", False, ("i", "counter"))


# -- tapes ----------------------------------------------------------------------------------------------------------


def _indexed_tapes(facts: Facts) -> list[Indexed]:
    extents = Extents(facts)
    found = []
    for block, index, statement in statements(facts.function.body):
        if isinstance(statement, nodes.NewTape) and _is_number(statement.tape):
            uses = facts.uses.get(statement.tape, [])
            pushes = [use for use in uses if isinstance(use.node, nodes.Push)]
            pulls = [use for use in uses if isinstance(use.node, nodes.Pull) and not use.node.peek]
            if len(uses) == 2 and len(pushes) == len(pulls) == 1:
                depth = len(facts.loops[block])
                writers, readers = (facts.loops[use.block][depth:] for use in (pushes[0], pulls[0]))
                counted = all(_counts(loop) for loop in (*writers, *readers))
                if writers and len(writers) == len(readers) and counted:
                    pair = (pushes[0].node, pulls[0].node, writers, readers)
                    found += _placed(facts, extents, statement, pair, block, index)
    return found


def _placed(facts: Facts, extents: Extents, new: nodes.NewTape, pair: tuple, block: Block, index: int) -> list[Indexed]:
    """Return a tape as an array that is made in front of the outermost loop where its length is known, if it is anywhere."""
    positions = {loop: (home, k) for home, k, loop in statements(facts.function.body) if loop in facts.loops[block]}
    for loop in (*facts.loops[block], None):
        before: list[nodes.Statement] = []
        place = (block, index) if loop is None else positions[loop]
        shape = [extents.of(writer, *place, before) for writer in pair[2]]
        if None not in shape:
            return [Indexed(new, *pair, tuple(shape), tuple(before), loop)]
    return []


def _is_number(tape: Value) -> bool:
    item = getattr(tape.type, "item", None)
    return isinstance(item, Scalar) and item.dtype in (FLOAT, *DTYPES)


def _counts(loop: nodes.Statement) -> bool:
    """Say whether a loop has a counter, or may have one: Python gives no position of a list that is walked backwards."""
    if not isinstance(loop, nodes.For) or isinstance(loop.space, nodes.Drain):
        return False
    backwards = loop.reversed and isinstance(loop.space, nodes.Items)
    return not backwards and (loop.counter is None or loop.counter.type == INTEGER)


def is_unnamed(counter: Value | None, uses: Mapping[Value, list]) -> bool:
    """Say whether a counter has no name to be read by: none at all, or `_` where nothing reads it."""
    return counter is None or counter.name == "_" and not uses.get(counter)


class _Rewriter:
    """Replaces tapes by arrays."""

    def __init__(self, tapes: list[Indexed], uses: Mapping[Value, list]):
        self.new = {tape.new: tape for tape in tapes}
        self.push = {tape.push: tape for tape in tapes}
        self.pull = {tape.pull: tape for tape in tapes}
        self.outside: dict[nodes.Statement, list[Indexed]] = {}
        for tape in tapes:
            if tape.outside is not None:
                self.outside.setdefault(tape.outside, []).append(tape)
        loops = {loop for tape in tapes for loop in (*tape.writers, *tape.readers)}
        self.counters = {loop: _counter() if is_unnamed(loop.counter, uses) else loop.counter for loop in loops}

    def block(self, block: Block) -> Block:
        found: list[nodes.Statement] = []
        for statement in block.statements:
            found += [made for tape in self.outside.get(statement, ()) for made in self.made(tape)]
            found += self.statement(statement)
        return Block(tuple(found), rewrite.with_sides(block.leaf, self.block))

    def statement(self, node: nodes.Statement) -> list[nodes.Statement]:
        match node:
            case nodes.NewTape() if node in self.new:
                return self.made(self.new[node]) if self.new[node].outside is None else []
            case nodes.Push() if node in self.push:
                return [replace(node, at=self.position(self.push[node].writers))]
            case nodes.Pull() if node in self.pull:
                return [replace(node, at=self.position(self.pull[node].readers))]
            case nodes.For() if node in self.counters:
                return [replace(node, counter=self.counters[node], body=self.block(node.body))]
        return [rewrite.with_blocks(node, self.block)]

    def made(self, tape: Indexed) -> list[nodes.Statement]:
        return [*tape.before, nodes.NewTape(tape.new.tape, tape.new.origin, tape.shape)]

    def position(self, loops: tuple[nodes.For, ...]) -> tuple[Value, ...]:
        return tuple(self.counters[loop] for loop in loops)
