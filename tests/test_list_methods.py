"""Lists that grow, shrink and are rearranged: derivatives against differences, in both modes and at all costs."""

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

X = np.array([0.5, 1.2, -0.3, 0.8])


def inserted(x):
    v = [x[0], x[1]]
    v.insert(1, x[2] * x[0])
    v.insert(-1, x[3])
    v.insert(0, v[1] * 2)
    return v[0] * v[1] + v[2] * v[3] * v[4]


def taken_out(x):
    v = [x[0], x[1], x[2], x[3]]
    a = v.pop(1)
    b = v.pop(-2)
    c = v.pop(0)
    return a * b * 3 + c * v[0]


def extended(x):
    v = [x[0]]
    w = [x[1], x[2]]
    v.extend(w)
    v += w
    v += [x[3] * t for t in w]
    v.extend((x[0], 2.0))
    w[0] = 7.0
    return sum(v) * v[1] + w[0]


def slices(x):
    v = [x[0], x[1], x[2], x[3]]
    v[1:3] = [x[0] * x[1]]
    v[:1] = v[1:]
    w = v[:]
    v[:] = w[::-1]
    v[2:] = [v[0], v[1] * 2]
    del v[1]
    del v[-1:], w
    return sum(t * t for t in v) * v[0]


def in_a_loop(x):
    q = [x[0]]
    s = 0.0
    for i in range(3):
        h = q.pop(0)
        s += h * h
        q.append(h * x[1])
        q.insert(0, h * 0.5)
        q.insert(i // 2, h * x[2])
    return s + q[1] * q[2]


def queue(x):
    q = [x[0], x[1], x[2]]
    s = 0.0
    while len(q) > 0:
        h = q.pop(0)
        s = s * 0.5 + h * h * s + h
    return s


def by_sign(x):
    v = [x[0], x[1], x[2], x[3]]
    s = 0.0
    for i in range(3):
        s += v.pop(1 - i) * (i + 1)
    return s * v[0]


def joined(x):
    r = []
    for i in range(4):
        r = r + [x[i] * i]
        if i == 2:
            r = [x[0]] + r
    return sum(t**2 for t in r)


def aliased(x):
    v = [x[0], x[1]]
    w = v
    v.insert(0, x[2])
    v.reverse()
    w.append(x[3] * w[0])
    return w[0] * v[3] + w[1]


def emptied(x):
    v = [x[0], x[1]]
    s = sum(v)
    v.clear()
    v.append(x[2])
    return s * v[0]


def from_the_last(x):
    v = [x[0], x[1]]
    v.append(v[-1] * 2)
    v.append(v[-2] * 3 + v[-1])
    v.append(v[-1] * v[-3])
    return v[-1] * v[-2]


def repeated(x, n=3):
    v = [x[0], x[1] * 2] * n
    v[1] = x[1]
    w = 2 * [x[2]]
    return v[0] * v[1] * v[3] + v[4] * v[5] * w[1] + w[0]


def changed(v, a):
    v.insert(1, a)
    v[0] = a * v[2]


def by_a_callee(x):
    v = [x[0], x[1]]
    changed(v, x[2] * 2)
    return v[0] * v[1] * v[2]


def deleted_name(x):
    y = x * 2
    z = np.sum(y)
    del y
    return z * z


@pytest.mark.parametrize("f", (inserted, taken_out, extended, slices, in_a_loop, queue, by_sign, joined, from_the_last))
def test_at_all_costs(f, costs):
    checks.check(f, X)


@pytest.mark.parametrize("f", (aliased, emptied, by_a_callee, deleted_name, repeated))
def test_names(f):
    checks.check(f, X)


def of_an_argument(v):
    v.insert(0, v[2] * 2)
    a = v.pop(1)
    del v[0]
    v.reverse()
    return v[0] * a + v[1]


def test_an_argument_is_left_alone():
    checks.check(of_an_argument, [0.3, 0.7, 1.1])


def test_second_derivatives():
    def f(x):
        v = [x, x * x]
        v.insert(0, v[1] * x)
        v.append(v.pop(1) * v[0])
        return v[0] * v[-1]

    want = (f(0.7 + 1e-4) - 2 * f(0.7) + f(0.7 - 1e-4)) / 1e-8
    assert abs(srcad.grad(srcad.grad(f))(0.7) - want) < 1e-5
    assert abs(srcad.jvp(srcad.grad(f), (0.7,), (1.0,))[1] - want) < 1e-5


def test_the_adjoint_is_taken_out_where_the_item_was_inserted():
    def f(x: float, y: float):
        v = [x, y]
        v.insert(1, x * y)
        a = v.pop(0)
        return a * v[0] * v[1]

    text = srcad.grad(f, argnums=(0, 1)).source
    assert "dv.insert(0, da)" in text and "dv.pop(1)" in text


def unread(x):
    y = x * x
    del y
    return y


@pytest.mark.parametrize("f, says", ((unread, "'y' has no value here"),))
def test_refused(f, says):
    with pytest.raises(errors.SrcadError) as caught:
        srcad.grad(f)(X)
    assert says in str(caught.value)
