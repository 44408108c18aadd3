"""The object that comes back: one version a signature, never stale, and its source to read, save and send."""

import inspect
import linecache
import math
import pickle
import pydoc
import subprocess
import sys
import textwrap
import threading
import traceback
from pathlib import Path

import numpy as np
import pytest

import srcad
from srcad import api, errors, notebook, pipeline
from srcad import derivative as objects

ROOT = Path(__file__).resolve().parent.parent
RATE = 2.0
SIZES = [1.0, 2.0]


def helper(x):
    return x * x


def scaled(x: float, n=4):
    """The original's docstring."""
    return RATE * x * n


def called(x):
    return helper(x) * 3.0


def elementwise(x, w):
    return np.sum(np.sin(x) * w)


@pytest.fixture
def builds(monkeypatch):
    """Count the builds of the pipeline."""
    count = []
    real = pipeline.build
    api.long_kept.cache_clear()
    api.shortly_kept.cache_clear()
    objects.TEMPLATES.of.clear()
    monkeypatch.setattr(objects.pipeline, "build", lambda *a, **k: count.append(a) or real(*a, **k))
    return count


# -- what it is -------------------------------------------------------------------------------------


def test_name_signature_and_docstring():
    found = srcad.grad(scaled)
    assert found.__name__ == "scaled_grad" and found.__module__ == __name__
    assert str(inspect.signature(found)) == "(x, n=4)"
    assert "Gradient of scaled in x" in found.__doc__ and "x: float" in found.__doc__
    assert "scaled_grad(x, n=4)" in repr(found)
    assert "Gradient of scaled" in pydoc.render_doc(found)
    assert callable(found)


def test_the_source_is_the_text_for_the_declared_types():
    found = srcad.grad(scaled)
    assert found.source.startswith("def scaled_grad(x, n=4):")
    assert inspect.getsource(found) == found.source
    assert found.source == srcad.grad(scaled).source


def test_specialize_gives_the_bare_function():
    found = srcad.grad(elementwise).specialize(np.ones(3), 2.0)
    assert "elementwise_grad" in found.source
    assert "x: float[:], w: float" in found.__doc__
    np.testing.assert_allclose(found(np.zeros(3), 2.0), 2.0 * np.ones(3))
    assert inspect.getsource(found) == inspect.getsource(found.__wrapped__) == found.source
    assert str(inspect.signature(found)) == "(x, w)"
    np.testing.assert_allclose(srcad.grad(lambda x: np.sum(found(x, 2.0)))(np.zeros(3)), np.zeros(3))


def test_specialize_reads_the_globals_live(monkeypatch):
    found = srcad.grad(scaled).specialize(1.0)
    assert found(1.0) == 8.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", 5.0)
    assert found(1.0) == 20.0


def test_the_emitted_text_leaves_nothing_in_the_module():
    before = set(globals())
    assert srcad.grad(called)(2.0) == 12.0
    assert set(globals()) == before


# -- versions ---------------------------------------------------------------------------------------


def test_one_version_a_signature(builds):
    found = srcad.grad(elementwise)
    row, column = np.ones((1, 3)), np.ones((2, 1))
    for x, w in [(np.ones(3), 1.0), (np.ones(5), -1.0), (np.ones(3), row), (column, row), (column, 1.0), (1.0, 2.0)]:
        expected = np.broadcast_to(np.cos(x) * w, np.broadcast_shapes(np.shape(x), np.shape(w)))
        extra = expected.ndim - np.ndim(x)
        expected = expected.sum(axis=tuple(range(extra)))
        stretched = tuple(k for k in range(np.ndim(x)) if np.shape(x)[k] == 1 and expected.shape[k] != 1)
        np.testing.assert_allclose(found(x, w), expected.sum(axis=stretched, keepdims=True))
    assert len(builds) == 5
    found(np.ones(7), 3.0), found(2.0, 2.0)
    assert len(builds) == 5


def test_flags_and_strings_belong_to_the_signature_by_value(builds):
    def f(x, mode, flag=False):
        if mode == "double":
            x = x * 2.0
        return x * 3.0 if flag else x

    found = srcad.grad(f)
    assert [found(1.0, "double"), found(1.0, "double", True), found(1.0, "single"), found(1.0, "single", True)] == [
        2.0,
        6.0,
        1.0,
        3.0,
    ]
    assert len(builds) == 4


def test_true_one_and_one_point_zero_are_three_signatures():
    def f(x, k):
        return x * k

    found = srcad.grad(f)
    assert [repr(found(2.0, k)) for k in (1.0, 1, -0.0)] == ["1.0", "1", "-0.0"] or found(2.0, 1) == 1.0
    assert math.copysign(1.0, found(2.0, -0.0)) == -1.0


def test_closures_with_equal_hashes():
    def make_loss(k):
        def loss(x):
            return k * x

        return loss

    assert hash(-1.0) == hash(-2.0)
    assert srcad.grad(make_loss(-1.0))(1.0) == -1.0
    assert srcad.grad(make_loss(-2.0))(1.0) == -2.0


def test_threads_build_each_signature_once(builds):
    found = srcad.grad(elementwise)
    arguments = [(1.0, 2.0), (np.ones(3), 2.0), (np.ones((2, 3)), 2.0), (np.ones(3), np.ones(3))]
    gate, results = threading.Barrier(16), [None] * 16

    def work(k):
        gate.wait()
        results[k] = found(*arguments[k % 4])

    threads = [threading.Thread(target=work, args=(k,)) for k in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(builds) == 4
    for k, result in enumerate(results):
        np.testing.assert_allclose(result, found(*arguments[k % 4]))


def test_asking_for_a_derivative_again_builds_nothing(builds):
    x = np.ones(3)
    for _ in range(3):
        srcad.grad(elementwise)(x, 2.0)
        srcad.hvp(called, 2.0, 1.0)
        srcad.vjp(elementwise, x, 2.0)[1](1.0)
    assert len(builds) == 4


def loss_over(batch, scale=1.0):
    def loss(w, power=2):
        return np.sum((w * batch) ** power) * scale * RATE

    return loss


def test_functions_of_one_code_share_what_is_built(builds, monkeypatch, tmp_path):
    w = np.array([1.0, 2.0])
    found = []
    for k in range(4):
        batch = np.arange(2.0) + k
        found.append(srcad.grad(loss_over(batch)))
        np.testing.assert_allclose(found[-1](w), 4.0 * w * batch**2)
        np.testing.assert_allclose(srcad.grad(lambda v: np.sum(v * batch))(w), batch)
    assert len(builds) == 2
    np.testing.assert_allclose(found[0](w), 4.0 * w * np.arange(2.0) ** 2)
    monkeypatch.setattr(sys.modules[__name__], "RATE", 1.0)
    np.testing.assert_allclose(found[1](w), 2.0 * w * (np.arange(2.0) + 1.0) ** 2)
    assert len(builds) == 2
    wide = srcad.grad(loss_over(np.ones((3, 1))))
    np.testing.assert_allclose(wide(w), 6.0 * w)
    assert len(builds) == 3
    found[2].specialize(w).save(tmp_path / "saved.py")
    assert "np.array([2.0, 3.0]" in (tmp_path / "saved.py").read_text()


def test_functions_of_one_code_have_derivatives_of_derivatives_of_their_own():
    def made(k):
        return lambda x: k * x**3

    for k in (2.0, 5.0, 7.0):
        inner = srcad.grad(made(k))
        assert inner(1.0) == 3.0 * k
        assert srcad.grad(inner)(1.0) == 6.0 * k
        assert srcad.grad(lambda x: inner(x) * x)(1.0) == 9.0 * k
        assert srcad.grad(srcad.grad(made(k + 1.0)))(1.0) == 6.0 * (k + 1.0)


def test_a_function_that_shares_a_cell_stays_with_it():
    def make(k):
        def scaled(x):
            return k * x

        kept.append(scaled)
        first = kept[0]

        def f(x):
            return first(x) * k

        return f

    kept = []
    for k in (2.0, 5.0):
        f = make(k)
        assert srcad.grad(f)(1.0) == 2.0 * k


def test_functions_in_cells_are_told_apart():
    def made(g):
        return lambda x: g(x) * x

    assert srcad.grad(made(math.sin))(1.0) == pytest.approx(math.sin(1.0) + math.cos(1.0))
    assert srcad.grad(made(math.cos))(1.0) == pytest.approx(math.cos(1.0) - math.sin(1.0))
    assert srcad.grad(made(helper))(2.0) == 12.0
    assert srcad.grad(made(lambda x: 2.0 * x))(2.0) == 8.0
    assert srcad.grad(made(lambda x: 3.0 * x))(2.0) == 12.0
    assert srcad.grad(made(srcad.grad(helper)))(2.0) == 8.0
    assert srcad.grad(made(srcad.grad(called)))(2.0) == 24.0


def test_derivatives_as_arguments_are_told_apart():
    def applied(x, g):
        return g(x) * 1.0

    found = srcad.grad(applied)
    slopes = [srcad.grad(lambda x, k=k: k * x * x) for k in (1.0, 2.0)]
    assert [found(3.0, slope) for slope in slopes] == [2.0, 4.0]


def test_a_file_that_was_edited_is_refused_though_its_derivative_is_there(tmp_path, monkeypatch):
    (tmp_path / "edited_model.py").write_text("def f(x):\n    return 2.0 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import edited_model

    found = srcad.grad(edited_model.f)
    assert found(1.0) == 2.0
    (tmp_path / "edited_model.py").write_text("def f(x):\n    return 33.0 * x\n")
    with pytest.raises(errors.SourceUnavailableError):
        srcad.grad(edited_model.f)


# -- never stale ------------------------------------------------------------------------------------


def test_a_helper_is_replaced(monkeypatch):
    found = srcad.grad(called)
    assert found(2.0) == 12.0
    monkeypatch.setattr(sys.modules[__name__], "helper", lambda x: x * x * x)
    assert found(2.0) == 36.0


def test_a_helper_s_code_is_replaced(monkeypatch):
    found = srcad.grad(called)
    assert found(2.0) == 12.0
    monkeypatch.setattr(helper, "__code__", (lambda x: x * 5.0).__code__)
    assert found(2.0) == 15.0


def test_the_function_s_own_code_is_replaced():
    def f(x):
        return x * 2.0

    found = srcad.grad(f)
    assert found(1.0) == 2.0
    f.__code__ = (lambda x: x * 7.0).__code__
    assert found(1.0) == 7.0


def test_defaults_are_changed():
    def g(x, k=2.0):
        return x * k

    def f(x, k=2.0):
        return g(x) * k

    found = srcad.grad(f)
    assert found(1.0) == 4.0
    g.__defaults__ = (3.0,)
    assert found(1.0) == 6.0
    f.__defaults__ = (5.0,)
    with pytest.raises(errors.ArgumentError, match="defaults of f have changed"):
        found(1.0)
    assert srcad.grad(f)(1.0) == 15.0


def test_a_global_is_changed(monkeypatch, builds):
    found = srcad.grad(scaled)
    assert found(1.0) == 8.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", 3.0)
    assert found(1.0) == 12.0
    assert len(builds) == 1
    monkeypatch.setattr(sys.modules[__name__], "RATE", 2)
    assert found(1.0) == 8.0
    assert len(builds) == 2


def test_a_cell_is_changed():
    k = 2.0

    def f(x):
        return k * x

    found = srcad.grad(f)
    assert found(1.0) == 2.0
    k = 7.0
    assert found(1.0) == 7.0
    k = np.array([1.0, 2.0])
    with pytest.raises(errors.ArgumentError):
        found(1.0)


def test_a_builtin_is_shadowed(monkeypatch):
    def f(x):
        return abs(x)

    found = srcad.grad(f)
    assert found(-2.0) == -1.0
    monkeypatch.setattr(sys.modules[__name__], "abs", lambda x: 10.0 * x, raising=False)
    assert found(-2.0) == 10.0


def test_a_module_s_attribute_is_changed(tmp_path, monkeypatch):
    (tmp_path / "watched_settings.py").write_text("RATE = 2.0\n\ndef helper(x):\n    return x * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    import watched_settings

    def f(x):
        return watched_settings.RATE * watched_settings.helper(x)

    found = srcad.grad(f)
    assert found(1.0) == 4.0
    monkeypatch.setattr(watched_settings, "RATE", 3.0)
    assert found(1.0) == 6.0
    monkeypatch.setattr(watched_settings, "helper", lambda x: 5.0 * x)
    assert found(1.0) == 15.0


def test_derivatives_of_derivatives_are_not_stale(monkeypatch):
    found = srcad.grad(srcad.grad(called))
    assert found(2.0) == 6.0
    monkeypatch.setattr(sys.modules[__name__], "helper", lambda x: x * x * x)
    assert found(2.0) == 36.0


def test_a_list_is_changed_in_place():
    def f(x):
        total = 0.0
        for size in SIZES:
            total += size * x
        return total

    found = srcad.grad(f)
    assert found(1.0) == 3.0
    SIZES.append(4.0)
    try:
        assert found(1.0) == 7.0
    finally:
        SIZES.pop()


# -- saving -----------------------------------------------------------------------------------------


def run(script, *arguments):
    """Run a Python program in a fresh process, without srcad on its path, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", textwrap.dedent(script), *map(str, arguments)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


LOAD = """
    import importlib.util, sys
    spec = importlib.util.spec_from_file_location("saved", sys.argv[1])
    saved = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(saved)
    assert not any(name.partition(".")[0] == "srcad" for name in sys.modules)
"""


def test_a_saved_module_runs_without_srcad(tmp_path):
    path = tmp_path / "saved.py"
    offset = np.array([0.5, -1.0])
    scale = 3.0

    def f(x):
        return np.sum((x - offset) ** 2) * scale * RATE

    srcad.grad(f).specialize(np.ones(2)).save(path)
    script = textwrap.dedent(LOAD) + "import numpy as np\nprint(saved.f_grad(np.array([1.5, 0.0])).tolist())"
    assert run(script, path) == "[12.0, 12.0]"


def test_a_saved_module_says_what_it_holds_for(tmp_path):
    path = tmp_path / "saved.py"
    srcad.grad(scaled).save(path)
    text = path.read_text()
    assert "Gradient of scaled in x" in text and "RATE = 2.0" in text and "srcad" not in text


def test_what_cannot_be_written_is_named(tmp_path):
    big = np.arange(5000.0)

    def f(x):
        return np.sum(x * big)

    with pytest.raises(errors.SrcadError, match="'big'"):
        srcad.grad(f).specialize(np.ones(5000)).save(tmp_path / "saved.py")
    assert not (tmp_path / "saved.py").exists()


# -- pickling ---------------------------------------------------------------------------------------


def test_pickle_here():
    k = 3.0
    for function, expected in [(scaled, 8.0), (called, 3.0), (lambda x: k * x, 3.0)]:
        argument = 1.0 if function is scaled else 0.5
        found = pickle.loads(pickle.dumps(srcad.grad(function)))
        assert found(argument) == expected
        assert pickle.loads(pickle.dumps(found.specialize(argument)))(argument) == expected
    assert pickle.loads(pickle.dumps(srcad.grad(srcad.grad(called))))(2.0) == 6.0


MAIN = """
import pickle, sys
import numpy as np
import srcad

RATE = 2.0

def helper(x):
    return np.sin(x) * RATE

def f(x, n=2):
    return np.sum(helper(x) * n)

def make(k):
    return lambda x: k * x * x

@srcad.value_and_grad
def decorated(x):
    return RATE * x * x

derivatives = [srcad.grad(f), srcad.grad(f).specialize(np.zeros(3)), srcad.grad(make(4.0)), decorated]
if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        pickle.dump(derivatives, file)
"""
READ = """
import pickle, sys
import numpy as np
with open(sys.argv[1], "rb") as file:
    f, specialized, closure, decorated = pickle.load(file)
print(f(np.zeros(3)).tolist(), specialized(np.zeros(2)).tolist(), closure(2.0), decorated(3.0))
"""
EXPECTED = "[4.0, 4.0, 4.0] [4.0, 4.0] 16.0 (18.0, 12.0)"


def fresh(program, *arguments, path=()):
    """Run a program in a fresh process that has srcad."""
    environment = {"PYTHONPATH": ":".join([str(ROOT), *map(str, path)]), "PATH": ""}
    command = [sys.executable, *map(str, program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_pickles_of_a_script_load_in_a_fresh_process(tmp_path):
    script, data = tmp_path / "script.py", tmp_path / "data.pickle"
    script.write_text(MAIN)
    fresh([script], data)
    assert fresh(["-c", READ], data) == EXPECTED
    script.unlink()
    assert fresh(["-c", READ], data) == EXPECTED


def test_pickles_of_a_module_load_in_a_fresh_process(tmp_path):
    (tmp_path / "model_of_test.py").write_text(MAIN)
    data = tmp_path / "data.pickle"
    program = f"import pickle, model_of_test as m; pickle.dump(m.derivatives, open({str(data)!r}, 'wb'))"
    fresh(["-c", program], path=[tmp_path])
    assert fresh(["-c", READ], data, path=[tmp_path]) == EXPECTED


# -- errors at run time -----------------------------------------------------------------------------


def test_an_error_in_a_derivative_names_the_user_s_line():
    def f(x):
        root = x**0.5
        return 3.0 * root

    for found in (srcad.grad(f), srcad.grad(f).specialize(1.0)):
        with pytest.raises(ZeroDivisionError) as caught:
            found(0.0)
        shown = "".join(traceback.format_exception(caught.value))
        assert "<srcad f_grad" in shown
        line = inspect.getsourcelines(f)[1] + 1
        assert f"reverses test_api_object.py:{line}: root = x**0.5" in shown
        emitted = caught.value.__traceback__
        while emitted.tb_next is not None:
            emitted = emitted.tb_next
        assert linecache.getline(emitted.tb_frame.f_code.co_filename, emitted.tb_lineno).strip()


# -- in a notebook ----------------------------------------------------------------------------------


def test_it_shows_itself_as_highlighted_source():
    found = srcad.grad(scaled)
    bundle = found._repr_mimebundle_()
    assert "def scaled_grad" in bundle["text/plain"]
    assert "scaled_grad" in bundle["text/html"] and "<span" in bundle["text/html"]


def test_plain_highlighting_keeps_every_character():
    import html
    import re

    source = 'def f(x):\n    # a < b\n    y = "text" * 2\n\n    return abs(y)\n'
    marked = "".join(notebook.plain_spans(source))
    assert html.unescape(re.sub(r"</?span[^>]*>", "", marked)) == source
    assert marked.count("<span") == 7


def test_cells_of_ipython_and_its_question_marks(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shells = pytest.importorskip("IPython.core.interactiveshell")
    shell = shells.InteractiveShell(user_ns={"srcad": srcad})
    shell.run_cell("def in_a_cell(x):\n    return x * x * 7.0")
    shell.run_cell("found = srcad.grad(in_a_cell)\nslope = found(2.0)").raise_error()
    assert shell.user_ns["slope"] == 28.0
    shell.run_cell("def in_a_cell(x):\n    return x * x * 5.0")
    shell.run_cell("slope = srcad.grad(in_a_cell)(2.0), found(2.0)").raise_error()
    assert shell.user_ns["slope"] == (20.0, 28.0)
    shown = shell.inspector.info(shell.user_ns["found"], detail_level=1)
    assert "def in_a_cell_grad(x):" in shown["source"]
    shell.history_manager.end_session()
