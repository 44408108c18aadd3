"""Lowers what asks about objects, copies them or takes them apart: isinstance, getattr, dataclasses.replace, copy.copy."""

from __future__ import annotations

import builtins
import types as python
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcad.errors import ArgumentError, UnknownItemError, UnsupportedCallError
from srcad.frontend import lower_calls, lower_constructors, lower_dicts, lower_expressions, lower_objects, objects
from srcad.frontend.bindings import Binding, Foreign, Items, Keys, Library, Object, Partial, Ref, UserClass
from srcad.frontend.classes import Builtin, Class
from srcad.frontend.context import Lowering
from srcad.ir import nodes
from srcad.ir.nodes import Const
from srcad.ir.types import Array, Layout, List, Scalar, Tuple

if TYPE_CHECKING:
    from srcad.frontend.lower_calls import Arguments

Handler = Callable[[Lowering, gast.AST, Library, Any], Binding | None]


# -- attributes by their names ------------------------------------------------------------------------------------


def name_of(lo: Lowering, node: gast.AST, binding: Binding) -> str:
    found = lower_dicts.key_value(binding)
    if not isinstance(found, str):
        why = "which attribute is meant must be known before the run"
        lo.refuse(node, "this name of an attribute is not a constant", why, "write the attribute", UnknownItemError)
    return found


def get_attribute(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    base, name = given.args[0], name_of(lo, node, given.args[1])
    if lower_objects.is_record(base) and not lower_objects.is_dict(base):
        optional = len(given.args) > 2
        if optional and isinstance(base, Object) and not has_own(lo, node, base, name) and not base.place.cls.has(name):
            return given.args[2]
        found = lower_objects.attribute(lo, node, base, name, optional)
        return given.args[2] if found is None else found
    if len(given.args) == 2:
        attribute = gast.copy_location(gast.Attribute(node, name, gast.Load()), node)
        from srcad.frontend import lower_attributes

        return lower_attributes.attribute_of(lo, attribute, base)
    return lo.refuse(node, "getattr() with a default is not supported here", "", "read the attribute", UnsupportedCallError)


def has_own(lo: Lowering, node: gast.AST, base: Binding, name: str) -> bool:
    """Say whether an object surely has an attribute of its own, or surely not."""
    return name in (objects.keys_of(lo, base, node) if isinstance(base, Object) else base.layout.keys)


def has_attribute(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    base, name = given.args[0], name_of(lo, node, given.args[1])
    if lower_objects.is_record(base) and not lower_objects.is_dict(base):
        cls = lower_objects.class_of(base)
        return Const(has_own(lo, node, base, name) or (cls is not None and cls.has(name)))
    type_ = lo.type_of(base)
    if isinstance(type_, (Array, List, Tuple)):
        example = {Array: "numpy", List: list, Tuple: tuple}[type(type_)]
        return None if example == "numpy" else Const(hasattr(example, name))
    return lo.refuse(node, "hasattr() is not supported here", "", "test the type with isinstance", UnsupportedCallError)


def set_attribute(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    base, name, value = given.args
    target = gast.copy_location(gast.Attribute(node, name_of(lo, node, name), gast.Store()), node)
    lower_objects.assign(lo, target, base, value)
    return Const(None)


def set_plainly(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Do what object.__setattr__ does: the class, a frozen dataclass, has no say."""
    base, name, value = given.args
    if not isinstance(base, Object) or base.place.cls is None:
        lo.refuse(node, "object.__setattr__ is not supported here", "it is no object of a class", "", ArgumentError)
    objects.hold(lo, base, name_of(lo, node, name), value, node)
    return Const(None)


def delete_attribute(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    target = gast.copy_location(gast.Attribute(node, name_of(lo, node, given.args[1]), gast.Del()), node)
    lower_objects.delete(lo, target, given.args[0])
    return Const(None)


def variables(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return vars(object): its attributes as a dict, which may be read."""
    (base,) = given.args
    if not isinstance(base, Object) or base.place.cls is None:
        lo.refuse(node, "vars() is not supported here", "", "name the attributes", UnsupportedCallError)
    return lower_objects.as_dict(lo, node, base)


# -- classes --------------------------------------------------------------------------------------------------------


def is_instance(lo: Lowering, binding: Binding, wanted: Binding) -> bool | None:
    """Say whether a binding is of a class, None where what is known of its type doesn't tell."""
    own = lower_objects.class_of(binding)
    if own is not None and isinstance(wanted, UserClass):
        return own.derives(wanted.cls)
    value = dict if lower_objects.is_dict(binding) else None if own is None else getattr(own, "value", object)
    other = class_value(wanted)
    if value is not None:
        return None if other is None else issubclass(value, other)
    if isinstance(wanted, UserClass):
        return False if isinstance(lo.type_of(binding), (Scalar, Array, List, Tuple)) else None
    return None


def class_value(binding: Binding) -> type | None:
    match binding:
        case UserClass(cls=Class(value)):
            return value
        case Library(value=type() as value):
            return value
        case Foreign(nodes.Global(value=type() as value)):
            return value
    return None


def type_(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return type(object)."""
    if len(given.args) != 1:
        return None
    cls = lower_objects.class_of(given.args[0])
    if isinstance(cls, Builtin) or cls is None:
        name = container(lo, given.args[0])
        return None if name is None else Library(f"builtins.{name}", name, "builtin", getattr(builtins, name), True)
    return lower_objects.class_binding(lo, cls)


def container(lo: Lowering, binding: Binding) -> str | None:
    """Return the name of the builtin class that a list, a tuple or a dict is of."""
    if lower_objects.is_dict(binding):
        return "dict" if objects.FACTORY not in lo.state.frames[binding.place.number] else None
    if isinstance(binding, Items):
        return "list" if binding.listed else "tuple"
    return "list" if isinstance(lo.type_of(binding), List) and not lo.session.lists_for_tuples else None


def is_subclass(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    one, other = map(class_value, given.args)
    return None if one is None or other is None else Const(issubclass(one, other))


# -- copies ---------------------------------------------------------------------------------------------------------


def copied(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    return copy_of(lo, node, given.args[0], deep=callee.qualified == "copy.deepcopy")


def copy_of(lo: Lowering, node: gast.AST, binding: Binding, deep: bool) -> Binding:
    """Return a copy of an object, a list or an array; a deep one copies what is held as well."""
    inner = (lambda item: copy_of(lo, node, item, deep)) if deep else (lambda item: item)
    match binding:
        case Object(place):
            for name in ("__copy__", "__deepcopy__"):
                if place.cls is not None and place.cls.overrides(name):
                    lo.refuse(node, f"a class with {name} is not supported here", "", "write a method")
            objects.keys_of(lo, binding, node)
            held = {name: item if isinstance(item, Keys) else inner(item) for name, item in lo.state.frames[place.number].items()}
            return Object(lo.state.new_object(place.cls, held, origin=lo.origin(node)))
        case Items(items, layout=layout):
            return Items(tuple(map(inner, items)), layout=layout)
        case Ref():
            return copy_of_memory(lo, node, binding, deep)
    return binding


def copy_of_memory(lo: Lowering, node: gast.AST, binding: Ref, deep: bool) -> Binding:
    type_ = lo.type_of(binding)
    operand = lower_expressions.operand(lo, binding, node)
    if isinstance(type_, List):
        if deep and not isinstance(type_.item, Scalar):
            lo.refuse(node, "a deep copy of this list is not supported", "it holds more than numbers", "copy item by item")
        value = lo.apply(node, "builtins.list", (operand,), form=nodes.METHOD, text="copy", type_=type_)
        return lower_expressions.made(lo, value, [binding])
    return lo.bind(lo.apply(node, "numpy.copy", (operand,), form=nodes.METHOD, text="copy", type_=type_))


# -- dataclasses and named tuples ------------------------------------------------------------------------------------


def replaced(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return dataclasses.replace(object, ...): the class, called with the fields."""
    base = given.args[0]
    cls = lower_objects.class_of(base)
    if cls is None or cls.fields is None:
        lo.refuse(node, "dataclasses.replace() of this is not supported", "it is no dataclass", "", ArgumentError)
    fields = {one.name: given.kwargs.get(one.name) or lower_objects.field(lo, node, base, one.name) for one in cls.fields if one.init}
    unknown = [name for name in given.kwargs if name not in fields]
    if unknown:
        lo.refuse(node, f"{cls.name} has no field {unknown[0]!r} to replace", "", "", ArgumentError)
    return lower_constructors.construct(lo, node, lower_objects.class_binding(lo, cls), lower_calls.Arguments((), fields))


def fields(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return dataclasses.fields(...): of each field its name."""
    base = given.args[0]
    cls = base.cls if isinstance(base, UserClass) else lower_objects.class_of(base)
    if cls is None or cls.fields is None:
        return None
    made = [{"name": Const(one.name), objects.KEYS: Keys(("name",))} for one in cls.fields]
    return Items(tuple(Object(lo.state.new_object(Class(python.SimpleNamespace), held)) for held in made))


def taken_apart(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return dataclasses.asdict(object) or dataclasses.astuple(object)."""
    if given.kwargs or len(given.args) != 1 or not isinstance(given.args[0], Object):
        return None
    return parts_of(lo, node, given.args[0], callee.qualified == "dataclasses.asdict")


def parts_of(lo: Lowering, node: gast.AST, binding: Binding, by_name: bool) -> Binding:
    match binding:
        case Object(place) if place.cls is not None and place.cls.fields is not None:
            names = tuple(one.name for one in place.cls.fields)
            items = [parts_of(lo, node, lower_objects.field(lo, node, binding, name), by_name) for name in names]
            if not by_name:
                return Items(tuple(items))
            held = {**dict(zip(names, items, strict=True)), objects.KEYS: Keys(names)}
            return Object(lo.state.new_object(None, held, origin=lo.origin(node)))
    return copy_of(lo, node, binding, deep=True)


def named_method(lo: Lowering, node: gast.AST, base: Items, name: str) -> Binding | None:
    """Return what a named tuple's own attributes and methods give."""
    layout: Layout = base.layout
    if name == "_fields":
        return Items(tuple(map(Const, layout.keys)))
    return Partial(Library(f"builtins.{name}", name), (base,)) if name in ("_replace", "_asdict") else None


def named_replaced(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    base = given.args[0]
    unknown = [name for name in given.kwargs if name not in base.layout.keys]
    if unknown:
        lo.refuse(node, f"{base.layout.name} has no field {unknown[0]!r} to replace", "", "", ArgumentError)
    pairs = zip(base.layout.keys, base.items, strict=True)
    return Items(tuple(given.kwargs.get(name, item) for name, item in pairs), layout=base.layout)


def named_as_dict(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    base = given.args[0]
    held = {**dict(zip(base.layout.keys, base.items, strict=True)), objects.KEYS: Keys(base.layout.keys)}
    return Object(lo.state.new_object(None, held, origin=lo.origin(node)))


def converted(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return abs(object), float(object) and the like: what the class's special method gives."""
    if len(given.args) != 1 or not isinstance(given.args[0], Object):
        return None
    name = callee.qualified.rpartition(".")[2]
    return lower_objects.special(lo, node, given.args[0], f"__{name}__")


HANDLERS: dict[str, Handler] = {
    "builtins.getattr": get_attribute,
    "builtins.hasattr": has_attribute,
    "builtins.setattr": set_attribute,
    "builtins.delattr": delete_attribute,
    "builtins.object.__setattr__": set_plainly,
    "builtins.vars": variables,
    "builtins.type": type_,
    "builtins.issubclass": is_subclass,
    "builtins._replace": named_replaced,
    "builtins._asdict": named_as_dict,
    **dict.fromkeys(("builtins.abs", "builtins.float", "builtins.int", "builtins.complex", "math.floor", "math.ceil"), converted),
    "copy.copy": copied,
    "copy.deepcopy": copied,
    "dataclasses.replace": replaced,
    "dataclasses.fields": fields,
    "dataclasses.asdict": taken_apart,
    "dataclasses.astuple": taken_apart,
}


def call(lo: Lowering, node: gast.AST, callee: Library, given: Arguments) -> Binding | None:
    """Return what a call gives that asks about objects or copies them, None where it is a call like any other."""
    handler = HANDLERS.get(callee.qualified)
    return None if handler is None else handler(lo, node, callee, given)
