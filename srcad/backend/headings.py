"""The comments of emitted code: which pass begins, and which source line a group of statements reverses."""

from __future__ import annotations

import gast

from srcad.backend.comments import Comment
from srcad.ir import nodes
from srcad.origin import ADJOINT, PRIMAL, TANGENT

_COMPOUND = ("if ", "elif ", "else", "for ", "while ", "continue", "break", "pass")


class Headings:
    """Decides, along one block, which comment heads which statement."""

    def __init__(self, sections: int):
        self.sections = sections
        self.started = sections < 2
        self.blank = False
        self.backward = False
        self.last: tuple | None = None

    def before(self, node: nodes.Statement | nodes.Leaf, lines: list[gast.stmt]) -> list[Comment]:
        """Return the comments that stand before a node's lines."""
        found = self._section(node)
        if isinstance(node, (nodes.If, nodes.For, nodes.Loop, nodes.Branch)):
            self.last = None
            return found
        origin = node.origin
        if origin.role == PRIMAL or not origin.statement or isinstance(node, nodes.Return):
            return found
        if isinstance(node, (nodes.NewTape, nodes.Push, nodes.Pull)) or origin.statement.startswith(_COMPOUND):
            return found
        key = (origin.file, origin.statement_line, origin.statement)
        if key != self.last and not (origin.role == TANGENT and all(map(plain, lines))):
            found.append(Comment(" ".join(origin.statement.split())))
            self.last = key
        return found

    def _section(self, node: nodes.Statement | nodes.Leaf) -> list[Comment]:
        if not self.sections or self.backward or isinstance(node, nodes.Leaf):
            return []
        blank, self.blank = self.blank, True
        if node.origin.role == ADJOINT:
            self.started = self.backward = True
            return [Comment("Backward pass", blank)]
        if not self.started:
            self.started = True
            return [Comment("Forward pass")]
        return []


def plain(statement: gast.stmt) -> bool:
    """Say whether a statement assigns a name or a constant."""
    return isinstance(statement, gast.Assign) and isinstance(statement.value, (gast.Name, gast.Constant))
