"""Chooses what to keep and what to compute again, at least cost.

Each value that the backward pass needs must be available: kept, at its keeping cost, or computed again, at its
own cost, from operands that are available in turn. Choosing to compute again is a closure problem (project
selection), which a minimum cut solves exactly: Picard 1976, Maximal closure of a graph.

What is needed in any case is the network's source itself. So values hang together only through operands that nothing but
computing again would need, and the network falls apart into many small ones, each cut for itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping, Sequence

INFINITE = float("inf")
SOURCE, SINK = 0, 1


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
    certain = set(needed)
    kept: set[Hashable] = set()
    for group in _groups(certain, operands, computing):
        network = _Network()
        available = {value: SOURCE if value in certain else network.node() for value in group}
        computed = {}
        for value in group:
            # available(value) costs keeping; computing it again saves that cost, pays its own, and needs its operands.
            if computing[value] == INFINITE:
                network.arc(available[value], SINK, keeping[value])
                continue
            computed[value] = network.node()
            network.arc(available[value], computed[value], keeping[value])
            network.arc(computed[value], SINK, computing[value])
            for operand in operands[value]:
                if operand not in certain:
                    network.arc(computed[value], available[operand], INFINITE)
        near = network.near_source()
        kept.update(value for value in group if available[value] in near and computed.get(value) not in near)
    return kept


def _groups(certain: set[Hashable], operands: Mapping, computing: Mapping) -> list[list[Hashable]]:
    """Return the values in groups such that no choice in one bears on another."""
    above = {value: value for value in operands}

    def top(value: Hashable) -> Hashable:
        while above[value] is not value:
            above[value] = value = above[above[value]]
        return value

    for value, parts in operands.items():
        for operand in parts if computing[value] != INFINITE else ():
            if operand not in certain:
                above[top(value)] = top(operand)
    groups: dict[Hashable, list[Hashable]] = {}
    for value in operands:
        groups.setdefault(top(value), []).append(value)
    return list(groups.values())


class _Network:
    """A flow network; arcs lie in pairs, each beside the one that takes its flow back."""

    def __init__(self) -> None:
        self.arcs: list[list[int]] = [[], []]
        self.ends: list[int] = []
        self.left: list[float] = []

    def node(self) -> int:
        self.arcs.append([])
        return len(self.arcs) - 1

    def arc(self, a: int, b: int, capacity: float) -> None:
        for start, end, size in ((a, b, capacity), (b, a, 0.0)):
            self.arcs[start].append(len(self.ends))
            self.ends.append(end)
            self.left.append(size)

    def near_source(self) -> set[int]:
        """Return the source's side of the minimum cut that is nearest to it (Dinic 1970)."""
        while (level := self.levels())[SINK] >= 0:
            self.block(level)
        return {node for node, distance in enumerate(level) if distance >= 0}

    def levels(self) -> list[int]:
        """Return each node's distance from the source, over arcs with capacity left; -1 where there is no way."""
        level = [-1] * len(self.arcs)
        level[SOURCE] = 0
        queue = deque([SOURCE])
        while queue:
            at = queue.popleft()
            for arc in self.arcs[at]:
                end = self.ends[arc]
                if level[end] < 0 and self.left[arc] > 0:
                    level[end] = level[at] + 1
                    queue.append(end)
        return level

    def block(self, level: list[int]) -> None:
        """Push flow along shortest ways until none is left."""
        following = [0] * len(self.arcs)
        way: list[int] = []
        at = SOURCE
        while True:
            if at == SINK:
                self.push(way)
                full = next(k for k, arc in enumerate(way) if self.left[arc] <= 0)
                at = self.ends[way[full] ^ 1]
                del way[full:]
            arc = self.onwards(at, following, level)
            if arc is not None:
                way.append(arc)
                at = self.ends[arc]
            elif way:
                at = self.ends[way.pop() ^ 1]
                following[at] += 1
            else:
                return

    def onwards(self, at: int, following: list[int], level: list[int]) -> int | None:
        """Return the next arc that leads away from the source, of those at a node that haven't been given up."""
        arcs = self.arcs[at]
        while following[at] < len(arcs):
            arc = arcs[following[at]]
            if self.left[arc] > 0 and level[self.ends[arc]] == level[at] + 1:
                return arc
            following[at] += 1
        return None

    def push(self, way: list[int]) -> None:
        flow = min(self.left[arc] for arc in way)
        if flow == INFINITE:
            raise ValueError("a value is needed that can neither be kept nor computed again")
        for arc in way:
            self.left[arc] -= flow
            self.left[arc ^ 1] += flow
