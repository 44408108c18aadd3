"""Lowers what is done with objects: attributes, methods, operators, and the making of new ones.

A method is followed like any function. What Python looks up in an object's class is looked up there now, and noted as a
fact that the derivative rests upon.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import types as python
from typing import TYPE_CHECKING, Any

import gast

from srcad.errors import ArgumentError
from srcad.frontend import known_lists, live, lower_calls, lower_choice, lower_expressions, lower_names, lower_reflection, objects, scope
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
    Super,
    UserClass,
    UserFunction,
)
from srcad.frontend.classes import Class
from srcad.frontend.context import Lowering
from srcad.frontend.memory import Stale
from srcad.frontend.source import FunctionSource
from srcad.ir.nodes import Const
from srcad.ir.types import NAMED, Array, Layout

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

INSTEAD = "read it before, and pass its value"
METHODS = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv", "Mod": "mod", "Pow": "pow",
    "MatMult": "matmul", "LShift": "lshift", "RShift": "rshift", "BitAnd": "and", "BitOr": "or", "BitXor": "xor",
}  # fmt: skip
UNARY = {"USub": "__neg__", "UAdd": "__pos__", "Invert": "__invert__"}
MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}


def is_dict(binding: Binding) -> bool:
    return isinstance(binding, Object) and binding.place.cls is None


def as_dict(lo: Lowering, node: gast.AST, base: Object) -> Object:
    """Return an object's attributes as a dict that may be read."""
    objects.keys_of(lo, base, node)
    place = lo.state.new_object(None, dict(lo.state.frames[base.place.number]), origin=lo.origin(node))
    lo.state.fixed[place] = Stale(f"{place.words} holds the attributes of {base.place.words}", lo.origin(node))
    return Object(place)


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
        case Items(layout=Layout(cls=cls)):
            return cls
    return None


def field(lo: Lowering, node: gast.AST, base: Binding, name: str) -> Binding | None:
    """Return an attribute of the object's own."""
    if isinstance(base, Items):
        return base.items[base.layout.keys.index(name)] if name in base.layout.keys else None
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
        case functools.cached_property():
            why = "its value may be one that was kept from before"
            lo.refuse(node, f"the cached property {name!r} is not supported", why, "make it a property")
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
    if not isinstance(base, Object) or base.place.cls is None:
        what = "a named tuple" if isinstance(base, Items) else "this"
        lo.refuse(node, f"the attribute {name!r} of {what} is assigned", "it is no object of a class", "", ArgumentError)
    cls = base.place.cls
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


def construct(lo: Lowering, node: gast.AST, callee: UserClass, given: Arguments) -> Binding:
    """Return a new object; its constructor is followed."""
    cls = callee.cls
    if cls.is_enum:
        lo.refuse(node, f"{cls.name}() is not supported", "it looks a member up", f"name the member: {cls.name}.NAME")
    if cls.is_named_tuple:
        return named_tuple(lo, node, cls, given)
    if cls.is_namespace:
        held = {**given.kwargs, objects.KEYS: Keys(tuple(given.kwargs))}
        return Object(lo.state.new_object(cls, held, origin=lo.origin(node)))
    if cls.overrides("__new__"):
        lo.refuse(node, f"{cls.name}() is not supported", "it has a __new__ of its own", "use __init__")
    made = Object(lo.state.new_object(cls, {objects.KEYS: Keys(())}, origin=lo.origin(node)))
    if cls.has_generated_init and cls.fields is not None:
        initialise(lo, node, made, cls, given)
    elif cls.overrides("__init__"):
        init = function(f"{cls.name}.__init__", cls.member("__init__"), scope=INLINE)
        call_function(lo, node, init, (made, *given.args), given.kwargs)
    elif given.args or given.kwargs:
        lo.refuse(node, f"{cls.name}() takes no arguments", "", "", ArgumentError)
    return made


def named_tuple(lo: Lowering, node: gast.AST, cls: Class, given: Arguments) -> Items:
    """Return a new named tuple."""
    fields = cls.names
    defaults = {name: class_value(lo, node, cls, name, value) for name, value in cls.defaults.items()}
    bound = matched(lo, node, cls, fields, defaults, given)
    return Items(tuple(bound[name] for name in fields), layout=Layout(NAMED, fields, cls.name, cls))


def matched(lo: Lowering, node: gast.AST, cls: Class, names: tuple, defaults: dict, given: Arguments) -> dict:
    """Return what a constructor's call gives for each field, as Python matches them."""
    if len(given.args) > len(names):
        lo.refuse(node, f"{cls.name}() takes {len(names)} arguments, {len(given.args)} are given", "", "", ArgumentError)
    bound = dict(zip(names, given.args, strict=False))
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
        call_function(lo, node, function(f"{cls.name}.__post_init__", cls.post_init, scope=INLINE), (made,))


def default(one: dataclasses.Field) -> Any:
    return one.default if one.default is not dataclasses.MISSING else one.default_factory


def default_item(lo: Lowering, node: gast.AST, cls: Class, one: dataclasses.Field) -> Binding:
    """Return what a field is given that the call leaves to its default."""
    if one.default is not dataclasses.MISSING:
        return class_value(lo, node, cls, one.name, one.default)
    made = one.default_factory
    if not isinstance(made, (Library, UserFunction, UserClass)):
        made = lower_names.from_value(lo, node, made, f"{cls.name}.{one.name}")
    if isinstance(made, UserFunction):
        made = dataclasses.replace(made, scope=INLINE)
    return call_function(lo, node, made, ())


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


# -- operators --------------------------------------------------------------------------------------------------


def is_record(binding: Binding) -> bool:
    """Say whether a binding is an object, a dict or a named tuple."""
    return isinstance(binding, Object) or (isinstance(binding, Items) and binding.layout is not None)


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
        if is_record(owner) and (found := special(lo, node, owner, method, other)) is not None:
            return found
    if isinstance(left, Object) or isinstance(right, Object):
        words = " and ".join(dict.fromkeys(one.place.words for one in (left, right) if isinstance(one, Object)))
        lo.refuse(node, f"this operator of {words} is not supported", f"no __{name}__ takes it", "write a method", ArgumentError)
    return None


def derives(one: Binding, other: Binding) -> bool:
    """Say whether one operand's class derives from the other's: then its reflected method comes first."""
    a, b = class_of(one), class_of(other)
    return a is not None and b is not None and a != b and a.derives(b)


def compared(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return what a comparison gives that an operand's class defines, None where none does."""
    if name in ("contains", "not_contains"):
        found = special(lo, node, right, "__contains__", left) if is_record(right) else None
        if found is None and any(isinstance(one, Object) and one.place.cls is not None for one in (left, right)):
            lo.refuse(node, "whether an object stands in this is not followed", "", "compare its attributes in a loop")
        return found if found is None or name == "contains" else lower_expressions.negated(lo, node, found)
    if name not in MIRRORED:
        return None
    for owner, method, other in ((left, name, right), (right, MIRRORED[name], left)):
        if is_record(owner):
            found = special(lo, node, owner, f"__{method}__", other)
            if found is None and method == "ne" and (found := special(lo, node, owner, "__eq__", other)) is not None:
                found = lower_expressions.negated(lo, node, found)
            if found is not None:
                return found
    both = [one for one in (left, right) if isinstance(one, Object) and one.place.cls is not None]
    return as_fields(lo, node, name, left, right) if both else None


def as_fields(lo: Lowering, node: gast.AST, name: str, left: Binding, right: Binding) -> Binding | None:
    """Return what a comparison of objects gives that Python makes: by the fields of a dataclass, or by identity."""
    cls = class_of(left) or class_of(right)
    member = cls.member(f"__{'eq' if name == 'ne' else name}__")
    if isinstance(member, (python.FunctionType, FunctionSource)) and class_of(left) == class_of(right):
        names = [one.name for one in cls.fields if one.compare]
        sides = [Items(tuple(field(lo, node, one, name) for name in names)) for one in (left, right)]
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
        found = special(lo, node, binding, name)
        if found is not None:
            return found
    return Const(True)
