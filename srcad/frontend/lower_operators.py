"""Lowers operators, and the operator module's functions as the operators that they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import gast

from srcad.analysis import infer
from srcad.frontend import (
    forms,
    known_lists,
    lower_choice,
    lower_dicts,
    lower_expressions,
    lower_object_operators,
    lower_objects,
    lower_subscripts,
    one_of,
)
from srcad.frontend.bindings import Binding, Items, Library, OneOf
from srcad.frontend.context import Lowering
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global
from srcad.ir.types import List

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

# What the functions of the operators are called.
BINARY = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
    "MatMult": "matmul", "LShift": "lshift", "RShift": "rshift", "BitAnd": "and_", "BitOr": "or_", "BitXor": "xor",
}  # fmt: skip
UNARY = {"USub": "neg", "UAdd": "pos", "Invert": "invert"}
OPERATORS = {name: op for op, name in BINARY.items()} | {"concat": "Add"}
SIGNS = {name: op for op, name in UNARY.items()} | {"inv": "Invert"}
NAMES = frozenset((*OPERATORS, *SIGNS, "truth", "not_", "contains", "getitem", "abs"))
COMPARE = ("lt", "le", "gt", "ge", "eq", "ne", "is_", "is_not")


def call(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return what a call gives, None where it is no operator."""
    name = callee.qualified.removeprefix("operator.")
    match name, given.args:
        case _, (a, b) if name in OPERATORS:
            return binary(lo, node, OPERATORS[name], a, b)
        case _, (a, b) if name in COMPARE:
            return lower_choice.compared(lo, node, name, a, b)
        case _, (a,) if name in SIGNS:
            return signed(lo, node, SIGNS[name], a)
        case ("truth" | "not_"), (a,):
            known = lower_expressions.truth(lo, a, node)
            if isinstance(known, bool):
                return Const(known if name == "truth" else not known)
        case "contains", (a, b):
            return lower_choice.compared(lo, node, name, b, a)
        case "getitem", (a, key):
            return lower_subscripts.element(lo, a, (lower_subscripts.between(lo, key, node),), node)
        case "abs", (a,):
            operand = lower_expressions.operand(lo, a, node)
            return lo.bind(lo.apply(node, "builtins.abs", (operand,), form=nodes.FUNCTION, text="abs"))
    return None


# -- on bindings -------------------------------------------------------------------------------------------


def binary(
    lo: Lowering, node: gast.AST, op: str, left: Binding, right: Binding, in_place: bool = False
) -> Binding:
    if isinstance(left, OneOf):
        return one_of.over(lo, node, left, lambda one: binary(lo, node, op, one, right, in_place))
    if isinstance(right, OneOf):
        return one_of.over(lo, node, right, lambda one: binary(lo, node, op, left, one, in_place))
    if lower_objects.is_record(left) or lower_objects.is_record(right):
        found = known_lists.binary(lo, node, op, left, right, in_place) or lower_dicts.union(lo, node, op, left, right)
        found = found or lower_object_operators.binary(lo, node, op, left, right, in_place)
        if found is not None:
            return found
    match op, left, right:
        case "Add", Const(str(x)), Const(str(y)):
            return Const(x + y)
        case "Mod", Const(str(x)), _ if (known := texts(right)) is not None:
            return Const(x % known)
        case "Add", Items(x), Items(y):
            return Items(x + y)
        case ("Mult", Items(x), Const(int(n))) | ("Mult", Const(int(n)), Items(x)):
            return Items(x * n)
        case _, Const(int(x)), Const(int(y)) if not literals(node) and (whole := whole_number(op, x, y)) is not None:
            return Const(whole)
    args = (lower_expressions.operand(lo, left, node), lower_expressions.operand(lo, right, node))
    types_ = tuple(map(infer.type_of, args))
    type_ = forms.join_types(*types_) if op == "Add" and all(isinstance(t, List) for t in types_) else None
    return lower_expressions.made(lo, lo.apply(node, f"operator.{BINARY[op]}", args, form=nodes.OPERATOR, type_=type_), [left, right])


def texts(binding: Binding) -> object | None:
    """Return the texts and whole numbers that are put into a text, None where they aren't known."""
    if isinstance(binding, Items):
        found = tuple(map(texts, binding.items))
        return None if None in found else found
    known = lower_dicts.key_value(binding)
    return known if type(known) in (int, str) else None


def literals(node: gast.AST) -> bool:
    """Say whether both operands of an expression are spelled out: then it stays as it was written."""
    parts = (getattr(node, "left", None), getattr(node, "right", None))
    return all(isinstance(part, gast.Constant) for part in parts)


def whole_number(op: str, x: int, y: int) -> int | None:
    """Return the exact result of arithmetic with whole numbers that are known before the run."""
    match op:
        case "Add" | "Sub" | "Mult":
            return {"Add": x + y, "Sub": x - y, "Mult": x * y}[op]
        case "FloorDiv" | "Mod" if y:
            return x // y if op == "FloorDiv" else x % y
    return None


def unary(lo: Lowering, node: gast.UnaryOp, op: str, inner: gast.AST) -> Binding:
    if op == "Not":
        return negated(lo, node, lower_expressions.expression(lo, inner))
    return signed(lo, node, op, lower_expressions.expression(lo, inner))


def signed(lo: Lowering, node: gast.AST, op: str, binding: Binding) -> Binding:
    if lower_objects.is_record(binding):
        found = lower_objects.special(lo, node, binding, lower_object_operators.UNARY[op])
        return found or lo.refuse(node, "this operator of an object is not supported", "", "write a method")
    match op, binding:
        case "USub", Const(int() | float() | complex() as value, text) if not isinstance(value, bool):
            return Const(-value, None if text is None else f"-{text}")
        case "USub", Global(qualified="numpy.inf" | "math.inf", text=text):
            return Const(-math.inf, f"-{text}")
    return lower_expressions.made(lo, lo.apply(node, f"operator.{UNARY[op]}", (lower_expressions.operand(lo, binding, node),), form=nodes.OPERATOR), [binding])


def negated(lo: Lowering, node: gast.AST, binding: Binding) -> Binding:
    """Return `not binding`."""
    known = lower_expressions.truth(lo, binding, node)
    if isinstance(known, bool):
        return Const(not known)
    return lo.apply(node, "not", (known,), form=nodes.OPERATOR, type_=types.BOOLEAN)
