"""The functions whose recipes, written as for real numbers, hold for complex ones between two conjugations.

What has `complex=True` is not among them. tests/test_complex_rules.py holds each to differences and to the dot product.
"""

from __future__ import annotations

# The families of series in np.polynomial, by what their functions' names begin with.
SERIES = {"polynomial": "poly", "chebyshev": "cheb", "legendre": "leg", "hermite": "herm", "hermite_e": "herme", "laguerre": "lag"}

NAMES = {
    "builtins": "pow sum",
    "cmath": "acos acosh asin asinh atan atanh cos cosh exp log log10 sin sinh sqrt tan tanh",
    "numpy": (
        "acos acosh add amax amin arange arccos arccosh arcsin arcsinh arctan arctanh array asanyarray "
        "append average asarray asarray_chkfinite ascontiguousarray asfortranarray asin asinh astype atan atanh atleast_1d "
        "atleast_2d atleast_3d broadcast_to cdouble choose column_stack complex128 complex64 concat concatenate convolve copy cos cosh cross csingle cumprod cumsum "
        "diag diagflat diagonal diff divide dot dstack ediff1d einsum exp exp2 expand_dims expm1 flip fliplr "
        "flipud float_power full full_like geomspace gradient hstack inner insert interp kron linspace log log10 "
        "log1p log2 logspace matmul matrix_transpose matvec max mean median min moveaxis multiply nanmean nanmedian negative "
        "outer pad permute_dims polyadd polyder polyint polysub polyval positive pow power prod ravel reciprocal "
        "repeat require reshape roll rollaxis roots rot90 row_stack select sin sinh sort sqrt square squeeze stack "
        "subtract sum swapaxes take take_along_axis tan tanh tensordot tile trace transpose trapezoid tril trim_zeros triu "
        "true_divide vander vstack where"
    ),
    **dict.fromkeys(("numpy.emath", "numpy.lib.scimath"), "log log10 log2 logn power sqrt"),
    "numpy.fft": "fft fft2 fftfreq fftn fftshift ifft ifft2 ifftn ifftshift rfft rfft2 rfftfreq rfftn",
    "numpy.lib.stride_tricks": "sliding_window_view",
    "numpy.linalg": "det inv matrix_power solve",
    "numpy.ndarray": "astype compress flat flatten item",
    **{
        f"numpy.polynomial.{module}": " ".join(f"{prefix}{name}" for name in ("val", "der", "vander", "roots"))
        for module, prefix in SERIES.items()
    },
    "operator": "add matmul mul neg pos pow sub truediv",
    "scipy.special": "lambertw wofz",
    "scipy.fft": (
        "dct dctn dst dstn fft fft2 fftfreq fftn fftshift idct idctn idst idstn ifft ifft2 ifftn ifftshift "
        "rfft rfft2 rfftfreq rfftn"
    ),
}
HOLOMORPHIC = frozenset(f"{module}.{name}" for module, names in NAMES.items() for name in names.split())


def is_holomorphic(op: str) -> bool:
    """Say whether a function's recipe holds for complex numbers; those of the run-time helpers all do."""
    return op in HOLOMORPHIC or op.startswith("srcad.runtime.")
