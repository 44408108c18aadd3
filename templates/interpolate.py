"""Derivatives of the values of scipy.interpolate's interpolants, which are linear in what is interpolated unless said otherwise.

The interpolants of unit vectors are the coefficients. The objects are constants.
"""

import builtins

import numpy as np
from scipy import interpolate

from srcad.rules.recipe import constant, d, differential, is_active, rank, refused, weighted_sum


@differential(interpolate.CubicSpline.__call__, constant="spline")
def cubic_spline(v, spline, at, nu=0, *, x=None, y=None, axis=0, bc_type="not-a-knot", extrapolate=None, order=0):
    d[at] = d[v] * spline(at, nu + 1)
    if y is None or not is_active(y):
        d[v] = spline(at, nu + 1) * d[at]
    elif rank(y) != 1 or bc_type not in ("not-a-knot", "natural", "clamped"):
        raise ValueError("in values that are no vector, or at ends that don't leave it linear in them")
    else:
        d[v] = spline(at, nu + 1) * d[at] + interpolate.CubicSpline(x, d[y], bc_type=bc_type)(at, nu + order)
        d[y] = weighted_sum(d[v], interpolate.CubicSpline(x, np.eye(builtins.len(x)), bc_type=bc_type)(at, nu + order))


@differential(interpolate.BSpline.__call__, constant="spline")
def b_spline(
    v, spline, at, nu=0, *, t=None, c=None, k=3, extrapolate=True, axis=0, x=None, y=None, bc_type=None, check_finite=True, order=0
):
    d[at] = d[v] * spline(at, nu + 1)
    if y is not None and is_active(y):
        if rank(y) != 1 or t is not None or bc_type not in (None, "not-a-knot", "natural", "clamped"):
            raise ValueError("in values that are no vector, with knots, or at ends that don't leave it linear in them")
        moved = interpolate.make_interp_spline(x, d[y], k, bc_type=bc_type)(at, nu + order)
        d[v] = spline(at, nu + 1) * d[at] + moved
        d[y] = weighted_sum(d[v], interpolate.make_interp_spline(x, np.eye(builtins.len(x)), k, bc_type=bc_type)(at, nu + order))
    elif c is not None and is_active(c):
        if rank(c) != 1:
            raise ValueError("in coefficients that are no vector")
        d[v] = spline(at, nu + 1) * d[at] + interpolate.BSpline(t, d[c], k)(at, nu + order)
        d[c] = weighted_sum(d[v], interpolate.BSpline(t, np.eye(builtins.len(c)), k)(at, nu + order))
    else:
        d[v] = spline(at, nu + 1) * d[at]


@differential(interpolate.PchipInterpolator.__call__, interpolate.Akima1DInterpolator.__call__, constant="spline")
def monotone(v, spline, at, nu=0, *, x=None, y=None, axis=0, method="akima", extrapolate=None, order=0):
    if y is not None and is_active(y):
        raise ValueError("in what is interpolated, on which the slopes depend nonlinearly; use CubicSpline or make_interp_spline")
    d[v] = spline(at, nu + 1) * d[at]
    d[at] = d[v] * spline(at, nu + 1)


@differential(interpolate.CubicHermiteSpline.__call__, constant="spline")
def hermite_spline(v, spline, at, nu=0, *, x=None, y=None, dydx=None, axis=0, extrapolate=None, order=0):
    if y is not None and (is_active(y) or is_active(dydx)):
        if rank(y) != 1:
            raise ValueError("in values that are no vector")
        n = builtins.len(x)
        d[v] = spline(at, nu + 1) * d[at] + (
            interpolate.CubicHermiteSpline(x, d[y], np.zeros(n))(at, nu + order)
            + interpolate.CubicHermiteSpline(x, np.zeros(n), d[dydx])(at, nu + order)
        )
        d[y] = weighted_sum(d[v], interpolate.CubicHermiteSpline(x, np.eye(n), np.zeros((n, n)))(at, nu + order))
        d[dydx] = weighted_sum(d[v], interpolate.CubicHermiteSpline(x, np.zeros((n, n)), np.eye(n))(at, nu + order))
    else:
        d[v] = spline(at, nu + 1) * d[at]
    d[at] = d[v] * spline(at, nu + 1)


@differential(
    interpolate.UnivariateSpline.__call__, interpolate.InterpolatedUnivariateSpline.__call__, constant="spline", refuses="ext"
)
def univariate_spline(v, spline, at, nu=0, *, x=None, y=None, w=None, bbox=None, k=3, s=None, ext=0, check_finite=False, order=0):
    if y is not None and is_active(y):
        raise ValueError("in what is interpolated; use CubicSpline or make_interp_spline(x, y, k)")
    d[v] = spline(at, nu + 1) * d[at]
    d[at] = d[v] * spline(at, nu + 1)


@differential(interpolate.interp1d.__call__, constant="spline")
def interpolated(
    v, spline, at, *, x=None, y=None, kind="linear", axis=-1, copy=True, bounds_error=None, fill_value=None, assume_sorted=False
):
    if y is None:
        raise ValueError("of an interp1d that is made outside; use interpolate.make_interp_spline(x, y, k=1)")
    if rank(y) != 1 or fill_value not in (None, "extrapolate"):
        raise ValueError("of values that are no vector, or with a value that fills what is outside")
    if kind not in ("linear", "slinear", "quadratic", "cubic"):
        raise ValueError("of this kind; use 'linear', 'quadratic' or 'cubic'")
    degree = 3 if kind == "cubic" else 2 if kind == "quadratic" else 1
    slope = interpolate.make_interp_spline(x, y, degree)(at, 1)
    d[v] = slope * d[at] + interpolate.make_interp_spline(x, d[y], degree)(at)
    d[at] = d[v] * slope
    d[y] = weighted_sum(d[v], interpolate.make_interp_spline(x, np.eye(builtins.len(x)), degree)(at))


@differential(interpolate.splev, constant="tck", sequences=True)
def splev(y, x, tck, der=0, ext=0):
    if ext not in (0, 1):
        raise ValueError("with a constant, or an error, outside of the knots")
    d[y] = interpolate.splev(x, tck, der + 1, ext) * d[x]
    d[x] = d[y] * interpolate.splev(x, tck, der + 1, ext)


constant(
    interpolate.CubicSpline, interpolate.PchipInterpolator, interpolate.Akima1DInterpolator, interpolate.CubicHermiteSpline,
    interpolate.BSpline, interpolate.make_interp_spline, interpolate.UnivariateSpline, interpolate.interp1d,
    interpolate.InterpolatedUnivariateSpline,
)  # fmt: skip
refused(
    "an interpolant is an object; make it with CubicSpline(x, y) or make_interp_spline(x, y, k)",
    interpolate.PPoly, interpolate.BPoly, interpolate.LSQUnivariateSpline,
    interpolate.make_lsq_spline, interpolate.make_smoothing_spline, interpolate.make_splprep, interpolate.make_splrep,
    interpolate.splrep, interpolate.splprep, interpolate.splder, interpolate.splantider, interpolate.splint,
    interpolate.sproot, interpolate.spalde, interpolate.insert, interpolate.generate_knots, interpolate.pchip_interpolate,
)  # fmt: skip
refused(
    "write the polynomial with np.polyfit and np.polyval",
    interpolate.lagrange, interpolate.BarycentricInterpolator, interpolate.barycentric_interpolate,
    interpolate.KroghInterpolator, interpolate.krogh_interpolate, interpolate.FloaterHormannInterpolator, interpolate.AAA,
    interpolate.pade, interpolate.approximate_taylor_polynomial,
)  # fmt: skip
refused(
    "an interpolant is an object; write the weights of the neighbouring points with indexing",
    interpolate.interp2d, interpolate.griddata,
    interpolate.LinearNDInterpolator, interpolate.NearestNDInterpolator, interpolate.CloughTocher2DInterpolator,
    interpolate.RBFInterpolator, interpolate.Rbf, interpolate.NdBSpline, interpolate.NdPPoly, interpolate.BivariateSpline,
    interpolate.SmoothBivariateSpline, interpolate.SmoothSphereBivariateSpline, interpolate.RectBivariateSpline,
    interpolate.RectSphereBivariateSpline, interpolate.LSQBivariateSpline, interpolate.LSQSphereBivariateSpline,
    interpolate.bisplev, interpolate.bisplrep,
)  # fmt: skip
