"""Types and shapes of the values that a function computes.

A type is what is known before the function runs. `Unknown` is a number or an array, and nothing
more is known. A dim is an int, a `Dim` (a symbol plus an offset, so that equal expressions are equal
dims), or None where nothing is known; a `Dim` whose `not_one` holds is surely not 1, so it never
broadcasts against another such dim.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FLOAT, FLOAT32, INT, BOOL, COMPLEX, COMPLEX64 = "float", "float32", "int", "bool", "complex", "complex64"
# The dtype of the absolute value and of the real part.
REAL_OF = {COMPLEX: FLOAT, COMPLEX64: FLOAT32}


@dataclass(frozen=True)
class Dim:
    """The length `symbol - offset` (at least 0) of an axis; `symbol` names where the length comes from."""

    symbol: object
    offset: int = 0
    not_one: bool = False

    def __str__(self) -> str:
        return str(self.symbol) if not self.offset else f"{self.symbol}-{self.offset}"


class Type:
    """Base of all types."""


@dataclass(frozen=True)
class Unknown(Type):
    """A number or an array: nothing else is known; equal names of a `shape` mean equal shapes.

    One that isn't known to be `complex` is real. One that `may_lack` may be None: its zero adjoint is 0.0.
    """

    shape: str | None = None
    complex: bool = False
    may_lack: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return "complex?" if self.complex else "?"


@dataclass(frozen=True)
class Scalar(Type):
    """A Python or NumPy number; for an int, `size` is its symbolic value where it is known.

    One that `may_lack` is None where there is no number; its adjoint is a number all the same.
    boxed: it is a NumPy one, whose arithmetic wraps round, or, where paths meet, may be one.
    """

    dtype: str = FLOAT
    size: object = field(default=None, compare=False)  # analysis.sums.Size
    may_lack: bool = field(default=False, compare=False)
    boxed: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return self.dtype


@dataclass(frozen=True)
class Array(Type):
    """A NumPy array; `dims` is None when not even its rank is known."""

    dtype: str = FLOAT
    dims: tuple | None = None

    @property
    def rank(self) -> int | None:
        return None if self.dims is None else len(self.dims)

    def __str__(self) -> str:
        if self.dims is None:
            return f"{self.dtype}[...]"
        return f"{self.dtype}[{', '.join(':' if d is None else str(d) for d in self.dims)}]"


DICT, LISTED, OBJECT, NAMED = "dict", "list", "object", "namedtuple"


@dataclass(frozen=True)
class Layout:
    """How the items of a record are reached: by a dict's keys, a list's places, or an object's or named tuple's attributes.

    name: what its class is called. cls: the class itself, equal for the same class.
    """

    kind: str
    keys: tuple
    name: str = "dict"
    cls: Any = None


@dataclass(frozen=True)
class Tuple(Type):
    """A tuple, item by item; with a layout a record: a dict, an object or a named tuple, its items in the layout's order.

    names: those by which the items of what a library's function gives can be read.
    """

    items: tuple[Type, ...]
    layout: Layout | None = None
    names: tuple[str, ...] = field(default=(), compare=False)

    def of(self, items: tuple[Type, ...]) -> Tuple:
        """Return the type of such a tuple with other items."""
        return Tuple(items, self.layout)

    def __str__(self) -> str:
        match self.layout:
            case None:
                return f"tuple[{', '.join(map(str, self.items))}]"
            case Layout("list"):
                return f"[{', '.join(map(str, self.items))}]"
            case Layout("dict", keys):
                return f"{{{', '.join(f'{key!r}: {item}' for key, item in zip(keys, self.items, strict=True))}}}"
            case Layout(_, keys, name):
                return f"{name}({', '.join(f'{key}: {item}' for key, item in zip(keys, self.items, strict=True))})"


@dataclass(frozen=True)
class List(Type):
    """A list of any length whose items are of one type; `parts` where it is known to hold so many, of these types."""

    item: Type
    parts: tuple[Type, ...] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"list[{self.item}]"


@dataclass(frozen=True)
class Tape(Type):
    """A stack of residuals, made by srcad alone: pushed in the forward pass, popped in the backward."""

    item: Type = Unknown()

    def __str__(self) -> str:
        return f"tape[{self.item}]"


@dataclass(frozen=True)
class Saved(Type):
    """What the forward half of a callee pair keeps for its backward half: a tuple of `count` values, or one."""

    count: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return "saved"


@dataclass(frozen=True)
class Known(Type):
    """A value that is known before the run and is no number: None, a string, a module, a function.

    Known values compare and hash by type and value where that works, else by identity.
    """

    value: Any

    def key(self) -> tuple:
        try:
            hash(self.value)
        except TypeError:
            return ("id", id(self.value))
        return (type(self.value), self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __str__(self) -> str:
        return f"known[{self.value!r}]"


@dataclass(frozen=True)
class Opaque(Type):
    """An inactive value about which srcad knows nothing (a string being formatted, a generator, ...)."""

    def __str__(self) -> str:
        return "opaque"


@dataclass(frozen=True)
class Text(Opaque):
    """A str, whose characters aren't known: as a subscript it is a dict's key."""

    def __str__(self) -> str:
        return "str"


@dataclass(frozen=True)
class Instance(Opaque):
    """An object of a library's class, by the class's qualified name: its methods are known by name."""

    of: str = ""

    def __str__(self) -> str:
        return self.of


def is_sparse(type_: Type) -> bool:
    """Say whether a value is a sparse matrix of SciPy's: a constant, of which products are taken."""
    return isinstance(type_, Instance) and type_.of.startswith("scipy.sparse.")


@dataclass(frozen=True)
class Never(Type):
    """What no value has: the item of an empty list, the result of a call that is still being looked at."""

    def __str__(self) -> str:
        return "never"


@dataclass(frozen=True)
class Maybe(Type):
    """A number or an array on some paths, None on the others: `best = None` before a loop.

    Only lowering tells it from what it is where it isn't None (`erased`).
    """

    type: Type

    def __str__(self) -> str:
        return f"{self.type}|None"


UNKNOWN = Unknown()
REAL = Scalar(FLOAT)
INTEGER = Scalar(INT)
BOOLEAN = Scalar(BOOL)


def holds_record(type_: Type) -> bool:
    """Say whether a value of this type is, or holds, a dict, an object or a named tuple."""
    match type_:
        case Tuple(items, layout):
            return layout is not None or any(map(holds_record, items))
        case List(item):
            return holds_record(item)
    return False


def maybe(type_: Type) -> Type:
    """Return the type of what is of a type on some paths, and None on others."""
    if isinstance(type_, Maybe):
        return type_
    return Maybe(Scalar(type_.dtype) if isinstance(type_, Scalar) else type_)


def present(type_: Type) -> Type:
    """Return the type of a value where it isn't None."""
    return type_.type if isinstance(type_, Maybe) else type_


def erased(type_: Type) -> Type:
    """Return the type by which a value is differentiated that may be None: the adjoint of None is 0.0."""
    match type_:
        case Maybe(Array() | Unknown() as inner):
            return Unknown(complex=has_complex(inner), may_lack=True)
        case Maybe(Scalar(dtype)):
            return Scalar(dtype, may_lack=True)
        case List(item):
            return List(erased(item))
        case Tuple(items):
            return type_.of(tuple(map(erased, items)))
    return type_


def dtype_of(type_: Type) -> str | None:
    """Return the dtype of a scalar or an array, None for anything else."""
    return type_.dtype if isinstance(type_, (Scalar, Array)) else None


def is_complex(type_: Type) -> bool:
    """Say whether a number or an array is complex."""
    return type_.complex if isinstance(type_, Unknown) else dtype_of(type_) in REAL_OF


def has_complex(type_: Type) -> bool:
    """Say whether a value is complex, or something in it."""
    match type_:
        case Tuple(items):
            return any(map(has_complex, items))
        case List(item) | Maybe(item):
            return has_complex(item)
    return is_complex(type_)


def unknown(*types: Type) -> Unknown:
    """Return the type of a number or an array that is of one of these types, or is made of values of them."""
    return Unknown(complex=True) if any(map(has_complex, types)) else UNKNOWN


def differentiable(type_: Type) -> bool:
    """Say whether a value of this type can carry a derivative."""
    match type_:
        case Unknown():
            return True
        case Scalar(dtype) | Array(dtype):
            return dtype in (FLOAT, FLOAT32, COMPLEX, COMPLEX64)
        case Tuple(items):
            return any(map(differentiable, items))
        case List(item, parts):
            return any(map(differentiable, parts or (item,)))
        case Tape(item) | Maybe(item):
            return differentiable(item)
        case _:
            return False
