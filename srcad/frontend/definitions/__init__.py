"""Functions of Python's own library that take sequences and functions, as they are defined.

Each module here stands for the module of that name, and is read as text: a call is lowered as that of a function of the
user's would be. An argument for a parameter called `sequence` is made one that has a length and an index. A function
`interp__period` defines what np.interp is where it is given a period.
"""

from __future__ import annotations

import ast
import functools
import os
from typing import Any

from srcad.frontend import class_text, module_text
from srcad.frontend.source import FunctionSource

DIRECTORY = os.path.dirname(__file__)
MODULES = ("builtins", "collections", "heapq", "functools", "itertools", "math", "numpy", "operator", "statistics")


@functools.cache
def read(module: str) -> module_text.ModuleText:
    return module_text.read(os.path.join(DIRECTORY, f"{module}.py"))


def find(qualified: str) -> FunctionSource | None:
    """Return how a library's function is defined, None where it isn't here."""
    module, _, name = qualified.partition(".")
    if module not in MODULES:
        return None
    text = read(module)
    name = name.replace(".", "_")
    public = name in text.statements and not name.startswith("_")
    return text.function(name) if public and isinstance(text.statements[name][-1], ast.FunctionDef) else None


def is_sequence(cls: object) -> bool:
    """Say whether a class is one of those here, whose objects are lists under another name."""
    return isinstance(cls, class_text.TextClass) and cls.file == os.path.join(DIRECTORY, "collections.py")


def names(module: str) -> list[str]:
    """Return the names of a module's functions that are defined here."""
    text = read(module) if module in MODULES else None
    defined = {} if text is None else {name for name, nodes in text.statements.items() if isinstance(nodes[-1], ast.FunctionDef)}
    return sorted(name for name in defined if not name.startswith("_") and "__" not in name and not name.endswith("_of_stream"))


@functools.cache
def with_arguments(qualified: str) -> dict[str, FunctionSource]:
    """Return how a library's function is defined where an argument is given, by the argument's name."""
    module, _, name = qualified.partition(".")
    if module not in MODULES:
        return {}
    text, prefix = read(module), f"{name.replace('.', '_')}__"
    return {known.removeprefix(prefix): text.function(known) for known in text.statements if known.startswith(prefix)}


@functools.cache
def class_of(qualified: str) -> Any:
    """Return how a library's class is defined, None where it isn't here."""
    module, _, name = qualified.rpartition(".")
    if module.startswith("numpy.polynomial"):
        module = "series"
    elif qualified == "numpy.poly1d":
        module = "poly1d"
    elif module not in MODULES:
        return None
    if name.startswith("_"):
        return None
    text = read(module)
    return text.lookup(name).cls if name in text.statements else None


def holds(source: FunctionSource) -> bool:
    """Say whether a function is one of those here."""
    return os.path.dirname(source.file) == DIRECTORY
