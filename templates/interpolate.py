"""scipy.interpolate: interpolants are objects, which are refused where what they are made from or evaluated at is differentiated."""

from scipy import interpolate

from srcad.rules.recipe import refused

refused(
    "an interpolant is an object; write np.interp(x, xp, fp), or the piecewise polynomial with np.searchsorted and its "
    "coefficients",
    interpolate.interp1d, interpolate.CubicSpline, interpolate.PchipInterpolator, interpolate.Akima1DInterpolator,
    interpolate.CubicHermiteSpline, interpolate.PPoly, interpolate.BPoly, interpolate.BSpline, interpolate.make_interp_spline,
    interpolate.UnivariateSpline, interpolate.InterpolatedUnivariateSpline, interpolate.LSQUnivariateSpline,
    interpolate.make_lsq_spline, interpolate.make_smoothing_spline, interpolate.make_splprep, interpolate.make_splrep,
    interpolate.splrep, interpolate.splprep, interpolate.splev, interpolate.splder, interpolate.splantider, interpolate.splint,
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
    interpolate.RegularGridInterpolator, interpolate.interpn, interpolate.interp2d, interpolate.griddata,
    interpolate.LinearNDInterpolator, interpolate.NearestNDInterpolator, interpolate.CloughTocher2DInterpolator,
    interpolate.RBFInterpolator, interpolate.Rbf, interpolate.NdBSpline, interpolate.NdPPoly, interpolate.BivariateSpline,
    interpolate.SmoothBivariateSpline, interpolate.SmoothSphereBivariateSpline, interpolate.RectBivariateSpline,
    interpolate.RectSphereBivariateSpline, interpolate.LSQBivariateSpline, interpolate.LSQSphereBivariateSpline,
    interpolate.bisplev, interpolate.bisplrep,
)  # fmt: skip
