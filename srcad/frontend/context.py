"""The lowering under way: which activation, which region, which block, and the means to add to it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import gast

from srcad.analysis import infer
from srcad.errors import SrcadError, UnsupportedSyntaxError
from srcad.frontend import objects
from srcad.frontend.bindings import Binding, Buffer, Items, Object, Place, Ref, holds_memory
from srcad.frontend.memory import State, buffers
from srcad.frontend.merge import Edge
from srcad.frontend.source import FunctionSource
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import Known, Maybe, Never, Type
from srcad.origin import NOWHERE, Origin

# Operations that take what may be None for what it is.
PASSING_ON = {"operator.is_", "operator.is_not", "operator.eq", "operator.ne", "tuple", "list", "fstring", "and", "or", "not"}
FALL = ("fall",)
RESULT = "<result>"


@dataclass(eq=False)
class Frame:
    """One activation of a function: its own names, and where free ones are looked up.

    number: the key of its variables in a state. parent: the activation that a closure reads. targets: the loop that
    each break and continue belongs to. needed: the variables that each loop must carry. scope: None for the
    function itself, else what tells an inlined activation's variables from others of that name. outer, outside: the
    names that it declares nonlocal, and global. consumer: what takes the values that a generator yields. place: where all
    of it is said to stand, of a function of srcad's own.
    """

    number: int
    source: FunctionSource
    names: frozenset[str]
    parent: Frame | None = None
    scope: str | None = None
    caller: Frame | None = None
    generator: bool = False
    outer: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    consumer: Any = None
    place: Origin | None = None
    targets: Mapping[gast.AST, gast.AST] = field(default_factory=dict)
    needed: Mapping[gast.AST, frozenset[str]] = field(default_factory=dict)


@dataclass(eq=False)
class Region:
    """What a block under construction is part of, and the paths that have left it so far.

    kind: 'function', 'loop', 'attempt' (a try's body) or 'join' (an if, or an inlined call). same: labels that mean the same as
    reaching the end. later: statements that a loop's exits postpone until behind the loop.
    """

    kind: str
    parent: Region | None
    frame: Frame
    node: gast.AST | None = None
    same: frozenset = frozenset()
    edges: list[Edge] = field(default_factory=list)
    later: dict[object, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Session:
    """What the functions of one lowering share: the callees built so far, and counters.

    read: of each function's tree, its names (own, nonlocal, global), where its jumps lead, what its loops must carry.
    assigned: the names that each loop assigns.
    outermost: the function that all of it is for. lists_for_tuples: whether a list stands for a tuple of any length.
    cached: what objects held when a cached property of theirs was read.
    rewritten: what some syntax is lowered as. sources: each live function that was read, with its source. classes: how the text names the classes that it reads.
    maker: makes the derivatives that the text
    of a file asks for (`srcad.grad(g)`), from the qualified name, the function's source and the other arguments.
    """

    callees: dict[tuple, nodes.Callee] = field(default_factory=dict)
    summaries: dict[tuple, Any] = field(default_factory=dict)
    inlined: list[Frame] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    read: dict[gast.AST, tuple] = field(default_factory=dict)
    assigned: dict[gast.AST, list[str]] = field(default_factory=dict)
    origins: dict[tuple, Origin] = field(default_factory=dict)
    maker: Any = None
    rewritten: dict[gast.AST, gast.AST] = field(default_factory=dict)
    sources: dict[int, tuple[Any, FunctionSource]] = field(default_factory=dict)
    classes: dict[Any, nodes.Global] = field(default_factory=dict)
    outermost: gast.AST | None = None
    lists_for_tuples: bool = False
    cached: dict[tuple, tuple] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Returned:
    """What a return gives: its type, and the parameters whose memory it may share."""

    type: Type
    aliases: frozenset[str]


class Restart(Exception):
    """Begin a function anew: these loops walk by position what they write, these displays make lists of such objects."""

    def __init__(self, loops: frozenset, rows: dict | None = None):
        super().__init__()
        self.loops = loops
        self.rows = rows or {}


@dataclass(eq=False)
class Lowering:
    """The state of lowering one function.

    statement: the innermost statement; `pinned` keeps it while a generator's loop is lowered. nesting: the branches and
    loops that the present statement stands in; rounds: how many of them are loops that may be written out. written: the parameters
    that are written in place; writes_out: so is memory that an argument holds. copied: the parameters that the
    function copies first. scopes: what tells the variables of inlined activations apart. returned: what each return
    gives. params: the memory that came in, by parameter. displays: the items of each list that was written out, and where that was. values:
    what each parameter is at first. arguments:
    the memory of each parameter, copied or not; pairs: parameters of which one is written before the other is read, with
    the write and the line of the read. unsure: where views are made that are written and may be copies; checked: where the run checks that.
    by_position: loops that write to what they walk. deep: parameters that are lists in whose items is written; apart:
    those of which the run checks that the items are separate objects. tuples: the shapes and axes that views are made with.
    changed: the objects that came in and are written. item_by_item: whether lists of objects are known so; lists: whether
    there are any. rows: what makes an empty list to which objects of one class are appended; empty: what made each empty list.
    plain_numbers: whether a number that is given a name is no value of its own. touched: within the body of a try, what it
    writes, None elsewhere. handled: the exception that is handled here, which a bare raise raises again.
    """

    session: Session
    source: FunctionSource
    frame: Frame
    region: Region
    state: State
    out: list[nodes.Statement] = field(default_factory=list)
    statement: gast.AST | None = None
    pinned: bool = False
    nesting: tuple[object, ...] = ()
    rounds: int = 0
    written: set[str] = field(default_factory=set)
    writes_out: bool = False
    copied: frozenset[str] = frozenset()
    scopes: dict[int, str] = field(default_factory=dict)
    returned: list[Returned] = field(default_factory=list)
    params: dict[Buffer, str] = field(default_factory=dict)
    displays: dict[Value, tuple[Binding, ...]] = field(default_factory=dict)
    made_in: dict[Value, tuple[object, ...]] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    arguments: dict[Buffer, str] = field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[Origin, int]] = field(default_factory=dict)
    unsure: set[gast.AST] = field(default_factory=set)
    checked: frozenset[gast.AST] = frozenset()
    by_position: frozenset[gast.AST] = frozenset()
    deep: set[str] = field(default_factory=set)
    apart: frozenset[str] = frozenset()
    tuples: list[nodes.Apply] = field(default_factory=list)
    changed: list[Place] = field(default_factory=list)
    item_by_item: bool = False
    lists: bool = False
    rows: dict[gast.AST, Any] = field(default_factory=dict)
    empty: dict[Buffer, gast.AST] = field(default_factory=dict)
    plain_numbers: bool = False
    touched: list | None = None
    handled: Value | None = None

    # -- places in the source -------------------------------------------------------------------------

    def origin(self, node: gast.AST) -> Origin:
        if self.frame.place is not None:
            return self.frame.place
        statement = self.statement if self.statement is not None else node
        key = (node, statement, self.frame.source.file)
        if key not in self.session.origins:
            self.session.origins[key] = self.frame.source.origin(node, statement)
        return self.session.origins[key]

    def refuse(
        self,
        node: gast.AST | Origin,
        what: str,
        why: str = "",
        instead: str = "",
        error: type[SrcadError] = UnsupportedSyntaxError,
    ) -> NoReturn:
        """Raise an error about a piece of the user's source."""
        raise error(what, node if isinstance(node, Origin) else self.origin(node), why, instead)

    # -- blocks ----------------------------------------------------------------------------------------

    @contextmanager
    def block(self, state: State, region: Region | None = None):
        """Work on a block of its own, from a copy of a state."""
        kept = self.out, self.state, self.region
        self.out, self.state, self.region = [], state.copy(), region or self.region
        try:
            yield self.out
        finally:
            self.out, self.state, self.region = kept

    @contextmanager
    def on(self, edge: Edge):
        """Add to the end of a path that has left its region."""
        kept = self.out, self.state
        self.out, self.state = edge.out, edge.state
        try:
            yield
        finally:
            self.out, self.state = kept

    @contextmanager
    def within(self, frame: Frame):
        """Read and write another activation's variables."""
        kept = self.frame, self.statement
        self.frame = frame
        try:
            yield
        finally:
            self.frame, self.statement = kept

    @contextmanager
    def nested(self):
        """Work on statements that may run never, or several times."""
        before, self.nesting = self.nesting, (*self.nesting, object())
        try:
            yield
        finally:
            self.nesting = before

    @contextmanager
    def written_out(self, can_be: bool):
        """Work on the body of a loop that is written out if something in it asks for that."""
        self.rounds += can_be
        try:
            yield
        finally:
            self.rounds -= can_be

    def touch(self, key: Buffer | tuple) -> None:
        """Note what is written: a buffer, or a variable by its frame and name."""
        if self.touched is not None:
            self.touched.append(key)

    def remembered(self) -> tuple:
        """Return what to `recall` where a piece of the function is given up and lowered in another way."""
        return self.statement, self.pinned, self.nesting, len(self.returned)

    def recall(self, before: tuple) -> None:
        self.statement, self.pinned, self.nesting, returned = before
        del self.returned[returned:]

    # -- values ----------------------------------------------------------------------------------------

    def value(self, type_: Type, node: gast.AST) -> Value:
        return Value(type_, origin=self.origin(node))

    def apply(
        self,
        node: gast.AST,
        op: str,
        args: tuple[Operand, ...],
        kwargs: Mapping[str, Operand] | tuple = (),
        form: str | None = None,
        text: str | None = None,
        type_: Type | None = None,
    ) -> Value:
        """Append a primitive and return its result."""
        kwargs = dict(kwargs)
        if op not in PASSING_ON:
            args = tuple(self.present(arg, node) for arg in args)
            kwargs = {name: self.present(arg, node) for name, arg in kwargs.items()}
        if type_ is None:
            type_ = result_type(op, args, kwargs)
        result = self.value(type_, node)
        pairs = tuple(kwargs.items())
        self.out.append(nodes.Apply(result, op, tuple(args), pairs, form, text, origin=result.origin))
        return result

    def present(self, value: Operand, node: gast.AST) -> Operand:
        """Return an array that may be None as the array that it is where something is done with it."""
        type_ = infer.type_of(value)
        if not isinstance(type_, Maybe) or not holds_memory(type_):
            return value
        key = (value, ())
        if key not in self.state.loads:
            result = Value(type_.type, origin=self.origin(node))
            self.out.append(nodes.Load(result, value, (), result.origin))
            self.state.loads[key] = result
        return self.state.loads[key]

    def bind(self, value: Operand, name: str | None = None) -> Binding:
        """Return the binding of a value just made: memory of its own, a tuple item by item, or itself."""
        type_ = infer.type_of(value)
        if isinstance(type_, types.Tuple) and isinstance(value, (Value, nodes.Global)):
            if type_.layout is not None and type_.layout.kind != types.NAMED:
                return objects.taken(self, value, type_)
            parts = tuple(self.item(value, k, item) for k, item in enumerate(type_.items))
            items = Items(parts, layout=type_.layout)
            return replace(items, whole=value, taken=tuple(self.state.versions[buffer] for buffer in buffers(items, self.state)))
        if isinstance(value, Value) and holds_memory(type_):
            buffer = Buffer(name or value.name, origin=value.origin)
            self.state.versions[buffer] = value
            return Ref(buffer)
        return value

    def item(self, whole: Operand, k: int, type_: Type) -> Binding:
        """Return an item of a tuple value."""
        value = Value(type_, origin=whole.origin if isinstance(whole, Value) else NOWHERE)
        if isinstance(type_, Known) and (known := objects.known(type_.value)) is not None:
            return known
        self.out.append(nodes.Load(value, whole, ((Const(k),),), value.origin))
        return self.bind(value)

    def type_of(self, binding: Binding) -> Type | None:
        """Return a binding's type where it isn't None, no type for what has none (a function, a module)."""
        type_ = self.whole_type_of(binding)
        return None if type_ is None else types.present(type_)

    def whole_type_of(self, binding: Binding) -> Type | None:
        """Return a binding's type, which says whether it may be None; no type for what has none."""
        match binding:
            case Ref(buffer, path):
                return infer.load_type(infer.type_of(self.state.versions[buffer]), path)
            case Items(items, layout=layout):
                inner = [self.whole_type_of(item) for item in items]
                return None if None in inner else types.Tuple(tuple(inner), layout)
            case Object():
                return objects.type_of(self, binding)
            case Value() | Const() | nodes.Global():
                return infer.type_of(binding)
        return None


def result_type(op: str, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Type:
    """Return a primitive's type; one of an operand that isn't known yet isn't known yet either."""
    operands = (*args, *kwargs.values())
    if any(isinstance(infer.type_of(operand), Never) for operand in operands):
        return Never()
    return infer.result_type(op, args, kwargs)
