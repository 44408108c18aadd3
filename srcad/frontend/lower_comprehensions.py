"""Lowers generator expressions as the loops that they are.

sum(f(x) for x in xs if x > 0)   ->   total = 0
                                      for x in xs:
                                          if x > 0:
                                              total += f(x)
"""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcad.frontend import assigned, lower_expressions, lower_flow, rows, streams
from srcad.frontend.bindings import Binding, Items, Stream
from srcad.frontend.context import Frame, Lowering
from srcad.frontend.outcomes import chain
from srcad.ir.nodes import Const

TOTAL, LISTED, SUBJECT, ITEM = "<total>", "<listed>", "<subject>", "<item>"


def total(lo: Lowering, node: gast.GeneratorExp | gast.ListComp, start: gast.AST | None) -> Binding:
    """Return the sum of a generator's values."""
    return total_of(lo, node, Const(0) if start is None else lower_expressions.expression(lo, start))


def total_of(lo: Lowering, node: gast.GeneratorExp | gast.ListComp, first: Binding) -> Binding:
    step = gast.AugAssign(gast.Name(TOTAL, gast.Store(), None, None), gast.Add(), node.elt)
    return looped(lo, node, TOTAL, first, step)


def stream(lo: Lowering, node: gast.GeneratorExp) -> Stream:
    """Return a generator expression; what its first loop walks is evaluated now."""
    frame = inner_frame(lo, node, (SUBJECT,))
    first, *others = node.generators
    lo.state.frames[frame.number] = {SUBJECT: lower_expressions.expression(lo, first.iter)}
    walked = gast.comprehension(first.target, gast.Name(SUBJECT, gast.Load(), None, None), first.ifs, 0)
    return Stream("a generator expression", frame, tuple(loops(node, [walked, *others], gast.Expr(gast.Yield(node.elt)))))


def listed(lo: Lowering, node: gast.GeneratorExp | gast.ListComp) -> Binding:
    """Return the list of a generator's values; of functions, a tuple of them."""
    if isinstance(node.elt, gast.Lambda):
        found = streams.collected(lo, stream(lo, node))
        if found is not None:
            return Items(tuple(found))
    return extended_by(lo, node, rows.empty(lo, node) if node in lo.rows else lower_expressions.display(lo, node, []))


def extended_by(lo: Lowering, node: gast.GeneratorExp | gast.ListComp, first: Binding) -> Binding:
    """Return a list with a generator's values appended."""
    append = gast.Attribute(gast.Name(LISTED, gast.Load(), None, None), "append", gast.Load())
    return looped(lo, node, LISTED, first, gast.Expr(gast.Call(append, [node.elt], [])))


def listed_from(lo: Lowering, node: gast.AST, subject: Binding) -> Binding:
    """Return the list of what an iteration gives."""
    return over(lo, node, subject, listed)


def extended(lo: Lowering, node: gast.AST, first: Binding, subject: Binding) -> Binding:
    """Return a list with a sequence's items appended."""
    return over(lo, node, subject, lambda lo, generator: extended_by(lo, generator, first))


def total_from(lo: Lowering, node: gast.AST, subject: Binding, first: Binding) -> Binding:
    """Return the sum of what an iteration gives, from a first value on."""
    return over(lo, node, subject, lambda lo, generator: total_of(lo, generator, first))


def over(lo: Lowering, node: gast.AST, subject: Binding, made: Callable[[Lowering, gast.ListComp], Binding]) -> Binding:
    """Return what is made of the generator that gives a subject's items as they are."""
    item, walked = gast.Name(ITEM, gast.Load(), None, None), gast.Name(SUBJECT, gast.Load(), None, None)
    comprehension = gast.comprehension(gast.Name(ITEM, gast.Store(), None, None), walked, [], 0)
    generator = placed(gast.ListComp(item, [comprehension]), node)
    frame = inner_frame(lo, generator, (SUBJECT,))
    lo.state.frames[frame.number] = {SUBJECT: subject}
    with lo.within(frame):
        return made(lo, generator)


def looped(lo: Lowering, node: gast.AST, name: str, first: Binding, step: gast.stmt) -> Binding:
    """Run a generator's loops, with a step for each value; return the accumulated variable."""
    body = loops(node, node.generators, step)
    frame = inner_frame(lo, node, (name,))
    lo.state.frames[frame.number] = {name: first}
    statement, pinned = lo.statement, lo.pinned
    with lo.within(frame):
        lo.pinned = True
        lower_flow.splice(lo, chain(body), lower_flow.join_region(lo), None)
        lo.pinned = pinned
    lo.statement = statement
    found = lo.state.get(frame.number, name)
    del lo.state.frames[frame.number]
    return found


def loops(node: gast.AST, generators: list[gast.comprehension], step: gast.stmt) -> list[gast.stmt]:
    """Return the loops that a comprehension's clauses are, with a step in the innermost."""
    body: list[gast.stmt] = [placed(step, node)]
    for generator in reversed(generators):
        for test in reversed(generator.ifs):
            body = [placed(gast.If(test, body, []), node)]
        body = [placed(gast.For(generator.target, generator.iter, body, [], None), node)]
    return body


def inner_frame(lo: Lowering, node: gast.AST, names: tuple[str, ...]) -> Frame:
    """Return the frame of a generator's own variables."""
    targets = [generator.target for generator in node.generators]
    variables = frozenset({*assigned.assigned_names(targets), *names})
    number = next(lo.session.numbers)
    lo.scopes[number] = scope = f"generator.{number}"
    place = lo.frame.place
    return Frame(number, lo.frame.source, variables, lo.frame, scope, lo.frame, generator=True, place=place)


def placed(made: gast.AST, node: gast.AST) -> gast.AST:
    """Give a node made here the place of the generator that it stands for."""
    gast.copy_location(made, node)
    for inner in gast.walk(made):
        if not hasattr(inner, "lineno") and isinstance(inner, (gast.expr, gast.stmt)):
            gast.copy_location(inner, node)
    return made
