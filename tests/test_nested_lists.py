"""Lists and arrays in lists: items are places where the list has each object once, else refused when it matters."""

import math

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

X = np.array([0.5, 1.2, -0.3, 0.8])
W = np.array([1.1, -0.4, 0.7, 0.2])


def paths_in_a_table(x):
    t = [[0.0] * 4 for _ in range(4)]
    t[0][0] = x
    for i in range(4):
        for j in range(4):
            if i > 0:
                t[i][j] += t[i - 1][j] * x
            if j > 0:
                t[i][j] += t[i][j - 1] * 0.5
    return t[3][3] + t[1][2]


def least_paths(x):
    t = [[x * (i + j) for j in range(3)] for i in range(3)]
    for i in range(1, 3):
        for j in range(1, 3):
            t[i][j] = min(t[i - 1][j], t[i][j - 1]) + x * t[i - 1][j - 1]
    return t[2][2]


def layers(x):
    hs = [np.zeros(4) for _ in range(3)]
    hs[0][:] = x
    for k in range(1, 3):
        hs[k][:] = np.sin(hs[k - 1]) * 2
        hs[k][0] = hs[k - 1][1]
    return np.sum(hs[2] * hs[1])


def descent(s, x):
    params = [x * 1.0, np.ones(4) * s]
    for t in range(3):
        g = [params[0] * params[1], params[0] ** 2]
        for k in range(2):
            params[k] -= 0.1 * g[k]
    return np.sum(params[0] * params[1])


def table_argument(t):
    t[0][1] = t[1][0] * t[0][0]
    t[1][0] *= 2.0
    return t[0][1] * t[1][0] + t[1][1]


def arrays_argument(ps):
    ps[0] -= 0.5 * ps[1]
    ps[1][0] = ps[0][1] * 2
    return np.sum(ps[0] * ps[1])


def rows(x):
    t = [[x[0], x[1]], [x[2], x[3]]]
    for row in t:
        row[0] = row[0] * row[1]
    r = t[1]
    r[1] = t[0][0] * 2
    t[0], t[1] = t[1], t[0]
    return t[0][0] * t[1][0] + t[0][1] * t[1][1]


def three_deep(x):
    t = [[[0.0 for _ in range(2)] for _ in range(2)] for _ in range(2)]
    for i in range(2):
        for j in range(2):
            t[i][j][0] = x[i] * x[j + 1]
            t[i][j][1] += t[i][j][0] * 2
    return t[1][1][0] * t[0][1][1] + t[1][0][1]


def kept_before_written(x):
    t = []
    s = 0.0
    for i in range(3):
        row = [math.sin(x[i]), x[i + 1] * x[0]]
        s += row[0] * row[1] * s + row[1] ** 2
        t.append(row)
    t[0][1] = 5.0 * t[1][0]
    t[1][0] = 2.0
    return s + t[0][1] * t[0][0]


def edit_distance(x, y):
    d = [[0.0] * 5 for _ in range(5)]
    for i in range(5):
        d[i][0] = i * 0.5
        d[0][i] = i * 0.7
    for i in range(1, 5):
        for j in range(1, 5):
            c = (x[i - 1] - y[j - 1]) ** 2
            d[i][j] = min(d[i - 1][j] + 0.5, d[i][j - 1] + 0.7, d[i - 1][j - 1] + c)
    return d[4][4]


def updated_arrays(x):
    hs = [np.zeros(4) for _ in range(3)]
    hs[0][:] = x
    for k in range(1, 3):
        hs[k][1:] = np.sin(hs[k - 1][:-1]) * 2
        hs[k][0] = hs[k - 1][1]
        h = hs[k]
        h *= x
    return np.sum(hs[2] * hs[1])


CASES = (
    (paths_in_a_table, 0.7),
    (least_paths, 0.7),
    (layers, X),
    (descent, 0.7, X),
    (table_argument, [[0.3, 0.7], [1.1, -0.4]]),
    (arrays_argument, [np.array([0.3, 0.7]), np.array([1.1, -0.4])]),
    (rows, X),
    (three_deep, X),
    (kept_before_written, X),
    (edit_distance, X, W),
    (updated_arrays, X),
)


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in CASES], ids=[case[0].__name__ for case in CASES])
def test_derivatives(f, args):
    checks.check(f, *args)


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in CASES if f in (kept_before_written, rows, layers)])
def test_at_all_costs(f, args, costs):
    checks.check(f, *args)


def test_second_derivatives():
    def f(x):
        t = [[x, x * x], [0.0, 0.0]]
        for j in range(2):
            t[1][j] += t[0][j] * t[0][1 - j] * x
            t[0][j] *= t[1][j]
        return t[0][0] * t[1][1]

    want = (f(0.7 + 1e-4) - 2 * f(0.7) + f(0.7 - 1e-4)) / 1e-8
    assert abs(srcad.grad(srcad.grad(f))(0.7) - want) < 1e-5
    assert abs(srcad.jvp(srcad.grad(f), (0.7,), (1.0,))[1] - want) < 1e-5


def test_an_argument_with_one_object_twice_is_found_at_the_run():
    row = [0.3, 0.7]
    with pytest.raises(errors.AliasingError, match="may hold one object twice"):
        srcad.grad(table_argument)([row, row])
    w = np.array([0.3, 0.7])
    with pytest.raises(errors.AliasingError, match="may hold one object twice"):
        srcad.grad(arrays_argument)([w, w[:1]])


def one_row_twice(x):
    row = [x, x * 2]
    t = [row, row]
    t[0][0] = 5.0
    return t[1][0] * x


def one_row_in_each_round(x):
    row, t = [x, x * 2], []
    for _ in range(int(3 * x)):
        t.append(row)
    t[0][0] = 5.0
    return t[1][0] * x


def multiplied(x):
    t = [[0.0] * 2] * int(3 * x)
    t[0][0] = x
    return t[1][0] * x


def named_before(x):
    row = [x, x * 2]
    t = [row, [x]]
    t[0][0] = 5.0
    return row[0] * x


def longer_inside(x):
    t = [[x] for _ in range(int(3 * x))]
    t[0].append(x)
    return t[0][1]


def longer_where_the_number_is_known(x, n=2):
    t, row = [[x] for _ in range(n)] + [[x]] * n, [x, x * 2]
    t[0].append(x)
    t[3][0] *= x
    for _ in range(n):
        t.append(row)
    t[-1][0] = t[2][0] ** 2
    return t[0][1] * t[4][0]


@pytest.mark.parametrize("f", (one_row_twice, named_before, longer_where_the_number_is_known))
def test_a_list_that_is_known_item_by_item_may_hold_what_another_name_holds(f):
    checks.check(f, 0.7)


@pytest.mark.parametrize(
    "f, says",
    (
        (one_row_in_each_round, "may share memory with 't', which line"),
        (multiplied, "may share memory with 't', which line"),
        (longer_inside, "a list in a list changes its length here"),
    ),
)
def test_refused(f, says):
    with pytest.raises(errors.AliasingError) as caught:
        srcad.grad(f)(0.7)
    assert says in str(caught.value)


def test_a_number_in_a_list_is_added_to_in_place():
    def f(x: float, n: int = 3):
        t = [[0.0] * n for _ in range(n)]
        for i in range(n):
            t[i][0] += x * i
        return t[1][0] * t[2][0]

    assert "t[i][0] += x * i" in srcad.grad(f).source


def replaced_row(x):
    t = [[x, x * 2], [x * 3]]
    row = t[0]
    t[0] = [x * 5, x]
    t[0][1] = t[0][0] * x
    return row[1] * t[0][1]


def test_a_name_keeps_the_row_that_is_replaced():
    checks.check(replaced_row, 0.7)


def overlapping(x):
    v = x * 2.0
    w = [v, v[1:]]
    w[1][0] = x[0] ** 2
    return np.sum(v**2)


def test_items_of_a_list_that_overlap_are_refused_when_written():
    with pytest.raises(errors.AliasingError):
        srcad.grad(overlapping)(np.array([0.3, 0.7, 1.1]))
