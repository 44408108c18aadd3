"""Lowers operators, comparisons and truth of objects: by the special methods of their classes."""

from __future__ import annotations

import types as python

import gast

from srcad.errors import ArgumentError
from srcad.frontend import known_lists, lower_choice, lower_objects, lower_operators, objects
from srcad.frontend.bindings import Binding, Items, Object
from srcad.frontend.context import Lowering
from srcad.frontend.source import FunctionSource
from srcad.ir.nodes import Const
from srcad.ir.types import Array

METHODS = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
    "MatMult": "matmul", "LShift": "lshift", "RShift": "rshift", "BitAnd": "and", "BitOr": "or", "BitXor": "xor",
}  # fmt: skip
UNARY = {"USub": "__neg__", "UAdd": "__pos__", "Invert": "__invert__"}
MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}


def binary(lo: Lowering, node: gast.AST, op: str, left: Binding, right: Binding, in_place: bool = False) -> Binding | None:
    """Return what an operator gives that an operand's class defines, None where none does."""
    name = METHODS[op]
    ways = [(left, f"__{name}__", right), (right, f"__r{name}__", left)]
    if derives(right, left):
        ways.reverse()
    if in_place:
        ways.insert(0, (left, f"__i{name}__", right))
    if isinstance(lo.type_of(left), Array) and isinstance(right, Object):
        why = "NumPy applies the operator element by element, or treats the object as an array"
        lo.refuse(node, "this operator of an array and an object is not supported", why, "write the object first")
    for owner, method, other in ways:
        if lower_objects.is_record(owner) and (found := lower_objects.special(lo, node, owner, method, other)) is not None:
            return found
    if isinstance(left, Object) or isinstance(right, Object):
        words = " and ".join(dict.fromkeys(one.place.words for one in (left, right) if isinstance(one, Object)))
        lo.refuse(node, f"this operator of {words} is not supported", f"no __{name}__ takes it", "write a method", ArgumentError)
    return None


def derives(one: Binding, other: Binding) -> bool:
    """Say whether one operand's class derives from the other's: then its reflected method comes first."""
    a, b = lower_objects.class_of(one), lower_objects.class_of(other)
    return a is not None and b is not None and a != b and a.derives(b)


def compared(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return what a comparison gives that an operand's class defines, None where none does."""
    if name in ("contains", "not_contains"):
        found = lower_objects.special(lo, node, right, "__contains__", left) if lower_objects.is_record(right) else None
        if found is None and any(isinstance(one, Object) and one.place.cls is not None for one in (left, right)):
            lo.refuse(node, "whether an object stands in this is not followed", "", "compare its attributes in a loop")
        return found if found is None or name == "contains" else lower_operators.negated(lo, node, found)
    if name not in MIRRORED:
        return None
    for owner, method, other in ((left, name, right), (right, MIRRORED[name], left)):
        if lower_objects.is_record(owner):
            found = lower_objects.special(lo, node, owner, f"__{method}__", other)
            if found is None and method == "ne" and (found := lower_objects.special(lo, node, owner, "__eq__", other)) is not None:
                found = lower_operators.negated(lo, node, found)
            if found is not None:
                return found
    both = [one for one in (left, right) if isinstance(one, Object) and one.place.cls is not None]
    return as_fields(lo, node, name, left, right) if both else None


def as_fields(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return what a comparison of objects gives that Python makes: by the fields of a dataclass, or by identity."""
    cls = lower_objects.class_of(left) or lower_objects.class_of(right)
    member = cls.member(f"__{'eq' if name == 'ne' else name}__")
    if isinstance(member, (python.FunctionType, FunctionSource)) and lower_objects.class_of(left) == lower_objects.class_of(right):
        names = [one.name for one in cls.fields if one.compare]
        sides = [Items(tuple(lower_objects.field(lo, node, one, name) for name in names)) for one in (left, right)]
        return lower_choice.compared(lo, node, name, *sides)
    wholes = [not isinstance(one, Object) or objects.is_unwritten(lo, one.place) for one in (left, right)]
    if name not in ("eq", "ne") or not all(wholes):
        lo.refuse(node, f"this comparison of an object of class {cls.name} is not supported", "", "compare its attributes")
    return None


def truth(lo: Lowering, node: gast.AST, binding: Object) -> Binding:
    """Return what the truth of an object is."""
    if binding.place.cls is None or known_lists.is_known(binding):
        return Const(bool(objects.keys_of(lo, binding, node)))
    for name in ("__bool__", "__len__"):
        found = lower_objects.special(lo, node, binding, name)
        if found is not None:
            return found
    return Const(True)
