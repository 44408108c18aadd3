"""Writes docs/functions.md: of each library function, whether it has a rule, is constant, an effect, or refused and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from srcad.frontend import definitions
from srcad.rules import registry
from srcad.rules.forms import Recipe
from srcad.rules.rule import ConstantRule, Effect, Refused, Rule

HEAD = """\
# Functions

What srcad knows of each function, as `srcad rules --table` prints it; `srcad rules NAME` prints a recipe. A function that stands
nowhere here is refused by name where it is applied to what is differentiated.

With a rule, a function is differentiated in those of its parameters that carry numbers, and honours the parameters that are named;
`out=` besides, and of ufuncs `where`, `dtype`, `casting`, `order` and `subok`. Any other parameter is refused by its name. Methods
of arrays are the functions of the same name. A ufunc's `outer` follows from the ufunc; its other methods are listed.
"""
# What the emitted code alone calls, and what isn't called by a name.
OWN = ("srcad.", "not", "fstring", "tuple", "list", "literal")


def document() -> str:
    """Return the document: a section a module."""
    modules: dict[str, list[str]] = {}
    for name in registry.names():
        if registry.text(name) and not name.startswith(OWN):
            modules.setdefault(module_of(name), []).append(name)
    return HEAD + "".join(f"\n## {module}\n{section(names)}{defined(module)}" for module, names in sorted(modules.items()))


def module_of(name: str) -> str:
    """Return the module, class or ufunc that a function belongs to."""
    module = name.rpartition(".")[0]
    return "numpy" if module.startswith("numpy.") and registry.find(module) is not None and module != "numpy.ndarray" else module


def section(names: list[str]) -> str:
    found = {name: registry.find(name) for name in names}
    of = {kind: [n for n, known in found.items() if type(known) is kind] for kind in (ConstantRule, Effect, Refused)}
    rules = [name for name, known in found.items() if isinstance(known, Rule)]
    parts = [*table("has a rule", "honours", rows_of_rules(rules)), *listed("Constant", of[ConstantRule])]
    parts += [*listed("Effects, called once and in order", of[Effect]), *table("refused", "because", rows_of_refusals(of[Refused]))]
    return "".join(parts)


def defined(module: str) -> str:
    """Return what is said of the functions of a module that are followed into a definition of their own."""
    names = definitions.names(module)
    return f"\nFollowed as they are defined: {', '.join(f'`{name}`' for name in names)}.\n" if names else ""


def short(names: Iterable[str]) -> str:
    return ", ".join(f"`{name.removeprefix(module_of(name) + '.')}`" for name in names)


def rows_of_rules(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (functions, parameters), a row for those that have the same."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(honoured(registry.find(name).recipe), []).append(name)
    for params, group in groups.items():
        yield short(group), params


def honoured(recipe: Recipe) -> str:
    """Return the parameters that a recipe honours."""
    refused = recipe.options.get("refuses", "").split()
    params = [*recipe.params, *((f"*{recipe.rest}",) if recipe.rest else ()), *recipe.keywords]
    return ", ".join(param for param in params if param not in refused)


def rows_of_refusals(names: list[str]) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(registry.find(name).reason, []).append(name)
    for reason, group in groups.items():
        yield short(group), reason


def table(left: str, right: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield f"\n| {left} | {right} |\n|---|---|\n"
        yield from (f"| {a} | {b.replace('|', chr(92) + '|')} |\n" for a, b in rows)


def listed(title: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"\n{title}: {short(names)}.\n"
