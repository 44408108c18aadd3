"""Sparse matrices are constants: products with them, and solutions of their equations, are differentiated."""

import numpy as np
import pytest

import srcad

sparse = pytest.importorskip("scipy.sparse")
linalg = pytest.importorskip("scipy.sparse.linalg")

A = sparse.csc_array(np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 4.0], [1.0, 0.0, 5.0]]))
LOWER = sparse.csr_array(np.array([[2.0, 0.0, 0.0], [0.4, 3.0, 0.0], [1.0, -0.6, 5.0]]))
X = np.array([0.3, -0.4, 0.8])


def from_outside(x: "float[:]"):
    return np.sum((A @ x) ** 2)


def given(x: "float[:]", a):
    return np.sum((a @ x) ** 2)


def transposed(x: "float[:]", a):
    return np.sum((a.T @ x) ** 2 * x)


def by_method(x: "float[:]", a):
    return np.sum(a.dot(x) ** 3)


def from_the_right(x: "float[:]", a):
    return np.sum((x @ a) ** 3)


def solved(x: "float[:]", a):
    return np.sum(linalg.spsolve(a, x) ** 3)


def solved_in_steps(x: "float[:]"):
    found, info = linalg.cg(A.T @ A, x, rtol=1e-12)
    return np.sum(found**3) + np.sum(linalg.gmres(A, x, rtol=1e-12)[0] ** 2) + np.sum(linalg.bicgstab(A, x, rtol=1e-12)[0] ** 3)


def triangular(x: "float[:]"):
    return np.sum(linalg.spsolve_triangular(LOWER, x) ** 3) + np.sum(linalg.expm_multiply(A, x) ** 2)


def made_within(x: "float[:]"):
    second = sparse.diags([1.0, -2.0, 1.0], [-1, 0, 1], shape=(3, 3))
    return np.sum((second @ x) ** 2) + np.sum((sparse.eye(3) - 0.5 * second).tocsr() @ x * x)


def scaled(x: "float[:]", a):
    return np.sum((2.0 * a + a) @ x * x)


@pytest.mark.parametrize("function", [from_outside, given, transposed, by_method, from_the_right, solved, solved_in_steps, triangular, made_within, scaled])
def test_products_and_solutions(function):
    more = () if function in (from_outside, made_within, solved_in_steps, triangular) else (A,)
    found, step = srcad.grad(function)(X, *more), 1e-6
    for k, unit in enumerate(np.eye(3)):
        want = (function(X + step * unit, *more) - function(X - step * unit, *more)) / (2 * step)
        assert abs(found[k] - want) < 1e-6 * (1 + abs(want))
    _, tangent = srcad.jvp(function, (X, *more), (np.ones(3), *more)) if not more else (None, None)
    assert tangent is None or abs(tangent - found.sum()) < 1e-9 * (1 + abs(tangent))


def elementwise(x: "float[:]", a):
    return np.sum(a * x)


def filled(x: "float[:]", a):
    return np.sum(sparse.diags(x) @ x)


def test_other_operations_are_refused():
    with pytest.raises(srcad.SrcadError, match="neither a number nor an array"):
        srcad.grad(filled)(X, A)
    with pytest.raises(srcad.SrcadError, match="sparse matrix"):
        srcad.grad(elementwise)(X, A)
