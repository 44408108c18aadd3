"""Import statements within a function: what the names that they bind stand for."""

from __future__ import annotations

import sys

import gast

from srcad.frontend import lower_attributes
from srcad.frontend.bindings import Library
from srcad.frontend.context import Lowering
from srcad.frontend.scope import ROOTS


def bind(lo: Lowering, node: gast.Import | gast.ImportFrom) -> None:
    """Bind the names of a library's modules and of what they hold."""
    for alias in node.names:
        module = alias.name if isinstance(node, gast.Import) else node.module or ""
        if getattr(node, "level", 0) or module.partition(".")[0] not in ROOTS:
            why = "only known libraries are imported while a derivative is made"
            lo.refuse(node, f"an import of {module or 'this'} within a function is not supported", why, "import at the module's top")
        name = alias.asname or alias.name.partition(".")[0]
        found = library(module if alias.asname or isinstance(node, gast.ImportFrom) else name, name)
        if isinstance(node, gast.ImportFrom):
            found = lower_attributes.of_library(lo, gast.Attribute(node, alias.name, gast.Load()), library(module, module))
        lo.state.set(lo.frame.number, name, found)


def library(module: str, text: str) -> Library:
    """Return a library's module, by its value where it is loaded."""
    value = sys.modules.get(module)
    return Library(module, text, "global", value, value is not None)
