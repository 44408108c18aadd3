"""Nothing is unknown: each public function of the libraries has a rule, is constant, an effect, or refused and why."""

import importlib

import pytest

from srcad.commands import classes
from srcad.rules import registry
from tests import classification


@pytest.mark.parametrize("module", classification.ALL)
def test_every_function_is_classified(module):
    assert sorted(classification.unclassified(module) - classification.listed(module)) == []


@pytest.mark.parametrize("module", sorted(classification.DIFFERENTIABLE))
def test_what_has_a_derivative_has_a_rule(module):
    names = classification.DIFFERENTIABLE[module].split()
    without = [name for name in names if classification.kind(f"{module}.{name}") != "rule"]
    todo = [name for name in without if name in classification.listed(module)]
    assert len(set(without) - set(todo)) <= 0.05 * len(names), sorted(without)


def autograds(module: str) -> list[str]:
    """Return the names of a module's functions that autograd differentiates."""
    core = pytest.importorskip("autograd.core")
    wrapped = importlib.import_module(f"autograd.{module}")
    known = {id(function) for function in core.primitive_vjps}
    library = importlib.import_module(module)
    return sorted(name for name, value in vars(wrapped).items() if id(value) in known and hasattr(library, name))


@pytest.mark.parametrize("module", ["numpy", "numpy.linalg", "numpy.fft", *(f"scipy.{m}" for m in ("special", "linalg", "signal"))])
def test_nothing_that_autograd_knows_is_refused(module):
    kinds = {name: classification.kind(f"{module}.{name}") for name in autograds(module)}
    without = [name for name, kind in kinds.items() if kind not in ("rule", "constant")]
    assert [name for name in without if name not in classification.listed(module)] == []


def test_the_table_of_functions_names_each_of_them():
    text = classes.document()
    names = [name for name in registry.names() if registry.text(name) and not name.startswith(classes.OWN)]
    missing = [name for name in names if f"`{name.removeprefix(classes.module_of(name) + '.')}`" not in text]
    assert missing == [] and "| `average` | a, axis, weights, keepdims |" in text
