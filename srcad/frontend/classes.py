"""What is known of a class of the user's: its members, its fields, and whether its objects can be followed.

An object is followed, attribute by attribute, if reading and writing an attribute does nothing but that: its class
and those it derives from are Python's own kind, and none of them intercepts attributes.
"""

from __future__ import annotations

import abc
import dataclasses
import enum
import sys
import types
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol

import gast

from srcad import types_text
from srcad.frontend import scope
from srcad.ir import types as types_
from srcad.ir.types import Layout, Tuple, Type

INTERCEPTORS = ("__getattr__", "__getattribute__", "__setattr__", "__delattr__")
# Classes at the roots, whose members are Python's own.
ROOTS = (object, abc.ABC, Generic, Protocol, tuple, enum.Enum)
NAMESPACES = (types.SimpleNamespace,)
HIDDEN = ("__dict__", "__weakref__")
_dicts: weakref.WeakKeyDictionary[type, Any] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class Class:
    """A live class; equal for the same one."""

    value: type

    @property
    def name(self) -> str:
        return self.value.__name__

    @property
    def is_named_tuple(self) -> bool:
        return is_named_tuple(self.value)

    @property
    def is_enum(self) -> bool:
        return issubclass(self.value, enum.Enum)

    @property
    def is_namespace(self) -> bool:
        return self.value in NAMESPACES

    @property
    def defaults(self) -> dict[str, Any]:
        """The defaults of a named tuple's fields."""
        return self.value._field_defaults

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of a named tuple."""
        return self.value._fields

    @property
    def post_init(self) -> Any:
        return self.member("__post_init__") if self.overrides("__post_init__") else None

    def record(self, name: str) -> Type | None:
        """Return the type of an object whose attributes are annotated in the class; None where they aren't."""
        if self.is_named_tuple:
            declared = getattr(self.value, "__annotations__", {})
            names, kind = self.names, types_.NAMED
        else:
            declared = {one.name: one.type for one in self.fields or ()}
            names, kind = tuple(declared), types_.OBJECT
        found = [annotated_type(declared.get(one), f"{name}.{one}") for one in names]
        return None if None in found or not found else Tuple(tuple(found), Layout(kind, names, self.name, self))

    def enum_member(self, name: str) -> Any:
        """Return a member of an enumeration, MISSING where there is none of that name."""
        self.member(name)
        found = getattr(self.value, name, scope.MISSING)
        return found if isinstance(found, enum.Enum) else scope.MISSING

    @property
    def enum_members(self) -> tuple:
        """The members of an enumeration."""
        self.watch("_member_names_")
        return tuple(self.value)

    def derives(self, other: Any) -> bool:
        """Say whether this class is, or derives from, another one."""
        return isinstance(other, Class) and issubclass(self.value, other.value)

    def has(self, name: str) -> bool:
        return hasattr(self.value, name)

    def watch(self, name: str) -> None:
        """Note that the derivative rests on what a name stands for in the class."""
        scope.record(scope.fact("global", namespace(self.value), name, vars(self.value).get(name, scope.MISSING)))

    @property
    def is_frozen(self) -> bool:
        return is_frozen(self.value)

    @property
    def fields(self) -> tuple[dataclasses.Field, ...] | None:
        """The fields of a dataclass, None for any other class."""
        return dataclasses.fields(self.value) if dataclasses.is_dataclass(self.value) else None

    @property
    def plain_fields(self) -> tuple[str, ...] | None:
        """The names of a dataclass's fields where its constructor takes these in order and does nothing else."""
        fields = self.fields
        if fields is None or not self.has_generated_init or hasattr(self.value, "__post_init__"):
            return None
        plain = all(field.init and not field.kw_only for field in fields)
        return tuple(field.name for field in fields) if plain and len(fields) == self.parameters else None

    @property
    def has_generated_init(self) -> bool:
        """Whether a dataclass's constructor is the one that the decorator wrote."""
        init = self.value.__init__
        own = "__dataclass_params__" in vars(self.value) and self.value.__dataclass_params__.init
        return own and isinstance(init, types.FunctionType) and init.__code__.co_filename == "<string>"

    @property
    def parameters(self) -> int:
        """How many parameters the constructor has (InitVars are no fields)."""
        code = self.value.__init__.__code__
        return code.co_argcount + code.co_kwonlyargcount - 1

    def is_generated(self, member: Any) -> bool:
        """Say whether the dataclass decorator wrote a method."""
        return self.fields is not None and getattr(member, "__code__", None) and member.__code__.co_filename == "<string>"

    def member(self, name: str, behind: Class | None = None) -> Any:
        """Return what a name stands for in the class, by its method resolution order; MISSING where there is none.

        behind: look only in the classes that follow this one (`super()`). What is looked up is recorded as a fact.
        """
        order = self.value.__mro__
        for cls in order[order.index(behind.value) + 1 :] if behind is not None else order:
            holder = namespace(cls)
            found = holder.get(name, scope.MISSING)
            if cls not in ROOTS:
                scope.record(scope.fact("global", holder, name, found))
            if found is not scope.MISSING:
                return found
        return scope.MISSING

    def overrides(self, name: str) -> bool:
        """Say whether a special method is another one than `object`'s."""
        found = self.member(name)
        return found is not scope.MISSING and found is not vars(object).get(name)


@dataclass(frozen=True)
class Builtin:
    """A class of Python's own whose objects are followed as those of the user's classes are."""

    name: str
    value: type
    fields = None
    is_frozen = is_named_tuple = is_enum = False

    def member(self, name: str, behind: Any = None) -> Any:
        return scope.MISSING

    def has(self, name: str) -> bool:
        return hasattr(self.value, name)

    def derives(self, other: Any) -> bool:
        return self == other

    def overrides(self, name: str) -> bool:
        return False


@dataclass(frozen=True)
class Rows:
    """What a list is of that holds objects of one class, with these attributes."""

    cls: Class
    names: tuple[str, ...]
    fields = None
    is_frozen = is_named_tuple = is_enum = False

    @property
    def name(self) -> str:
        return f"list[{self.cls.name}]"

    def member(self, name: str, behind: Any = None) -> Any:
        return scope.MISSING

    def has(self, name: str) -> bool:
        return False

    def derives(self, other: Any) -> bool:
        return self == other

    def overrides(self, name: str) -> bool:
        return False


# What a list is of that is known item by item.
LISTED = Builtin("list", list)


def annotated_type(annotation: Any, name: str) -> Type | None:
    """Return the type that the annotation of an attribute means, None where it means none known here."""
    if isinstance(annotation, type) and is_followed(annotation):
        return Class(annotation).record(name)
    if annotation is str:
        return types_.Opaque()
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", repr(annotation))
    if not isinstance(annotation, (str, type)):
        text = repr(annotation)
    try:
        return types_text.from_annotation(gast.parse(text, mode="eval").body, name)
    except SyntaxError:
        return None


def namespace(cls: type) -> Any:
    """Return a class's dict, the same object each time."""
    if cls not in _dicts:
        _dicts[cls] = vars(cls)
    return _dicts[cls]


def is_named_tuple(kind: type) -> bool:
    """Say whether a class is one that namedtuple or NamedTuple made."""
    return issubclass(kind, tuple) and isinstance(getattr(kind, "_fields", None), tuple)


def is_frozen(kind: type) -> bool:
    """Say whether a class is a frozen dataclass."""
    return dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen


def is_followed(kind: type) -> bool:
    """Say whether the objects of a class can be followed attribute by attribute."""
    if kind in NAMESPACES:
        return True
    if not isinstance(kind, type) or issubclass(kind, enum.Enum) or type(kind) not in (type, abc.ABCMeta, type(Protocol)):
        return False
    own = [cls for cls in kind.__mro__ if cls not in ROOTS]
    return bool(own) and all(map(is_plain, own)) and (not issubclass(kind, tuple) or is_named_tuple(kind))


def is_plain(cls: type) -> bool:
    """Say whether a class is written in Python, outside of the libraries, and doesn't intercept attributes."""
    root = (getattr(cls, "__module__", None) or "").partition(".")[0]
    if not cls.__flags__ & 1 << 9 or root in scope.ROOTS or (root in sys.stdlib_module_names and root != "__main__"):
        return False
    taken = [name for name in INTERCEPTORS if name in vars(cls)]
    return not taken or (is_frozen(cls) and set(taken) <= {"__setattr__", "__delattr__"})


def slots(kind: type) -> tuple[str, ...]:
    """Return the names of the slots that a class's objects have."""
    found = [vars(cls).get("__slots__", ()) for cls in reversed(kind.__mro__)]
    names = [name for names in found for name in ((names,) if isinstance(names, str) else names)]
    return tuple(name for name in names if name not in HIDDEN)


def attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield an object's own attributes by name."""
    for name in slots(type(value)):
        if hasattr(value, name):
            yield name, getattr(value, name)
    yield from getattr(value, "__dict__", {}).items()
