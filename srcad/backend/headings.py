"""The comments of emitted code: which pass begins, and which source line a group of statements reverses."""

from __future__ import annotations

from collections.abc import Mapping

import gast

from srcad.backend.comments import Comment
from srcad.ir import contents, nodes
from srcad.origin import ADJOINT, PRIMAL, TANGENT

_COMPOUND = (
    "def ", "async ", "if ", "elif ", "else", "for ", "while ", "with ", "try", "except", "continue", "break", "pass",
)


class Headings:
    """Decides, along one block, which comment heads which statement."""

    def __init__(self, sections: int, last: tuple | None = None):
        self.sections = sections
        self.started = sections < 2
        self.blank = False
        self.backward = False
        self.last = last

    def before(
        self, node: nodes.Statement | nodes.Leaf, lines: list[gast.stmt], folded: Mapping[nodes.Operand, nodes.Statement]
    ) -> list[Comment]:
        """Return the comments that stand before a node's lines; what is folded into a store without one lends it its own."""
        found = self._section(node)
        key = heading_of(node)
        if key is None and isinstance(node, nodes.Store) and node.origin.role == ADJOINT and node.value in folded:
            key = heading_of(folded[node.value])
        if key is None:
            if contents.blocks(node):
                self.last = None
            return found
        if key != self.last and not (node.origin.role == TANGENT and all(map(plain, lines))):
            found.append(Comment(" ".join(key[-1].split())))
            self.last = key
        return found

    def early(self, leaf: nodes.Return) -> list[Comment]:
        """Return the comment of a return that is all there is in a branch of the backward pass."""
        origin = leaf.origin
        if origin.role != ADJOINT or not origin.statement or origin.statement.startswith(_COMPOUND):
            return []
        return [Comment(" ".join(origin.statement.split()))]

    def _section(self, node: nodes.Statement | nodes.Leaf) -> list[Comment]:
        branches = isinstance(node, nodes.Branch) and node.origin.role == ADJOINT
        if not self.sections or self.backward or isinstance(node, nodes.Leaf) and not branches:
            return []
        blank, self.blank = self.blank, True
        if node.origin.role == ADJOINT:
            self.started = self.backward = True
            return [Comment("Backward pass", blank)]
        if not self.started:
            self.started = True
            return [Comment("Forward pass")]
        return []


def heading_of(node: nodes.Statement | nodes.Leaf) -> tuple | None:
    """Return which source statement a node reverses, None for what gets no comment of its own."""
    if isinstance(node, nodes.If):
        return _common(node)
    origin = node.origin
    if origin.role == PRIMAL or not origin.statement or origin.statement.startswith(_COMPOUND):
        return None
    if isinstance(node, (nodes.Return, nodes.NewTape, nodes.Push, nodes.Pull, nodes.Try, nodes.For, nodes.Loop, nodes.Branch)):
        return None
    return origin.file, origin.statement_line, origin.statement


def _common(node: nodes.If) -> tuple | None:
    """Return the one source statement that both sides of a branch reverse first: a conditional expression's."""
    firsts = []
    for block in contents.blocks(node):
        keys = (heading_of(inner) for inner in (*block.statements, block.leaf))
        firsts.append(next((key for key in keys if key is not None), None))
    return firsts[0] if node.origin.role != PRIMAL and firsts[0] == firsts[1] else None


def plain(statement: gast.stmt) -> bool:
    """Say whether a statement assigns a name or a constant."""
    return isinstance(statement, gast.Assign) and isinstance(statement.value, (gast.Name, gast.Constant))
