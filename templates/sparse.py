"""Derivatives of what sparse matrices, which are constants, are applied to."""

from scipy import sparse

from srcad.rules.recipe import d, linear, refused


@linear(sparse.linalg.spsolve, constant="A")
def spsolve(x, A, b):
    d[b] = sparse.linalg.spsolve(A.T, d[x])


refused(
    "sparse matrices are constants: write the product with its elements, np.bincount or slices",
    sparse.csr_matrix, sparse.csc_matrix, sparse.coo_matrix, sparse.dia_matrix, sparse.lil_matrix, sparse.csr_array,
    sparse.csc_array, sparse.coo_array, sparse.dia_array, sparse.diags, sparse.diags_array, sparse.eye, sparse.eye_array,
    sparse.identity, sparse.kron, sparse.kronsum, sparse.hstack, sparse.vstack, sparse.block_diag, sparse.bmat,
    sparse.block_array, sparse.tril, sparse.triu, sparse.spdiags, sparse.random, sparse.random_array,
)  # fmt: skip
