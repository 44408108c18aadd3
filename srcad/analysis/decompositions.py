"""The types of results of linear algebra: solutions, factorisations, eigenvalues and singular values."""

from __future__ import annotations

from srcad.analysis import contractions, moves, results, shapes, tensors
from srcad.analysis.results import FALSE, NONE, dims_of, made, real_kind, reduced_dims
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.types import INT, INTEGER, UNKNOWN, Array, Known, Scalar, Tuple, Type, unknown

TRUE = Known(True)


def of_floating(a: Type, dims: tuple | None) -> Type:
    """Return an array, or a number for rank 0, of the float or complex dtype that linear algebra gives for a."""
    return made(results._reduced_dtype("mean", results.dtype_or(a)) or results.FLOAT, dims)


def of_real(a: Type, dims: tuple | None) -> Type:
    return real_kind(of_floating(a, dims))


def of_complex(a: Type, dims: tuple | None) -> Type:
    return results.complex_kind(of_floating(a, dims))


def stack_of(dims: tuple | None, core: int = 2) -> tuple | None:
    return None if dims is None else dims[:-core]


def least(dims: tuple) -> shapes.Length:
    """Return the lesser of a matrix's lengths."""
    rows, columns = dims[-2:]
    if isinstance(rows, int) and isinstance(columns, int):
        return min(rows, columns)
    return rows if shapes.same(rows, columns) else None


def logarithm(A: Type, *others: Type, **more: Type) -> Type:
    """SciPy gives complex numbers for a matrix of single precision, whatever its eigenvalues."""
    return same_shape(A, *others, **more) if results.dtype_or(A) == results.FLOAT else UNKNOWN


def same_shape(a: Type, *others: Type, **more: Type) -> Type:
    return of_floating(a, dims_of(a))


def transposed(a: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    return of_floating(a, None if dims is None else (*dims[:-2], dims[-1], dims[-2]))


def solution(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    """The solution of a stack of systems: b is a vector only if it has one axis."""
    x, dims = dims_of(a), dims_of(b)
    dtype = results._reduced_dtype("mean", contractions.product_dtype(a, b))
    if dtype is None or dims is None or (x is None and len(dims) > 1):
        return unknown(a, b) if dtype is None else Array(dtype, None)
    if len(dims) == 1:
        return Array(dtype, None if x is None else x[:-1])
    return Array(dtype, (*(shapes.broadcast_dims(x[:-2], dims[:-2]) or ()), x[-1], dims[-1]))


def eigenvalues(a: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(a)
    return of_real(a, None if dims is None else dims[:-1])


def eigh(a: Type, *others: Type, **more: Type) -> Type:
    return Tuple((eigenvalues(a), same_shape(a)), names=("eigenvalues", "eigenvectors"))


def any_eigenvalues(a: Type, *others: Type, **more: Type) -> Type:
    """Those of a matrix that isn't symmetric may be complex: NumPy gives real ones where all are."""
    dims = dims_of(a)
    return of_complex(a, None if dims is None else dims[:-1])


def eig(a: Type, *others: Type, **more: Type) -> Type:
    return Tuple((any_eigenvalues(a), of_complex(a, dims_of(a))), names=("eigenvalues", "eigenvectors"))


def singular_values(x: Type, *others: Type, **more: Type) -> Type:
    dims = dims_of(x)
    return of_real(x, None if dims is None else (*dims[:-2], least(dims)))


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
        inner = (None, None) if unknown_ else dims[-2:] if full else (least(dims),) * 2
        left, right = (*dims[:-1], inner[0]), (*dims[:-2], inner[1], dims[-1])
    return Tuple((of_floating(a, left), singular_values(a), of_floating(a, right)), names=("U", "S", "Vh"))


def qr(a: Type, mode: Type = Known("reduced"), *others: Type, **more: Type) -> Type:
    dims, how = dims_of(a), static(mode)
    if how not in ("reduced", "complete", "r"):
        return UNKNOWN
    if dims is None:
        left = right = None
    else:
        inner = dims[-2] if how == "complete" else least(dims)
        left, right = (*dims[:-1], inner), (*dims[:-2], inner, dims[-1])
    return of_floating(a, right) if how == "r" else Tuple((of_floating(a, left), of_floating(a, right)), names=("Q", "R"))


def lstsq(a: Type, b: Type, *others: Type, **more: Type) -> Type:
    x, y = dims_of(a), dims_of(b)
    dims = None if x is None or y is None else (x[-1], *y[1:])
    dtype = results._reduced_dtype("mean", contractions.product_dtype(a, b)) or results.FLOAT
    return Tuple((Array(dtype, dims), real_kind(Array(dtype, (None,))), INTEGER, singular_values(a)))


def slogdet(a: Type) -> Type:
    dims = stack_of(dims_of(a))
    return Tuple((of_floating(a, dims), of_real(a, dims)), names=("sign", "logabsdet"))


def determinant(a: Type, *others: Type, **more: Type) -> Type:
    return of_floating(a, stack_of(dims_of(a)))


def condition(x: Type, p: Type = NONE) -> Type:
    return of_real(x, stack_of(dims_of(x)))


def rank(A: Type, *others: Type, **more: Type) -> Type:
    return made(INT, stack_of(dims_of(A)))


def matrix_norm(x: Type, /, *, keepdims: Type = FALSE, ord: Type = NONE) -> Type:
    axes = Tuple((Scalar(INT, -2), Scalar(INT, -1)))
    return real_kind(of_floating(x, reduced_dims(dims_of(x), axes, keepdims)))


def vector_norm(x: Type, /, *, axis: Type = NONE, keepdims: Type = FALSE, ord: Type = NONE) -> Type:
    return real_kind(of_floating(x, reduced_dims(dims_of(x), axis, keepdims)))


def multi_dot(arrays: Type, *, out: Type = NONE) -> Type:
    parts = arrays.items if isinstance(arrays, Tuple) else ()
    if len(parts) < 2:
        return unknown(arrays)
    total = parts[0]
    for part in parts[1:]:
        total = contractions.dot(total, part)
    return total


def tensorsolve(a: Type, b: Type, axes: Type = NONE) -> Type:
    x, y = dims_of(a), dims_of(b)
    dims = None if x is None or y is None else x[len(y) :]
    return Array(results._reduced_dtype("mean", contractions.product_dtype(a, b)) or results.FLOAT, dims)


def tensorinv(a: Type, ind: Type = Scalar(INT, 2)) -> Type:
    dims, at = dims_of(a), static(ind)
    return of_floating(a, None if dims is None or at is UNKNOWABLE else dims[at:] + dims[:at])


def in_order(a: Type, w: Type) -> Type:
    return of_complex(a, dims_of(a))


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
    "outer": contractions.outer,
    "matmul": contractions.matmul,
    "tensordot": tensors.tensordot,
    "matrix_transpose": transposed,
}

BY_OP = {
    **{f"numpy.linalg.{name}": function for name, function in _PRODUCTS.items()},
    **{f"numpy.linalg.{name}": function for name, function in _NUMPY.items()},
    "srcad.runtime.eigenvectors_for": in_order,
}
