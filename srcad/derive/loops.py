"""Reverses a loop: one loop that walks the iterations backwards.

    for i in range(n):            for i in reversed(range(n)):
        v = 4 * v * (1 - v)   ->      dv = 4 * dv * (1 - 2 * v)

A loop that can be left early is reversed in one of four ways:

- alike: what leaves the loop at an exit is what would leave it if there were no more iterations, so every iteration is
  reversed as if the next one began;
- skip: what leaves the loop are values of the head of an iteration (or from outside), so the iteration that
  took the exit computed nothing that matters, and the reverse loop runs over the completed ones;
- all: what leaves the loop is computed before the only exit, and nothing that matters after it, so every
  iteration is reversed alike, the last one included (`while True: ...; if c: break`);
- tagged: otherwise the first reversed iteration asks which exit was taken. Only the last iteration can have taken one.
"""

from __future__ import annotations

from dataclasses import dataclass

from srcad.analysis import infer
from srcad.derive.reverse_loop import ReverseLoop, read_from_outside
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Block, Operand, Value
from srcad.simplify.clean import own_leaves

Region = nodes.For | nodes.Loop


@dataclass
class Plan:
    """How a loop's exits are treated, and the adjoints with which its reversal starts, one for each parameter."""

    how: str
    starts: list[Operand | None]
    exits: tuple[Operand | None, ...]


def reverse(state, node: Region) -> None:
    """Append the reverse of a loop."""
    taken = [state.adjoint.take(result) for result in node.results]
    adjoints = [d if d is None else state.adjoint.whole(d, r) for d, r in zip(taken, node.results, strict=True)]
    exits = [leaf for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Exit)]
    plan = _plan(state, node, exits, adjoints)
    outer = [v for v in with_parts(state, rewrite.free_values(node)) if v not in node.inits]
    outer += [v for v in with_parts(state, read_from_outside(node)) if v not in outer]
    ReverseLoop(state, node, plan, outer).run()


# -- what leaves the loop -------------------------------------------------------------------------------------


def _plan(state, node: Region, exits: list[nodes.Exit], adjoints: list[Operand | None]) -> Plan:
    ends = [leaf.values for leaf in exits]
    if isinstance(node, nodes.For):
        ends.append(node.exhausted)
    for how in (_alike, _skip, _all):
        plan = how(state, node, exits, ends, adjoints)
        if plan is not None:
            return plan
    return _tagged(state, node, adjoints)


def _agreed(state, ends, k: int) -> Operand | None:
    """Return the one operand that result k has at every end of the loop, or None when they differ.

    An end that leaves the result undefined agrees with any other: nothing reads the result behind it.
    """
    given = [end[k] for end in ends if not isinstance(end[k], nodes.Undefined)]
    return given[0] if given and all(operand is given[0] for operand in given) else None


def _alike(state, node: Region, exits, ends, adjoints) -> Plan | None:
    if node not in state.exits or not state.exits[node].alike:
        return None
    starts: list[Operand | None] = [None] * len(node.params)
    for source, adjoint in zip(node.exhausted, adjoints, strict=True):
        if adjoint is not None and source in node.params:
            at = position(node.params, source)
            starts[at] = _sum(state, starts[at], adjoint)
        elif adjoint is not None:
            state.adjoint.contribute(source, adjoint)
    return Plan("alike", starts, ())


def _skip(state, node: Region, exits, ends, adjoints) -> Plan | None:
    if exits and (_tapes_before_exit(state, node.body) or _resizes_before_exit(state, node, exits)):
        return None
    inside = set(rewrite.defined_in(node.body)) | set(contents.region_params(node)) - set(node.params)
    starts: list[Operand | None] = [None] * len(node.params)
    outside: list[tuple[Value, Operand]] = []
    for k, adjoint in enumerate(adjoints):
        if adjoint is None:
            continue
        source = _agreed(state, ends, k)
        if source is None or source in inside:
            return None
        if source in node.params:
            starts[position(node.params, source)] = _sum(state, starts[position(node.params, source)], adjoint)
        elif isinstance(source, Value):
            outside.append((source, adjoint))
    for source, adjoint in outside:
        state.adjoint.contribute(source, adjoint)
    return Plan("skip", starts, ())


def position(values, wanted) -> int:
    return next(k for k, value in enumerate(values) if value is wanted)


def _sum(state, a: Operand | None, b: Operand) -> Operand:
    return b if a is None else state.builder.apply("operator.add", a, b)


def _all(state, node: Region, exits, ends, adjoints) -> Plan | None:
    if not isinstance(node, nodes.Loop) or len(exits) != 1 or _active_behind_exit(state, node.body):
        return None
    if any(param in state.list_ends for param in node.params):
        return None  # those are as long as after the last completed iteration, not as at the exit
    return Plan("all", [None] * len(node.params), tuple(adjoints))


def with_parts(state, values) -> list[Value]:
    """Return the active values among these; of a tuple that is read whole, the parts, which have the adjoints."""
    found: dict[Value, None] = {}
    for value in values:
        if value in state.active:
            found.update(dict.fromkeys(leaves(state, value)))
    return list(found)


def leaves(state, value: Value) -> list[Value]:
    """Return a value, or the parts of a tuple that carry a derivative, be they read by themselves or not."""
    if value not in state.parts:
        return [value]
    parts = (part for part in state.parts[value] if types.differentiable(part.type))
    return [leaf for part in parts for leaf in leaves(state, part)]


def _active_behind_exit(state, block: Block) -> bool:
    """Say whether anything active is computed in a block after the branch that may leave the loop."""
    leaf = block.leaf
    if not isinstance(leaf, nodes.Branch):
        return False
    sides = (leaf.then, leaf.orelse)
    if not any(isinstance(side.leaf, nodes.Exit) for side in sides):
        return True
    return any(state.matters(side) or isinstance(side.leaf, nodes.Branch) for side in sides)


def _resizes_before_exit(state, node: Region, exits) -> bool:
    """Say whether an iteration that leaves the loop lengthens or shortens a list on its way."""
    resized = {state.list_ends[param]: param for param in node.params if param in state.list_ends}
    ends = [(k, resized[result]) for k, result in enumerate(node.results) if result in resized]
    return any(leaf.values[k] is not param for leaf in exits for k, param in ends)


def _tapes_before_exit(state, block: Block) -> bool:
    """Say whether an iteration that leaves the loop fills or empties a tape of active values on its way."""
    if not any(isinstance(leaf, nodes.Exit) for leaf in own_leaves(block)):
        return False
    if any(state.on_active_tape(node) or any(map(state.matters, contents.blocks(node))) for node in block.statements):
        return True
    return any(_tapes_before_exit(state, side) for side in contents.blocks(block.leaf))


def _tagged(state, node: Region, adjoints) -> Plan:
    starts: list[Operand | None] = [None] * len(node.params)
    if isinstance(node, nodes.For):
        exits = state.exits[node]
        taken = exits.tag
        for k, adjoint in enumerate(adjoints):
            source = node.exhausted[k]
            if adjoint is None or source not in state.active:
                continue
            flowing = _unless(state, taken, adjoint, node.results[k])
            if source in node.params:
                at = position(node.params, source)
                starts[at] = _sum(state, starts[at], flowing)
            else:
                state.adjoint.contribute(source, flowing)
    return Plan("tagged", starts, tuple(adjoints))


def _unless(state, taken: Operand, adjoint: Operand, like: Value) -> Value:
    """Append `0 if taken else adjoint`."""
    empty, full = Builder(state.builder.origin), Builder(state.builder.origin)
    zero = empty.zeros_like(like)
    whole = infer.materialise(full, adjoint, like)
    blocks = (empty.block(nodes.Yield((zero,))), full.block(nodes.Yield((whole,))))
    result = state.adjoint.new_value(like)
    state.builder.add(nodes.If(taken, *blocks, (result,), state.builder.origin))
    return result
