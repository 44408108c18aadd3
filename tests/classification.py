"""Enumerates the public callables of the installed libraries, and says what srcad knows of each.

Each is in exactly one class: it has a rule, is constant, an effect, or refused with a reason. Only the names listed in
`unclassified/`, a file a module, are in none; the lists only shrink: `python -m tests.classification` takes out of them
what has been classified.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from srcad.frontend import definitions, lower_attributes, lower_methods, lower_operators
from srcad.rules import registry
from srcad.rules.rule import ConstantRule, Effect, Refused

MODULES = (
    "math operator numpy numpy.linalg numpy.fft scipy.special scipy.linalg scipy.signal scipy.interpolate scipy.integrate "
    "scipy.fft"
).split()
DISTRIBUTIONS = (
    "norm uniform expon gamma beta t chi2 f lognorm laplace logistic cauchy pareto weibull_min weibull_max gumbel_r gumbel_l "
    "halfnorm rayleigh invgamma truncnorm multivariate_normal dirichlet binom poisson geom nbinom bernoulli"
).split()
ALL = (*MODULES, "numpy.ndarray", "scipy.stats", "ufunc methods")
UNCLASSIFIED = Path(__file__).parent / "unclassified"
METHODS = "pdf logpdf pmf logpmf cdf logcdf sf logsf ppf isf".split()

# Functions with a mathematically defined derivative, at least 95 of 100 of which have a rule. The lists only grow.
DIFFERENTIABLE = {
    "math": """
        acos acosh asin asinh atan atan2 atanh cbrt copysign cos cosh degrees dist erf erfc exp exp2 expm1 fabs fmod frexp
        fsum gamma hypot ldexp lgamma log log10 log1p log2 modf pow prod radians remainder sin sinh sqrt tan tanh""",
    "numpy": """
        abs absolute acos acosh add amax amin append apply_along_axis arccos arccosh arcsin arcsinh arctan arctan2 arctanh
        array array_split asanyarray asarray asarray_chkfinite ascontiguousarray asfortranarray asin asinh astype atan
        atan2 atanh atleast_1d atleast_2d atleast_3d average bincount block broadcast_arrays broadcast_to cbrt choose clip
        column_stack compress concat concatenate convolve copy copysign corrcoef correlate cos cosh cov cross cumprod
        cumsum cumulative_prod cumulative_sum deg2rad degrees delete diag diagflat diagonal diff divide divmod dot dsplit
        dstack ediff1d einsum exp exp2 expand_dims expm1 extract fabs flip fliplr flipud float32 float64 float_power fmax
        fmin fmod frexp full full_like geomspace gradient hsplit hstack hypot i0 inner insert interp kron ldexp linspace
        log log10 log1p log2 logaddexp logaddexp2 logspace matmul matrix_transpose matvec max maximum mean median meshgrid
        min minimum mod modf moveaxis multiply nan_to_num nancumprod nancumsum nanmax nanmean nanmedian nanmin
        nanpercentile nanprod nanquantile nanstd nansum nanvar negative outer pad partition percentile permute_dims
        piecewise polyadd polyder polydiv polyfit polyint polymul polysub polyval positive pow power prod ptp quantile
        rad2deg radians ravel real reciprocal remainder repeat reshape resize roll rollaxis rot90 row_stack select sin sinc
        sinh sort split sqrt square squeeze stack std subtract sum swapaxes take take_along_axis tan tanh tensordot tile
        trace transpose trapezoid tril triu true_divide unstack unwrap vander var vdot vecdot vecmat vsplit vstack where""",
    "numpy.linalg": """
        cholesky cond cross det diagonal eig eigh eigvals eigvalsh inv lstsq matmul matrix_norm matrix_power
        matrix_transpose multi_dot norm outer pinv qr slogdet solve svd svdvals tensordot tensorinv tensorsolve trace
        vecdot vector_norm""",
    "numpy.fft": """
        fft fft2 fftn fftshift hfft ifft ifft2 ifftn ifftshift ihfft irfft irfft2 irfftn rfft rfft2 rfftn""",
}


def functions(module: str) -> Iterator[str]:
    """Yield the qualified names of a module's public callables; an array's methods and attributes belong to numpy's."""
    if module == "scipy.stats":
        stats = importlib.import_module(module)
        yield from (f"{module}.{d}.{m}" for d in DISTRIBUTIONS for m in METHODS if hasattr(getattr(stats, d), m))
        return
    if module == "numpy.ndarray":
        yield from (f"numpy.ndarray.{name}" for name in dir(np.ndarray) if not name.startswith("_"))
        return
    if module == "ufunc methods":
        yield from ufunc_methods()
        return
    held = importlib.import_module(module)
    for name in sorted(getattr(held, "__all__", dir(held))):
        value = getattr(held, name, None)
        public = callable(value) and not name.startswith("_") and not inspect.ismodule(value)
        if public and not (inspect.isclass(value) and issubclass(value, BaseException)):
            yield f"{module}.{name}"


def ufunc_methods() -> Iterator[str]:
    """Yield the qualified names of the methods of NumPy's ufuncs of two arguments."""
    for name in dir(np):
        if isinstance(ufunc := getattr(np, name), np.ufunc) and ufunc.signature is None and ufunc.nin == 2 and ufunc.nout == 1:
            yield from (f"numpy.{name}.{method}" for method in ("reduce", "accumulate", "reduceat", "outer"))


def known(name: str):
    """Return what the registry knows of a function, of an array's method or attribute; None where it is nothing."""
    if not name.startswith("numpy.ndarray."):
        return registry.find(name)
    short = name.removeprefix("numpy.ndarray.")
    if short in lower_methods.FUNCTIONS:
        return registry.find(f"numpy.{short}")
    return registry.find(lower_attributes.ATTRIBUTES.get(short, name))


def kind(name: str) -> str | None:
    """Return the class that a function is in, None where it is in none; one that is defined as text has a rule."""
    if definitions.find(name) is not None or definitions.class_of(name) is not None or name.removeprefix("operator.") in lower_operators.NAMES:
        return "rule"
    match known(name):
        case None:
            return None
        case Effect():
            return "effect"
        case ConstantRule():
            return "constant"
        case Refused():
            return "refused"
    return "rule"


def unclassified(module: str) -> set[str]:
    return {name.removeprefix(f"{module}.") for name in functions(module) if kind(name) is None}


def listed(module: str) -> set[str]:
    """Return the names of a module that may still be in no class."""
    path = UNCLASSIFIED / f"{module}.txt"
    return set(path.read_text().split()) if path.exists() else set()


def prune() -> None:
    """Take what has been classified out of the lists."""
    for module in ALL:
        left = sorted(listed(module) & unclassified(module))
        path = UNCLASSIFIED / f"{module}.txt"
        if left:
            path.write_text("\n".join(left) + "\n")
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    prune()
