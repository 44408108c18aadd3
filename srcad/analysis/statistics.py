"""The types of scipy.stats's statistics of samples, and of scipy.integrate's rules."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import results, shapes
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.types import FLOAT, Array, Scalar, Tuple, Type

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
    at = static(axis)
    if not dims or at is UNKNOWABLE:
        return Array(floating(y) or FLOAT, None if dims is None else (None,) * len(dims))
    at %= len(dims)
    length = dims[at] if initial != results.NONE or dims[at] is None else shapes.size_add(dims[at], -1)
    return Array(floating(y) or FLOAT, (*dims[:at], length, *dims[at + 1 :]))


def romberg(y: Type, dx: Type = results.NONE, axis: Type = LAST, show: Type = results.FALSE) -> Type:
    return quadrature(y, axis=axis)


def density(x: Type, *others: Type, **named: Type) -> Type:
    """Of a distribution of vectors: a number at each."""
    dims = results.dims_of(x)
    return results.made(FLOAT, None if dims is None else dims[:-1])


def normal(x: Type, mean: Type = results.NONE, cov: Type = Scalar("int", 1), *others: Type, **named: Type) -> Type:
    """Of numbers, where neither the mean nor the covariance says that there are several."""
    given = [results.dims_of(one) for one in (mean, cov) if one != results.NONE]
    if None in given:
        return results.UNKNOWN
    return density(x) if any(given) else results.floating(x)


def dirichlet(x: Type, alpha: Type) -> Type:
    dims = results.dims_of(x)
    return results.made(FLOAT, None if dims is None else dims[1:])


def tested(default: Type) -> Callable[..., Type]:
    """A statistic and a probability, along an axis."""
    names = ("statistic", "pvalue")

    def typed(a: Type, *others: Type, axis: Type = default, **named: Type) -> Type:
        one = results.made(floating(a), results.reduced_dims(results.dims_of(a), axis, results.FALSE))
        return Tuple((one, one), names=names)

    return typed


def trimmed(default: Type) -> Callable[..., Type]:
    def typed(a: Type, limits: Type = results.NONE, inclusive: Type = results.NONE, axis: Type = default, *others: Type) -> Type:
        return positional(a, axis)

    return typed


def circular(
    samples: Type, high: Type = results.NONE, low: Type = results.NONE, axis: Type = results.NONE, **named: Type
) -> Type:
    return positional(samples, axis)


def ranked(a: Type, *others: Type, axis: Type = results.NONE, **named: Type) -> Type:
    dims = results.dims_of(a)
    if axis != results.NONE or dims is None or len(dims) == 1:
        return results.made(FLOAT, dims)
    return Array(FLOAT, (None,))


def named(names: str) -> Callable[..., Type]:
    """Numbers with names."""
    items = tuple(names.split())
    return lambda x, y, **others: Tuple((Scalar(FLOAT),) * len(items), names=items)


BY_OP: dict[str, Callable[..., Type]] = {
    **{f"scipy.stats.{name}": positional for name in ("gmean", "hmean", "sem", "variation", "skew", "kurtosis")},
    **{f"scipy.stats.{name}": after_one for name in ("moment",)},
    **{f"scipy.stats.{name}": reducing(FIRST) for name in ("pmean", "entropy")},
    **{f"scipy.stats.{name}": same_shape for name in ("zscore", "gzscore", "zmap")},
    **{f"scipy.stats.multivariate_normal.{name}": normal for name in ("pdf", "logpdf", "cdf", "logcdf")},
    **{f"scipy.stats.{name}": density for name in ("multinomial.logpmf", "multinomial.pmf")},
    **{f"scipy.stats.dirichlet.{name}": dirichlet for name in ("pdf", "logpdf")},
    **{f"scipy.stats.{name}": tested(FIRST) for name in ("ttest_1samp", "ttest_rel", "ttest_ind", "chisquare")},
    **{f"scipy.stats.{name}": trimmed(FIRST) for name in ("tvar", "tstd", "tsem")},
    **{f"scipy.stats.{name}": circular for name in ("circmean", "circvar", "circstd")},
    **{f"scipy.stats.{name}": same_shape for name in ("boxcox", "yeojohnson")},
    **{f"scipy.stats.{name}": named("statistic pvalue") for name in ("spearmanr", "kendalltau")},
    "scipy.stats.rankdata": ranked,
    "scipy.stats.jarque_bera": tested(results.NONE),
    "scipy.stats.tmean": trimmed(results.NONE),
    "scipy.stats.trim_mean": after_one,
    "scipy.stats.median_abs_deviation": positional,
    "scipy.stats.iqr": lambda x, axis=results.NONE, *others, **named: positional(x, axis, keepdims=named.get("keepdims", results.FALSE)),
    "scipy.stats.boxcox_llf": lambda lmb, data: results.made(FLOAT, ()),
    "scipy.stats.kstat": reducing(results.NONE),
    "scipy.stats.linregress": named("slope intercept rvalue pvalue stderr"),
    "scipy.stats.pearsonr": named("statistic pvalue"),
    "scipy.integrate.trapezoid": quadrature,
    "scipy.integrate.simpson": quadrature,
    "scipy.integrate.cumulative_trapezoid": cumulative,
    "scipy.integrate.cumulative_simpson": cumulative,
    "scipy.integrate.romb": romberg,
    "srcad.runtime.simpson_weights": lambda x: Array(FLOAT, results.dims_of(x)),
}
