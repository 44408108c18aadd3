"""Lowers with statements: a body is a block like any other, and what its context does is done around it.

Known contexts that compute nothing are entered by no code; the user's own, a generator under contextlib.contextmanager,
is what a loop over it would be, but for its end, which runs however the body is left.
"""

from __future__ import annotations

import contextlib

import gast

from srcad.frontend import lower_calls, lower_expressions, lower_flow, lower_functions, lower_objects, lower_statements, streams
from srcad.frontend.bindings import Binding, Library, Managed, Object, Stream, UserFunction
from srcad.frontend.context import Lowering
from srcad.frontend.outcomes import Finally, Rest, chain
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.nodes import Const

# Contexts that change what is warned of or printed, and no value.
SILENT = ("numpy.printoptions", "warnings.catch_warnings")
QUIET = ("ignore", "warn", "print", "log", None)


def with_statement(lo: Lowering, node: gast.With, rest: Rest) -> nodes.Leaf | None:
    """Lower a with statement: that of its first context, around one of those that are left."""
    item, *others = node.items
    body = list(node.body)
    if others:
        body = [gast.copy_location(gast.With(others, body, None), node)]
    return entered(lo, item, body, node, rest)


def entered(lo: Lowering, item: gast.withitem, body: list, node: gast.With, rest: Rest) -> nodes.Leaf | None:
    context = item.context_expr
    callee = lower_expressions.expression(lo, context.func) if isinstance(context, gast.Call) else None
    name = callee.qualified if isinstance(callee, Library) else None
    if name == "contextlib.nullcontext":
        given = lower_calls.arguments(lo, context)
        value = given.args[0] if given.args else given.kwargs.get("enter_result", Const(None))
        return within(lo, item, value, body, rest)
    if name == "numpy.errstate" or name in SILENT:
        settings = lower_calls.arguments(lo, context).kwargs.values() if name == "numpy.errstate" else ()
        if not all(isinstance(one, Const) and one.value in QUIET for one in settings):
            lo.refuse(context, "np.errstate that raises is not supported", "what is computed may end there", "test the values")
        return within(lo, item, Const(None), body, rest)
    if name == "contextlib.suppress":
        classes = gast.copy_location(gast.Tuple(context.args, gast.Load()), context)
        handler = gast.copy_location(gast.ExceptHandler(classes, None, [gast.copy_location(gast.Pass(), node)]), node)
        return lower_flow.run(lo, (gast.copy_location(gast.Try(body, [handler], [], []), node), rest))
    if name == "builtins.open":
        return closed(lo, item, lower_expressions.expression(lo, context), body, node, rest)
    if callee is None:
        binding = lower_expressions.expression(lo, context)
    else:
        binding = lower_calls.called(lo, context, callee, lower_calls.arguments(lo, context))
    if isinstance(binding, Managed):
        return managed(lo, item, binding.stream, body, node, rest)
    if isinstance(binding, Object) and binding.place.cls is not None and binding.place.cls.has("__exit__"):
        return of_class(lo, item, binding, body, node, rest)
    what = f"with {name}" if name else "this context"
    return lo.refuse(node, f"{what} is not supported", "what it does to its body isn't known", "enter it around the call")


def within(lo: Lowering, item: gast.withitem, value: Binding, body: list, rest: Rest) -> nodes.Leaf:
    """Lower a body whose context does nothing but give a value."""
    if item.optional_vars is not None:
        lower_statements.assign(lo, item.optional_vars, value)
    return lower_flow.run(lo, chain(body, rest))


def closed(lo: Lowering, item: gast.withitem, file: Binding, body: list, node: gast.With, rest: Rest) -> nodes.Leaf:
    """Lower a body that reads a file, which is closed behind it."""
    return left(lo, item, file, file, "close", (), body, node, rest)


def of_class(lo: Lowering, item: gast.withitem, context: Object, body: list, node: gast.With, rest: Rest) -> nodes.Leaf | None:
    """Lower a body around which an object's `__enter__` and `__exit__` run."""
    exits = context.place.cls.member("__exit__")
    tree = exits.tree if isinstance(exits, FunctionSource) else lower_functions.source_of(lo.session, exits).tree
    if any(isinstance(one, gast.Return) and not is_false(one.value) for one in gast.walk(tree)):
        lo.refuse(node, "this context is not supported", "its __exit__ may swallow an exception", "write a try around the body")
    value = lower_objects.special(lo, node, context, "__enter__")
    nothing = tuple(gast.Constant(None, None) for _ in range(3))
    return left(lo, item, Const(None) if value is None else value, context, "__exit__", nothing, body, node, rest)


def is_false(value: gast.AST | None) -> bool:
    return value is None or isinstance(value, gast.Constant) and value.value in (None, False)


def left(
    lo: Lowering, item: gast.withitem, value: Binding, context: Binding, method: str, args: tuple, body: list, node: gast.With,
    rest: Rest,
) -> nodes.Leaf | None:
    """Lower a body behind which, however it is left, a method of its context is called."""
    name = f"<{method} {node.lineno}:{item.context_expr.col_offset}>"
    lo.frame.names |= {name}
    lo.state.set(lo.frame.number, name, context)
    if item.optional_vars is not None:
        lower_statements.assign(lo, item.optional_vars, value)
    call = gast.Expr(gast.Call(gast.Attribute(gast.Name(name, gast.Load(), None, None), method, gast.Load()), list(args), []))
    for one in gast.walk(call):
        gast.copy_location(one, node)
    return lower_flow.run(lo, (Finally(chain(body), chain([call])), rest))


def managed(lo: Lowering, item: gast.withitem, stream: Stream, body: list, node: gast.With, rest: Rest) -> nodes.Leaf:
    """Lower a body around which a generator of the user's runs."""
    statements = list(stream.body)
    at = [k for k, one in enumerate(statements) if isinstance(one, gast.Expr) and isinstance(one.value, gast.Yield)]
    final: list = []
    if isinstance(statements[-1], gast.Try) and not at and not statements[-1].handlers:
        final, statements = statements[-1].finalbody, [*statements[:-1], *statements[-1].body]
        at = [k for k, one in enumerate(statements) if isinstance(one, gast.Expr) and isinstance(one.value, gast.Yield)]
    if len(at) != 1 or streams.yields([*statements[: at[0]], *statements[at[0] + 1 :], *final]):
        lo.refuse(node, "this context manager is not supported", "it yields elsewhere than between its statements", "write them out")
    streams.take(lo, node, stream)
    before, behind = statements[: at[0]], [*statements[at[0] + 1 :], *final]
    lower_flow.run_within(lo, stream.frame, before)
    with lo.within(stream.frame):
        given = statements[at[0]].value.value
        value = Const(None) if given is None else lower_expressions.expression(lo, given)
    if item.optional_vars is not None:
        lower_statements.assign(lo, item.optional_vars, value)
    last = streams.statements(lo, stream.frame, behind)
    return lower_flow.run(lo, (Finally(chain(body), (last, None)), rest))


def manager(lo: Lowering, value: object) -> UserFunction | None:
    """Return the generator function behind a live function that contextlib.contextmanager made, None for any other."""
    code = getattr(value, "__code__", None)
    made_by = contextlib.contextmanager(lambda: None).__code__
    return UserFunction(value.__name__, value=value.__wrapped__) if code is made_by else None
