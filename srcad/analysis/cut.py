"""Chooses what to keep and what to compute again, at least cost.

Each value that the backward pass needs must be available: kept, at its keeping cost, or computed again, at its
own cost, from operands that are available in turn. Choosing to compute again is a closure problem (project
selection), which a minimum cut solves exactly: Picard 1976, Maximal closure of a graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping, Sequence

INFINITE = float("inf")


def choose(
    needed: Sequence[Hashable],
    operands: Mapping[Hashable, Sequence[Hashable]],
    keeping: Mapping[Hashable, float],
    computing: Mapping[Hashable, float],
) -> set[Hashable]:
    """Return the values to keep.

    `operands` lists, for each value, those of its operands that aren't simply there; `computing` is infinite
    for a value that can't be computed again, `keeping` for one that can't be kept.
    """
    graph = _Graph()
    values = list(operands)
    for value in needed:
        graph.edge("source", ("available", value), INFINITE)
    for value in values:
        # available(value) costs keeping; computing it again saves that cost, pays its own, and needs its operands.
        keep, compute = keeping[value], computing[value]
        if compute == INFINITE:
            graph.edge(("available", value), "sink", keep)
            continue
        graph.edge(("available", value), ("computed", value), keep)
        graph.edge(("computed", value), "sink", compute)
        for operand in operands[value]:
            graph.edge(("computed", value), ("available", operand), INFINITE)
    reachable = graph.minimum_cut("source", "sink")
    kept = set()
    for value in values:
        if ("available", value) in reachable and ("computed", value) not in reachable:
            kept.add(value)
    return kept


class _Graph:
    """A flow network; residual capacities by arc."""

    def __init__(self) -> None:
        self.capacity: dict[Hashable, dict[Hashable, float]] = {"source": {}, "sink": {}}

    def edge(self, a: Hashable, b: Hashable, capacity: float) -> None:
        self.capacity.setdefault(a, {})[b] = self.capacity.setdefault(a, {}).get(b, 0.0) + capacity
        self.capacity.setdefault(b, {}).setdefault(a, 0.0)

    def path(self, source: Hashable, sink: Hashable) -> dict[Hashable, Hashable]:
        """Return the tree of a breadth-first search over arcs with capacity left."""
        parent: dict[Hashable, Hashable] = {source: source}
        queue = deque([source])
        while queue:
            at = queue.popleft()
            for to, left in self.capacity[at].items():
                if left > 0 and to not in parent:
                    parent[to] = at
                    if to == sink:
                        return parent
                    queue.append(to)
        return parent

    def minimum_cut(self, source: Hashable, sink: Hashable) -> set[Hashable]:
        """Return the source's side of a minimum cut (Edmonds and Karp 1972)."""
        while sink in (parent := self.path(source, sink)):
            arcs, at = [], sink
            while at != source:
                arcs.append((parent[at], at))
                at = parent[at]
            flow = min(self.capacity[a][b] for a, b in arcs)
            if flow == INFINITE:
                raise ValueError("a value is needed that can neither be kept nor computed again")
            for a, b in arcs:
                self.capacity[a][b] -= flow
                self.capacity[b][a] += flow
        return set(parent)
