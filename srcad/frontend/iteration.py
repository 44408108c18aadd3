"""What a for loop walks: a range, or sequences side by side, and what each iteration binds.

for k, (a, b) in enumerate(zip(xs, ys)):    sequences (xs, ys); binds (position, (element 0, element 1))
"""

from __future__ import annotations

from dataclasses import dataclass, field

import gast

from srcad.analysis import infer, results, sums
from srcad.frontend import forms, lower_expressions, lower_subscripts, rows
from srcad.frontend.bindings import Binding, Buffer, Items, Iteration, Object, Ref, Row
from srcad.frontend.context import Lowering
from srcad.frontend.memory import Walked, buffers
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand, Value
from srcad.ir.types import Array, INT, List, Maybe, Opaque, Scalar, Unknown

ZERO, ONE = Const(0), Const(1)
WHAT = "a loop over this is not supported"
INSTEAD = "loop over a range, a list, a tuple or an array"


@dataclass(eq=False)
class Made:
    """What one lowering of the loop's body bound: the counter, the sequences' elements, and the target's binding."""

    counter: Value
    elements: list[Value] = field(default_factory=list)
    binding: Binding | None = None


@dataclass(eq=False)
class Plan:
    """How to walk a subject. range: its three operands, or None; sequences: operands with their memory.

    places: what the sequences are read from by position, where the loop writes to them.
    """

    subject: Binding
    range: tuple[Operand, Operand, Operand] | None = None
    sequences: list[tuple[Operand, Buffer | None]] = field(default_factory=list)
    reversed: bool = False
    by_position: bool = False
    places: list[Binding] = field(default_factory=list)

    def start(self, lo: Lowering, node: gast.AST) -> Made:
        """Bind what an iteration starts with."""
        counter = Value(Scalar(INT, self.numbers()), origin=lo.origin(node))
        made = Made(counter)
        if self.places:
            counter.name = "i"
            read = (self.read(lo, node, place, counter) for place in self.places)
            made.binding = self.bound(lo, node, self.subject, made, read)
            return made
        if self.range is not None:
            made.binding = counter
            return made
        for sequence, buffer in self.sequences:
            made.elements.append(Value(infer.element_type(infer.type_of(sequence)), origin=lo.origin(node)))
        bound = [element_binding(lo, e, b, s) for e, (s, b) in zip(made.elements, self.sequences, strict=True)]
        made.binding = self.bound(lo, node, self.subject, made, iter(bound))
        return made

    def numbers(self) -> sums.Sum:
        """Return the value of the counter, with the numbers between which it is."""
        if self.range is not None:
            start, stop, step = (type_.size if isinstance(type_, Scalar) else None for type_ in map(infer.type_of, self.range))
            if step == -1:
                return sums.counter(sums.combined(stop, 1), start)
            return sums.counter(start, sums.combined(stop, -1)) if isinstance(step, int) and step > 0 else sums.counter()
        lengths = [dims[0] for sequence, _ in self.sequences if (dims := results.dims_of(infer.type_of(sequence)))]
        return sums.counter(0, sums.combined(lengths[0], -1) if lengths else None)

    def read(self, lo: Lowering, node: gast.AST, place: Binding, counter: Value) -> Binding:
        if rows.are_rows(place):
            return Row(place.place, counter, True)
        return lower_subscripts.element(lo, place, (counter,), node, True)

    def bound(self, lo: Lowering, node: gast.AST, subject: Binding, made: Made, elements) -> Binding:
        match subject:
            case Iteration("enumerate", (inner, start)):
                position: Operand = made.counter
                if not (isinstance(start, Const) and start.value == 0):
                    position = lo.apply(node, "operator.add", (start, made.counter), form=nodes.OPERATOR)
                return Items((position, self.bound(lo, node, inner, made, elements)))
            case Iteration("cycle", (inner, _)):
                count = lo.apply(node, "builtins.len", (inner,))
                place = lo.apply(node, "operator.mod", (made.counter, count), form=nodes.OPERATOR)
                return lower_subscripts.element(lo, inner, (place,), node)
            case Iteration("zip", inner):
                return Items(tuple(self.bound(lo, node, one, made, elements) for one in inner))
        return next(elements)

    def space(self, made: Made) -> tuple[nodes.Range | nodes.Items, Value | None]:
        """Return the iteration space and its counter."""
        if self.range is not None:
            return nodes.Range(*self.range), made.counter
        return nodes.Items(tuple(sequence for sequence, _ in self.sequences), tuple(made.elements)), made.counter


def is_range(subject: Binding) -> bool:
    """Say whether a subject is a range, counted or walked backwards."""
    match subject:
        case Iteration("reversed" | "enumerate", (inner, *_)):
            return is_range(inner)
        case Iteration(kind):
            return kind == "range"
    return False


def plan(lo: Lowering, loop: gast.For, subject: Binding) -> Plan:
    """Return how to walk what a for statement names."""
    node = loop.iter
    found = Plan(subject)
    if isinstance(subject, Iteration) and subject.kind == "reversed":
        (subject,) = subject.parts
        found.reversed, found.subject = True, subject
    if isinstance(subject, Iteration) and subject.kind == "range":
        found.range = subject.parts
    else:
        collect(lo, node, subject, found)
        if not found.sequences:
            lo.refuse(node, "a loop over itertools.cycle never ends", "", "zip it with a sequence")
        by_position = loop in lo.by_position or found.by_position
        buffers_ = [buffer for _, buffer in found.sequences if buffer is not None]
        lo.state.walked |= {Walked(buffer, loop, by_position) for buffer in buffers_}
        if by_position:
            found.range = (ZERO, shortest(lo, node, found.sequences), ONE)
        else:
            found.places = []
    return found


def shortest(lo: Lowering, node: gast.AST, sequences: list[tuple[Operand, Buffer | None]]) -> Operand:
    """Return how many rounds a loop over sequences side by side has."""
    lengths = [lo.apply(node, "builtins.len", (operand,)) for operand, _ in sequences]
    return lengths[0] if len(lengths) == 1 else lo.apply(node, "builtins.min", tuple(lengths))


def collect(lo: Lowering, node: gast.AST, subject: Binding, found: Plan) -> None:
    """Add the sequences of a subject to a plan."""
    match subject:
        case Iteration("enumerate", (inner, _)):
            collect(lo, node, inner, found)
        case Iteration("zip", inner):
            for one in inner:
                collect(lo, node, one, found)
        case Iteration("cycle"):
            pass  # It goes on as long as what is beside it.
        case Iteration(kind):
            lo.refuse(node, f"{kind} within enumerate or zip is not supported", "", "loop over range(...) and index")
        case Object(place) if rows.are_rows(subject):
            first = rows.column(lo, place, place.cls.names[0])
            found.sequences.append((lower_expressions.operand(lo, first, node), first.buffer))
            found.places.append(subject)
            found.by_position = True
        case Items():
            listed = lower_expressions.as_list(lo, subject, node)
            found.sequences.append((listed, None))
            found.places.append(listed)
        case _:
            operand = lower_expressions.operand(lo, subject, node)
            if not isinstance(infer.type_of(operand), (Array, List, Unknown)):
                lo.refuse(node, WHAT, f"it is {infer.type_of(operand)}", INSTEAD)
            buffer = subject.buffer if isinstance(subject, Ref) else None
            found.sequences.append((operand, buffer))
            found.places.append(subject)


def element_binding(lo: Lowering, element: Value, buffer: Buffer | None, sequence: Operand) -> Binding:
    """Return the binding of a sequence's element; a row of an array, or an array in a list, is its memory."""
    binding = lo.bind(element)
    if buffer is not None:
        for inner in buffers(binding, lo.state):
            if isinstance(infer.type_of(sequence), List):
                lo.state.hold(buffer, inner)
            else:
                lo.state.share(buffer, inner)
    return binding


def alike(lo: Lowering, subject: Items) -> bool:
    """Say whether a tuple's items are of one kind, so that one loop's body fits them all."""
    found: forms.Form = forms.Absent()
    for item in subject.items:
        found = forms.join(found, forms.form_of(lo.state, item))
    if not subject.items or forms.is_known(found):
        return False
    return not any(isinstance(leaf.type, (Unknown, Maybe, Opaque)) for leaf in forms.leaves(found))
