"""The functions of `tests.idioms`, differentiated in both modes at example arguments."""

import importlib
import inspect
import pkgutil

import pytest

from tests import checks, idioms
from tests.annotated import arguments

MODULES = [importlib.import_module(f"{idioms.__name__}.{found.name}") for found in pkgutil.iter_modules(idioms.__path__)]


def functions():
    """Return the functions of all modules, by name; those that start with an underscore are called by others."""
    for module in MODULES:
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                yield pytest.param(function, id=f"{module.__name__.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("function", list(functions()))
def test_derivatives(function):
    checks.check(function, *arguments(function))
