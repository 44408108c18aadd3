"""Lowers writes to what attributes of an array name: all of its elements in order, their real or imaginary parts.

    y.flat[k] = v         y.ravel()[k] = v
    z.real = v            z[...] = v + 1j * z.imag
    z.imag[k] *= v        z[k] = z[k].real + 1j * (z[k].imag * v)
"""

from __future__ import annotations

import gast

from srcad.frontend import lower_calls, lower_expressions, lower_methods, lower_operators, lower_subscripts, lower_writes
from srcad.frontend.bindings import Binding, Ref
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const
from srcad.ir.types import Array, Scalar, is_complex

PARTS = ("real", "imag")


def flat(lo: Lowering, node: gast.Attribute, base: Binding) -> Binding:
    """Return an array's elements in order: `a.flat` is read, and written, as the view that `a.ravel()` is."""
    function = gast.copy_location(gast.Attribute(node.value, "ravel", node.ctx), node)
    call = lo.session.rewritten.setdefault(node, gast.copy_location(gast.Call(function, [], []), node))
    return lower_methods.method(lo, call, base, lower_calls.Arguments((), {}))


def is_part(lo: Lowering, node: gast.AST, base: Binding) -> bool:
    """Say whether an attribute is a part of a complex array that can be written."""
    type_ = lo.type_of(base)
    return node.attr in PARTS and isinstance(base, Ref) and isinstance(type_, Array) and is_complex(type_)


def assign(lo: Lowering, node: gast.Attribute, base: Binding, value: Binding) -> bool:
    """Assign an array's attribute; say whether it is one that can be assigned."""
    if not isinstance(base, Ref) or not isinstance(lo.type_of(base), Array):
        return False
    if node.attr == "flat":
        place = flat(lo, node, base)
        if not isinstance(lo.type_of(value), Scalar):
            # As many of the values, again and again, as there are elements.
            array = lower_expressions.operand(lo, base, node)
            size = lo.apply(node, "numpy.size", (array,), form=nodes.ATTRIBUTE, text="size")
            value = lo.bind(lo.apply(node, "numpy.resize", (lower_expressions.operand(lo, value, node), size)))
        store(lo, place, (), value, node)
        return True
    if node.attr == "real" and not is_complex(lo.type_of(base)):
        store(lo, base, (), value, node)
        return True
    if is_part(lo, node, base):
        store_part(lo, node, base, (), value)
        return True
    return False


def store_part(lo: Lowering, node: gast.Attribute, base: Ref, path: nodes.Path, value: Binding) -> None:
    """Write the real or the imaginary parts of the elements that a path names: the others stay."""
    current = lower_subscripts.element(lo, base, path[0], node) if path else base
    other = part(lo, node, "imag" if node.attr == "real" else "real", current)
    real, imag = (value, other) if node.attr == "real" else (other, value)
    turned = lower_operators.binary(lo, node, "Mult", Const(1j), imag)
    store(lo, base, path, lower_operators.binary(lo, node, "Add", real, turned), node)


def part(lo: Lowering, node: gast.AST, name: str, base: Binding) -> Binding:
    """Return the real or the imaginary part of a value."""
    operand = lower_expressions.operand(lo, base, node)
    return lo.bind(lo.apply(node, f"numpy.{name}", (operand,), form=nodes.ATTRIBUTE, text=name))


def store(lo: Lowering, place: Ref, path: nodes.Path, value: Binding, node: gast.AST) -> None:
    lower_writes.store(lo, Ref(place.buffer, (*place.path, *path)), lower_expressions.operand(lo, value, node), node)
