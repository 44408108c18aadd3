"""Lowers calls: finds what is called, and hands the arguments to what knows about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import gast

from srcad.analysis import interpolants
from srcad.errors import ArgumentError
from srcad.frontend import (
    enums,
    inlining,
    known_lists,
    lower_attributes,
    lower_builtins,
    lower_constructors,
    lower_dicts,
    lower_expressions,
    lower_functions,
    lower_interpolants,
    lower_library,
    lower_made,
    lower_methods,
    lower_objects,
    objects,
    one_of,
    rows,
    sequences,
)
from srcad.frontend.bindings import (
    Binding,
    Closure,
    Foreign,
    Interpolant,
    Items,
    Library,
    Maker,
    Managed,
    Manager,
    Method,
    Object,
    OneOf,
    Partial,
    Ref,
    Spread,
    Thing,
    UserClass,
    UserFunction,
)
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const


@dataclass(frozen=True, eq=False)
class Arguments:
    """The arguments of a call, evaluated in the order of the source."""

    args: tuple[Binding, ...]
    kwargs: dict[str, Binding]


def call(lo: Lowering, node: gast.Call) -> Binding:
    """Return what a call gives."""
    if isinstance(node.func, gast.Attribute):
        base = lower_expressions.place(lo, node.func.value)
        if isinstance(base, OneOf):
            given = arguments(lo, node)
            return one_of.over(lo, node, base, lambda one: of_record(lo, node, one, given))
        if isinstance(base, Object) and base.place.cls is None:
            return lower_dicts.method(lo, node, node.func.attr, base, arguments(lo, node))
        if known_lists.is_known(base) or rows.are_rows(base):
            return of_record(lo, node, base, arguments(lo, node))
        if lower_objects.is_record(base):
            callee = lower_attributes.of_record(lo, node.func, base)
        elif enums.is_member(base):
            callee = enums.attribute(lo, node, base, node.func.attr)
        elif isinstance(base, Interpolant) and node.func.attr == "derivative":
            return lower_interpolants.derivative(lo, node, base, arguments(lo, node))
        elif isinstance(base, Thing):
            callee = lower_attributes.of_thing(lo, node.func, base)
        else:
            return lower_methods.method(lo, node, base, arguments(lo, node))
    else:
        callee = lower_expressions.expression(lo, node.func)
    if isinstance(callee, Library) and lower_builtins.reads_generator(callee, node):
        return lower_builtins.generated(lo, node, callee)
    reads = isinstance(callee, Library) and callee.qualified.startswith(("numpy.", "scipy."))
    return called(lo, node, callee, arguments(lo, node, reads))


def of_record(lo: Lowering, node: gast.Call, base: Object, given: Arguments) -> Binding:
    """Return what a call of an object's method gives."""
    if base.place.cls is None:
        return lower_dicts.method(lo, node, node.func.attr, base, given)
    if known_lists.is_known(base):
        return known_lists.method(lo, node, node.func.attr, base, given)
    if rows.are_rows(base):
        return rows.method(lo, node, node.func.attr, base, given)
    return called(lo, node, lower_attributes.of_record(lo, node.func, base), given)


def arguments(lo: Lowering, node: gast.Call, reads: bool = False) -> Arguments:
    """Evaluate a call's arguments; a function that only `reads` them takes a list display as a tuple."""
    args: list[Binding] = []
    for part in node.args:
        if isinstance(part, gast.Starred):
            binding = lower_expressions.expression(lo, part.value)
            known = sequences.known_items(lo, binding)
            args.extend([Spread(binding)] if known is None else known)
        else:
            args.append(argument(lo, part, reads))
    kwargs: dict[str, Binding] = {}
    for keyword in node.keywords:
        found = named_arguments(lo, keyword, reads)
        if found.keys() & kwargs.keys():
            lo.refuse(keyword.value, f"{min(found.keys() & kwargs.keys())!r} is given twice", "", "", ArgumentError)
        kwargs |= found
    return Arguments(tuple(args), kwargs)


def named_arguments(lo: Lowering, keyword: gast.keyword, reads: bool) -> dict[str, Binding]:
    """Return what a keyword argument, or `**kwargs`, gives by name."""
    if keyword.arg is not None:
        return {keyword.arg: argument(lo, keyword.value, reads)}
    binding = lower_expressions.expression(lo, keyword.value)
    if isinstance(binding, Object) and binding.place.cls is None:
        return {key: objects.item_of(lo, binding, key, keyword.value) for key in objects.keys_of(lo, binding, keyword.value)}
    return lo.refuse(keyword.value, "** unpacking is not supported here", "which arguments it gives can't be told", "name each")


def argument(lo: Lowering, node: gast.AST, reads: bool) -> Binding:
    """Return an argument; a list display that a function only reads is a tuple, within a tuple too."""
    display = isinstance(node, (gast.List, gast.Tuple)) and not any(isinstance(item, gast.Starred) for item in node.elts)
    if reads and display:
        return Items(tuple(argument(lo, item, reads) for item in node.elts), listed=isinstance(node, gast.List))
    return lower_expressions.expression(lo, node)


# Functions to which f(*xs) means what another, or the same, means to xs.
OF_ITEMS = {
    "builtins.max": "builtins.max",
    "builtins.min": "builtins.min",
    "itertools.chain": "itertools.chain.from_iterable",
}


# What a class is to these, an enumeration too.
OF_CLASSES = ("builtins.isinstance", "builtins.issubclass", "builtins.hasattr", "builtins.getattr")


def without_spread(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> tuple[Library, Arguments]:
    """Return a library's function and its arguments; `*xs` of unknown length is xs itself where that means the same."""
    spread = [one.subject for one in given.args if isinstance(one, Spread)]
    if not spread:
        return callee, given
    if callee.qualified == "builtins.zip" and len(given.args) == 1 and not given.kwargs:
        return replace(callee, qualified="builtins.zip_of_items"), Arguments((spread[0],), {})
    if callee.qualified not in OF_ITEMS:
        lower_expressions.operand(lo, Spread(spread[0]), node)
    items = spread[0] if len(given.args) == 1 else sequences.gathered(lo, node, given.args)
    return replace(callee, qualified=OF_ITEMS[callee.qualified]), Arguments((items,), given.kwargs)


def called(lo: Lowering, node: gast.AST, callee: Binding, given: Arguments) -> Binding:
    match callee:
        case Library("builtins.zip") if len(given.args) == 1 and not given.kwargs and isinstance(given.args[0], Spread):
            return sequences.columns(lo, node, given.args[0].subject)
        case Library(name) if name.startswith("builtins.") and name not in OF_CLASSES and any(map(enums.is_enum, given.args)):
            return called(lo, node, callee, Arguments(tuple(map(enums.walked, given.args)), given.kwargs))
        case Library():
            return lower_library.call(lo, node, *without_spread(lo, node, callee, given))
        case Method():
            return lower_made.method(lo, node, callee, given)
        case UserFunction():
            return lower_functions.call(lo, node, callee, given)
        case Closure():
            return inlining.inline_closure(lo, node, callee, given)
        case Partial(function, args, kwargs):
            return called(lo, node, function, Arguments((*args, *given.args), {**kwargs, **given.kwargs}))
        case UserClass():
            return lower_constructors.construct(lo, node, callee, given)
        case Object():
            method = lower_objects.attribute(lo, node, callee, "__call__")
            return called(lo, node, method, given)
        case Manager(function):
            return Managed(called(lo, node, function, given))
        case Const() if enums.is_member(callee):
            return called(lo, node, enums.attribute(lo, node, callee, "__call__"), given)
        case Maker():
            return lower_functions.call_maker(lo, node, callee, given)
        case Interpolant():
            return lower_interpolants.call(lo, node, callee, given)
        case nodes.Value(type=kind) | Ref(nodes.Value(type=kind)) if interpolants.is_interpolant(kind):
            spline = Interpolant(lower_expressions.operand(lo, callee, node), kind.of)
            return lower_interpolants.call(lo, node, spline, given)
        case Foreign(operand):
            harmless = operand.qualified is not None and lower_library.is_harmless(operand.qualified)
            return lower_library.unknown_call(lo, node, operand, given, harmless)
    return lo.refuse(node, "what is called here isn't known before the run", "", "call a function by its name")
