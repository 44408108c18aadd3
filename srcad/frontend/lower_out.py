"""Lowers `out=` and `where=` of NumPy's functions: what they give is written to an array that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer, signatures
from srcad.errors import AliasingError
from srcad.frontend import lower_expressions, lower_library, lower_writes
from srcad.frontend.bindings import Binding, Items, Library, Ref
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import Array

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments


def written(lo: Lowering, node: gast.AST, callee: Library, given: Arguments, out: Binding) -> Binding:
    """Write a function's result to the array that `out` names, and return that array."""
    place = the_array(lo, node, out)
    if place is None:
        return lower_library.call(lo, node, callee, given)
    kwargs = dict(given.kwargs)
    if "where" in kwargs and callee.qualified in signatures.OPERANDS:
        return masked(lo, node, callee, given, place)
    value = lower_library.call(lo, node, callee, type(given)(given.args, kwargs))
    lower_writes.store(lo, place, lower_expressions.operand(lo, value, node), node)
    return place


def the_array(lo: Lowering, node: gast.AST, out: Binding) -> Ref | None:
    """Return the array that `out` names, in a tuple or not; None where it is None."""
    if isinstance(out, Items) and len(out.items) == 1:
        (out,) = out.items
    if isinstance(out, Const) and out.value is None:
        return None
    if not isinstance(out, Ref) or not isinstance(lo.type_of(out), Array):
        lo.refuse(node, "out= is supported for arrays only", "", "assign the result", AliasingError)
    return out


def masked(lo: Lowering, node: gast.Call, callee: Library, given: Arguments, place: Ref) -> Binding:
    """Write a ufunc's result where `where` holds; elsewhere the array that `out` names keeps what it has."""
    before = lower_expressions.operand(lo, place, node)
    fresh = is_made_here(lo, node, before)
    if not fresh:
        before = lo.apply(node, "numpy.copy", (before,), form=nodes.METHOD, text="copy", type_=infer.type_of(before))
    value = lower_library.primitive(lo, node, callee, type(given)(given.args, given.kwargs | {"out": before}))
    if fresh:
        return value
    lower_writes.store(lo, place, lower_expressions.operand(lo, value, node), node)
    return place


def is_made_here(lo: Lowering, node: gast.Call, place: Operand) -> bool:
    """Say whether the array that `out` names was made in this very call, so that nothing else knows it."""
    given = next((keyword.value for keyword in node.keywords if keyword.arg == "out"), None)
    define = next((one for one in reversed(lo.out) if isinstance(one, nodes.Apply) and one.result is place), None)
    return isinstance(given, gast.Call) and define is not None and define.op in lower_library.MAKERS
