"""Interpolants of scipy.interpolate: their values in the points and in what is interpolated."""

import numpy as np
import pytest

import srcad
from tests.checks import check

interpolate = pytest.importorskip("scipy.interpolate")

X = np.array([0.0, 0.7, 1.5, 2.4, 3.1, 4.0])
Y = np.sin(X)
AT = np.array([0.3, 1.2, 2.2])
KNOTS = np.array([0.0, 0.0, 0.0, 0.0, 1.5, 2.5, 4.0, 4.0, 4.0, 4.0])
OUTSIDE = interpolate.CubicSpline(X, Y)
VECTORS = interpolate.CubicSpline(X, np.stack([Y, Y**2], axis=1))


def cubic(t, y):
    spline = interpolate.CubicSpline(X, y, bc_type="natural")
    return np.sum(spline(t) ** 2) + spline(0.5) * spline(t[0], 1) + spline.derivative()(x=t[1])


def one_by_one(t, y):
    spline = interpolate.CubicSpline(X, y)
    total = 0.0
    for one in t:
        total += spline(one) * spline(one, nu=2)
    return total


def by_degree(t, y):
    return np.sum(interpolate.make_interp_spline(X, y, k=2)(t) ** 2) + np.sum(interpolate.make_interp_spline(X, y)(t, 1))


def coefficients(t, y):
    return np.sum(interpolate.BSpline(KNOTS, y, 3)(t) ** 2)


def piecewise_linear(t, y):
    function = interpolate.interp1d(X, y)
    return np.sum(function(t) ** 2) + np.sum(interpolate.interp1d(X, y, kind="cubic", fill_value="extrapolate")(t))


def hermite(t, y):
    return np.sum(interpolate.CubicHermiteSpline(X, y, np.cos(y))(t) ** 2)


class Table:
    def __init__(self, y):
        self.spline = interpolate.CubicSpline(X, y)

    def squared(self, t):
        return self.spline(t) ** 2


def within(t, y):
    return np.sum(Table(y).squared(t))


@pytest.mark.parametrize("f", [cubic, one_by_one, by_degree, coefficients, piecewise_linear, hermite, within])
def test_in_points_and_values(f):
    check(f, AT, Y)


def of_others(t):
    found = np.sum(interpolate.PchipInterpolator(X, Y)(t) * interpolate.Akima1DInterpolator(X, Y)(t))
    return found + np.sum(interpolate.UnivariateSpline(X, Y, s=0.1)(t) * interpolate.InterpolatedUnivariateSpline(X, Y)(t))


def from_outside(t):
    return np.sum(OUTSIDE(t) * OUTSIDE(t, 1)) + np.sum(OUTSIDE.derivative()(t))


@pytest.mark.parametrize("f", [of_others, from_outside])
def test_in_points(f):
    check(f, AT)


def given(t: "float[:]", spline):
    return np.sum(spline(t) ** 2)


def test_of_an_argument_and_again():
    np.testing.assert_allclose(srcad.grad(given)(AT, OUTSIDE), 2 * OUTSIDE(AT) * OUTSIDE(AT, 1))
    slope = srcad.grad(lambda t: OUTSIDE(t) ** 2)
    second = 2 * OUTSIDE(0.6, 1) ** 2 + 2 * OUTSIDE(0.6) * OUTSIDE(0.6, 2)
    np.testing.assert_allclose(srcad.grad(slope)(0.6), second)


def written(t: "float[:]", y: "float[:]"):
    s = interpolate.CubicSpline(X, y)
    return np.sum(s(t) ** 2)


def test_what_is_written():
    text = srcad.grad(written, argnums=(0, 1)).source
    assert "s = interpolate.CubicSpline(X, y)" in text and "s(t, 1)" in text and "interpolate.CubicSpline(X, eye_len)(t)" in text


@pytest.mark.parametrize(
    ("f", "why"),
    [
        (lambda t, y: interpolate.PchipInterpolator(X, y)(t), "nonlinearly"),
        (lambda t, y: interpolate.CubicSpline(X, y, bc_type="periodic")(t), "linear in them"),
        (lambda t, y: interpolate.interp1d(X, y, bounds_error=False, fill_value=0.0)(t), "fills what is outside"),
        (lambda t, y: interpolate.CubicSpline(y, X)(t), "argument 'x'"),
        (lambda t, y: sum([s(t) for s in [interpolate.CubicSpline(X, y), interpolate.CubicSpline(X, y**2)]]), "used as a value"),
        (lambda t, y: VECTORS(y[0])[0], "VECTORS"),
        (lambda t, y: interpolate.CubicSpline(X, y)(t, 0, True), "of an interpolant"),
    ],
)
def test_refused(f, why):
    with pytest.raises(srcad.SrcadError, match=why):
        srcad.grad(f, argnums=1)(0.4, Y)


GRID = np.array([0.0, 0.6, 1.1, 2.0]), np.array([0.0, 0.8, 1.9])
POINTS = np.array([[0.3, 0.4], [0.7, 1.3], [1.6, 0.9]])


def on_a_grid(points, values):
    f = interpolate.RegularGridInterpolator(GRID, values, bounds_error=False, fill_value=None)
    return np.sum(f(points) ** 2) + np.sum(f(1.7 * points)) + np.sum(interpolate.interpn(GRID, values, points[1:]) ** 3)


def outside_of_a_grid(points, values):
    f = interpolate.RegularGridInterpolator(GRID, values, bounds_error=False, fill_value=0.5)
    return np.sum(f(1.7 * points) ** 2)


@pytest.mark.parametrize("f", [on_a_grid, outside_of_a_grid])
def test_on_a_regular_grid(f):
    check(f, POINTS, np.sin(np.arange(12.0)).reshape(4, 3))


def overwritten(t, y):
    spline = interpolate.CubicSpline(X, y)
    y[0] = 3.0
    return np.sum(spline(t))


def test_what_an_interpolant_was_made_of_may_not_be_written():
    with pytest.raises(srcad.SrcadError, match="'y', which this interpolant was made of, has been written since"):
        srcad.grad(overwritten)(AT, Y)


def overwritten_copy(t, y):
    spline = interpolate.CubicSpline(X, y.copy())
    y[0] = 3.0
    return np.sum(spline(t) ** 2)


def test_a_copy_may():
    check(overwritten_copy, AT, Y)
