"""Writes the statements of the intermediate form as gast statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import gast

from srcad import errors
from srcad.analysis import infer
from srcad.backend.attempts import Attempts, asked_at_once
from srcad.backend.dialects import NUMBA
from srcad.backend.exits import exits
from srcad.backend.facts import Facts
from srcad.backend.headings import Headings, heading_of
from srcad.backend.moves import sequenced
from srcad.backend.trees import STORE, builtin, constant, name, negation
from srcad.backend.unassigned import Gap, read_gaps
from srcad.ir import contents, nodes
from srcad.ir.nodes import Operand, Value
from srcad.ir.types import Array
from srcad.origin import PRIMAL


@dataclass(frozen=True)
class Place:
    """Where a block stands: the If and the loop that its leaves belong to, and what falling off its end means."""

    branch: nodes.If | None = None
    loop: nodes.For | nodes.Loop | None = None
    sections: int = 0  # 2: both headings, 1: that of the backward pass only
    heading: tuple | None = None  # the source statement that a comment before the block names already


class Statements(Attempts):
    """Writes blocks."""

    # -- blocks --------------------------------------------------------------------------------------------

    def block(self, block: nodes.Block, place: Place) -> list[gast.stmt]:
        """Return a block's statements, its leaf included."""
        written: list[gast.stmt] = []
        heading = Headings(place.sections, place.heading)
        arms = else_arms(self.graph.facts, block)
        asked = asked_at_once(self.graph.facts, block)
        handled = {statement for followers in asked.values() for statement in followers}
        for statement in block.statements:
            if statement in arms.values() or statement in handled:
                continue
            if statement in asked and isinstance(asked[statement][-1], nodes.Branch):
                written += heading.before(statement, [], self.folded)
                inner = replace(place, sections=0 if heading.backward else min(place.sections, 1))
                return written + self.with_clauses(statement, asked[statement], inner)
            if statement in asked:
                choice_ = asked[statement][-1]
                lines = self.with_clauses(statement, asked[statement], Place(choice_, place.loop))
                written += heading.before(statement, lines, self.folded) + lines
                continue
            lines = self.statement(statement, place) if statement not in arms else self.with_else(
                statement, arms[statement], place
            )
            if isinstance(statement, (nodes.For, nodes.Loop)):
                lines = behind_starts(written, lines)
            if lines:
                written += heading.before(statement, lines, self.folded) + lines
        return self.closed(block, place, heading, written)

    def closed(
        self, block: nodes.Block, place: Place, heading: Headings, written: list[gast.stmt]
    ) -> list[gast.stmt]:
        """Return a block's statements with its leaf behind them."""
        leaf = block.leaf
        if isinstance(leaf, nodes.Branch):
            written = written + heading.before(leaf, [], self.folded)
            inner = replace(place, sections=0 if heading.backward else min(place.sections, 1))
            return written + self.leaf(leaf, inner)
        lines = self.leaf(leaf, place)
        if isinstance(leaf, nodes.Next) and not lines:
            return continued(written)
        if isinstance(leaf, nodes.Return) and not written and block is not self.graph.facts.function.body:
            return heading.early(leaf) + lines
        return written + (heading.before(leaf, lines, self.folded) if lines else []) + lines

    def leaf(self, leaf: nodes.Leaf, place: Place) -> list[gast.stmt]:
        """Return what a leaf does: the moves into the slots that it feeds, and its jump."""
        match leaf:
            case nodes.Yield(values):
                return self.moves(place.branch.results, values, leaf)
            case nodes.Next(values):
                return self.moves(place.loop.params, values, leaf)
            case nodes.Exit(values):
                self.broken.add(place.loop)
                return self.moves(place.loop.results, values, leaf) + [gast.Break()]
            case nodes.Return(value):
                return [gast.Return(self.of(value))]
            case nodes.Raise(exception, cause):
                return [gast.Raise(*(None if part is None else self.of(part) for part in (exception, cause)))]
            case nodes.Branch():
                return self.branch(leaf, place)
        raise errors.InternalError(f"{type(leaf).__name__} is no leaf", leaf.origin)

    def branch(self, leaf: nodes.Branch, place: Place) -> list[gast.stmt]:
        """Return a tail branch, what follows a jump dedented."""
        condition = self.of(leaf.condition)
        then, orelse = self.block(leaf.then, place), self.block(leaf.orelse, place)
        if place.loop is not None and place.branch is None:
            if not orelse:
                return choice(condition, then, orelse)
            if not jumps(then) and jumps(orelse) and len(orelse) <= len(then):
                return [gast.If(negation(condition), orelse, []), *then]
            if not jumps(then):
                then = then + [gast.Continue()]
        if jumps(then):
            return [gast.If(condition, then, []), *orelse]
        if jumps(orelse):
            return [gast.If(negation(condition), orelse, []), *then]
        return choice(condition, then, orelse)

    def moves(self, targets: tuple[Value, ...], sources: tuple[Operand, ...], node) -> list[gast.stmt]:
        """Return the assignments of operands to a region's slots, as if all at once."""
        step = self.graph.place[node]
        held = [pair for pair in zip(targets, sources, strict=True) if self.ranges.holds(pair[0], 2 * step + 1)]
        return sequenced(self.pairs(held, step))

    def pairs(self, moves: list[tuple[Value, Operand]], step: int) -> list[tuple[str, gast.expr]]:
        """Return what a step assigns to which name; what is undefined is None where it is read all the same."""
        found = []
        for target, source in moves:
            if not isinstance(source, nodes.Undefined) and target not in self.silent:
                found.append((self.names[target], self.of(source)))
            elif isinstance(source, nodes.Undefined) and (step, target) in self.gaps:
                found.append((self.names[target], constant(None)))
        return found

    @cached_property
    def gaps(self) -> set[Gap]:
        """What is left undefined, and read all the same. Under Numba copying that does no harm, and None is no number."""
        return read_gaps(self.graph, self.ranges, self.names, copies=self.expressions.dialect != NUMBA)

    # -- statements ------------------------------------------------------------------------------------------

    def statement(self, node: nodes.Statement, place: Place) -> list[gast.stmt]:
        """Return a statement's text; nothing for what is folded into a later one, or read by nobody."""
        if node in self.graph.facts.dead:
            return []
        if node in self.tuples.first:
            whole = self.tuples.first[node]
            return [gast.Assign([self.targets(self.tuples.items[whole])], self.of(whole), None)]
        if node in self.tuples.loads or any(value in self.folded for value in contents.results(node)):
            return []
        match node:
            case nodes.Apply() | nodes.Load() | nodes.If() if self.only_decides(node):
                return [gast.Expr(self.expressions.computed(node))]
            case nodes.Apply():
                return self.apply(node)
            case nodes.Load(result):
                return [self.assign(result, self.expressions.computed(node))] if self.ranges.held[result] else []
            case nodes.Store():
                return self.store(node)
            case nodes.Push(tape, value) if node.at:
                target = self.expressions.subscript(self.of(tape), (node.at,), STORE)
                return [gast.Assign([target], self.of(value), None)]
            case nodes.Append(_, source, value, index=index) if index is not None:
                return [gast.Expr(self.expressions.method(self.of(source), "insert", [index, value]))]
            case nodes.Append(_, source, value) | nodes.Push(source, value):
                return [gast.Expr(self.expressions.method(self.of(source), "append", [value]))]
            case nodes.Pop(_, value) | nodes.Pull(value):
                return self.results((value,), self.expressions.computed(node))
            case nodes.NewTape(tape):
                made = self.expressions.empty(node) if node.shape else gast.List([], gast.Load())
                return [self.assign(tape, made)]
            case nodes.Effect():
                return self.effect(node)
            case nodes.Call():
                return self.results(node.results, self.expressions.call(node))
            case nodes.If() if node in self.graph.facts.conditionals:
                return (
                    [self.assign(node.results[0], self.expressions.computed(node))] if self.held(node.results[0])
                    else []
                )
            case nodes.If():
                return self.choose(node, place)
            case nodes.Try():
                return self.attempt(node)
            case nodes.For():
                return self.loop_over(node)
            case nodes.Loop():
                return self.loop(node)
        raise errors.InternalError(f"{type(node).__name__} is no statement", node.origin)

    def effect(self, node: nodes.Effect) -> list[gast.stmt]:
        """Return an effect as a statement of its own."""
        if node.op == "assert":
            parts = [self.of(arg) for arg in node.args]
            return [gast.Assert(parts[0], parts[1] if len(parts) > 1 else None)]
        if node.op == "refuse":
            condition, message = map(self.of, node.args)
            return [gast.If(condition, [gast.Raise(builtin("ValueError", message), None)], [])]
        return self.results(node.results, self.expressions.effect(node))

    def only_decides(self, node: nodes.Apply | nodes.Load | nodes.If) -> bool:
        """Say whether an expression in a try's body is there for what it may raise alone."""
        facts = self.graph.facts
        if node not in facts.guarded or isinstance(node, nodes.If) and node not in facts.conditionals:
            return False
        return not any(map(self.held, contents.results(node)))

    def place_in(self, node: nodes.Try) -> Place:
        """Return where the body of a try stands."""
        return Place(node)

    # -- regions -----------------------------------------------------------------------------------------------

    def choose(self, node: nodes.If, place: Place) -> list[gast.stmt]:
        """Return an If as a statement."""
        inner = Place(node, place.loop, heading=heading_of(node))
        condition = self.of(node.condition)
        return choice(condition, self.block(node.then, inner), self.block(node.orelse, inner))

    def loop_over(self, node: nodes.For) -> list[gast.stmt]:
        """Return a loop over a known space."""
        before = self.moves(node.params, node.inits, node)
        header = self.header(node)
        body = self.block(node.body, Place(None, node)) or [gast.Pass()]
        after = self.exhausted(node)
        orelse = after if node in self.broken else []
        if isinstance(node.space, nodes.Drain):
            tree: gast.stmt = gast.While(self.of(node.space.tape), body, orelse)
        else:
            tree = gast.For(*header, body, orelse, None)
        return [*before, tree, *(after if not orelse else [])]

    def exhausted(self, node: nodes.For) -> list[gast.stmt]:
        """Return the moves into a loop's results when its space is exhausted, and the source's own else clause."""
        held = [
            (result, source) for result,
            source in zip(node.results, node.exhausted, strict=True) if self.ranges.held[result]
        ]
        return sequenced(self.pairs(held, self.graph.exhausted[node])) + self.clauses.get(node, [])

    def with_else(self, node: nodes.For | nodes.Loop, choice_: nodes.If, place: Place) -> list[gast.stmt]:
        """Return a loop whose flag only chooses what follows, with an else clause instead."""
        flag = choice_.condition
        k = node.results.index(flag)
        ends = exhausted_flag(node, k)
        run, skipped = (choice_.then, choice_.orelse) if ends else (choice_.orelse, choice_.then)
        inner = Place(choice_, place.loop)
        if self.block(skipped, inner) or isinstance(node, nodes.Loop) and self.condition_first(node) is None:
            return self.statement(node, place) + self.statement(choice_, place)
        self.silent.add(flag)
        self.clauses[node] = self.block(run, inner)
        return self.statement(node, place)

    def header(self, node: nodes.For) -> tuple[gast.expr, gast.expr] | None:
        """Return a loop's target and iterable."""
        counter = self.counter(node.counter)
        match node.space:
            case nodes.Range():
                return counter, self.expressions.range(node)
            case nodes.Items(sequences, elements):
                return self.items(node, counter, sequences, elements)
        return None

    def counter(self, counter: Value | None) -> gast.expr:
        if counter is None or counter.name is None and not self.ranges.held[counter]:
            return name("_", STORE)
        return name(self.names[counter], STORE)

    def items(self, node: nodes.For, counter: gast.expr, sequences, elements) -> tuple[gast.expr, gast.expr]:
        """Return the header over sequences: zip for several, enumerate where the position is used."""
        targets = [self.element(element) for element in elements]
        spaces = [self.of(sequence) for sequence in sequences]
        target = targets[0] if len(targets) == 1 else gast.Tuple(targets, STORE)
        space = spaces[0] if len(spaces) == 1 else builtin("zip", *spaces)
        counted = node.counter is not None and self.ranges.held[node.counter]
        if node.reversed:
            several = counted or len(spaces) > 1
            space = builtin("enumerate", space) if counted else space
            space = builtin("reversed", builtin("list", space)) if several else self.backwards(node, space)
        elif counted:
            space = builtin("enumerate", space)
        return gast.Tuple([counter, target], STORE) if counted else target, space

    def backwards(self, node: nodes.For, space: gast.expr) -> gast.expr:
        """Return a sequence from its last item to its first."""
        if node.origin.role != PRIMAL and isinstance(infer.type_of(node.space.sequences[0]), Array):
            return gast.Subscript(space, gast.Slice(None, None, constant(-1)), gast.Load())
        return builtin("reversed", space)

    def element(self, element: Value) -> gast.expr:
        if element in self.tuples.at_once:
            return self.target(element)
        if element.name is None and not self.ranges.held[element]:
            return name("_", STORE)
        return name(self.names[element], STORE)

    def condition_first(self, node: nodes.Loop) -> tuple[nodes.Block, nodes.Block, bool] | None:
        """Return how a loop's first branch leaves it and goes on, and whether its condition is that for leaving."""
        leaf = node.body.leaf
        bare = all(any(value in self.folded for value in contents.results(item)) for item in node.body.statements)
        if isinstance(leaf, nodes.Branch) and bare:
            for leaving, staying, flip in ((leaf.orelse, leaf.then, False), (leaf.then, leaf.orelse, True)):
                if isinstance(leaving.leaf, nodes.Exit) and not leaving.statements:
                    return leaving, staying, flip
        return None

    def loop(self, node: nodes.Loop) -> list[gast.stmt]:
        """Return a `while`: with the condition of its first branch where that leaves the loop, else `while True`."""
        before = self.moves(node.params, node.inits, node)
        place = Place(None, node)
        if (form := self.condition_first(node)) is not None:
            leaving, staying, flip = form
            condition = self.of(node.body.leaf.condition)
            after = self.moves(node.results, leaving.leaf.values, leaving.leaf) + self.clauses.get(node, [])
            body = self.block(staying, place) or [gast.Pass()]
            orelse = after if node in self.broken else []
            test = negation(condition) if flip else condition
            return [*before, gast.While(test, body, orelse), *(after if not orelse else [])]
        return [*before, gast.While(constant(True), self.block(node.body, place) or [gast.Pass()], [])]


def else_arms(facts: Facts, block: nodes.Block) -> dict[nodes.Statement, nodes.If]:
    """Return the loops whose flag, which says whether a break left them, is read by the If behind them only."""
    found = {}
    for loop, follower in zip(block.statements, block.statements[1:], strict=False):
        if (
            not isinstance(loop, (nodes.For, nodes.Loop)) or not isinstance(follower, nodes.If)
            or follower in facts.conditionals
        ):
            continue
        flag = follower.condition
        if flag in loop.results and len(facts.uses[flag]) == 1 and follower.origin.role == PRIMAL:
            if exhausted_flag(loop, loop.results.index(flag)) is not None:
                found[loop] = follower
    return found


def exhausted_flag(loop: nodes.For | nodes.Loop, k: int) -> bool | None:
    """Return what result k of a loop is when its space or its condition ends it, if it is the opposite at each break."""
    if isinstance(loop, nodes.For):
        end, breaks = loop.exhausted[k], list(exits(loop.body))
    else:
        leaf = loop.body.leaf
        sides = [side for side in contents.blocks(leaf) if isinstance(side.leaf, nodes.Exit) and not side.statements]
        if len(sides) != 1:
            return None
        end = sides[0].leaf.values[k]
        breaks = [leaf for leaf in exits(loop.body) if leaf is not sides[0].leaf]
    flags = [end, *(leaf.values[k] for leaf in breaks)]
    if not breaks or not all(isinstance(flag, nodes.Const) and isinstance(flag.value, bool) for flag in flags):
        return None
    return end.value if all(flag.value is not end.value for flag in flags[1:]) else None


def behind_starts(written: list[gast.stmt], lines: list[gast.stmt]) -> list[gast.stmt]:
    """Move new tapes from the end of what is written to behind the first values of a loop's variables."""
    starts = 0
    while isinstance(lines[starts], gast.Assign):
        starts += 1
    tapes: list[gast.stmt] = []
    while starts and written and is_new_tape(written[-1]):
        tapes.insert(0, written.pop())
    return lines[:starts] + tapes + lines[starts:]


def continued(written: list[gast.stmt]) -> list[gast.stmt]:
    """Return a loop's body whose last statement is `if not c: ...` with `if c: continue` instead."""
    match written[-1:]:
        case [gast.If(test=gast.UnaryOp(op=gast.Not(), operand=test), body=body, orelse=[])]:
            return [*written[:-1], gast.If(test, [gast.Continue()], []), *body]
    return written


def is_new_tape(line: gast.stmt) -> bool:
    """Say whether a line makes an empty list."""
    return isinstance(line, gast.Assign) and isinstance(line.value, gast.List) and not line.value.elts


def jumps(statements: list[gast.stmt]) -> bool:
    """Say whether control never falls off the end of some statements."""
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, gast.If):
        return jumps(last.body) and jumps(last.orelse)
    return isinstance(last, (gast.Return, gast.Raise, gast.Break, gast.Continue))


def choice(condition: gast.expr, then: list[gast.stmt], orelse: list[gast.stmt]) -> list[gast.stmt]:
    """Return an if statement, without the arms that do nothing."""
    if not then and not orelse:
        return [gast.Expr(condition)] if any(isinstance(part, gast.Call) for part in gast.walk(condition)) else []
    if not then:
        return [gast.If(negation(condition), orelse, [])]
    if jumps(then):
        return [gast.If(condition, then, []), *orelse]
    return [gast.If(condition, then, orelse)]
