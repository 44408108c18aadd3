"""Random control flow and aliases, lowered: the form computes what Python does, or the alias is refused."""

import random

import pytest

from srcad.errors import AliasingError
from srcad.frontend import lower, source
from srcad.ir import check
from srcad.ir.types import Array, Dim, Scalar
from tests import interpret, jumps

np = pytest.importorskip("numpy")

PROGRAMS = 60
TYPES = {"x": Scalar("float"), "n": Scalar("int"), "a": Array("float", (Dim("n3", 0, True),))}
CASES = [(0.5, 0), (1.5, 2), (-2.5, 3)]


def trial(seed, path):
    """Lower one program and run it beside the original; say whether it was refused."""
    text = jumps.generate(random.Random(seed))
    path.write_text(text)
    scope = {}
    exec(compile(text, str(path), "exec"), scope)
    try:
        function = check.check(lower.lower(source.from_file(str(path), "f"), TYPES))
    except AliasingError:
        return True
    for x, n in CASES:
        array = np.array([1.0, -2.0, 0.5])
        given = array.copy()
        got = outcome(lambda: interpret.run(function, x, n, given, namespace=scope))
        in_place = outcome(lambda: interpret.run(function, x, n, given, namespace=scope, in_place=True))
        wanted = outcome(lambda: scope["f"](x, n, array.copy()))
        assert got == wanted == in_place, f"seed {seed} at {x}, {n}\n{text}"
        assert np.array_equal(given, array)
    return False


def outcome(call):
    with np.errstate(all="ignore"):
        try:
            return repr(call())
        except (ZeroDivisionError, OverflowError) as error:
            return type(error)


def test_random_functions(tmp_path):
    refused = sum(trial(seed, tmp_path / f"program_{seed}.py") for seed in range(PROGRAMS))
    assert refused < PROGRAMS / 2
