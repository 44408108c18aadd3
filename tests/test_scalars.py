"""Where no types are given, what follows from a scalar result makes the text that of the given types."""

import importlib
import inspect

import pytest

from srcad import pipeline, types_text
from srcad.frontend import source


def text(f, argnames, types):
    names = list(inspect.signature(f).parameters)
    argnums = tuple(names.index(name) for name in argnames)
    given = types_text.parse(", ".join(f"{name}: {type_}" for name, type_ in types.items()))
    return pipeline.build(source.from_function(f), "grad", argnums, len(argnums) == 1, given).text


@pytest.mark.parametrize(
    "name", ("straight_line", "two_inputs", "branch", "loop_tape", "loop_no_tape", "nested_loops", "while_break", "in_place")
)
def test_the_text_without_types_is_that_with_them(name):
    case = importlib.import_module(f"tests.golden.{name}")
    assert text(case.f, case.ARGNAMES, {}) == text(case.f, case.ARGNAMES, case.TYPES)


def whole(x):
    return (x * x).sum() + x[0]


def test_an_array_that_is_read_whole_too():
    assert text(whole, ("x",), {}) == text(whole, ("x",), {"x": "float[:]"})


def rows(x):
    total = 0.0
    for i in range(len(x)):
        total += x[i].sum() * x[i, 0]
    return total


def test_nothing_follows_from_indices_of_several_ranks():
    assert text(rows, ("x",), {}) != text(rows, ("x",), {"x": "float[:, :]"})
