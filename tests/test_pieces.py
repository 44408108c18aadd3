"""Adjoints of lists that are put together of those of an end and of the rest."""

import numpy as np
import pytest

import srcad
from tests import checks

R = np.random.default_rng(3)
WS = [R.normal(size=(3, 4)), R.normal(size=(4, 4)), R.normal(size=(4, 2))]
BS = [R.normal(size=4), R.normal(size=4), R.normal(size=2)]
PAIRS = list(zip(WS, BS))
X = R.normal(size=(5, 3))


def last_apart(ws, x):
    for w in ws[:-1]:
        x = np.tanh(x @ w)
    return np.sum((x @ ws[-1]) ** 2)


def first_apart(ws, x):
    x = x @ ws[0]
    for w in ws[1:]:
        x = np.tanh(x) @ w
    return np.sum(x**2)


def pairs(params, x):
    for w, b in params[:-1]:
        x = np.tanh(x @ w + b)
    w, b = params[-1]
    return np.sum((x @ w + b) ** 2)


def predicted(params, x):
    for w, b in params[:-1]:
        x = np.tanh(x @ w + b)
    w, b = params[-1]
    return x @ w + b


def called(params, x):
    return np.sum(predicted(params, x) ** 2)


def two_apart(ws, x):
    x = np.tanh(x @ ws[0])
    x = np.tanh(x @ ws[1])
    for w in ws[2:]:
        x = np.tanh(x @ w)
    return np.sum(x)


def both_ends(ws, x):
    x = x @ ws[0]
    for w in ws[1:-1]:
        x = np.tanh(x @ w)
    return np.sum((x @ ws[-1]) ** 2)


def last_twice(ws, x):
    for w in ws[:-1]:
        x = np.tanh(x @ w)
    return np.sum((x @ ws[-1]) ** 2) + np.sum(ws[-1] ** 3)


def penalised(params, x):
    total = 0.0
    for w, b in params:
        total += np.sum(w**2)
    return called(params, x) + 0.1 * total


def overlapping(ws, x):
    s = np.sum(x)
    for w in ws[:-1]:
        s = s + np.sum(w**2)
    for w in ws[1:]:
        s = s * 0.9 + np.sum(w**3)
    return s + np.sum(ws[-1])


def on_one_side(ws, x):
    for w in ws[:-1]:
        x = np.tanh(x @ w)
    if np.sum(x) > 0:
        return np.sum((x @ ws[-1]) ** 2)
    return np.sum(x)


def numbers(cs, x):
    s = np.sum(x)
    for c in cs[:-1]:
        s = s * c + c
    return s * cs[-1] ** 2


def spread(ws, x):
    for w in ws[:-1]:
        x = np.tanh(x @ w)
    return np.sum(x) * np.sum(ws[-1])


@pytest.mark.parametrize("f, params", [
    (last_apart, WS), (first_apart, WS), (pairs, PAIRS), (called, PAIRS), (two_apart, WS), (both_ends, WS), (last_twice, WS),
    (penalised, PAIRS), (overlapping, WS), (on_one_side, WS), (numbers, [0.5, 1.5, -0.7]), (spread, WS), (last_apart, WS[:1]),
    (first_apart, WS[:1]), (pairs, PAIRS[:1]), (last_apart, [np.eye(3), np.eye(3)]),
])  # fmt: skip
def test_gradients(f, params):
    checks.check(f, params, X, argnums=(0,))


def test_one_array_twice():
    w = R.normal(size=(3, 3))
    got = srcad.grad(last_apart)([w, w], X)
    want = srcad.grad(last_apart)([w, w.copy()], X)
    assert got[0] is not got[1]
    np.testing.assert_allclose(got[0], want[0])
    np.testing.assert_allclose(got[1], want[1])


def test_an_end_of_a_list_with_nothing_between():
    # The one matrix is both ends.
    checks.check(both_ends, [R.normal(size=(3, 3))], X, argnums=(0,))


@pytest.mark.parametrize("f, params", [(last_apart, WS), (first_apart, WS), (pairs, PAIRS)])
def test_nothing_is_added_to_zeros(f, params):
    text = srcad.grad(f).specialize(params, X).source
    assert "zeros" not in text and "add_lists" not in text
