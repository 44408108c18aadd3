"""What a name that a function reads, but doesn't assign, stands for.

For a live function that is a value in a closure cell, in its module's globals or among the
builtins; for a file's text, what the module's import statements, definitions and constants say.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import contextvars
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from srcad.analysis import primitives
from srcad.frontend import values

if TYPE_CHECKING:
    from srcad.frontend.source import FunctionSource

# The modules whose public objects have qualified names; the first that holds an object names it.
LIBRARIES = (
    "builtins",
    "math",
    "cmath",
    "operator",
    "functools",
    "copy",
    "dataclasses",
    "itertools",
    "collections",
    "heapq",
    "statistics",
    "numpy",
    "numpy.linalg",
    "numpy.fft",
    "numpy.random",
    "numpy.lib.stride_tricks",
    "scipy.special",
    "scipy.linalg",
    "scipy.fft",
    "scipy.signal",
    "scipy.sparse",
    "scipy.sparse.linalg",
    "scipy.spatial",
    "scipy.spatial.distance",
    "scipy.stats",
    "scipy.integrate",
    "scipy.interpolate",
    "scipy.optimize",
    "scipy.ndimage",
    "srcad",
    "srcad.runtime",
)
ROOTS = {name.partition(".")[0] for name in LIBRARIES} | {"abc", "enum", "random", "time", "os", "sys", "typing", "numba", "contextlib", "warnings", "logging"}


class Missing:
    """What a fact holds where there is nothing of that name."""

    def __repr__(self) -> str:
        return "missing"


MISSING = Missing()


@dataclass(frozen=True, eq=False)
class Fact:
    """Something outside a function that its derivative was built upon, and that may change.

    kind: 'global' (`holder` is a namespace's dict), 'cell' (a closure's cell) or 'attribute' (of any object).
    value: what was there, MISSING where nothing was. key: of a list or tuple, whose items may be changed in
    place, the signature that it had. exact: the value itself was taken.
    """

    kind: str
    holder: Any
    name: str
    value: Any
    key: Any = None
    exact: bool = False

    def read(self) -> Any:
        """Return what is there now."""
        match self.kind:
            case "global":
                return self.holder.get(self.name, MISSING)
            case "cell":
                return cell_value(self.holder)
        return getattr(self.holder, self.name, MISSING)

    def allows(self, now: Any) -> bool:
        """Say whether what was built on the value is right for the one that is there now.

        The number that a float holds isn't a fact, nor are an array's figures: emitted code reads them.
        """
        was = self.value
        if type(was) is not type(now) or was is MISSING:
            return was is now
        if self.key is not None:
            return values.key(now) == self.key
        if was is now or self.exact:
            return was is now
        if getattr(was, "__self__", None) is not None and was.__self__ is getattr(now, "__self__", None):
            # A bound method is another object each time that it is looked up.
            return bool(was == now)
        if type(was) in (int, str, bool):
            return was == now
        plain = type(was) in values.PLAIN or type(was) is tuple or values.is_array(type(was))
        return plain and values.key(was) == values.key(now)

    def exactly(self) -> Fact:
        """Return the fact that this very value is there."""
        return replace(self, exact=True)


def fact(kind: str, holder: Any, name: str, value: Any) -> Fact:
    """Return a fact as it is now."""
    return Fact(kind, holder, name, value, values.key(value) if values.is_mutable(value) else None)


# The facts read so far, while a derivative is being built: whichever part of the front end reads them.
_recorded: contextvars.ContextVar[dict | None] = contextvars.ContextVar("recorded", default=None)


@contextlib.contextmanager
def recording() -> Iterator[dict[tuple, Fact]]:
    """Collect the facts that are read from live functions within the block."""
    facts: dict[tuple, Fact] = {}
    token = _recorded.set(facts)
    try:
        yield facts
    finally:
        _recorded.reset(token)
    outer = _recorded.get()
    if outer is not None:
        outer.update(facts)


def record(*facts: Fact) -> None:
    """Note that facts were read, if someone is collecting them."""
    recorded = _recorded.get()
    if recorded is not None:
        recorded.update(((fact.kind, id(fact.holder), fact.name), fact) for fact in facts)


def read_attribute(holder: Any, name: str, exact: bool = False) -> Any:
    """Return an attribute of a live object, MISSING where it has none, and record the fact (`exact`: of its value)."""
    value = getattr(holder, name, MISSING)
    found = fact("attribute", holder, name, value)
    record(found.exactly() if exact else found)
    return value


def cell_value(cell: types.CellType) -> Any:
    """Return what a closure's cell holds, MISSING where it is still empty."""
    try:
        return cell.cell_contents
    except ValueError:
        return MISSING


@dataclass(frozen=True, eq=False)
class Binding:
    """What a free name means.

    scope: 'global', 'cell' or 'builtin'. value: the live value where `has_value`. qualified: the dotted
    name where it is a library's object. source: a user's function, found in the same text (for a live function,
    use `frontend.source.from_function(value)`). literal: the constant expression a file's text assigns to the name,
    statement: that assignment as text. module: the scope of a user's module, read as text. cls: a class, read as text.
    made: what gives the value of a name for which functions, or objects, are put together: a lambda of no parameters.
    is_elementwise: whether the name means what applies `source` to each element.
    is_exception: whether it is a class of exceptions, read as text.
    """

    name: str
    scope: str = "global"
    value: Any = None
    has_value: bool = False
    qualified: str | None = None
    source: FunctionSource | None = None
    literal: ast.expr | None = None
    statement: str | None = None
    module: Scope | None = None
    cls: Any = None
    made: FunctionSource | None = None
    is_elementwise: bool = False
    is_exception: bool = False


@dataclass(frozen=True, eq=False)
class Home:
    """The place where a name is looked up: `holder` is a closure's cell, a module's globals, or a file's path."""

    holder: Any

    def __eq__(self, other: object) -> bool:
        same = isinstance(other, Home) and (self.holder is other.holder)
        return same or (isinstance(other, Home) and isinstance(self.holder, str) and self.holder == other.holder)

    def __hash__(self) -> int:
        return hash(self.holder) if isinstance(self.holder, str) else id(self.holder)


class Scope:
    """Looks names up; a subclass a kind of source."""

    def home(self, name: str) -> Home:
        """Return the place where a free name is looked up."""
        raise LookupError(name)

    def lookup(self, name: str) -> Binding | None:
        """Return what a free name means, None where it is bound nowhere."""
        raise LookupError(name)


@dataclass(frozen=True, eq=False)
class LiveScope(Scope):
    """The cells, globals and builtins of a live function."""

    function: types.FunctionType

    def cell(self, name: str) -> types.CellType | None:
        """Return the closure cell of a name, None where it has none."""
        freevars = self.function.__code__.co_freevars
        return self.function.__closure__[freevars.index(name)] if name in freevars else None

    def home(self, name: str) -> Home:
        cell = self.cell(name)
        return Home(self.function.__globals__ if cell is None else cell)

    def lookup(self, name: str) -> Binding | None:
        cell = self.cell(name)
        if cell is not None:
            value = cell_value(cell)
            record(fact("cell", cell, name, value))
            return Binding(name, "cell") if value is MISSING else live_binding(name, "cell", value)
        value = self.function.__globals__.get(name, MISSING)
        record(fact("global", self.function.__globals__, name, value))
        if value is not MISSING:
            return live_binding(name, "global", value)
        if name in self.function.__builtins__:
            return live_binding(name, "builtin", self.function.__builtins__[name])
        return None


def live_binding(name: str, scope: str, value: Any) -> Binding:
    return Binding(name, scope, value, True, qualified_name(value))


def builtin_binding(name: str) -> Binding | None:
    """Return what a builtin's name means, None where there is no such builtin."""
    if not hasattr(builtins, name):
        return None
    return live_binding(name, "builtin", getattr(builtins, name))


def qualified_name(value: Any) -> str | None:
    """Return the dotted name of a known library's module, function or class, None for anything else."""
    if (registered := primitives.registered_name(value)) is not None:
        return registered
    if isinstance(value, types.ModuleType):
        name = value.__name__
        return name if name.partition(".")[0] in ROOTS and sys.modules.get(name) is value else None
    name = getattr(value, "__name__", None)
    if not callable(value):
        return None
    if not isinstance(name, str):
        return nameless(value)
    for library in LIBRARIES:
        module = sys.modules.get(library)
        if module is not None and module.__dict__.get(name) is value:
            return f"{library}.{name}"
    return unlisted_name(value, name)


def nameless(value: Any) -> str | None:
    """Return the dotted name of an object that knows no name, but that a library's module holds: scipy.stats.norm."""
    module = sys.modules.get(".".join(type(value).__module__.split(".")[:2]))
    if module is None or module.__name__ not in LIBRARIES:
        return None
    return next((f"{module.__name__}.{name}" for name, held in vars(module).items() if held is value), None)


def unlisted_name(value: Any, name: str) -> str | None:
    """Return the dotted name of an object that its own, known, module holds under its name."""
    own = getattr(value, "__module__", None)
    if not isinstance(own, str) or own.partition(".")[0] not in ROOTS:
        return None
    module = sys.modules.get(own)
    held = module is not None and module.__dict__.get(name) is value
    return f"{own}.{name}" if held else None
