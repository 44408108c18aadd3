"""Lowers isinstance: what the type of a value tells, for numbers, arrays, tuples and the user's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcad.errors import UnsupportedCallError
from srcad.frontend import lower_builtins, lower_expressions, lower_reflection
from srcad.frontend.bindings import Binding, Items, Library
from srcad.frontend.context import Lowering
from srcad.ir import nodes, types
from srcad.ir.nodes import Const
from srcad.ir.types import Array, Known, List, Never, Scalar, Tuple, Type, Unknown

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments


def is_instance(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Say whether a value is of a type, where its own type is known."""
    binding, classes = given.args
    wanted = classes.items if isinstance(classes, Items) else (classes,)
    if isinstance(binding, Items) and binding.may_lack:
        lo.refuse(node, "isinstance() of what may be None is not supported here", "", "test it with is None", UnsupportedCallError)
    type_ = lo.whole_type_of(binding)
    if isinstance(type_, List) and lo.session.lists_for_tuples:
        why = "a tuple of any length is followed as a list is"
        lo.refuse(node, "isinstance() of this is not supported here", why, "test its length", UnsupportedCallError)
    answers = [answered(lo, binding, type_, one) for one in wanted]
    if True in answers:
        return Const(True)
    if None not in answers:
        return Const(False)
    operand = lower_expressions.operand(lo, binding, node)
    what = lower_expressions.operand(lo, classes, node)
    return lo.apply(node, "builtins.isinstance", (operand, what), form=nodes.FUNCTION, text=callee.text)


def answered(lo: Lowering, binding: Binding, type_: Type | None, wanted: Binding) -> bool | None:
    """Say whether a value is of one class, None where that isn't known."""
    found = lower_reflection.is_instance(lo, binding, wanted)
    return of_class(type_, wanted.qualified) if found is None and isinstance(wanted, Library) else found
# Classes that no number of a dtype is of, be it Python's or NumPy's.
OTHER_NUMBERS = {
    types.FLOAT: ("builtins.int", "builtins.bool", "builtins.complex"),
    types.FLOAT32: ("builtins.int", "builtins.bool", "builtins.float", "builtins.complex"),
    types.INT: ("builtins.float", "builtins.complex"),
    types.BOOL: ("builtins.float", "builtins.complex"),
}
NUMBERS = ("builtins.int", "builtins.bool", "builtins.float", "builtins.complex")


def is_laid_out(type_: Tuple, kind: str) -> bool:
    return type_.layout is not None and type_.layout.kind == kind


def of_class(type_: Type | None, name: str) -> bool | None:
    """Say whether a value of this type is of that class, None where the type doesn't tell."""
    if type_ is None or isinstance(type_, (Unknown, Never, types.Opaque)):
        return None
    if isinstance(type_, Known) and type_.value is None and name in (*lower_builtins.CLASSES, *NUMBERS):
        return False
    if isinstance(type_, types.Maybe):
        # Where it is None it is of none of these classes.
        return False if name in (*lower_builtins.CLASSES, *NUMBERS) and of_class(type_.type, name) is False else None
    if name in lower_builtins.CLASSES:
        return lower_builtins.CLASSES[name](type_)
    if isinstance(type_, (Array, List, Tuple)) and name in ("builtins.int", "builtins.float", "builtins.complex"):
        return False
    # A scalar may be NumPy's or Python's: np.float64 is a float, np.int64 is no int.
    if isinstance(type_, Scalar) and type_.dtype == types.FLOAT and name == "builtins.float":
        return True
    if isinstance(type_, Scalar) and name in OTHER_NUMBERS.get(type_.dtype, ()):
        return False
    return None
