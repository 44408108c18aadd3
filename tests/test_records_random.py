"""Random programs about objects and dicts: right derivatives, or a refusal."""

import copy
import linecache

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks
from tests.programs import records

ARGUMENTS = (0.7, -0.4)
SEEDS = range(16)


def load(seed):
    """Return the function of a program, its classes' module, and the text."""
    text, name = records.program(seed), f"<records {seed}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    module = {"__name__": "records_program"}
    exec(compile(text, name, "exec"), module)
    return module["f"], (*ARGUMENTS, module["V"](0.9, 0.6), {"u": 0.8, "v": -0.3}), text


@pytest.mark.parametrize("seed", SEEDS)
def test_programs(seed):
    f, args, text = load(seed)
    want = f(*copy.deepcopy(args))
    if not np.isfinite(want) or abs(want) > 1e4:
        return
    try:
        value, grad = checks.unchanged(srcad.value_and_grad(f, argnums=(0, 1, 2, 3)), args)
        checks.check_tangent(f, args, (0, 1, 2, 3), grad)
    except errors.SrcadError:
        return
    assert checks.same(value, want), text
    for k, part in enumerate(grad):
        checks.assert_close(part, checks.central_gradient(f, args, k), what=f"argument {k} of {text}")
