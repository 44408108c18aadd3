"""A generated program: its text, its arguments, and the function that runs it."""

from __future__ import annotations

import ast
import collections
import hashlib
import linecache
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HEADER = "import math\n\nimport numpy as np\n\n\n"


@dataclass(frozen=True)
class Program:
    """A module's text that defines `f`, argument tuples for it, and the active arguments."""

    text: str
    inputs: tuple[tuple[Any, ...], ...]
    argnums: tuple[int, ...]
    level: int = 1
    name: str = field(default="f")

    def load(self) -> Callable:
        """Compile the text under a file name of its own and return the function."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:12]
        file = f"<program {digest}>"
        linecache.cache[file] = (len(self.text), None, self.text.splitlines(True), file)
        module: dict[str, Any] = {"__name__": f"program_{digest}"}
        exec(compile(self.text, file, "exec", dont_inherit=True), module)
        return module[self.name]

    def constructs(self) -> collections.Counter[str]:
        """Count the constructs in the text: node types, and functions by the name they are called by."""
        counts: collections.Counter[str] = collections.Counter()
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                is_method = isinstance(node.func, ast.Attribute) and not called.startswith(("np.", "math."))
                counts[f".{node.func.attr}()" if is_method else f"{called}()"] += 1
            elif isinstance(node, (ast.For, ast.While)) and node.orelse:
                counts[f"{type(node).__name__} else"] += 1
            if isinstance(node, (ast.stmt, ast.operator, ast.cmpop, ast.boolop, ast.IfExp, ast.Subscript)):
                counts[type(node).__name__] += 1
        return counts

    def __str__(self) -> str:
        calls = "\n".join(f"# f(*{args!r})" for args in self.inputs)
        return f"{self.text}\n# in {self.argnums}\n{calls}"
