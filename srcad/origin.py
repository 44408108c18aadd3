"""Where a statement of the intermediate form came from in the user's source."""

from __future__ import annotations

from dataclasses import dataclass, replace

PRIMAL, ADJOINT, TANGENT = "primal", "adjoint", "tangent"


@dataclass(frozen=True)
class Origin:
    """A span of the user's source, and the part a derived statement plays for it.

    `statement` is the source text of the innermost statement, its first line for a compound one:
    the text of the comment that heads a group of the backward pass. Lines are 1-based in the file,
    columns 0-based, as in `ast`.
    """

    file: str = "<unknown>"
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    statement: str = ""
    statement_line: int = 0
    role: str = PRIMAL

    def as_role(self, role: str) -> Origin:
        """Return the same place, playing another part."""
        return self if role == self.role else replace(self, role=role)


NOWHERE = Origin()
