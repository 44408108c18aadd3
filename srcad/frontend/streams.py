"""Generators: their statements run where they are consumed, and what consumes them runs where they yield.

def squares(xs):                  for x in xs:
    for x in xs:                      if x > 0:
        if x > 0:            ->           y = x * x
            yield x * x                   total += y
for y in squares(xs):
    total += y

Where every yield is reached exactly once, the values are also known one by one (`collected`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import gast

from srcad.frontend import inlining, lower_expressions, lower_flow, syntax
from srcad.frontend.bindings import Binding, Missing, Stream
from srcad.frontend.context import Frame, Lowering
from srcad.frontend.outcomes import Consumer, Rest, Scope, Within, chain
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.nodes import Const

TAKEN, FROM = "<taken>", "<from>"


@dataclass(eq=False)
class Collector:
    """Takes a generator's values while it is lowered; `nesting` is that in which each is reached exactly once."""

    nesting: tuple[object, ...]
    found: list[Binding] = field(default_factory=list)


class NotKnown(Exception):
    """Raised at a yield of which only the run can tell whether, and how often, it is reached."""


def is_generator(tree: gast.FunctionDef | gast.Lambda) -> bool:
    """Say whether a function's own statements, or what never runs of them, yield."""
    return any(isinstance(node, (gast.Yield, gast.YieldFrom)) for _, node in syntax.placed(tree))


def called(lo: Lowering, node: gast.AST, source: FunctionSource, bound: dict, parent: Frame | None) -> Stream:
    """Return what a call of a generator function gives: nothing of it has run."""
    frame = inlining.activation(lo, node, source, bound, parent)
    frame.names |= {FROM}
    return Stream(f"the generator {source.name}()", frame, tuple(source.tree.body))


def loop(lo: Lowering, node: gast.For, stream: Stream, rest: Rest) -> Rest:
    """Return the statements of a loop over a generator."""
    take(lo, node, stream)
    again, leave = (("continue", node, lo.frame.number), ("break", node, lo.frame.number))
    stream.frame.consumer = Consumer(lo.frame, node.target, tuple(node.body), again, lo.statement, lo.pinned)
    return (Scope(chain([body(lo, stream), *node.orelse]), frozenset({leave})), rest)


def body(lo: Lowering, stream: Stream) -> Within:
    """Return a generator's statements, whose returns mean their own end."""
    frame = stream.frame
    pinned = lo.pinned if frame.generator else False
    return Within(frame, chain(stream.body), frozenset({("return", frame.number)}), lo.statement, pinned)


def statements(lo: Lowering, frame: Frame, items: list[gast.AST]) -> Within:
    """Return some of a generator's statements, to be run later."""
    return Within(frame, chain(items), frozenset({("return", frame.number)}), lo.statement, False)


def yields(items: list[gast.AST]) -> bool:
    return any(isinstance(node, (gast.Yield, gast.YieldFrom)) for one in items for _, node in syntax.placed(one))


def take(lo: Lowering, node: gast.AST, stream: Stream) -> None:
    """Note that a generator is consumed; refuse to do it again."""
    frame = stream.frame.number
    if not isinstance(lo.state.get(frame, TAKEN), Missing):
        lo.refuse(node, f"{stream.name} is consumed again", "it gives its values once", "make a list of it first")
    lo.state.set(frame, TAKEN, Const(True))


def yielded(lo: Lowering, node: gast.Expr, rest: Rest) -> nodes.Leaf | None:
    """Hand a value to the consumer."""
    value = node.value.value
    binding = Const(None) if value is None else lower_expressions.expression(lo, value)
    match lo.frame.consumer:
        case Collector(nesting, found):
            if lo.nesting != nesting:
                raise NotKnown
            found.append(binding)
            return None
        case Consumer() as consumer:
            return lower_flow.elsewhere(lo, consumer.taking(binding), rest)
    return lo.refuse(node, "yield is not supported here", "nothing consumes the values", "return a list")


def delegated(lo: Lowering, node: gast.Expr) -> gast.For:
    """Return `yield from` as the loop that it is."""
    item = gast.Name(FROM, gast.Load(), None, None)
    made = gast.For(gast.Name(FROM, gast.Store(), None, None), node.value.value, [gast.Expr(gast.Yield(item))], [], None)
    for one in gast.walk(made):
        if one not in gast.walk(node.value.value):
            gast.copy_location(one, node)
    return made


# -- the values one by one --------------------------------------------------------------------------------


def collecting(frame: Frame) -> bool:
    """Say whether the values that an activation yields are gathered one by one."""
    while isinstance(frame.consumer, Consumer):
        frame = frame.consumer.frame
    return isinstance(frame.consumer, Collector)


def collected(lo: Lowering, stream: Stream) -> list[Binding] | None:
    """Run a generator to its end and return its values; None, with nothing done, where they aren't known one by one."""
    if not isinstance(lo.state.get(stream.frame.number, TAKEN), Missing):
        return None
    kept = lo.state.copy(), len(lo.out), len(lo.session.inlined), set(lo.written), lo.writes_out
    statement, pinned = lo.statement, lo.pinned
    collector = stream.frame.consumer = Collector(lo.nesting)
    lo.state.set(stream.frame.number, TAKEN, Const(True))
    try:
        leaf = lower_flow.elsewhere(lo, body(lo, stream), None)
    except NotKnown:
        lo.state, count, inlined, lo.written, lo.writes_out = kept
        del lo.out[count:], lo.session.inlined[inlined:]
        return None
    finally:
        stream.frame.consumer, lo.statement, lo.pinned = None, statement, pinned
    return collector.found if leaf is None else None
