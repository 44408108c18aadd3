"""What the commands print: source, in colour on a terminal, messages, and files written whole or not at all."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

RED, RESET = "\x1b[31m", "\x1b[0m"


def add_colour(parser: argparse.ArgumentParser) -> None:
    """Add the option `--color` to a command."""
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the output (auto: on a terminal only)"
    )


def coloured(arguments: argparse.Namespace, stream) -> bool:
    """Say whether what goes to a stream is coloured."""
    choice = getattr(arguments, "color", "auto")
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def show_source(text: str, arguments: argparse.Namespace) -> None:
    """Print Python text, highlighted where colour is wanted and Pygments is installed."""
    sys.stdout.write(_highlighted(text) if coloured(arguments, sys.stdout) else text)


def complain(text: str, arguments: argparse.Namespace) -> None:
    """Print a message to standard error, its first line in colour on a terminal."""
    if coloured(arguments, sys.stderr):
        first, _, rest = text.partition("\n")
        text = f"{RED}{first}{RESET}" + (f"\n{rest}" if rest else "")
    print(text, file=sys.stderr)


def write_whole(path: str, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    target = Path(path)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    descriptor, temporary = tempfile.mkstemp(dir=target.resolve().parent, prefix=f".{target.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, mode)
        os.replace(temporary, target.resolve())
    except BaseException:
        os.unlink(temporary)
        raise


def table(rows: list[tuple[str, ...]]) -> str:
    """Return rows of cells as text with aligned columns; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines) + "\n"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _highlighted(text: str) -> str:
    try:
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import PythonLexer
    except ImportError:
        return text
    return highlight(text, PythonLexer(stripnl=False), TerminalFormatter())
