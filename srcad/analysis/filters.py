"""The types of what scipy.signal's and scipy.ndimage's filters return."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import contractions, results, shapes
from srcad.analysis.static import static
from srcad.ir.types import FLOAT, FLOAT32, INT, Array, Instance, Known, Scalar, Tuple, Type, dtype_of


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


def smoothed(coefficients: Type, x: Type) -> Type:
    """In single precision where the coefficients are too: those that SciPy designs are not."""
    found = of_first(x)
    return Array(FLOAT, found.dims) if found.dtype == FLOAT32 and dtype_of(coefficients) != FLOAT32 else found


def of_second(sos: Type, x: Type, *others: Type, **named: Type) -> Type:
    return of_third(sos, sos, x, *others, **named)


def of_first(x: Type, *others: Type, **named: Type) -> Type:
    return Array(results._reduced_dtype("mean", results.dtype_or(x)) or FLOAT, results.dims_of(x))


def resampled(x: Type, *others: Type, **named: Type) -> Type:
    """As many axes, of other lengths."""
    dims = results.dims_of(x)
    return Array(results._reduced_dtype("mean", results.dtype_or(x)) or FLOAT, None if dims is None else (None,) * len(dims))


def iterated(A: Type, b: Type, *others: Type, **named: Type) -> Type:
    return Tuple((of_first(b), Scalar(INT)))


def mapped(input: Type, coordinates: Type, *others: Type, **named: Type) -> Type:
    """A value for each point, whose coordinates are the rows."""
    dims = results.dims_of(coordinates)
    return Array(of_first(input).dtype, None if dims is None else dims[1:])


def grid(a: Type, *others: Type) -> Type:
    dims = results.dims_of(a)
    return Array(FLOAT, None if dims is None else (len(dims), *(dims if not others else (None,) * len(dims))))


def spectrum(*names: str) -> Callable[..., Type]:
    """Frequencies, times where there are several pieces, and a spectrum along the last axes."""

    def typed(x: Type, *others: Type, **named: Type) -> Type:
        dims, axes = results.dims_of(x), (Array(FLOAT, (None,)),) * (len(names) - 1)
        power = Array(FLOAT, None if dims is None else (*dims[:-1], *(None,) * len(axes)))
        return Tuple((*axes, results.complex_kind(power) if names[-1] == "z" else power))

    return typed


IMAGES = (
    "gaussian_filter gaussian_filter1d uniform_filter uniform_filter1d correlate convolve correlate1d convolve1d sobel prewitt laplace "
    "gaussian_laplace gaussian_gradient_magnitude maximum_filter minimum_filter median_filter"
).split()
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
    "scipy.signal.hilbert": lambda x, N=results.NONE, *others, **named: results.complex_kind(of_first(x) if N == results.NONE else resampled(x)),
    "srcad.runtime.savgol_adjoint": of_first,
    "srcad.runtime.filter_adjoint": lambda b, a, dy, dzf: Tuple((of_first(dy), of_first(dzf))),
    "scipy.signal.sosfilt": lambda sos, x, *others, **named: smoothed(sos, x) if "zi" not in named else of_second(sos, x, **named),
    "scipy.signal.detrend": of_first,
    **{f"scipy.sparse.{name}": sparse(name) for name in MATRICES},
    **{f"scipy.sparse.linalg.{name}": iterated for name in ("cg", "bicgstab", "gmres")},
    **{f"scipy.sparse.linalg.{name}": lambda A, b, *others, **named: of_first(b) for name in ("spsolve_triangular", "expm_multiply")},
    "scipy.sparse.linalg.spsolve": lambda A, b, *others, **named: of_first(b),
    **{f"scipy.ndimage.{name}": of_first for name in IMAGES},
    "scipy.ndimage.map_coordinates": mapped,
    **{f"scipy.ndimage.{name}": of_first for name in ("shift", "affine_transform")},
    "scipy.ndimage.zoom": resampled,
    "srcad.runtime.grid": grid,
    "srcad.runtime.zoomed_grid": grid,
    "srcad.runtime.grid_slopes": lambda a, coordinates, *others: results.floating(coordinates),
    "srcad.runtime.regular_slopes": lambda interpolator, at: results.floating(at),
    "srcad.runtime.spread_on_grid": lambda d, a, coordinates, *others: of_first(a),
    **{f"scipy.signal.{name}": of_first for name in ("medfilt", "medfilt2d")},
    **{f"scipy.signal.{name}": resampled for name in ("resample", "resample_poly", "decimate")},
    **dict.fromkeys(("scipy.signal.periodogram", "scipy.signal.welch"), spectrum("f", "power")),
    "scipy.signal.spectrogram": spectrum("f", "t", "power"),
    "scipy.signal.stft": spectrum("f", "t", "z"),
    **dict.fromkeys(("srcad.runtime.one_sided", "srcad.runtime.segment_middles"), lambda *types: Array(FLOAT, (None,))),
    **dict.fromkeys(("srcad.runtime.segment_length", "srcad.runtime.segment_step"), lambda *types: Scalar(INT)),
    "scipy.signal.filtfilt": lambda b, a, x, *others, **named: smoothed(b, x),
    "scipy.signal.sosfiltfilt": lambda sos, x, *others, **named: smoothed(sos, x),
    "srcad.runtime.filtfilt_adjoint": of_first,
    "scipy.signal.upfirdn": lambda h, x, *others, **named: resampled(smoothed(h, x)),
    "srcad.runtime.upfirdn_adjoint": lambda h, dy, *others, **named: resampled(dy),
    "srcad.runtime.resample_poly_adjoint": resampled,
    "srcad.runtime.resampled_weights": lambda n, num: Array(FLOAT, (None,)),
    "srcad.runtime.neighbours_chosen": lambda a, *others, **named: Array(INT, results.dims_of(a)),
    "srcad.runtime.margins": lambda kernel, *others: Array(INT, (None, 2)),
}
