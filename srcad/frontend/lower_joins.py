"""Merges the paths that meet where statements were left in several ways; a tag says in which."""

from __future__ import annotations

from srcad.frontend import lower_expressions, merge, slot_choice
from srcad.frontend.bindings import Missing, Ref
from srcad.frontend.context import FALL, Lowering, Region
from srcad.frontend.merge import Edge
from srcad.ir import nodes
from srcad.ir.nodes import Const, Operand, UNDEFINED, Value
from srcad.ir.types import BOOLEAN, INTEGER

BROKEN, RETURNED, SKIPPED = "broken", "returned", "skipped"


def merged_edges(lo: Lowering, region: Region, statement: nodes.If) -> tuple[Value | None, list]:
    """Append an if statement whose paths are known; return by which labels it is left, and what says by which."""
    edges = region.edges
    labels = sorted({edge.label for edge in edges}, key=[edge.label for edge in edges].index)
    labels.sort(key=lambda label: label == FALL)
    results = join_edges(lo, edges)
    tag = None
    if len(labels) > 1:
        tag = tag_value(labels)
        results += (tag,)
        for edge in edges:
            edge.leaf.values += (tag_constant(labels, edge.label),)
    statement.results = results
    lo.out.append(statement)
    return tag, labels


def join_edges(lo: Lowering, edges: list[Edge]) -> tuple[Value, ...]:
    """Merge the states of all paths; return the results, the paths' leaves giving their values."""
    slots = slot_choice.choose_slots(lo.state, edges)
    state = merge.open_slots(slots, lo.scopes)
    for edge in edges:
        edge.leaf.values = given(lo, slots, edge)
    merge.settle(slots, [edge.state for edge in edges])
    lo.state = state
    return slots.all_values()


def given(lo: Lowering, slots: merge.Slots, edge: Edge) -> tuple[Operand, ...]:
    """Return the operands that a path gives for the slots of a merge."""
    operands: list[Operand] = []
    with lo.on(edge):
        for key in slots.forms:
            for part in merge.slot_parts(slots, key, edge.state):
                # What an object holds that was made on another path is None here: it may be copied, but isn't read.
                gone = isinstance(part, Missing) and key in slots.taken_over
                operands.append(Const(None) if gone else slot_operand(lo, part))
    return tuple(operands)


def slot_operand(lo: Lowering, part) -> Operand:
    """Return a binding as the operand of a slot; stale memory may pass, it is refused where it is read."""
    if isinstance(part, Missing):
        return UNDEFINED
    if isinstance(part, Ref) and not part.path:
        return lo.state.versions[part.buffer]
    return lower_expressions.operand(lo, part, lo.statement, stale=True)


def tag_value(labels: list[tuple]) -> Value:
    """Return the value that says by which label control left; True is the first where there are two."""
    name = {"break": BROKEN, "return": RETURNED, "continue": SKIPPED}.get(labels[0][0], RETURNED)
    if len(labels) == 2:
        return Value(BOOLEAN, name, entity=(f"<{name}>",))
    return Value(INTEGER, "way", entity=("<way>",))


def tag_constant(labels: list[tuple], label: tuple) -> Const:
    k = labels.index(label)
    return Const(k == 0) if len(labels) == 2 else Const(k)
