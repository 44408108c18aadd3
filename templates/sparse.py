"""Derivatives of what sparse matrices, which are constants, are applied to."""

from scipy import sparse

from srcad.rules.recipe import d, linear


@linear(sparse.linalg.spsolve, constant="A")
def spsolve(x, A, b):
    d[b] = sparse.linalg.spsolve(A.T, d[x])
