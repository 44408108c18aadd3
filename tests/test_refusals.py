"""Refusals: for each unsupported construct the class, the place and the message as text.

The messages are stored in tests/refusals.txt; `pytest --update-golden` writes them anew.
"""

import linecache
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

import srcad
from srcad import errors
from tests.refused import CALL, CASES, SYNTAX

STORED = Path(__file__).with_name("refusals.txt")


def load(text):
    """Define f from a text that linecache knows."""
    linecache.cache["<refused>"] = (len(text), None, text.splitlines(True), "<refused>")
    module = {"__name__": "refused"}
    exec(compile(text, "<refused>", "exec"), module)
    return module["f"]


def raised(case):
    """Return the error, and whether it was raised before the call."""
    f = load(case.text)
    try:
        derivative = srcad.grad(f)
    except Exception as error:
        return error, SYNTAX
    try:
        derivative(*case.args)
    except Exception as error:
        return error, CALL
    pytest.fail("it is not refused")


def stored():
    """Return the stored messages by name."""
    blocks = STORED.read_text().split("\n\n") if STORED.exists() else []
    return dict(block.strip().removeprefix("[").split("]\n", 1) for block in blocks if block.strip())


@pytest.mark.parametrize("name", CASES)
def test_class_place_and_time(name):
    case = CASES[name]
    error, when = raised(case)
    assert isinstance(error, case.error), f"{type(error).__name__}: {error}"
    assert when == case.when
    if "# here" in case.text:
        line = next(k for k, text in enumerate(case.text.splitlines(), 1) if text.endswith("# here"))
        assert str(error).startswith(f"<refused>:{line}:")
        assert "^" in str(error).splitlines()[-1]


def test_messages_as_text(request):
    messages = {name: str(raised(case)[0]) for name, case in CASES.items()}
    if request.config.getoption("--update-golden"):
        STORED.write_text("\n\n".join(f"[{name}]\n{text}" for name, text in messages.items()) + "\n")
    assert messages == {name: text.rstrip("\n") for name, text in stored().items()}


def test_a_message_says_why_and_what_to_write():
    error, _ = raised(CASES["half written"])
    assert error.what and error.why and error.instead


def test_syntax_errors_carry_their_place():
    error, _ = raised(CASES["yield"])
    assert isinstance(error, SyntaxError)
    assert (error.filename, error.lineno) == ("<refused>", 7)
    shown = "".join(traceback.format_exception_only(error))
    assert "yield x * x" in shown and "^" in shown


def test_errors_are_also_python_s_own():
    assert issubclass(errors.ArgumentError, TypeError)
    assert issubclass(errors.SourceUnavailableError, OSError)
    assert all(issubclass(c.error, errors.SrcadError) for c in CASES.values())


def test_an_unknown_call_says_how_to_register_a_rule():
    error, _ = raised(CASES["unknown function"])
    assert "np.polynomial.polynomial.polyvalfromroots" in str(error)


def test_a_function_that_calls_the_derivative_it_became(tmp_path):
    path = tmp_path / "recursive.py"
    text = "import srcad\n\n\n@srcad.grad\ndef f(x):\n    return x * f(x - 1.0) if x > 1 else x\n\n\nf(2.0)\n"
    path.write_text(text)
    root = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root}
    run = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert "recursive.py:6" in run.stderr and "derivative" in run.stderr


def test_no_source():
    namespace = {}
    exec("def f(x):\n    return x * x\n", namespace)
    with pytest.raises(errors.SourceUnavailableError):
        srcad.grad(namespace["f"])(1.0)


def test_builtin_functions_have_no_source():
    with pytest.raises(errors.SrcadError):
        srcad.grad(print)
