"""Derivatives of derivatives: second and third order, in any mix of modes."""

import itertools
import math

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks


def polynomial(x):
    return x**5 - 3 * x**3 + 2 * x


def composed(x):
    y = math.sin(x) * x
    return math.exp(-y) + math.log(1 + x * x)


def looped(x):
    v = x
    for i in range(4):
        v = 1.3 * v * (1 - v)
    return v * x


def looped_with_branch(x):
    total = 0.0
    v = x
    for i in range(5):
        if v > 0.5:
            v = v * v * x
        else:
            v = math.sin(v) + 0.2 * x
        total += v * v
    return total


def iterated(x):
    v = x
    while True:
        v = 0.5 * v * v + 0.3 * x
        if v < 0.6:
            break
    return v * math.cos(v)


def returning_early(x):
    y = x
    for i in range(10):
        if y > 4.0:
            return y * y * x
        y = y * y + 0.5 * x
    return y


def over_array(x):
    points = np.array([0.3, -0.5, 1.2])
    total = 0.0
    for p in points:
        total += math.tanh(p * x) ** 2
    return total


def by_numpy(x):
    points = np.array([0.3, -0.5, 1.2])
    return np.sum(np.exp(points * x) * x) / np.sum(points**2 + x * x)


def in_a_buffer(x):
    a = np.zeros(4)
    a[0] = x
    for i in range(1, 4):
        a[i] = a[i - 1] * x + math.sin(a[i - 1])
    return np.sum(a * a)


def helper(y, k):
    return y**3 * k if y > 0 else -y


def calling(x):
    return helper(x, 2.0) + helper(math.sin(x), x)


def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def recursive(x):
    return power(x, 7) * x


def even(x, n):
    return x if n == 0 else x * odd(x, n - 1)


def odd(x, n):
    return x * x if n == 0 else math.sin(x) * even(x, n - 1)


def by_turns(x):
    return even(x, 4) + odd(x * x, 3)


def halves(values, y):
    if len(values) < 2:
        return np.sum(values) * y, y
    m = len(values) // 2
    left, y = halves(values[:m], y * y)
    right, _ = halves(values[m:], y)
    return left * right, y


def in_two_directions(x):
    a, b = halves(x * np.array([1.0, 0.7, 0.4]), x)
    return a * b


FUNCTIONS = (
    *(polynomial, composed, looped, looped_with_branch, iterated, returning_early),
    *(over_array, by_numpy, in_a_buffer, calling, recursive, by_turns, in_two_directions),
)


def reverse(f):
    return srcad.grad(f)


def forward(f):
    tangent = srcad.tangent(f)
    return lambda x: tangent(x, 1.0)[1]


MODES = {"reverse": reverse, "forward": forward}


def slope(f, x, h=1e-5):
    """Return a derivative by central differences, extrapolated."""
    coarse, fine = ((f(x + s) - f(x - s)) / (2 * s) for s in (2 * h, h))
    return fine + (fine - coarse) / 3


@pytest.mark.parametrize("modes", list(itertools.product(MODES, repeat=2)), ids="-".join)
@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_second_derivative(f, modes):
    first = MODES[modes[0]](f)
    second = MODES[modes[1]](first)
    for x in (0.7, 1.1):
        assert first(x) == pytest.approx(slope(f, x), rel=1e-6, abs=1e-8)
        assert second(x) == pytest.approx(slope(first, x), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("modes", list(itertools.product(MODES, repeat=3)), ids="-".join)
@pytest.mark.parametrize("f", (looped_with_branch, polynomial, in_a_buffer), ids=lambda f: f.__name__)
def test_third_derivative(f, modes):
    second = MODES[modes[1]](MODES[modes[0]](f))
    third = MODES[modes[2]](second)
    for x in (0.7, 1.1):
        assert third(x) == pytest.approx(slope(second, x), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("f", (iterated, returning_early, calling, by_numpy, recursive, by_turns))
def test_third_derivative_in_reverse(f):
    second = srcad.grad(srcad.grad(f))
    assert srcad.grad(second)(0.9) == pytest.approx(slope(second, 0.9), rel=1e-6, abs=1e-8)


def test_polynomial_in_figures():
    third = srcad.grad(srcad.grad(srcad.grad(polynomial)))
    assert third(2.0) == pytest.approx(60 * 4 - 18)
    assert srcad.grad(third)(2.0) == pytest.approx(240)


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def weighted(x):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * x[i - 1] ** 2 + math.exp(0.1 * x[i])
    return s * np.sum(x)


@pytest.mark.parametrize("f", (rosenbrock, weighted))
def test_hessian_vector_product(f):
    x, v = np.array([0.3, -0.7, 1.2, 0.5]), np.array([1.0, -0.4, 0.2, 0.9])
    before = x.copy()
    got = srcad.hvp(f, x, v)
    gradient = srcad.grad(f)
    want = (gradient(x + 1e-5 * v) - gradient(x - 1e-5 * v)) / 2e-5
    checks.assert_close(got, want, 1e-6)
    assert checks.same(x, before)


def test_hessian_vector_product_as_a_gradient():
    x, v = np.array([0.3, -0.7, 1.2, 0.5]), np.array([1.0, -0.4, 0.2, 0.9])
    product = srcad.grad(lambda x: np.vdot(srcad.grad(rosenbrock)(x), v))
    checks.assert_close(product(x), srcad.hvp(rosenbrock, x, v), 1e-10)


def test_tangent_of_a_gradient_is_the_hessian_vector_product():
    x, v = np.array([0.3, -0.7, 1.2]), np.array([1.0, -0.4, 0.2])
    gradient, product = srcad.jvp(srcad.grad(weighted), (x,), (v,))
    checks.assert_close(gradient, srcad.grad(weighted)(x), 1e-12)
    checks.assert_close(product, srcad.hvp(weighted, x, v), 1e-10)


def two(x, y):
    z = x * y
    for i in range(3):
        z = math.sin(z) + x * y * y
    return z


def test_mixed_partials_agree():
    by_x = srcad.grad(srcad.grad(two, argnums=0), argnums=1)
    by_y = srcad.grad(srcad.grad(two, argnums=1), argnums=0)
    assert by_x(0.4, 0.8) == pytest.approx(by_y(0.4, 0.8), rel=1e-12)
    want = slope(lambda y: srcad.grad(two)(0.4, y), 0.8)
    assert by_x(0.4, 0.8) == pytest.approx(want, rel=1e-6)


def newton(x):
    """Use a derivative inside a function that is differentiated."""
    slope = srcad.grad(composed)(x)
    return composed(x) - 0.1 * slope * slope


def test_gradient_inside_a_function():
    got = srcad.grad(newton)(0.8)
    assert got == pytest.approx(slope(newton, 0.8), rel=1e-6)


def test_a_tangent_of_what_an_update_in_place_reads():
    def f(y, e):
        c = y.copy()
        c[0] -= e
        c *= 0.5 * np.tanh(c**2)
        return np.sum(c**2)

    gradient = srcad.grad(f, argnums=(0, 1))
    y, dy = np.array([0.3, 1.0, 2.0]), np.array([0.5, -1.0, 0.7])
    ahead, behind = (gradient(y + step * dy, 0.3 + step * 0.2) for step in (1e-6, -1e-6))
    got = srcad.jvp(gradient, (y, 0.3), (dy, 0.2))[1]
    for tangent, one, other in zip(got, ahead, behind):
        np.testing.assert_allclose(tangent, (one - other) / 2e-6, rtol=1e-6, atol=1e-8)
