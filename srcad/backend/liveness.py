"""Where each value must still be held, as a set of program points.

A function becomes a graph of steps. Each step reads its operands, then defines its results: point 2k
is just before step k, point 2k + 1 just after. A live range is an int whose bit p says that the value
is held at point p, so two values interfere where `a & b` is not zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from srcad.backend.facts import Facts
from srcad.backend.unpack import Unpacked
from srcad.ir import contents, nodes
from srcad.ir.nodes import Value


@dataclass(eq=False)
class Step:
    """What happens between two points, and which steps may follow.

    moves: the slots of a region that it fills, and with what; role: whether that is part of the source's own control flow.
    """

    uses: tuple[Value, ...]
    defines: tuple[Value, ...]
    following: list[int] = field(default_factory=list)
    moves: tuple[tuple[Value, nodes.Operand], ...] = ()
    role: str = ""


@dataclass(eq=False)
class _Loop:
    """Where the leaves of a loop's body lead: the steps that end an iteration, and those that leave."""

    node: nodes.For | nodes.Loop
    again: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


class Graph:
    """The steps of a function in the order of its text, and the step at which each node stands.

    The header of a loop in `renaming` reads what the loop starts with under the names of its parameters, which hold
    that when it is evaluated.
    """

    def __init__(
        self, facts: Facts, folded: dict[Value, nodes.Statement], tuples: Unpacked, renaming: Collection = frozenset()
    ):
        self.facts, self.renaming = facts, renaming
        self.folded = folded
        self.tuples = tuples
        self.steps: list[Step] = []
        self.place: dict[nodes.Statement | nodes.Leaf, int] = {}
        self.exhausted: dict[nodes.For, int] = {}  # the step that ends a loop whose space is exhausted
        function = facts.function
        start = self._step([], None, (), tuple(param.value for param in function.params))
        self._block(function.body, None, None, start)

    def leaves(self, operands: Iterable[nodes.Operand]) -> list[Value]:
        """Return the values read where operands are written, folded ones replaced by what they read."""
        found: list[Value] = []
        for operand in operands:
            if operand in self.folded:
                found.extend(self.leaves(self.facts.reads(self.folded[operand])))
            elif isinstance(operand, Value):
                found.append(operand)
        return found

    def _step(self, before: list[int], node, operands, defines: tuple = ()) -> list[int]:
        """Append a step after others; return it as what comes before the next."""
        step = len(self.steps)
        self.steps.append(Step(tuple(self.leaves(operands)), self.tuples.defined(defines)))
        for earlier in before:
            self.steps[earlier].following.append(step)
        if node is not None:
            self.place[node] = step
        return [step]

    def _flow(self, before: list[int], node, operands, slots: tuple[Value, ...]) -> list[int]:
        """Append a step in which operands flow into the slots of a region."""
        last = self._step(before, node, operands, slots)
        step = self.steps[last[0]]
        step.moves, step.role = tuple(zip(slots, operands, strict=True)), "" if node is None else node.origin.role
        return last

    def _block(self, block: nodes.Block, branch: nodes.If | None, loop: _Loop | None, last: list[int]) -> list[int]:
        """Append a block; return the steps that leave it through its Yields."""
        for statement in block.statements:
            last = self._statement(statement, loop, last)
        leaf = block.leaf
        match leaf:
            case nodes.Yield(values):
                return self._flow(last, leaf, values, branch.results)
            case nodes.Next(values):
                loop.again += self._flow(last, leaf, values, loop.node.params)
            case nodes.Exit(values):
                loop.left += self._flow(last, leaf, values, loop.node.results)
            case nodes.Branch(condition, then, orelse):
                last = self._step(last, leaf, (condition,))
                return self._block(then, branch, loop, last) + self._block(orelse, branch, loop, last)
            case _:
                self._step(last, leaf, contents.operands(leaf))
        return []

    def _statement(self, node: nodes.Statement, loop: _Loop | None, last: list[int]) -> list[int]:
        if node in self.facts.dead:
            return last
        match node:
            case nodes.If() if node in self.facts.conditionals:
                pass
            case nodes.If(condition, then, orelse):
                last = self._step(last, node, (condition,))
                return self._block(then, node, loop, last) + self._block(orelse, node, loop, last)
            case nodes.Try():
                return self._try(node, last)
            case nodes.For():
                return self._for(node, last)
            case nodes.Loop(params, inits):
                head = self._flow(last, node, inits, params)
                inner = _Loop(node)
                self._block(node.body, None, inner, head)
                self._repeat(inner, head)
                return inner.left
        if node in self.tuples.first:
            whole = self.tuples.first[node]
            items = tuple(item for item in self.tuples.items[whole] if item is not None)
            return self._step(last, node, (whole,), items)
        if isinstance(node, nodes.Pop) and node.value in self.folded:
            return self._step(last, node, (node.source,), (node.result,))
        if node in self.tuples.loads or any(value in self.folded for value in contents.results(node)):
            return last
        operands = contents.operands(node) if isinstance(node, nodes.Pop) else self.facts.reads(node)
        return self._step(last, node, operands, contents.results(node))

    def _try(self, node: nodes.Try, last: list[int]) -> list[int]:
        """Append a try: any step of its body may lead to its clauses, where what it computes is held no more."""
        first = len(self.steps)
        last = self._step(last, node, ())
        last = self._step(self._block(node.body, node, None, last), None, (), (node.flag,))
        inside = list(range(first, len(self.steps) - 1))
        return last + self._step(inside, None, contents.operands(node), contents.results(node))

    def _for(self, node: nodes.For, last: list[int]) -> list[int]:
        last = self._flow(last, node, node.inits, node.params)
        renamed = dict(self.renamed(node)) if node in self.renaming else {}
        head = self._step(last, None, [renamed.get(value, value) for value in self.leaves(space_operands(node.space))])
        if isinstance(node.space, nodes.Drain):
            again = head
        else:  # the space is evaluated once, and only its iterator is held
            again = head = self._step(head, None, ())
        counters = contents.region_params(node)[: len(contents.region_params(node)) - len(node.params)]
        inner = _Loop(node)
        self._block(node.body, None, inner, self._step(head, None, (), counters))
        self._repeat(inner, again)
        ended = self._flow(head, None, node.exhausted, node.results)
        self.exhausted[node] = ended[0]
        return inner.left + ended

    def renamed(self, node: nodes.For) -> Iterator[tuple[Value, Value]]:
        """Yield what a loop's header reads of what the loop starts with, and the parameters that hold it."""
        read = set(self.leaves(space_operands(node.space)))
        return ((init, param) for param, init in zip(node.params, node.inits, strict=True) if init in read)

    def _repeat(self, loop: _Loop, head: list[int]) -> None:
        """Link the ends of iterations back; `Loop` repeats behind its inits, at its body's first step."""
        targets = self.steps[head[0]].following if isinstance(loop.node, nodes.Loop) else head
        for step in loop.again:
            self.steps[step].following.extend(targets)


def space_operands(space: nodes.Range | nodes.Items | nodes.Drain) -> tuple[nodes.Operand, ...]:
    """Return what the header of a loop reads."""
    match space:
        case nodes.Range(start, stop, step):
            return (start, stop, step)
        case nodes.Items(sequences):
            return sequences
        case nodes.Drain(tape):
            return (tape,)
    raise TypeError(f"not an iteration space: {space!r}")


@dataclass
class Ranges:
    """Where each value is held, and where it is written (which clobbers, even if nothing reads it)."""

    held: dict[Value, int]
    written: dict[Value, int]

    def of(self, value: Value) -> int:
        """Return all points at which a value's variable can't be another's."""
        return self.held[value] | self.written.get(value, 0)

    def holds(self, value: Value, point: int) -> bool:
        """Say whether a value is held at a point."""
        return bool(self.held.get(value, 0) >> point & 1)


def live_ranges(graph: Graph) -> Ranges:
    """Return the live range of each value that a step reads or defines."""
    numbers: dict[Value, int] = {}
    for step in graph.steps:
        for value in step.uses + step.defines:
            numbers.setdefault(value, len(numbers))
    uses = [_bits(step.uses, numbers) for step in graph.steps]
    defines = [_bits(step.defines, numbers) for step in graph.steps]
    before, after = _solve(graph.steps, uses, defines)
    ranges = Ranges(_intervals(list(numbers), before, after), {})
    for k, step in enumerate(graph.steps):
        for value in step.defines:
            ranges.written[value] = ranges.written.get(value, 0) | 1 << 2 * k + 1
    return ranges


def _intervals(values: list[Value], before: list[int], after: list[int]) -> dict[Value, int]:
    """Return the points at which each value is held, from the values that are held at each point."""
    held, started, last = dict.fromkeys(values, 0), {}, 0
    points = [bits for pair in zip(before, after, strict=True) for bits in pair]
    for point, now in enumerate([*points, 0]):
        changed = now ^ last
        while changed:
            lowest = changed & -changed
            value = values[lowest.bit_length() - 1]
            if now & lowest:
                started[value] = point
            else:
                held[value] |= (1 << point) - (1 << started.pop(value))
            changed ^= lowest
        last = now
    return held


def _bits(values: tuple[Value, ...], numbers: dict[Value, int]) -> int:
    total = 0
    for value in values:
        total |= 1 << numbers[value]
    return total


def _solve(steps: list[Step], uses: list[int], defines: list[int]) -> tuple[list[int], list[int]]:
    """Return what is held before and after each step: the least solution, from the last step backwards."""
    before, after = [0] * len(steps), [0] * len(steps)
    changed = True
    while changed:
        changed = False
        for k in reversed(range(len(steps))):
            out = 0
            for successor in steps[k].following:
                out |= before[successor]
            held = uses[k] | (out & ~defines[k])
            if held != before[k] or out != after[k]:
                before[k], after[k], changed = held, out, True
    return before, after
