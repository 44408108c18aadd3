"""Linear algebra as people call it: values, gradients, tangents, emitted source and refusals."""

import numpy as np
import pytest

import srcad
from tests.checks import check

R = np.random.default_rng(3)
A = R.normal(size=(3, 3)) + 3 * np.eye(3)
TALL = R.normal(size=(4, 2))
WIDE = R.normal(size=(2, 4))
STACK = R.normal(size=(2, 3, 3)) + 3 * np.eye(3)
B = R.normal(size=3)


def least_squares(a, b):
    gram = a.T @ a
    x = np.linalg.solve(gram, a.T @ b)
    return x @ x + np.linalg.slogdet(gram)[1]


def gaussian(a, b):
    factor = np.linalg.cholesky(a @ a.T)
    z = np.linalg.solve(factor, b)
    return z @ z + 2 * np.sum(np.log(np.diag(factor)))


def named(a):
    q, r = np.linalg.qr(a)
    values = np.linalg.eigh(a @ a.T).eigenvalues
    return q[0, 0] * r[0, 1] + np.linalg.qr(a).R[1, 1] + values[0] * values[-1]


def spectral(a):
    w, v = np.linalg.eigh(a + np.swapaxes(a, -1, -2))
    return np.sum(np.exp(-w) * v[..., 0, :] ** 2)


def singular(a):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return np.sum((u * np.tanh(s)) @ vt * a) + np.sum(s**3)


def values_of_full(a):
    return np.sum(np.sqrt(np.linalg.svd(a)[1]))


def pseudo(a):
    return np.sum(np.linalg.pinv(a) ** 2) + np.sum(np.linalg.lstsq(a, np.ones(len(a)), rcond=None)[0] ** 3)


def orders(a):
    total = np.linalg.norm(a, np.inf) + np.linalg.norm(a, -np.inf) + np.linalg.norm(a, "nuc") * np.linalg.norm(a, 2)
    total = total + np.linalg.norm(a[0], np.inf) + np.linalg.norm(a[1], -np.inf) + np.linalg.norm(a[0], 2.5)
    return total + np.sum(np.linalg.norm(a, axis=1)) + np.sum(np.linalg.norm(a, ord=3, axis=0, keepdims=True))


def any_order(x, p):
    return np.linalg.norm(x, p)


def conditions(a):
    return np.linalg.cond(a) + np.linalg.cond(a, 1) + np.linalg.cond(a, "fro") + np.linalg.cond(a, np.inf)


def powers(a, b):
    return np.linalg.multi_dot([a, a.T, b]) @ b + np.sum(np.linalg.matrix_power(a, 3)) + np.trace(np.linalg.matrix_power(a, -2))


def growth(a):
    return np.sum(np.abs(np.linalg.eigvals(a)) ** 2)


def modes(a):
    w, v = np.linalg.eig(a)
    return np.sum(np.abs(v[0]) ** 2 * w.real) + np.sum(np.abs(w))


def hermitian(x):
    h = np.outer(x, x) + 1j * (np.outer(x, x**2) - np.outer(x**2, x)) + np.diag([1.0, 2.0, 4.0])
    w, v = np.linalg.eigh(h)
    factor = np.linalg.cholesky(h @ h.conj().T)
    return np.sum(np.abs(v[0]) ** 2 * w) + np.sum(np.abs(factor) ** 4) + np.abs(np.linalg.slogdet(h + 1j * np.eye(3))[0] + 1)


def complex_singular(x):
    z = np.outer(x, x) + 1j * np.diag(x) + np.eye(3)
    u, s, vh = np.linalg.svd(z, full_matrices=False)
    q, r = np.linalg.qr(z)
    return np.sum(np.abs(u[0]) ** 2 * s) + np.abs((u * np.log(s)) @ vh)[0, 1] + np.abs(q[0, 1]) + r[0, 1].imag


CASES = [
    (least_squares, (TALL, R.normal(size=4))), (gaussian, (A, B)), (named, (A,)), (spectral, (A,)), (spectral, (STACK,)),
    (singular, (A,)), (singular, (TALL,)), (singular, (WIDE,)), (values_of_full, (TALL,)), (pseudo, (TALL,)), (pseudo, (WIDE,)),
    (orders, (A,)), (conditions, (A,)), (powers, (A, B)), (growth, (A,)), (modes, (A,)), (hermitian, (B,)), (complex_singular, (B,)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "args"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_gradient_and_tangent(f, args):
    check(f, *args)


@pytest.mark.parametrize("p", [1, 2, 2.5, np.inf, -np.inf, -1.5])
def test_a_norm_of_an_order_that_only_the_run_knows(p):
    x = np.array([0.5, -2.0, 1.0])
    grad = srcad.grad(any_order)(x, p)
    step = 1e-6 * np.eye(3)
    want = [(np.linalg.norm(x + e, p) - np.linalg.norm(x - e, p)) / 2e-6 for e in step]
    np.testing.assert_allclose(grad, want, atol=1e-6)


def test_ties_share_and_zero_has_no_slope():
    np.testing.assert_allclose(srcad.grad(lambda x: np.linalg.norm(x, np.inf))(np.array([2.0, -2.0, 1.0])), [0.5, -0.5, 0])
    np.testing.assert_allclose(srcad.grad(any_order)(np.array([2.0, -2.0, 1.0]), np.inf), [0.5, -0.5, 0])
    assert not srcad.grad(lambda x: np.linalg.norm(x, 3))(np.zeros(3)).any()


def test_repeated_singular_values_have_values():
    np.testing.assert_allclose(srcad.grad(lambda a: np.sum(np.linalg.svd(a)[1]))(np.eye(3)), np.eye(3))
    np.testing.assert_allclose(srcad.grad(lambda a: np.sum(np.linalg.eigvalsh(a) ** 2))(np.eye(3)), 2 * np.eye(3))


def test_second_order():
    def curvature(a):
        return np.sum(srcad.grad(spectral)(a) ** 2)

    check(curvature, A)


def test_single_precision():
    for f in (spectral, singular, orders):
        assert srcad.grad(f)(A.astype(np.float32)).dtype == np.float32


def test_what_a_solution_costs():
    def f(a, b):
        x = np.linalg.solve(a, b)
        return np.sum(x**2)

    text = srcad.grad(f, argnums=(0, 1)).specialize(A, B).source
    assert calls(text, "solve(") == 2
    assert "db = np.linalg.solve(a.T, dx)" in text and "da = -np.outer(db, x)" in text


def test_what_is_not_used_costs_nothing():
    def f(a):
        u, s, vt = np.linalg.svd(a)
        return np.sum(s)

    text = srcad.grad(f).specialize(A).source
    assert calls(text, "svd(") == 1 and "eye" not in text


def calls(text, name):
    """Return how often a function is called in emitted source."""
    return sum(line.count(name) for line in text.splitlines() if not line.lstrip().startswith("#"))


@pytest.mark.parametrize(
    ("f", "why"),
    [
        (lambda a: np.sum(np.linalg.svd(a)[0]), "full_matrices=False"),
    ],
)
def test_refused(f, why):
    with pytest.raises(srcad.SrcadError, match=why):
        srcad.grad(f)(TALL)


def complete(a: "float[4, 3]"):
    return np.sum(np.linalg.qr(a, mode="complete")[0])


def test_further_columns_are_refused():
    with pytest.raises(srcad.SrcadError, match="mode='reduced'"):
        print(srcad.grad(complete).source)


@pytest.mark.parametrize(("mode", "a"), [("reduced", WIDE), ("complete", TALL), ("complete", WIDE)])
def test_factors_that_are_not_determined_raise(mode, a):
    with pytest.raises(np.linalg.LinAlgError):
        srcad.grad(lambda a: np.sum(np.linalg.qr(a, mode=mode)[1]))(a)
