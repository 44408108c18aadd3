"""The types of what scipy.signal's and scipy.ndimage's filters return."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import contractions, results, shapes
from srcad.analysis.static import static
from srcad.ir.types import FLOAT, Array, Instance, Known, Tuple, Type


def convolution(a: Type, b: Type, mode: Type = Known("full"), *others: Type, **named: Type) -> Type:
    dtype = contractions.product_dtype(a, b) or FLOAT
    x, y = results.dims_of(a), results.dims_of(b)
    if x is None or y is None:
        return Array(dtype, None)
    how = static(mode)
    if how == "same":
        return Array(dtype, x)
    return Array(dtype, tuple(_length(m, n, how) for m, n in zip(x, y)))


def _length(m, n, how):
    if not isinstance(m, int) or not isinstance(n, int):
        return shapes.size_add(m, n - 1) if how == "full" and isinstance(n, int) and m is not None and n == 1 else None
    return m + n - 1 if how == "full" else abs(m - n) + 1 if how == "valid" else None


def recursive(b: Type, a: Type, x: Type, axis: Type = results.NONE, *, zi: Type = results.NONE) -> Type:
    found = of_first(x)
    return found if zi == results.NONE else Tuple((found, of_first(zi)))


def of_third(b: Type, a: Type, x: Type, *others: Type, **named: Type) -> Type:
    if "zi" in named or len(others) > 1:
        return results.UNKNOWN
    return Array(results._reduced_dtype("mean", results.dtype_or(x)) or FLOAT, results.dims_of(x))


def of_second(sos: Type, x: Type, *others: Type, **named: Type) -> Type:
    return of_third(sos, sos, x, *others, **named)


def of_first(x: Type, *others: Type, **named: Type) -> Type:
    return Array(results._reduced_dtype("mean", results.dtype_or(x)) or FLOAT, results.dims_of(x))


MATRICES = (
    "csr_matrix csc_matrix coo_matrix dia_matrix lil_matrix csr_array csc_array coo_array dia_array diags diags_array eye eye_array "
    "identity kron kronsum hstack vstack block_diag bmat block_array tril triu spdiags random random_array"
).split()


def sparse(name: str) -> Callable[..., Type]:
    return lambda *others, **named: Instance(f"scipy.sparse.{name}")


BY_OP: dict[str, Callable[..., Type]] = {
    **{f"scipy.signal.{name}": convolution for name in "convolve correlate fftconvolve oaconvolve convolve2d correlate2d".split()},
    "scipy.signal.lfilter": recursive,
    "scipy.signal.savgol_filter": of_first,
    "scipy.signal.hilbert": lambda x, *others, **named: results.complex_kind(of_first(x)),
    "srcad.runtime.savgol_adjoint": of_first,
    "srcad.runtime.filter_adjoint": lambda b, a, dy, dzf: Tuple((of_first(dy), of_first(dzf))),
    "scipy.signal.sosfilt": of_second,
    "scipy.signal.detrend": of_first,
    **{f"scipy.sparse.{name}": sparse(name) for name in MATRICES},
    "scipy.sparse.linalg.spsolve": lambda A, b, *others, **named: of_first(b),
    **{f"scipy.ndimage.{name}": of_first for name in "gaussian_filter gaussian_filter1d uniform_filter uniform_filter1d".split()},
}
