"""Writes a try, and where what follows asks at once how it ended, the clauses that the source has.

    try:                               try:
        y = math.log(x)                    y = math.log(x)
        raised = False                 except ValueError:
    except ValueError:         ->          y = 0.0
        raised = True
    if raised:
        y = 0.0
"""

from __future__ import annotations

from dataclasses import replace

import gast

from srcad.backend.facts import Facts
from srcad.backend.trees import STORE, constant, name
from srcad.backend.updates import Updates
from srcad.ir import nodes
from srcad.ir.nodes import Const


class Attempts(Updates):
    """Writes tries."""

    def attempt(self, node: nodes.Try) -> list[gast.stmt]:
        """Return a try that notes how it ended."""
        clauses = [[] for _ in node.caught]
        if node.error is not None and self.held(node.error):
            spare = f"{self.names[node.error]}_"
            while spare in self.taken or spare in self.names.values():
                spare += "_"
            value = name(spare)
            return self.tree(node, [[gast.Assign([self.target(node.error)], value, None)] for _ in clauses], [], spare)
        return self.tree(node, clauses, [])

    def with_clauses(self, node: nodes.Try, followers: list, place) -> list[gast.stmt]:
        """Return a try whose clauses do what depends on how it ended."""
        *pushes, choice = followers
        flag, reads = node.flag, self.graph.facts.uses[node.flag]
        if all(use.node in followers for use in reads):
            self.silent.add(flag)
        sides = []
        for block, how in ((choice.then, True), (choice.orelse, False)):
            noted = [line for push in pushes for line in self.statement(replace(push, value=Const(how)), place)]
            sides.append(noted + self.block(block, place))
        handled, rest = sides
        if isinstance(choice, nodes.Branch) and rest and place.loop is not None and place.branch is None:
            handled = handled if self.leaves(handled) else [*handled, gast.Continue()]
        spare = self.names[node.error] if node.error is not None and self.held(node.error) else None
        if self.leaves(handled):
            return self.tree(node, [handled], [], spare) + rest
        return self.tree(node, [handled], rest, spare)

    def leaves(self, lines: list[gast.stmt]) -> bool:
        return bool(lines) and isinstance(lines[-1], (gast.Return, gast.Raise, gast.Break, gast.Continue))

    def tree(self, node: nodes.Try, clauses: list[list[gast.stmt]], orelse: list[gast.stmt], spare: str | None = None) -> list[gast.stmt]:
        """Return a try statement; `spare` is what its clauses call the exception."""
        notes = self.held(node.flag) and node.flag not in self.silent
        one = len(node.caught) == 1

        def noted(how: int) -> list[gast.stmt]:
            value = constant(bool(how) if one else how)
            return [gast.Assign([self.target(node.flag)], value, None)] if notes else []

        body = self.block(node.body, self.place_in(node)) + noted(0)
        handlers = []
        for k, (kinds, lines) in enumerate(zip(node.caught, clauses, strict=True)):
            handlers.append(
                gast.ExceptHandler(
                    self.caught(kinds), None if spare is None else name(spare, STORE), [*noted(k + 1), *lines] or [gast.Pass()]
                )
            )
        return [gast.Try(body or [gast.Pass()], handlers, orelse, [])]

    def caught(self, kinds: tuple[nodes.Operand, ...]) -> gast.expr | None:
        """Return what an except clause names."""
        if not kinds:
            return None
        return self.of(kinds[0]) if len(kinds) == 1 else gast.Tuple([self.of(kind) for kind in kinds], gast.Load())


def asked_at_once(facts: Facts, block: nodes.Block) -> dict[nodes.Try, list]:
    """Return the tries of one clause whose flag is asked next, each with what follows: notes of it, and the choice."""
    found = {}
    following = [*block.statements, block.leaf]
    for k, node in enumerate(block.statements):
        if not isinstance(node, nodes.Try) or len(node.caught) != 1:
            continue
        last = k + 1
        while isinstance(following[last], nodes.Push) and following[last].value is node.flag:
            last += 1
        choice = following[last]
        if isinstance(choice, (nodes.If, nodes.Branch)) and choice.condition is node.flag and choice not in facts.conditionals:
            found[node] = following[k + 1 : last + 1]
    return found
