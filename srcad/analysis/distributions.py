"""The types of what the methods of scipy.stats's distributions return: double precision, elementwise."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import results, shapes
from srcad.analysis.static import shape_of
from srcad.ir.types import FLOAT, Tuple, Type, Unknown

CONTINUOUS = (
    "norm t laplace logistic hypsecant cauchy gumbel_r gumbel_l moyal skewnorm vonmises gennorm loggamma johnsonsu expon gamma "
    "erlang chi2 chi f lognorm weibull_min weibull_max pareto lomax genpareto genextreme halfnorm halfcauchy halflogistic "
    "invgamma invgauss wald levy rayleigh maxwell rice nakagami fisk betaprime uniform beta arcsine powerlaw semicircular "
    "truncnorm truncexpon ncx2 ncf nct kstwobign ksone exponnorm laplace_asymmetric genlogistic powernorm gengamma "
    "exponweib invweibull gompertz foldnorm loglaplace halfgennorm gibrat loguniform reciprocal triang johnsonsb bradford cosine anglit"
).split()
DISCRETE = "poisson bernoulli binom geom nbinom betabinom logser planck".split()


def double(*types: Type, **named: Type) -> Type:
    """The result has the shape that the arguments broadcast to."""
    types = results._as_arrays((*types, *named.values()))
    if any(isinstance(type_, Unknown) for type_ in types) or not results._numeric(types):
        return shapes.elementwise(types)
    return shapes.elementwise(types, FLOAT)


BY_OP: dict[str, Callable[..., Type]] = {
    f"scipy.stats.{name}.{method}": double
    for names, methods in ((CONTINUOUS, "pdf logpdf"), (DISCRETE, "pmf logpmf"))
    for name in names
    for method in f"{methods} cdf logcdf sf logsf ppf isf mean median std var entropy".split()
}


BY_OP |= {f"srcad.runtime.{name}_slope": double for name in ("gammainc", "betainc")}


def drawn(*types: Type, size: Type = results.NONE, random_state: Type = results.NONE, **named: Type) -> Type:
    """A draw has the shape of the parameters, or the size that is asked for."""
    return double(*types, **named) if size == results.NONE and (types or named) else results.made(FLOAT, () if size == results.NONE else shape_of(size))


def interval(confidence: Type, *types: Type, **named: Type) -> Type:
    one = double(confidence, *types, **named)
    return results.UNKNOWN if isinstance(one, Unknown) else Tuple((one, one))


BY_OP |= {f"scipy.stats.{name}.interval": interval for name in CONTINUOUS}
BY_OP |= {f"scipy.stats.{name}.rvs": drawn for name in CONTINUOUS}
