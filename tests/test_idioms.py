"""The functions of `tests.idioms`, differentiated in both modes at example arguments, and read as text."""

import importlib
import inspect
import pkgutil
from collections import defaultdict

import pytest

import srcad
from srcad import cli
from tests import checks, idioms
from tests.annotated import arguments
from tests.idioms import dispatch, enumerations, tables

MODULES = [importlib.import_module(f"{idioms.__name__}.{found.name}") for found in pkgutil.iter_modules(idioms.__path__)]


def functions(modules):
    """Return the functions of modules, by name; those that start with an underscore are called by others."""
    for module in modules:
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                yield pytest.param(function, id=f"{module.__name__.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("function", list(functions(MODULES)))
def test_derivatives(function):
    checks.check(function, *arguments(function))


@pytest.mark.parametrize("function", list(functions([dispatch, enumerations, tables])))
def test_text(function, capsys):
    """What a file's text says of classes and constants is what they are."""
    assert cli.main(["grad", f"{function.__code__.co_filename}:{function.__name__}"]) == 0
    emitted: dict = {"__name__": "emitted"}
    exec(compile(capsys.readouterr().out, "emitted", "exec"), emitted)
    args = arguments(function)
    checks.assert_close(emitted[f"{function.__name__}_grad"](*args), srcad.grad(function)(*args), 1e-12)


def powers(x, n):
    table = {}
    for k in range(n):
        table[k] = x**k
    return table[n - 1]


def by_label(values, labels=("a", "b", "a", "b")):
    groups = defaultdict(list)
    for value, label in zip(values, labels):
        groups[label].append(value)
    return sum((sum(group) / len(group)) ** 2 for group in groups.values())


class Node:
    def __init__(self, value, behind=None):
        self.value, self.behind = value, behind


def linked(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    total, k = 0.0, 1
    while head is not None:
        total += k * head.value**2
        head, k = head.behind, k + 1
    return total


def spread(values):
    def horner(*coefficients):
        total = 0.0
        for c in coefficients:
            total = total * 1.5 + c
        return total

    return horner(*values) * horner(*values[:2])


@pytest.mark.parametrize("function", [by_label, linked, spread])
def test_lists_are_known_item_by_item_where_that_tells_which_item_is_meant(function):
    checks.check(function, [0.7, 1.2, 0.4])
    checks.check(function, [0.7, 1.2])
    emitted = srcad.grad(function).specialize([0.7, 1.2, 0.4])
    with pytest.raises(AssertionError, match="for 3 items"):
        emitted([0.7, 1.2, 0.4, 0.3])


def test_whole_numbers_that_tell_which_item_is_meant_are_part_of_the_signature():
    grad = srcad.grad(powers)
    assert [grad(2.0, n) for n in (2, 4, 2)] == [1.0, 12.0, 1.0]
    assert srcad.grad(grad)(2.0, 4) == 12.0
    emitted = grad.specialize(2.0, 3)
    assert emitted(2.0, 3) == 4.0
    with pytest.raises(AssertionError, match="for n = 3"):
        emitted(2.0, 4)
