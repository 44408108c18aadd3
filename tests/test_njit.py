"""Derivatives of functions that Numba compiles: compiled with the same options, and saved with their decorators."""

import math
import pickle
import subprocess
import sys

import numpy as np
import pytest

import srcad
from srcad import machine

numba = pytest.importorskip("numba", reason="differentiates functions that Numba compiles")


@numba.njit(fastmath={"contract", "nsz"})
def damped(a, b):
    return a * math.sin(b) + 0.5


@numba.njit(error_model="numpy")
def chained(x, r, n=4):
    s = r
    for i in numba.prange(n):
        s = s * damped(x[i % len(x)], s) + x[0]
    return s


X = np.array([0.7, 1.3, -0.4])


def test_the_derivative_is_compiled_with_the_same_options():
    both = srcad.value_and_grad(chained, argnums=(0, 1))
    value, (dx, dr) = both(X, 0.3)
    plain = srcad.grad(chained.py_func, argnums=(0, 1))(X, 0.3)
    assert value == pytest.approx(chained(X, 0.3), rel=1e-14)
    np.testing.assert_allclose(dx, plain[0], rtol=1e-12)
    assert dr == pytest.approx(plain[1], rel=1e-12)
    emitted = both.specialize(X, 0.3, 4)
    assert emitted.func.targetoptions["error_model"] == "numpy"
    assert "np.empty(n)" in emitted.source and "reversed" not in emitted.source
    assert pickle.loads(pickle.dumps(both))(X, 0.3)[0] == value


def test_a_saved_module_has_the_decorators(tmp_path):
    gradient = srcad.grad(chained)
    path = tmp_path / "chained_grad.py"
    gradient.specialize(X, 0.3, 4).save(path)
    text = path.read_text()
    assert "from numba import njit" in text and text.count("@njit(error_model='numpy')\ndef ") == 1
    code = f"import numpy as np, chained_grad as m; print(list(m.chained_grad(np.array({X.tolist()}), 0.3, 4)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    np.testing.assert_allclose(eval(run.stdout), gradient(X, 0.3), rtol=1e-14)


def test_tangents_and_second_order():
    tangent = srcad.jvp(chained, (X, 0.3), (np.ones(3), 1.0))[1]
    dx, dr = srcad.grad(chained.py_func, argnums=(0, 1))(X, 0.3)
    assert tangent == pytest.approx(dx.sum() + dr, rel=1e-12)
    cubed = numba.njit(lambda v: v * v * math.sin(v))
    second = srcad.grad(srcad.grad(cubed))
    assert second(0.7) == pytest.approx(2 * math.sin(0.7) + 4 * 0.7 * math.cos(0.7) - 0.49 * math.sin(0.7), rel=1e-12)
    assert second.request.njit == machine.options_of(cubed)


def test_options():
    assert machine.options_of(chained.py_func) is None
    assert machine.decorator(machine.options_of(damped)) == "@njit(fastmath={'contract', 'nsz'})\n"
    assert machine.decorator(machine.options_of(numba.njit(lambda v: v))) == "@njit\n"
