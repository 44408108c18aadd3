"""The types of results of scipy.linalg: what differs from numpy.linalg, and what NumPy doesn't have."""

from __future__ import annotations

from srcad.analysis import results
from srcad.analysis.decompositions import (
    determinant, eigenvalues, any_eigenvalues, least, logarithm, lstsq, of_complex, of_floating, of_real, qr, same_shape,
    singular_values, solution, svd, transposed,
)  # fmt: skip
from srcad.analysis.results import FALSE, NONE, dims_of, made
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.types import BOOL, INT, UNKNOWN, Array, Known, Scalar, Tuple, Type

TRUE = Known(True)


def cho_factor(a: Type, lower: Type = FALSE, **others: Type) -> Type:
    flag = static(lower)
    return Tuple((same_shape(a), Scalar(BOOL, None if flag is UNKNOWABLE else bool(flag))))


def cho_solution(c_and_lower: Type, b: Type, **others: Type) -> Type:
    return _solution_of(c_and_lower.items[0] if isinstance(c_and_lower, Tuple) else UNKNOWN, b)


def lu_solution(lu_and_piv: Type, b: Type, trans: Type = NONE, **others: Type) -> Type:
    return cho_solution(lu_and_piv, b)


def scipy_solution(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    return solution(a, b) if dims is not None and len(dims) > 2 else _solution_of(a, b)


def _solution_of(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    return of_floating(results.same_kind(results.made(results.dtype_or(a), ()), b), dims_of(b))


def lu_factor(a: Type, **others: Type) -> Type:
    dims = dims_of(a)
    return Tuple((same_shape(a), Array(INT, None if dims is None else dims[:-1])))


def lu(a: Type, permute_l: Type = FALSE, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    if static(permute_l) is not False or dims is None:
        return UNKNOWN
    rows, columns, inner = dims[-2], dims[-1], least(dims)
    shapes_ = ((rows, rows), (rows, inner), (inner, columns))
    return Tuple(tuple(of_floating(a, (*dims[:-2], *pair)) for pair in shapes_))


def scipy_eigh(
    a: Type, b: Type = NONE, *, lower: Type = TRUE, eigvals_only: Type = FALSE, subset_by_index: Type = NONE, **others: Type
) -> Type:
    only, dims = static(eigvals_only), dims_of(a)
    if subset_by_index != NONE and dims is not None:
        values, vectors = of_real(a, (*dims[:-2], None)), of_floating(a, (*dims[:-1], None))
    else:
        values, vectors = eigenvalues(a), same_shape(a)
    return UNKNOWN if only is UNKNOWABLE else values if only else Tuple((values, vectors))


def scipy_eigenvalues(a: Type, b: Type = NONE, *, subset_by_index: Type = NONE, **others: Type) -> Type:
    return scipy_eigh(a, eigvals_only=TRUE, subset_by_index=subset_by_index)


def tridiagonal(d: Type, e: Type, eigvals_only: Type = FALSE, *others: Type, **more: Type) -> Type:
    dims = dims_of(d)
    if others or more.keys() - {"check_finite"} or static(eigvals_only) is not False or dims is None:
        return UNKNOWN
    return Tuple((of_floating(d, dims), of_floating(d, (*dims, *dims))))


def polar(a: Type, side: Type = Known("right")) -> Type:
    dims, where = dims_of(a), static(side)
    if dims is None or where is UNKNOWABLE:
        return UNKNOWN
    return Tuple((same_shape(a), of_floating(a, (dims[-1 if where == "right" else -2],) * 2)))


def riccati(a: Type, b: Type, q: Type, r: Type, **others: Type) -> Type:
    return UNKNOWN if others else same_shape(a)


def block_diagonal(*arrs: Type) -> Type:
    found = results.same_kind(*(made(results.dtype_or(a), ()) for a in arrs))
    shapes_ = [dims_of(a) for a in arrs]
    if any(dims is None or len(dims) > 2 for dims in shapes_):
        return UNKNOWN
    pairs = [(1,) * (2 - len(dims)) + dims for dims in shapes_]
    sums = (sum(lengths) if all(isinstance(length, int) for length in lengths) else None for lengths in zip(*pairs))
    return Array(results.dtype_or(found) or results.FLOAT, tuple(sums))


def convolution_matrix(a: Type, n: Type, mode: Type = Known("full")) -> Type:
    size = static(n)
    return of_floating(a, (None, size if isinstance(size, int) else None))


def scipy_eig(a: Type, **others: Type) -> Type:
    return UNKNOWN if others.keys() - {"check_finite"} else Tuple((any_eigenvalues(a), of_complex(a, dims_of(a))))


def scipy_qr(a: Type, *, mode: Type = Known("full"), pivoting: Type = FALSE, **others: Type) -> Type:
    how = {"full": "complete", "economic": "reduced"}.get(static(mode))
    return UNKNOWN if how is None or static(pivoting) is not False else Tuple(qr(a, Known(how)).items)


def scipy_svd(a: Type, full_matrices: Type = TRUE, compute_uv: Type = TRUE, **others: Type) -> Type:
    found = svd(a, full_matrices, compute_uv)
    return Tuple(found.items) if isinstance(found, Tuple) else found


def frechet(A: Type, E: Type, *others: Type, compute_expm: Type = TRUE, **more: Type) -> Type:
    """It is computed in double precision."""
    found = Array(results.FLOAT, dims_of(A))
    return found if static(compute_expm) is False else Tuple((found, found))


def scipy_lstsq(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    """Of one right-hand side the residual is a number."""
    x, residuals, rank_, values = lstsq(a, b).items
    one = dims_of(b) is not None and len(dims_of(b)) == 1
    return Tuple((x, Scalar(residuals.dtype) if one else residuals, rank_, values))


def last_of_three(a: Type, b: Type, q: Type) -> Type:
    return same_shape(q)


def right_side(a: Type, q: Type, *others: Type, **more: Type) -> Type:
    return same_shape(q)


def toeplitz(c: Type, r: Type = NONE) -> Type:
    rows, columns = dims_of(c), dims_of(c) if static(r) is None else dims_of(r)
    known = rows is not None and columns is not None and len(rows) == len(columns) == 1
    return Array(results.dtype_or(c) or results.FLOAT, (rows[0], columns[0]) if known else None)


def khatri_rao(a: Type, b: Type) -> Type:
    dims = dims_of(b)
    return results.made(results.dtype_or(results.same_kind(a, b)), None if dims is None else (None, dims[-1]))


def banded_solution(l_and_u: Type, ab: Type, b: Type, **others: Type) -> Type:
    return same_shape(b)


_SCIPY = {
    "solve": scipy_solution,
    "solve_triangular": scipy_solution,
    "solve_toeplitz": lambda c_or_cr, b, **others: same_shape(b),
    "matmul_toeplitz": lambda c_or_cr, x, *others, **more: of_floating(x, (None, *(dims_of(x) or (None,))[1:])),
    "solve_circulant": _solution_of,
    "solveh_banded": lambda ab, b, **others: same_shape(b),
    "solve_banded": banded_solution,
    "inv": same_shape,
    "det": determinant,
    "pinv": transposed,
    "cholesky": same_shape,
    "cho_factor": cho_factor,
    "cho_solve": cho_solution,
    "lu": lu,
    "lu_factor": lu_factor,
    "lu_solve": lu_solution,
    "qr": scipy_qr,
    "svd": scipy_svd,
    "svdvals": singular_values,
    "eigh": scipy_eigh,
    "eigvalsh": scipy_eigenvalues,
    "eigh_tridiagonal": tridiagonal,
    "eigvalsh_tridiagonal": lambda d, e, *others, **more: UNKNOWN if others else of_floating(d, dims_of(d)),
    "polar": polar,
    "pinvh": same_shape,
    **dict.fromkeys(("solve_continuous_are", "solve_discrete_are"), riccati),
    "block_diag": block_diagonal,
    "convolution_matrix": convolution_matrix,
    "fractional_matrix_power": lambda A, t: logarithm(A),
    "eig": scipy_eig,
    "eigvals": any_eigenvalues,
    "logm": logarithm,
    **dict.fromkeys(("expm", "sqrtm", "sinm", "cosm", "tanm", "sinhm", "coshm", "tanhm"), same_shape),
    "expm_frechet": frechet,
    "solve_sylvester": last_of_three,
    **dict.fromkeys(("solve_continuous_lyapunov", "solve_lyapunov", "solve_discrete_lyapunov"), right_side),
    "toeplitz": toeplitz,
    "hankel": toeplitz,
    "circulant": toeplitz,
    "fiedler": toeplitz,
    "khatri_rao": khatri_rao,
    "companion": lambda a: of_floating(a, (None, None)),
    "leslie": lambda f, s: of_floating(f, (None, None)),
    "norm": results.norm_of,
    "lstsq": scipy_lstsq,
}

BY_OP = {
    **{f"scipy.linalg.{name}": function for name, function in _SCIPY.items()},
    "srcad.runtime.rows_in_order": lambda piv: piv,
    "srcad.runtime.band_product": lambda ab, x, l_and_u: x,
    "srcad.runtime.band_transposed": lambda ab, l_and_u: ab,
    "srcad.runtime.both_bands": lambda ab, lower=FALSE: of_floating(ab, (None, (dims_of(ab) or (None, None))[1])),
    "srcad.runtime.one_band": lambda ab, lower=FALSE: of_floating(ab, (None, (dims_of(ab) or (None, None))[1])),
    "srcad.runtime.band_outer": lambda w, x, l_and_u: of_floating(w, (None, (dims_of(w) or (None,))[0])),
}
