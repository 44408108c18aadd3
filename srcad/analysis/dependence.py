"""Proves that no store changes an element after it was read: the dependence test of compilers, for stores in loops.

    for i in range(n):
        for j in range(i + 1):
            for k in range(j):
                s -= L[i, k] * L[j, k]
            L[i, j] = s

A store's iteration that comes later and names the element that was read would solve a system of linear inequalities in the
counters: the bounds of both loops, the conditions of the branches around both, the indices equal, the iterations in order.
Where each such system has no solution (Fourier and Motzkin's elimination finds none in the rationals), there is no store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from srcad.analysis import infer, linear, results, sums
from srcad.analysis.linear import Term
from srcad.analysis.shapes import Length
from srcad.ir import contents, nodes, types
from srcad.ir.nodes import Block, Const, Operand, Slice, Value

MOST_SPLITS = 4
COMPARED = {f"operator.{name}": name for name in ("lt", "le", "gt", "ge", "eq", "ne")}
OPPOSITE = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}


@dataclass(frozen=True, eq=False)
class Step:
    """A node in a block, and which of its blocks is entered (None where the trail ends)."""

    node: object
    position: float
    side: int | None = None


class Dependences:
    """Answers whether a store may change what a load has read, for the statements of a function's body."""

    def __init__(self, body: Block):
        self.trails: dict[int, tuple[Step, ...]] = {}
        self.home: dict[Value, tuple] = {}
        self.defines: dict[Value, nodes.Statement] = {}
        self.answers: dict[tuple[int, int], bool] = {}
        self._index(body, ())

    def _index(self, block: Block, trail: tuple[Step, ...]) -> None:
        loops = tuple(step.node for step in trail if is_loop(step.node))
        for position, node in enumerate((*block.statements, block.leaf)):
            self.trails[id(node)] = (*trail, Step(node, position))
            if not isinstance(node, nodes.Leaf):
                for result in contents.results(node):
                    self.home[result], self.defines[result] = loops, node
                for param in contents.region_params(node):
                    self.home[param] = (*loops, node)
            for side, inner in enumerate(contents.blocks(node)):
                self._index(inner, (*trail, Step(node, position, side)))

    def stands_behind(self, load: nodes.Load, store: nodes.Store) -> None:
        """Let a load that isn't in the function be asked about as if it stood right behind a store."""
        *outer, last = self.trails[id(store)]
        self.trails[id(load)] = (*outer, Step(load, last.position + 0.5))

    def safe(self, store: nodes.Statement, load: nodes.Load | nodes.Store) -> bool:
        """Say whether a store (or another load) surely never comes, after a load (or another store), to the same element."""
        key = id(store), id(load)
        if key not in self.answers:
            self.answers[key] = isinstance(store, (nodes.Store, nodes.Load)) and self._safe(store, load)
        return self.answers[key]

    def _safe(self, store: nodes.Store, load: nodes.Load) -> bool:
        s, l = self.trails[id(store)], self.trails[id(load)]
        together = 0
        while s[together].position == l[together].position and s[together].side == l[together].side:
            if s[together].node is not l[together].node or s[together].side is None:
                break
            together += 1
        common = [step.node for step in s[:together] if is_loop(step.node)]
        if not all(self.never(store, load, common, depth) for depth in range(len(common))):
            return False
        # In one iteration of all loops around both, the store may come before, or stand on another side of a branch.
        before = s[together].position < l[together].position
        apart = s[together].position == l[together].position
        return before or apart or self.never(store, load, common, len(common))

    def never(self, store: nodes.Store, load: nodes.Load, common: list, depth: int) -> bool:
        """Say whether no iteration of the store names the element, where the first `depth` loops are in the same one.

        The loop after those is in a later iteration; where there is none, all loops around both are in the same one.
        """
        same = set(map(id, common[:depth]))
        mine, other = self.reader(same, ""), self.reader(same, "'")
        system = [*self.around(load, mine), *self.around(store, other)]
        if depth < len(common):
            system += later(common[depth], mine, other)
        system += self.equal(load, store, mine, other, system)
        exact = [one for one in system if not isinstance(one, tuple)]
        splits = [one for one in system if isinstance(one, tuple)][:MOST_SPLITS]
        return all(linear.infeasible([*exact, *chosen]) for chosen in product(*splits))

    def reader(self, same: set[int], mark: str):
        """Return what reads an operand as a linear term; what differs between the two iterations is marked."""

        def symbol(value: Value) -> object:
            moves = [loop for loop in self.home.get(value, ()) if id(loop) not in same]
            return (value, mark) if moves else (value, "")

        return lambda operand: linear.of(operand, self.defines, symbol)

    # -- what is known around a statement ------------------------------------------------------------------

    def around(self, node, read) -> Iterator:
        """Yield what holds where a statement is executed: bounds of counters, conditions of branches."""
        for step in self.trails[id(node)]:
            match step.node:
                case nodes.For(space=nodes.Range() as space, counter=Value() as counter):
                    yield from bounds(space, read(counter), read)
                case nodes.For(counter=Value() as counter):
                    yield from linear.at_least(read(counter), Term())
                case nodes.If(condition=condition) | nodes.Branch(condition=condition) if step.side is not None:
                    yield from self.holds(condition, step.side == 0, read)

    def holds(self, condition: Operand, true: bool, read) -> Iterator:
        """Yield what a comparison of ints says, as inequalities; a tuple has the two cases of `!=`."""
        define = self.defines.get(condition) if isinstance(condition, Value) else None
        if not isinstance(define, nodes.Apply):
            return
        if define.op in ("not", "operator.not_"):
            yield from self.holds(define.args[0], not true, read)
        elif define.op in COMPARED and all(is_int(arg) for arg in define.args):
            a, b = map(read, define.args)
            name = COMPARED[define.op] if true else OPPOSITE[COMPARED[define.op]]
            yield from compared(name, a, b)

    # -- the element ---------------------------------------------------------------------------------------

    def equal(self, load: nodes.Load, store: nodes.Store, mine, other, system: list) -> Iterator:
        """Yield what holds if both paths name one element, axis by axis."""
        given = [one for one in system if not isinstance(one, tuple)]
        lengths = (*(results.dims_of(infer.type_of(load.source)) or ()), *[None] * len(axes(load.path)))
        for k, (a, b, length) in enumerate(zip(axes(load.path), axes(store.path), lengths)):
            left, right = interval(a, mine, given, length), interval(b, other, given, length)
            if left is None or right is None:
                continue
            at = Term({("axis", k): 1})
            for start, stop in (left, right):
                yield from linear.at_least(at, start)
                if stop is not None:
                    yield from linear.at_least(stop, at)


def is_loop(node) -> bool:
    return isinstance(node, (nodes.For, nodes.Loop))


def is_int(operand: Operand) -> bool:
    type_ = infer.type_of(operand)
    return isinstance(type_, types.Scalar) and type_.dtype == types.INT


def axes(path: nodes.Path) -> list[nodes.Item]:
    """Return the items of a path, an item an axis, up to where axes can't be told."""
    found: list[nodes.Item] = []
    for subscript in path:
        for item in subscript:
            if not isinstance(item, Slice) and not is_int(item):
                return found
            found.append(item)
        if any(isinstance(item, Slice) for item in subscript):
            break  # a further subscript would begin with the sliced axis
    return found


def interval(item: nodes.Item, read, given: list, length: Length) -> tuple[Term, Term | None] | None:
    """Return the first and the last index that an item names; None where it may count from the end of the axis.

    A negative number counts from the end, which is known where the axis's length is.
    """
    if isinstance(item, Const) and type(item.value) is int and item.value < 0:
        end = linear.of_size(length)
        return None if end is None else (end + Term({}, item.value),) * 2
    if not isinstance(item, Slice):
        index = read(item)
        return (index, index) if is_known_positive(item) or is_positive(index, given) else None
    if item.step is not None:
        return None
    start = Term() if item.start is None else read(item.start)
    stop = None if item.stop is None else read(item.stop)
    if not all(bound is None or is_known_positive(bound) or is_positive(read(bound), given) for bound in (item.start, item.stop)):
        return None
    return start, None if stop is None else stop - Term({}, 1)


def is_known_positive(index: Operand) -> bool:
    """Say whether the type of an index tells that it isn't negative."""
    size = getattr(infer.type_of(index), "size", None)
    return size is not None and sums.at_least(size, 0)


def is_positive(index: Term, given: list) -> bool:
    """Say whether an index surely isn't negative, by what is known around it."""
    return linear.infeasible([*given, *linear.at_least(Term({}, -1), index)])


def bounds(space: nodes.Range, counter: Term, read) -> Iterator[Term]:
    """Yield the bounds of a range's counter."""
    if not isinstance(space.step, Const) or type(space.step.value) is not int or space.step.value == 0:
        return
    first, past, one = read(space.start), read(space.stop), Term({}, 1)
    if space.step.value > 0:
        yield from linear.at_least(counter, first)
        yield from linear.at_least(past - one, counter)
    else:
        yield from linear.at_least(first, counter)
        yield from linear.at_least(counter, past + one)


def later(loop, mine, other) -> Iterator[Term]:
    """Yield what it means for the other iteration of a loop to come later."""
    if not isinstance(loop, nodes.For) or loop.counter is None:
        return
    upwards = True
    if isinstance(loop.space, nodes.Range):
        step = loop.space.step
        if not isinstance(step, Const) or type(step.value) is not int or step.value == 0:
            return
        upwards = step.value > 0
    one = Term({}, 1)
    here, there = mine(loop.counter), other(loop.counter)
    if upwards != loop.reversed:
        yield from linear.at_least(there, here + one)
    else:
        yield from linear.at_least(here, there + one)


def compared(name: str, a: Term, b: Term) -> Iterator:
    one = Term({}, 1)
    match name:
        case "lt":
            yield from linear.at_least(b, a + one)
        case "le":
            yield from linear.at_least(b, a)
        case "gt":
            yield from linear.at_least(a, b + one)
        case "ge":
            yield from linear.at_least(a, b)
        case "eq":
            yield from (*linear.at_least(a, b), *linear.at_least(b, a))
        case "ne":
            yield (*linear.at_least(a, b + one), *linear.at_least(b, a + one))
