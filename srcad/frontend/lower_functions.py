"""Lowers calls of the user's functions: as calls of a callee built once, or inlined.

A function of a module becomes a `Callee`, so that its derivative is a pair of functions of its own. Inlined are
closures and lambdas, functions that take or return functions, and functions that write to their arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer
from srcad.errors import ArgumentError, SourceUnavailableError
from srcad.frontend import callees, lower_expressions, lower_flow, lower_library, lower_names, syntax
from srcad.frontend import source as sources
from srcad.frontend.bindings import Binding, Closure, Foreign, Items, Iteration, Maker, Missing, Thing, UserFunction
from srcad.frontend.context import RESULT, Frame, Lowering
from srcad.frontend.memory import buffers
from srcad.frontend.outcomes import chain
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.nodes import Const, Global, Value
from srcad.ir.types import UNKNOWN, Known, Never, Type

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

DEEPEST = 30


@dataclass(frozen=True, eq=False)
class Default:
    """An argument that the call leaves to the parameter's default."""

    name: str


def call(lo: Lowering, node: gast.AST, callee: UserFunction, given: Arguments) -> Binding:
    """Return what a call of a user's function gives."""
    source = callee.text_source
    if source is None:
        try:
            source = sources.from_function(callee.value)
        except SourceUnavailableError:
            if isinstance(callee.value, type(call)):
                raise
            operand = Global(
                callee.text, UNKNOWN, callee.scope, None, callee.value, True, lower_names.home(lo, callee.text)
            )
            return lower_library.unknown_call(lo, node, operand, given)
    if not source.name.isidentifier():
        # A lambda goes by the name that it is called by.
        source = replace(source, name=callee.text.rpartition(".")[2])
    if source.tree not in lo.session.read:
        syntax.check(source)
    bound = matched(lo, node, source.tree, given, source.name)
    if any(isinstance(lo.type_of(one), Never) for one in bound.values() if not isinstance(one, Default)):
        return Value(Never())
    short = isinstance(source.tree, gast.Lambda) and reads_alike(source, lo.source)
    if short or takes_functions(bound) or gives_functions(source.tree):
        return inline(lo, node, source, bound, None)
    return as_callee(lo, node, source, bound, callee)


def reads_alike(source: FunctionSource, other: FunctionSource) -> bool:
    """Say whether every name that a function takes from outside means the same within another one."""
    own = {one.id for one in lower_names.parameters(source.tree)}
    read = {node.id for node in gast.walk(source.tree) if isinstance(node, gast.Name)} - own
    return all(source.scope.home(name) == other.scope.home(name) for name in read)


def takes_functions(bound: dict) -> bool:
    """Say whether a call passes functions, which only an inlined body can follow."""
    items = list(bound.values())
    while items:
        one = items.pop()
        if isinstance(one, Items):
            items.extend(one.items)
        elif isinstance(one, Thing) and not isinstance(one, Foreign):
            return True
    return False


def gives_functions(tree: gast.FunctionDef) -> bool:
    """Say whether a function returns a function that is defined in it."""
    nested = {node.name for node in gast.walk(tree) if isinstance(node, gast.FunctionDef) and node is not tree}
    returned = [node.value for node in gast.walk(tree) if isinstance(node, gast.Return)]
    return any(isinstance(v, gast.Lambda) or (isinstance(v, gast.Name) and v.id in nested) for v in returned)


def matched(lo: Lowering, node: gast.AST, tree: gast.AST, given: Arguments, name: str) -> dict:
    """Return the argument of each parameter, as Python matches them."""
    arguments = tree.args
    if arguments.vararg is not None or arguments.kwarg is not None:
        lo.refuse(node, f"{name}() takes any number of arguments", "", "name each parameter")
    positional = [*getattr(arguments, "posonlyargs", []), *arguments.args]
    names = [one.id for one in lower_names.parameters(tree)]
    if len(given.args) > len(positional):
        lo.refuse(
            node, f"{name}() takes {len(positional)} arguments, {len(given.args)} are given", "", "", ArgumentError
        )
    bound: dict = dict(zip(names, given.args, strict=False))
    for key, value in given.kwargs.items():
        if key not in names or key in bound:
            lo.refuse(node, f"{name}() has no parameter {key!r} left", "", "", ArgumentError)
        bound[key] = value
    optional = {one.id for one in positional[len(positional) - len(arguments.defaults) :]}
    optional |= {one.id for one, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None}
    for one in names:
        if one not in bound:
            if one not in optional:
                lo.refuse(node, f"{name}() is called without {one!r}", "", "", ArgumentError)
            bound[one] = Default(one)
    return {one: bound[one] for one in names}


# -- callees ----------------------------------------------------------------------------------------------


def as_callee(lo: Lowering, node: gast.AST, source: FunctionSource, bound: dict, callee: UserFunction) -> Binding:
    """Call a function that is built once for these types."""
    types: dict[str, Type] = {}
    dims: dict = {}
    for name, one in bound.items():
        if isinstance(one, Default):
            types[name] = callees.default_type(source, name, at_call=True)
        else:
            types[name] = callees.generalised(argument_type(lo, one), name, dims)
    built, summary = callees.build(lo.session, source, types)
    if summary.writes:
        return inline(lo, node, source, bound, None)
    args, kwargs = call_operands(lo, node, source, bound)
    result = lo.value(callees.concrete(built.result_type, dims), node)
    spelled = Global(callee.text, UNKNOWN, callee.scope, home=lower_names.home(lo, callee.text))
    lo.out.append(nodes.Call((result,), built, args, kwargs, origin=result.origin, spelled=spelled))
    binding = lo.bind(result)
    for name in summary.aliases:
        if not isinstance(bound[name], Default):
            for inner in buffers(binding):
                for outer in buffers(bound[name]):
                    lo.state.share(inner, outer)
    return binding


def argument_type(lo: Lowering, binding: Binding) -> Type:
    if isinstance(binding, Const) and not isinstance(binding.value, (int, float, complex)):
        return Known(binding.value)
    if isinstance(binding, Const) and isinstance(binding.value, bool):
        return Known(binding.value)
    return lo.type_of(binding) or UNKNOWN


def call_operands(lo: Lowering, node: gast.AST, source: FunctionSource, bound: dict) -> tuple[tuple, tuple]:
    """Return the operands by position, and from the first default on by keyword."""
    args, kwargs = [], []
    only_by_name = {one.id for one in source.tree.args.kwonlyargs}
    skipped = False
    for name, one in bound.items():
        if isinstance(one, Default):
            skipped = True
        elif skipped or name in only_by_name:
            kwargs.append((name, lower_expressions.operand(lo, one, node)))
        else:
            args.append(lower_expressions.operand(lo, one, node))
    return tuple(args), tuple(kwargs)


def call_maker(lo: Lowering, node: gast.AST, callee: Maker, given: Arguments) -> Binding:
    """Call a function that srcad made: a derivative within what is differentiated."""
    args = tuple(lower_expressions.operand(lo, one, node) for one in given.args)
    kwargs = tuple((name, lower_expressions.operand(lo, one, node)) for name, one in given.kwargs.items())
    arg_types = tuple(callees.plain_argument(infer.type_of(one)) for one in args)
    built = callee.value.srcad_callee(arg_types, {name: infer.type_of(one) for name, one in kwargs})
    result = lo.value(built.result_type, node)
    lo.out.append(nodes.Call((result,), built, args, kwargs, origin=result.origin))
    return lo.bind(result)


# -- inlining ---------------------------------------------------------------------------------------------


def inline_closure(lo: Lowering, node: gast.AST, callee: Closure, given: Arguments) -> Binding:
    """Lower the body of a nested function where it is called; it reads its surroundings as they are now."""
    source = callee.frame.source.nested(callee.tree)
    bound = matched(lo, node, callee.tree, given, callee.name)
    filled = {name: callee.defaults[name] if isinstance(one, Default) else one for name, one in bound.items()}
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
    number = sum(frame.source.tree is source.tree for frame in lo.session.inlined) + 1
    label = source.name if source.name.isidentifier() else "lambda"
    frame = lower_names.new_frame(lo.session, source, parent, f"{label}.{number}")
    frame.caller = lo.frame
    lo.session.inlined.append(frame)
    lo.scopes[frame.number] = frame.scope
    values = {
        name: callees.default_binding(lo, source, name) if isinstance(one, Default) else one
        for name, one in bound.items()
    }
    lo.state.frames[frame.number] = {**values, RESULT: Const(None)}
    pinned, lo.pinned = lo.pinned, False
    with lo.within(frame):
        found = inlined_body(lo, node, source, frame)
    lo.pinned = pinned
    if not holds_closure(found):
        lo.state.frames.pop(frame.number)
    return found


def holds_closure(binding: Binding) -> bool:
    """Say whether a result may still read the variables of the activation that it came from."""
    if isinstance(binding, (Items, Iteration)):
        return any(map(holds_closure, binding.items if isinstance(binding, Items) else binding.parts))
    return isinstance(binding, Closure)


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
    leaf = lower_flow.splice(lo, chain(tree.body), region, None)
    if leaf is not None:
        lo.refuse(node, f"{source.name}() always raises here", "", "raise in the caller")
    found = lo.state.get(frame.number, RESULT)
    return Const(None) if isinstance(found, Missing) else found
