"""Which function of `results`, `layouts` and their kin gives the type of each primitive's result, by qualified name."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import (
    contractions, decompositions, distances, distributions, filters, interpolants, layouts, moves, picks, python_results,
    random_draws, results, scipy_linalg, series, signatures, special_functions, statistics, tensors, transforms, ufunc_methods, vectors,
)  # fmt: skip
from srcad.ir.types import UNKNOWN, Type


def _named(prefix: str, names: str, function: Callable[..., Type]) -> dict[str, Callable[..., Type]]:
    return {f"{prefix}.{name}": function for name in names.split()}


OPERATORS = {
    **_named("operator", "mod and_ or_ xor lshift rshift invert pos", results.same_kind_operator),
    **_named("operator", "lt le eq ne gt ge", results.boolean),
    **_named("operator", "is_ is_not contains not_ not_contains", python_results.truth),
    "operator.add": results.add,
    "operator.sub": results.subtract,
    "operator.mul": results.multiply,
    "operator.truediv": results.floating,
    "operator.floordiv": results.floor_divide,
    "operator.pow": results.power,
    "operator.neg": results.negative,
    "operator.matmul": contractions.matmul,
}

BUILTINS = {
    **_named("builtins", "max min", python_results.extreme),
    **_named("builtins", "str repr format", python_results.text),
    **_named("builtins", "type id print", python_results.opaque),
    **_named("builtins", "bool isinstance hasattr callable any all", python_results.truth),
    "builtins.abs": results.magnitude,
    "builtins.complex": results.complex_number,
    "builtins.pow": results.power,
    "builtins.sum": python_results.total,
    "builtins.len": layouts.length,
    "builtins.float": python_results.number,
    "builtins.int": python_results.integer,
    "builtins.round": python_results.rounded,
    "builtins.list": python_results.as_list,
    "builtins.tuple": python_results.as_tuple,
    "tuple": python_results.tuple_of,
    "list": python_results.list_of,
    "fstring": python_results.text,
    "literal": lambda number: number,
}

MATH = {
    **_named("math", "floor ceil trunc factorial comb perm gcd lcm isqrt", results.math_int),
    **_named("math", "isnan isinf isfinite isclose", results.math_bool),
    **_named(
        "math",
        "nextafter ulp sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 expm1 log log2 log10 log1p sqrt cbrt "
        "pow hypot fabs copysign fmod remainder degrees radians erf erfc gamma lgamma ldexp fsum prod dist sumprod fma",
        results.math_float,
    ),
}

STATISTICS = _named(
    "statistics", "mean fmean variance pvariance stdev pstdev harmonic_mean geometric_mean covariance", results.math_float
)

CMATH = {
    **_named(
        "cmath",
        "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 sqrt rect",
        results.complex_number,
    ),
    **_named("cmath", "isnan isinf isfinite isclose", results.math_bool),
    "cmath.phase": results.math_float,
}

ELEMENTWISE = {
    **_named(
        "numpy",
        "sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh asin acos atan asinh acosh atanh atan2 "
        "exp exp2 expm1 log log2 log10 log1p sqrt cbrt hypot arctan2 true_divide divide heaviside logaddexp logaddexp2 "
        "copysign sinc deg2rad rad2deg degrees radians floor ceil trunc rint spacing nextafter ldexp fix",
        results.floating,
    ),
    **_named(
        "numpy",
        "add subtract multiply negative positive sign square reciprocal power pow maximum minimum "
        "fmax fmin floor_divide mod remainder fmod conj conjugate bitwise_and bitwise_or bitwise_xor invert",
        results.same_kind,
    ),
    **_named("numpy", "abs absolute fabs real imag", results.magnitude),
    **_named("numpy.ndarray", "conj conjugate", results.same_kind),
    "numpy.angle": results.phase,
    **_named(
        "numpy",
        "less less_equal greater greater_equal equal not_equal isnan isinf isfinite logical_and logical_or logical_not "
        "logical_xor isclose signbit",
        results.boolean,
    ),
    **_named("numpy", "array_equal allclose isscalar any_of", python_results.truth),
    **_named("numpy", "clip", lambda a, a_min=results.NONE, a_max=results.NONE, **others: results.same_kind(
        *(t for t in (a, a_min, a_max, *others.values()) if t != results.NONE))),
    **_named("numpy", "round around", lambda a, decimals=results.NONE, out=results.NONE: results.same_kind(a)),
    "numpy.float_power": results.in_double,
    "numpy.i0": lambda x: results.made(results.dtype_or(results.floating(x)), results.dims_of(x), scalar=False),
    "numpy.nan_to_num": lambda x, *others, **more: results.same_kind(x),
    "numpy.where": results.where,
}

METHODS = {
    name: function
    for op, count in signatures.OPERANDS.items()
    if count == 2 and op in ELEMENTWISE
    for name, function in ufunc_methods.of(op, ELEMENTWISE[op]).items()
}
IN_TWO = {
    "builtins.divmod": results.pair(results.same_kind_operator),
    "math.modf": lambda x: results.Tuple((results.REAL, results.REAL)),
    "math.frexp": lambda x: results.Tuple((results.REAL, results.INTEGER)),
    "numpy.divmod": results.pair(results.same_kind),
    "numpy.modf": results.pair(results.floating),
    "numpy.frexp": results.mantissa_and_exponent,
    "numpy.unwrap": lambda p, *others, **more: results.floating(p),
    "numpy.real_if_close": lambda a, tol=results.NONE: a,
}
ELEMENTWISE |= {op: results.ufunc(ELEMENTWISE[op]) for op in signatures.OPERANDS if op in ELEMENTWISE}

REDUCTIONS = {
    **_named("numpy", "sum nansum prod nanprod", results._reduction("sum")),
    **_named("numpy", "mean nanmean", results._reduction("mean")),
    **_named("numpy", "max min amax amin nanmax nanmin ptp", results.maximum_of),
    **_named("numpy", "argmax argmin nanargmax nanargmin", results.index_of),
    **_named("numpy", "all any", results.truth_of),
    **_named("numpy", "std var nanstd nanvar", results.moment_of),
    **_named("numpy", "cumsum cumprod nancumsum nancumprod", results.cumulative),
    "numpy.trapezoid": results.trapezoid,
    "numpy.trapz": results.trapezoid,
    "numpy.cumulative_sum": results.cumulative_of,
    "numpy.cumulative_prod": results.cumulative_of,
    "numpy.average": results.average,
    "numpy.count_nonzero": lambda a, axis=results.NONE, **others: results.index_of(a, axis, **others),
    "numpy.linalg.norm": results.norm_of,
}

PRODUCTS = {
    "numpy.matmul": contractions.matmul,
    "numpy.dot": contractions.dot,
    "numpy.vdot": contractions.vdot,
    "numpy.outer": contractions.outer,
}

LAYOUTS = {
    **_named("numpy", "zeros ones empty", layouts.filled),
    **_named("numpy", "zeros_like ones_like empty_like", layouts.like),
    **_named("numpy", "copy asarray ascontiguousarray", layouts.copied),
    **_named("numpy", "array", layouts.array),
    **_named("numpy", "flip flipud fliplr roll sort tril triu", layouts.permuted),
    **_named("numpy", "eye identity", layouts.eye),
    **_named("numpy", "float64 double", python_results.converted("float")),
    **_named("numpy", "float32 single", python_results.converted("float32")),
    **_named("numpy", "complex128 cdouble", python_results.converted("complex")),
    **_named("numpy", "complex64 csingle", python_results.converted("complex64")),
    **_named("numpy", "byte short intc int_ int8 int16 int32 int64 intp long longlong", python_results.converted("int")),
    **_named("numpy", "ubyte ushort uintc uint uint8 uint16 uint32 uint64 uintp ulong ulonglong", python_results.converted("int")),
    **_named("numpy", "bool bool_", python_results.converted("bool")),
    "numpy.full": layouts.full,
    "numpy.full_like": layouts.full_like,
    "numpy.arange": layouts.arange,
    "numpy.linspace": layouts.linspace,
    "numpy.ndarray.astype": layouts.as_dtype,
    "numpy.astype": layouts.as_dtype,
    "numpy.ndarray.tolist": python_results.to_list,
    "numpy.ndarray.item": lambda a, *index: layouts.Scalar(results.dtype_or(a, "float")),
    "numpy.reshape": layouts.reshape,
    "numpy.ravel": layouts.ravel,
    "numpy.ndarray.flatten": layouts.ravel,
    "numpy.transpose": layouts.transpose,
    "numpy.matrix_transpose": lambda a: layouts.swapaxes(a, layouts.Scalar("int", -1), layouts.Scalar("int", -2)),
    "numpy.swapaxes": layouts.swapaxes,
    "numpy.expand_dims": layouts.expand_dims,
    "numpy.squeeze": layouts.squeeze,
    "numpy.broadcast_to": layouts.broadcast_to,
    "numpy.diag": layouts.diag,
    "numpy.concatenate": layouts.concatenate,
    "numpy.stack": layouts.stack,
    "numpy.hstack": layouts.hstack,
    "numpy.vstack": layouts.vstack,
    "numpy.take": layouts.taken,
    "numpy.shape": layouts.shape,
    "numpy.ndim": layouts.ndim,
    "numpy.dtype": layouts.dtype,
    "numpy.size": layouts.size,
}

RUNTIME = {
    **_named("srcad.runtime", "unbroadcast broadcast_like", lambda d, like: results.fitted(like, d)),
    **_named("srcad.runtime", "quantile_gradient", lambda a, q: a),
    **_named("srcad.runtime", "zeros_like copy_list zeros_of copy_structure", lambda like: like),
    **_named("srcad.runtime", "are_apart share_memory", python_results.truth),
    "srcad.runtime.of_repetitions": lambda d, items: items,
    "srcad.runtime.products_of_others": lambda a, axis=results.NONE: a,
    "srcad.runtime.tangents_of_products_of_others": lambda a, v, axis=results.NONE: a,
    **_named("srcad.runtime", "greatest least", lambda keys: layouts.Scalar("int")),
    "srcad.runtime.order_of": lambda keys, reverse=results.NONE: python_results.list_of(layouts.Scalar("int")),
    **_named("srcad.runtime", "add_lists add_structures", lambda a, b: a),
    "srcad.runtime.polygamma": lambda n, x: results.floating(x),
    **_named("srcad.runtime", "sinc_slope bessel_i1", results.floating),
    "srcad.runtime.latest": lambda mask, axis: results.Array("int", results.dims_of(mask)),
    "srcad.runtime.chained": lambda v, a, axis, step: v,
    "srcad.runtime.neighbours": lambda v, axis, step, fill=results.NONE: v,
    "srcad.runtime.spread_segments": lambda d, indices, like, axis=results.NONE: like,
    "srcad.runtime.left_factor": lambda dy, a, b: results.fitted(a, dy, b),
    "srcad.runtime.right_factor": lambda dy, a, b: results.fitted(b, dy, a),
}

BY_OP = {
    **OPERATORS, **BUILTINS, **MATH, **CMATH, **STATISTICS, **ELEMENTWISE, **REDUCTIONS, **PRODUCTS, **LAYOUTS, **METHODS, **IN_TWO, **RUNTIME,
    **moves.TABLE, **picks.TABLE, **tensors.TABLE, **vectors.TABLE, **series.TABLE,
    **{op: results.ufunc(typed) if op in signatures.OPERANDS else typed for op, typed in special_functions.BY_OP.items()},
    **interpolants.BY_OP, **distances.BY_OP, **distributions.BY_OP, **transforms.BY_OP, **decompositions.BY_OP, **scipy_linalg.BY_OP,
    **random_draws.BY_OP, **statistics.BY_OP, **filters.BY_OP,
}  # fmt: skip

# Functions for which the user has registered a rule: by identity, with what keeps the identity valid.
_registered: dict[int, tuple[str, Callable]] = {}
_learned: dict[tuple, Type] = {}


def register(function: Callable, result: Callable[..., Type] | None) -> str:
    """Make a user's function a primitive, with a function that gives its result's type; return its qualified name."""
    known = library_name(function)
    name = known or f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', function.__name__)}"
    _registered[id(function)] = name, function
    for key in [key for key in _learned if key[0] == name]:
        del _learned[key]
    if known is None:
        BY_OP[name] = result or (lambda *types, **others: learned(name, types, tuple(others.items())) or UNKNOWN)
    return name


def learn(name: str, types: tuple[Type, ...], others: tuple[tuple[str, Type], ...], result: Type) -> None:
    """Note the type of what a user's function gives for arguments of these types."""
    _learned[name, types, others] = result


def learned(name: str, types: tuple[Type, ...], others: tuple[tuple[str, Type], ...]) -> Type | None:
    """Return what was noted of a user's function for arguments of these types."""
    return _learned.get((name, types, others))


def registered_name(function: object) -> str | None:
    """Return the qualified name of a function that was registered, None for any other."""
    found = _registered.get(id(function))
    return found[0] if found is not None and found[1] is function else None


def is_registered(name: str) -> bool:
    """Say whether a qualified name is that of a user's function with a rule."""
    return any(known == name for known, _ in _registered.values())


def library_name(function: object) -> str | None:
    """Return the qualified name of a library's function whose result's type is known, None for any other."""
    name = f"{getattr(function, '__module__', None)}.{getattr(function, '__name__', None)}"
    ufunc = f"numpy.{getattr(function, '__name__', None)}"
    return next((known for known in (name, ufunc) if known in BY_OP), None)
