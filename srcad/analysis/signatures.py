"""The parameters of library functions as far as a call's meaning depends on them, known without the libraries.

A ufunc takes its operands, then `out`, then keywords that mean the same for all ufuncs. Of other functions whose
`out` may be given by position, the positional parameters are listed.
"""

from __future__ import annotations

from srcad.analysis import special_signatures

# Ufuncs by their number of operands.
UFUNCS = {
    1: """
    abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh bitwise_count bitwise_invert
    bitwise_not cbrt ceil conj conjugate cos cosh deg2rad degrees exp exp2 expm1 fabs floor invert isfinite isinf isnan isnat
    log log10 log1p log2 logical_not negative positive rad2deg radians reciprocal rint sign signbit sin sinh spacing sqrt
    square tan tanh trunc frexp modf""",
    2: """
    add arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign divide equal
    float_power floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot lcm ldexp left_shift less less_equal
    logaddexp logaddexp2 logical_and logical_or logical_xor maximum minimum mod multiply nextafter not_equal pow power
    remainder right_shift subtract true_divide divmod matmul matvec vecmat vecdot""",
}
UFUNC_KEYWORDS = ("out", "where", "casting", "order", "dtype", "subok")
METHODS = ("reduce", "accumulate", "reduceat", "outer", "at")

POSITIONAL = {
    "all any ptp": "a axis out keepdims",
    "amax amin max min nanmax nanmin": "a axis out keepdims initial where",
    "argmax argmin nanargmax nanargmin": "a axis out",
    "around round": "a decimals out",
    "choose": "a choices out mode",
    "clip": "a a_min a_max out",
    "compress": "condition a axis out",
    "ndarray.compress": "a condition axis out",
    "concat concatenate stack": "arrays axis out",
    "cumprod cumsum nancumprod nancumsum": "a axis dtype out",
    "dot outer": "a b out",
    "fix isneginf isposinf": "x out",
    "mean nanmean": "a axis dtype out keepdims",
    "median nanmedian": "a axis out overwrite_input keepdims",
    "nanpercentile nanquantile percentile quantile": "a q axis out overwrite_input method keepdims",
    "nanprod nansum prod sum": "a axis dtype out keepdims initial where",
    "nanstd nanvar std var": "a axis dtype out ddof keepdims",
    "take": "a indices axis out mode",
    "trace": "a offset axis1 axis2 dtype out",
    "reduce": "array axis dtype out keepdims initial where",
    "accumulate": "array axis dtype out",
    "reduceat": "array indices axis dtype out",
}

FOURIER = {
    "fft ifft rfft irfft hfft ihfft": "a n axis norm out",
    "fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn": "a s axes norm out",
}

OPERANDS = {f"numpy.{name}": count for count, names in UFUNCS.items() for name in names.split()} | {
    f"scipy.special.{name}": count for count, names in special_signatures.UFUNCS.items() for name in names.split()
}
PARAMETERS = {f"numpy.{name}": tuple(params.split()) for names, params in POSITIONAL.items() for name in names.split()}
PARAMETERS |= {f"numpy.fft.{name}": tuple(params.split()) for names, params in FOURIER.items() for name in names.split()}


def parameters(op: str) -> tuple[str, ...]:
    """Return the positional parameters of a function that has an `out` among them; else none."""
    if op in OPERANDS:
        return (*(f"x{k + 1}" for k in range(OPERANDS[op])), "out")
    ufunc, _, method = op.rpartition(".")
    return PARAMETERS.get(f"numpy.{method}" if ufunc in OPERANDS else op, ())


def named(op: str, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """Return a call's arguments with `out`, and what comes behind it, by keyword."""
    names = parameters(op)
    at = names.index("out") if "out" in names else len(args)
    return args[:at], dict(zip(names[at:], args[at:])) | kwargs
