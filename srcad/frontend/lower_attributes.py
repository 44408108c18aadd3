"""Lowers attributes: of modules, and of arrays and numbers."""

from __future__ import annotations

from typing import Any

import gast

from srcad.analysis import views
from srcad.analysis.results import dims_of
from srcad.frontend import enums, lower_array_parts, lower_expressions, lower_names, lower_objects, one_of, written_views
from srcad.frontend.bindings import (
    Binding,
    Foreign,
    Items,
    Library,
    Made,
    Method,
    Object,
    OneOf,
    Super,
    Thing,
    UserClass,
    UserModule,
)
from srcad.frontend.context import Lowering
from srcad.frontend.memory import buffers
from srcad.frontend.scope import qualified_name, read_attribute
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Global, Value
from srcad.ir.types import Array, Never, Scalar, Unknown

# Attributes of arrays and numbers, and the functions that they are.
ATTRIBUTES = {
    "T": "numpy.transpose",
    "mT": "numpy.matrix_transpose",
    "shape": "numpy.shape",
    "ndim": "numpy.ndim",
    "size": "numpy.size",
    "real": "numpy.real",
    "imag": "numpy.imag",
    "flat": "numpy.ndarray.flat",
}


def attribute(lo: Lowering, node: gast.Attribute) -> Binding:
    """Return what an attribute stands for."""
    return attribute_of(lo, node, lower_expressions.expression(lo, node.value))


def attribute_of(lo: Lowering, node: gast.Attribute, base: Binding) -> Binding:
    if isinstance(base, OneOf):
        return one_of.over(lo, node, base, lambda one: attribute_of(lo, node, one))
    if lower_objects.is_record(base):
        return of_record(lo, node, base)
    if isinstance(base, Thing):
        return of_thing(lo, node, base)
    if enums.is_member(base):
        return enums.attribute(lo, node, base, node.attr)
    if isinstance(base, Items) and (item := named_item(base, node.attr)) is not None:
        return item
    type_ = lo.type_of(base)
    if isinstance(type_, Never):
        return Value(Never())
    if types.is_sparse(type_) and node.attr == "T":
        operand = lower_expressions.operand(lo, base, node)
        return lo.apply(node, "numpy.transpose", (operand,), form=nodes.ATTRIBUTE, text="T")
    if isinstance(base, Items) or not isinstance(type_, (Array, Scalar, Unknown)):
        lo.refuse(
            node, f"the attribute .{node.attr} is not supported", f"it is read from {type_}", "pass its value instead"
        )
    if node.attr == "dtype":
        operand = lower_expressions.operand(lo, base, node)
        return lo.apply(node, "numpy.dtype", (operand,), form=nodes.ATTRIBUTE, text="dtype")
    if node.attr not in ATTRIBUTES:
        lo.refuse(node, f"the attribute .{node.attr} is not supported", "", "call the NumPy function that does it")
    if node.attr == "flat":
        return lower_array_parts.flat(lo, node, base)
    operand = lower_expressions.operand(lo, base, node)
    if node.attr == "ndim" and (dims := dims_of(type_)) is not None:
        return Const(len(dims))
    result = lo.apply(node, ATTRIBUTES[node.attr], (operand,), form=nodes.ATTRIBUTE, text=node.attr)
    return view(lo, result, [base], node) if views.is_view(ATTRIBUTES[node.attr]) else lo.bind(result)


def named_item(base: Items, name: str) -> Binding | None:
    """Return the item of a named tuple that a name stands for."""
    names = getattr(getattr(base.whole, "type", None), "names", ())
    return base.items[names.index(name)] if name in names else None


def view(lo: Lowering, value: Value, sources: list[Binding], node: gast.AST) -> Binding:
    """Bind a result that may share the memory of what it was made from."""
    binding = lo.bind(value)
    if sources:
        written_views.note(lo, node, binding, sources[0])
    for buffer in buffers(binding, lo.state):
        for source in sources:
            for one in buffers(source, lo.state):
                lo.state.share(buffer, one)
    return binding


def of_record(lo: Lowering, node: gast.Attribute, base: Binding) -> Binding:
    """Return an attribute of an object or a named tuple; a dict's attributes are its methods, which are called."""
    if isinstance(base, Object) and base.place.cls is None:
        lo.refuse(node, f"the attribute .{node.attr} of a dict is not supported", "", "call it, or read an item")
    return lower_objects.attribute(lo, node, base, lower_objects.mangled(lo, node.attr))


# -- of modules -------------------------------------------------------------------------------------------


def of_thing(lo: Lowering, node: gast.Attribute, base: Thing) -> Binding:
    match base:
        case Library():
            return of_library(lo, node, base)
        case Made(callee):
            return Method(Library(f"{callee.qualified}.{node.attr}", f"{callee.text}.{node.attr}", callee.scope), base)
        case UserModule(text, scope, value):
            return of_module(lo, node, text, scope, value)
        case UserClass():
            return lower_objects.of_class(lo, node, base, node.attr)
        case Super():
            return lower_objects.of_super(lo, node, base, node.attr)
        case Foreign(Global(text, value=value, has_value=True)) if lower_names.is_of_library(getattr(value, node.attr, None)):
            # A method is made anew each time that it is read, of what surely is there.
            return lower_names.from_value(lo, node, getattr(value, node.attr), f"{text}.{node.attr}")
        case Foreign(Global(text, value=value, has_value=True)) if hasattr(value, node.attr):
            return lower_names.from_value(lo, node, read_attribute(value, node.attr), f"{text}.{node.attr}")
        case Foreign(Global(text)):
            return Foreign(Global(f"{text}.{node.attr}", types.Opaque(), home=base.operand.home))
    return lo.refuse(node, f"the attribute .{node.attr} of a function is not supported", "", "pass its value instead")


def of_library(lo: Lowering, node: gast.Attribute, base: Library) -> Library:
    text, name = f"{base.text}.{node.attr}", f"{base.qualified}.{node.attr}"
    if not base.has_value:
        return Library(name, text, base.scope)
    missing: Any = object()
    value = getattr(base.value, node.attr, missing)
    if value is missing:
        lo.refuse(node, f"{base.text} has no attribute {node.attr!r}", "", "look the name up in its documentation")
    return Library(qualified_name(value) or name, text, base.scope, value, True)


def of_module(lo: Lowering, node: gast.Attribute, text: str, scope: Any, value: Any) -> Binding:
    """Return what an attribute of a user's own module stands for."""
    name = f"{text}.{node.attr}"
    if scope is not None:
        found = scope.lookup(node.attr)
        if found is not None and found.has_value:
            return lower_names.from_value(lo, node, found.value, name, found.scope, found.qualified)
        if found is not None:
            return lower_names.from_text(lo, found, name)
    elif hasattr(value, node.attr):
        return lower_names.from_value(lo, node, read_attribute(value, node.attr), name)
    return lo.refuse(
        node, f"the module {text} has no {node.attr!r}", "", "define it there, or import it from where it is"
    )
