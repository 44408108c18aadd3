"""Changes each recipe in several ways and runs the rule tests on what comes out: a change that no test notices is reported.

    python -m tests.mutate_rules                       # all recipes; the status is 1 where a mutant survives
    python -m tests.mutate_rules --family reductions   # those of templates/reductions.py
    python -m tests.mutate_rules numpy.tanh            # those of one function
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import warnings
from collections.abc import Iterator

import gast
import numpy as np

from srcad.rules import forms, registry
from srcad.rules.rule import Rule
from tests import rule_harness, test_rules
from tests.rule_examples import EXAMPLES

SWAPPED = {gast.Add: gast.Sub, gast.Sub: gast.Add, gast.Mult: gast.Div, gast.Div: gast.Mult}
COMPARED = {gast.Lt: gast.Gt, gast.Gt: gast.Lt, gast.LtE: gast.GtE, gast.GtE: gast.LtE}
# Calls that fit a shape, permute or conjugate: a mutant drops them.
DROPPED = {"spread", "fit", "reshaped", "swapped", "turned", "conj", "conjugate", "flip", "selected", "unbroadcast"}
NUDGE = 1.001
# Changes that change nothing: (recipe, change).
EQUIVALENT = {
    ("arctan2", "negated in np.hypot(a, b)"),  # the length is squared
    ("copysign", "Div for Mult in np.copysign(a != 0, a) * math.copysign(1.0, b)"),  # by 1 or -1
    ("copysign", "Div for Mult in np.copysign(a != 0, a) * np.copysign(1.0, b)"),
}


# -- mutants --------------------------------------------------------------------------------------------


def slots(body) -> Iterator[tuple[object, str, int | None, object]]:
    """Yield (parent, field, index, expression) for each expression that a recipe's values are made of."""
    for statement in body:
        for parent in gast.walk(statement):
            if isinstance(parent, (gast.If, gast.IfExp, gast.Raise, gast.Subscript)):
                fields = [f for f in parent._fields if f not in ("test", "exc", "slice")]
            else:
                fields = parent._fields
            for field in fields:
                held = getattr(parent, field, None)
                for index, item in enumerate(held) if isinstance(held, list) else [(None, held)]:
                    if isinstance(item, gast.expr):
                        yield parent, field, index, item


def changes(parent, field: str, item) -> Iterator[tuple[str, object]]:
    """Yield what an expression may be changed to, and what to call it."""
    is_value = isinstance(parent, (gast.Return, gast.Assign)) and field == "value"
    in_tuple = isinstance(parent, gast.Tuple) and not isinstance(item, gast.Constant)
    if (is_value or in_tuple) and not isinstance(item, gast.Tuple) and not is_fixed(item):
        yield "negated", gast.UnaryOp(gast.USub(), item)
        yield f"times {NUDGE}", gast.BinOp(gast.Constant(NUDGE, None), gast.Mult(), item)
    match item:
        case gast.BinOp(op=gast.Add(), right=gast.Compare()):
            pass  # a guard against 0 in a denominator, whose sign is no matter
        case gast.BinOp(left=left, op=op, right=right) if type(op) in SWAPPED:
            yield f"{SWAPPED[type(op)].__name__} for {type(op).__name__}", gast.BinOp(left, SWAPPED[type(op)](), right)
        case gast.UnaryOp(op=gast.USub(), operand=inner):
            yield "sign dropped", inner
        case gast.Compare(left=left, ops=[op], comparators=right) if type(op) in COMPARED:
            yield "comparison turned", gast.Compare(left, [COMPARED[type(op)]()], right)
        case gast.Call(func=gast.Name(id=name) | gast.Attribute(attr=name), args=[first, *_]) if name in DROPPED:
            yield f"{name} dropped", first
        case gast.Constant(value=bool()) | gast.Constant(value=str()) | gast.Constant(value=None):
            pass
        case gast.Constant(value=number) if isinstance(number, (int, float)):
            yield f"{number + 1} for {number}", gast.Constant(number + 1, None)


def is_fixed(item) -> bool:
    """Say whether an expression is a mask, which the rest of a recipe counts itself, or the tangent of what is constant."""
    match item:
        case gast.Compare() | gast.UnaryOp(op=gast.Invert()) | gast.Call(func=gast.Name(id="among" | "zero")):
            return True
    return False


def mutants(recipe: forms.Recipe) -> Iterator[tuple[str, forms.Recipe]]:
    """Yield changed copies of a recipe, each with a text that says how."""
    found = [(k, how) for k, slot in enumerate(slots(recipe.body)) for how, _ in changes(slot[0], slot[1], slot[3])]
    for k, how in found:
        body = copy.deepcopy(recipe.body)
        parent, field, index, item = list(slots(body))[k]
        around = copy.deepcopy(parent)
        before, new = gast.unparse(item), dict(changes(parent, field, item))[how]
        if index is None:
            setattr(parent, field, new)
        else:
            getattr(parent, field)[index] = new
        yield f"{how} in {before}" if before != str(getattr(item, "value", "")) else f"{how} in {gast.unparse(around)}", dataclasses.replace(recipe, body=body)


# -- the tests ------------------------------------------------------------------------------------------


def is_noticed(op: str) -> bool:
    """Say whether a rule test fails for a function."""
    try:
        for case in test_rules.cases(op):
            case()
    except Exception:  # noqa: BLE001 - whatever a wrong recipe leads to, it was noticed
        return True
    return False


def survivors(chunk: str, ops: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (function, change) for each change of a recipe that no test notices."""
    for recipe in registry.recipes(chunk):
        tested = [op for op in ops if op in recipe.ops and EXAMPLES.get(op) and rule_harness.exists(op)]
        for how, mutant in mutants(recipe) if tested else ():
            if (recipe.name, how) not in EQUIVALENT and not any(noticed_as(op, mutant) for op in tested):
                yield f"{recipe.name} ({', '.join(tested)})", how


def noticed_as(op: str, mutant: forms.Recipe) -> bool:
    registry._own[op] = registry.rule_of(mutant, op)
    try:
        return is_noticed(op)
    finally:
        registry.forget(op)


def chosen(family: str | None, names: list[str]) -> dict[str, list[str]]:
    """Return the recipes to change, each with the functions that it is for."""
    path = registry.folder() / f"{family}.py"
    text = path.read_text("utf-8") if family else None
    found: dict[str, list[str]] = {}
    for op in registry.names():
        recipe = registry.text(op)
        wanted = recipe and (text is None or recipe in text) and (not names or op in names)
        if wanted and isinstance(registry.find(op), Rule):
            found.setdefault(recipe, []).append(op)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="qualified names of functions")
    parser.add_argument("--family", help="the recipes of one file of templates/")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    count = 0
    with np.errstate(all="ignore"):
        for chunk, ops in chosen(arguments.family, arguments.names).items():
            for name, how in survivors(chunk, ops):
                count += 1
                print(f"survives: {name}: {how}", flush=True)
    print(f"{count} survive")
    return 1 if count else 0


if __name__ == "__main__":
    raise SystemExit(main())
