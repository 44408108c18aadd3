"""Lowers a function's body in the place of its call.

Its variables stand in a frame of their own, under names that tell them apart from those of other activations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.frontend import (
    callees,
    definitions,
    lifting,
    lower_expressions,
    lower_flow,
    lower_functions,
    lower_names,
    outcomes,
    streams,
    syntax,
)
from srcad.frontend.bindings import (
    Binding,
    Closure,
    Items,
    Iteration,
    Managed,
    Manager,
    Partial,
    Stream,
    UserFunction,
)
from srcad.frontend.context import FALL, RESULT, Frame, Lowering
from srcad.frontend.lower_functions import Default
from srcad.frontend.outcomes import chain
from srcad.frontend.source import FunctionSource

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

DEEPEST = 30


def inline_closure(lo: Lowering, node: gast.AST, callee: Closure, given: Arguments) -> Binding:
    """Lower the body of a nested function where it is called; it reads its surroundings as they are now."""
    if lifting.calls_itself(callee.tree) and not lower_functions.takes_functions(lo, dict(enumerate(given.args)) | given.kwargs):
        alone = lifting.lifted(lo, callee)
        if alone is not None:
            source, values = alone
            function = UserFunction(source.name, text_source=source)
            return lower_functions.call(lo, node, function, type(given)(given.args, {**given.kwargs, **values}))
    source = callee.frame.source.nested(callee.tree)
    if callee.tree not in lo.session.read:
        syntax.check_callee(source)
    bound = lower_functions.matched(lo, node, callee.tree, given, callee.name)
    filled = {name: callee.defaults[name] if isinstance(one, Default) else one for name, one in bound.items()}
    if streams.is_generator(callee.tree):
        return streams.called(lo, node, source, filled, callee.frame)
    return inline(lo, node, source, filled, callee.frame)


def inline(lo: Lowering, node: gast.AST, source: FunctionSource, bound: dict, parent: Frame | None) -> Binding:
    """Lower a function's body in the place of its call."""
    if depth(lo, source) > DEEPEST:
        lo.refuse(
            node,
            f"{source.name}() calls itself here",
            "it is inlined, since functions are passed to it or it stands in a function",
            "define it in a module",
        )
    frame = activation(lo, node, source, bound, parent)
    pinned, lo.pinned = lo.pinned, False
    with lo.within(frame):
        found = inlined_body(lo, node, source, frame)
    lo.pinned = pinned
    if not holds_closure(found) and not makes_closures(source.tree):
        lo.state.frames.pop(frame.number)
    return found


def makes_closures(tree: gast.FunctionDef | gast.Lambda) -> bool:
    """Say whether a function defines functions, which an object may hold after it has returned."""
    return any(node is not tree and isinstance(node, (gast.FunctionDef, gast.Lambda)) for node in gast.walk(tree))


def activation(lo: Lowering, node: gast.AST, source: FunctionSource, bound: dict, parent: Frame | None) -> Frame:
    """Return the frame of a function whose body is lowered in place, its parameters bound."""
    number = sum(frame.source.tree is source.tree for frame in lo.session.inlined) + 1
    label = source.name if source.name.isidentifier() else "lambda"
    frame = lower_names.new_frame(lo.session, source, parent, f"{label}.{number}")
    frame.caller = lo.frame
    frame.place = lo.origin(node) if definitions.holds(source) else None
    lo.session.inlined.append(frame)
    lo.scopes[frame.number] = frame.scope
    values = {
        name: callees.default_binding(lo, source, name) if isinstance(one, Default) else one
        for name, one in bound.items()
    }
    lo.state.frames[frame.number] = values
    return frame


def holds_closure(binding: Binding) -> bool:
    """Say whether a result may still read the variables of the activation that it came from."""
    match binding:
        case Items(items) | Iteration(_, items):
            return any(map(holds_closure, items))
        case Partial(function, args, kwargs):
            return any(map(holds_closure, (function, *args, *kwargs.values())))
    return isinstance(binding, (Closure, Stream, Manager, Managed))


def depth(lo: Lowering, source: FunctionSource) -> int:
    """Return how many activations of a function the present one stands in."""
    count, frame = 0, lo.frame
    while frame is not None:
        count += frame.source.tree is source.tree
        frame = frame.caller
    return count


def inlined_body(lo: Lowering, node: gast.AST, source: FunctionSource, frame: Frame) -> Binding:
    tree = source.tree
    if isinstance(tree, gast.Lambda):
        lo.statement = tree.body
        return lower_expressions.expression(lo, tree.body)
    region = lower_flow.join_region(lo, frozenset({("return", frame.number)}))
    region.frame = frame
    items = chain(tree.body)
    if FALL in outcomes.of(items, frame):
        items = chain([*tree.body, gast.copy_location(gast.Return(None), tree.body[-1])])
    leaf = lower_flow.splice(lo, items, region, None)
    if leaf is not None:
        lo.refuse(node, f"{source.name}() always raises here", "", "raise in the caller")
    return lo.state.get(frame.number, RESULT)
