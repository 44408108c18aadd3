"""The functions of libraries that give, or may give, complex numbers of real ones, and of which nothing else is inferred.

What may be complex counts as complex: a conjugate and a real part do real numbers no harm.
"""

from __future__ import annotations

from srcad.ir.types import UNKNOWN, Type, Unknown

NAMES = {
    "numpy": "asarray_chkfinite complex128 complex256 complex64 cdouble clongdouble csingle mintypecode poly roots sort_complex",
    **dict.fromkeys(("numpy.emath", "numpy.lib.scimath"), "arccos arcsin arctanh log log10 log2 logn power sqrt"),
    "numpy.polynomial.polynomial": "polyroots",
    "numpy.polynomial.chebyshev": "chebroots",
    "numpy.polynomial.hermite": "hermroots",
    "numpy.polynomial.hermite_e": "hermeroots",
    "numpy.polynomial.laguerre": "lagroots",
    "numpy.polynomial.legendre": "legroots",
    "scipy.fft": "fht fft fftn fft2 ifft ifftn ifft2 rfft rfftn rfft2 ihfft ihfftn ihfft2 hfft",
    "scipy.linalg": (
        "circulant dft eig eigvals fractional_matrix_power funm logm ordqz polar qz rsf2csf schur signm solve_sylvester sqrtm "
        "solve_continuous_are solve_discrete_are"
    ),
    "scipy.signal": (
        "CZT ZoomFFT besselap bilinear_zpk bode buttap cheb1ap cheb2ap coherence csd czt dfreqresp ellipap findfreqs freqresp "
        "freqs freqs_zpk freqz freqz_sos freqz_zpk hilbert hilbert2 invres invresz lp2bp_zpk lp2bs_zpk lp2hp_zpk lp2lp_zpk "
        "normalize residue residuez sos2zpk sosfreqz ss2zpk stft tf2zpk unique_roots zoom_fft zpk2tf"
    ),
    "scipy.special": (
        "ber_zeros c_roots erf_zeros fresnel_zeros fresnelc_zeros fresnels_zeros h1vp h2vp hankel1 hankel1e hankel2 hankel2e "
        "kelvin lambertw modfresnelm modfresnelp sph_harm sph_harm_y sph_harm_y_all wofz y0_zeros y1_zeros y1p_zeros"
    ),
    "cmath": "acos acosh asin asinh atan atanh cos cosh exp log log10 rect sin sinh sqrt tan tanh",
}
COMPLEX = frozenset(f"{module}.{name}" for module, names in NAMES.items() for name in names.split())


def of(op: str) -> Type:
    """Return what is known of the result of a function of which no type is inferred."""
    return Unknown(complex=True) if op in COMPLEX else UNKNOWN
