"""Wraps lines that are too long, at brackets first, then at commas and at the loosest operators."""

from __future__ import annotations

import io
import tokenize

WIDTH = 100
INDENT = "    "
_LEVELS = (("or",), ("and",), ("<", "<=", ">", ">=", "==", "!="), ("+", "-"), ("*", "/", "@", "//", "%"))
_OPEN, _CLOSE = "([{", ")]}"


def wrapped(text: str, width: int = WIDTH) -> str:
    """Return text with its long lines wrapped; strings that span lines stay as they are."""
    lines = text.split("\n")
    if all(len(line) <= width for line in lines):
        return text
    kept = _inside_strings(text)
    result: list[str] = []
    for number, line in enumerate(lines, 1):
        if len(line) <= width or number in kept or line.lstrip().startswith("#"):
            result.append(line)
        else:
            result += _wrap(line, width)
    return "\n".join(result)


def _inside_strings(text: str) -> set[int]:
    """Return the numbers of the lines that a string of several lines touches."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.start[0] != token.end[0] and token.type not in (tokenize.NEWLINE, tokenize.NL):
            found.update(range(token.start[0], token.end[0] + 1))
    return found


def _tokens(line: str) -> list[tuple[str, int, int]]:
    """Return (text, start, end) for each token of a line; an f-string counts as one."""
    found: list[tuple[str, int, int]] = []
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(line).readline):
            name = tokenize.tok_name[token.type]
            if name == "FSTRING_START":
                depth += 1
            if not depth and token.string.strip() and token.start[0] == 1:
                found.append((token.string, token.start[1], token.end[1]))
            if name == "FSTRING_END":
                depth -= 1
    except (tokenize.TokenError, IndentationError):
        pass  # a bracket that the line leaves open, or the indentation of a lone line: all tokens have been seen
    return found


def _wrap(line: str, width: int) -> list[str]:
    """Return one long logical line as several."""
    indent = line[: len(line) - len(line.lstrip())]
    code = line[len(indent) :]
    pair = _last_bracket(code)
    if pair is not None and code[pair[1] + 1 :].strip(":,") and not _is_statement_of(code, pair):
        pair = None
    if pair is None:
        pair_code = _parenthesized(code)
        if pair_code is None:
            return [line]
        code, pair = pair_code, _last_bracket(pair_code)
    start, end = pair
    head, tail = code[: start + 1], code[end:]
    if len(indent + head) > width or len(indent + tail) > width:
        again = _parenthesized(code)
        if again is not None:
            return _around(indent, again, _last_bracket(again), width)
        return [line]
    return _around(indent, code, (start, end), width)


def _is_statement_of(code: str, pair: tuple[int, int]) -> bool:
    """Say whether a pair of brackets is a target's subscript or a header's: not within the expression to be wrapped."""
    return _parenthesized(code) is None


def _around(indent: str, code: str, pair: tuple[int, int], width: int) -> list[str]:
    start, end = pair
    inner = code[start + 1 : end].strip()
    body = _broken(indent + INDENT, inner, width)
    return [indent + code[: start + 1], *body, indent + code[end:]]


def _broken(indent: str, inner: str, width: int) -> list[str]:
    """Return what stands between brackets, on one line or broken at its commas or operators."""
    if len(indent + inner) <= width:
        return [indent + inner]
    pieces = _split(inner)
    if len(pieces) == 1:
        return _wrap(indent + inner, width)
    return [line for piece in _filled(indent, pieces, width) for line in _shortened(indent, piece, width)]


def _filled(indent: str, pieces: list[str], width: int) -> list[str]:
    """Return pieces joined to as few lines as hold them."""
    lines: list[str] = []
    for piece in pieces:
        if lines and len(indent + lines[-1]) + 1 + len(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def _shortened(indent: str, piece: str, width: int) -> list[str]:
    """Return a piece as one line, or broken at its own loosest operators, or at its brackets."""
    if len(indent + piece) <= width:
        return [indent + piece]
    comma = "," if piece.endswith(",") else ""
    first, *rest = _filled(indent, _split(piece.removesuffix(",")), width - len(INDENT) - len(comma))
    if not rest or any(len(indent + INDENT + line) > width for line in (first, *rest)):
        return _wrap(indent + piece, width)
    return [indent + first, *(f"{indent}{INDENT}{line}" for line in rest[:-1]), f"{indent}{INDENT}{rest[-1]}{comma}"]


def _split(inner: str) -> list[str]:
    """Return the parts of an expression: after each comma, else before each of its loosest operators."""
    tokens = _tokens(inner)
    depth = 0
    top: list[tuple[str, int, int, str]] = []
    before = ""
    for text, start, end in tokens:
        depth -= text in _CLOSE
        if depth == 0 and text not in _CLOSE:
            top.append((text, start, end, before))
        depth += text in _OPEN
        before = text
    commas = [end for text, _, end, _ in top if text == ","]
    if commas:
        return _cut(inner, commas)
    for words in (("if", "else"), *_LEVELS):
        places = [start for text, start, _, before in top if text in words and _is_binary(before)]
        if places:
            return _cut(inner, places)
    return [inner]


def _is_binary(before: str) -> bool:
    """Say whether an operator after this token has a left operand."""
    return before != "" and (before[-1].isalnum() or before[-1] in "_\"'.)]}")


def _cut(text: str, places: list[int]) -> list[str]:
    bounds = [0, *places, len(text)]
    return [part for start, end in zip(bounds, bounds[1:], strict=False) if (part := text[start:end].strip())]


def _last_bracket(code: str) -> tuple[int, int] | None:
    """Return where the longest outermost pair of brackets with something in it opens and closes."""
    best, depth, opened = None, 0, 0
    for text, start, _ in _tokens(code):
        if text in _OPEN:
            opened = start if depth == 0 else opened
            depth += 1
        elif text in _CLOSE:
            depth -= 1
            if depth == 0 and start > opened + 1 and (best is None or start - opened >= best[1] - best[0]):
                best = (opened, start)
    return best


def _parenthesized(code: str) -> str | None:
    """Return a statement with its expression in parentheses."""
    if code.startswith("return "):
        return f"return ({code[7:]})"
    for word in ("if ", "elif ", "while "):
        if code.startswith(word) and code.endswith(":"):
            return f"{word}({code[len(word):-1]}):"
    depth = 0
    for text, start, end in _tokens(code):
        depth += (text in _OPEN) - (text in _CLOSE)
        if depth == 0 and text.endswith("=") and text not in ("==", "<=", ">=", "!="):
            return f"{code[:end]} ({code[end:].strip()})"
    return None
