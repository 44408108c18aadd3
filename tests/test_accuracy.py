"""Derivatives are as accurate as the functions are: near 0, far from it, next to the ends of the domain."""

import math

import numpy as np
import pytest

import srcad
from srcad.rules import registry
from tests.rule_harness import Example

NEAR, FAR = [1e-300, 1e-20, 1e-8, 1e-3, 0.1, 0.7], [1.0, 1.5, 4.0, 18.0]
BOTH = [*NEAR, *FAR, *(-x for x in NEAR + FAR)]
EDGE = [*NEAR, 0.99, 1 - 1e-9, 1 - 2**-50]
INSIDE = [*EDGE, *(-x for x in EDGE)]
HUGE = [1e10, 1e150, 1e300, -1e10, -1e150, -1e300]
POINTS = {
    "sin cos exp exp2 sinh cosh square": BOTH,
    "expm1": [*BOTH, -40.0, -300.0],
    "log log2 log10 sqrt reciprocal": [*NEAR[1:], *FAR, 1e10, 1e150],
    "log1p": [*NEAR, *FAR, -1e-9, -0.5, -1 + 1e-12, 1e10],
    "arcsin arccos arctanh": INSIDE,
    "arctan arcsinh": [*BOTH, 1e10, 1e100, -1e100],
    "arccosh": [1 + 1e-12, 1 + 1e-5, 1.5, 40.0, 1e10],
    "tan": [*NEAR, 1.5, -1.5],
}


@pytest.mark.parametrize(("name", "points"), [(name, points) for names, points in POINTS.items() for name in names.split()])
def test_relative_accuracy_by_complex_steps(name, points):
    x = np.array(points)
    step = np.maximum(1e-25 * np.abs(x), 1e-300)
    want = getattr(np, name)(x + 1j * step).imag / step if name != "exp2" else np.exp2(x) * math.log(2)
    np.testing.assert_allclose(slope(f"numpy.{name}", x), want, rtol=1e-13, atol=1e-299)


def slope(op, *args, of=0):
    example = Example(op, args, {})
    return example.adjoints(np.ones_like(example.y) if np.ndim(example.y) else 1.0, [of])[of]


def test_sinc_near_zero_and_at_the_seam():
    x = np.array([1e-300, 1e-10, 1e-5, 1e-3, 0.05, 1 / math.pi - 1e-9, 1 / math.pi + 1e-9, 0.9, 1.0, 3.5])
    t = np.pi * x.astype(np.longdouble)
    odd = sum((-1) ** k * 2 * k * t ** (2 * k - 1) / math.factorial(2 * k + 1) for k in range(1, 25))
    far = (np.cos(t) - np.sin(t) / t) / t
    want = np.pi * np.where(t < 2, odd, far)
    np.testing.assert_allclose(slope("numpy.sinc", x), want.astype(float), rtol=3e-15)
    assert slope("numpy.sinc", np.zeros(1)).tolist() == [0.0]


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1.0, 1e160, 1e300])
def test_lengths_and_angles_of_any_size(size):
    a, b = np.array([3.0 * size]), np.array([4.0 * size])
    np.testing.assert_allclose(slope("numpy.hypot", a, b), [0.6], rtol=1e-14)
    np.testing.assert_allclose(slope("numpy.arctan2", a, b) * size, [0.16], rtol=1e-14)
    np.testing.assert_allclose(slope("math.hypot", a[0], b[0], of=1), 0.8, rtol=1e-14)
    if size > 1e-300:
        np.testing.assert_allclose(slope("numpy.cbrt", a) * a ** (2 / 3), [1 / 3], rtol=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "want"),
    [(1.0, 1.0, 0.5), (-800.0, 0.0, 0.0), (800.0, 0.0, 1.0), (-np.inf, 0.0, 0.0), (np.inf, 0.0, 1.0), (0.0, np.inf, 0.0), (3.0, -np.inf, 1.0)],
)
def test_logaddexp_with_large_and_infinite_operands(a, b, want):
    for name in ("logaddexp", "logaddexp2"):
        assert slope(f"numpy.{name}", np.array([a]), np.array([b])).tolist() == pytest.approx([want], rel=1e-14, abs=1e-200)
    assert np.isfinite(slope("numpy.logaddexp", np.array([-np.inf]), np.array([-np.inf]))).all()


def test_moments_with_a_large_mean():
    a = np.array([0.25, -0.5, 1.0, 0.125])
    for name in ("var", "std"):
        np.testing.assert_allclose(slope(f"numpy.{name}", a + 2.0**30), slope(f"numpy.{name}", a), rtol=1e-14)


@pytest.mark.parametrize(("x", "n"), [(-2.0, 3), (-1.5, -2), (-3.0, 2.0), (1e-200, 2), (0.0, 3)])
def test_powers_of_any_sign(x, n):
    want = n * x ** (n - 1)
    assert slope("operator.pow", x, n) == want
    np.testing.assert_allclose(slope("numpy.power", np.array([x]), n), [want], rtol=1e-15)


@pytest.mark.parametrize(
    "a", [[2.0, -3.0, 0.5], [2.0, 0.0, 3.0, 4.0], [0.0, 0.0, 3.0], [1e-200, 1e-200, 1e200, 3.0], [5.0], [2.0, 3.0, 0.0, 0.0]]
)
def test_products_with_zeros(a):
    a, rest = np.array(a), range(len(a))
    others = [math.prod(a[k] for k in rest if k != j) for j in rest]
    np.testing.assert_allclose(slope("numpy.prod", a), others, rtol=1e-14)
    running = [math.fsum(math.prod(a[k] for k in range(m + 1) if k != j) for m in range(j, len(a))) for j in rest]
    np.testing.assert_allclose(slope("numpy.cumprod", a), running, rtol=1e-14)


@pytest.mark.parametrize("x", [1e-8, 0.3, 1.0, 2.5, 19.5, 200.0, -0.5, -3.25, -30.6])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_polygamma_against_scipy(n, x):
    special = pytest.importorskip("scipy.special")
    rule = registry.find("srcad.runtime.polygamma")
    assert rule is not None
    from srcad.runtime import polygamma

    if x > 0 or n == 0:
        assert polygamma(n, x) == pytest.approx(float(special.polygamma(n, x)), rel=1e-12)


def test_nothing_comes_of_an_infinite_derivative_where_a_number_was_put_in_its_place():
    f = srcad.grad(lambda x: np.sum(np.nan_to_num(np.log(x), neginf=0.0)))
    np.testing.assert_array_equal(f(np.array([0.0, 2.0])), [0.0, 0.5])
