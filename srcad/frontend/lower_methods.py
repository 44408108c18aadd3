"""Lowers method calls: of arrays, as the NumPy functions that they are, and of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer
from srcad.analysis.random_draws import METHODS as DRAWS
from srcad.errors import AliasingError, UnsupportedCallError
from srcad.frontend import (
    lower_expressions, lower_in_place, lower_library, lower_lists, lower_operators, lower_out, lower_writes,
    outs, sequences,
)  # fmt: skip
from srcad.frontend.bindings import Binding, Items, Ref
from srcad.frontend.context import Lowering
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import Array, Instance, Known, List, Never, Opaque, Scalar, Unknown

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

# Methods of arrays that are functions of the same name in NumPy.
FUNCTIONS = frozenset(
    "sum mean max min prod std var ptp argmax argmin argsort any all cumsum cumprod dot copy ravel reshape transpose "
    "squeeze swapaxes repeat take trace diagonal clip round nonzero searchsorted choose compress "
    "partition astype".split()
)
# Methods that no function of the same name does alike.
OWN = frozenset(("flatten", "item", "tolist", "astype", "compress", "view", "conj", "conjugate"))
# Methods that take a shape or an order of axes as so many arguments, too.
PACKED = {"reshape": 1, "transpose": 1}
IN_PLACE = ("sort", "fill", "partition", "resize", "put", "itemset", "setflags", "byteswap")


def method(lo: Lowering, node: gast.Call, base: Binding, given: Arguments) -> Binding:
    """Return what a call of a method gives."""
    name, type_ = node.func.attr, lo.type_of(base)
    if isinstance(type_, Unknown) and name in DRAWS:
        # Neither a number nor an array has such a method.
        type_ = Instance("numpy.random.Generator")
    match type_:
        case Never():
            return Value(Never())
        case List():
            return of_list(lo, node, name, base, given)
        case Array() | Unknown() | Scalar():
            return of_array(lo, node, name, base, given)
        case Instance(of):
            return of_object(lo, node, lower_library.of_class(of, name), base, given)
        case Known() | Opaque():
            return of_text(lo, node, name, base, given)
    kind = "a tuple" if isinstance(base, Items) else "this"
    return refused(lo, node, name, f"{kind} has no method that can be followed")


def refused(lo: Lowering, node: gast.Call, name: str, why: str, instead: str = "write it with functions") -> None:
    return lo.refuse(node, f"the method .{name}() is not supported", why, instead, UnsupportedCallError)


def of_array(lo: Lowering, node: gast.Call, name: str, base: Binding, given: Arguments) -> Binding:
    if name in IN_PLACE:
        return lower_in_place.method(lo, node, base, given)
    if name not in FUNCTIONS and name not in OWN:
        refused(lo, node, name, "no rule is known for it", "call a NumPy function")
    given = packed(name, given)
    op = f"numpy.ndarray.{name}" if name in OWN else f"numpy.{name}"
    if name == "copy" and isinstance(base, Ref) and not given.args and not given.kwargs:
        return copied(lo, node, base)
    args, kwargs, out = outs.split(op, (base, *given.args), given.kwargs)
    operands = tuple(lower_expressions.operand(lo, arg, node) for arg in args)
    keywords = {key: lower_expressions.operand(lo, arg, node) for key, arg in kwargs.items()}
    value = lo.apply(node, op, operands, keywords, nodes.METHOD, name)
    result = lower_library.result_of(lo, value, type(given)(args, kwargs), node)
    place = None if out is None else lower_out.the_array(lo, node, out)
    if place is None:
        return result
    lower_writes.store(lo, place, lower_expressions.operand(lo, result, node), node)
    return place


def copied(lo: Lowering, node: gast.Call, base: Ref) -> Binding:
    """Return a copy; that of an array or a list is memory of its own."""
    operand = lower_expressions.operand(lo, base, node)
    made = lo.apply(node, "numpy.copy", (operand,), form=nodes.METHOD, text="copy", type_=infer.type_of(operand))
    return lower_expressions.made(lo, made, [])


def packed(name: str, given: Arguments) -> Arguments:
    """Return x.reshape(n, -1)'s arguments as those of x.reshape((n, -1))."""
    if name not in PACKED or len(given.args) < PACKED[name] or (len(given.args) == 1 and not scalar(given.args[0])):
        return given
    return type(given)((Items(given.args),), given.kwargs)


def scalar(binding: Binding) -> bool:
    return isinstance(binding, (Value, Const, nodes.Global)) and isinstance(infer.type_of(binding), Scalar)


# -- of lists and strings ------------------------------------------------------------------------------------


def of_list(lo: Lowering, node: gast.Call, name: str, base: Binding, given: Arguments) -> Binding:
    if name == "copy":
        operand = lower_expressions.operand(lo, base, node)
        value = lo.apply(
            node, "builtins.list", (operand,), form=nodes.METHOD, text="copy", type_=infer.type_of(operand)
        )
        return lower_expressions.made(lo, value, [base])
    if not isinstance(base, Ref):
        refused(lo, node, name, "this list can't be written to", "copy it first")
    done = lower_lists.method(lo, node, name, base, given)
    if done is None:
        refused(lo, node, name, f"of a list, {lower_lists.METHODS} are followed", "write it with those")
    return done


def of_object(lo: Lowering, node: gast.Call, function: str, base: Binding, given: Arguments) -> Binding:
    """Call a method of an object: once, in order."""
    if function in lower_in_place.REFUSED:
        shown = f"the method .{node.func.attr}() writes to its argument"
        lo.refuse(node, shown, "", f"write {lower_in_place.REFUSED[function]}", AliasingError)
    operand = lower_expressions.operand(lo, base, node)
    if types.is_sparse(infer.type_of(operand)) and node.func.attr == "dot" and len(given.args) == 1:
        other = lower_expressions.operand(lo, given.args[0], node)
        return lo.bind(lo.apply(node, "operator.matmul", (operand, other), form=nodes.METHOD, text="dot"))
    name = Const(node.func.attr)
    callee = lo.apply(node, "builtins.getattr", (operand, name), form=nodes.ATTRIBUTE, text=name.value, type_=types.Opaque())
    return lower_library.unknown_call(lo, node, callee, given, lower_library.is_harmless(function), function)


def of_text(lo: Lowering, node: gast.Call, name: str, base: Binding, given: Arguments) -> Binding:
    """Call a method of something that carries no derivative: a string's, say."""
    known = lower_operators.texts(Items(given.args)) if isinstance(base, Const) and isinstance(base.value, str) else None
    if known is not None and not given.kwargs and hasattr(str, name):
        found = getattr(base.value, name)(*known)
        if isinstance(found, (str, bool, int)):
            return Const(found)
        if isinstance(found, (list, tuple)):
            return Items(tuple(map(Const, found)), listed=isinstance(found, list))
    operand = lower_expressions.operand(lo, base, node)
    if not isinstance(infer.type_of(operand), (Known, Opaque)):
        refused(lo, node, name, "")
    given = type(given)(tuple(sequences.indexed(lo, node, arg) for arg in given.args), given.kwargs)
    args: tuple[Operand, ...] = tuple(lower_expressions.operand(lo, arg, node) for arg in given.args)
    kwargs = tuple((key, lower_expressions.operand(lo, arg, node)) for key, arg in given.kwargs.items())
    if isinstance(operand, Const) and isinstance(operand.value, str):
        full = (operand, *args)
        return lo.apply(node, f"builtins.str.{name}", full, kwargs, nodes.METHOD, name, types.Opaque())
    callee = lo.apply(
        node, "builtins.getattr", (operand, Const(name)), form=nodes.ATTRIBUTE, text=name, type_=types.Opaque()
    )
    result = lo.value(types.UNKNOWN, node)
    lo.out.append(nodes.Effect("call", (callee, *args), kwargs, (result,), None, result.origin))
    lower_library.may_have_written(lo, node, f".{name}()", given)
    return lo.bind(result)
