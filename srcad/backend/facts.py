"""Who defines and who uses each value of a function, and which values may share memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from srcad.analysis import views
from srcad.ir import contents, nodes
from srcad.ir.nodes import Value
from srcad.ir.types import Known, Saved, Scalar, Tape, Tuple
from srcad.origin import PRIMAL

ZEROS = frozenset({"numpy.zeros_like", "srcad.runtime.zeros_like"})


@dataclass(frozen=True)
class Use:
    """One reading of a value: by which node, in which block, at which index of it (its length for the leaf)."""

    node: nodes.Statement | nodes.Leaf
    block: nodes.Block
    index: int


@dataclass(frozen=True)
class Definition:
    """Where a value comes from; `statement` is None for a parameter of the function."""

    statement: nodes.Statement | None
    block: nodes.Block
    index: int


@dataclass
class Facts:
    """Definitions, uses and memory of one function's values."""

    function: nodes.Function
    definitions: dict[Value, Definition] = field(default_factory=dict)
    uses: dict[Value, list[Use]] = field(default_factory=dict)
    flows: list[tuple[Value, nodes.Operand]] = field(default_factory=list)
    roots: dict[Value, Value] = field(default_factory=dict)
    loops: dict[nodes.Block, tuple[nodes.Statement, ...]] = field(default_factory=dict)
    tries: dict[nodes.Block, nodes.Try | None] = field(default_factory=dict)
    guarded: set[nodes.Statement] = field(default_factory=set)
    dead: set[nodes.Statement] = field(default_factory=set)
    conditionals: dict[nodes.If, tuple[Value, ...]] = field(default_factory=dict)
    touches: dict[nodes.Statement | nodes.Leaf, Touched] = field(default_factory=dict)

    @cached_property
    def stored(self) -> set[Value]:
        """The values that are stored away whatever they hold: on a tape, or in what a callee saves."""
        found = (operand for _, _, node in statements(self.function.body) for operand in stored_by(node))
        return {operand for operand in found if isinstance(operand, Value)}

    @cached_property
    def shaping(self) -> set[Value]:
        """The values of which a derivative makes zeros, whether there is something that the zeros belong to or not."""
        return {
            node.args[0] for _, _, node in statements(self.function.body)
            if isinstance(node, nodes.Apply) and node.op in ZEROS and node.origin.role != PRIMAL and isinstance(node.args[0], Value)
        }

    @cached_property
    def written(self) -> frozenset[Value]:
        """The memory that the function writes."""
        total = NOTHING
        for node in (*self.function.body.statements, self.function.body.leaf):
            total |= touched(self, node)
        return total.writes

    def statement_of(self, value: nodes.Operand) -> nodes.Statement | None:
        """Return the statement that defines a value."""
        definition = self.definitions.get(value) if isinstance(value, Value) else None
        return definition.statement if definition else None

    def reads(self, node: nodes.Statement | nodes.Leaf) -> list[nodes.Operand]:
        """Return the operands written in a node's text: for a conditional expression those of its sides, too."""
        if isinstance(node, nodes.Pop):
            # As an expression it stands where the next version is there already.
            return [node.result] if node.index is None else [node.result, node.index]
        found = list(contents.operands(node))
        if node in self.conditionals:
            found += [node.then.leaf.values[0], node.orelse.leaf.values[0]]
        return found

    def memory(self, value: nodes.Operand) -> Value | None:
        """Return the representative of the memory that a value may live in; None for what has none."""
        if not isinstance(value, Value) or immutable(value):
            return None
        return self.find(value)

    def find(self, value: Value) -> Value:
        """Return the representative of a value's memory."""
        root = value
        while (above := self.roots.get(root, root)) is not root:
            root = above
        while value is not root:
            self.roots[value], value = root, self.roots.get(value, value)
        return root

    def unite(self, first: nodes.Operand, second: nodes.Operand) -> None:
        """Note that two values may share memory."""
        if isinstance(first, Value) and isinstance(second, Value) and not (immutable(first) or immutable(second)):
            self.roots[self.find(first)] = self.find(second)


def immutable(value: Value) -> bool:
    """Say whether a value is a number or a constant, which nothing can write to."""
    return isinstance(value.type, (Scalar, Known))


def collect(function: nodes.Function) -> Facts:
    """Return the facts of a function."""
    facts = Facts(function)
    for param in function.params:
        facts.definitions[param.value] = Definition(None, function.body, -1)
        facts.unite(param.value, function.params[0].value)
    _Collector(facts).block(function.body, None, None, ())
    _drop_dead(facts)
    return facts


def _drop_dead(facts: Facts) -> None:
    """Forget what is computed for nothing, and what it reads."""
    found = [value for value in facts.definitions if value not in facts.uses]
    while found:
        statement = facts.statement_of(found.pop())
        if not isinstance(statement, (nodes.Apply, nodes.Load)) or statement in facts.dead or statement in facts.guarded:
            continue
        facts.dead.add(statement)
        for operand in dict.fromkeys(contents.operands(statement)):
            if isinstance(operand, Value):
                left = [use for use in facts.uses[operand] if use.node is not statement]
                facts.uses[operand] = left
                if not left:
                    del facts.uses[operand]
                    found.append(operand)


class _Collector:
    """Walks a function, once, in order."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.inside: nodes.Try | None = None  # the innermost try that is being walked

    def block(self, block: nodes.Block, branch, loop, loops: tuple) -> None:
        """Collect a block; `branch` and `loop` are the innermost If and loop that its leaves belong to."""
        self.facts.loops[block] = loops
        self.facts.tries[block] = self.inside
        for index, statement in enumerate(block.statements):
            self._operands(statement, block, index)
            for value in contents.results(statement) + contents.region_params(statement):
                self.facts.definitions[value] = Definition(statement, block, index)
            self._share(statement)
            if self.inside is not None and decides(statement):
                self.facts.guarded.add(statement)
            match statement:
                case nodes.Try():
                    outer, self.inside = self.inside, statement
                    self.block(statement.body, statement, None, loops)
                    self.inside = outer
                case nodes.If():
                    self.block(statement.then, statement, loop, loops)
                    self.block(statement.orelse, statement, loop, loops)
                case nodes.For() | nodes.Loop():
                    self._flows(statement.params, statement.inits)
                    self.block(statement.body, None, statement, loops + (statement,))
                    if isinstance(statement, nodes.For):
                        self._exhausted(statement, loops + (statement,))
        self._leaf(block, branch, loop, loops)

    def _leaf(self, block: nodes.Block, branch, loop, loops: tuple) -> None:
        leaf = block.leaf
        self._operands(leaf, block, len(block.statements))
        match leaf:
            case nodes.Yield(values):
                self._flows(branch.results, values)
            case nodes.Next(values):
                self._flows(loop.params, values)
            case nodes.Exit(values):
                self._flows(loop.results, values)
            case nodes.Branch():
                self.block(leaf.then, branch, loop, loops)
                self.block(leaf.orelse, branch, loop, loops)

    def _exhausted(self, statement: nodes.For, loops: tuple) -> None:
        self._flows(statement.results, statement.exhausted)
        for operand in statement.exhausted:
            self._use(operand, Use(statement, statement.body, len(statement.body.statements) + 1))

    def _operands(self, node: nodes.Statement | nodes.Leaf, block: nodes.Block, index: int) -> None:
        for operand in contents.operands(node):
            self._use(operand, Use(node, block, index))

    def _use(self, operand: nodes.Operand, use: Use) -> None:
        if isinstance(operand, Value):
            self.facts.uses.setdefault(operand, []).append(use)

    def _flows(self, targets: tuple, sources: tuple) -> None:
        for target, source in zip(targets, sources, strict=True):
            self.facts.flows.append((target, source))
            self.facts.unite(target, source)

    def _share(self, statement: nodes.Statement) -> None:
        """Unite the memory of a statement's results with that of the operands they may be views of."""
        unite = self.facts.unite
        match statement:
            case nodes.Apply(result, op, args):
                if not views.allocates(op):
                    for arg in args + tuple(operand for _, operand in statement.kwargs):
                        unite(result, arg)
            case nodes.Load(result, source) | nodes.Store(result, source):
                unite(result, source)
            case nodes.Append(result, source, value) | nodes.Pop(result, value, source):
                unite(result, source)
                unite(result, value)
            case nodes.Push(tape, value):
                unite(tape, value)
            case nodes.Pull(result, tape):
                unite(result, tape)
            case nodes.Call() | nodes.Effect():
                for result in statement.results:
                    for operand in contents.operands(statement):
                        unite(result, operand)
            case nodes.For(space=nodes.Items(sequences, elements)):
                for sequence, element in zip(sequences, elements, strict=True):
                    unite(sequence, element)


def decides(statement: nodes.Statement) -> bool:
    """Say whether a statement of a try's body may be what raises, so that it stays, in its order."""
    if isinstance(statement, nodes.Apply):
        return statement.op not in ("literal", "tuple", "list", "not", "operator.is_", "operator.is_not")
    return isinstance(statement, (nodes.Load, nodes.If))


@dataclass(frozen=True)
class Touched:
    """What a statement does besides computing its results: memory and tapes it writes, effects in the primal."""

    writes: frozenset[Value]
    effect: bool

    def __or__(self, other: Touched) -> Touched:
        return Touched(self.writes | other.writes, self.effect or other.effect)


NOTHING = Touched(frozenset(), False)


def touched(facts: Facts, node: nodes.Statement | nodes.Leaf) -> Touched:
    """Return what a statement or leaf touches, its blocks included."""
    if node not in facts.touches:
        total = _touched_itself(facts, node)
        for block in contents.blocks(node):
            for inner in (*block.statements, block.leaf):
                total |= touched(facts, inner)
        facts.touches[node] = total
    return facts.touches[node]


def _touched_itself(facts: Facts, node: nodes.Statement | nodes.Leaf) -> Touched:
    if node in facts.guarded:
        return Touched(frozenset(), True)
    match node:
        case nodes.Store(source=source) | nodes.Append(source=source) | nodes.Pop(source=source):
            return Touched(_memories(facts, (source,)), False)
        case nodes.Push(tape=tape) | nodes.Pull(tape=tape):
            return Touched(_memories(facts, (tape,)), False)
        case nodes.Effect():
            return Touched(_memories(facts, contents.operands(node)), True)
        case nodes.Call():
            return Touched(frozenset(), True)
        case nodes.Raise() | nodes.Return() | nodes.Try():
            return Touched(frozenset(), True)
        case nodes.Loop():
            return Touched(frozenset(), True)
    return NOTHING


def _memories(facts: Facts, operands) -> frozenset[Value]:
    return frozenset(memory for operand in operands if (memory := facts.memory(operand)) is not None)


def statements(block: nodes.Block) -> Iterator[tuple[nodes.Block, int, nodes.Statement]]:
    """Yield every statement within a block, outer ones before inner ones."""
    for index, statement in enumerate(block.statements):
        yield block, index, statement
        for inner in contents.blocks(statement):
            yield from statements(inner)
    for inner in contents.blocks(block.leaf):
        yield from statements(inner)


def stored_by(node: nodes.Statement) -> tuple[nodes.Operand, ...]:
    """Return what a statement puts on a tape, or into what a callee saves."""
    match node:
        case nodes.Push(value=value):
            return (value,)
        case nodes.Apply(Value(type=Saved()), "tuple", args):
            return args
        case nodes.Apply(Value(type=Tuple(items, None)), "tuple", args):
            return tuple(arg for arg, item in zip(args, items, strict=True) if isinstance(item, Saved))
    return ()


def is_tape(value: nodes.Operand) -> bool:
    """Say whether an operand is a tape."""
    return isinstance(value, Value) and isinstance(value.type, Tape)
