"""Functions written around those of a library, which have no Python source: `srcad.grad(np.tanh)` derives

    def tanh(x):
        return np.tanh(x)
"""

from __future__ import annotations

import functools
import inspect
import linecache
import sys
import types
from collections.abc import Callable
from typing import Any

from srcad.frontend.scope import qualified_name

ROOTS = {"numpy", "scipy", "math", "cmath", "operator", "builtins"}
ALIASES = {"numpy": "np"}
PLAIN = (type(None), bool, int, float, str)
POSITIONAL, EITHER, NAMED = (
    inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
)  # fmt: skip


def around(value: Any) -> types.FunctionType | None:
    """Return a function that calls a library's, None for what is none or takes any number of arguments."""
    qualified = qualified_name(value) if callable(value) and not isinstance(value, type) else None
    return None if qualified is None or qualified.partition(".")[0] not in ROOTS else _around(value, qualified)


@functools.lru_cache(maxsize=256)
def _around(function: Callable, qualified: str) -> types.FunctionType | None:
    parameters = _parameters(function)
    if parameters is None:
        return None
    root, _, rest = qualified.partition(".")
    name, file = qualified.rpartition(".")[2], f"<{qualified}>"
    alias = ALIASES.get(root, root)
    text = f"def {name}({_listed(parameters)}):\n    return {alias}.{rest}({_passed(parameters)})\n"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    scope: dict[str, Any] = {alias: sys.modules[root], "__name__": "__main__"}
    exec(compile(text, file, "exec"), scope)
    made = scope[name]
    made.__doc__ = f"Return {alias}.{rest}({_passed(parameters)})."
    return made


def _parameters(function: Callable) -> list[inspect.Parameter] | None:
    """Return the parameters that matter: those that have no default, or one that can be written down."""
    if (count := getattr(function, "nin", None)) is not None:
        names = ["x"] if count == 1 else [f"x{k + 1}" for k in range(count)]
        return [inspect.Parameter(name, POSITIONAL) for name in names]
    try:
        found = list(inspect.signature(function).parameters.values())
    except (ValueError, TypeError):
        return None
    if any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in found):
        return None
    kept = [one for one in found if one.kind in (POSITIONAL, EITHER, NAMED)]
    return [one.replace(annotation=one.empty) for one in kept if one.default is one.empty or isinstance(one.default, PLAIN)]


def _listed(parameters: list[inspect.Parameter]) -> str:
    return str(inspect.Signature(parameters))[1:-1]


def _passed(parameters: list[inspect.Parameter]) -> str:
    """Return the arguments of the call: those with a default by name, where they can be."""
    by_name = [one.kind is NAMED or one.kind is EITHER and one.default is not one.empty for one in parameters]
    return ", ".join(f"{one.name}={one.name}" if named else one.name for one, named in zip(parameters, by_name, strict=True))
