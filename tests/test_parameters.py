"""Each parameter of a function that has a rule is honoured, or refused by name: checked from the functions' signatures."""

import inspect

import pytest

from srcad.analysis import signatures
from srcad.ir import types
from srcad.ir.nodes import Apply, Value
from srcad.rules import registry
from srcad.rules.rule import Rule
from tests import rule_harness

POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def signature(op):
    """Return the parameters of the function with this name, None where it is missing or doesn't tell."""
    if op.startswith("random."):
        return None  # Python's own draws take numbers by position, and are tried in test_random_draws.py
    try:
        found = inspect.signature(rule_harness.function(op))
    except (AttributeError, ValueError, TypeError):
        return None
    params = list(found.parameters.values())
    # A draw is called as a method: its generator is no argument.
    return params[1:] if op.startswith("numpy.random.") and params[0].name == "self" else params


RULES = [name for name in registry.names() if registry.text(name) and isinstance(registry.find(name), Rule)]
KNOWN = [name for name in RULES if not name.startswith(("operator.", "srcad.")) and signature(name) is not None]


def one_of(op, params):
    """Return a call of a function with as many arguments, and with these keywords."""
    count, *keywords = params
    args = tuple(Value(types.Array("float", (3,)), f"x{k}") for k in range(count))
    return Apply(Value(types.UNKNOWN), op, args, tuple((name, Value(types.UNKNOWN, name)) for name in keywords))


@pytest.mark.parametrize("op", KNOWN)
def test_each_parameter_is_honoured_or_refused_by_name(op):
    rule, params = registry.find(op), signature(op)
    recipe = rule.recipe
    positional = [p.name for p in params if p.kind in POSITIONAL]
    # `out` and what stands behind it is given by keyword when a rule sees it.
    if "out" in positional and signatures.parameters(op):
        positional = positional[: positional.index("out")]
    # Elsewhere a call with more arguments than the recipe honours is refused by their number.
    if not op.startswith(("scipy.", "numpy.linalg.", "numpy.fft.", "statistics.")):
        assert recipe.rest or len(recipe.params) >= len(positional), f"{op}{tuple(positional)}"
    for param in params:
        names = (*recipe.params, *recipe.keywords, *recipe.options.get("synonyms", ()))
        honoured = param.name in names and param.name not in recipe.options.get("refuses", "").split()
        if param.kind in (param.VAR_POSITIONAL, param.VAR_KEYWORD) or honoured or param.name in ("out", *signatures.UFUNC_KEYWORDS):
            continue
        if param.kind != param.POSITIONAL_ONLY and param.name not in positional[: len(recipe.params)]:
            assert f"'{param.name}'" in str(rule.unbound(one_of(op, (len(recipe.params), param.name)))), param.name
