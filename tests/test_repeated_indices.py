"""Writes through indices that name an element twice: what is written last stays, and only that has a derivative."""

import numpy as np
import pytest

import srcad
from tests.checks import check

RANDOM = np.random.default_rng(23)


def assigned(v, rows):
    a = np.zeros(4)
    a[rows] = v * v
    return np.sum(a * np.arange(4.0) + a**2)


def added(a, v, rows):
    a = a * 1.0
    a[rows] += v * a[0]
    return np.sum(a**3)


def pairs(A, v, rows, columns):
    B = A * 2.0
    B[rows, columns] = v
    return np.sum(B**2 * A)


def with_slice(A, V, columns):
    B = A * 2.0
    B[1:, columns] = V
    B[columns] *= 2.0
    return np.sum(B**2 * A)


def literal(v):
    a = v * 2.0
    a[[1, 1]] *= 3.0
    a[[-1, 2]] += v[:2]
    return np.sum(a**3)


def counted(v, columns):
    a = np.zeros((3, 4))
    a[np.arange(3), columns] = v
    return np.sum(a**2)


def wrapped(v):
    a = np.zeros(2)
    a[np.arange(-2, 2)] = v
    return np.sum(a**2)


def read_wrapped(v):
    return np.sum(v[np.arange(-2, 2)] ** 2) * np.sum(v[np.arange(0, 2, 0.5).astype(int)])


def stretched(v, columns):
    a = np.zeros((3, 4))
    a[np.arange(len(v) - 2), columns] = v
    return np.sum(a**2)


def read_stretched(v, columns):
    return np.sum(np.outer(v, v)[np.arange(len(v) - 2), columns] ** 2)


def read_pairs(A, columns):
    n = A.shape[0]
    return np.sum(A[np.arange(n), columns] ** 2)


CASES = [
    (wrapped, RANDOM.normal(size=4)),
    (read_wrapped, RANDOM.normal(size=2)),
    (stretched, RANDOM.normal(size=3), np.array([1, 2, 1])),
    (read_stretched, RANDOM.normal(size=3), np.array([1, 2, 1])),
    (read_pairs, RANDOM.normal(size=(3, 4)), np.array([1, 2, 1])),
    (read_pairs, RANDOM.normal(size=(3, 4)), np.array([1])),
    (read_pairs, RANDOM.normal(size=(1, 4)), np.array([1, 1, 2])),
    (assigned, RANDOM.normal(size=5), np.array([0, 2, 0, 3, 2])),
    (added, RANDOM.normal(size=4), RANDOM.normal(size=3), np.array([1, 1, 0])),
    (pairs, RANDOM.normal(size=(3, 3)), RANDOM.normal(size=3), np.array([0, 0, -3]), np.array([1, 1, 1])),
    (with_slice, RANDOM.normal(size=(3, 3)), RANDOM.normal(size=(2, 3)), np.array([0, 2, 0])),
    (literal, RANDOM.normal(size=3)),
    (counted, RANDOM.normal(size=3), np.array([1, 1, 2])),
]


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in CASES], ids=[f.__name__ for f, *_ in CASES])
def test_derivatives(f, args):
    check(f, *args)


def test_distinct_indices_need_no_help():
    assert "add.at" not in srcad.grad(read_pairs).specialize(np.ones((3, 4)), np.array([1, 1, 2])).source
    assert "last_written" not in srcad.grad(counted).specialize(np.ones(3), np.array([1, 1, 2])).source
