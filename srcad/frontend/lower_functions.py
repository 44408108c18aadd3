"""Lowers calls of the user's functions: as calls of a callee built once, or inlined.

A function of a module becomes a `Callee`, so that its derivative is a pair of functions of its own. Inlined are
closures and lambdas, functions that take or return functions, and functions that write to their arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gast

from srcad.analysis import infer
from srcad.errors import ArgumentError, SourceUnavailableError, UnknownClassError, UnknownItemError
from srcad.frontend import (
    callees,
    definitions,
    inlining,
    lower_dicts,
    lower_expressions,
    lower_library,
    lower_names,
    lower_statements,
    objects,
    sequences,
    streams,
    syntax,
)
from srcad.frontend import source as sources
from srcad.frontend.bindings import (
    CALL,
    INLINE,
    METHOD,
    Binding,
    Foreign,
    Items,
    Maker,
    Object,
    OneOf,
    Row,
    Spread,
    Stream,
    Thing,
    UserFunction,
)
from srcad.frontend.context import Lowering, Session
from srcad.frontend.memory import buffers
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.nodes import Const, Global, Value
from srcad.ir.types import LISTED, NAMED, UNKNOWN, Known, List, Never, Tuple, Type

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

@dataclass(frozen=True, eq=False)
class Default:
    """An argument that the call leaves to the parameter's default."""

    name: str


def call(lo: Lowering, node: gast.AST, callee: UserFunction, given: Arguments) -> Binding:
    """Return what a call of a user's function gives."""
    source = callee.text_source
    if source is None:
        try:
            source = source_of(lo.session, callee.value)
        except SourceUnavailableError:
            if isinstance(callee.value, type(call)):
                raise
            operand = Global(
                callee.text, UNKNOWN, callee.scope, None, callee.value, True, lower_names.home(lo, callee.text)
            )
            return lower_library.unknown_call(lo, node, operand, given)
    if callee.name is not None:
        source = replace(source, name=callee.name)
    if not source.name.isidentifier():
        # A lambda goes by the name that it is called by.
        source = replace(source, name=callee.text.rpartition(".")[2])
    if source.tree not in lo.session.read:
        syntax.check_callee(source)
    given = with_captured(lo, node, source, given)
    bound = with_known_defaults(lo, source, matched(lo, node, source.tree, given, source.name))
    if any(isinstance(lo.type_of(one), Never) for one in bound.values() if not isinstance(one, Default)):
        return Value(Never())
    if streams.is_generator(source.tree):
        return streams.called(lo, node, source, bound, None)
    short = isinstance(source.tree, gast.Lambda) and reads_alike(source, lo.source)
    short = short or callee.scope == INLINE or definitions.holds(source) or bool(lower_names.variadic(source.tree))
    if short or takes_functions(lo, bound) or gives_functions(source.tree):
        return inlining.inline(lo, node, source, bound, None)
    return as_callee(lo, node, source, bound, callee)


def source_of(session: Session, function: Any) -> FunctionSource:
    """Return a live function's source, read once: what is found out about its loops is kept by their trees."""
    if id(function) not in session.sources:
        session.sources[id(function)] = function, sources.from_function(function)
    return session.sources[id(function)][1]


def with_captured(lo: Lowering, node: gast.AST, source: FunctionSource, given: Arguments) -> Arguments:
    """Return the arguments of a call that a lifted function makes of itself: what it captures is handed on."""
    names = [name for name in source.captured or () if name not in given.kwargs]
    if not names:
        return given
    read = {name: lower_names.lookup(lo, gast.copy_location(gast.Name(name, gast.Load(), None, None), node)) for name in names}
    return type(given)(given.args, {**given.kwargs, **read})


def with_known_defaults(lo: Lowering, source: FunctionSource, bound: dict) -> dict:
    """Return a call's arguments; a function that is a parameter's default is as good as one that is passed."""
    return {
        name: callees.known_default(lo, source, name) or one if isinstance(one, Default) else one
        for name, one in bound.items()
    }


def reads_alike(source: FunctionSource, other: FunctionSource) -> bool:
    """Say whether every name that a function takes from outside means the same within another one."""
    own = {one.id for one in lower_names.parameters(source.tree)}
    read = {node.id for node in gast.walk(source.tree) if isinstance(node, gast.Name)} - own
    return all(source.scope.home(name) == other.scope.home(name) for name in read)


def takes_functions(lo: Lowering, bound: dict) -> bool:
    """Say whether a call passes functions, or objects made here, which only an inlined body can follow."""
    items = list(bound.values())
    while items:
        one = items.pop()
        if isinstance(one, Items):
            items.extend(one.items)
        elif isinstance(one, Object):
            if not objects.is_unwritten(lo, one.place):
                return True
        elif isinstance(one, (OneOf, Row)):
            return True
        elif isinstance(one, Thing) and not isinstance(one, Foreign):
            return True
    return False


def gives_functions(tree: gast.FunctionDef) -> bool:
    """Say whether a function returns a function that is defined in it, or a display with such functions in it."""
    nested = {node.name for node in gast.walk(tree) if isinstance(node, gast.FunctionDef) and node is not tree}
    returned = [node.value for node in gast.walk(tree) if isinstance(node, gast.Return)]
    return any(is_one_of(nested, part) for value in returned for part in displayed(value))


def is_one_of(nested: set[str], node: gast.AST) -> bool:
    """Say whether an expression is a function: a lambda, or a name of one that is defined around it."""
    return isinstance(node, gast.Lambda) or isinstance(node, gast.Name) and node.id in nested


def displayed(node: gast.AST | None) -> list[gast.AST]:
    """Return the parts of displays within each other, an expression itself where it is no display."""
    match node:
        case gast.Tuple(elts=parts) | gast.List(elts=parts) | gast.Dict(values=parts):
            return [inner for part in parts for inner in displayed(part)]
    return [node]


def defined(lo: Lowering, node: gast.AST, name: str, given: Arguments) -> Binding | None:
    """Return what a library's function that is defined as text gives, None where this one isn't."""
    streamed = any(isinstance(one, Stream) for one in given.args)
    source = definitions.find(f"{name}_of_stream") if streamed else None
    source = source or definitions.find(name) or defined_so(name, given)
    if source is None:
        return None
    bound = matched(lo, node, source.tree, given, source.name)
    if "sequence" in bound:
        bound["sequence"] = sequences.indexed(lo, node, bound["sequence"])
    if streams.is_generator(source.tree):
        return streams.called(lo, node, source, bound, None)
    return inlining.inline(lo, node, source, bound, None)


def defined_so(name: str, given: Arguments) -> FunctionSource | None:
    """Return how a library's function is defined where it is given an argument that it has a definition of its own for."""
    for argument, source in definitions.with_arguments(name).items():
        at = [one.id for one in (*source.tree.args.posonlyargs, *source.tree.args.args)].index(argument)
        one = given.kwargs.get(argument, given.args[at] if at < len(given.args) else Const(None))
        if not isinstance(one, Const) or one.value not in (None, False):
            return source
    return None


def matched(lo: Lowering, node: gast.AST, tree: gast.AST, given: Arguments, name: str) -> dict:
    """Return the argument of each parameter, as Python matches them."""
    arguments = tree.args
    positional = [one.id for one in (*arguments.posonlyargs, *arguments.args)]
    by_keyword = [one.id for one in (*arguments.args, *arguments.kwonlyargs)]
    args = counted(lo, node, given, len(positional), arguments.vararg is not None)
    if len(args) > len(positional) and arguments.vararg is None:
        lo.refuse(node, f"{name}() takes {len(positional)} arguments, {len(args)} are given", "", "", ArgumentError)
    bound: dict = dict(zip(positional, args, strict=False))
    others = {}
    for key, value in given.kwargs.items():
        if key in by_keyword and key not in bound:
            bound[key] = value
        elif key not in by_keyword and arguments.kwarg is not None:
            others[key] = value
        else:
            lo.refuse(node, f"{name}() has no parameter {key!r} left", "", "", ArgumentError)
    for one in (*positional, *by_keyword):
        if one not in bound:
            if one not in {parameter.id for parameter, _ in lower_names.optional(tree)}:
                lo.refuse(node, f"{name}() is called without {one!r}", "", "", ArgumentError)
            bound[one] = Default(one)
    found = {one.id: bound[one.id] for one in lower_names.parameters(tree)}
    if arguments.vararg is not None:
        found[arguments.vararg.id] = Items(tuple(args[len(positional) :]))
    if arguments.kwarg is not None:
        found[arguments.kwarg.id] = lower_dicts.of_items(lo, node, others)
    return found


def counted(lo: Lowering, node: gast.AST, given: Arguments, positions: int, variadic: bool) -> list[Binding]:
    """Return a call's positional arguments; `*xs` of unknown length gives as many as there are parameters left."""
    spread = [k for k, one in enumerate(given.args) if isinstance(one, Spread)]
    if not spread:
        return list(given.args)
    if len(spread) > 1 or variadic:
        lower_expressions.operand(lo, given.args[spread[0]], node)
    (k,) = spread
    before, after = given.args[:k], given.args[k + 1 :]
    count = positions - len(before) - len(after) - len(given.kwargs)
    return [*before, *lower_statements.unpacked(lo, node, given.args[k].subject, max(count, 0)), *after]


# -- callees ----------------------------------------------------------------------------------------------


def as_callee(lo: Lowering, node: gast.AST, source: FunctionSource, bound: dict, callee: UserFunction) -> Binding:
    """Call a function that is built once for these types."""
    types: dict[str, Type] = {}
    dims: dict = {}
    for name, one in bound.items():
        if isinstance(one, Default):
            types[name] = callees.left_to_default(source, name)
        else:
            types[name] = callees.generalised(argument_type(lo, one), name, dims)
    try:
        built, summary = callees.build(lo.session, source, types)
    except UnknownClassError:
        return inlining.inline(lo, node, source, bound, None)
    except UnknownItemError:
        # What the whole numbers are may tell which items are meant.
        if not any(map(is_known_number, bound.values())):
            raise
        return inlining.inline(lo, node, source, bound, None)
    if summary.writes or makes_objects(built.result_type) or takes_items(built, types):
        return inlining.inline(lo, node, source, bound, None)
    args, kwargs = call_operands(lo, node, source, bound)
    result = lo.value(callees.concrete(built.result_type, dims), node)
    on_object = callee.scope in (METHOD, CALL)
    home = None if on_object else lower_names.home(lo, callee.text)
    # A nested function that was made one of its own has no name in the user's text.
    spelled = None if source.captured is not None else Global(callee.text, UNKNOWN, callee.scope, home=home)
    lo.out.append(nodes.Call((result,), built, args, kwargs, origin=result.origin, spelled=spelled))
    binding = lo.bind(result)
    for name in summary.aliases:
        if not isinstance(bound[name], Default):
            for inner in buffers(binding, lo.state):
                for outer in buffers(bound[name], lo.state):
                    lo.state.share(inner, outer)
    return binding


def is_known_number(one: Binding | Default) -> bool:
    """Say whether an argument is a whole number that is known before the run."""
    return not isinstance(one, Default) and type(lower_dicts.key_value(one)) is int


def takes_items(built: nodes.Callee, given: dict[str, Type]) -> bool:
    """Say whether a callee follows lists item by item that are of any length here."""
    params = () if built.function is None else built.function.params
    return any(listed_in(param.value.type) and not listed_in(given[param.name]) for param in params)


def listed_in(type_: Type) -> bool:
    if not isinstance(type_, Tuple):
        return False
    return type_.layout is not None and type_.layout.kind == LISTED or any(map(listed_in, type_.items))


def makes_objects(type_: Type) -> bool:
    """Say whether a function's result has objects or dicts in it: what is done with them is known if it is inlined."""
    match type_:
        case Tuple(items, layout):
            return (layout is not None and layout.kind != NAMED) or any(map(makes_objects, items))
        case List(item):
            return makes_objects(item)
    return False


def argument_type(lo: Lowering, binding: Binding) -> Type:
    if isinstance(binding, Const) and not isinstance(binding.value, (int, float, complex)):
        return Known(binding.value)
    if isinstance(binding, Const) and isinstance(binding.value, bool):
        return Known(binding.value)
    return lo.whole_type_of(binding) or UNKNOWN


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
