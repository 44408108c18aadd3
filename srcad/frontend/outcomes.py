"""Where control may go from a list of statements, read off the syntax: to its end, or away by a jump.

The statements that remain to be lowered are a linked list, (statement, rest) or None, so that the rest of a
block can be handed to the one branch that falls through to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast

from srcad.frontend.context import FALL, Frame
from srcad.ir.nodes import Value

RAISE = ("raise",)
Rest = tuple | None


@dataclass(frozen=True, eq=False)
class Scope:
    """Statements for which some jumps mean: to the end of these statements."""

    items: Rest
    same: frozenset


@dataclass(frozen=True, eq=False)
class Narrow:
    """Let a variable stand for another thing while it stands for this one."""

    frame: int
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, eq=False)
class Round:
    """One more round, and those behind it, of a while loop that is written out."""

    node: gast.While
    number: int


@dataclass(frozen=True, eq=False)
class Within:
    """Statements of another activation: of a generator, or of what consumes it. `pinned` as in `Lowering`."""

    frame: Frame
    items: Rest
    same: frozenset
    statement: Any
    pinned: bool


@dataclass(frozen=True, eq=False)
class Consumer:
    """The body of a loop over a generator, which runs where it yields; `again` is the jump to the body's end."""

    frame: Frame
    target: gast.AST
    body: tuple
    again: tuple
    statement: Any
    pinned: bool

    def taking(self, binding: Any) -> Within:
        """Return the body, run for a value."""
        items = chain([Bind(self.target, binding), *self.body])
        return Within(self.frame, items, frozenset({self.again}), self.statement, self.pinned)


@dataclass(frozen=True, eq=False)
class Finally:
    """Statements, and those that run however they are left."""

    items: Rest
    final: Rest


@dataclass(frozen=True, eq=False)
class Replay:
    """The body of a try, run again where it is known to raise nothing; or, with an error, what handles that."""

    items: Rest
    error: Value | None = None


@dataclass(frozen=True, eq=False)
class Act:
    """Something that is done to the state when it is reached."""

    act: Any


@dataclass(frozen=True, eq=False)
class Follow:
    """The jumps that statements have left by, once what they had to do first is done."""

    tag: Value | None
    labels: list


@dataclass(frozen=True, eq=False)
class Cases:
    """The cases of a match statement that are left to try."""

    subject: Any
    cases: tuple
    node: gast.AST


@dataclass(frozen=True, eq=False)
class Take:
    """An assignment of what `make` gives once it is reached."""

    target: gast.AST
    make: Any


@dataclass(frozen=True, eq=False)
class Fork:
    """A choice by a tag, which says k, k + 1, ...: an option each, or is True for the first of two."""

    tag: Value
    k: int
    options: tuple[Rest, ...]


@dataclass(frozen=True, eq=False)
class Leap:
    """A jump whose work is done already: a return whose value is known."""

    label: tuple


@dataclass(frozen=True, eq=False)
class Bind:
    """An assignment of a binding that is known to a target; `in_round` of a loop that is written out."""

    target: gast.AST
    binding: Any
    in_round: bool = False


def chain(statements, rest: Rest = None) -> Rest:
    """Return a list of statements, followed by the rest."""
    for statement in reversed(statements):
        rest = (statement, rest)
    return rest


def concatenated(items: Rest, rest: Rest) -> Rest:
    """Return the items of both lists."""
    return chain(list(each(items)), rest)


def each(items: Rest):
    """Yield the statements of a list."""
    while items is not None:
        head, items = items
        yield head


def jump_targets(tree: gast.AST) -> dict[gast.AST, gast.AST]:
    """Return the loop that each break and continue of a function belongs to."""
    targets: dict[gast.AST, gast.AST] = {}

    def visit(statements: list[gast.AST], loop: gast.AST | None) -> None:
        for node in statements:
            match node:
                case gast.Break() | gast.Continue():
                    targets[node] = loop
                case gast.While() | gast.For():
                    visit(node.body, node)
                    visit(node.orelse, loop)
                case _:
                    for block in blocks(node):
                        visit(block, loop)

    if isinstance(tree, gast.FunctionDef):
        visit(tree.body, None)
    return targets


def blocks(node: gast.AST) -> list[list[gast.AST]]:
    """Return the blocks of a statement that is neither a loop nor a definition."""
    match node:
        case gast.If(body=body, orelse=orelse):
            return [body, orelse]
        case gast.With(body=body):
            return [body]
        case gast.Match(cases=cases):
            return [case.body for case in cases]
        case gast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            return [body, *(handler.body for handler in handlers), orelse, final]
    return []


def of(items: Rest, frame: Frame) -> frozenset:
    """Return the labels by which control may leave a list of statements."""
    found: set[Any] = set()
    for statement in each(items):
        ways = of_statement(statement, frame)
        found |= ways - {FALL}
        if FALL not in ways:
            return frozenset(found)
    return frozenset(found | {FALL})


def of_statement(node: Any, frame: Frame) -> frozenset:
    """Return the labels by which control may leave a statement."""
    match node:
        case Scope(items, same):
            inner = of(items, frame)
            return inner - same | ({FALL} if inner & same else set())
        case Within(inner_frame, items, same):
            inner = of(items, inner_frame)
            return inner - same | ({FALL} if inner & same else set())
        case gast.Expr(value=gast.Yield()) if isinstance(frame.consumer, Consumer):
            return of_statement(frame.consumer.taking(None), frame)
        case gast.Expr(value=gast.YieldFrom()) if isinstance(frame.consumer, Consumer):
            return of_statement(frame.consumer.taking(None), frame) | {FALL}
        case Finally(items, final):
            ways, last = of(items, frame), of(final, frame)
            return (last - {FALL}) | (ways if FALL in last else frozenset())
        case Follow(labels=labels):
            return frozenset(labels)
        case Cases(cases=cases) | gast.Match(cases=cases):
            return of_cases(cases, frame)
        case Replay(items):
            return of(items, frame)
        case gast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            ways = of(chain([*body, *orelse]), frame).union(*(of(chain(handler.body), frame) for handler in handlers))
            last = of(chain(final), frame)
            return (last - {FALL}) | (ways if FALL in last else frozenset())
        case gast.With(body=body):
            return of(chain(body), frame)
        case Leap(label=label):
            return frozenset({label})
        case Fork(options=options):
            return frozenset().union(*(of(option, frame) for option in options))
        case gast.Return():
            return frozenset({("return", frame.number)})
        case gast.Raise():
            return frozenset({RAISE})
        case gast.Break():
            return frozenset({("break", frame.targets[node], frame.number)})
        case gast.Continue():
            return frozenset({("continue", frame.targets[node], frame.number)})
        case gast.If(test=test, body=body, orelse=orelse):
            known = truth(test)
            taken = [part for part, when in ((body, True), (orelse, False)) if known in (None, when)]
            return frozenset().union(*(of(chain(part), frame) for part in taken))
        case gast.While() | gast.For():
            return _of_loop(node, frame)
        case Round(node):
            inner = of(chain(node.body), frame) | of(chain(node.orelse), frame) | {FALL}
            return inner - {("continue", node, frame.number)}
    return frozenset({FALL})


def of_cases(cases, frame: Frame) -> frozenset:
    """Return the labels by which control may leave a match statement: to its end too, unless a case fits anything."""
    found: set[Any] = set()
    for case in cases:
        found |= of(chain(case.body), frame)
        if case.guard is None and isinstance(case.pattern, gast.MatchAs) and case.pattern.pattern is None:
            return frozenset(found)
    return frozenset(found | {FALL})


def _of_loop(node: gast.While | gast.For, frame: Frame) -> frozenset:
    inner = of(chain(node.body), frame)
    leave, again = (("break", node, frame.number), ("continue", node, frame.number))
    found = set(inner) - {FALL, leave, again}
    if leave in inner:
        found.add(FALL)
    if isinstance(node, gast.For) or truth(node.test) is not True:
        found |= of(chain(node.orelse), frame)
    return frozenset(found)


def truth(test: gast.AST) -> bool | None:
    """Return what a literal condition is, None for any other."""
    return bool(test.value) if isinstance(test, gast.Constant) else None


def jumps(ways: frozenset) -> frozenset:
    """Return the ways that are jumps within the function."""
    return ways - {FALL, RAISE}
