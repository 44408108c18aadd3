"""Lowers what is done with objects: their attributes and methods, and those of classes.

A method is followed like any function. What Python looks up in an object's class is looked up there now, and noted as a
fact that the derivative rests upon.
"""

from __future__ import annotations

import enum
import functools
import types as python
from typing import TYPE_CHECKING, Any

import gast

from srcad.errors import ArgumentError
from srcad.frontend import live, lower_calls, lower_names, lower_reflection, objects, rows, scope
from srcad.frontend.bindings import (
    CALL,
    INLINE,
    METHOD,
    Binding,
    Items,
    Keys,
    Library,
    Object,
    Partial,
    Row,
    Super,
    UserClass,
    UserFunction,
)
from srcad.frontend.classes import Class
from srcad.frontend.context import Lowering
from srcad.frontend.memory import Stale
from srcad.frontend.source import FunctionSource
from srcad.ir.nodes import Const
from srcad.ir.types import Layout

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

INSTEAD = "read it before, and pass its value"


def is_record(binding: Binding) -> bool:
    """Say whether a binding is an object, a dict or a named tuple."""
    return isinstance(binding, (Object, Row)) or (isinstance(binding, Items) and binding.layout is not None)


def is_dict(binding: Binding) -> bool:
    return isinstance(binding, Object) and binding.place.cls is None


def as_dict(lo: Lowering, node: gast.AST, base: Object) -> Object:
    """Return an object's attributes as a dict that may be read."""
    objects.keys_of(lo, base, node)
    place = lo.state.new_object(None, dict(lo.state.frames[base.place.number]), origin=lo.origin(node))
    lo.state.fixed[place] = Stale(f"{place.words} holds the attributes of {base.place.words}", lo.origin(node))
    return Object(place)


def blank(lo: Lowering, node: gast.AST, cls: Class) -> Object:
    """Return a new object, before its constructor has run."""
    return Object(lo.state.new_object(cls, {objects.KEYS: Keys(())}, origin=lo.origin(node)))


# -- attributes -----------------------------------------------------------------------------------------------


def attribute(lo: Lowering, node: gast.AST, base: Binding, name: str, optional: bool = False) -> Binding | None:
    """Return what an attribute of an object or named tuple stands for; None, if `optional`, where it has none."""
    cls = class_of(base)
    member = cls.member(name) if cls is not None else scope.MISSING
    if isinstance(member, property):
        return call_function(lo, node, getter(lo, node, cls, name, member), (base,))
    own = field(lo, node, base, name)
    if own is not None:
        return own
    if name == "__class__" and cls is not None:
        return class_binding(lo, cls)
    if name == "__dict__" and isinstance(base, Object):
        return as_dict(lo, node, base)
    if isinstance(base, Items) and (found := lower_reflection.named_method(lo, node, base, name)) is not None:
        return found
    if member is scope.MISSING:
        if optional:
            return None
        what = f"this object has no attribute {name!r}"
        lo.refuse(node, what, "no path to here assigns it", "assign it in the constructor", ArgumentError)
    return of_member(lo, node, base, cls, name, member)


def unchanged(lo: Lowering, node: gast.AST, base: Binding, name: str) -> None:
    """Refuse to compute a cached property again where what the object holds has changed since."""
    if not isinstance(base, Object):
        return
    now = objects.snapshot(lo, base.place)
    before = lo.session.cached.setdefault((base.place, name), now)
    if not objects.alike(before, now):
        why = "the value that was kept is of what the object held before"
        lo.refuse(node, f"the cached property {name!r} is read after {base.place.words} was written", why, "make it a property")


def mangled(lo: Lowering, name: str) -> str:
    """Return an attribute's name as Python makes it: within a class, `__x` is private to it."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    methods = [part for part in lo.frame.source.qualname.split(".<locals>.") if "." in part]
    return f"_{methods[-1].split('.')[-2].lstrip('_')}{name}" if methods else name


def class_of(base: Binding) -> Class | None:
    match base:
        case Object(place):
            return place.cls
        case Row(place):
            return place.cls.cls
        case Items(layout=Layout(cls=cls)):
            return cls
    return None


def field(lo: Lowering, node: gast.AST, base: Binding, name: str) -> Binding | None:
    """Return an attribute of the object's own."""
    if isinstance(base, Items):
        return base.items[base.layout.keys.index(name)] if name in base.layout.keys else None
    if isinstance(base, Row):
        return rows.field(lo, node, base, name)
    return objects.item_of(lo, base, name, node)


def getter(lo: Lowering, node: gast.AST, cls: Class, name: str, member: property) -> UserFunction:
    if member.fget is None:
        lo.refuse(node, f"the property {name!r} can't be read", "it has no getter", "", ArgumentError)
    return function(f"{cls.name}.{name}", member.fget, scope=INLINE)


def of_member(lo: Lowering, node: gast.AST, base: Binding, cls: Class, name: str, member: Any) -> Binding:
    """Return what an attribute found in the class of an object stands for."""
    text = f"{cls.name}.{name}"
    match member:
        case python.FunctionType() | FunctionSource():
            return Partial(method(cls, name, member), (base,))
        case staticmethod():
            return static(lo, node, member.__func__, text)
        case classmethod():
            return Partial(function(text, member.__func__, scope=INLINE), (class_binding(lo, cls),))
        case functools.cached_property(func=getter_):
            unchanged(lo, node, base, name)
            return call_function(lo, node, function(text, getter_, scope=INLINE), (base,))
        case property():
            return call_function(lo, node, getter(lo, node, cls, name, member), (base,))
    if hasattr(type(member), "srcad_callee"):
        lo.refuse(node, f"the derivative {name!r} of a method is called on an object", "", "call it as a function")
    if hasattr(type(member), "__get__"):
        if isinstance(member, python.MemberDescriptorType):
            what = f"this object has no attribute {name!r}"
            lo.refuse(node, what, "no path to here assigns it", "assign it in the constructor", ArgumentError)
        lo.refuse(node, f"the attribute {name!r} is not supported", "a descriptor gives it", "use a property")
    return class_value(lo, node, cls, name, member)


def method(cls: Class, name: str, found: Any) -> UserFunction:
    """Return a method: one with a name of its own may be called by it, the special ones are followed in place."""
    if name == "__call__":
        return function(name, found, scope=CALL, name=cls.name)
    return function(name, found, scope=INLINE if name.startswith("__") else METHOD)


def function(text: str, value: Any, scope: str = "global", name: str | None = None) -> UserFunction:
    """Return a function of a class, live or as text."""
    if isinstance(value, FunctionSource):
        return UserFunction(text, text_source=value, scope=scope, name=name)
    return UserFunction(text, value=value, scope=scope, name=name)


def static(lo: Lowering, node: gast.AST, value: Any, text: str) -> Binding:
    """Return a static method."""
    return function(text, value, INLINE) if isinstance(value, FunctionSource) else lower_names.from_value(lo, node, value, text)


def class_value(lo: Lowering, node: gast.AST, cls: Class, name: str, value: Any) -> Binding:
    """Return a value that stands in a class: it is watched, and a number written out."""
    if value is None or isinstance(value, (bool, int, float, complex, str)) and not isinstance(value, enum.Enum):
        if isinstance(cls, Class) and vars(cls.value).get(name) is value:
            scope.record(scope.fact("attribute", cls.value, name, value).exactly())
        return Const(value)
    if not isinstance(cls, Class):
        lo.refuse(node, f"the attribute {name!r} of the class {cls.name} is not supported here", "it is no literal", INSTEAD)
    text = f"{cls.name}.{name}"
    found = lo.frame.source.scope.lookup(cls.name)
    if isinstance(value, (python.FunctionType, type, enum.Enum)) or scope.qualified_name(value) is not None:
        return lower_names.from_value(lo, node, value, text)
    if found is None or found.value is not cls.value or live.type_of_value(value, text) is None:
        lo.refuse(node, f"the attribute {name!r} of the class {cls.name} is not supported here", "", INSTEAD)
    return lower_names.from_value(lo, node, value, text)


def assign(lo: Lowering, node: gast.Attribute, base: Binding, item: Binding) -> None:
    """Assign an attribute."""
    name = mangled(lo, node.attr)
    if not isinstance(base, (Object, Row)) or base.place.cls is None:
        what = "a named tuple" if isinstance(base, Items) else "this"
        lo.refuse(node, f"the attribute {name!r} of {what} is assigned", "it is no object of a class", "", ArgumentError)
    cls = class_of(base)
    member = cls.member(name)
    if isinstance(member, property):
        if member.fset is None:
            lo.refuse(node, f"the property {name!r} can't be assigned", "it has no setter", "", ArgumentError)
        call_function(lo, node, function(f"{cls.name}.{name}", member.fset, scope=INLINE), (base, item))
        return
    if cls.is_frozen:
        lo.refuse(node, f"{name!r} of a frozen {cls.name} is assigned", "it raises", "use dataclasses.replace", ArgumentError)
    intercepts = hasattr(type(member), "__set__") and not isinstance(member, python.MemberDescriptorType)
    if intercepts:
        lo.refuse(node, f"an assignment to {name!r} is not supported", "a descriptor intercepts it", "use a property")
    if isinstance(base, Row):
        rows.assign(lo, node, base, name, item)
    else:
        objects.hold(lo, base, name, item, node)


def delete(lo: Lowering, node: gast.Attribute, base: Binding) -> None:
    if not isinstance(base, Object) or objects.item_of(lo, base, node.attr, node) is None:
        lo.refuse(node, f"the attribute {node.attr!r} can't be deleted", "", "leave it", ArgumentError)
    objects.hold(lo, base, node.attr, None, node)


# -- calls ----------------------------------------------------------------------------------------------------


def call_function(lo: Lowering, node: gast.AST, function: Binding, args: tuple, kwargs: dict | None = None) -> Binding:
    return lower_calls.called(lo, node, function, lower_calls.Arguments(tuple(args), kwargs or {}))


def special(lo: Lowering, node: gast.AST, base: Binding, name: str, *args: Binding) -> Binding | None:
    """Return what a special method gives, None where the object's class has none or gives NotImplemented."""
    cls = class_of(base)
    member = cls.member(name) if cls is not None else scope.MISSING
    if isinstance(member, (python.FunctionType, FunctionSource)) and not cls.is_generated(member):
        found = call_function(lo, node, method(cls, name, member), (base, *args))
        return None if isinstance(found, Library) and found.qualified == "builtins.NotImplemented" else found
    return None


# -- classes ----------------------------------------------------------------------------------------------------


def class_binding(lo: Lowering, cls: Class) -> UserClass:
    return UserClass(cls.name, cls, INLINE)


def of_class(lo: Lowering, node: gast.AST, base: UserClass, name: str) -> Binding:
    """Return what an attribute of a class stands for."""
    cls = base.cls
    if name == "__name__":
        return Const(cls.name)
    if cls.is_enum and (found := cls.enum_member(name)) is not scope.MISSING:
        return Const(found)
    member = cls.member(name)
    text = f"{base.text}.{name}"
    match member:
        case scope.Missing():
            lo.refuse(node, f"the class {cls.name} has no attribute {name!r}", "", "", ArgumentError)
        case python.FunctionType() | FunctionSource():
            return function(text, member, scope=base.scope)
        case staticmethod():
            return static(lo, node, member.__func__, text)
        case classmethod():
            if cls.is_named_tuple and name == "_make":
                return Library("builtins._make", text, value=cls)
            return Partial(function(text, member.__func__, scope=INLINE), (base,))
    if hasattr(type(member), "__get__"):
        lo.refuse(node, f"the attribute {name!r} of the class {cls.name} is not supported", "", "read it from an object")
    return class_value(lo, node, cls, name, member)


def of_super(lo: Lowering, node: gast.AST, base: Super, name: str) -> Binding:
    """Return what an attribute of super() stands for."""
    member = base.cls.member(name, base.behind)
    if member is scope.MISSING or member is vars(object).get(name):
        if name in ("__init__", "__post_init__", "__init_subclass__"):
            return Library("builtins.<nothing>", name)
        lo.refuse(node, f"super() has no attribute {name!r}", "", "", ArgumentError)
    match member:
        case python.FunctionType() | FunctionSource() if base.cls.fields is not None and base.cls.is_generated(member):
            lo.refuse(node, f"super().{name} is written by the dataclass decorator", "", "set the fields")
        case python.FunctionType() | FunctionSource():
            return Partial(function(f"{base.behind.name}.{name}", member, scope=INLINE), (base.of,))
        case classmethod():
            first = base.of if isinstance(base.of, UserClass) else class_binding(lo, base.cls)
            return Partial(function(name, member.__func__, scope=INLINE), (first,))
    return of_member(lo, node, base.of, base.cls, name, member)


def super_call(lo: Lowering, node: gast.AST, given: Arguments) -> Super:
    """Return what super() means in the method that is being lowered."""
    if given.args:
        match given.args:
            case (UserClass(cls=behind), Object() as of):
                return Super(of, of.place.cls, behind)
        lo.refuse(node, "this super() is not supported", "", "write super()")
    frame = lo.frame
    while frame is not None and owner(frame.source) is None:
        frame = frame.parent
    if frame is None:
        lo.refuse(node, "super() stands in no method", "", "name the class", ArgumentError)
    behind = owner(frame.source)
    first = lower_names.parameters(frame.source.tree)[0].id
    of = lo.state.get(frame.number, first)
    cls = of.cls if isinstance(of, UserClass) else class_of(of)
    if cls is None:
        lo.refuse(node, "super() of this is not supported", "its class isn't known", "name the class")
    return Super(of, cls, behind)


def owner(source: FunctionSource) -> Any:
    """Return the class that a method stands in, None where that isn't known."""
    if source.function is None or "__class__" not in source.function.__code__.co_freevars:
        return source.owner
    cell = source.function.__closure__[source.function.__code__.co_freevars.index("__class__")]
    return Class(cell.cell_contents)
