"""A comment as a node of the tree, so that passes over emitted code can carry it."""

from __future__ import annotations

import gast


class Comment(gast.stmt):
    """A line of comment; `text` without the hash sign. `blank` asks for an empty line before it."""

    _fields = ("text", "blank")

    def __init__(self, text: str, blank: bool = False):
        super().__init__()
        self.text = text
        self.blank = blank


def without_comments(tree: gast.AST) -> gast.AST:
    """Return a tree with its comments removed, in place."""
    for node in gast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, [item for item in statements if not isinstance(item, Comment)])
    return tree
