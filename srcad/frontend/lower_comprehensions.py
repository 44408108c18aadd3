"""Lowers generator expressions as the loops that they are.

sum(f(x) for x in xs if x > 0)   ->   total = 0
                                      for x in xs:
                                          if x > 0:
                                              total += f(x)
"""

from __future__ import annotations

from collections.abc import Callable

import gast

from srcad.frontend import lower_expressions, lower_flow, lower_statements
from srcad.frontend.bindings import Binding, Iteration
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


def listed(lo: Lowering, node: gast.GeneratorExp | gast.ListComp) -> Binding:
    """Return the list of a generator's values."""
    empty = lower_expressions.display(lo, node, [])
    append = gast.Attribute(gast.Name(LISTED, gast.Load(), None, None), "append", gast.Load())
    return looped(lo, node, LISTED, empty, gast.Expr(gast.Call(append, [node.elt], [])))


def listed_from(lo: Lowering, node: gast.AST, subject: Iteration) -> Binding:
    """Return the list of what an iteration gives."""
    return over(lo, node, subject, listed)


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
    body: list[gast.stmt] = [placed(step, node)]
    for generator in reversed(node.generators):
        for test in reversed(generator.ifs):
            body = [placed(gast.If(test, body, []), node)]
        body = [placed(gast.For(generator.target, generator.iter, body, [], None), node)]
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


def inner_frame(lo: Lowering, node: gast.AST, names: tuple[str, ...]) -> Frame:
    """Return the frame of a generator's own variables."""
    targets = [generator.target for generator in node.generators]
    variables = frozenset({*lower_statements.assigned_names(targets), *names})
    number = next(lo.session.numbers)
    lo.scopes[number] = scope = f"generator.{number}"
    return Frame(number, lo.frame.source, variables, lo.frame, scope, lo.frame, generator=True)


def placed(made: gast.AST, node: gast.AST) -> gast.AST:
    """Give a node made here the place of the generator that it stands for."""
    gast.copy_location(made, node)
    for inner in gast.walk(made):
        if not hasattr(inner, "lineno") and isinstance(inner, (gast.expr, gast.stmt)):
            gast.copy_location(inner, node)
    return made
