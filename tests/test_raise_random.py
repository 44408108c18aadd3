"""Raising keeps what a function computes, whatever its shape: random functions against their definition."""

import math

import gast
import numpy as np
import pytest

from srcad.backend.printer import to_source
from srcad.backend.raise_ import raise_function
from srcad.ir import check
from tests.ir_programs import Generator, Interpreter, World

COUNT = 250


def text_and_function(function, world, dialect="python"):
    raised = raise_function(function, dialect)
    text = to_source(raised.tree)
    scope = {"np": np, "math": math, "log": world.log, "helper": world.helper}
    exec(compile(text, "<raised>", "exec"), scope)
    return text, scope[function.name]


def same(got, wanted):
    # Contributions of one statement to an adjoint are added up first, so the last digits may differ.
    return all(np.allclose(a, b, rtol=1e-11, atol=1e-12) for a, b in zip(got, wanted, strict=True))


@pytest.mark.parametrize("dialect", ["python", "numba"])
@pytest.mark.parametrize("start", range(0, COUNT, 50))
def test_random_functions_keep_their_meaning(start, dialect):
    for seed in range(start, start + 50):
        function = check.check(Generator(seed).function(), "generation")
        worlds = World(), World()
        text, raised = text_and_function(function, worlds[0], dialect)
        assert gast.dump(gast.parse(text))  # it parses
        for x, y in ((0.3, -1.2), (1.7, 0.4)):
            vector = np.array([0.5, -0.25, 2.0])
            given = vector.copy()
            wanted = Interpreter(worlds[1]).run(function, x, y, vector.copy())
            got = raised(x, y, given)
            assert same(got, wanted), f"seed {seed}: {got} is not {wanted}\n{text}"
            assert np.array_equal(given, vector), f"seed {seed} changes its argument\n{text}"
            assert same(*[list(map(np.array, world.said)) for world in worlds]), f"seed {seed} says other things\n{text}"


def test_the_text_is_the_same_every_time():
    texts = {to_source(raise_function(Generator(7).function()).tree) for _ in range(3)}
    assert len(texts) == 1
