"""Finds the rule for a function by its qualified name; recipes are read at the first call that needs them."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
import textwrap
import types
from collections.abc import Callable
from pathlib import Path

from srcad.analysis import primitives, results, signatures
from srcad.rules import distribution, forms
from srcad.rules.choice import Choice
from srcad.rules.composite import Composite
from srcad.rules.definition import Definition
from srcad.rules.differential import Differential
from srcad.rules.einsum import Einsum
from srcad.rules.elementwise import Elementwise
from srcad.rules.forms import Recipe
from srcad.rules.linear import Bilinear, Linear
from srcad.rules.outer import Outer
from srcad.rules.rule import ConstantRule, Effect, Refused, Rule

FAMILIES = {
    "elementwise": Elementwise,
    "linear": Linear,
    "bilinear": Bilinear,
    "choice": Choice,
    "einsum": Einsum,
    "differential": Differential,
    "definition": Definition,
    "distribution": distribution.rule,
    "discrete": distribution.rule,
    "composite": Composite,
}
# What is known of the result of a user's function of each form.
ELEMENT_TYPES = {"elementwise": results.floating}
EFFECT_REASON = "it reads or writes what is outside of the function, and is called once, in order"
# A recipe begins at the start of a line, with a decorator or the name of a listing, and ends before the next.
BEGINS = re.compile(r"^(?=@\w+\(|constant\(|refused\(|effect\()", re.MULTILINE)
DOTTED = re.compile(r"\b(?:%s)(?:\.\w+)+|\"[\w.]+\"" % "|".join(forms.MODULES))
STRING = re.compile(r'"[^"\n]*"')
REASON = re.compile(r'"[^"\n]* [^"\n]*"')

_own: dict[str, Rule | ConstantRule | Refused] = {}


def find(op: str) -> Rule | ConstantRule | Refused | None:
    """Return what is known of the derivative of a function; None for an unknown function."""
    return _own.get(op) or _built_in(op)


def names() -> list[str]:
    """Return the qualified names of all functions that have a rule, are constant or are refused."""
    return sorted({*_index(), *_own})


def text(op: str) -> str | None:
    """Return the recipe of a built-in rule as it stands in templates/, None where there is none."""
    return _index().get(op)


def folder() -> Path:
    """Return the folder of the recipes: beside this package in an installation, beside srcad/ in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


@functools.cache
def _index() -> dict[str, str]:
    """Map each function's qualified name to the text of its recipe."""
    found: dict[str, str] = {}
    for path in sorted(folder().glob("*.py")):
        for chunk in BEGINS.split(path.read_text(encoding="utf-8"))[1:]:
            # Strings name functions in listings only; elsewhere they are options or reasons.
            head = (STRING if chunk.startswith("@") else REASON).sub("", chunk.partition("\ndef ")[0])
            methods = distribution.methods(chunk[1 : chunk.find("(")])
            for dotted in DOTTED.findall(head):
                name = _qualified(dotted)
                found |= {f"{name}.{method}": chunk for method in methods} or {name: chunk}
    return found


def _qualified(dotted: str) -> str:
    module, _, name = dotted.strip('"').partition(".")
    return f"{forms.MODULES.get(module, module)}.{name}" if name else module


@functools.cache
def _built_in(op: str) -> Rule | ConstantRule | Refused | None:
    chunk = _index().get(op)
    return _ufunc_method(op) if chunk is None else rule_of(next(recipes(chunk)), op)


def _ufunc_method(op: str) -> Rule | ConstantRule | Refused | None:
    """Return what follows for a ufunc's method from what is known of the ufunc; None for anything else."""
    ufunc, _, method = op.rpartition(".")
    if signatures.OPERANDS.get(ufunc) != 2 or method not in ("reduce", "accumulate", "reduceat", "outer"):
        return None
    rule = find(ufunc)
    if isinstance(rule, ConstantRule):
        return ConstantRule(op)
    if isinstance(rule, Elementwise) and method == "outer":
        return Outer(rule, op)
    return Refused(op, f"write a loop that calls {ufunc.replace('numpy', 'np')}")


@functools.cache
def _read(chunk: str) -> tuple[Recipe, ...]:
    return tuple(forms.read(chunk))


def recipes(chunk: str):
    return iter(_read(chunk))


def rule_of(recipe: Recipe, op: str) -> Rule | ConstantRule | Refused:
    """Return the rule that a recipe gives for one of its functions."""
    if recipe.form == forms.CONSTANT:
        return ConstantRule(op)
    if recipe.form == forms.REFUSED:
        return Refused(op, recipe.reason)
    if recipe.form == forms.EFFECT:
        return Effect(op, EFFECT_REASON)
    return FAMILIES[recipe.form](recipe, op)


# -- a user's own -------------------------------------------------------------------------------------------


def register(form: str, functions: tuple, options: dict, recipe: Callable) -> None:
    """Register a live recipe for functions; it is read from its source."""
    ops = [primitives.register(function, ELEMENT_TYPES.get(form)) for function in functions]
    # Only who wrote a function knows whether its rule holds for complex numbers.
    options = {"complex": False, **options}
    meanings = {name: meaning for name, value in recipe.__globals__.items() if (meaning := _meaning(value)) is not None}
    found = next(forms.read(textwrap.dedent(inspect.getsource(recipe)), {**forms.MODULES, **meanings}))
    for op in ops:
        _own[op] = rule_of(dataclasses.replace(found, form=form, ops=(op,), options=options), op)


def _meaning(value: object) -> str | None:
    """Return the qualified name of a module or function that a recipe may name."""
    if isinstance(value, types.ModuleType):
        return value.__name__
    if not callable(value) or getattr(value, "__module__", "").startswith("srcad.rules"):
        return None
    return primitives.registered_name(value) or primitives.library_name(value)


def register_constant(functions: tuple) -> None:
    """Register functions without a derivative."""
    for function in functions:
        op = primitives.register(function, None)
        _own[op] = ConstantRule(op)


def register_refused(reason: str, functions: tuple) -> None:
    """Register functions that are refused, and why."""
    for function in functions:
        op = primitives.register(function, None)
        _own[op] = Refused(op, reason)


def register_effect(functions: tuple) -> None:
    """Register functions that are called once, in order, for what they do."""
    for function in functions:
        op = primitives.register(function, None)
        _own[op] = Effect(op, EFFECT_REASON)


def forget(op: str) -> None:
    """Remove a user's rule; a built-in one that it stood before holds again."""
    _own.pop(op, None)
