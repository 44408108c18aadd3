"""What the reverse of a loop walks: a range or sequences from the end, behind the exit that was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srcad.analysis import infer
from srcad.derive.prepare import Exits, trip_count
from srcad.ir import nodes, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Const, Operand, Value

if TYPE_CHECKING:
    from srcad.derive.reverse_loop import ReverseLoop


def space(loop: ReverseLoop):
    """Return the reverse loop's space and counter; pair the primal counter and elements with what they are there."""
    state, node = loop.state, loop.node
    head: list[nodes.Statement] = []
    if isinstance(node, nodes.Loop):
        count = state.exits[node].last
        stop = count if loop.plan.how == "skip" else loop.before.apply("operator.add", count, Const(1))
        return nodes.Range(Const(0), stop, Const(1)), None, head
    if isinstance(node.space, nodes.Range):
        counter = mirrored_counter(loop)
        return reversed_range(loop, node.space), counter, head
    return items(loop, head)


def reversed_range(loop: ReverseLoop, space: nodes.Range) -> nodes.Range:
    """Return the iterations of a range that are reversed: those that were completed, and under 'tagged' the last."""
    exits = loop.state.exits.get(loop.node)
    if exits is None:
        return space
    if not loop.node.reversed:
        stop = past_exit(loop, exits, space) if loop.plan.how == "tagged" else exits.last
        return nodes.Range(space.start, stop, space.step)
    after = loop.before.apply("operator.add", exits.last, space.step)
    start = chosen(loop, exits.tag, exits.last, after, "start") if loop.plan.how == "tagged" else after
    return nodes.Range(start, space.stop, space.step)


def past_exit(loop: ReverseLoop, exits: Exits, space: nodes.Range) -> Value:
    """Append the end of the range that includes the iteration that took an exit."""
    taken = Builder(loop.before.origin)
    more = taken.apply("operator.add", exits.last, space.step)
    return chosen(loop, exits.tag, more, exits.last, "stop", taken)


def chosen(loop: ReverseLoop, tag: Operand, then: Operand, orelse: Operand, name: str, taken: Builder | None = None) -> Value:
    """Append the choice between two counters; `taken` holds what the first needs."""
    taken, plain = taken or Builder(loop.before.origin), Builder(loop.before.origin)
    blocks = (taken.block(nodes.Yield((then,))), plain.block(nodes.Yield((orelse,))))
    result = loop.before.value(types.INTEGER, name)
    loop.before.add(nodes.If(tag, *blocks, (result,), loop.before.origin))
    return result


def mirrored_counter(loop: ReverseLoop) -> Value | None:
    """Return the counter of the reversed loop, which stands for the primal one there."""
    old = loop.node.counter
    if old is None:
        return None
    new = Value(old.type, old.name, old.named, old.entity, old.origin)
    loop.state.pairing.counters[old] = new
    return new


def items(loop: ReverseLoop, head: list[nodes.Statement]):
    """Walk sequences backwards: a single list by its items, anything else by position."""
    node, state = loop.node, loop.state
    space: nodes.Items = node.space
    single = len(space.sequences) == 1 and isinstance(infer.type_of(space.sequences[0]), types.List)
    exits = state.exits.get(node)
    counter = mirrored_counter(loop)
    if single and exits is None:
        element = _like(space.elements[0])
        state.pairing.counters[space.elements[0]] = element
        mirror_parts(loop, space.elements[0], element, head)
        return nodes.Items(space.sequences, (element,)), counter, head
    if exits is None or node.reversed:
        before: list[nodes.Statement] = []
        stop: Operand = trip_count(space, before, loop.before.origin)
        loop.before.statements.extend(before)
    else:
        stop = exits.last
    positions = reversed_range(loop, nodes.Range(Const(0), stop, Const(1)))
    for sequence, element in zip(space.sequences, space.elements, strict=True):
        again = _like(element)
        head.append(nodes.Load(again, sequence, ((counter,),), element.origin))
        state.pairing.counters[element] = again
        mirror_parts(loop, element, again, head)
    return positions, counter, head


def mirror_parts(loop: ReverseLoop, element: Value, again: Value, head: list[nodes.Statement]) -> None:
    """Pair the parts of a tuple that a loop walks with those of the element as it is there."""
    for k, part in enumerate(loop.state.parts.get(element, ())):
        mirrored = _like(part)
        head.append(nodes.Load(mirrored, again, ((Const(k),),), part.origin))
        loop.state.pairing.counters[part] = mirrored
        mirror_parts(loop, part, mirrored, head)


def _like(value: Value) -> Value:
    return Value(value.type, value.name, value.named, value.entity, value.origin)
