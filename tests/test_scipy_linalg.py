"""scipy.linalg as people call it: values, gradients, tangents and refusals."""

import importlib
import inspect

import numpy as np
import pytest

import srcad
from srcad.analysis import positions
from tests.checks import check

linalg = pytest.importorskip("scipy.linalg")
R = np.random.default_rng(4)
A = R.normal(size=(3, 3)) + 3 * np.eye(3)
B = R.normal(size=3)


def likelihood(a, b):
    k = a @ a.T + np.eye(3)
    factor = linalg.cho_factor(k, lower=True)
    lower = linalg.cholesky(k, lower=True)
    z = linalg.solve_triangular(lower, b, lower=True)
    return b @ linalg.cho_solve(factor, b) + z @ z + 2 * np.sum(np.log(np.diag(lower)))


def solutions(a, b):
    k = a @ a.T
    x = linalg.solve(k, b, assume_a="pos") + linalg.lu_solve(linalg.lu_factor(a), b)
    return np.sum(x**2) + np.sum(linalg.solve_triangular(a, b, trans="T") ** 2) + linalg.det(linalg.inv(a))


def functions(a, b):
    root = linalg.sqrtm(a @ a.T)
    return np.sum(linalg.expm(a / 3) * root) + np.trace(linalg.logm(a @ a.T)) + b @ linalg.cosm(a / 4) @ b


def spectra(a, b):
    w, v = linalg.eigh(a @ a.T, np.eye(3) + np.outer(b, b))
    q, r = linalg.qr(a, mode="economic")
    p, lower, upper = linalg.lu(a)
    return np.sum(w * v[0] ** 2) + q[0, 0] + r[0, 1] + lower[1, 0] * upper[0, 1] + np.sum(linalg.svdvals(a) ** 3)


def equations(a, b):
    x = linalg.solve_sylvester(a, a.T, np.outer(b, b))
    return np.sum(x**2) + np.sum(linalg.solve_continuous_lyapunov(a, x)) + np.sum(linalg.solve_discrete_lyapunov(a / 9, x) ** 2)


def structured(a, b):
    return np.sum(linalg.toeplitz(b) @ linalg.circulant(b)) + np.sum(linalg.khatri_rao(a, a)) + linalg.norm(linalg.hankel(b, a[0]))


@pytest.mark.parametrize("f", [likelihood, solutions, functions, spectra, equations, structured])
def test_gradient_and_tangent(f):
    check(f, A, B)


def by_position(a, b):
    a = a @ a.T + 9 * np.eye(len(a))
    return np.sum(linalg.solve(a, b, True, False, True, True, "pos") * a[0]) + np.sum(linalg.inv(a, True) ** 2)


def overwritten(a, b):
    factor = linalg.cho_factor(a @ a.T + np.eye(len(a)), overwrite_a=True)
    return np.sum(linalg.cho_solve(factor, b, overwrite_b=True, check_finite=False) ** 2)


@pytest.mark.parametrize("f", [by_position, overwritten])
def test_surplus_arguments(f):
    check(f, A, B)


def test_positions_are_those_of_the_functions():
    for name, (placed, behind) in positions.BEHIND.items():
        module, _, function = name.rpartition(".")
        known = inspect.signature(getattr(importlib.import_module(module), function)).parameters.values()
        names = [one.name for one in known if one.kind is not one.KEYWORD_ONLY]
        assert names[: len(placed) + len(behind)] == [*placed, *behind], name


@pytest.mark.parametrize(
    ("f", "why"),
    [
        (lambda a: np.sum(linalg.schur(a)[0]), "use qr, eigh, eig or svd"),
        (lambda a: np.sum(linalg.eigh(a, subset_by_index=[0, 1])[1]), "take them all"),
        (lambda a: np.sum(linalg.inv(a, overwrite_a=True) @ a), "'a' of linalg.inv"),
        (lambda a: np.sum(linalg.lu(a, False, False, True, True)[1]), "'p_indices'"),
    ],
)
def test_refused(f, why):
    with pytest.raises(srcad.SrcadError, match=why):
        srcad.grad(f)(A)
