"""Derivatives of functions under numba.njit(cache=True): modules in the folder of Numba's cache, and so compiled once.

Numba keeps what it compiles beside a file. The derivative's module, complete as it is when saved, is written to the folder in which
Numba keeps the function's own machine code, under a name that holds a hash of its text: another text is another file.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from typing import Any

from srcad import machine, saving
from srcad.errors import SrcadError
from srcad.frontend.source import FunctionSource


def write(path: str, text: str) -> None:
    """Write a file that another process may be about to read or to write."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    under_way = f"{path}.{os.getpid()}"
    with open(under_way, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(under_way, path)


def functions(product: Any, root: FunctionSource, njit: machine.Options) -> dict[str, Any] | None:
    """Return the functions of a derivative from a module on disk, where its function is cached; else, or where that can't be, None."""
    folder = dict(njit or ()).get("cache")
    if folder is None:
        return None
    try:
        text = saving.module_text(product, root, f"{product.name}, by srcad.", njit)
    except SrcadError:
        return None  # what it reads has no text: it is compiled anew in each process
    name = f"{product.name}_{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    path = os.path.join(folder, f"{name}.py")
    if not os.path.exists(path):
        try:
            write(path, text)
        except OSError:
            return None
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # Numba looks for it by its name when it loads what it compiled
    spec.loader.exec_module(module)
    return vars(module)
