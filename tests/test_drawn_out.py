"""Sums, powers and ratios of a derivative as one writes them; logistic slopes; adjoints that are owned again."""

import math

import numpy as np
import pytest

import srcad
from tests import checks

XS = np.array([1.1, -0.3, 0.8, 1.4, 2.0])
A = np.array([[0.5, -1.2, 0.3], [0.9, 0.4, -0.7], [1.5, 0.2, -0.1]])
B = np.array([[1.2, 0.1, 0.6], [-0.4, 0.8, 0.9]])


def emitted(f, *args, argnums=0):
    return srcad.grad(f, argnums=argnums).specialize(*args).source


# -- sums -------------------------------------------------------------------------------------------------------------


def softmax(x):
    e = np.exp(x)
    p = e / np.sum(e)
    return np.sum(p * np.log(p))


def softmax_rows(x):
    w = np.exp(x)
    w = w / w.sum(axis=-1, keepdims=True)
    return np.sum(w**3)


def scaled(x, mu, s):
    return np.sum(np.tanh((x - mu) / np.exp(s)))


def by_rows(x, s):
    return np.sum(np.sqrt(x**2 + 1) / s)


def ridge(x, k):
    n = x.shape[1]
    g = x.T @ x + k * np.eye(n)
    return np.sum(np.linalg.inv(g) ** 2)


def eye_of_another_shape(x, k):
    return np.sum((x[:1] + k * np.eye(3)) ** 2)


def masked(x, s):
    return np.sum((x > 0) * s * x / s**2)


def counted(x, k):
    return np.sum(x * np.arange(5) * k / 3)


def axis_by_position(x, s):
    return np.sum(np.sum(x * x / s, 0) * np.sum(2 * x * s, 1)[:3])


SUMS = [
    (axis_by_position, (A, 0.7)),
    (softmax, (XS,)), (softmax_rows, (A,)), (scaled, (A, A[0], B[1])), (by_rows, (A, 1.7)), (by_rows, (B, np.array([[1.5], [2.5]]))),
    (by_rows, (B, np.array([1.5, 2.5, 0.5]))), (ridge, (A, 0.7)), (eye_of_another_shape, (B, 0.4)), (masked, (XS, 1.3)), (counted, (XS, 0.6)),
]


@pytest.mark.parametrize("f, args", SUMS, ids=lambda value: getattr(value, "__name__", ""))
def test_sums(f, args):
    checks.check(f, *args)


def test_what_is_the_same_for_all_is_multiplied_once():
    assert "(dp - dp @ p) / sum_e" in emitted(softmax, XS)
    assert "np.sum(dw * w_1, axis=1, keepdims=True)) / sum_w" in emitted(softmax_rows, A)
    assert "np.trace" in emitted(ridge, A, 0.7, argnums=1)
    assert "np.trace" not in emitted(eye_of_another_shape, B, 0.4, argnums=1)


def test_float32_stays():
    got = srcad.grad(scaled, argnums=(0, 1, 2))(*(part.astype(np.float32) for part in (A, A[0], B[1])))
    assert all(part.dtype == np.float32 for part in got)


def test_sums_of_nothing():
    empty = np.zeros((0, 3))
    got = srcad.grad(scaled, argnums=(0, 1, 2))(empty, A[0], B[1])
    assert [part.shape for part in got] == [(0, 3), (3,), (3,)]
    assert not np.any(got[1]) and not np.any(got[2])


# -- powers and ratios ------------------------------------------------------------------------------------------------


def inverse_square(v, t):
    p = t / v**2
    return p * p + 3 / v**3


def softened(d, m):
    r2 = d @ d + 0.01
    return np.sum((m * d / r2**1.5) ** 2) + r2**0.5


def log_ratio(s, k, v):
    return (math.log(s / k) + v * v / 2) / v


def even_root(x):
    return (x**2) ** 0.5 * x


def whole(n, x):
    return x / n**2 * n


POWERS = [
    (inverse_square, (1.3, 0.7), (0, 1)), (inverse_square, (-1.3, 0.7), (0, 1)), (softened, (XS, 0.5), (0, 1)),
    (log_ratio, (1.2, 0.8, 0.3), (0, 1, 2)), (log_ratio, (-1.2, -0.8, 0.3), (0, 1, 2)), (even_root, (-1.5,), (0,)),
    (even_root, (1.5,), (0,)), (whole, (3, 1.1), (1,)), (inverse_square, (XS[0], XS[1]), (0, 1)),
]  # fmt: skip


@pytest.mark.parametrize("f, args, argnums", POWERS)
def test_powers(f, args, argnums):
    checks.check(f, *args, argnums=argnums)


def test_powers_of_one_base_are_one_power():
    assert "/ v**3" in emitted(lambda_free_cube, 1.3)
    assert "ds = 1.0 / v / s" in emitted(log_ratio, 1.2, 0.8, 0.3)


def lambda_free_cube(v):
    return math.sin(3 / v**2)


# -- logistic functions -----------------------------------------------------------------------------------------------


def logistic(x, w):
    p = 1 / (1 + np.exp(-x * w))
    return np.sum(p * p) + np.sum(p)


def chained(x, n=3):
    for _ in range(n):
        x = 1.0 / (math.exp(-x) + 1.0) + 0.1 * x
    return x


def overwritten(x):
    p = 1 / (1 + np.exp(-x))
    q = p * x
    p[0] = 0.5
    return np.sum(p * q)


def looking_like_one(x):
    e = np.exp(x)
    return np.sum(e / (1 + e)) + np.sum(1 / (2 + e)) + np.sum(e / (1 + x**2))


def of_itself(x):
    p = 1 / (1 + np.exp(-x))
    return np.sum(np.exp(-x) * p * p / (1 + np.exp(-x)))


LOGISTIC = [(logistic, (XS, 0.7)), (chained, (0.4,)), (overwritten, (XS,)), (looking_like_one, (XS,)), (of_itself, (XS,))]


@pytest.mark.parametrize("f, args", LOGISTIC, ids=lambda value: getattr(value, "__name__", ""))
def test_logistic_functions(f, args):
    argnums = tuple(k for k, arg in enumerate(args) if not isinstance(arg, int))
    checks.check(f, *args, argnums=argnums)


def test_the_slope_is_read_off_the_value():
    assert "* p * (1 - p)" in emitted(logistic, XS, 0.7)
    backward = emitted(logistic, XS, 0.7).partition("Backward")[2].splitlines()
    assert not [line for line in backward if "exp" in line and "#" not in line]


def test_where_the_exponential_is_infinite_the_slope_is_0():
    with np.errstate(over="ignore"):
        assert np.array_equal(srcad.grad(logistic)(np.array([-800.0, 800.0]), 1.0), [0.0, 0.0])
        y, dy = srcad.jvp(logistic, (np.array([-800.0]), 1.0), (np.array([1.0]), None))
        assert dy == 0.0
    assert np.isnan(srcad.grad(logistic)(np.array([np.nan]), 1.0)).all()


def test_second_order():
    hessian = srcad.grad(lambda x: np.vdot(srcad.grad(logistic)(x, 0.7), XS))
    step = 1e-5
    ahead, behind = (srcad.grad(logistic)(XS + sign * step * XS, 0.7) for sign in (1, -1))
    np.testing.assert_allclose(hessian(XS), (ahead - behind) / (2 * step), rtol=1e-6)


# -- who owns an adjoint ----------------------------------------------------------------------------------------------


def pulled(pos, vel, dt):
    for _ in range(3):
        acc = np.zeros_like(pos)
        for i in range(3):
            acc[i] = pos[i] * pos[i - 1]
        vel = vel + dt * acc
        pos = pos + dt * vel
    return np.sum(vel**2)


def turned(a, b):
    s = a[0, 0] * a[1, 1]
    t = b * 2
    y = t.T + a + 3 * a
    return np.sum(y * y) * s + a[0, 1]


def turned_late(a, b):
    s = 0.0
    for i in range(3):
        s += a[i, 0] * a[0, i] * b[i, i]
    y = b.T + a
    z = y + y * 0.5 + b
    return np.sum(z * z * z) + s


def parts(a, b):
    c = a * 1.5
    c[0] = c[1] * b[0]
    y = c + b[::-1] + 2 * c
    y[1] *= 3.0
    return np.sum(y**2) + np.sum(c * y)


def looped(a, b):
    for k in range(3):
        a = a.T + b + 0.1 * a
        b = b + a[k] * 0.3
        a[0, k] = a[1, k] * b[2, 0]
    return np.sum(a * b)


def in_branches(a, b):
    y = a * b
    if y[0, 0] > 0:
        z = y.T + a + 2 * b
    else:
        z = y + a.T + b * y
    a = a + z * 0.5
    a[1] = a[0] * z[2]
    return np.sum(a * z)


def reshaped(a, b):
    first = a[0] * 2
    y = a.reshape(9) + 0.5 * b.reshape(9) + a.ravel()
    y[2] = y[3] * first[1]
    return np.sum(y * y)


def from_outside(a, b):
    y = a + 2 * b
    s = 0.0
    for i in range(3):
        s += y[i, 0] * a[0, i]
        t = y + a * s
        s += t[i, i]
    return s + np.sum(y)


@pytest.mark.parametrize("f", [turned, turned_late, parts, looped, in_branches, reshaped, from_outside])
@pytest.mark.parametrize("sign", [1, -1])
def test_adjoints_that_are_owned_again(f, sign):
    checks.check(f, sign * A, A.T + 0.3)
    checks.check(f, A * 0.5, sign * A * 0.5)


def test_no_adjoint_is_copied_that_is_no_one_elses():
    checks.check(pulled, A, A.T, 0.1, argnums=(0, 1))
    assert "pos.copy()" not in emitted(pulled, A, A.T, 0.1, argnums=(0, 1))
    assert "vel.copy()" not in emitted(pulled, A, A.T, 0.1, argnums=(0, 1))


# -- names and what is shared ------------------------------------------------------------------------------------------


def powers_twice(a, b, n=3):
    v = a
    for k in range(n):
        r = math.sin(k * b)
        v = v * a + r**2 * b - r**2 / v
    return v * a


def test_a_power_is_computed_once():
    checks.check(powers_twice, 1.3, 0.7, argnums=(0, 1))
    assert srcad.tangent(powers_twice, argnums=(0, 1)).specialize(1.3, 1.0, 0.7, 1.0).source.count("= r**2") == 1


def test_the_tangent_that_is_returned_is_dy():
    assert "    dy = " in srcad.tangent(turned, argnums=(0, 1)).specialize(A, A, A, A).source
