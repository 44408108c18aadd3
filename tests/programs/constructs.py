"""Which constructs docs/language.md supports, by the names under which programs count theirs."""

from __future__ import annotations

import collections
import re
from pathlib import Path

from tests.programs.program import Program

PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"


def supported() -> set[str]:
    """Return the constructs of the functions that the page differentiates, but for calls of the page's own."""
    text = PAGE.read_text().split("\n## Refused\n")[0]
    code = "\n\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    own = set(re.findall(r"(?:def|class|lambda|for|,|\() ?(\w+)", code)) | set(re.findall(r"(\w+) = ", code))
    counted = Program(code, (), ()).constructs()
    return {name for name in counted if not (name.endswith("()") and name.strip(".()") in own)}


def never_drawn(counts: collections.Counter[str]) -> list[str]:
    """Return what the page supports and no program held."""
    return sorted(supported() - set(counts))
