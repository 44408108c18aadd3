"""Programs that random search found, made small: each was wrong or crashed once."""

import math

import numpy as np
import pytest

from tests import checks

X = np.array([0.8, -0.6, 1.3, 0.4])
M = np.array([[0.5, -1.0, 0.8], [1.5, 0.3, -0.2]])


def returned_item(r):
    for i, row in enumerate(r):
        if i:
            return row.min()
    return np.mean(r)


def inner_loop_moves_but_outer_stays(x, r):
    for c in r:
        x = x * c
        for d in r:
            x += x / len(r)
    return x


def length_from_a_branch(el, dx):
    z = sum(k**2 * dx[-2] for k in dx)
    el = dx[3] / dx.shape[0] if not el * el >= 1.0 else 0
    return math.sin(z) + 2 * el


def value_under_two_ifs(x, y):
    z = x
    if np.mean(y) > 9.0:
        if (1.5 + math.sin(x)) ** math.tanh(y[3]) < 0.0 and x > y[1]:
            z /= math.exp(0.2 * x)
    else:
        x = math.atan2(np.mean(y), y[2] ** 2 + 0.5)
    return x + z


def return_under_two_ifs(x, y):
    z = 1.0
    if x > 0:
        if x > 0.5:
            return y.max() / (x + 0.3) * z
    elif x < -2:
        z = np.dot(y, y)
    return x * z


def maximum_of_each_row(x, y):
    s = x
    for right in y:
        s = s * 0.7 - right.max()
    return s


def element_in_either_branch(r):
    if r[-1, 2] < 0.5:
        a = r[-1][2]
    else:
        a = r[0][2]
    r = np.sin(r)
    return np.sum(r) + a * a


def pieces(el, x):
    a = np.concatenate([np.array([el[2], x]), np.zeros(3), el * 2])
    b = np.stack([el, el * x])
    c = np.array([[x, el[0]], [x * 2, 1.0]])
    return np.sum(a * a) + np.sum(b**2) + np.sum(c @ c)


def product_of_sums(w, k):
    c = k * sum(x * x for x in w)
    return c * sum(w[i] * k for i in range(len(w)))


def looping(x):
    v = x
    for i in range(4):
        v = 1.3 * v * (1 - v)
    return v * x


def calling_a_loop(x):
    return looping(x) * x


def exponent_in_a_name(x):
    c = x
    return c**2.0


def appended(x):
    values = []
    values.append(0.2 - x[1])
    values.append(x[0] * x[2])
    return sum(values) * values[0]


def assigned_in_a_loop_s_else(a, el):
    for i in range(3):
        a = a * 0.7
    else:
        if (r := el - a) > 0.2:
            a = (r if a < r else a) - a * el
    return a


def walrus_behind_a_sure_break(m):
    for i in range(4):
        m = 0.5 * m + 0.2
        if not 0.5 > 0.5:
            break
        if (inner := m * m) > 0.2:
            m -= inner
        inner += m
    return m * m


CASES = (
    (walrus_behind_a_sure_break, 0.4),
    (assigned_in_a_loop_s_else, 0.4, 1.3),
    (assigned_in_a_loop_s_else, 1.4, 0.3),
    (appended, X),
    (returned_item, M),
    (inner_loop_moves_but_outer_stays, 0.7, X),
    (length_from_a_branch, 1.2, X),
    (length_from_a_branch, 0.4, X),
    (value_under_two_ifs, 0.7, X),
    (return_under_two_ifs, 0.7, X),
    (return_under_two_ifs, 0.2, X),
    (return_under_two_ifs, -3.0, X),
    (maximum_of_each_row, 0.7, M),
    (element_in_either_branch, M),
    (element_in_either_branch, M + 1.0),
    (pieces, X, 0.9),
    (product_of_sums, X, 0.6),
    (calling_a_loop, 0.7),
    (exponent_in_a_name, 0.7),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_found(case):
    f, *args = case
    checks.check(f, *args)
