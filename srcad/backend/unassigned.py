"""What is left undefined where paths meet, and read all the same: copied to another name, or stored away.

Nothing is computed with it, but what is read must be there:

    if w > 2:                      if w > 2:
        r = exp(w)                     r = exp(w)
    r_1 = r; r = w       ->        else:
    if w > 2:                          r = None
        dw = dr * r_1              r_1 = r; r = w
                                   if w > 2:
                                       dw = dr * r_1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from srcad.backend.liveness import Graph, Ranges, Step
from srcad.ir.nodes import Undefined, Value
from srcad.origin import PRIMAL

# A slot of a region that is left undefined, and the step that leaves it so.
Gap = tuple[int, Value]


def read_gaps(graph: Graph, ranges: Ranges, names: Mapping[Value, str], copies: bool) -> set[Gap]:
    """Return the gaps of which something is stored away, or if `copies` copied or made zeros of."""
    gaps = [
        (k, target) for k, step in enumerate(graph.steps) for target, source in step.moves
        if isinstance(source, Undefined) and ranges.holds(target, 2 * k + 1)
    ]
    found: set[Gap] = set()
    if not gaps:
        return found
    reaching = _reaching(graph, names, gaps)
    for k, step in enumerate(graph.steps):
        reads = {names[value] for value in step.uses if value in graph.facts.stored}
        if copies:
            reads.update(_copied(step, k, ranges, names))
            reads.update(names[value] for value in step.uses if value in graph.facts.shaping)
        found.update(gap for gap in reaching[k] if names[gap[1]] in reads)
    return found


def _copied(step: Step, k: int, ranges: Ranges, names: Mapping[Value, str]) -> Iterator[str]:
    """Yield the variables that a step copies to others."""
    for target, source in step.moves:
        if isinstance(source, Value) and source in names and ranges.holds(target, 2 * k + 1):
            if names[target] != names[source] and not _is_users(step, target, source):
                yield names[source]


def _is_users(step: Step, target: Value, source: Value) -> bool:
    """Say whether a copy is an assignment of the source, `s = r`, which raises where r isn't assigned."""
    return step.role == PRIMAL and target.named and source.named and target.entity != source.entity


def _reaching(graph: Graph, names: Mapping[Value, str], gaps: list[Gap]) -> list[set[Gap]]:
    """Return the gaps that a path to each step comes from on which the variable isn't assigned since."""
    before: list[set[Gap]] = [set() for _ in graph.steps]
    made = {k: {gap for gap in gaps if gap[0] == k} for k, _ in gaps}
    waiting = list(made)
    while waiting:
        k = waiting.pop()
        step = graph.steps[k]
        assigned = _assigned(step, names)
        after = {gap for gap in before[k] if names[gap[1]] not in assigned} | made.get(k, set())
        for successor in step.following:
            if not after <= before[successor]:
                before[successor] |= after
                waiting.append(successor)
    return before


def _assigned(step: Step, names: Mapping[Value, str]) -> set[str]:
    """Return the variables that a step assigns; what flows into a slot of its own name isn't written."""
    stays = {target for target, source in step.moves if isinstance(source, Value) and names.get(target) == names.get(source)}
    return {names[value] for value in step.defines if value in names and value not in stays}
