"""Buffers that change hands and are written: both modes against central differences and each other, arguments unchanged."""

import copy
import inspect

import pytest

import srcad
from srcad.commands import differences

np = pytest.importorskip("numpy", reason="arrays are written")


def swap(x, n=3):
    a = x * 1.0
    b = np.zeros(len(x))
    for i in range(n):
        b[:] = a * a
        a, b = b, a
    return np.sum(a) + np.sum(b * x)


def slot(x, n=3):
    a = np.zeros(len(x))
    s = 0.0
    for i in range(n):
        a[0] = a[0] + 1.0
        s += np.sum(a * x)
        a = x * 1.0
    return s


def alias(x, n=2):
    v = x
    s = 0.0
    for i in range(n):
        u = v * 1.0
        u[0] = 2.0
        s += np.sum(u * v)
        v = v * x
    return s


def alias2(x, n=2):
    v = x * x
    s = 0.0
    for i in range(n):
        u = v * 1.0
        v[1] = v[0] * 2
        s += np.sum(u * v)
        u[0] = 2.0
        s += np.sum(u * v)
    return s


def swap2(x, w, n=3):
    a = x * 1.0
    b = np.zeros(len(x))
    for i in range(n):
        b[:] = a * a + b
        a, b = b, a
    return np.sum(a * w) + np.sum(b * w)


def view(x):
    y = x.T * 1.0
    y[0] = y[1] * 2.0
    z = x.reshape(-1) * 1.0
    z[0] = 3.0
    return np.sum(y * x.T) + np.sum(z * x.ravel())


def branchy(x, n=4):
    a = x * 1.0
    b = x * 1.0
    for i in range(n):
        if i % 2:
            a[i % 3] *= b[0]
        else:
            b[1:] += a[:-1]
    c = a * 1.0
    c[0] = 0.0
    a[1] += c[2]
    return np.sum(a * b * c * x)


VECTOR, OTHER = np.array([0.5, 0.8, 1.1]), np.array([0.3, -0.2, 0.7])
CASES = [
    (swap, (VECTOR,)),
    (swap2, (VECTOR, OTHER)),
    (slot, (VECTOR,)),
    (alias, (VECTOR,)),
    (alias2, (VECTOR,)),
    (view, (np.array([[1.0, 2.0], [0.5, 0.7]]),)),
    (branchy, (VECTOR,)),
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=[function.__name__ for function, _ in CASES])
def test_both_modes(function, args):
    point = inspect.signature(function).bind(*args)
    point.apply_defaults()
    names = tuple(point.arguments)[: len(args)]
    report = differences.compare(function, point, tuple(range(len(args))), names, 1e-6)
    assert report.passed, report.verdict


@pytest.mark.parametrize(("function", "args"), CASES, ids=[function.__name__ for function, _ in CASES])
def test_arguments_and_tangents_stay(function, args):
    given, tangents = copy.deepcopy(args), tuple(np.ones_like(arg) for arg in args)
    argnums = tuple(range(len(args)))
    srcad.grad(function, argnums=argnums)(*given)
    srcad.tangent(function, argnums=argnums)(*(part for pair in zip(given, tangents) for part in pair))
    for was, now, tangent in zip(args, given, tangents):
        np.testing.assert_array_equal(now, was)
        np.testing.assert_array_equal(tangent, np.ones_like(was))
