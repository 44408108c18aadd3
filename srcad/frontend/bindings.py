"""What a name stands for while a function is lowered.

A binding is an operand (a number, or anything that can't be written to), a `Ref` (memory: an array or a
list), an `Items` (a tuple, item by item: packing and unpacking cost nothing), a `Thing` (a module, a function, an
iterable: known before the run), or a `Conflict` (no single one of these: an error once it is read).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import gast

from srcad.ir import types
from srcad.ir.nodes import Const, Global, Operand, Path, Value
from srcad.ir.types import Layout, Type
from srcad.origin import NOWHERE, Origin

if TYPE_CHECKING:
    from srcad.frontend.classes import Class
    from srcad.frontend.lower_calls import Arguments
    from srcad.frontend.source import FunctionSource

FRESH, PARAMETER, GLOBAL, MERGED, LENT, ITEM = "fresh", "parameter", "global", "merged", "lent", "item"

# How a method is called: by its name on the object, as the object, or in no way that the text could spell.
METHOD, CALL, INLINE = "method", "call", "inline"


@dataclass(eq=False)
class Buffer:
    """A piece of memory. `name` is the variable it was first known as, for messages.

    in_order: its elements lie in C's order, without gaps.
    """

    name: str | None = None
    kind: str = FRESH
    origin: Origin = NOWHERE
    in_order: bool = False

    def __repr__(self) -> str:
        return f"<{self.kind} buffer {self.name or '?'}>"


@dataclass(frozen=True)
class Ref:
    """A buffer, or the view of it that a path of basic subscripts gives."""

    buffer: Buffer
    path: Path = ()


@dataclass(frozen=True, eq=False)
class Items:
    """A tuple. `whole` is the value that it was taken from, `taken` the versions that its memory had then.

    A list display that nothing but a call will see is one too; it is `listed`, and written in brackets. One that
    `may_lack` is None where the item of it that may be None is.
    """

    items: tuple[Binding, ...]
    whole: Operand | None = None
    taken: tuple[Operand, ...] = ()
    listed: bool = False
    layout: Layout | None = None
    may_lack: bool = False


@dataclass(eq=False)
class Place:
    """An object's or a dict's identity; what it holds stands in a state's frames, under its (negative) number.

    cls: the object's class, None for a dict. kind: where it comes from. whole, taken: the value that it was read from,
    and what it held then. name, scope: the variable that it was first known as.
    """

    number: int
    cls: Class | None = None
    kind: str = FRESH
    name: str | None = None
    scope: str | None = None
    origin: Origin = NOWHERE
    whole: Operand | None = None
    taken: tuple = ()

    def label(self, name: str) -> str:
        """Return what a variable is called that stands for one of the things that it holds; in brackets if by nothing."""
        if not self.name or self.kind not in (FRESH, MERGED):
            return name
        word = "_".join(re.findall(r"\w+", name))
        return f"{self.name}_{word}" if word else name

    @property
    def words(self) -> str:
        what = "a dict" if self.cls is None else f"an object of class {self.cls.name}"
        return f"'{self.name}'" if self.name else what


@dataclass(frozen=True)
class Object:
    """An object or a dict: two names of one object have one place."""

    place: Place


@dataclass(frozen=True)
class OneOf:
    """One of several objects or dicts: `tag` holds which one, by the number that `tag_of` gives it."""

    tag: Operand
    places: tuple[Place, ...]

    def among(self, places: tuple[Place, ...]) -> OneOf | Object:
        """Return what it is where it is one of these."""
        return Object(places[0]) if len(places) == 1 else OneOf(self.tag, places)


@dataclass(frozen=True)
class Row:
    """An object in a list of objects of one class, by its place there; `sure`: that counts from the start."""

    place: Place
    index: Operand
    sure: bool = False


def tag_of(place: Place) -> Const:
    return Const(-place.number)


class Thing:
    """Something known before the run that isn't a number."""


@dataclass(frozen=True)
class Library(Thing):
    """A module, function, class or constant of a known library; `text` as the source spells it."""

    qualified: str
    text: str
    scope: str = "global"
    value: Any = field(default=None, compare=False)
    has_value: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class UserModule(Thing):
    """A module of the user's own, read as text or live."""

    text: str
    scope: Any = field(default=None, compare=False)
    value: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class UserFunction(Thing):
    """A function of the user's: live (`value`), or the source found in the same text.

    scope: where its text is looked up; METHOD and CALL where it is called on its first argument, INLINE where it has no
    name at all. name: what its derivative is called after, by default its own name.
    """

    text: str
    value: Any = None
    text_source: FunctionSource | None = None
    scope: str = "global"
    name: str | None = None


@dataclass(frozen=True)
class Maker(Thing):
    """A callable that srcad made: it says itself what a call of it is."""

    value: Any
    text: str


@dataclass(frozen=True, eq=False)
class Made(Thing):
    """An object that a library makes of arguments, before a method of it is called: stats.norm(mu, sigma)."""

    callee: Library
    given: Arguments


@dataclass(frozen=True, eq=False)
class Method(Thing):
    """A method of an object that a library makes: called, it is a function of its arguments and of the object's."""

    callee: Library
    owner: Made


@dataclass(frozen=True, eq=False)
class Interpolant(Thing):
    """An interpolant of SciPy's: the object, its class, and what it was made of by parameter, nothing where that isn't known.

    order: how many times it has been differentiated since. versions: those of the buffers that it was made of.
    """

    operand: Operand
    of: str
    made: dict[str, Operand] = field(default_factory=dict)
    order: int = 0
    versions: dict[Buffer, Operand | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Foreign(Thing):
    """Some other object reached by a name: callable, perhaps, but not readable."""

    operand: Global


@dataclass(frozen=True, eq=False)
class Closure(Thing):
    """A lambda or nested function; `frame` is the activation whose variables it reads when called."""

    tree: gast.FunctionDef | gast.Lambda
    frame: Any
    defaults: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        return getattr(self.tree, "name", "<lambda>")


@dataclass(frozen=True)
class UserClass(Thing):
    """A class of the user's."""

    text: str
    cls: Class
    scope: str = "global"


@dataclass(frozen=True, eq=False)
class Super(Thing):
    """super(): the object, seen from behind one of its classes."""

    of: Binding
    cls: Class
    behind: Class


@dataclass(frozen=True)
class Keys(Thing):
    """The keys of a dict, or the names of an object's attributes, in their order."""

    keys: tuple


@dataclass(frozen=True, eq=False)
class Iteration(Thing):
    """range(...), enumerate(...), zip(...) or reversed(...), before a loop walks it."""

    kind: str
    parts: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Stream(Thing):
    """A generator that nothing has asked for a value yet: the statements that yield them, and their activation."""

    name: str
    frame: Any
    body: tuple[gast.AST, ...]


@dataclass(frozen=True, eq=False)
class Manager(Thing):
    """A generator function under contextlib.contextmanager."""

    function: Any


@dataclass(frozen=True, eq=False)
class Managed(Thing):
    """A context of the user's own: its generator, before it is entered."""

    stream: Stream


@dataclass(frozen=True, eq=False)
class Cut(Thing):
    """A slice that a name holds: `slice(1, None)`."""

    slice: Any


@dataclass(frozen=True, eq=False)
class Partial(Thing):
    """A function with some of its arguments given: functools.partial, a method of an object."""

    function: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Spread(Thing):
    """An argument `*xs`, of which it isn't known before the run how many values it gives."""

    subject: Any


@dataclass(frozen=True, eq=False)
class Conflict(Thing):
    """A name that means one thing on one path and another on the next; `why` says which."""

    why: str


@dataclass(frozen=True, eq=False)
class Missing(Thing):
    """A name that no path has assigned yet."""


MISSING = Missing()
Binding = Operand | Ref | Items | Object | OneOf | Row | Thing


def holds_memory(type_: Type) -> bool:
    """Say whether a value of this type may be written in place."""
    return isinstance(types.present(type_), (types.Array, types.List, types.Unknown))


def is_constant(binding: Binding) -> bool:
    """Say whether a binding means the same wherever it is read."""
    return isinstance(binding, (Const, Global)) or (isinstance(binding, Thing) and not isinstance(binding, Missing))


def same_binding(a: Binding | None, b: Binding | None) -> bool:
    """Say whether two bindings surely stand for one thing."""
    match a, b:
        case Const(x), Const(y):
            return type(x) is type(y) and repr(x) == repr(y)
        case Ref(p, path), Ref(q, other):
            return p is q and same_path(path, other)
        case Items(x), Items(y):
            same_kind = len(x) == len(y) and (a.layout, a.may_lack) == (b.layout, b.may_lack)
            return same_kind and all(map(same_binding, x, y))
        case Object(x), Object(y):
            return x is y
        case Row(x, index), Row(y, other):
            return x is y and same_binding(index, other)
        case OneOf(x, places), OneOf(y, others):
            return x is y and places == others
        case (Keys(), Keys()) | (UserClass(), UserClass()):
            return a == b
        case (Global(), Global()) | (Library(), Library()) | (UserFunction(), UserFunction()):
            return a == b
        case Foreign(x), Foreign(y):
            return x == y
    return a is b


def path_key(path: Path) -> tuple:
    """Return what is equal for paths that surely select the same elements."""
    return tuple(tuple(map(_item_key, subscript)) for subscript in path)


def _item_key(item) -> object:
    match item:
        case None | Global():
            return item
        case Const(value):
            return (type(value), repr(value))
        case Value():
            return item
    return ("slice", _item_key(item.start), _item_key(item.stop), _item_key(item.step))


def same_path(a: Path, b: Path) -> bool:
    return a is b or path_key(a) == path_key(b)
