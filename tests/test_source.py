"""The source of functions: found, and surely theirs; what their free names mean."""

import __future__

import doctest
import functools
import importlib.util
import linecache
import math
import operator

import gast
import numpy as np
import pytest

from srcad import errors
from srcad.frontend import scope, source, syntax

RATE = 0.5
TWO = [lambda x: x + 1.0, lambda x: x + 1.0]; OTHER = lambda x: x * 2.0, lambda x: x * 3.0  # noqa


def text_of(function):
    return gast.unparse(source.from_function(function).tree)


def loaded(path, name="module_under_test"):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made(k):
    def inner(x, n=3, *, scale=RATE):
        """Docstring."""
        return (
            k * x ** n
            + math.sin(scale)
        )

    return inner


# -- live functions ---------------------------------------------------------------------------------


def test_a_closure_its_defaults_and_its_lines():
    function = made(4.0)
    read = source.from_function(function)
    assert (read.name, read.qualname) == ("inner", "made.<locals>.inner")
    assert read.defaults == {"n": 3, "scale": 0.5}
    assert read.lines[read.tree.lineno - 1].strip().startswith("def inner")
    assert read.function is function and read.file == __file__


@pytest.mark.parametrize("function, factor", [(OTHER[0], "2.0"), (OTHER[1], "3.0")])
def test_lambdas_on_one_line_are_told_apart(function, factor):
    assert text_of(function).endswith(f"x * {factor}")


def test_equal_lambdas_on_one_line_are_told_apart_by_their_columns():
    first, second = (source.from_function(f).tree for f in TWO)
    assert first.col_offset < second.col_offset


def test_a_lambda_within_a_lambda():
    outer = lambda x: lambda y: x * y  # noqa: E731
    assert text_of(outer).endswith("lambda y: x * y")
    assert text_of(outer(2.0)) == "lambda y: x * y"


def test_a_function_with_an_assert_that_pytest_has_rewritten():
    def checked(x):
        assert x > 0, "positive"
        return x * x

    assert "assert x > 0" in text_of(checked)


def test_a_decorated_function_is_found_below_its_decorator():
    def kept(f):
        return f

    @kept
    @kept
    def f(x):
        return x

    assert isinstance(source.from_function(f).tree, gast.FunctionDef)


def test_a_wrapper_is_not_what_it_wraps():
    def inner(x):
        return x

    @functools.wraps(inner)
    def wrapper(x):
        return 2.0 * inner(x)

    assert "2.0 * inner(x)" in text_of(wrapper)


def test_lru_cache_is_transparent():
    @functools.lru_cache
    def f(x):
        return x * 7.0

    assert "x * 7.0" in text_of(f)


def test_a_file_edited_after_its_import_is_refused(tmp_path):
    path = tmp_path / "edited.py"
    path.write_text("def f(x):\n    return 2.0 * x\n")
    module = loaded(path)
    assert "2.0 * x" in text_of(module.f)
    path.write_text("def f(x):\n    return 33.0 * x\n")
    with pytest.raises(errors.SourceUnavailableError, match="edited"):
        source.from_function(module.f)


@pytest.mark.parametrize("edited", ["return 2 * x", "return -2.0 * x", "return 2.0 * y", "return 2.0 + x", "return ("])
def test_the_smallest_edits_are_seen(tmp_path, edited):
    path = tmp_path / "edited.py"
    path.write_text("def f(x):\n    return 2.0 * x\n")
    module = loaded(path)
    path.write_text(f"def f(x):\n    {edited}\n# so that the size differs\n")
    with pytest.raises(errors.SourceUnavailableError):
        source.from_function(module.f)


def test_functions_of_text_that_linecache_knows():
    text = "def f(x):\n    return x * 5.0\n"
    linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(True), "<cell 1>")
    namespace = {}
    exec(compile(text, "<cell 1>", "exec"), namespace)
    assert "x * 5.0" in text_of(namespace["f"])


def test_future_imports_of_an_earlier_cell():
    text = "def f(x):\n    def g(y: float) -> float:\n        return y * 5.0\n    return g(x)\n"
    linecache.cache["<cell 2>"] = (len(text), None, text.splitlines(True), "<cell 2>")
    namespace = {}
    exec(compile(text, "<cell 2>", "exec", __future__.annotations.compiler_flag), namespace)
    assert "y * 5.0" in text_of(namespace["f"])


def test_functions_in_doctests():
    parser = doctest.DocTestParser()
    text = ">>> def f(x):\n...     return x * 9.0\n>>> text_of(f)\n'def f(x):\\n    return x * 9.0'\n"
    example = parser.get_doctest(text, {"text_of": text_of}, "example", None, 0)
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize(
    "value, word",
    [(functools.partial(made, 1.0), "partial"), ("text".upper, "builtin"), (print, "builtin"), (dict, "class"), (3, "no function")],
)
def test_what_is_no_function_is_refused(value, word):
    with pytest.raises(errors.SourceUnavailableError, match=word):
        source.from_function(value)


def test_code_without_text_is_refused():
    namespace = {}
    exec("def f(x):\n    return x", namespace)
    with pytest.raises(errors.SourceUnavailableError):
        source.from_function(namespace["f"])


def test_bound_methods_are_refused():
    class Model:
        def loss(self, x):
            return x

    with pytest.raises(errors.SourceUnavailableError, match="bound method"):
        source.from_function(Model().loss)


# -- the text of statements -------------------------------------------------------------------------


def statements(x, n):
    y = (x +
         n)  # noqa
    for i in range(
        n
    ):
        y += i  # a comment
    if y > 2:
        pass
    return np.sum(y)


def test_a_statement_is_written_on_one_line():
    read = source.from_function(statements)
    texts = [read.statement_text(statement) for statement in read.tree.body]
    assert texts == ["y = (x + n)", "for i in range(n):", "if y > 2:", "return np.sum(y)"]
    assert read.statement_text(read.tree.body[1].body[0]) == "y += i"


def test_an_origin_is_a_span_of_the_file():
    read = source.from_function(statements)
    statement = read.tree.body[-1]
    origin = read.origin(statement.value, statement)
    assert read.lines[origin.line - 1][origin.column : origin.end_column] == "np.sum(y)"
    assert origin.statement == "return np.sum(y)"


# -- names ------------------------------------------------------------------------------------------


def test_live_names():
    read = source.from_function(made(4.0)).scope
    assert (read.lookup("k").scope, read.lookup("k").value) == ("cell", 4.0)
    assert (read.lookup("RATE").scope, read.lookup("RATE").value) == ("global", 0.5)
    assert read.lookup("math").qualified == "math"
    assert read.lookup("abs").qualified == "builtins.abs"
    assert read.lookup("nowhere") is None


@pytest.mark.parametrize(
    "value, name",
    [
        (np.sin, "numpy.sin"),
        (np.sum, "numpy.sum"),
        (np.linalg.norm, "numpy.linalg.norm"),
        (np.linalg, "numpy.linalg"),
        (np.float64, "numpy.float64"),
        (math.sin, "math.sin"),
        (operator.add, "operator.add"),
        (abs, "builtins.abs"),
        (float, "builtins.float"),
        (functools.reduce, "functools.reduce"),
        (made, None),
        (3.0, None),
    ],
)
def test_qualified_names(value, name):
    assert source.qualified_name(value) == name


def test_a_function_called_like_a_library_s_is_not_it():
    def sin(x):
        return x

    assert source.qualified_name(sin) is None


def test_facts_are_recorded_and_compared():
    function = made(4.0)
    with scope.recording() as facts:
        read = source.from_function(function)
        read.scope.lookup("k")
        read.scope.lookup("abs")
    found = {fact.name: fact for fact in facts.values()}
    assert set(found) == {"__code__", "__defaults__", "__kwdefaults__", "k", "abs"}
    assert found["k"].allows(5.0) and not found["k"].allows(5) and not found["k"].allows(np.ones(2))
    assert found["abs"].value is scope.MISSING and not found["abs"].allows(abs)


# -- files ------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.py"
    path.write_text(
        "import numpy as np\nimport numpy.linalg\nfrom math import sin, pi as PI\nfrom shapes import area\n"
        "import shapes\nimport unheard_of.module\n\n"
        "RATE = 0.5\nGRID = (1, -2.0)\nCOMPUTED = np.ones(3)\nTEN = 2 * 5\nRATE2: float = 1.0\n"
        "if RATE > 1:\n    SIZE = 3\n\nCOUNT = 0\n\n"
        "def bump():\n    global COUNT\n    COUNT += 1\n\n"
        "def f(x, n=TEN):\n    return np.sin(x)\n\n"
        "half = lambda x: x / 2\n"
        "raise RuntimeError('executed')\n"
        "if __name__ == '__main__':\n    RATE = 7.0\n"
    )
    (tmp_path / "shapes.py").write_text("SIDES = 4\n\ndef area(r):\n    return r * r\n\nraise RuntimeError('imported')\n")
    return str(path)


def test_a_file_is_read_not_run(file):
    read = source.from_file(file, "f")
    assert read.name == "f" and read.function is None
    assert gast.unparse(read.tree).startswith("def f(x, n=TEN)")


def test_names_in_a_file(file):
    read = source.from_file(file, "f").scope
    assert read.lookup("np").qualified == "numpy"
    assert read.lookup("numpy").qualified == "numpy"
    assert read.lookup("sin").qualified == "math.sin"
    assert read.lookup("PI").qualified == "math.pi"
    assert (read.lookup("RATE").value, read.lookup("RATE").statement) == (0.5, "RATE = 0.5")
    assert read.lookup("GRID").value == (1, -2.0)
    assert read.lookup("TEN").value == 10 and read.lookup("RATE2").value == 1.0
    assert read.lookup("half").source.name == "half"
    assert read.lookup("len").qualified == "builtins.len"
    assert read.lookup("nowhere") is None


def test_names_that_only_the_run_decides(file):
    read = source.from_file(file, "f").scope
    for name in ("COMPUTED", "SIZE", "COUNT", "unheard_of"):
        binding = read.lookup(name)
        assert binding is not None and not binding.has_value and binding.literal is None, name


def test_a_module_beside_is_read_as_text(file):
    read = source.from_file(file, "f").scope
    assert read.lookup("area").source.name == "area"
    assert read.lookup("shapes").module.lookup("SIDES").value == 4


def test_a_function_that_is_not_there(file):
    with pytest.raises(errors.SourceUnavailableError, match="bump, f"):
        source.from_file(file, "missing")


def test_a_file_that_is_no_python(tmp_path):
    path = tmp_path / "broken.py"
    path.write_text("def f(x:\n")
    with pytest.raises(errors.SourceUnavailableError, match="broken.py:1"):
        source.from_file(str(path), "f")


def test_a_decorated_function_in_a_file(tmp_path):
    path = tmp_path / "decorated.py"
    path.write_text("import numba\nfrom tools import twice\n\n@numba.njit\ndef f(x):\n    return x\n\n@twice\ndef g(x):\n    return x\n")
    assert source.from_file(str(path), "f").name == "f"
    with pytest.raises(errors.SourceUnavailableError, match="twice"):
        source.from_file(str(path), "g")


# -- syntax -----------------------------------------------------------------------------------------


def supported(x, y: float = 2.0, *, n=3):
    def inner(a):
        return a + y

    z: float = 0.0
    while (k := inner(x)) > n and not z:
        z += sum(v * v for v in (x, y)) + (lambda t: t)(k)
    else:
        z = -z
    return z if z > 0 else f"{z}"


def test_the_language_passes():
    assert syntax.check(source.from_function(supported)) is None


def test_the_first_problem_in_reading_order_is_named():
    def f(x):
        y = {v for v in x}
        d = {}
        return y, d

    with pytest.raises(errors.UnsupportedSyntaxError, match="set comprehension"):
        syntax.check(source.from_function(f))


def test_decorators_and_annotations_are_not_the_function_s_statements():
    def kept(*f):
        return lambda g: g

    @kept(*[1])
    def f(x: {"unit": "m"}) -> [int for _ in ()]:  # noqa: F821
        return x

    assert syntax.check(source.from_function(f)) is None
