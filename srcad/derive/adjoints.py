"""The adjoints known while a block is reversed: one operand for each active value that has one.

Adjoints are immutable values until an element is accumulated: the adjoint of a buffer is then a buffer
of its own, *owned*, and updated in place. What isn't surely owned is copied first. The adjoint of an array
may be a scalar (or of lower rank) that broadcasts, until something needs it whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from srcad.analysis import distinct, infer, memory
from srcad.ir import nodes, types
from srcad.ir.nodes import Const, Operand, Value
from srcad.simplify import algebra

ARITHMETIC = {f"operator.{name}" for name in "add sub mul truediv neg pow matmul".split()}
ALLOCATING = ("operator.", "numpy.", "scipy.", "srcad.runtime.", "builtins.list")


def _converts(define: nodes.Apply) -> bool:
    """Say whether an operation makes an array of another dtype, a new one in any case."""
    before, after = (types.dtype_of(infer.type_of(operand)) for operand in (define.args[0], define.result))
    return define.op == "numpy.ndarray.astype" and None not in (before, after) and before != after


class Adjoints:
    def __init__(self, reverse):
        self.reverse = reverse
        self.of: dict[Value, Operand] = {}
        self.owned: set[Value] = set()
        # Two values have had these as their adjoints at once.
        self.shared: set[Value] = set()
        self.shared_here: set[Value] = set()  # in the loop that is being reversed
        # Of those, the ones that were owned before, and that no view has been made of since.
        self.lent: set[Value] = set()
        self.tapes: dict[Operand, Value] = {}
        # Where the adjoint of a number began as a constant: the builder, the statement before, the origin.
        self.began: dict[Value, tuple] = {}

    @property
    def builder(self):
        return self.reverse.builder

    # -- states ----------------------------------------------------------------------------------------

    def snapshot(self) -> dict[Value, Operand]:
        return dict(self.of)

    def restore(self, state: dict[Value, Operand]) -> None:
        self.of = dict(state)

    def ownership(self) -> set[Value]:
        """Return which buffers are owned now: it differs from path to path."""
        return set(self.owned)

    def own_again(self, owned: set[Value]) -> None:
        self.owned = set(owned)

    def merge_ownership(self, before: set[Value], sides: list[set[Value]]) -> None:
        """After a branch, what was owned on every path is owned still."""
        self.owned = {value for value in before if all(value in side for side in sides)}

    def merge(self, before, states, builders, inside: set[Value], owned: list[set[Value]], lacking: list[set[Value]]):
        """Return, for each side, what it yields, and the results: the adjoints that the sides left differently.

        lacking: the values that are undefined where a side is taken; they have no adjoint there.
        """
        keys = dict.fromkeys(key for state in states for key in state if key not in inside)
        for key in before:
            keys.setdefault(key)
        yields: list[list[Operand]] = [[] for _ in states]
        results: list[Value] = []
        for key in keys:
            sides = [state.get(key) for state in states]
            if all(side is sides[0] for side in sides) and (sides[0] is before.get(key) or isinstance(sides[0], Value)):
                self.bind(key, sides[0])
                continue
            given = zip(sides, builders, owned, lacking, strict=True)
            sides = [
                nodes.UNDEFINED if side is None and key in gone and not isinstance(key.type, types.Scalar)
                else self.on_side(side, key, sides, builder, own)
                for side, builder, own, gone in given
            ]
            result = Value(self.merged_type(sides, key), self.name(key), False, self.entity(key), builders[0].origin)
            if all(self.owns_alone(side, state, own) for side, state, own in zip(sides, states, owned, strict=True)):
                self.owned.add(result)
            for side, out in zip(sides, yields, strict=True):
                out.append(side)
            results.append(result)
            self.bind(key, result)
        return yields, results

    def owns_alone(self, side: Operand, state, owned: set[Value]) -> bool:
        return side is nodes.UNDEFINED or side in owned and sum(other is side for other in state.values()) <= 1

    def on_side(self, side: Operand | None, key: Value, sides, builder, owned: set[Value]) -> Operand:
        """Return one side's adjoint of a value that the other side has one for, as whole as the other."""
        if key is self.reverse.result_key:
            return side  # what the function returns is handed on as it is
        if side is None:
            zero = builder.zeros_like(key, self.name(key), self.entity(key))
            if isinstance(zero, Value):
                owned.add(zero)
            return zero
        shapes = {shape_key(infer.type_of(other)) for other in sides if other is not None}
        if len(shapes) > 1 or any(other is None for other in sides):
            whole = infer.materialise(builder, side, key)
            if whole is not side and isinstance(whole, Value):
                owned.add(whole)
            return whole
        return side

    def merged_type(self, sides, key: Value) -> types.Type:
        kinds = [infer.type_of(side) for side in sides if side is not nodes.UNDEFINED]
        return kinds[0] if all(kind == kinds[0] for kind in kinds) else key.type

    def bind(self, key: Value, operand: Operand | None) -> None:
        if operand is None:
            self.of.pop(key, None)
            return
        self.of[key] = operand

    # -- names -----------------------------------------------------------------------------------------

    def name(self, value: Value) -> str | None:
        return None if value.name is None else f"d{value.name}"

    def entity(self, value: Value) -> tuple | None:
        return None if value.entity is None else (*value.entity, ("d", self.reverse.order))

    def new_value(self, like: Value, type_: types.Type | None = None) -> Value:
        return self.builder.value(like.type if type_ is None else type_, self.name(like), self.entity(like))

    # -- contributions ---------------------------------------------------------------------------------

    def take(self, value: Operand) -> Operand | None:
        """Remove and return the adjoint of a value whose definition is being reversed."""
        if value in self.reverse.parts:
            return self.tuple_adjoint(value)
        found = self.of.pop(value, None) if isinstance(value, Value) else None
        self.lent.discard(found)
        return found

    def borrow(self, value: Value) -> Operand | None:
        """Take an adjoint of which only what `give_back` is told of is made."""
        return self.take(value) if value in self.reverse.parts else self.of.pop(value, None)

    def give_back(self, adjoint: Operand, made: Iterable[Operand]) -> None:
        """Let the one value that still has an adjoint own it again, where what was made of it has memory of its own."""
        if adjoint in self.lent:
            if not all(part is adjoint or self.is_apart(part) for part in made):
                self.lent.discard(adjoint)
            elif sum(other is adjoint for other in self.of.values()) == 1:
                self.owned.add(adjoint)

    def is_apart(self, part: Operand) -> bool:
        """Say whether a contribution is a number, or was computed by arithmetic: no view of anything."""
        if not isinstance(part, Value) or isinstance(part.type, types.Scalar):
            return not isinstance(part, nodes.Global)
        define = self.defined_here(part)
        return isinstance(define, nodes.Apply) and define.op in ARITHMETIC and isinstance(part.type, types.Array)

    def tuple_adjoint(self, value: Value) -> Operand | None:
        """Return the adjoint of a tuple from those of its parts; None when no part has one."""
        parts = self.reverse.parts[value]
        found = [self.take(part) for part in parts]
        if all(part is None for part in found):
            return None
        whole = [self.builder.zeros_like(part) if d is None else self.whole(d, part) for part, d in zip(parts, found)]
        whole = [infer.in_precision(self.builder, d, part) for part, d in zip(parts, whole)]
        named = (self.name(value), self.entity(value)) if value.type.layout is None else ()
        return self.builder.packed(whole, value.type, value, *named)

    def contribute_all(self, values: Iterable[Operand], adjoints: Iterable[Operand | None]) -> None:
        for value, adjoint in zip(values, adjoints, strict=True):
            if adjoint is not None:
                self.contribute(value, adjoint)

    def contribute(self, value: Operand, adjoint: Operand) -> None:
        """Add one contribution to the adjoint of a value; an inactive value takes none."""
        if isinstance(value, Value) and value in self.reverse.active:
            self.add(value, adjoint)

    def add(self, value: Value, adjoint: Operand) -> None:
        """Add one contribution to the adjoint of a value; that of a tuple goes to its parts, read by name or not."""
        if value in self.reverse.parts:
            for k, part in enumerate(self.reverse.parts[value]):
                if types.differentiable(part.type):
                    self.add(part, self.item(adjoint, k))
            return
        adjoint = infer.real_part(self.builder, adjoint, value.type)
        present = self.of.get(value)
        total = self.claim(adjoint, value) if present is None else self.sum(value, present, adjoint)
        if algebra.is_constant(total, 0):
            self.of.pop(value, None)  # no adjoint is the zero of every shape
        else:
            self.of[value] = total

    def item(self, adjoint: Operand, k: int) -> Operand:
        """Return an item of a tuple's adjoint: what it was made of, where it was made here."""
        made = self.defined_here(adjoint)
        if isinstance(made, nodes.Apply) and made.op == "tuple":
            return made.args[k]
        return self.builder.load(adjoint, ((Const(k),),))

    def sum(self, value: Value, present: Operand, adjoint: Operand) -> Operand:
        if isinstance(value.type, types.List):
            return self.builder.apply(infer.helper("add_lists", value.type), present, adjoint)
        if isinstance(present, Const) and self.is_of_another_statement(value):
            present = self.named_number(value, present)
        total = self.builder.accumulate(present, adjoint)
        if isinstance(total, Value) and total is not present and total is not adjoint:
            self.christen(total, value)
            self.owned.add(total)
        return total

    def claim(self, adjoint: Operand, value: Value) -> Operand:
        """Give a fresh contribution the name of the adjoint that it begins; return it."""
        if isinstance(adjoint, Const) and value.named and isinstance(value.type, types.Scalar):
            self.began[value] = (self.builder, len(self.builder.statements), self.builder.origin)
        if isinstance(adjoint, Value):
            if any(other is adjoint for key, other in self.of.items() if key is not value):
                self.shared.add(adjoint)
                self.shared_here.add(adjoint)
                if adjoint in self.owned:
                    self.lent.add(adjoint)
                self.owned.discard(adjoint)
            elif self.is_allocated(adjoint):
                self.owned.add(adjoint)
            self.christen(adjoint, value)
        return adjoint

    def is_of_another_statement(self, value: Value) -> bool:
        """Say whether the adjoint of a number began in this block, but with another statement of the source."""
        builder, _, origin = self.began.get(value, (None, 0, self.builder.origin))
        return builder is self.builder and origin.statement_line != builder.origin.statement_line and bool(origin.statement)

    def named_number(self, value: Value, number: Const) -> Value:
        """Write the number that an adjoint begins with where it began: that is what the statement there contributes."""
        builder, at, origin = self.began[value]
        made = Value(value.type, self.name(value), False, self.entity(value), origin)
        builder.statements.insert(at, nodes.Apply(made, "literal", (number,), origin=origin))
        return made

    def christen(self, adjoint: Value, value: Value) -> None:
        if adjoint.name is None and self.defined_here(adjoint) is not None:
            adjoint.name, adjoint.entity = self.name(value), self.entity(value)

    def defined_here(self, value: Value) -> nodes.Statement | None:
        """Return the statement of the backward pass, in the block under construction, that defines a value."""
        statement = self.builder.statements.defining(value)
        return None if statement is None or id(statement) in self.reverse.primal else statement

    def is_allocated(self, value: Value) -> bool:
        define = self.defined_here(value)
        if isinstance(define, nodes.Load) and distinct.is_basic_path(define.path):
            return self.is_spent(define.source)
        if isinstance(define, nodes.Store):
            return self.is_spent(define.source)
        if not isinstance(define, nodes.Apply):
            return False
        if define.op in memory.VIEWING and not _converts(define):
            return self.is_spent(define.args[0])
        return define.op.startswith(ALLOCATING)

    def is_spent(self, base: Operand) -> bool:
        """Say whether what a view looks into was made here and is no one's adjoint any more: the view is then its owner."""
        if not isinstance(base, Value) or base in self.shared or any(base is other for other in self.of.values()):
            return False
        return base in self.owned or self.is_allocated(base)

    # -- whole and owned adjoints --------------------------------------------------------------------------

    def whole(self, adjoint: Operand, like: Value) -> Operand:
        """Return an adjoint with the shape of its primal value."""
        whole = infer.materialise(self.builder, adjoint, like)
        if whole is not adjoint and isinstance(whole, Value):
            self.christen(whole, like)
        return whole

    def kept(self, adjoint: Operand, like: Value) -> Operand:
        """Return an adjoint that no later update in place can change."""
        adjoint = self.whole(adjoint, like)
        shared = any(other is adjoint for other in self.of.values())
        if isinstance(infer.type_of(adjoint), types.List) and (shared or adjoint not in self.owned):
            return self.copy(adjoint, like)
        if isinstance(infer.type_of(adjoint), types.Array) and shared:
            return self.builder.apply("numpy.copy", adjoint, form=nodes.METHOD, text="copy")
        return adjoint

    def own(self, value: Value) -> Value:
        """Return the adjoint of a buffer as a buffer that nothing else refers to."""
        present = self.of.get(value)
        if present is None:
            made = self.zeros(value)
        else:
            whole = infer.wide(self.builder, self.whole(present, value), value)
            if isinstance(whole, Value) and isinstance(whole.type, types.Unknown) and whole.type.may_lack:
                whole = self.builder.apply("srcad.runtime.broadcast_like", whole, value)
            if whole in self.owned:
                self.of[value] = whole
                return whole
            made = whole
            if whole is present or not self.is_allocated(whole):
                made = self.copy(whole, value)
        if isinstance(made, Value):
            self.owned.add(made)
            self.christen(made, value)
        self.of[value] = made
        return made

    def zeros(self, value: Value) -> Operand:
        """Return a buffer of zeros for the adjoint of one; what is written isn't None, though it may have been."""
        name, entity = self.name(value), self.entity(value)
        if isinstance(value.type, types.Unknown) and value.type.may_lack:
            return self.builder.apply(infer.helper("zeros_like", value.type), value, name=name, entity=entity)
        return self.builder.zeros_like(value, name, entity)

    def copy(self, adjoint: Operand, like: Value) -> Operand:
        if isinstance(like.type, types.List):
            return self.builder.apply(infer.helper("copy_list", like.type), adjoint, name=self.name(like), entity=self.entity(like))
        name, entity = self.name(like), self.entity(like)
        return self.builder.apply("numpy.copy", adjoint, form=nodes.METHOD, text="copy", name=name, entity=entity)

    def update(self, value: Value, path: nodes.Path, part: Operand, add: bool) -> None:
        """Append a store into the adjoint buffer of a value."""
        buffer = self.of[value]
        stored = self.builder.store(buffer, path, part, add)
        stored.type = value.type
        self.owned.add(stored)
        self.of[value] = stored

    # -- memory ------------------------------------------------------------------------------------------------

    # -- tapes ---------------------------------------------------------------------------------------------------

    def tape(self, tape: Operand) -> Value:
        """Return the adjoint of a tape, made where it is first needed."""
        if tape not in self.tapes:
            self.tapes[tape] = Value(tape.type, self.name(tape), False, self.entity(tape), self.builder.origin)
        return self.tapes[tape]


def shape_key(type_: types.Type) -> object:
    return type_.rank if isinstance(type_, types.Array) else type(type_)
