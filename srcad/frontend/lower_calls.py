"""Lowers calls: finds what is called, and hands the arguments to what knows about it."""

from __future__ import annotations

from dataclasses import dataclass

import gast

from srcad.frontend import (
    lower_attributes,
    lower_builtins,
    lower_expressions,
    lower_functions,
    lower_library,
    lower_made,
    lower_methods,
)
from srcad.frontend.bindings import Binding, Closure, Foreign, Items, Library, Maker, Method, Thing, UserFunction
from srcad.frontend.context import Lowering


@dataclass(frozen=True, eq=False)
class Arguments:
    """The arguments of a call, evaluated in the order of the source."""

    args: tuple[Binding, ...]
    kwargs: dict[str, Binding]


def call(lo: Lowering, node: gast.Call) -> Binding:
    """Return what a call gives."""
    if isinstance(node.func, gast.Attribute):
        base = lower_expressions.expression(lo, node.func.value)
        if not isinstance(base, Thing):
            return lower_methods.method(lo, node, base, arguments(lo, node))
        callee = lower_attributes.of_thing(lo, node.func, base)
    else:
        callee = lower_expressions.expression(lo, node.func)
    if isinstance(callee, Library) and lower_builtins.reads_generator(callee, node):
        return lower_builtins.generated(lo, node, callee)
    reads = isinstance(callee, Library) and callee.qualified.startswith(("numpy.", "scipy."))
    return called(lo, node, callee, arguments(lo, node, reads))


def arguments(lo: Lowering, node: gast.Call, reads: bool = False) -> Arguments:
    """Evaluate a call's arguments; a function that only `reads` them takes a list display as a tuple."""
    args: list[Binding] = []
    for part in node.args:
        if isinstance(part, gast.Starred):
            binding = lower_expressions.expression(lo, part.value)
            if not isinstance(binding, Items):
                lo.refuse(part, "* unpacking is not supported here", "its length isn't known", "pass each value")
            args.extend(binding.items)
        else:
            args.append(argument(lo, part, reads))
    for keyword in node.keywords:
        if keyword.arg is None:
            lo.refuse(
                keyword.value, "** unpacking is not supported", "which arguments it gives can't be told", "name each"
            )
    return Arguments(tuple(args), {k.arg: lower_expressions.expression(lo, k.value) for k in node.keywords})


def argument(lo: Lowering, node: gast.AST, reads: bool) -> Binding:
    if reads and isinstance(node, gast.List) and not any(isinstance(item, gast.Starred) for item in node.elts):
        return Items(tuple(argument(lo, item, reads) for item in node.elts), listed=True)
    return lower_expressions.expression(lo, node)


def called(lo: Lowering, node: gast.AST, callee: Binding, given: Arguments) -> Binding:
    match callee:
        case Library():
            return lower_library.call(lo, node, callee, given)
        case Method():
            return lower_made.method(lo, node, callee, given)
        case UserFunction():
            return lower_functions.call(lo, node, callee, given)
        case Closure():
            return lower_functions.inline_closure(lo, node, callee, given)
        case Maker():
            return lower_functions.call_maker(lo, node, callee, given)
        case Foreign(operand):
            return lower_library.unknown_call(lo, node, operand, given)
    return lo.refuse(node, "what is called here isn't known before the run", "", "call a function by its name")
