"""Derivatives of what sparse matrices, which are constants, are applied to."""

from scipy import sparse

from srcad.rules.recipe import d, differential, linear, refused


@linear(sparse.linalg.spsolve, constant="A")
def spsolve(x, A, b):
    d[b] = sparse.linalg.spsolve(A.T, d[x])


@linear(sparse.linalg.spsolve_triangular, constant="A", refuses="unit_diagonal")
def spsolve_triangular(x, A, b, lower=True, *, unit_diagonal=False):
    d[b] = sparse.linalg.spsolve_triangular(A.T, d[x], False if lower else True)


@linear(sparse.linalg.expm_multiply, constant="A")
def expm_multiply(y, A, B):
    d[B] = sparse.linalg.expm_multiply(A.T, d[y])


# -- iterations, to the same tolerance: info tells whether they converged ---------------------------------------------


@differential(sparse.linalg.cg, outputs="x info", constant="A x0")
def cg(y, A, b, x0=None, *, rtol=1e-05, atol=0.0, maxiter=None, M=None):
    d[x] = sparse.linalg.cg(A, d[b], rtol=rtol, atol=atol, maxiter=maxiter)[0]
    d[b] = sparse.linalg.cg(A.T, d[x], rtol=rtol, atol=atol, maxiter=maxiter)[0]


@differential(sparse.linalg.bicgstab, outputs="x info", constant="A x0")
def bicgstab(y, A, b, x0=None, *, rtol=1e-05, atol=0.0, maxiter=None, M=None):
    d[x] = sparse.linalg.bicgstab(A, d[b], rtol=rtol, atol=atol, maxiter=maxiter)[0]
    d[b] = sparse.linalg.bicgstab(A.T, d[x], rtol=rtol, atol=atol, maxiter=maxiter)[0]


@differential(sparse.linalg.gmres, outputs="x info", constant="A x0")
def gmres(y, A, b, x0=None, *, rtol=1e-05, atol=0.0, restart=None, maxiter=None, M=None):
    d[x] = sparse.linalg.gmres(A, d[b], rtol=rtol, atol=atol, restart=restart, maxiter=maxiter)[0]
    d[b] = sparse.linalg.gmres(A.T, d[x], rtol=rtol, atol=atol, restart=restart, maxiter=maxiter)[0]


refused(
    "sparse matrices are constants: write the product with its elements, np.bincount or slices",
    sparse.csr_matrix, sparse.csc_matrix, sparse.coo_matrix, sparse.dia_matrix, sparse.lil_matrix, sparse.csr_array,
    sparse.csc_array, sparse.coo_array, sparse.dia_array, sparse.diags, sparse.diags_array, sparse.eye, sparse.eye_array,
    sparse.identity, sparse.kron, sparse.kronsum, sparse.hstack, sparse.vstack, sparse.block_diag, sparse.bmat,
    sparse.block_array, sparse.tril, sparse.triu, sparse.spdiags, sparse.random, sparse.random_array,
)  # fmt: skip
