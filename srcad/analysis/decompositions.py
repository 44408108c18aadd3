"""The types of results of linear algebra: solutions, factorisations, eigenvalues and singular values."""

from __future__ import annotations

from srcad.analysis import moves, results, shapes, tensors
from srcad.analysis.results import FALSE, NONE, dims_of, made, real_kind, reduced_dims
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.types import BOOL, INT, INTEGER, UNKNOWN, Array, Known, Scalar, Tuple, Type, unknown

TRUE = Known(True)


def _floating(a: Type, dims: tuple | None) -> Type:
    """Return an array, or a number for rank 0, of the float or complex dtype that linear algebra gives for a."""
    return made(results._reduced_dtype("mean", results.dtype_or(a)) or results.FLOAT, dims)


def _real(a: Type, dims: tuple | None) -> Type:
    return real_kind(_floating(a, dims))


def _complex(a: Type, dims: tuple | None) -> Type:
    return results.complex_kind(_floating(a, dims))


def _stack(dims: tuple | None, core: int = 2) -> tuple | None:
    return None if dims is None else dims[:-core]


def _least(dims: tuple) -> shapes.Length:
    """Return the lesser of a matrix's lengths."""
    rows, columns = dims[-2:]
    if isinstance(rows, int) and isinstance(columns, int):
        return min(rows, columns)
    return rows if shapes.same(rows, columns) else None


def logarithm(A: Type, *others: Type, **more: Type) -> Type:
    """SciPy gives complex numbers for a matrix of single precision, whatever its eigenvalues."""
    return same_shape(A, *others, **more) if results.dtype_or(A) == results.FLOAT else UNKNOWN


def same_shape(a: Type, *others: Type, **more: Type) -> Type:
    return _floating(a, dims_of(a))


def transposed(a: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    return _floating(a, None if dims is None else (*dims[:-2], dims[-1], dims[-2]))


def solution(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    """The solution of a stack of systems: b is a vector only if it has one axis."""
    x, dims = dims_of(a), dims_of(b)
    dtype = results._reduced_dtype("mean", results._product_dtype(a, b))
    if dtype is None or dims is None or (x is None and len(dims) > 1):
        return unknown(a, b) if dtype is None else Array(dtype, None)
    if len(dims) == 1:
        return Array(dtype, None if x is None else x[:-1])
    return Array(dtype, (*(shapes.broadcast_dims(x[:-2], dims[:-2]) or ()), x[-1], dims[-1]))


def eigenvalues(a: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    return _real(a, None if dims is None else dims[:-1])


def eigh(a: Type, *others: Type, **more: Type) -> Type:
    return Tuple((eigenvalues(a), same_shape(a)), names=("eigenvalues", "eigenvectors"))


def any_eigenvalues(a: Type, *others: Type, **more: Type) -> Type:
    """Those of a matrix that isn't symmetric may be complex: NumPy gives real ones where all are."""
    dims = dims_of(a)
    return _complex(a, None if dims is None else dims[:-1])


def eig(a: Type, *others: Type, **more: Type) -> Type:
    return Tuple((any_eigenvalues(a), _complex(a, dims_of(a))), names=("eigenvalues", "eigenvectors"))


def singular_values(x: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(x)
    return _real(x, None if dims is None else (*dims[:-2], _least(dims)))


def svd(a: Type, full_matrices: Type = TRUE, compute_uv: Type = TRUE, *others: Type, **more: Type) -> Type:
    uv, full, dims = static(compute_uv), static(full_matrices), dims_of(a)
    if uv is UNKNOWABLE:
        return UNKNOWN
    if not uv:
        return singular_values(a)
    if dims is None:
        left = right = None
    else:
        unknown_ = full is UNKNOWABLE
        inner = (None, None) if unknown_ else dims[-2:] if full else (_least(dims),) * 2
        left, right = (*dims[:-1], inner[0]), (*dims[:-2], inner[1], dims[-1])
    return Tuple((_floating(a, left), singular_values(a), _floating(a, right)), names=("U", "S", "Vh"))


def qr(a: Type, mode: Type = Known("reduced"), *others: Type, **more: Type) -> Type:
    dims, how = dims_of(a), static(mode)
    if how not in ("reduced", "complete", "r"):
        return UNKNOWN
    if dims is None:
        left = right = None
    else:
        inner = dims[-2] if how == "complete" else _least(dims)
        left, right = (*dims[:-1], inner), (*dims[:-2], inner, dims[-1])
    return _floating(a, right) if how == "r" else Tuple((_floating(a, left), _floating(a, right)), names=("Q", "R"))


def lstsq(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    x, y = dims_of(a), dims_of(b)
    dims = None if x is None or y is None else (x[-1], *y[1:])
    dtype = results._reduced_dtype("mean", results._product_dtype(a, b)) or results.FLOAT
    return Tuple((Array(dtype, dims), real_kind(Array(dtype, (None,))), INTEGER, singular_values(a)))


def slogdet(a: Type) -> Type:
    dims = _stack(dims_of(a))
    return Tuple((_floating(a, dims), _real(a, dims)), names=("sign", "logabsdet"))


def determinant(a: Type, *others: Type, **more: Type) -> Type:
    return _floating(a, _stack(dims_of(a)))


def condition(x: Type, p: Type = NONE) -> Type:
    return _real(x, _stack(dims_of(x)))


def rank(A: Type, *others: Type, **more: Type) -> Type:
    return made(INT, _stack(dims_of(A)))


def matrix_norm(x: Type, /, *, keepdims: Type = FALSE, ord: Type = NONE) -> Type:
    axes = Tuple((Scalar(INT, -2), Scalar(INT, -1)))
    return real_kind(_floating(x, reduced_dims(dims_of(x), axes, keepdims)))


def vector_norm(x: Type, /, *, axis: Type = NONE, keepdims: Type = FALSE, ord: Type = NONE) -> Type:
    return real_kind(_floating(x, reduced_dims(dims_of(x), axis, keepdims)))


def multi_dot(arrays: Type, *, out: Type = NONE) -> Type:
    parts = arrays.items if isinstance(arrays, Tuple) else ()
    if len(parts) < 2:
        return unknown(arrays)
    total = parts[0]
    for part in parts[1:]:
        total = results.dot(total, part)
    return total


def tensorsolve(a: Type, b: Type, axes: Type = NONE) -> Type:
    x, y = dims_of(a), dims_of(b)
    dims = None if x is None or y is None else x[len(y) :]
    return Array(results._reduced_dtype("mean", results._product_dtype(a, b)) or results.FLOAT, dims)


def tensorinv(a: Type, ind: Type = Scalar(INT, 2)) -> Type:
    dims, at = dims_of(a), static(ind)
    return _floating(a, None if dims is None or at is UNKNOWABLE else dims[at:] + dims[:at])


def in_order(a: Type, w: Type) -> Type:
    return _complex(a, dims_of(a))


_NUMPY = {
    "solve": solution,
    "inv": same_shape,
    "pinv": transposed,
    "cholesky": same_shape,
    "det": determinant,
    "slogdet": slogdet,
    "eigh": eigh,
    "eigvalsh": eigenvalues,
    "eig": eig,
    "eigvals": any_eigenvalues,
    "svd": svd,
    "svdvals": singular_values,
    "qr": qr,
    "lstsq": lstsq,
    "matrix_power": same_shape,
    "multi_dot": multi_dot,
    "cond": condition,
    "matrix_rank": rank,
    "matrix_norm": matrix_norm,
    "vector_norm": vector_norm,
    "tensorsolve": tensorsolve,
    "tensorinv": tensorinv,
}

_LAST, _BEFORE = Scalar(INT, -1), Scalar(INT, -2)


def trace(x: Type, /, *, offset: Type = Scalar(INT, 0), dtype: Type = NONE) -> Type:
    return tensors.trace(x, offset, _BEFORE, _LAST, dtype)


def diagonal(x: Type, /, *, offset: Type = Scalar(INT, 0)) -> Type:
    return moves.diagonal(x, offset, _BEFORE, _LAST)


def cross(x1: Type, x2: Type, /, *, axis: Type = _LAST) -> Type:
    return tensors.cross(x1, x2, axis=axis)


def vecdot(x1: Type, x2: Type, /, *, axis: Type = _LAST) -> Type:
    product = results.same_kind(x1, x2)
    return made(results.dtype_or(product), reduced_dims(dims_of(product), axis, FALSE))


_PRODUCTS = {
    "trace": trace,
    "diagonal": diagonal,
    "cross": cross,
    "vecdot": vecdot,
    "outer": results.outer,
    "matmul": results.matmul,
    "tensordot": tensors.tensordot,
    "matrix_transpose": transposed,
}

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
    return _floating(results.same_kind(results.made(results.dtype_or(a), ()), b), dims_of(b))


def lu_factor(a: Type, **others: Type) -> Type:
    dims = dims_of(a)
    return Tuple((same_shape(a), Array(INT, None if dims is None else dims[:-1])))


def lu(a: Type, permute_l: Type = FALSE, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    if static(permute_l) is not False or dims is None:
        return UNKNOWN
    rows, columns, least = dims[-2], dims[-1], _least(dims)
    shapes_ = ((rows, rows), (rows, least), (least, columns))
    return Tuple(tuple(_floating(a, (*dims[:-2], *pair)) for pair in shapes_))


def scipy_eigh(
    a: Type, b: Type = NONE, *, lower: Type = TRUE, eigvals_only: Type = FALSE, subset_by_index: Type = NONE, **others: Type
) -> Type:
    only, dims = static(eigvals_only), dims_of(a)
    if subset_by_index != NONE and dims is not None:
        values, vectors = _real(a, (*dims[:-2], None)), _floating(a, (*dims[:-1], None))
    else:
        values, vectors = eigenvalues(a), same_shape(a)
    return UNKNOWN if only is UNKNOWABLE else values if only else Tuple((values, vectors))


def scipy_eigenvalues(a: Type, b: Type = NONE, *, subset_by_index: Type = NONE, **others: Type) -> Type:
    return scipy_eigh(a, eigvals_only=TRUE, subset_by_index=subset_by_index)


def tridiagonal(d: Type, e: Type, eigvals_only: Type = FALSE, *others: Type, **more: Type) -> Type:
    dims = dims_of(d)
    if others or more.keys() - {"check_finite"} or static(eigvals_only) is not False or dims is None:
        return UNKNOWN
    return Tuple((_floating(d, dims), _floating(d, (*dims, *dims))))


def polar(a: Type, side: Type = Known("right")) -> Type:
    dims, where = dims_of(a), static(side)
    if dims is None or where is UNKNOWABLE:
        return UNKNOWN
    return Tuple((same_shape(a), _floating(a, (dims[-1 if where == "right" else -2],) * 2)))


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
    return _floating(a, (None, size if isinstance(size, int) else None))


def scipy_eig(a: Type, **others: Type) -> Type:
    return UNKNOWN if others.keys() - {"check_finite"} else Tuple((any_eigenvalues(a), _complex(a, dims_of(a))))


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
    "matmul_toeplitz": lambda c_or_cr, x, *others, **more: _floating(x, (None, *(dims_of(x) or (None,))[1:])),
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
    "eigvalsh_tridiagonal": lambda d, e, *others, **more: UNKNOWN if others else _floating(d, dims_of(d)),
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
    "norm": results.norm_of,
    "lstsq": scipy_lstsq,
}

BY_OP = {
    **{f"scipy.linalg.{name}": function for name, function in _SCIPY.items()},
    "srcad.runtime.rows_in_order": lambda piv: piv,
    "srcad.runtime.band_product": lambda ab, x, l_and_u: x,
    "srcad.runtime.band_transposed": lambda ab, l_and_u: ab,
    "srcad.runtime.both_bands": lambda ab, lower=FALSE: _floating(ab, (None, (dims_of(ab) or (None, None))[1])),
    "srcad.runtime.one_band": lambda ab, lower=FALSE: _floating(ab, (None, (dims_of(ab) or (None, None))[1])),
    "srcad.runtime.band_outer": lambda w, x, l_and_u: _floating(w, (None, (dims_of(w) or (None,))[0])),
    **{f"numpy.linalg.{name}": function for name, function in _PRODUCTS.items()},
    **{f"numpy.linalg.{name}": function for name, function in _NUMPY.items()},
    "srcad.runtime.eigenvectors_for": in_order,
}
