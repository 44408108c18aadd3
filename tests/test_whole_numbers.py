"""Constants of whole numbers: what the primal computes in floats, the derivative doesn't compute in ints that wrap round."""

import linecache
import math

import numpy as np
import pytest

import srcad

X = np.array([1.0, 2.0, 3.0])
CONSTANTS = {
    "int8": np.array([100, 50, -128], np.int8),
    "uint8": np.array([200, 3, 255], np.uint8),
    "int64": np.array([3, 4, 5]) * 10**18,
}
FORMS = """
np.sum(x * a * 3)
np.sum(-(x * a))
np.sum(x * a * a)
np.sum(x * a - x * 2 * a)
np.sum(3 - x * a)
np.sum(x**2 * a * 100)
np.sum(-x * a + np.roll(x, 1) * a[::-1])
np.sum(x * (a * 3))
np.sum(x * (3 * a) * 2)
np.sum(x * (a + a))
np.sum(x * -a * 2)
np.sum(np.where(a > 3, x * a, 3 * x * a))
np.dot(x, a) * 300
(x * 2) @ a * 3
x @ a * x @ a
np.sum(a @ np.outer(x, x)) * 2
np.sum(np.outer(a, x) * np.outer(a, a))
np.sum(x[:, None] * a * a[:, None])
x[0] * a[0] * a[1]
np.prod(x) * a[0] * 2
np.sum(x) * a.max() * a.min()
np.sum(x) * int(a[0]) * 300
sum(x * a) * 3
np.mean(x * a) * 3
np.vdot(x, a) * 2
np.einsum("i,i,i->", x, a, a)
np.einsum("i,j->", x, a) * 2
np.sum(np.gradient(x, a))
np.sum(np.diff(x) * np.diff(a))
np.sum(np.cumsum(x * a)) * 3
np.sum(np.abs(a.astype(float)) ** (x / 99))
np.sum(x[a > 0] * a[a > 0]) * 2
np.sum(np.maximum(x, a) * a)
np.sum(x * a, where=a > 3) * 4
np.linalg.norm(x * a) * a[0]
""".strip().splitlines()


def function(form):
    """Return the function of x and of the constant a that returns an expression."""
    text, name = f"def f(x, a):\n    return {form}\n", f"<whole numbers: {form}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {"np": np, "math": math}
    exec(compile(text, name, "exec"), scope)
    return scope["f"]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("form", FORMS)
def test_whole_numbers_do_not_wrap_round(form):
    f = function(form)
    gradient, tangent = srcad.grad(f), srcad.tangent(f, argnums=0)
    for a in CONSTANTS.values():
        slopes = np.array([(float(f(X + e, a)) - float(f(X - e, a))) / 2e-4 for e in 1e-4 * np.eye(3)])
        scale = 1e-5 * np.abs(slopes).max()
        got = gradient(X, a)
        assert got.dtype == float
        np.testing.assert_allclose(got, slopes, rtol=1e-4, atol=scale)
        np.testing.assert_allclose(tangent(X, np.array([0.3, -1.0, 0.7]), a)[1], slopes @ [0.3, -1.0, 0.7], 1e-4, 10 * scale)


@pytest.mark.parametrize(
    ("form", "dx"),
    [
        ("np.sum(x * a * 3)", "3.0 * a"),
        ("np.sum(-x * a)", "-a.astype(float)"),
        ("np.sum(x * a * a)", "a.astype(float) * a"),
        ("np.sum(x * (3 * a) * 2)", "2.0 * (3 * a)"),
        ("np.sum(x**2 * a)", "2 * x * a"),
        ("np.sum(x**2) * len(a) * 3", "6 * len(a) * x"),
    ],
)
def test_what_is_written(form, dx):
    text = srcad.grad(function(form)).specialize(X, CONSTANTS["int8"]).source
    assert f"dx = {dx}\n" in text


@pytest.mark.parametrize("dtype", [np.int8, np.uint8])
def test_numbers_of_numpy(dtype):
    def f(x, n):
        return x * n * n * 3

    assert srcad.grad(f)(1.5, dtype(100)) == 30000
    assert srcad.grad(f)(1.5, 100) == 30000


def test_interpolation_between_ints():
    def f(y, at):
        return np.interp(at, np.array([-100, 100], np.int8), np.array([-100, 100], np.int8) * 1) * y

    def steep(at):
        return np.interp(at, np.array([-100, 100], np.int8), np.array([-90, 110], np.int8))

    assert srcad.grad(f)(2.0, 50.0) == 50.0
    assert srcad.grad(steep)(50.0) == 1.0


def test_a_vector_of_ones_in_single_precision():
    def f(m, x):
        return np.dot(m, x).sum()

    m = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    got = srcad.grad(f, argnums=1)(m, np.array([1.0, 2.0], np.float32))
    assert got.dtype == np.float32 and got.tolist() == [4.0, 6.0]
