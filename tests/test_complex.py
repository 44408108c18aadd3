"""Real functions that pass through complex values: derivatives, emitted source and refusals."""

import cmath

import numpy as np
import pytest

import srcad
from srcad.rules import registry
from srcad.rules.recipe import d, linear
from tests.checks import check

X = np.array([0.3, -1.2, 2.0, 0.7])
C = np.array([1 + 2j, 2 - 1j, 0.5j, 1 + 0.2j])


def power_of_a_sum(x):
    return np.sum(np.abs(np.exp(1j * x) + x) ** 2)


def recurrence(x):
    z = np.zeros(4, dtype=complex)
    z[0] = x[0]
    for k in range(1, 4):
        z[k] = z[k - 1] * (1 + 1j * x[k])
    return np.vdot(z, z).real + np.sum(z.imag)


def accumulated(x):
    total = 0.0
    for k in range(3):
        total = total + x[k] * cmath.exp(1j * x[k + 1])
    return abs(total) ** 2


def real_then_complex(x):
    z = x
    for k in range(3):
        z = z * (0.5 + 1j * x)
    return np.sum(z.real * z.imag)


def from_parts(x: float):
    z = complex(x, 2 * x)
    return abs(cmath.exp(z) / z + z**2) + cmath.phase(z * z) + cmath.rect(x, x).imag


def solved(x):
    a = np.outer(x, x) + 1j * np.eye(4)
    w = np.linalg.solve(a, x + 0j)
    return np.sum(np.angle(w)) + np.real(np.linalg.det(a))


def conjugated(x):
    z = x * C
    return np.sum((z.conj() * z).real) + np.sum(np.imag(np.log(z)))


def branches(x):
    z = np.where(x > 0, np.sqrt(x + 0j), 1j * x)
    return np.sum(z[::-1] * z * C).imag


def gathered(x):
    z = np.array([x[0], 1j * x[1], x[2] * x[3]])
    w = np.concatenate((x, z))
    return np.sum(np.abs(w.reshape(7, 1) @ z[None, :]) ** 2)


def powers(x):
    z = 1.5 + x + 1j
    return np.sum((2**z + z**3 + z**-1 + (-1.5) ** z + z**x).real)


def overwritten(x):
    z = x * np.exp(1j * x)
    z[1:3] *= 2j
    z[0] = x[2]
    tail = z[2:]
    tail += x[:2]
    return np.sum(np.abs(z) ** 2) + z[3].imag


def from_zero(x):
    return np.abs(x[0] * 0j) + np.sum(np.real(x + 0j))


def filtered(x):
    spectrum = np.fft.fft(x)
    smooth = np.fft.ifft(spectrum * np.exp(-np.fft.fftfreq(4) ** 2)).real
    half = np.fft.rfft(smooth, n=6)
    return np.sum(np.abs(half) ** 2) + np.sum(np.fft.irfft(half * 1j, 5, norm="ortho") ** 3)


FUNCTIONS = [
    filtered,
    power_of_a_sum, recurrence, accumulated, real_then_complex, solved, conjugated, branches, gathered, powers, overwritten, from_zero,
]  # fmt: skip


@pytest.mark.parametrize("f", FUNCTIONS)
def test_gradient_and_tangent(f):
    (grad,) = check(f, X)
    assert grad.dtype == float


def test_numbers():
    check(from_parts, 0.7)


def test_second_order():
    def hessian_row(x):
        return srcad.grad(power_of_a_sum)(x)[1]

    check(hessian_row, X)


def test_single_precision():
    assert srcad.grad(power_of_a_sum)(X.astype(np.float32)).dtype == np.float32
    assert srcad.grad(recurrence)(X.astype(np.float32)).dtype == np.float32


def test_what_is_written():
    text = srcad.grad(lambda x, c: np.sum((x * c).imag)).specialize(X, C).source
    assert "dx = (1j * np.conj(c)).real" in text
    assert "conj" not in srcad.grad(lambda x, w: np.sum(x * w)).specialize(X, X).source


def test_the_tangent_of_a_complex_result():
    value, tangent = srcad.jvp(lambda x: x * np.exp(1j * x), (0.7,), (1.0,))
    assert value == 0.7 * np.exp(0.7j)
    assert tangent == pytest.approx(np.exp(0.7j) * (1 + 0.7j))


def softened(z):
    return z * (1 + 0j)


@linear(softened)
def softened_rule(y, z):
    d[z] = d[y]


@pytest.mark.parametrize(
    ("f", "x", "why"),
    [
        (lambda x: np.sum(x * 1j), X, "the result is complex"),
        (lambda x: x * 1j, 0.5, "the result is complex"),
        (lambda x: np.abs(x), 0.5j, "can't be differentiated in x"),
        (lambda x: np.sum(np.maximum(x * 1j, x).real), X, "no order of their own"),
        (lambda x: np.sum(np.sign(x * 1j).imag), X, "of complex numbers it varies"),
        (lambda x: np.sum(softened(x * 1j).imag), X, "not differentiated by its rule"),
        (lambda x: np.sum((x * 1j).astype(float)), X, "not differentiated by its rule"),
    ],
)
def test_refused(f, x, why):
    with pytest.raises(srcad.SrcadError, match=why):
        srcad.grad(f)(x)


def teardown_module():
    registry.forget(f"{__name__}.softened")
