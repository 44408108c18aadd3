"""Modules completed from emitted functions: what comes along, in which order, and what is refused."""

import pytest

from srcad import standalone
from srcad.errors import SrcadError

EMITTED = "def f_grad(x):\n    return RATE * x\n"


def completed(text, user, homes=(), **others):
    modules = [standalone.Module(user, "user.py"), *(standalone.Module(t, f"{n}.py") for n, t in others.items())]
    return standalone.completed(text, modules, dict(homes))


def test_what_is_needed_comes_along_with_what_it_needs():
    user = "import math, os\nHALF = 0.5\nUNUSED = 3\n\n\ndef scale(x):\n    return HALF * x\n\n\nRATE = scale(math.pi)\n"
    module = completed(EMITTED, user)
    assert "UNUSED" not in module and "import os" not in module
    scope = {}
    exec(module, scope)
    assert scope["f_grad"](2.0) == pytest.approx(3.141592653589793)


def test_statements_keep_their_order():
    user = "def scale(x):\n    return 2 * x\n\n\nRATE = scale(3)\n"
    scope = {}
    exec(completed(EMITTED, user), scope)
    assert scope["f_grad"](1.0) == 6


@pytest.mark.parametrize(
    "user",
    [
        "RATE = 1\nRATE += 1\n",
        "RATE = 1\nif __name__ == '__main__':\n    RATE = 2\n",
        "RATE = 1\ndef change():\n    global RATE\n    RATE = 2\n",
        "RATE = 1\nRATE = RATE * 2\n",
        "RATE = 1\nOTHER = RATE\nRATE = 2\n",
    ],
)
def test_a_value_that_only_the_run_knows_is_refused(user):
    with pytest.raises(SrcadError, match="'RATE'"):
        completed(EMITTED, user)


def test_a_name_that_nothing_binds_is_refused():
    with pytest.raises(SrcadError, match="binds 'RATE'"):
        completed(EMITTED, "x = 1\n")


CALLEE = "def g_fwd(x):\n    return RATE + x, None\n\n\n"


def test_a_callee_reads_its_own_module():
    module = completed(CALLEE + "def f_grad(x):\n    return g_fwd(x)\n", "x = 1\n", {"g_fwd": "helpers.py"}, helpers="RATE = 2\n")
    assert "RATE = 2" in module


def test_one_name_for_two_things_is_refused():
    with pytest.raises(SrcadError, match="two different things named 'RATE'"):
        completed(CALLEE + EMITTED, "RATE = 1\n", {"g_fwd": "helpers.py"}, helpers="RATE = 2\n")


def test_a_constant_is_followed_through_an_import_of_the_users():
    module = completed(EMITTED, "from helpers import RATE\n", helpers="RATE = 2\n")
    assert "import" not in module and "RATE = 2" in module


def test_an_import_brings_only_the_name_that_is_read():
    module = completed("def g(x):\n    return sin(x)\n", "from math import cos, sin\n")
    assert module.startswith("from math import sin\n")


def test_builtins_and_local_names_need_nothing():
    text = "def g(x):\n    total = 0.0\n    for i in range(len(x)):\n        total += abs(x[i])\n    return total\n"
    assert completed(text, "pass\n") == text
