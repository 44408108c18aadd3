"""Derivatives of functions that Numba compiles: compiled with the same options, and saved with their decorators."""

import collections
import math
import pickle
import subprocess
import sys

import numpy as np
import pytest

import srcad
from srcad import machine, runtime
from tests import checks

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


Point = collections.namedtuple("Point", "x y")


@numba.njit
def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


@numba.njit
def stage(x, y):
    return x - y * x, y + x * y


@numba.njit
def many_forms(x, point, n):
    y, z = point.x, point.y
    for _ in range(n):
        y, z = stage(0.1 * y, 0.2 * z)
    total = power(y, n) * z
    for i in range(0, len(x), n):
        total *= x[i]
    return total + np.var(x)


def test_what_numba_lacks_is_said_otherwise():
    """Recursion, named tuples, keepdims, steps that aren't literals; what was compiled for a call is not compiled again."""
    args = np.array([0.9, 1.3, 0.7]), Point(0.4, 1.1), 2
    gradient = srcad.grad(many_forms, argnums=(0, 1))
    dx, dpoint = gradient(*args)
    wanted = srcad.grad(many_forms.py_func, argnums=(0, 1))(*args)
    np.testing.assert_allclose(dx, wanted[0], rtol=1e-12)
    assert isinstance(dpoint, Point) and tuple(dpoint) == pytest.approx(tuple(wanted[1]), rel=1e-12)
    emitted = gradient.specialize(*args)
    assert len(emitted.func.nopython_signatures) == 1
    assert "stage" not in emitted.source.replace("= stage(0.1", "") and "power_vjp(y, n" in emitted.source
    assert "_tape[i" in emitted.source  # the counter without a name has got one
    fitted = srcad.grad(numba.njit(lambda x, n: np.sum(x[:n] * x[n:])))
    assert "summed_to(" in fitted.specialize(args[0], 1).source


CACHED = """
import math
from numba import njit

@njit(cache=True)
def wave(x):
    return x * math.sin(x) if x < 1 else wave(x - 1)
"""


def test_a_cached_function_has_a_cached_derivative(tmp_path, monkeypatch):
    (tmp_path / "kernel_in_cache.py").write_text(CACHED)
    monkeypatch.syspath_prepend(tmp_path)
    import kernel_in_cache

    gradient = srcad.grad(kernel_in_cache.wave)
    assert gradient(1.7) == pytest.approx(math.sin(0.7) + 0.7 * math.cos(0.7), rel=1e-12)
    emitted = gradient.specialize(1.7)
    (module,) = (tmp_path / "__pycache__").glob("wave_grad_*.py")
    assert "@njit(cache=True)\ndef wave_grad(x):" in module.read_text()
    assert emitted.func.stats.cache_path is not None and sum(emitted.func.stats.cache_misses.values()) == 1


def test_what_numba_cannot_compile_is_refused_with_the_line():
    @numba.njit
    def parted(x):
        y = np.kron(x, x)
        return y[0, 0] * y[1, 1]

    with pytest.raises(srcad.UnsupportedCallError, match="Numba doesn't compile this of the derivative") as caught:
        srcad.grad(parted)(np.array([[0.3, 0.2], [0.5, 0.9]]))
    assert "y = np.kron(x, x)" in str(caught.value) and "f.py_func" in str(caught.value)
    bare = srcad.grad(parted).specialize(np.eye(2)).func
    with pytest.raises(srcad.UnsupportedCallError, match="Numba doesn't compile this of the derivative"):
        bare(np.eye(2))
    with pytest.raises(srcad.SrcadError, match="write its loop over the elements out"):
        srcad.grad(numba.vectorize(lambda v: v * v))


@numba.vectorize
def softplus(x, b):
    return math.log(1 + math.exp(b * x)) / b


@numba.vectorize(["float64(float64, float64, float64)"])
def clipped(a, b, c):
    if a * b > c:
        return a * b
    return 0.5 * c


@numba.njit
def by_elements(x, w, b):
    return np.sum(softplus(x, b) * clipped(x, w, b)) + softplus(w[0, 0], b)


def test_vectorized_functions_are_loops_over_the_elements(tmp_path):
    x, w = np.array([[0.3, -0.2, 1.1], [0.4, 0.8, -0.6]]), np.array([[1.5, 0.7, 2.0], [0.2, -0.4, 1.0]])
    checks.check(by_elements.py_func, x, w, 0.8)
    gradient = srcad.grad(by_elements, argnums=(0, 1, 2))
    checks.assert_close(gradient(x, w, 0.8), srcad.grad(by_elements.py_func, argnums=(0, 1, 2))(x, w, 0.8), 1e-12)
    (tmp_path / "kernel.py").write_text(
        "import math\nimport numpy as np\nfrom numba import njit, vectorize\n\n\n@vectorize\ndef root(v):\n    return math.sqrt(v)\n\n\n"
        "@njit\ndef f(x):\n    return np.sum(root(x))\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "srcad", "grad", str(tmp_path / "kernel.py") + ":f", "--types", "x: float[:]", "--dialect", "numba"],
        capture_output=True, text=True, check=False,
    )
    assert "for i, xi in enumerate(x):" in run.stdout and "math.sqrt(xi)" in run.stdout, run.stdout + run.stderr


@numba.experimental.jitclass([("k", numba.float64), ("m", numba.float64)])
class Spring:
    def __init__(self, k, m):
        self.k = k
        self.m = m

    def pull(self, x):
        return -self.k * x / self.m


@numba.njit
def swung(k, m, x):
    spring, v = Spring(k, m), 0.0
    places = numba.typed.List()
    for i in range(5):
        v += spring.pull(x) * 0.1
        x += v * 0.1
        places.append(x)
    s = 0.0
    for place in places:
        s += place * spring.m
    return s


@numba.njit
def walked(x):
    s = 0.0
    for v in x.flat:
        s += v * v
    return s


@numba.njit
def parted(x):
    y = np.partition(x, 2)
    return y[0] * y[1]


@pytest.mark.parametrize(("f", "args"), [(swung, (2.0, 1.5, 0.5)), (walked, (X,))])
def test_what_numba_adds_and_lacks(f, args):
    every = tuple(range(len(args)))
    gradient = srcad.grad(f, argnums=every)(*args)
    checks.assert_close(gradient, srcad.grad(f.py_func, argnums=every)(*args), 1e-12)
    checks.assert_close(gradient, tuple(checks.central_gradient(f, args, k) for k in every))
    assert "take_along_axis" not in srcad.grad(parted).specialize(X).source


def test_helpers_for_machines_mean_what_the_others_mean():
    rng = np.random.default_rng(3)
    d, v, a = rng.normal(size=(2, 3, 4)), rng.normal(size=5), rng.normal(size=5)
    for shape in ((2, 3, 4), (1, 3, 1), (1, 1, 1), (2, 1, 4)):
        np.testing.assert_allclose(runtime.summed_to(d, np.ones(shape)), runtime.unbroadcast(d, np.ones(shape)))
    np.testing.assert_allclose(runtime.products_without(d), runtime.products_of_others(d))
    for step in (1, -1):
        np.testing.assert_allclose(runtime.chained_numbers(v, a, step), runtime.chained(v, a, 0, step))
        np.testing.assert_allclose(runtime.moved_numbers(v, step, 2.0), runtime.neighbours(v, 0, step, 2.0))
    np.testing.assert_allclose(0.7 * runtime.quantile_gradient(d, 0.3), runtime.quantile_adjoint(0.7, d, 0.3))
    np.testing.assert_allclose(runtime.edged_differences(d), np.diff(d, prepend=0.0, append=0.0))
    np.testing.assert_allclose(runtime.padded_vector(v, 2), np.pad(v, 2))


def test_options():
    assert machine.options_of(chained.py_func) is None
    assert machine.decorator(machine.options_of(damped)) == "@njit(fastmath={'contract', 'nsz'})\n"
    assert machine.decorator(machine.options_of(numba.njit(lambda v: v))) == "@njit\n"
