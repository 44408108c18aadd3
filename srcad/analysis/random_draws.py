"""The types of what random draws give: a number, or an array of the size that is asked for."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import results, shapes
from srcad.analysis.static import length_of, shape_of
from srcad.ir.types import FLOAT, INT, Array, Instance, Scalar, Type

# Continuous draws, by how many parameters they have before the size.
REAL = {
    **dict.fromkeys("normal uniform laplace logistic gumbel lognormal gamma beta f noncentral_chisquare vonmises wald".split(), 2),
    **dict.fromkeys("exponential rayleigh standard_gamma chisquare standard_t weibull pareto power".split(), 1),
    **dict.fromkeys("random random_sample ranf sample standard_normal standard_exponential standard_cauchy".split(), 0),
    "triangular": 3,
}
WHOLE = {
    **dict.fromkeys("integers randint binomial negative_binomial".split(), 2),
    **dict.fromkeys("poisson geometric logseries zipf".split(), 1),
    "hypergeometric": 3,
}
OTHERS = "choice permutation permuted shuffle multivariate_normal multinomial dirichlet bytes seed get_state set_state spawn"
METHODS = frozenset((*REAL, *WHOLE, *OTHERS.split(), "rand", "randn", "random_integers")) - {"choice", "sample"}
OWNERS = ("numpy.random", "numpy.random.Generator", "numpy.random.RandomState")
STANDARD = "random gauss normalvariate uniform expovariate betavariate gammavariate lognormvariate paretovariate triangular vonmisesvariate weibullvariate"
STANDARD_WHOLE = "randint randrange getrandbits binomialvariate"


def draw(count: int, dtype: str) -> Callable[..., Type]:
    def drawn(*types: Type, size: Type = results.NONE, **named: Type) -> Type:
        parameters = [*types[:count], *(type_ for name, type_ in named.items() if name not in ("dtype", "method", "endpoint", "out"))]
        size = types[count] if len(types) > count else size
        if size != results.NONE:
            return Array(dtype, shape_of(size))
        return shapes.elementwise(results._as_arrays(tuple(parameters)), dtype) if parameters else Scalar(dtype)

    return drawn


def grid(*lengths: Type) -> Type:
    """Return the type of np.random.randn(2, 3)."""
    dims = tuple(map(length_of, lengths))
    return Array(FLOAT, dims) if dims else Scalar(FLOAT)


def generator(seed: Type = results.NONE) -> Type:
    return Instance("numpy.random.Generator")


BY_OP: dict[str, Callable[..., Type]] = {
    **{f"{owner}.{name}": draw(count, FLOAT) for owner in OWNERS for name, count in REAL.items()},
    **{f"{owner}.{name}": draw(count, INT) for owner in OWNERS for name, count in WHOLE.items()},
    **{f"{owner}.{name}": grid for owner in OWNERS for name in ("rand", "randn")},
    **{f"random.{name}": lambda *types, **named: Scalar(FLOAT) for name in STANDARD.split()},
    **{f"random.{name}": lambda *types, **named: Scalar(INT) for name in STANDARD_WHOLE.split()},
    "numpy.random.default_rng": generator,
    "numpy.random.Generator": generator,
    "numpy.random.RandomState": lambda seed=results.NONE: Instance("numpy.random.RandomState"),
}
