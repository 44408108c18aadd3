"""What a person wouldn't write isn't written: copies, flags, positions, second names; and what is left is right."""

import numpy as np
import pytest

import srcad
from tests import checks

XS = np.array([1.1, -0.3, 0.8, 1.4, 2.0])


def emitted(f, *args, argnums=0):
    return srcad.grad(f, argnums=argnums).specialize(*args).source


# -- loops that are left at an iteration's end ------------------------------------------------------------------------


def grown(x, cap):
    v = x
    w = 1.0
    for i in range(9):
        v = v * v + 0.1 * w
        w = w * x
        if v > cap:
            break
    return v + w * 2


def skipping(xs, cap):
    s = 0.0
    m = 1.0
    for x in xs:
        if x < 0:
            continue
        m *= x
        s += x * m
        if s > cap:
            break
    return s * m


def gathered(xs, cap):
    s = 0.0
    out = []
    for x in xs:
        s = s * 0.5 + x * x
        out.append(s)
        if s > cap:
            break
    return sum(out) + s


def filled(x, cap):
    a = np.zeros(6)
    for i in range(1, 6):
        a[i] = a[i - 1] * x + x
        if a[i] > cap:
            break
    return np.sum(a * a)


def with_else(x, cap):
    s = x
    for i in range(2, 20, 3):
        s = s * x + i
        if s > cap:
            break
    else:
        s = s * 2
    return s


def more_behind(x, cap):
    s = x
    t = 0.0
    for i in range(10):
        s = s * x + i
        if s > cap:
            break
        t += s
    return s * t


def nested(xs, cap):
    s = 0.0
    for x, y in zip(xs, xs[::-1]):
        for k in range(5):
            s += x * y * k
            if s > cap:
                break
        s = s * 0.9
        if s > 2 * cap:
            break
    return s


def counted(x, cap):
    s = x
    last = 0
    for i in range(10):
        s = s * x + 1
        last = i
        if s > cap:
            break
    return s * last


def turned(x, cap):
    u = np.array([x, 2 * x])
    for _ in range(6):
        u = u * x + u[::-1]
        u[0] = u[0] * u[1]
        if u[0] > cap:
            break
    return u[0] + u[1]


LEFT = [
    (grown, 1.2), (skipping, XS), (gathered, XS), (filled, 0.9), (with_else, 1.1), (more_behind, 1.1), (nested, XS), (counted, 1.2),
    (turned, 1.05),
]


@pytest.mark.parametrize("cap", [0.5, 3.0, 1e9])
@pytest.mark.parametrize("f, x", LEFT, ids=lambda value: getattr(value, "__name__", ""))
def test_loops_left_at_the_end_of_an_iteration(f, x, cap):
    checks.check(f, x, cap, argnums=(0,))


def test_no_flag_tells_how_a_loop_was_left():
    assert "left" not in emitted(grown, 1.2, 3.0) and "while v_tape:" in emitted(grown, 1.2, 3.0)
    text = emitted(gathered, XS, 3.0)
    assert "left" not in text and "count = i + 1" in text


# -- copies ---------------------------------------------------------------------------------------------------------


def diffused(u, k):
    for _ in range(3):
        flow = u[:-2] + u[2:] - 2 * u[1:-1]
        u = u.copy()
        u[1:-1] += k * flow
    return np.sum(u**2)


def pulled(pos, mass):
    acc = np.zeros_like(pos)
    for i in range(3):
        for j in range(3):
            if i != j:
                r = pos[j] - pos[i]
                acc[i] += mass[j] * r / (np.sum(r**2) + 0.1)
    return np.sum(acc**2)


def swept(a):
    a = a.copy()
    for i in range(1, len(a)):
        a[i] = a[i] * a[i - 1] + a[i] ** 2
    return np.sum(a**2)


def mixed(u, w):
    u = u * w
    u[1:] = u[1:] * u[:-1]
    v = u[1:] - u[:-1]
    u[:-1] = v
    return np.sum(u * v[0]) + np.sum(u[1:] * v)


@pytest.mark.parametrize("program, args", [
    (diffused, (XS, 0.2)), (pulled, (np.outer(XS[:3], [1.0, -0.5]), XS[:3])), (swept, (XS,)), (mixed, (XS, 0.7)),
])  # fmt: skip
def test_views_are_copied_only_where_they_must_be(program, args):
    checks.check(program, *args)


def test_a_view_is_read_before_its_buffer_is_written():
    assert ".copy()" not in emitted(diffused, XS, 0.2, argnums=(0, 1)).partition("Backward")[2]
    assert ".copy()" not in emitted(pulled, np.outer(XS[:3], [1.0, -0.5]), XS[:3])


# -- walks ------------------------------------------------------------------------------------------------------------


def fitted(coeffs, xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        r = coeffs[0] + coeffs[1] * x - y
        total += r * r
    return total


def curved(a, b):
    return np.sin(a) * b


def summed(xs, w):
    total = 0.0
    for x in xs:
        total += curved(x, w)
    return total


def recurrent(xs, w):
    h = 0.0
    for x in xs:
        h = np.tanh(w * h + x)
    return h


def weighted(points, w):
    total = 0.0
    for (x, y), t in zip(points, w):
        total += x * y * t
    return total


def spread(ws, x):
    found = [np.tanh(w * x) for w in ws]
    m = sum(found) / len(found)
    return sum((p - m) ** 2 for p in found)


def flattened(x):
    return sum(e * e * e for e in x.flat)


@pytest.mark.parametrize("program, args", [
    (fitted, ([0.5, 2.0], XS, XS[:4])), (summed, (XS, 0.7)), (summed, ([0.3, 1.2], 0.7)), (recurrent, (XS, 0.7)),
    (weighted, ([(1.0, 2.0), (3.0, 4.0)], [0.5, 1.5, 2.5])), (spread, ([0.5, 1.5, 2.0], 0.7)), (flattened, (np.outer(XS, XS),)),
])  # fmt: skip
def test_sequences_are_walked_as_in_the_source(program, args):
    checks.check(program, *args)


def test_items_come_from_the_sequences():
    assert "for x, y in zip(xs, ys):" in emitted(fitted, [0.5, 2.0], XS, XS)
    assert "for i, x in enumerate(xs):" in emitted(summed, XS, 0.7)
    assert "for p in found:" in emitted(spread, [0.5, 1.5], 0.7)


# -- callees, names, sums -----------------------------------------------------------------------------------------------


def rounded(x):
    return np.floor(x) + 1.0


def halved(x):
    return 1.0 if x < 1 else halved(x / 2) + 1.0


def stepped(x):
    return x * rounded(x) * halved(x)


def standardised(x):
    mu = x.mean()
    var = np.mean((x - mu) ** 2)
    return np.mean((x - mu) ** 3) / var**1.5


def drifted(pos, vel, dt):
    for _ in range(3):
        vel = vel + dt * np.sin(pos)
        pos = pos + dt * vel
    return np.sum(vel**2)


def rooted(x, t):
    s = x
    while True:
        root = np.sqrt(t)
        step = (s * s - t * root) / (2 * s * root)
        if abs(step) < 1e-3:
            break
        s = s - step
    return s


@pytest.mark.parametrize("program, args", [
    (stepped, (2.3,)), (standardised, (XS,)), (drifted, (XS, -XS, 0.1)), (rooted, (1.5, 2.0)),
])  # fmt: skip
def test_what_is_written_once_is_right(program, args):
    checks.check(program, *args)


def test_callees_without_a_derivative_are_called_as_they_are():
    text = emitted(stepped, 2.3)
    assert "_bwd" not in text and "_fwd" not in text


def test_a_sum_is_that_of_what_is_held():
    text = emitted(standardised, XS)
    assert "dmu = -dx.sum()" in text


def test_one_variable_has_one_name():
    text = emitted(drifted, XS, -XS, 0.1, argnums=(0, 1))
    assert "pos_1" not in text and "np.zeros_like(pos)" in text


def test_positional_arguments_of_sums_are_kept():
    def f(x, w):
        return np.sum(np.sum(3 * x * w, 0, None) * w[0])

    checks.check(f, np.outer(XS, XS[:3]), np.outer(XS, XS[1:4]))


def test_the_adjoint_of_an_array_that_begins_with_a_number_fills_it():
    def f(x):
        a = 0.5 + np.sum(x)
        return np.sum(x) + a

    x = np.array([0.3, 0.304])
    assert np.array_equal(srcad.grad(f)(x), [2.0, 2.0])
