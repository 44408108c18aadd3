"""Lowers calls of the operator module's functions as the operators that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.frontend import lower_choice, lower_expressions, lower_subscripts
from srcad.frontend.bindings import Binding, Library
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const

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
            return lower_expressions.binary(lo, node, OPERATORS[name], a, b)
        case _, (a, b) if name in COMPARE:
            return lower_choice.compared(lo, node, name, a, b)
        case _, (a,) if name in SIGNS:
            return lower_expressions.signed(lo, node, SIGNS[name], a)
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
