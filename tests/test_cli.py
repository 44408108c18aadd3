"""The command line: what each command prints, where, and with which exit status."""

import ast
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from srcad import cli

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = '''
import math
from math import pi

RATE = 2 * pi
SCALE = 0.5


def smooth(x):
    return math.sqrt(1 + x * x)


def wave(x: float, n: int = 3):
    v = x
    for i in range(n):
        v = smooth(v) * math.sin(RATE * v)
    return SCALE * v


def area(width: float, height: float, *, unit: float = 1.0):
    return width * height * unit


def jump(x: float):
    return x * math.floor(x * 1e9)


def unknown(x: float):
    return frobnicate(
        x)


def collect(x: float):
    yield x
'''


@pytest.fixture
def program(tmp_path):
    """Return the path of a file of functions that leaves a mark if it is executed."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM + f"\n\nopen({str(tmp_path / 'executed')!r}, 'w').close()\n")
    return path


@pytest.fixture
def run(capsys):
    """Return a function that runs a command line and returns (status, stdout, stderr)."""

    def running(*arguments):
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = stop.code
        out = capsys.readouterr()
        return status, out.out, out.err

    return running


def module_of(text):
    module = types.ModuleType("emitted")
    exec(compile(text, "<emitted>", "exec"), module.__dict__)
    return module


def test_grad_prints_a_module_that_runs_as_it_is(run, program):
    status, out, err = run("grad", f"{program}:wave")
    assert (status, err) == (0, "")
    assert "srcad" not in out
    assert "def broadcast_like" not in out, "2 * pi is a float, and known to be one"
    wave_grad = module_of(out).wave_grad
    scope = {}
    exec(PROGRAM, scope)
    want = (scope["wave"](0.3 + 1e-6) - scope["wave"](0.3 - 1e-6)) / 2e-6
    assert wave_grad(0.3) == pytest.approx(want, rel=1e-6)


def test_grad_neither_imports_nor_executes_the_file(run, program):
    assert run("grad", f"{program}:wave")[0] == 0
    assert run("show", f"{program}:wave", "--stage", "lowered")[0] == 0
    assert not (program.parent / "executed").exists()
    assert not (program.parent / "__pycache__").exists()


def test_grad_is_in_the_first_parameter_unless_told(run, program):
    first = module_of(run("grad", f"{program}:area")[1])
    assert first.area_grad(2.0, 3.0) == 3.0
    both = module_of(run("grad", f"{program}:area", "--argnames", "height,width")[1])
    assert both.area_grad(2.0, 3.0, unit=2.0) == (4.0, 6.0)


def test_value_and_mode(run, program):
    with_value = module_of(run("grad", f"{program}:area", "--value")[1])
    assert with_value.area_value_and_grad(2.0, 3.0) == (6.0, 3.0)
    forward = module_of(run("grad", f"{program}:area", "--mode", "forward")[1])
    assert forward.area_jvp(2.0, 1.0, 3.0) == (6.0, 3.0)


def test_helpers_come_along_only_where_facts_are_missing(run, tmp_path):
    path = tmp_path / "broadcast.py"
    path.write_text("import numpy as np\n\n\ndef f(x, y):\n    return np.sum(x * y)\n")
    typed = run("grad", f"{path}:f", "--types", "x: float[:], y: float[:]")[1]
    assert [node.name for node in ast.parse(typed).body if isinstance(node, ast.FunctionDef)] == ["f_grad"]
    untyped = run("grad", f"{path}:f")[1]
    assert "def unbroadcast" in untyped
    np = pytest.importorskip("numpy", reason="runs what was emitted")
    grad = module_of(untyped).f_grad(np.ones((3, 1)), np.arange(6.0).reshape(3, 2))
    assert grad.tolist() == [[1.0], [5.0], [9.0]]


def test_what_other_modules_of_the_users_hold_comes_along(run, tmp_path):
    np = pytest.importorskip("numpy", reason="runs what was emitted")
    (tmp_path / "layers.py").write_text(
        "import numpy as np\nGAIN = 0.5\nBIAS = 0.1\n\n\ndef layer(x, w):\n    return np.tanh(x @ w + BIAS)\n"
    )
    path = tmp_path / "network.py"
    path.write_text(
        "import numpy as np\nimport layers\nfrom layers import GAIN, layer\n\n\ndef f(x: 'float[:]', w: 'float[:, :]'):\n"
        "    return np.sum(layers.layer(layer(x, w) * GAIN, w))\n"
    )
    status, out, _ = run("grad", f"{path}:f", "--argnames", "x,w")
    assert status == 0
    assert "import layers" not in out and "BIAS = 0.1" in out and "GAIN = 0.5" in out
    dx, dw = module_of(out).f_grad(np.array([0.2, -0.3]), np.eye(2))
    assert (dx.shape, dw.shape) == ((2,), (2, 2))


@pytest.mark.parametrize("constant", ["RATE = 2.0", "RATE = -math.pi / 2", "HALF = 0.5\nRATE = HALF**2", "RATE: float = 3 / 4"])
def test_constants_are_known_from_the_text(run, tmp_path, constant):
    path = tmp_path / "constant.py"
    path.write_text(f"import math\n{constant}\n\n\ndef f(x: float):\n    return math.sin(RATE * x)\n")
    out = run("grad", f"{path}:f")[1]
    assert "numpy" not in out and out.count("def ") == 1
    scope = {}
    exec(out, scope)
    assert scope["f_grad"](0.0) == scope["RATE"]


@pytest.mark.parametrize("constant", ["RATE = math.sqrt(2)", "HALF = 1\nRATE = HALF\nHALF = 0.5", "RATE = RATES[0]\nRATES = [1.0]"])
def test_constants_that_only_the_run_knows_are_looked_at_then(run, tmp_path, constant):
    path = tmp_path / "constant.py"
    path.write_text(f"import math\n{constant}\n\n\ndef f(x: float):\n    return math.sin(RATE * x)\n")
    status, out, _ = run("grad", f"{path}:f")
    assert status == 1 or "import numpy" in out


def test_output_is_written_whole(run, program, tmp_path):
    target = tmp_path / "derivative.py"
    target.write_text("old")
    target.chmod(0o640)
    before = set(tmp_path.iterdir())
    status, out, _ = run("grad", f"{program}:wave", "-o", target)
    assert (status, out) == (0, "")
    assert target.read_text() == run("grad", f"{program}:wave")[1]
    assert target.stat().st_mode & 0o777 == 0o640
    assert set(tmp_path.iterdir()) == before


def test_a_file_that_cannot_be_written_is_a_message(run, program, tmp_path):
    status, out, err = run("grad", f"{program}:wave", "-o", tmp_path / "nowhere" / "derivative.py")
    assert (status, out) == (2, "")
    assert "can't write" in err and err.count("\n") == 1


def test_a_refusal_writes_nothing(run, program, tmp_path):
    target = tmp_path / "derivative.py"
    target.write_text("old")
    assert run("grad", f"{program}:unknown", "-o", target)[0] == 1
    assert target.read_text() == "old"


@pytest.mark.parametrize(("name", "word"), [("unknown", "frobnicate"), ("collect", "yield")])
def test_refusals_say_where_and_give_status_1(run, program, name, word):
    status, out, err = run("grad", f"{program}:{name}")
    assert (status, out) == (1, "")
    lines = err.splitlines()
    path, line, column, message = lines[0].split(":", 3)
    assert path == str(program) and word in message
    assert word in PROGRAM.splitlines()[int(line) - 1] and int(column) > 0
    assert "^" in lines[2]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "COMMAND"),
        (("grad",), "FILE:FUNC"),
        (("grad", "{}"), "wave"),
        (("grad", "{}:none"), "no function 'none'"),
        (("grad", "missing.py:f"), "no file"),
        (("grad", "{}:wave", "--argnames", "y"), "no parameter 'y'"),
        (("grad", "{}:wave", "--argnames", "x,x"), "twice"),
        (("grad", "{}:wave", "--types", "x float"), "can't read"),
        (("grad", "{}:wave", "--types", "y: float"), "no parameter 'y'"),
        (("grad", "{}:wave", "--mode", "sideways"), "invalid choice"),
        (("check", "{}:wave", "--at", "x=open('f')"), "can't read"),
        (("check", "{}:wave", "--at", "n=3"), "missing"),
        (("show", "{}:wave", "--stage", "none"), "invalid choice"),
    ],
)
def test_command_lines_that_make_no_sense_give_status_2(run, program, arguments, word):
    status, out, err = run(*(argument.replace("{}", str(program)) for argument in arguments))
    assert (status, out) == (2, "")
    assert word in err


def test_no_python_in_the_file_is_told_with_its_place(run, tmp_path):
    path = tmp_path / "broken.py"
    path.write_text("x = 1\ndef f(x:\n    return x\n")
    status, out, err = run("grad", f"{path}:f")
    assert (status, out) == (1, "")
    assert err.startswith(f"{path}:2:")


def test_every_stage_is_python(run, program):
    from srcad.commands import show

    texts = {}
    for stage in show.STAGES:
        status, out, err = run("show", f"{program}:wave", "--stage", stage)
        assert (status, err) == (0, "")
        ast.parse(out)
        texts[stage] = out
    assert len(set(texts.values())) == len(texts)
    assert texts["source"].startswith("def wave(x: float, n: int = 3):")


def test_check_passes_and_says_that_it_executes(run, program):
    status, out, err = run("check", f"{program}:area", "--argnames", "width,height", "--at", "width=2.0, height=3.0")
    assert status == 0
    assert "executing" in err and (program.parent / "executed").exists()
    lines = out.splitlines()
    assert lines[0].split()[0] == "argument"
    assert [line.split()[0] for line in lines[2:4]] == ["width", "height"]
    assert lines[-1] == "ok"


def test_check_takes_all_kinds_of_parameters_and_results(run, tmp_path):
    path = tmp_path / "kinds.py"
    path.write_text("def f(x: float, n: int = 2, *, k: float, d: int = 1):\n    return (x * k) ** n + d, x - k\n")
    status, out, err = run("check", f"{path}:f", "--argnames", "x,k", "--at", "x=1.5, k=3.0")
    assert status == 0, out + err


def test_check_says_that_there_is_nothing_to_compare(run, tmp_path):
    path = tmp_path / "nothing.py"
    path.write_text("def f(x: float):\n    print(x)\n")
    status, _, err = run("check", f"{path}:f", "--at", "x=1.5")
    assert status == 1 and "not made of numbers" in err


def test_check_fails_with_status_1(run, program):
    status, out, _ = run("check", f"{program}:jump", "--at", "x=2.5")
    assert status == 1
    assert out.splitlines()[-1].startswith("FAILED")


def test_check_takes_arrays_and_lists(run, tmp_path):
    pytest.importorskip("numpy", reason="checks arrays")
    path = tmp_path / "layers.py"
    path.write_text(
        "import numpy as np\n\n\ndef f(params: 'list[tuple[float[:, :], float[:]]]', x: 'float[:, :]'):\n"
        "    for w, b in params:\n        x = np.tanh(x @ w + b)\n    return np.sum(x)\n"
    )
    at = "params=[([[0.1, 0.2], [0.3, -0.4]], [0.5, -0.6])], x=[[1.0, 2.0], [0.5, -1.0]]"
    status, out, _ = run("check", f"{path}:f", "--argnames", "params,x", "--at", at)
    assert status == 0, out
    assert "6 of 6" in out and "4 of 4" in out


def test_rules_lists_and_shows(run):
    status, out, err = run("rules")
    assert (status, err) == (0, "")
    assert any(line.split() == ["numpy.tanh", "elementwise"] for line in out.splitlines())
    for name in ("np.tanh", "numpy.tanh"):
        status, out, _ = run("rules", name)
        assert status == 0 and "np.tanh" in out and "math.tanh:" not in out
        ast.parse(out)
    status, out, _ = run("rules", "tanh")
    assert "# numpy.tanh:" in out and "# math.tanh:" in out


def test_rules_without_one_of_that_name(run):
    status, out, err = run("rules", "tahn")
    assert (status, out) == (1, "")
    assert "tanh" in err


def test_colour_only_where_it_is_wanted(run, program, monkeypatch):
    pytest.importorskip("pygments", reason="colour needs Pygments")
    plain = run("grad", f"{program}:area")[1]
    assert "\x1b[" not in plain
    coloured = run("grad", f"{program}:area", "--color", "always")[1]
    assert "\x1b[" in coloured
    assert "\x1b[" not in run("grad", f"{program}:area", "--color", "never")[1]


def command(*arguments, cwd=ROOT, **options):
    environment = {**os.environ, "PYTHONPATH": ""}
    return subprocess.run(
        [sys.executable, "-m", "srcad", *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True, **options
    )


def test_from_a_bare_checkout(program):
    done = command("grad", f"{program}:area")
    assert (done.returncode, done.stderr) == (0, "")
    assert "def area_grad(width, height" in done.stdout


def test_without_numpy(program):
    block = "import sys; sys.modules['numpy'] = None; from srcad.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", block, "grad", f"{program}:wave"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_leaves_is_no_error(program):
    writer = subprocess.Popen(
        [sys.executable, "-c", "import srcad.cli, sys; sys.exit(srcad.cli.main(['rules']))"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writer.stdout.close()
    assert (writer.wait(timeout=60), writer.stderr.read()) == (0, b"")


def test_the_same_text_in_every_process(program):
    texts = set()
    for seed in ("0", "1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-m", "srcad", "grad", f"{program}:wave"], cwd=ROOT, env=environment, capture_output=True
        )
        texts.add(done.stdout)
    assert len(texts) == 1


HOSTILE = {
    "syntax": (b"def f(x):\n    return x +* 2\n", "this is no Python"),
    "null bytes": (b"def f(x: float):\n    return x\x00\n", "this is no Python"),
    "unknown encoding": (b"# -*- coding: klingon -*-\ndef f(x: float):\n    return x\n", "can't be read"),
    "broken encoding": (b"def f(x: float):\n    s = '\xff'\n    return x\n", "can't be read"),
    "empty": (b"", "can't be read"),
    "brackets": (b"def f(x: float):\n    return " + b"(" * 1000 + b"x" + b")" * 1000 + b"\n", "this is no Python"),
    "signs": (b"def f(x: float):\n    return " + b"-" * 1000 + b"x\n", "nested too deeply"),
    "sums": (b"def f(x: float):\n    return " + b" + ".join([b"x"] * 3000) + b"\n", "nested too deeply"),
    "digits": (b"def f(x: float):\n    return x * " + b"9" * 5000 + b"\n", "this is no Python"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_a_sentence(run, tmp_path, name):
    text, message = HOSTILE[name]
    path = tmp_path / "hostile.py"
    path.write_bytes(text)
    target = tmp_path / "out.py"
    status, out, err = run("grad", f"{path}:f", "-o", target)
    assert (status, out) == (1, "") and message in err.splitlines()[0]
    assert not target.exists() and list(tmp_path.iterdir()) == [path]


def test_deep_blocks(run, tmp_path):
    path = tmp_path / "deep.py"
    tests = "".join("    " * (k + 1) + f"if x > -{k + 1}:\n" for k in range(40))
    path.write_text(f"def f(x: float):\n{tests}{'    ' * 41}return x * x\n    return x\n")
    status, out, err = run("grad", f"{path}:f")
    assert (status, err) == (0, "") and module_of(out).f_grad(3.0) == 6.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import no_such_module\n", ":1:1: the file can't be executed: ModuleNotFoundError"),
        ("raise SystemExit(3)\n", ":1:1: the file can't be executed: SystemExit: 3"),
        ("", ":2:1: f raises at this point: ZeroDivisionError"),
    ],
)
def test_check_says_what_the_file_raises(run, tmp_path, text, message):
    path = tmp_path / f"raising_{len(text)}.py"
    body = "def f(x: float):\n    return 1 / x\n"
    path.write_text(text + body)
    status, out, err = run("check", f"{path}:f", "--at", "x=0.0")
    assert (status, out) == (1, "")
    assert message.split(":1:1")[-1] in err and "Traceback" not in err


def test_a_full_disk_is_said_in_a_sentence(program):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    root = str(Path(__file__).parents[1])
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "srcad", "grad", f"{program}:wave"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root})
    assert ended.returncode == 1
    assert ended.stderr == "srcad grad: can't write the output: No space left on device\n"
