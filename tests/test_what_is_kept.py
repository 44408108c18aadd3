"""What the backward pass reads of shapes, of loops and of new axes: nothing is kept or computed for it in vain."""

import inspect
import math

import numpy as np
import pytest

import srcad
from tests import checks


def shape_of_a_mean(Y: "float[:, :]", P: "float[:, :]"):
    return -np.mean(np.sum(Y * np.log(P), axis=1))


def shape_of_carried_buffers(u0: "float[:]", c: "float", n: int = 3):
    u_prev = u0.copy()
    u = u0.copy()
    for t in range(n):
        u_next = np.zeros_like(u)
        u_next[1:-1] = 2 * u[1:-1] - u_prev[1:-1] + c * (u[2:] - 2 * u[1:-1] + u[:-2])
        u_prev, u = u, u_next
    return np.sum(u**2)


def shape_under_a_name_assigned_again(u: "float[:]", k: "float"):
    u = u.copy()
    u[1:] = u[1:] * u[:-1] * k
    return np.sum(u)


def unchanging_in_a_loop(s: "float", z: "float[:]", dt: "float"):
    for j in range(len(z)):
        s = s * math.exp(math.sqrt(dt) * z[j])
    return s


def unchanging_behind_continue(s: "float", z: "float[:]", dt: "float"):
    for j in range(len(z)):
        if z[j] < 0.8:
            continue
        s = s * s * math.exp(math.sqrt(dt) * z[j])
    return s


def unchanging_in_a_while(s: "float", dt: "float"):
    while s < 3.0:
        s = s * math.exp(math.sqrt(dt) * s)
    return s


def new_axes(X: "float[:, :]", C: "float[:, :]"):
    return np.sum((X[:, None, :] - C[None, :, :]) ** 2 * 0.5)


def new_axes_twice(a: "float[:]", b: "float[:, :]"):
    c = a[:, None] * b
    return np.sum(c) + np.sum(a[None] ** 2) + np.sum(a * a)


_r = np.random.default_rng(0)
X, C = _r.uniform(0.5, 1.5, (4, 3)), _r.uniform(0.5, 1.5, (2, 3))
Z = np.array([0.9, 0.7, 1.1])
CASES = [
    (shape_of_a_mean, (X, X + 1), ["len(Y)"], ["size"]),
    (shape_of_carried_buffers, (X[:, 0], 0.3), ["np.zeros_like(u0)"], ["u_prev_tape"]),
    (shape_under_a_name_assigned_again, (X[:, 0], 0.3), [], []),
    (unchanging_in_a_loop, (0.7, Z, 0.1), ["sqrt_dt"], ["sqrt_dt_tape"]),
    (unchanging_in_a_loop, (0.7, Z[:0], 0.1), [], []),
    (unchanging_behind_continue, (0.7, Z, 0.1), ["sqrt_dt"], ["sqrt_dt_tape"]),
    (unchanging_behind_continue, (0.7, Z - 1, 0.1), [], []),
    (unchanging_in_a_while, (0.7, 0.1), ["sqrt_dt"], ["sqrt_dt_tape"]),
    (unchanging_in_a_while, (7.0, 0.1), [], []),
    (new_axes, (X, C), ["axis=0)", "axis=1)"], ["keepdims", "zeros_like"]),
    (new_axes_twice, (X[:, 0], X), [], ["zeros_like"]),
]


@pytest.mark.parametrize(("f", "args", "written", "absent"), CASES)
def test_kept(f, args, written, absent):
    floats = tuple(range(len(args)))
    gradient = srcad.value_and_grad(f, argnums=floats)
    for _ in range(2):
        value, gradients = gradient(*args)
        assert value == f(*args)
        for k, got in zip(floats, gradients, strict=True):
            checks.assert_close(got, checks.central_gradient(f, args, k), what=f"argument {k}")
    text = inspect.getsource(srcad.grad(f, argnums=floats).specialize(*args))
    assert [part for part in written if part not in text] == []
    assert [part for part in absent if part in text] == []
