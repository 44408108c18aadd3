"""Where NumPy's functions take the array that they write to, when it is given by position.

np.add(a, b, c) writes to c, and np.sum(a, 0, None, s) to s.
"""

from __future__ import annotations

_UFUNCS = {
    1: "abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh bitwise_count "
    "bitwise_invert bitwise_not cbrt ceil conj conjugate cos cosh deg2rad degrees exp exp2 expm1 fabs floor frexp invert "
    "isfinite isinf isnan isnat log log10 log1p log2 logical_not modf negative positive rad2deg radians reciprocal rint "
    "sign signbit sin sinh spacing sqrt square tan tanh trunc",
    2: "add arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign divide "
    "divmod equal float_power floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot lcm ldexp left_shift "
    "less less_equal logaddexp logaddexp2 logical_and logical_or logical_xor matmul matvec maximum minimum mod multiply "
    "nextafter not_equal pow power remainder right_shift subtract true_divide vecdot vecmat",
}
_OTHERS = {
    1: "fix isneginf isposinf",
    2: "all amax amin any argmax argmin around choose concat concatenate dot max median min nanargmax nanargmin nanmax "
    "nanmedian nanmin outer ptp round stack",
    3: "clip compress cumprod cumsum mean nancumprod nancumsum nanmean nanpercentile nanprod nanquantile nanstd nansum "
    "nanvar percentile prod quantile std sum take var",
    5: "trace",
}


def _positions(table: dict[int, str]) -> dict[str, int]:
    return {f"numpy.{name}": position for position, names in table.items() for name in names.split()}


UFUNCS = _positions(_UFUNCS)
POSITION = {**UFUNCS, **_positions(_OTHERS)}


def split(op: str, args: tuple, kwargs: dict) -> tuple[tuple, dict, object]:
    """Return the arguments of a call without its `out`, and that; None where it has none."""
    rest = dict(kwargs)
    out = rest.pop("out", None)
    position = POSITION.get(op)
    if out is None and position is not None and len(args) > position:
        return args[:position] + args[position + 1 :], rest, args[position]
    return args, rest, out
