"""Every error that a user can meet: where, what, why, and what to write instead.

    model.py:12:8: 'yield' is not supported; a derivative returns once; collect the values in a list
        yield v * v
        ^^^^^^^^^^^
"""

from __future__ import annotations

import linecache

from srcad.origin import Origin


class SrcadError(Exception):
    """Base of srcad's errors.

    what: what is not supported or went wrong, in a phrase. origin: the place in the user's source, or None.
    why: the reason. instead: what to write or call instead.
    """

    def __init__(self, what: str, origin: Origin | None = None, why: str = "", instead: str = ""):
        self.what, self.why, self.instead = what, why, instead
        self.origin = origin if origin is not None and origin.line else None
        super().__init__(what)

    @property
    def sentence(self) -> str:
        """What, why and what to do instead, on one line."""
        return "; ".join(part for part in (self.what, self.why, self.instead) if part)

    def __str__(self) -> str:
        if self.origin is None:
            return self.sentence
        column, shown = excerpt(self.origin)
        where = f"{self.origin.file}:{self.origin.line}:{column + 1}: "
        return "\n".join([where + self.sentence, *shown])

    def __reduce__(self):
        return type(self), (self.what, self.origin, self.why, self.instead)


class UnsupportedSyntaxError(SrcadError, SyntaxError):
    """A construct of Python outside the language that srcad differentiates."""

    def __init__(self, what: str, origin: Origin | None = None, why: str = "", instead: str = ""):
        super().__init__(what, origin, why, instead)
        self.msg = self.sentence
        if self.origin is not None:
            line = source_line(self.origin)
            self.filename, self.lineno, self.text = self.origin.file, self.origin.line, line + "\n"
            self.offset = characters(line, self.origin.column) + 1
            if self.origin.end_line == self.origin.line:
                self.end_lineno = self.origin.end_line
                self.end_offset = characters(line, self.origin.end_column) + 1


class UnknownItemError(UnsupportedSyntaxError):
    """Which item is meant, or what a name stands for, isn't known: where a loop's round tells, it is in the loop written out."""


class UnknownClassError(UnsupportedSyntaxError):
    """An object is needed as a whole where its class has no name: in a function of its own, perhaps not if that is inlined."""


class UnsupportedCallError(SrcadError):
    """A call, applied to a value that carries a derivative, for which there is no rule."""


class AliasingError(SrcadError):
    """A write to memory that has, or may have, another name."""


class UnknownObjectError(AliasingError):
    """A write to one of several objects; which one, a loop written out may tell."""


# What a function may be refused with that is none of it once the whole numbers among its arguments are known.
NUMBERS_MAY_TELL = (UnknownItemError, UnsupportedCallError, AliasingError)


class ArgumentError(SrcadError, TypeError):
    """An argument or a result of a type that can't be differentiated."""


# How the emitted ValueErrors end from which a derivative's object makes errors of these classes: about memory, about types.
AT_THE_RUN, TYPE_AT_THE_RUN = "; only the run could tell", "; only the run could tell its type"
OF_THE_RUN = {AT_THE_RUN: AliasingError, TYPE_AT_THE_RUN: ArgumentError}


class SourceUnavailableError(SrcadError, OSError):
    """No source text, or none that is surely the text of the running code."""


class InternalError(SrcadError):
    """A broken invariant of srcad's own: a bug in srcad, never in the user's program."""


def source_line(origin: Origin) -> str:
    """Return the line that an origin starts in, '' where it can't be read any more."""
    return linecache.getline(origin.file, origin.line).rstrip("\r\n")


def characters(line: str, column: int) -> int:
    """Turn a column as `ast` counts it, in UTF-8 bytes, into one in characters."""
    return len(line.encode()[:column].decode(errors="ignore"))


def excerpt(origin: Origin) -> tuple[int, list[str]]:
    """Return an origin's column in characters, and its line with carets beneath."""
    line = source_line(origin)
    if not line.strip():
        return origin.column, [f"    {origin.statement}"] if origin.statement else []
    start = characters(line, origin.column)
    one_line = origin.end_line == origin.line
    stop = characters(line, origin.end_column) if one_line else len(line)
    indent = len(line) - len(line.lstrip())
    # Tabs are kept, so that the carets stand beneath what they mean.
    pad = "".join(c if c == "\t" else " " for c in line[indent:start])
    return start, [f"    {line.strip()}", f"    {pad}{'^' * max(1, stop - start)}"]
