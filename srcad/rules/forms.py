"""Recipes as text: what each form says, read without importing the functions that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import gast

MODULES = {
    "np": "numpy",
    "math": "math",
    "cmath": "cmath",
    "statistics": "statistics",
    "operator": "operator",
    "builtins": "builtins",
    "random": "random",
    "scipy": "scipy",
    **{name: f"scipy.{name}" for name in ("special", "stats", "signal", "ndimage", "interpolate", "integrate", "sparse")},
    **{name: f"scipy.{name}" for name in ("optimize", "spatial")},
    "runtime": "srcad.runtime",
}
CONSTANT, REFUSED, EFFECT = "constant", "refused", "effect"


@dataclass(frozen=True, eq=False)
class Recipe:
    """A recipe: its form, the functions it is for, the parameters it honours and its body."""

    form: str
    ops: tuple[str, ...]
    name: str
    result: str = ""
    params: tuple[str, ...] = ()
    # Those behind a `*` are honoured by keyword only, where the function has others in between.
    keywords: tuple[str, ...] = ()
    defaults: dict = field(default_factory=dict)
    rest: str | None = None
    body: tuple = ()
    options: dict = field(default_factory=dict)
    reason: str = ""
    # What the recipe's names for modules and functions mean.
    modules: dict = field(default_factory=lambda: dict(MODULES))


def qualified(node, modules: dict[str, str]) -> str:
    """Return the qualified name that a dotted expression means: np.linalg.inv is numpy.linalg.inv."""
    if isinstance(node, gast.Attribute):
        return f"{qualified(node.value, modules)}.{node.attr}"
    if isinstance(node, gast.Constant):
        return node.value
    return modules.get(node.id, node.id)


def read(text: str, modules: dict[str, str] = MODULES) -> Iterator[Recipe]:
    """Yield the recipes in a text."""
    for node in gast.parse(text).body:
        if isinstance(node, gast.FunctionDef) and node.decorator_list:
            yield _definition(node, modules)
        elif isinstance(node, gast.Expr) and isinstance(node.value, gast.Call):
            yield _listing(node.value, modules)


def _listing(call, modules: dict[str, str]) -> Recipe:
    """Read `constant(np.floor, ...)`, `effect(np.save, ...)` or `refused("why", np.sort, ...)`."""
    form = call.func.id
    args = list(call.args)
    reason = args.pop(0).value if form == REFUSED else ""
    return Recipe(form, tuple(qualified(arg, modules) for arg in args), form, reason=reason)


def _definition(node, modules: dict[str, str]) -> Recipe:
    decorator = node.decorator_list[0]
    first, *params = (arg.id for arg in node.args.args)
    defaults = dict(zip(reversed(params), (gast.literal_eval(d) for d in reversed(node.args.defaults))))
    keywords = tuple(arg.id for arg in node.args.kwonlyargs)
    defaults |= dict(zip(keywords, map(gast.literal_eval, node.args.kw_defaults)))
    return Recipe(
        form=decorator.func.id,
        ops=tuple(qualified(arg, modules) for arg in decorator.args),
        name=node.name,
        result=first,
        params=tuple(params),
        keywords=keywords,
        defaults=defaults,
        rest=node.args.vararg.id if node.args.vararg else None,
        body=tuple(node.body),
        options={keyword.arg: gast.literal_eval(keyword.value) for keyword in decorator.keywords},
        modules=modules,
    )
