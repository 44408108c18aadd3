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
