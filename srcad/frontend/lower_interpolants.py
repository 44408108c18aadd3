"""Lowers interpolants: the object that SciPy makes, and its values, functions of the points and of what it was made of.

    s = interpolate.CubicSpline(x, y)
    s(t)                              # depends on t, x and y
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.analysis import interpolants
from srcad.errors import AliasingError, UnsupportedCallError
from srcad.frontend import lower_expressions
from srcad.frontend.bindings import Binding, Interpolant, Library, Spread
from srcad.frontend.context import Lowering
from srcad.frontend.memory import buffers
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand
from srcad.ir.types import Instance

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

NAMES = ("x", "nu")


def make(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Interpolant:
    """Make an interpolant, and remember of what."""
    if any(isinstance(one, Spread) for one in given.args):
        lower_expressions.operand(lo, given.args[0], node)
    args = [lower_expressions.operand(lo, arg, node) for arg in given.args]
    kwargs = {name: lower_expressions.operand(lo, arg, node) for name, arg in given.kwargs.items()}
    of = interpolants.class_of(callee.qualified)
    made = lo.apply(node, callee.qualified, tuple(args), kwargs, nodes.FUNCTION, callee.text, Instance(of))
    held = {buffer for arg in (*given.args, *given.kwargs.values()) for buffer in buffers(arg, lo.state)}
    versions = {buffer: lo.state.versions.get(buffer) for buffer in held}
    return Interpolant(made, of, {**dict(zip(interpolants.MAKERS[callee.qualified], args)), **kwargs}, versions=versions)


def call(lo: Lowering, node: gast.AST, spline: Interpolant, given: Arguments) -> Binding:
    """Return the values, or the derivatives, of an interpolant."""
    written = next((one for one, version in spline.versions.items() if lo.state.versions.get(one) is not version), None)
    if written is not None:
        words = f"'{written.name}'" if written.name else "an array"
        lo.refuse(
            node, f"{words}, which this interpolant was made of, has been written since",
            "its derivative would be that of what is there now", "make it of a copy (.copy())", AliasingError,
        )  # fmt: skip
    bound = {**dict(zip(NAMES, given.args)), **given.kwargs}
    unknown = next((name for name in bound if name not in NAMES), None)
    if unknown is not None or len(given.args) > len(NAMES) or "x" not in bound:
        what = "this argument" if unknown is None else f"the argument {unknown!r}"
        lo.refuse(node, f"{what} of an interpolant is not supported", "", "give it when it is made", UnsupportedCallError)
    args = tuple(lower_expressions.operand(lo, bound[name], node) for name in NAMES if name in bound)
    kwargs = {**spline.made, **({"order": Const(spline.order)} if spline.order else {})}
    op = f"{spline.of}.{interpolants.CALL}"
    value = lo.apply(node, op, (spline.operand, *args), kwargs, nodes.CALL, spline.of.rpartition(".")[2])
    return lower_expressions.made(lo, value, list(given.args))


def derivative(lo: Lowering, node: gast.Call, spline: Interpolant, given: Arguments) -> Interpolant:
    """Return the interpolant that is another one's derivative."""
    order = next(iter((*given.args, *given.kwargs.values())), Const(1))
    if not isinstance(order, Const) or not isinstance(order.value, int):
        lo.refuse(node, "the order of this derivative isn't known before the run", "", "write a number", UnsupportedCallError)
    args: tuple[Operand, ...] = (spline.operand, *(Const(order.value) for _ in given.args[:1] or given.kwargs))
    made = lo.apply(node, f"{spline.of}.derivative", args, {}, nodes.METHOD, "derivative", Instance(spline.of))
    return Interpolant(made, spline.of, spline.made, spline.order + order.value, spline.versions)
