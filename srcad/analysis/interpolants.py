"""SciPy's interpolants of one variable: what each is made of, and the types of what they give.

    s = CubicSpline(x, y); s(t)

The object is a constant; its value at t is a function of t and of what the object was made of, which is kept with the call.
"""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import results
from srcad.ir.types import Instance, Type, dtype_of

CALL = "__call__"
# The parameters of what makes an interpolant, and the class of the interpolant where it isn't itself one.
MAKERS = {
    f"scipy.interpolate.{name}": parameters.split()
    for name, parameters in {
        "CubicSpline": "x y axis bc_type extrapolate",
        "PchipInterpolator": "x y axis extrapolate",
        "Akima1DInterpolator": "x y axis method extrapolate",
        "CubicHermiteSpline": "x y dydx axis extrapolate",
        "BSpline": "t c k extrapolate axis",
        "make_interp_spline": "x y k t bc_type axis check_finite",
        "UnivariateSpline": "x y w bbox k s ext check_finite",
        "InterpolatedUnivariateSpline": "x y w bbox k ext check_finite",
        "RegularGridInterpolator": "points values method bounds_error fill_value",
        "interp1d": "x y kind axis copy bounds_error fill_value assume_sorted",
    }.items()
}
CLASSES = {"scipy.interpolate.make_interp_spline": "scipy.interpolate.BSpline"}


def class_of(maker: str) -> str:
    return CLASSES.get(maker, maker)


def is_interpolant(type_: Type) -> bool:
    """Say whether an object is an interpolant whose values are numbers."""
    return isinstance(type_, Instance) and f"{type_.of}.{CALL}" in BY_OP


def evaluated(spline: Type, at: Type, nu: Type = results.NONE, *, y: Type = results.NONE, c: Type = results.NONE, **others: Type) -> Type:
    """The values have the shape of the points, and then that of one value."""
    values = next((one for one in (y, c) if one != results.NONE), None)
    found = results.floating(at)
    inner, outer = results.dims_of(values) if values is not None else (None,), results.dims_of(found)
    if inner is None or outer is None or dtype_of(found) is None:
        return results.UNKNOWN if inner is None or len(inner) > 1 else found
    return results.made(results.FLOAT, (*outer, *inner[1:]))


def on_a_grid(spline: Type, at: Type, *others: Type, **named: Type) -> Type:
    """The points are the rows."""
    dims = results.dims_of(at)
    return results.UNKNOWN if dims is None else results.made(results.FLOAT, dims[:-1] if len(dims) > 1 else (None,))


def made(maker: str) -> Callable[..., Type]:
    return lambda *types, **named: Instance(class_of(maker))


BY_OP: dict[str, Callable[..., Type]] = {
    **{maker: made(maker) for maker in MAKERS},
    **{f"{class_of(maker)}.{CALL}": evaluated for maker in MAKERS},
    f"scipy.interpolate.RegularGridInterpolator.{CALL}": on_a_grid,
    "scipy.interpolate.interpn": lambda points, values, xi, *others, **named: on_a_grid(values, xi),
    "scipy.interpolate.splev": lambda x, *others, **named: results.floating(x),
}
