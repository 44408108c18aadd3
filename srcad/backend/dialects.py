"""Makes a function fit for a dialect: under Numba, tapes of numbers are arrays indexed by the loop's counter.

    v_tape = []                        v_tape = np.empty(n)
    for i in range(n):                 for i in range(n):
        v_tape.append(v)       ->          v_tape[i] = v
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from srcad.backend.facts import Facts, statements
from srcad.backend.words import Words
from srcad.ir import nodes
from srcad.ir.nodes import Block, Const, Value
from srcad.ir.types import BOOL, FLOAT, INT, INTEGER, Array, Scalar

PYTHON, NUMBA = "python", "numba"
DTYPES = {INT: "numpy.int64", BOOL: "numpy.bool_"}


@dataclass(eq=False)
class Indexed:
    """A tape with one entry for each value of a counter from 0, written in one loop and read in another."""

    new: nodes.NewTape
    push: nodes.Push
    pull: nodes.Pull
    writer: nodes.For
    reader: nodes.For
    name: str


def for_dialect(facts: Facts, dialect: str) -> nodes.Function:
    """Return the function as a dialect wants it."""
    if dialect != NUMBA:
        return facts.function
    function = facts.function
    tapes = _indexed_tapes(facts)
    body = _Rewriter(tapes).block(function.body) if tapes else function.body
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _indexed_tapes(facts: Facts) -> list[Indexed]:
    words = Words(facts)
    found = []
    for block, index, statement in statements(facts.function.body):
        if isinstance(statement, nodes.NewTape):
            uses = facts.uses.get(statement.tape, [])
            pushes = [use for use in uses if isinstance(use.node, nodes.Push)]
            pulls = [use for use in uses if isinstance(use.node, nodes.Pull) and not use.node.peek]
            if len(uses) == 2 and len(pushes) == len(pulls) == 1 and _is_number(pushes[0].node.value):
                writer, reader = (_counted(facts, use.block) for use in (pushes[0], pulls[0]))
                known = writer in block.statements and _known_before(facts, writer.space.stop, block, index)
                if known and reader is not None:
                    name = words.name(statement.tape)
                    found.append(Indexed(statement, pushes[0].node, pulls[0].node, writer, reader, name))
    return found


def _is_number(operand: nodes.Operand) -> bool:
    return isinstance(operand, Value) and isinstance(operand.type, Scalar) and operand.type.dtype in (FLOAT, *DTYPES)


def _counted(facts: Facts, block: Block) -> nodes.For | None:
    """Return the loop whose body a block is, if it counts from 0 by 1."""
    loops = facts.loops[block]
    loop = loops[-1] if loops else None
    if not isinstance(loop, nodes.For) or loop.body is not block or not isinstance(loop.space, nodes.Range):
        return None
    ends = (loop.space.start, loop.space.step)
    plain = [isinstance(end, Const) and type(end.value) is int and end.value == k for k, end in enumerate(ends)]
    return loop if all(plain) else None


def _known_before(facts: Facts, stop: nodes.Operand, block: Block, index: int) -> bool:
    """Say whether a loop's end is known where its tape is made."""
    if not isinstance(stop, Value):
        return True
    definition = facts.definitions[stop]
    return definition.block is not block or definition.index < index


class _Rewriter:
    """Replaces tapes by arrays, carried through the loop that fills them."""

    def __init__(self, tapes: list[Indexed]):
        self.new = {tape.new: tape for tape in tapes}
        self.push = {tape.push: tape for tape in tapes}
        self.pull = {tape.pull: tape for tape in tapes}
        self.written: dict[nodes.For, list[Indexed]] = {}
        self.counters: dict[nodes.For, Value] = {}
        self.version: dict[Indexed, Value] = {}
        for tape in tapes:
            self.written.setdefault(tape.writer, []).append(tape)
            for loop in (tape.writer, tape.reader):
                counter = loop.counter if loop.counter is not None else Value(INTEGER, "i", False, ("i", "counter"))
                self.counters.setdefault(loop, counter)

    def block(self, block: Block) -> Block:
        found: list[nodes.Statement] = []
        for statement in block.statements:
            found += self.statement(statement)
        return Block(tuple(found), self.leaf(block.leaf, self.block))

    def leaf(self, leaf: nodes.Leaf, inner: Callable[[Block], Block]) -> nodes.Leaf:
        if isinstance(leaf, nodes.Branch):
            return nodes.Branch(leaf.condition, inner(leaf.then), inner(leaf.orelse), leaf.origin)
        return leaf

    def statement(self, node: nodes.Statement) -> list[nodes.Statement]:
        match node:
            case nodes.NewTape() if node in self.new:
                return self.allocated(self.new[node])
            case nodes.Push() if node in self.push:
                return [self.stored(self.push[node])]
            case nodes.Pull() if node in self.pull:
                tape = self.pull[node]
                return [nodes.Load(node.result, self.version[tape], ((self.counters[tape.reader],),), node.origin)]
            case nodes.If():
                return [replace(node, then=self.block(node.then), orelse=self.block(node.orelse))]
            case nodes.For():
                return [self.loop(node)]
            case nodes.Loop():
                return [replace(node, body=self.block(node.body))]
        return [node]

    def allocated(self, tape: Indexed) -> list[nodes.Statement]:
        """Return `tape = np.empty(n)`."""
        dtype = tape.push.value.type.dtype
        kwargs: tuple = ()
        if dtype != FLOAT:
            qualified = DTYPES[dtype]
            kwargs = (("dtype", nodes.Global(f"np.{qualified.partition('.')[2]}", qualified=qualified)),)
        result = self.next_version(tape)
        return [nodes.Apply(result, "numpy.empty", (tape.writer.space.stop,), kwargs, origin=tape.new.origin)]

    def next_version(self, tape: Indexed) -> Value:
        dtype = tape.push.value.type.dtype
        entity = (tape.name, ("tape", list(self.new.values()).index(tape)))
        self.version[tape] = Value(Array(dtype, (None,)), tape.name, False, entity, tape.new.origin)
        return self.version[tape]

    def stored(self, tape: Indexed) -> nodes.Store:
        before = self.version[tape]
        path = ((self.counters[tape.writer],),)
        return nodes.Store(self.next_version(tape), before, path, tape.push.value, False, tape.push.origin)

    def loop(self, node: nodes.For) -> nodes.For:
        """Return a loop that carries the arrays that it fills."""
        tapes = self.written.get(node, [])
        inits = tuple(self.version[tape] for tape in tapes)
        params = tuple(self.next_version(tape) for tape in tapes)
        body = self.block(node.body)
        body = self.given(body, tuple(self.version[tape] for tape in tapes))
        results = tuple(self.next_version(tape) for tape in tapes)
        return replace(
            node, counter=self.counters.get(node, node.counter), params=node.params + params, inits=node.inits + inits,
            body=body, results=node.results + results, exhausted=node.exhausted + params,
        )

    def given(self, block: Block, values: tuple[Value, ...]) -> Block:
        """Return a loop's body whose leaves hand on more values."""
        leaf = block.leaf
        if isinstance(leaf, (nodes.Next, nodes.Exit)):
            leaf = replace(leaf, values=leaf.values + values)
        return Block(block.statements, self.leaf(leaf, lambda inner: self.given(inner, values)))
