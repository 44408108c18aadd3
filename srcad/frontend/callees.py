"""Builds the functions that a function calls: each once per function and types, recursion included.

The result of a recursive call has the type that the function has, which is found by assuming that there is
none yet, lowering, and lowering again with what came out, until nothing changes.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

import gast

from srcad.analysis import sums
from srcad.analysis.shapes import surely_not_one
from srcad.frontend import enums, forms, live, lower_expressions, lower_function, lower_names, values
from srcad.frontend.bindings import Binding, Foreign, Thing
from srcad.frontend.context import Lowering, Session
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes
from srcad.ir.types import INT, UNKNOWN, Array, Dim, Known, List, Maybe, Never, Scalar, Tuple, Type, Unknown, erased, maybe, unknown

ROUNDS = 20


@dataclass(eq=False)
class Summary:
    """What a caller must know: which arguments' memory the result may share, and whether any is written.

    used: the callee was called while it was being built.
    """

    aliases: frozenset[str] = frozenset()
    writes: bool = False
    used: bool = False


def build(session: Session, source: FunctionSource, given: dict[str, Type]) -> tuple[nodes.Callee, Summary]:
    """Return the callee for a function and types."""
    key = (source.key, tuple((name, type_key(type_)) for name, type_ in given.items()))
    if source.captured is not None:
        # It has no name in the user's module: what calls it brings it along.
        key = ("srcad", *key)
    if key in session.callees:
        session.summaries[key].used |= session.callees[key].function is None
        return session.callees[key], session.summaries[key]
    callee = nodes.Callee(source.name, key, source, None, Never())
    summary = Summary()
    session.callees[key], session.summaries[key] = callee, summary
    before = set(session.callees)
    for _ in range(ROUNDS):
        try:
            lo, function = lower_function.lowered(session, source, given)
        except BaseException:
            # Whoever asked may try again in another way: nothing of it has been built.
            forget(session, set(session.callees) - before | {key})
            raise
        found = result_type(lo)
        aliases = frozenset().union(*(one.aliases for one in lo.returned))
        writes = bool(lo.written) or lo.writes_out
        settled = found == callee.result_type and aliases == summary.aliases and writes == summary.writes
        callee.result_type, summary.aliases, summary.writes = found, aliases, writes
        if settled or not summary.used:
            break
        # What was built meanwhile relied on the assumption.
        forget(session, set(session.callees) - before)
    callee.function = function
    return callee, summary


def forget(session: Session, keys: set) -> None:
    for key in keys:
        del session.callees[key], session.summaries[key]


def result_type(lo: Lowering) -> Type:
    found: Type = Never()
    for one in lo.returned:
        found = forms.join_types(found, one.type)
    return found


def type_key(type_: Type) -> object:
    """Return what is equal for types that a callee can't tell apart."""
    match type_:
        case Known():
            return ("known", type_.key(), repr(type_.value))
        case Tuple(items, layout):
            return ("tuple", layout, tuple(map(type_key, items)))
        case List(item, parts):
            return ("list", type_key(item), None if parts is None else tuple(map(type_key, parts)))
        case Scalar(dtype, boxed=True) if dtype == INT:
            return ("boxed", type_)
        case Scalar(size=int(size)):
            return ("number", type_, size)
    return type_


# -- types of arguments --------------------------------------------------------------------------------------


def generalised(type_: Type, name: str, dims: dict) -> Type:
    """Return an argument's type as a callee sees it: dims of its own; `dims` maps them to the caller's."""
    match type_:
        case Array(dtype, axes) if axes is not None:
            return Array(dtype, tuple(own_dim(axis, f"{name}.{k}", dims) for k, axis in enumerate(axes)))
        case Scalar(dtype, size, boxed=boxed):
            dims[name] = sums.length(size)
            return Scalar(dtype, boxed=boxed)
        case Tuple(items):
            return type_.of(tuple(generalised(item, f"{name}[{k}]", dims) for k, item in enumerate(items)))
        case Unknown():
            return unknown(type_)
        case Maybe(inner):
            return Maybe(generalised(inner, name, dims))
    return type_


def own_dim(axis, symbol: str, dims: dict):
    if axis == 1:
        return 1
    dims[symbol] = axis
    return Dim(symbol, 0, surely_not_one(axis))


def plain_argument(type_: Type) -> Type:
    """Return an argument's type without what only the caller knows."""
    return Scalar(type_.dtype, boxed=type_.boxed) if isinstance(type_, Scalar) else erased(type_)


def concrete(type_: Type, dims: dict) -> Type:
    """Return a callee's type as its caller sees it."""
    match type_:
        case Array(dtype, axes) if axes is not None:
            return Array(dtype, tuple(concrete_dim(axis, dims) for axis in axes))
        case Scalar(dtype, size, boxed=boxed):
            return Scalar(dtype, concrete_dim(size, dims), boxed=boxed)
        case Tuple(items):
            return type_.of(tuple(concrete(item, dims) for item in items))
        case List(item):
            return List(concrete(item, dims))
        case Unknown():
            return unknown(type_)
        case Maybe(inner):
            return maybe(concrete(inner, dims))
    return type_


def concrete_dim(axis, dims: dict):
    """Return a length in the caller's terms, None where it has none."""
    if not isinstance(axis, Dim):
        return axis
    match dims.get(axis.symbol):
        case int(length):
            return max(0, length - axis.offset)
        case Dim() as outer:
            return replace(outer, offset=outer.offset + axis.offset, not_one=axis.not_one)
    return None


# -- defaults ---------------------------------------------------------------------------------------------


def default_node(tree: gast.AST, name: str) -> gast.AST | None:
    """Return the expression of a parameter's default."""
    return next((default for parameter, default in lower_names.optional(tree) if parameter.id == name), None)


def left_to_default(source: FunctionSource, name: str) -> Type | None:
    """Return the type of a parameter that a call leaves to its default; what calls itself may give it other numbers."""
    type_ = default_type(source, name, at_call=True)
    calls_itself = any(isinstance(node, gast.Name) and node.id == source.name for node in gast.walk(source.tree))
    return of_any_number(type_) if calls_itself else type_


def of_any_number(type_: Type | None) -> Type | None:
    """Return the type of a default without which numbers it has: a caller may give others."""
    match type_:
        case Scalar():
            return plain_argument(type_)
        case Tuple(items, None):
            return Tuple(tuple(map(of_any_number, items)))
    return type_


def default_type(source: FunctionSource, name: str, at_call: bool = False) -> Type | None:
    """Return the type of a parameter's default; `at_call` where a call leaves the parameter to it."""
    if name in source.defaults:
        value = source.defaults[name]
    else:
        node = default_node(source.tree, name)
        if node is None:
            return None
        try:
            value = ast.literal_eval(gast.gast_to_ast(gast.Expression(node)).body)
        except ValueError:
            return UNKNOWN
    if value is None or isinstance(value, str) or (at_call and isinstance(value, bool)):
        return Known(value)
    type_ = live.type_of_value(value, name)
    return UNKNOWN if type_ is None else type_


def known_default(lo: Lowering, source: FunctionSource, name: str) -> Binding | None:
    """Return a default that is known before the run and is no plain value, a function or a member of an enumeration."""
    if name in source.defaults:
        value = source.defaults[name]
        if isinstance(value, (bool, str, type(None))) or not values.is_known(type(value)):
            return None
    elif not isinstance(default_node(source.tree, name), (gast.Name, gast.Attribute, gast.Lambda)):
        return None
    found = default_binding(lo, source, name)
    return found if isinstance(found, Thing) and not isinstance(found, Foreign) or enums.is_member(found) else None


def default_binding(lo: Lowering, source: FunctionSource, name: str) -> Binding:
    """Return a default's value, for an inlined call that leaves the parameter to it."""
    node = default_node(source.tree, name)
    if name in source.defaults:
        value = source.defaults[name]
        if value is None or isinstance(value, (bool, int, float, complex, str)):
            return nodes.Const(value)
    frame = lower_names.new_frame(lo.session, source)
    with lo.within(frame):
        if name in source.defaults:
            return lower_names.from_value(lo, node, source.defaults[name], source.text(node, node))
        return lower_expressions.expression(lo, node)
