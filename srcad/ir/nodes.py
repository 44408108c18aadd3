"""The intermediate form: structured SSA with versioned buffers.

Values are objects that compare by identity and are defined once. A statement never changes another
value: `Store`, `Append` and `Pop` yield the *next version* of a buffer, which shares its memory with
the version before, and the version before is never read after that (`ir.check` holds every pass to
it). So, within the form, everything is a pure function of values, and order matters only for `Effect`,
`Push` and `Pull`.

A block is a sequence of statements closed by one leaf, which says where the control goes:

    Return(value)     leaves the function
    Raise(exception)  raises
    Yield(values)     ends a branch of an `If` statement; the values become the If's results
    Next(values)      ends an iteration of the innermost loop; the values are its next parameters
    Exit(values)      leaves the innermost loop; the values become the loop's results
    Branch(c, a, b)   a tail branch: both blocks end in leaves that are allowed where the Branch stands

The blocks of an `If` or a `Try` end in Yield (or Raise) only, possibly through a Branch. A loop body's leaves are
Next, Exit and Raise; a function body's are Return and Raise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from srcad.ir.types import UNKNOWN, Type
from srcad.origin import NOWHERE, Origin


# -- operands ---------------------------------------------------------------------------------------


@dataclass(eq=False)
class Value:
    """An SSA value.

    `name` is its preferred name: for a value that was assigned to a variable in the source
    (`named`), that variable; for the adjoint of x, 'dx'; None where it has none. Values with equal `entity` are
    versions of one variable and may share a Python name when they don't live at once: ('x',) is the
    variable x, ('x', 'd', 3) its adjoint in derivative run 3, ('x', 't', 4) its tangent in run 4.
    """

    type: Type = UNKNOWN
    name: str | None = None
    named: bool = False
    entity: tuple | None = None
    origin: Origin = NOWHERE

    def __repr__(self) -> str:
        return f"%{self.name or ''}{id(self) % 9973}"


@dataclass(frozen=True, eq=False)
class Const:
    """A literal: a number, a string, None, True, Ellipsis. `text` keeps the source's spelling."""

    value: Any
    text: str | None = None

    def __repr__(self) -> str:
        return self.text or repr(self.value)


@dataclass(frozen=True)
class Global:
    """A name read from outside the function: `text` as the emitted code spells it ('RATE', 'np.pi').

    `scope` is 'global', 'cell' (a closure's variable) or 'builtin'. `qualified` is set where the name is
    known to mean a library's object ('numpy.pi', 'math.tau', 'numpy.float64'). `value` is the live
    value where the function is a live one (`has_value`). `home` is where the name is looked up: a
    `frontend.scope.Home`, None for a name of srcad's own making.
    """

    text: str
    type: Type = UNKNOWN
    scope: str = "global"
    qualified: str | None = None
    value: Any = field(default=None, compare=False)
    has_value: bool = field(default=False, compare=False)
    home: Any = None


@dataclass(frozen=True)
class Undefined:
    """What a variable holds on a path that doesn't assign it. Never reaches a primitive."""


UNDEFINED = Undefined()
Operand = Value | Const | Global | Undefined


@dataclass(frozen=True, eq=False)
class Slice:
    """An item of a subscript, `start:stop:step`; each an Operand or None."""

    start: Operand | None = None
    stop: Operand | None = None
    step: Operand | None = None


# A subscript is the tuple of items between one pair of brackets; a path is a tuple of subscripts, outermost
# first: y[1:][0, i] is path (((Slice(1),),), ((0, i),)).
Item = Operand | Slice
Subscript = tuple[Item, ...]
Path = tuple[Subscript, ...]


# -- statements ---------------------------------------------------------------------------------------

OPERATOR, FUNCTION, METHOD, ATTRIBUTE, CALL = "operator", "function", "method", "attribute", "call"


@dataclass(eq=False)
class Apply:
    """`result = op(*args, **kwargs)`, a primitive: it may raise, and writes nothing.

    `op` is a qualified name: 'operator.add' for a + b, 'numpy.sum', 'math.sin', 'builtins.abs', and the
    constructors 'tuple', 'list', 'fstring'. `form` says how it was spelled, `text` with which words ('np.sum'
    as a function, 'sum' as a method, 'T' as an attribute); None leaves both to the printer. Of a 'call' the first
    argument is called with the others, and the keywords are what it was made of. `out=` and other
    writes are Stores, never Applies. `accumulates` marks the addition of one more contribution to an adjoint
    (args[0] is what was there).
    """

    result: Value
    op: str
    args: tuple[Operand, ...]
    kwargs: tuple[tuple[str, Operand], ...] = ()
    form: str | None = None
    text: str | None = None
    accumulates: bool = False
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Load:
    """`result = source[path]`: an element, a view or (for integer-array and mask indices) a copy."""

    result: Value
    source: Operand
    path: Path
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Store:
    """`source[path] = value` (`+=` if `add`); `result` is the buffer's next version.

    An empty path writes the whole buffer in place (`x[...] = value`, `x += value`). With `add`, repeated indices
    accumulate.
    """

    result: Value
    source: Operand
    path: Path
    value: Operand
    add: bool = False
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Append:
    """`source.append(value)` of a user's list (or an adjoint of one); `result` is the list's next version.

    With an index, `source.insert(index, value)`.
    """

    result: Value
    source: Operand
    value: Operand
    origin: Origin = NOWHERE
    index: Operand | None = None


@dataclass(eq=False)
class Pop:
    """`value = source.pop()`, or `source.pop(index)`; `result` is the list's next version."""

    result: Value
    value: Value
    source: Operand
    origin: Origin = NOWHERE
    index: Operand | None = None


@dataclass(frozen=True, eq=False)
class Extent:
    """The length `stop + more` of an axis of a tape that is an array; `may_lack` where that may be less than 0."""

    stop: Operand
    more: int = 0
    may_lack: bool = False


@dataclass(eq=False)
class NewTape:
    """`tape = []`; with a `shape`, which only a backend's dialect gives it, `tape = np.empty(shape)`."""

    tape: Value
    origin: Origin = NOWHERE
    shape: tuple[Extent, ...] = ()


@dataclass(eq=False)
class Push:
    """`tape.append(value)`, in place: tapes alone are not versioned; `tape[at] = value` where the tape has a shape."""

    tape: Value
    value: Operand
    origin: Origin = NOWHERE
    at: tuple[Value, ...] = ()


@dataclass(eq=False)
class Pull:
    """`result = tape.pop()`, in place; `peek` reads the last entry and leaves it. `tape[at]` where the tape has a shape."""

    result: Value
    tape: Operand
    peek: bool = False
    origin: Origin = NOWHERE
    at: tuple[Value, ...] = ()


@dataclass(eq=False)
class Effect:
    """Something done once and in order: print, assert, a random draw, a call of unknown code.

    `op` is 'assert' (args: condition and, maybe, message), 'refuse' (args: condition and message: a ValueError where the
    condition holds, since only the run can tell), or a call: 'call', whose first arg is the
    callable. `results` is empty when the statement stands alone. `function` is the qualified name
    of what is called, where that is known: a random draw may have a rule.
    """

    op: str
    args: tuple[Operand, ...]
    kwargs: tuple[tuple[str, Operand], ...] = ()
    results: tuple[Value, ...] = ()
    text: str | None = None
    origin: Origin = NOWHERE
    function: str | None = None


PRIMAL_CALL, FORWARD_CALL, BACKWARD_CALL, TANGENT_CALL = "primal", "fwd", "bwd", "jvp"


@dataclass(eq=False)
class Call:
    """A call of a user's function, or of a half of its derivative pair.

    part 'primal': results (y,); 'fwd': (y, saved); 'bwd': args (saved, dy), results the adjoints of
    the active arguments; 'jvp': results (y, dy). `callee` is a `Callee`; arguments are in the
    order of the callee's parameters, defaults filled in by keyword only where the call gave them. `spelled` is
    the user's function as the source names it there, None for one that has no name in it.
    """

    results: tuple[Value, ...]
    callee: Callee
    args: tuple[Operand, ...]
    kwargs: tuple[tuple[str, Operand], ...] = ()
    part: str = PRIMAL_CALL
    origin: Origin = NOWHERE
    spelled: Global | None = None


@dataclass(eq=False)
class If:
    """`results = then's or orelse's yields`."""

    condition: Operand
    then: Block
    orelse: Block
    results: tuple[Value, ...] = ()
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Try:
    """Runs a body to see whether it raises: `flag` says whether, or as which of several, it was caught.

    caught: what each except clause catches, nothing for everything. flag: False, or 0, where the body was left by its
    end; else True, or the number of the clause, from 1. error: the exception that was caught, None where nothing asks for it.
    The body writes nothing that was there before. What depends on how it ended stands behind, in an If on the flag; `results`
    are what the body yields to that (`simplify.probes`), undefined where it raised.
    """

    body: Block
    caught: tuple[tuple[Operand, ...], ...]
    flag: Value
    error: Value | None = None
    results: tuple[Value, ...] = ()
    origin: Origin = NOWHERE


@dataclass(frozen=True, eq=False)
class Range:
    """Iterates `counter` over range(start, stop, step)."""

    start: Operand
    stop: Operand
    step: Operand


@dataclass(frozen=True, eq=False)
class Items:
    """Iterates over sequences side by side (zip): `elements` are bound, one a sequence, in each iteration.

    The sequences are arrays (along axis 0) or lists; iteration stops with the shortest.
    """

    sequences: tuple[Operand, ...]
    elements: tuple[Value, ...]


@dataclass(frozen=True, eq=False)
class Drain:
    """Iterates until `tape` is empty: `while tape:`."""

    tape: Operand


@dataclass(eq=False)
class For:
    """A loop over a known iteration space, left when that is exhausted or by an Exit.

    `counter` is the loop variable of a Range; of Items, the position, from 0 (enumerate). None when unused. `params`
    are the carried values at the head of an iteration, `inits` what they hold at first. When the space is
    exhausted, `results` are `exhausted`, operands in terms of the params (or of values from outside); an Exit
    gives them other values. `reversed` walks the space backwards.
    """

    space: Range | Items | Drain
    counter: Value | None
    params: tuple[Value, ...]
    inits: tuple[Operand, ...]
    body: Block
    results: tuple[Value, ...] = ()
    exhausted: tuple[Operand, ...] = ()
    reversed: bool = False
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Loop:
    """A loop that is left by an Exit only (`while`)."""

    params: tuple[Value, ...]
    inits: tuple[Operand, ...]
    body: Block
    results: tuple[Value, ...] = ()
    origin: Origin = NOWHERE


Statement = Apply | Load | Store | Append | Pop | NewTape | Push | Pull | Effect | Call | If | Try | For | Loop


# -- leaves ---------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Return:
    value: Operand
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Raise:
    """`raise exception from cause`; both operands, `exception` None for a bare raise."""

    exception: Operand | None
    cause: Operand | None = None
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Yield:
    values: tuple[Operand, ...] = ()
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Next:
    values: tuple[Operand, ...] = ()
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Exit:
    values: tuple[Operand, ...] = ()
    origin: Origin = NOWHERE


@dataclass(eq=False)
class Branch:
    condition: Operand
    then: Block
    orelse: Block
    origin: Origin = NOWHERE


Leaf = Return | Raise | Yield | Next | Exit | Branch


@dataclass(eq=False)
class Block:
    statements: tuple[Statement, ...]
    leaf: Leaf


# -- functions ------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Param:
    """A parameter: `kind` is 'positional' or 'keyword' (only); `default` the text of its default, or None."""

    value: Value
    name: str
    default: str | None = None
    kind: str = "positional"


@dataclass(eq=False)
class Callee:
    """A user's function as a call sees it: built once per function and argument types.

    `key` is equal for equal function, types of arguments and known arguments. `function` is filled in when
    the callee has been lowered (it may be None while a recursive callee is under way). `source` is what the
    front end resolved (`frontend.source.FunctionSource`).
    """

    name: str
    key: tuple
    source: Any = None
    function: Function | None = None
    result_type: Type = UNKNOWN


@dataclass(eq=False)
class Function:
    """A function in the intermediate form. `doc` becomes the emitted docstring when it is not None."""

    name: str
    params: tuple[Param, ...]
    body: Block
    doc: str | None = None
    origin: Origin = NOWHERE
