"""The form of a binding: what has to agree where paths of control meet.

A form says which operands a binding consists of and of which types. Forms of one variable on several
paths are joined; the joined form makes the variable's new binding, one value a leaf, and each path's
binding flattens to as many operands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from srcad.analysis import infer, python_results, sums
from srcad.frontend.bindings import (
    MISSING,
    Binding,
    Conflict,
    Items,
    Missing,
    Object,
    OneOf,
    Place,
    Ref,
    Row,
    Thing,
    same_binding,
    tag_of,
)
from srcad.frontend.memory import State
from srcad.ir.nodes import Const
from srcad.ir.types import (
    BOOLEAN,
    INTEGER,
    Array,
    Known,
    Layout,
    List,
    Maybe,
    Never,
    Opaque,
    Scalar,
    Tuple,
    Type,
    Unknown,
    maybe,
    present,
    unknown,
)

if TYPE_CHECKING:
    from srcad.frontend.classes import Class


@dataclass(frozen=True)
class Form:
    """Base of forms."""


@dataclass(frozen=True)
class Leaf(Form):
    """One operand; `memory` if it may be written in place."""

    type: Type
    memory: bool = False


@dataclass(frozen=True)
class Packed(Form):
    """A tuple, or a named one; where it `may_lack`, one leaf of it is None where it is None itself."""

    items: tuple[Form, ...]
    layout: Layout | None = None
    may_lack: bool = False


@dataclass(frozen=True)
class Held(Form):
    """An object of a class, or a dict (None): the form of each thing that it holds, by name."""

    cls: Class | None
    names: tuple[str, ...]
    items: tuple[Form, ...]

    def get(self, name: str) -> Form:
        return self.items[self.names.index(name)] if name in self.names else Absent()


@dataclass(frozen=True)
class Among(Form):
    """One of these objects, which were there before the paths parted; `held`: the form of what they hold."""

    places: tuple[Place, ...]
    held: Form

    def join(self, other: Among) -> Among:
        return Among(tuple(dict.fromkeys((*self.places, *other.places))), join(self.held, other.held))


@dataclass(frozen=True)
class InRow(Form):
    """An object in a list, by its index."""

    place: Place
    sure: bool


@dataclass(frozen=True, eq=False)
class Fixed(Form):
    """Something known: no operand at all."""

    binding: Binding


@dataclass(frozen=True)
class Clash(Form):
    """Bindings that have no form in common."""

    why: str


@dataclass(frozen=True)
class Absent(Form):
    """Not assigned on any path yet."""


# What a variable may be that is None on other paths.
MAY_LACK = (Scalar, Array, Unknown)


def join_types(a: Type, b: Type) -> Type:
    """Return a type that holds for values of both."""
    if isinstance(a, Never) or isinstance(b, Never):
        return b if isinstance(a, Never) else a
    if is_none(a) and is_none(b):
        return a
    if is_none(a) or is_none(b):
        other = b if is_none(a) else a
        return maybe(plain(other)) if isinstance(present(other), MAY_LACK) else Opaque()
    match a, b:
        case (Maybe(x), y) | (x, Maybe(y)):
            joined = join_types(present(x), present(y))
            return joined if isinstance(joined, Opaque) else maybe(joined)
        case List(x), List(y):
            return List(join_types(x, y))
        case Tuple(x, layout), Tuple(y, other) if len(x) == len(y) and layout == other:
            return Tuple(tuple(map(join_types, x, y)), layout)
        case Array(dtype), Array(other) if dtype != other:
            # What a store into it does depends on the dtype that it has at run time.
            return unknown(a, b)
    return python_results.join((plain(a), plain(b)))


def is_none(type_: Type) -> bool:
    return isinstance(type_, Known) and type_.value is None


def plain(type_: Type) -> Type:
    """Return the type of a variable that may hold a constant: True is a bool there."""
    return BOOLEAN if isinstance(type_, Known) and isinstance(type_.value, bool) else type_


def form_of(state: State, binding: Binding) -> Form:
    """Return the form of a binding."""
    match binding:
        case Missing():
            return Absent()
        case Conflict(why):
            return Clash(why)
        case Thing():
            return Fixed(binding)
        case Items(items, layout=layout, may_lack=may_lack):
            return Packed(tuple(form_of(state, item) for item in items), layout, may_lack)
        case Row(place, _, sure):
            return InRow(place, sure)
        case OneOf():
            return Clash("it is one of several objects")
        case Object(place):
            held = state.frames[place.number]
            return Held(place.cls, tuple(held), tuple(form_of(state, item) for item in held.values()))
        case Ref(buffer, path):
            return Leaf(sums.outside(infer.load_type(infer.type_of(state.versions[buffer]), path)), True)
        case Const(value) if not isinstance(value, (bool, int, float, complex)):
            return Fixed(binding)
    return Leaf(sums.outside(plain(infer.type_of(binding))))


def join(a: Form, b: Form) -> Form:
    """Return the form that two bindings of one variable have in common."""
    match a, b:
        case (Clash(), _) | (_, Clash()):
            return a if isinstance(a, Clash) else b
        case (Leaf(Never(), False), _):
            return join(Absent(), b) if not isinstance(b, (Absent, Leaf)) else b if isinstance(b, Leaf) else a
        case (_, Leaf(Never(), False)):
            return join(b, a)
        case InRow(x), InRow(y) if x is y:
            return InRow(x, a.sure and b.sure)
        case (InRow(), Absent()) | (Absent(), InRow()):
            return b if isinstance(a, Absent) else a
        case (InRow(), _) | (_, InRow()):
            return Clash("it is an object of a list on one path only")
        case Among(), Among():
            return a.join(b)
        case (Among(), Absent()) | (Absent(), Among()):
            return b if isinstance(a, Absent) else a
        case (Among((_,), held), other) | (other, Among((_,), held)):
            return join(held, other)
        case (Among(), _) | (_, Among()):
            return Clash("it is one of several objects on one path")
        case (Absent(), Absent()):
            return a
        case (Absent(), Fixed()) | (Fixed(), Absent()):
            return Clash("it is assigned on one path only")
        case (Absent(), other) | (other, Absent()):
            return other
        case Leaf(), Leaf():
            return _join_leaves(a, b)
        case Packed(x, layout), Packed(y, other) if len(x) == len(y) and layout == other and a.may_lack == b.may_lack:
            return Packed(tuple(map(join, x, y)), layout, a.may_lack)
        case Packed(x, layout), Packed(y, other) if len(x) == len(y) and layout == other:
            return join(a if a.may_lack else lacking(a), b if b.may_lack else lacking(b))
        case (Fixed(Const(None)), Leaf() as leaf) | (Leaf() as leaf, Fixed(Const(None))):
            return _join_leaves(leaf, Leaf(Known(None)))
        case (Fixed(Const(None)), Packed() as packed) | (Packed() as packed, Fixed(Const(None))):
            return packed if packed.may_lack else lacking(packed)
        case Held(), Held() if a.cls == b.cls:
            names = tuple(dict.fromkeys((*a.names, *b.names)))
            return Held(a.cls, names, tuple(join_held(a.get(name), b.get(name)) for name in names))
        case Held(), Held():
            return Clash("it is an object of one class on one path, of another class on another")
        case (Held(), _) | (_, Held()):
            return Clash("it is an object or a dict on one path only")
        case Packed(), Packed():
            return Clash("it is a tuple of one length on one path, of another length on another")
        case Fixed(x), Fixed(y) if same_binding(x, y):
            return a
        case (Fixed(Const(str())), Fixed(Const(str()))) | (Leaf(Opaque()), Fixed(Const(str()))):
            return Leaf(Opaque())
        case Fixed(Const(str())), Leaf(Opaque()):
            return b
        case (Packed(), _) | (_, Packed()):
            return Clash("it is a tuple on one path only")
    return Clash("it is one thing on one path and another on the next")


def lacking(form: Packed) -> Form:
    """Return the form of what is such a tuple or None: its first number or array tells which."""
    found = leaves(form)
    telling = next((leaf for leaf in found if isinstance(leaf.type, MAY_LACK)), None)
    if telling is None or any(isinstance(leaf.type, Maybe) for leaf in found):
        return Clash("it is a tuple on one path and None on another")
    told = replace(telling, type=maybe(telling.type))
    at = next(k for k, leaf in enumerate(found) if leaf is telling)
    return replace(_with_leaves(form, iter([*found[:at], told, *found[at + 1 :]])), may_lack=True)


def _with_leaves(form: Form, given: Iterator[Leaf]) -> Form:
    """Return a form with other leaves."""
    match form:
        case Leaf():
            return next(given)
        case Packed(items) | Held(items=items):
            return replace(form, items=tuple(_with_leaves(item, given) for item in items))
    return form


def join_held(a: Form, b: Form) -> Form:
    """Return the form of what an object holds; what it holds on one path only isn't known to be there."""
    one_path = isinstance(a, Absent) != isinstance(b, Absent)
    return Clash("it is assigned on one path only") if one_path else join(a, b)


def _join_leaves(a: Leaf, b: Leaf) -> Form:
    type_ = join_types(a.type, b.type)
    if isinstance(type_, Opaque) and not (isinstance(a.type, Opaque) and isinstance(b.type, Opaque)):
        return Clash(f"it is {_words(a.type)} on one path and {_words(b.type)} on another")
    return Leaf(type_, a.memory or b.memory)


def _words(type_: Type) -> str:
    match type_:
        case Scalar():
            return "a number"
        case Array():
            return "an array"
        case Known(None):
            return "None"
        case List():
            return "a list"
        case Unknown():
            return "a number or an array"
    return "no number"


def leaves(form: Form) -> list[Leaf]:
    """Return the leaves of a form, in order."""
    match form:
        case Leaf():
            return [form]
        case InRow():
            return [Leaf(INTEGER)]
        case Among(places):
            return [Leaf(INTEGER)] if len(places) > 1 else []
        case Packed(items) | Held(items=items):
            return [leaf for item in items for leaf in leaves(item)]
    return []


def rebuilt(form: Form, make: Callable[[Leaf], Binding], hold: Callable[[Held, list[Binding]], Binding]) -> Binding:
    """Return a binding of this form, each leaf made by `make` and each object by `hold`, in order."""
    match form:
        case Leaf():
            return make(form)
        case InRow(place, sure):
            return Row(place, make(Leaf(INTEGER)), sure)
        case Among((place,)):
            return Object(place)
        case Among(places):
            return OneOf(make(Leaf(INTEGER)), places)
        case Packed(items, layout, may_lack):
            return Items(tuple(rebuilt(item, make, hold) for item in items), layout=layout, may_lack=may_lack)
        case Held(items=items):
            return hold(form, [rebuilt(item, make, hold) for item in items])
        case Fixed(binding):
            return binding
        case Clash(why):
            return Conflict(why)
    return Missing()


def parts(form: Form, binding: Binding, state: State) -> list[Binding]:
    """Return the bindings that stand at the leaves of a form; `Missing` where there is nothing."""
    match form, binding:
        case Leaf(), _:
            return [binding]
        case InRow(), Row(_, index):
            return [index]
        case InRow(), _:
            return [binding]
        case Among((_,)), _:
            return []
        case Among(), Object(place):
            return [tag_of(place)]
        case Among(), OneOf(tag):
            return [tag]
        case Among(), _:
            return [binding]
        case Packed(items), Items(inner):
            return [part for item, one in zip(items, inner, strict=True) for part in parts(item, one, state)]
        case Held(_, names, items), Object(place):
            held = state.frames[place.number]
            pairs = zip(items, (held.get(name, MISSING) for name in names), strict=True)
            return [part for item, one in pairs for part in parts(item, one, state)]
        case Packed(may_lack=True), Const(None):
            return [binding if isinstance(leaf.type, Maybe) else MISSING for leaf in leaves(form)]
        case (Packed(items), _) | (Held(items=items), _):
            return [part for item in items for part in parts(item, binding, state)]
    return []


def unsized(form: Form) -> Form:
    """Return a form in which an int's symbolic value isn't known."""
    match form:
        case Leaf(Scalar(dtype, boxed=boxed)):
            return replace(form, type=Scalar(dtype, boxed=boxed))
        case Packed(items) | Held(items=items):
            return replace(form, items=tuple(map(unsized, items)))
    return form


def is_known(form: Form) -> bool:
    """Say whether something in a form is known before the run, an object, or not one thing."""
    match form:
        case Clash() | Fixed() | Held() | Among() | InRow():
            return True
        case Packed(items):
            return any(map(is_known, items))
    return False


def same(a: Form, b: Form) -> bool:
    """Say whether two forms are the same, symbolic sizes included."""
    match a, b:
        case Leaf(Scalar(size=size)), Leaf(Scalar(size=other)):
            return a == b and size == other and a.type.boxed == b.type.boxed
        case Packed(x), Packed(y):
            same_kind = len(x) == len(y) and (a.layout, a.may_lack) == (b.layout, b.may_lack)
            return same_kind and all(map(same, x, y))
        case Held(cls, names, x), Held(other, others, y):
            return cls == other and names == others and all(map(same, x, y))
        case Fixed(x), Fixed(y):
            return same_binding(x, y)
        case Among(places), Among(others):
            return places == others
    return a == b
