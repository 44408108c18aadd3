"""How a derivative shows itself in a notebook: its source, highlighted.

Pygments highlights it where it is installed; else a plain highlighter made from Python's own tokenizer.
"""

from __future__ import annotations

import builtins
import html
import io
import keyword
import token
import tokenize
from collections.abc import Iterator
from typing import Any

from srcad.errors import SrcadError

STYLES = {
    "comment": "color:#6a737d;font-style:italic",
    "keyword": "color:#7a3e9d;font-weight:bold",
    "string": "color:#3d7a3d",
    "number": "color:#986801",
    "builtin": "color:#1f6f8b",
    "name": "color:#1b4f9c;font-weight:bold",
}


def bundle(shown: Any) -> dict[str, str]:
    """Return what IPython displays for a derivative: text, and highlighted source where there is any."""
    try:
        source = shown.source
    except SrcadError as error:
        return {"text/plain": f"{shown!r}\n{error}"}
    return {"text/plain": f"{shown!r}\n\n{source}", "text/html": highlighted(source)}


def highlighted(source: str) -> str:
    """Return source as HTML that needs no style sheet."""
    try:
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return f'<pre style="line-height:1.3">{"".join(plain_spans(source))}</pre>'
    return highlight(source, PythonLexer(), HtmlFormatter(noclasses=True, nobackground=True))


def plain_spans(source: str) -> Iterator[str]:
    """Yield the source, token by token, each in a span of its colour."""
    lines = source.splitlines(keepends=True)
    row, column, before = 1, 0, ""
    for found in tokenize.generate_tokens(io.StringIO(source).readline):
        if found.type in (token.NEWLINE, tokenize.NL, token.INDENT, token.DEDENT, token.ENDMARKER):
            continue
        yield html.escape(between(lines, (row, column), found.start))
        style = style_of(found, before)
        text = html.escape(found.string)
        yield f'<span style="{STYLES[style]}">{text}</span>' if style else text
        (row, column), before = found.end, found.string
    yield html.escape(between(lines, (row, column), (len(lines) + 1, 0)))


def between(lines: list[str], start: tuple[int, int], stop: tuple[int, int]) -> str:
    """Return the text between two places."""
    if start[0] == stop[0]:
        return lines[start[0] - 1][start[1] : stop[1]]
    rest = lines[stop[0] - 1][: stop[1]] if stop[0] <= len(lines) else ""
    head = lines[start[0] - 1][start[1] :] if start[0] <= len(lines) else ""
    return head + "".join(lines[start[0] : stop[0] - 1]) + rest


def style_of(found: tokenize.TokenInfo, before: str) -> str | None:
    match found.type:
        case tokenize.COMMENT:
            return "comment"
        case token.STRING:
            return "string"
        case token.NUMBER:
            return "number"
        case token.NAME if keyword.iskeyword(found.string):
            return "keyword"
        case token.NAME if before == "def":
            return "name"
        case token.NAME if before != "." and hasattr(builtins, found.string):
            return "builtin"
    return None
