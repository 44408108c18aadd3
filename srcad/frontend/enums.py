"""Lowers enumerations: each member is a constant, and all that hangs on it is known before the run.

The value and the name of a member, and the attributes that its class gives it, are constants too; its methods are
followed like any other object's. A member that is a number or a text as well (IntEnum, StrEnum) is that to arithmetic.
"""

from __future__ import annotations

import enum
import types as python
from typing import TYPE_CHECKING, Any

import gast

from srcad.errors import ArgumentError, UnknownItemError
from srcad.frontend import classes, lower_dicts, lower_names, lower_objects, scope
from srcad.frontend.bindings import INLINE, Binding, Items, Partial, UserClass
from srcad.frontend.class_text import EnumMember
from srcad.frontend.context import Lowering
from srcad.frontend.source import FunctionSource
from srcad.ir.nodes import Const, Global, Operand
from srcad.ir.types import Known

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments


def is_enum(binding: Binding) -> bool:
    """Say whether a binding is an enumeration itself."""
    return isinstance(binding, UserClass) and binding.cls.is_enum


def is_member(binding: Binding) -> bool:
    return isinstance(binding, Const) and isinstance(binding.value, (enum.Enum, EnumMember))


def plain(member: Any) -> Any:
    """Return the number or the text that a member is as well, itself where it is none."""
    is_value = member.is_value if isinstance(member, EnumMember) else isinstance(member, (int, str))
    return member.value if is_value else member


def compared_as(binding: Binding) -> Binding:
    """Return what a comparison sees of a binding: of a member that is a number or a text, that."""
    return Const(plain(binding.value)) if is_member(binding) else binding


def class_of(member: Any) -> Any:
    return member.cls if isinstance(member, EnumMember) else classes.Class(type(member))


def members(cls: Any) -> Items:
    """Return an enumeration's members, in their order."""
    return Items(tuple(map(Const, cls.enum_members)))


def walked(binding: Binding) -> Binding:
    """Return the members where an enumeration is, which is a sequence of them."""
    return members(binding.cls) if is_enum(binding) else binding


def by_value(lo: Lowering, node: gast.AST, cls: Any, given: Arguments) -> Const:
    """Return what `Mode(value)` looks up."""
    wanted = lower_dicts.key_value(given.args[0]) if len(given.args) == 1 and not given.kwargs else None
    for member in cls.enum_members:
        if wanted is member or type(wanted) is type(member.value) and wanted == member.value:
            return Const(member)
    why = "which member that is, is known only at the run"
    return lo.refuse(node, f"{cls.name}() is not supported here", why, f"name the member: {cls.name}.NAME", UnknownItemError)


def by_name(lo: Lowering, node: gast.AST, cls: Any, name: Any) -> Const:
    """Return what `Mode[name]` looks up."""
    member = cls.enum_member(name) if isinstance(name, str) else scope.MISSING
    if member is scope.MISSING:
        lo.refuse(node, f"no member of {cls.name} is known by this", "", f"name the member: {cls.name}.NAME", UnknownItemError)
    return Const(member)


# -- attributes of a member -----------------------------------------------------------------------------------


def attribute(lo: Lowering, node: gast.AST, base: Const, name: str) -> Binding:
    """Return what an attribute of a member stands for."""
    member, cls = base.value, class_of(base.value)
    if name in ("value", "name", "_value_", "_name_"):
        return constant(lo, node, getattr(member, name.strip("_")), f"{cls.name}.{member.name}.{name}")
    found = cls.member(name)
    match found:
        case python.FunctionType() | FunctionSource():
            return Partial(lower_objects.function(f"{cls.name}.{name}", found, scope=INLINE), (base,))
        case property():
            return lower_objects.call_function(lo, node, lower_objects.getter(lo, node, cls, name, found), (base,))
        case staticmethod() | classmethod():
            return lower_objects.of_class(lo, node, lower_objects.class_binding(lo, cls), name)
    return own(lo, node, base, cls, name)


def own(lo: Lowering, node: gast.AST, base: Const, cls: Any, name: str) -> Binding:
    """Return an attribute that a member has been given by its class's `__init__`."""
    member = base.value
    if isinstance(member, EnumMember):
        init = cls.member("__init__")
        if isinstance(init, FunctionSource):
            made = lower_objects.blank(lo, node, cls)
            values = member.value if isinstance(member.value, tuple) else (member.value,)
            given = tuple(constant(lo, node, one, name) for one in values)
            lower_objects.call_function(lo, node, lower_objects.function(f"{cls.name}.__init__", init, scope=INLINE), (made, *given))
            return lower_objects.attribute(lo, node, made, name)
    elif name in vars(member):
        return constant(lo, node, vars(member)[name], f"{cls.name}.{member.name}.{name}")
    return lo.refuse(node, f"the members of {cls.name} have no attribute {name!r}", "", "", ArgumentError)


def constant(lo: Lowering, node: gast.AST, value: Any, text: str) -> Binding:
    """Return a value that belongs to a member."""
    if value is None or isinstance(value, (bool, int, float, complex, str, enum.Enum, EnumMember)):
        return Const(value)
    if isinstance(value, tuple):
        return Items(tuple(constant(lo, node, one, f"{text}[{k}]") for k, one in enumerate(value)))
    return lower_names.from_value(lo, node, value, text)


def operand(lo: Lowering, base: Const, node: gast.AST) -> Operand:
    """Return a member as an operand: what it is besides, or else itself by its name."""
    member = base.value
    if plain(member) is not member:
        return Const(member.value)
    cls = class_of(member)
    known = lo.session.classes.get(cls)
    text = cls.name if known is None else known.text
    home = lower_names.home(lo, text) if known is None else known.home
    return Global(f"{text}.{member.name}", Known(member), value=member, has_value=isinstance(member, enum.Enum), home=home)
