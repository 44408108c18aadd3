"""The types of scipy.stats's statistics of samples, and of scipy.integrate's rules."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import results, shapes
from srcad.ir.types import FLOAT, Array, Scalar, Type

FIRST, LAST = Scalar("int", 0), Scalar("int", -1)


def reducing(default: Type) -> Callable[..., Type]:
    """Return the function for statistics along an axis, which is `default` where it isn't given."""

    def reduced(a: Type, *others: Type, axis: Type = default, keepdims: Type = results.FALSE, **named: Type) -> Type:
        return results.made(floating(a), results.reduced_dims(results.dims_of(a), axis, keepdims))

    return reduced


def floating(a: Type) -> str | None:
    return results._reduced_dtype("mean", results.dtype_or(a))


def positional(a: Type, axis: Type = FIRST, *others: Type, keepdims: Type = results.FALSE, **named: Type) -> Type:
    """The axis comes second."""
    return results.made(floating(a), results.reduced_dims(results.dims_of(a), axis, keepdims))


def after_one(a: Type, other: Type = results.NONE, axis: Type = FIRST, *others: Type, **named: Type) -> Type:
    """The axis comes third."""
    return results.made(floating(a), results.reduced_dims(results.dims_of(a), axis, results.FALSE))


def same_shape(a: Type, *others: Type, **named: Type) -> Type:
    return results.floating(a)


def quadrature(y: Type, x: Type = results.NONE, dx: Type = results.NONE, axis: Type = LAST) -> Type:
    return results.made(floating(y), results.reduced_dims(results.dims_of(y), axis, results.FALSE))


def cumulative(
    y: Type, x: Type = results.NONE, dx: Type = results.NONE, axis: Type = LAST, initial: Type = results.NONE
) -> Type:
    dims = results.dims_of(y)
    if dims is None or axis != LAST or not dims:
        return Array(floating(y) or FLOAT, None)
    length = dims[-1] if initial != results.NONE or dims[-1] is None else shapes.size_add(dims[-1], -1)
    return Array(floating(y) or FLOAT, (*dims[:-1], length))


def density(x: Type, *others: Type, **named: Type) -> Type:
    """Of a distribution of vectors: a number at each."""
    dims = results.dims_of(x)
    return results.made(FLOAT, None if dims is None else dims[:-1])


def dirichlet(x: Type, alpha: Type) -> Type:
    dims = results.dims_of(x)
    return results.made(FLOAT, None if dims is None else dims[1:])


BY_OP: dict[str, Callable[..., Type]] = {
    **{f"scipy.stats.{name}": positional for name in ("gmean", "hmean", "sem", "variation", "skew", "kurtosis")},
    **{f"scipy.stats.{name}": after_one for name in ("moment",)},
    **{f"scipy.stats.{name}": reducing(FIRST) for name in ("pmean", "entropy")},
    **{f"scipy.stats.{name}": same_shape for name in ("zscore", "gzscore", "zmap")},
    **{f"scipy.stats.multivariate_normal.{name}": density for name in ("pdf", "logpdf", "cdf", "logcdf")},
    **{f"scipy.stats.{name}": density for name in ("multinomial.logpmf", "multinomial.pmf")},
    **{f"scipy.stats.dirichlet.{name}": dirichlet for name in ("pdf", "logpdf")},
    "scipy.integrate.trapezoid": quadrature,
    "scipy.integrate.simpson": quadrature,
    "scipy.integrate.cumulative_trapezoid": cumulative,
    "srcad.runtime.simpson_weights": lambda x: Array(FLOAT, results.dims_of(x)),
}
