"""Rewrites of a program that don't change its meaning don't change its derivatives."""

import copy
import random

import numpy as np
import pytest

import srcad
from tests import checks
from tests.programs import generate
from tests.programs.rewrites import REWRITES
from tests.programs.trial import is_tame


def gradients(program):
    gradient = srcad.grad(program.load(), argnums=program.argnums)
    return [gradient(*args) for args in copy.deepcopy(program.inputs)]


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("level", (1, 2))
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.filterwarnings("ignore")
def test_same_gradient(rewrite, level, seed):
    program = generate(random.Random(7700 + seed), level)
    if not is_tame(program):
        pytest.skip("its figures are out of bounds")
    other = rewrite(program, random.Random(seed))
    with np.errstate(all="ignore"):
        for got, want in zip(gradients(other), gradients(program), strict=True):
            checks.assert_close(got, want, 1e-9, what=str(other))
