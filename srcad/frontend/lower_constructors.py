"""Lowers the making of new objects: a constructor is followed, also one that a decorator wrote."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import gast

from srcad.errors import ArgumentError
from srcad.frontend import enums, lower_functions, lower_names, lower_objects, objects
from srcad.frontend.bindings import INLINE, Binding, Items, Keys, Library, Object, UserClass, UserFunction
from srcad.frontend.classes import Class
from srcad.frontend.context import Lowering
from srcad.ir.types import NAMED, Layout

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments


def construct(lo: Lowering, node: gast.AST, callee: UserClass, given: Arguments) -> Binding:
    """Return a new object; its constructor is followed."""
    cls = callee.cls
    if cls.is_enum:
        return enums.by_value(lo, node, cls, given)
    if cls.is_named_tuple:
        return named_tuple(lo, node, cls, given)
    if cls.is_namespace:
        held = {**given.kwargs, objects.KEYS: Keys(tuple(given.kwargs))}
        return Object(lo.state.new_object(cls, held, origin=lo.origin(node)))
    if cls.overrides("__new__"):
        lo.refuse(node, f"{cls.name}() is not supported", "it has a __new__ of its own", "use __init__")
    made = lower_objects.blank(lo, node, cls)
    if cls.has_generated_init and cls.fields is not None:
        initialise(lo, node, made, cls, given)
    elif cls.overrides("__init__"):
        init = lower_objects.function(f"{cls.name}.__init__", cls.member("__init__"), scope=INLINE)
        lower_objects.call_function(lo, node, init, (made, *given.args), given.kwargs)
    elif given.args or given.kwargs:
        lo.refuse(node, f"{cls.name}() takes no arguments", "", "", ArgumentError)
    return made


def named_tuple(lo: Lowering, node: gast.AST, cls: Class, given: Arguments) -> Items:
    """Return a new named tuple."""
    fields = cls.names
    defaults = {name: lower_objects.class_value(lo, node, cls, name, value) for name, value in cls.defaults.items()}
    bound = matched(lo, node, cls, fields, defaults, given)
    return Items(tuple(bound[name] for name in fields), layout=Layout(NAMED, fields, cls.name, cls))


def matched(lo: Lowering, node: gast.AST, cls: Class, names: tuple, defaults: dict, given: Arguments) -> dict:
    """Return what a constructor's call gives for each field, as Python matches them."""
    args = lower_functions.counted(lo, node, given, len(names), False)
    if len(args) > len(names):
        lo.refuse(node, f"{cls.name}() takes {len(names)} arguments, {len(args)} are given", "", "", ArgumentError)
    bound = dict(zip(names, args, strict=False))
    for name, value in given.kwargs.items():
        if name not in names and name not in defaults or name in bound:
            lo.refuse(node, f"{cls.name}() has no field {name!r} left", "", "", ArgumentError)
        bound[name] = value
    for name in names:
        if name not in bound and name not in defaults:
            lo.refuse(node, f"{cls.name}() is called without {name!r}", "", "", ArgumentError)
    return {**defaults, **bound}


def initialise(lo: Lowering, node: gast.AST, made: Object, cls: Class, given: Arguments) -> None:
    """Do what the constructor does that the dataclass decorator writes."""
    if cls.parameters != sum(one.init for one in cls.fields):
        lo.refuse(node, f"{cls.name}() has an InitVar", "", "write an __init__")
    taken = [one for one in cls.fields if one.init]
    names = tuple(one.name for one in taken if not one.kw_only)
    keywords = [one.name for one in taken if one.kw_only]
    cls.watch("__init__")
    optional = {one.name: None for one in taken if default(one) is not dataclasses.MISSING}
    bound = matched(lo, node, cls, names, {**optional, **{name: None for name in keywords}}, given)
    for one in cls.fields:
        item = bound.get(one.name) if one.init else None
        if item is None:
            value = default(one)
            if value is dataclasses.MISSING:
                if one.init:
                    lo.refuse(node, f"{cls.name}() is called without {one.name!r}", "", "", ArgumentError)
                continue
            item = default_item(lo, node, cls, one)
        objects.hold(lo, made, one.name, item, node)
    if cls.post_init is not None:
        lower_objects.call_function(lo, node, lower_objects.function(f"{cls.name}.__post_init__", cls.post_init, scope=INLINE), (made,))


def default(one: dataclasses.Field) -> Any:
    return one.default if one.default is not dataclasses.MISSING else one.default_factory


def default_item(lo: Lowering, node: gast.AST, cls: Class, one: dataclasses.Field) -> Binding:
    """Return what a field is given that the call leaves to its default."""
    if one.default is not dataclasses.MISSING:
        return lower_objects.class_value(lo, node, cls, one.name, one.default)
    made = one.default_factory
    if not isinstance(made, (Library, UserFunction, UserClass)):
        made = lower_names.from_value(lo, node, made, f"{cls.name}.{one.name}")
    if isinstance(made, UserFunction):
        made = dataclasses.replace(made, scope=INLINE)
    return lower_objects.call_function(lo, node, made, ())
