"""Derivatives that a function makes within itself, from a live function and from a text that is only read."""

import importlib.util
import types

import pytest

import srcad
from srcad import cli, errors

TEXT = """
import srcad
from srcad import grad, tangent, value_and_grad as both

def g(x, y=2.0):
    return x * x * y * y * y

def inactive(x, z):
    return z * srcad.grad(g)(x, 3.0) + srcad.grad(g, argnums=1)(x, 3.0) * z

def active(x, z):
    return z * srcad.grad(g)(x, 3.0) + grad(g, argnums=(0, 1))(x, 3.0)[1]

def twice(x, z):
    return grad(grad(g))(x, z) * z

def named(x, z):
    return srcad.grad(g, argnames="y")(x, y=z) * x

def with_default(x, z):
    return grad(g)(x) * z

def forward(x, z):
    return tangent(g)(x, 1.0, z)[1] * x

def valued(x, z):
    value, slope = both(g)(x, z)
    return value * slope

def directed(x, z):
    y, dy = srcad.jvp(g, (x, z), (1.0, x))
    return y * dy + srcad.jvp(g, (x, 3), (z, None))[1]

def curved(x, z):
    return srcad.hvp(g, x, z) * z

def power(x, n):
    return 1.0 if n == 0 else x * power(x, n - 1)

def of_recursion(x, z):
    return grad(power)(x, 4) * z
"""
NAMES = [line.split("(")[0][4:] for line in TEXT.splitlines() if line.startswith("def ") and "z):" in line]


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    path = tmp_path_factory.mktemp("inner") / "inner_model.py"
    path.write_text(TEXT)
    spec = importlib.util.spec_from_file_location("inner_model", path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def slope(f, x, z, step=1e-5):
    return (f(x + step, z) - f(x - step, z)) / (2 * step)


@pytest.mark.parametrize("name", NAMES)
def test_live(module, name):
    f = getattr(module, name)
    assert srcad.grad(f)(1.3, 0.7) == pytest.approx(slope(f, 1.3, 0.7), rel=1e-7)
    assert srcad.grad(f, argnums=1)(1.3, 0.7) == pytest.approx((f(1.3, 0.7001) - f(1.3, 0.6999)) / 2e-4, rel=1e-6)


@pytest.mark.parametrize("argname", ["x", "z"])
@pytest.mark.parametrize("name", NAMES)
def test_from_text(module, name, argname, capsys):
    target = f"{module.__file__}:{name}"
    assert cli.main(["grad", target, "--types", "x: float, z: float", "--argnames", argname]) == 0
    emitted = types.ModuleType("emitted")
    text = capsys.readouterr().out
    exec(text, emitted.__dict__)
    assert "srcad" not in "".join(line for line in text.splitlines(True) if not line.lstrip().startswith("#"))
    expected = srcad.grad(getattr(module, name), argnames=argname)(1.3, 0.7)
    assert getattr(emitted, f"{name}_grad")(1.3, 0.7) == pytest.approx(expected, rel=1e-12)


def test_positions_that_are_not_there(tmp_path):
    path = tmp_path / "wrong.py"
    path.write_text("import srcad\n\ndef g(x):\n    return x\n\ndef f(x):\n    return srcad.grad(g, argnums=3)(x)\n")
    from srcad import pipeline
    from srcad.frontend import source

    with pytest.raises(errors.ArgumentError, match="argnums=3 doesn't fit g"):
        pipeline.build(source.from_file(str(path), "f"), "grad", (0,), True, {})
