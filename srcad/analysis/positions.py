"""The positional parameters of SciPy's functions behind those that a rule has in place, known without SciPy.

    linalg.solve(a, b, True, False, False, True, "pos")     # linalg.solve(a, b, True, check_finite=True, assume_a="pos")

What may be overwritten is not: a derivative changes no argument. What an argument holds afterwards isn't specified, and isn't
read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OVERWRITTEN = "overwrite_"
_TRANSFORMS = "norm | overwrite_x workers"
_COSINES = "x type n axis norm | overwrite_x workers orthogonalize"
_SIGNATURES = {
    **{f"fft.{name}": f"x n axis {_TRANSFORMS}" for name in "fft ifft rfft irfft hfft ihfft".split()},
    **{f"fft.{name}": f"x s axes {_TRANSFORMS}" for name in "fft2 ifft2 rfft2 irfft2 hfft2 ihfft2".split()},
    **{f"fft.{name}": f"x s axes {_TRANSFORMS}" for name in "fftn ifftn rfftn irfftn hfftn ihfftn".split()},
    **{f"fft.{name}": _COSINES for name in "dct idct dst idst".split()},
    **{f"fft.{name}": "x type s axes norm | overwrite_x workers" for name in ("dctn", "dstn")},
    **{f"fft.{name}": "x type s axes norm | overwrite_x workers orthogonalize" for name in ("idctn", "idstn")},
    "linalg.cho_factor": "a lower | overwrite_a check_finite",
    "linalg.cho_solve": "c_and_lower b | overwrite_b check_finite",
    "linalg.cholesky": "a lower | overwrite_a check_finite",
    "linalg.det": "a | overwrite_a check_finite",
    "linalg.eig": "a | b left right overwrite_a overwrite_b check_finite homogeneous_eigvals",
    "linalg.eigvals": "a | b overwrite_a check_finite homogeneous_eigvals",
    "linalg.expm_frechet": "A E | method compute_expm check_finite",
    "linalg.inv": "a | overwrite_a check_finite",
    "linalg.logm": "A | disp",
    "linalg.lstsq": "a b cond | overwrite_a overwrite_b check_finite lapack_driver",
    "linalg.lu": "a permute_l | overwrite_a check_finite p_indices",
    "linalg.lu_factor": "a | overwrite_a check_finite",
    "linalg.lu_solve": "lu_and_piv b trans | overwrite_b check_finite",
    "linalg.norm": "a ord axis keepdims | check_finite",
    "linalg.qr": "a | overwrite_a lwork mode pivoting check_finite",
    "linalg.solve": "a b lower | overwrite_a overwrite_b check_finite assume_a transposed",
    "linalg.solve_banded": "l_and_u ab b | overwrite_ab overwrite_b check_finite",
    "linalg.solve_discrete_lyapunov": "a q | method",
    "linalg.solve_toeplitz": "c_or_cr b | check_finite",
    "linalg.solve_triangular": "a b trans lower unit_diagonal | overwrite_b check_finite",
    "linalg.sqrtm": "A | disp blocksize",
    "linalg.solve_continuous_are": "a b q r | e s balanced",
    "linalg.solve_discrete_are": "a b q r | e s balanced",
    "linalg.eigh_tridiagonal": "d e | eigvals_only select select_range check_finite tol lapack_driver",
    "linalg.eigvalsh_tridiagonal": "d e | select select_range check_finite tol lapack_driver",
    "linalg.solveh_banded": "ab b | overwrite_ab overwrite_b lower check_finite",
    "linalg.svd": "a full_matrices compute_uv | overwrite_a check_finite lapack_driver",
    "linalg.svdvals": "a | overwrite_a check_finite",
    "ndimage.gaussian_filter": "input sigma order | output mode cval truncate",
    "ndimage.gaussian_filter1d": "input sigma axis order | output mode cval truncate",
    "ndimage.uniform_filter": "input size | output mode cval origin",
    "ndimage.uniform_filter1d": "input size axis | output mode cval origin",
    "signal.convolve2d": "in1 in2 mode boundary | fillvalue",
    "signal.correlate2d": "in1 in2 mode boundary | fillvalue",
    "signal.detrend": "data axis type bp | overwrite_data",
    "signal.fftconvolve": "in1 in2 mode | axes",
    "signal.oaconvolve": "in1 in2 mode | axes",
    "signal.lfilter": "b a x axis | zi",
    "signal.savgol_filter": "x window_length polyorder deriv delta axis | mode cval",
    "signal.sosfilt": "sos x axis | zi",
    "sparse.linalg.spsolve": "A b | permc_spec use_umfpack",
    "spatial.distance.correlation": "u v | w centered",
    **{f"spatial.distance.{name}": "u v | w" for name in "cosine euclidean sqeuclidean cityblock chebyshev canberra braycurtis".split()},
    "spatial.distance.minkowski": "u v p | w",
    "spatial.distance.squareform": "X | force checks",
    "stats.kurtosis": "a axis fisher bias | nan_policy",
    "stats.sem": "a axis ddof | nan_policy",
    "stats.skew": "a axis bias | nan_policy",
    "stats.zmap": "scores compare axis ddof | nan_policy",
    "stats.zscore": "a axis ddof | nan_policy",
}
BEHIND = {
    f"scipy.{name}": (tuple(placed.split()), tuple(behind.split()))
    for name, (placed, _, behind) in ((name, text.partition("|")) for name, text in _SIGNATURES.items())
}


def named(op: str, args: tuple, kwargs: Mapping[str, Any]) -> tuple[tuple, dict[str, Any]]:
    """Return a call's arguments with those behind the rule's own by name."""
    placed, behind = BEHIND.get(op, (args, ()))
    if len(args) > len(placed) + len(behind):
        return args, dict(kwargs)
    return args[: len(placed)], {**dict(zip(behind, args[len(placed) :])), **kwargs}


def overwritten(op: str, args: tuple, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that a call may overwrite, by the name of the parameter that says so."""
    given = {**dict(zip(BEHIND.get(op, ((), ()))[0], args)), **kwargs}
    flags = [name for name in kwargs if name.startswith(OVERWRITTEN)]
    return {flag: given[name] for flag in flags if (name := flag.removeprefix(OVERWRITTEN)) in given}
