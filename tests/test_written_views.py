"""Views that are written other than by slicing, and loops that write to what they walk."""

import inspect

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

X = np.array([0.5, 1.2, -0.3, 0.8])
R = np.array([[0.3, 1.2, -0.5, 0.7], [0.9, 0.1, 0.4, -0.8], [1.3, 0.6, -0.2, 0.5]])


def halved(m, s):
    m[0] = m[1] * s


def transposed_row(a):
    a = a * 2
    a.T[0] = a.T[1] * 3
    return np.sum(a ** 2)


def transposed_view(a):
    a = a * 2
    b = a.T
    b[0] = b[1] * b[2]
    a[0] *= 2
    return np.sum(a ** 2) + np.sum(b)


def reshaped(a):
    a = a * 2
    b = a.reshape(4, 3)
    b[1] *= b[0]
    return np.sum(a ** 2) + np.sum(b[2])


def raveled(a):
    a = a.copy()
    b = a.ravel()
    b[1:] = b[:-1] * 2
    return np.sum(a ** 2)


def filled_flat(a):
    b = np.zeros((3, 4))
    f = b.reshape(-1)
    f[:] = a.ravel() * 3
    f[2] = f[3] * f[4]
    return np.sum(b * a)


def swapped(a):
    a = a * 2
    v = np.swapaxes(a, 0, 1)
    v *= 3
    v[0] = 1.0
    return np.sum(a**2)


def flipped(x):
    y = x * 2
    v = np.flip(y)
    v[0] = y[0] * 3
    return np.sum(y**2)


def row_by_row(a):
    a = a * 2
    for i in range(1, 4):
        a.T[i] = a.T[i - 1] * a[:, i] + 0.5
    return np.sum(a**2)


def both_names(a):
    a = a * 2
    b = a.T
    for i in range(1, 4):
        b[i] += b[i - 1] * 0.5
        a[0, 0] = a[1, 1] * b[2, 2]
    return np.sum(a**2) + np.sum(b[1])


def one_branch_each(a, s):
    a = a * 2
    b = a.T
    if s > 0.5:
        b[0] *= s
    else:
        a[0] = s
    b[1] = a[0, 1] * b[0]
    return np.sum(a**2) + np.sum(b[1])


def one_branch(a, s):
    a = a * 2
    if s > 0.5:
        a.T[0] *= s
    return np.sum(a**2)


def chain_of_views(a):
    a = a.copy()
    b = a.reshape(-1)
    c = b[::-1]
    c[0] = c[1] * c[2]
    d = b.reshape(2, 6).T
    d[0, 0] = d[1, 1] * a[0, 0]
    a[2] *= 2
    return np.sum(b**2) + np.sum(d[2]) + c[3]


def view_of_a_part(a):
    a = a * 2
    b = a[1:].T
    b[0] = b[1] * 2
    c = a[0]
    c[1:] = c[:-1] * b[0, 0]
    return np.sum(a**2) + b[2, 1]


def columns(x):
    y = x * 2
    c = y.reshape(2, 2)
    c[0] = c[1] * y[0]
    y[3] = c[0, 1] ** 2
    return np.sum(c**2)


def by_callees(a):
    a = a * 2
    halved(a.T, 0.5)
    halved(a.reshape(4, 3)[1:], a[0, 0])
    return np.sum(a**2)


def written_by_matmul(a):
    c = np.zeros((4, 4))
    d = c.T
    np.matmul(a.T, a, out=d)
    return np.sum(c * c[0])


def until_it_breaks(a):
    a = a * 2
    k = 0
    v = a.T
    while k < 3:
        v[k] = v[k + 1] * a[0, 0]
        k += 1
        if k == 2:
            break
    return np.sum(a**2)


def of_an_argument(a):
    a.T[0] = a.T[1] * 3
    return np.sum(a**2)


def of_a_flat_argument(x):
    v = x.reshape(2, 2)
    v[0] *= v[1]
    return np.sum(x**2)


def double_buffer(u):
    u = u * 1.0
    n = np.zeros_like(u)
    for t in range(3):
        n.T[0] = u.T[1] * u.T[0]
        n[1] = u[0]
        u, n = n, u
    return np.sum(u * n)


def rows_in_place(a):
    a = a * 2
    for row in a:
        row *= row[0]
    return np.sum(a**2)


def rows_and_elements(a):
    a = a * 2
    for i, row in enumerate(a):
        row[1:] *= row[:-1] + i
        a[i, 0] = row[1] * 2
    return np.sum(a**2)


def rows_side_by_side(a, b):
    a = a * 2
    for r, s in zip(a, b):
        r += s * r
    return np.sum(a**2)


def list_in_place(x):
    v = [x[0], x[1], x[2]]
    for i, e in enumerate(v):
        v[i] = e * e
    return sum(v)


CASES = (
    (transposed_row, R),
    (transposed_view, R),
    (reshaped, R),
    (raveled, R),
    (filled_flat, R),
    (swapped, R),
    (flipped, X),
    (row_by_row, R),
    (both_names, R),
    (one_branch_each, R, 0.7),
    (one_branch, R, 0.7),
    (chain_of_views, R),
    (view_of_a_part, R),
    (columns, X),
    (by_callees, R),
    (written_by_matmul, R),
    (until_it_breaks, R),
    (of_an_argument, R),
    (of_a_flat_argument, X),
    (double_buffer, R),
    (rows_in_place, R),
    (rows_and_elements, R),
    (rows_side_by_side, R, R*0.5),
    (list_in_place, X),
)


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in CASES], ids=[case[0].__name__ for case in CASES])
def test_derivatives(f, args):
    checks.check(f, *args)


@pytest.mark.parametrize("f", (until_it_breaks, both_names, chain_of_views, rows_and_elements))
def test_at_all_costs(f, costs):
    checks.check(f, R)


def test_a_reshape_that_copies_is_found_at_the_run():
    turned = np.asfortranarray(R)
    with pytest.raises(errors.AliasingError, match="only if a lies in memory in order"):
        srcad.grad(reshaped)(turned)
    checks.check(reshaped, R)


def argument_reshaped(a):
    b = a.reshape(4, 3)
    b[0] = 2.0
    return np.sum(a**2)


def shown_twice(a):
    b = a * 2
    c = b.T
    parts = [c]
    c[0] = 1.0
    return np.sum(b) + np.sum(parts[0])


def grows(x):
    v = [x[0], x[1]]
    for t in v:
        if t > 0.6 and len(v) < 5:
            v.append(t * t)
    return sum(v)


@pytest.mark.parametrize(
    "f, args, says",
    (
        (argument_reshaped, (R,), ("'b' is written, and may share memory with 'a', which line",)),
        (shown_twice, (R,), ("'c' is written, and may share memory with 'b', which line",)),
        (grows, (X,), ("'v' changes its length while a loop walks it", "loop over a copy of it")),
    ),
)
def test_refused(f, args, says):
    with pytest.raises(errors.AliasingError) as caught:
        srcad.grad(f)(*args)
    for words in says:
        assert words in str(caught.value)


def test_a_row_is_kept_and_not_the_matrix():
    text = srcad.grad(rows_in_place).specialize(R)
    assert "a_tape" not in inspect.getsource(text)
