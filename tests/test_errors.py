"""What an error says, and that Python's own machinery can show and send it."""

import pickle
import traceback

import pytest

from srcad import errors
from srcad.origin import Origin


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.py"
    path.write_text("def f(v):\n    yield v * v\n\tx = é + y\n", encoding="utf-8")
    return str(path)


def test_message_holds_place_reason_way_out_line_and_caret(file):
    origin = Origin(file, 2, 4, 2, 15, "yield v * v", 2)
    error = errors.UnsupportedCallError("no rule for g", origin, "g is unknown", "register one")
    assert str(error).splitlines() == [
        f"{file}:2:5: no rule for g; g is unknown; register one",
        "    yield v * v",
        "    ^^^^^^^^^^^",
    ]


def test_columns_count_characters_though_the_tree_counts_bytes(file):
    error = errors.SrcadError("what is y", Origin(file, 3, 10, 3, 11))
    where, line, caret = str(error).splitlines()
    assert where.startswith(f"{file}:3:10:")
    assert line[caret.index("^")] == "y"


def test_without_a_place_there_is_only_the_sentence():
    assert str(errors.ArgumentError("x is an int", why="floats only", instead="pass 2.0")) == (
        "x is an int; floats only; pass 2.0"
    )


def test_a_line_that_cannot_be_read_any_more():
    origin = Origin("<gone>", 7, 4, 7, 9, "y = x * 2", 7)
    assert str(errors.SrcadError("no", origin)) == "<gone>:7:5: no\n    y = x * 2"


def test_python_draws_the_caret_of_a_syntax_error(file):
    error = errors.UnsupportedSyntaxError("yield is not supported", Origin(file, 2, 4, 2, 15), "why", "instead")
    shown = traceback.format_exception_only(error)
    assert f'File "{file}", line 2' in shown[0]
    assert shown[1].strip() == "yield v * v"
    assert shown[2].strip() == "^" * 11
    assert shown[-1] == "srcad.errors.UnsupportedSyntaxError: yield is not supported; why; instead\n"


def test_classes():
    for cls, base in [
        (errors.UnsupportedSyntaxError, SyntaxError),
        (errors.ArgumentError, TypeError),
        (errors.SourceUnavailableError, OSError),
    ]:
        assert issubclass(cls, errors.SrcadError) and issubclass(cls, base)


@pytest.mark.parametrize("cls", [errors.UnsupportedSyntaxError, errors.ArgumentError, errors.SourceUnavailableError])
def test_errors_pickle(cls, file):
    error = pickle.loads(pickle.dumps(cls("what", Origin(file, 2, 4, 2, 15), "why", "instead")))
    assert (type(error), error.what, error.why, error.instead, error.origin.line) == (cls, "what", "why", "instead", 2)
