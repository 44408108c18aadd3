"""Programs that random search found derivatives of to be wrong, made small: what broke, and on which invariant."""

import math

import numpy as np
import pytest

import srcad
from srcad import pipeline
from srcad.derive.costs import Costs
from tests import checks

FIGURES = np.array([0.9, 0.41274, -0.37548, 1.17822])
MATRIX = np.array([[1.48, 1.39, -0.62], [1.57, 0.79, -1.16], [0.38, 0.61, 1.44]])


def written_in_one_branch(y):
    for i in range(4):
        if i:
            y[i] *= y[i // 2] * y[i - 1]
    return np.sum(y**2)


def test_an_element_written_in_one_branch_is_not_read_from_what_the_other_hands_on(costs):
    checks.check(written_in_one_branch, FIGURES)


def trading(x):
    a = x * 1.0
    b = np.ones(4)
    for i in range(3):
        b[i] = a[i] * a[i] * a[2]
        a, b = b, a
    return np.sum(a) + np.sum(b * b)


def test_buffers_that_trade_places_are_not_versions_of_one(costs):
    checks.check(trading, FIGURES)


def left_at_once(d, c):
    c = c.copy()
    for i in range(3):
        for j in range(3):
            c[i, j] -= c[i - 1, j - 1] * d
            break
    return np.sum(c)


def test_an_iteration_does_not_write_the_adjoint_that_every_one_reads(costs):
    checks.check(left_at_once, 0.7, MATRIX)


def length_before(x):
    vs = [x, x * x]
    y = x * x * len(vs)
    for k in range(2):
        vs.append(x * k)
    return y + vs[0]


def test_a_length_is_not_read_again_from_a_longer_list(costs):
    checks.check(length_before, 0.7)


def swept_by_its_length(x):
    a = np.arange(3) * 0.3 * x
    a -= 0.5 * np.tanh(sum(a[k] * a[k] for k in range(len(a))))
    return np.sum(a)


def test_a_length_is_not_read_from_an_overwritten_array(costs):
    checks.check(swept_by_its_length, 0.7)


def branch_that_writes(x, w):
    c = np.full(4, w)
    if x > 0.5:
        c[c > 0.1] += x
    n = c.copy()
    for k in range(2):
        n[:] = np.sin(c) + 0.1 * c[0]
        c, n = n, c
    return np.sum(c)


def test_a_branch_executed_again_writes_to_a_copy(costs):
    checks.check(branch_that_writes, 0.7, 0.3)


def kept_arrays(x, v):
    total = 0.0
    for k in range(1, 4):
        v = np.sin(v) * x
        total += v[k] * v[k] * v[k - 1] + np.sum(np.cos(v))
    return total


def test_an_array_is_taken_off_a_tape_once(monkeypatch):
    dear = Costs(variable=1000.0, tape=500.0)
    monkeypatch.setattr(pipeline, "Costs", lambda: dear)
    checks.check(kept_arrays, 0.7, FIGURES)
    second = srcad.grad(srcad.grad(swept_and_read))(0.5)
    assert math.isclose(second, -0.8150234156271451)


def swept_and_read(el):
    v, c = np.array([0.3, 1.7, el]), np.sin(el)
    w = v.copy()
    for k in range(1, len(w)):
        w[k] = c * v[k - 1]
    return w[-1]


def nothing_to_save(p, depth):
    if depth <= 0:
        return p
    return p * 0.5 + p * 0.6


def doubled(x, n):
    if n == 0:
        return x
    return 2 * doubled(x, n - 1)


def three_ways(p):
    if p > 10.0:
        return p
    if p > 0.0:
        return 3 * p
    else:
        t = p * p * 2.0
        return t * t


def calling_what_saves_nothing(x):
    return nothing_to_save(x * x, 1) * nothing_to_save(x, 0) + doubled(x, 2) * x + three_ways(x) * three_ways(x - 9)


def test_what_saves_nothing_still_tells_which_way_it_went(costs):
    checks.check(calling_what_saves_nothing, 1.3)


def filled_and_read_backwards(x):
    v = np.array([x, x, x]) * 1.0
    for i in range(2):
        v[i] = math.sin(v[i] + v[i]) + 0.3
    for i in range(3):
        x += math.atan2(x, abs(v[2 - i]) + 0.3)
    v[1:] = 3
    return math.sin(x) + np.sum(np.sin(v))


def test_a_loop_executed_again_in_each_iteration_writes_to_a_copy(costs):
    checks.check(filled_and_read_backwards, -0.74)


def scaled(v, c=0.7, *, shift, power=1.0):
    return v * c + shift * power


def by_keyword_only(x):
    return scaled(x, shift=x * x) * scaled(x * x, x, power=x, shift=0.5)


def test_arguments_by_keyword_alone_reach_both_halves():
    checks.check(by_keyword_only, 0.7)


def lists_walked(x, v):
    vs = [v, v * x]
    for k in range(2):
        vs.append(vs[-1] * np.sin(vs[-2]))
    return sum(np.sum(a) * x**k for k, a in enumerate(vs))


def test_adjoints_of_lists_are_added_item_by_item():
    second = srcad.grad(srcad.grad(lists_walked))
    first = srcad.grad(lists_walked)
    want = (first(0.7 + 1e-5, FIGURES) - first(0.7 - 1e-5, FIGURES)) / 2e-5
    assert math.isclose(second(0.7, FIGURES), want, rel_tol=1e-6)


def nested_lists(x):
    rows = [[x, x * x], [x * 3.0, 2.0]]
    total = 0.0
    for k in range(2):
        row = rows[k]
        total += row[0] * row[1] * rows[k][1]
    return total


def test_adjoints_of_lists_in_lists_are_added_item_by_item():
    checks.check(nested_lists, 0.7)


def loops_in_a_loop(x):
    y = x
    for c in range(2):
        p = y
        k = 0
        while True:
            k += 1
            p = math.sin(p) * x
            if k > 2:
                break
        y = y * p
    return y


def test_a_loop_executed_again_fills_no_tape_again(costs):
    second = srcad.grad(srcad.grad(loops_in_a_loop))
    assert math.isclose(second(0.38), 0.0034394921550995284, rel_tol=1e-9)


def linear_sweep(y):
    result = np.full(4, y)
    for v in range(4):
        result[v] -= 0.4 * result[v - 1] + 0.2
    return y * y + np.sum(result)


def test_a_shape_is_not_read_from_a_loop_that_has_gone(costs):
    assert srcad.grad(srcad.grad(linear_sweep))(1.0) == 2.0


def backwards(d, y):
    for row in reversed(y):
        d += row[2]
    return d


def test_a_loop_of_the_user_s_keeps_its_order():
    y = np.array([[0.9, 0.38137, 0.94274], [0.72411, 0.61548, 1.63685], [0.40822, 0.56959, -1.47096]])
    value, _ = srcad.value_and_grad(backwards)(0.38, y)
    assert value == backwards(0.38, y)
    assert "reversed(y)" in srcad.value_and_grad(backwards).specialize(0.38, y).source


def undefined_past_a_return(x):
    if x > 1:
        if x > 2:
            r = math.exp(x)
        if x > 3:
            return x**2
        r = x
    else:
        r = x * x
    return math.sin(r)


@pytest.mark.parametrize("x", (0.5, 1.67, 2.5, 3.5))
def test_what_is_undefined_on_some_path_is_kept_past_a_return(costs, x):
    checks.check(undefined_past_a_return, x)


def unassigned(x):
    if x > 1:
        r = x * 2
    return r


def test_what_is_not_assigned_is_not_returned_as_none():
    assert srcad.value_and_grad(unassigned)(2.0) == (4.0, 2.0)
    for call in (srcad.value_and_grad(unassigned), lambda x: srcad.jvp(unassigned, (x,), (1.0,))):
        with pytest.raises(UnboundLocalError):
            call(0.5)


def to_depth(x, depth=0):
    if depth > 2 or x < 0.1:
        return x
    return 1.1 * to_depth(math.sin(x), depth + 1)


def powers(x, n=0, at=(1, 0)):
    return x * at[1] if n == 0 else x ** (n + at[0])


def with_defaults(x):
    return to_depth(x) * powers(x, at=(2, 3)) + powers(x) * powers(x, 3) + to_depth(x * x, 1)


def test_a_call_that_gives_an_argument_is_no_call_that_leaves_it_to_its_default(costs):
    checks.check(with_defaults, 0.8)
    checks.check(to_depth, 0.8)


def declared(x: float, n=0, at=(1, 0)):
    return x * at[1] if n == 0 else x ** (n + at[0])


def test_the_text_for_declared_types_is_right_for_any_number_in_place_of_a_default():
    text = {"np": np, "math": math}
    exec(srcad.grad(declared).source, text)
    assert text["declared_grad"](0.7, 2) == pytest.approx(3 * 0.7**2)
    assert text["declared_grad"](0.7, 0, (1, 5)) == 5.0


def once(r):
    return r * 1.0


def shown_before_a_write(v):
    v = v * 2.0
    row = v[::-1]
    y = row * 1.0
    v[0] = 5.0
    return np.sum(y * y * v)


def walked_while_written(v):
    v = v * 2.0
    for t in v[1:] + 1.0:
        v[1:] *= t
    return np.sum(v * v)


def handed_through(v):
    v = v * 2.0
    y = once(v)
    v[0] = 5.0
    return np.sum(y * y * v)


def shown_on_either_side(v):
    v = v * 2.0
    y = v[1:] + 1.0 if v[0] > 0 else v[:-1] - 1.0
    v[1] = 5.0
    return np.sum(y * y) * np.sum(v)


def shown_row_by_row(v):
    m = np.outer(v, v)
    c, t = np.array(m[1]), m.T - 1.0
    m[1] = c * t[0]
    m[:, 1] = t[1]
    return np.sum(m * t) * np.sum(c)


@pytest.mark.parametrize(
    "f", (shown_before_a_write, walked_while_written, handed_through, shown_on_either_side, shown_row_by_row)
)
def test_the_tangent_of_a_new_array_is_no_view_of_one_that_is_written(f):
    checks.check(f, FIGURES)


def test_a_tangent_of_which_nothing_is_written_is_not_copied():
    def f(v: "float[:]"):
        y = v[1:] + 1.0
        return sum(a * b for a, b in zip(y, v[:-1] - 1.0))

    assert "copy" not in srcad.tangent(f).source


def returned_from_a_row(s, m):
    for row in m:
        row[1:] += s
        if s > 0.5:
            return s * np.sum(row * row)
    return np.sum(m) * s


def returned_in_several_ways(s, m, n=3):
    k = 0
    while k < n:
        row = m[k] * s
        k += 1
        if row[0] > 0.4:
            return row @ m[0]
        if row[1] > 3.0:
            return np.sum(m[k - 1])
        m = m * 1.1
    return np.sum(m) * s


@pytest.mark.parametrize("s", (0.3, 0.7, 2.5))
@pytest.mark.parametrize("f", (returned_from_a_row, returned_in_several_ways))
def test_what_a_loop_leaves_undefined_has_no_adjoint(f, s):
    checks.check(f, s, MATRIX)
    want = (srcad.grad(f)(s + 1e-5, MATRIX) - srcad.grad(f)(s - 1e-5, MATRIX)) / 2e-5
    assert srcad.grad(srcad.grad(f))(s, MATRIX) == pytest.approx(want, 1e-5)
    assert srcad.grad(returned_in_several_ways)(s, MATRIX, 0) == np.sum(MATRIX)


def lengths_of_names(*parts, scale=1.0, **more):
    bias = more.pop("bias", 0.5)
    total = scale * sum(parts)
    for name, value in more.items():
        total += value * len(name)
    return total + bias if "x" in more else total * bias


def named_arguments(s, t):
    return lengths_of_names(s, t, scale=t, x=s * s, other=t) * lengths_of_names(s, bias=t)


def test_keyword_arguments_are_a_dict():
    checks.check(named_arguments, 0.7, 0.4)


def number_of_rank_zero(s, v):
    s = np.array(s) * 1.5
    s *= -v[1] * 0.5
    t = np.array(s)
    t *= v[0]
    return np.sum(v * v) + s * np.sin(t)


def test_arithmetic_with_an_array_of_rank_0_gives_a_number():
    checks.check(number_of_rank_zero, 0.3, np.array([0.4, 1.2, -0.7]))


def shortfall(strike, prices):
    total = 0.0
    total += max(prices[2], prices[0] - strike)
    return total


def test_a_comparison_of_numpy_numbers_is_negated_as_a_number():
    checks.check(shortfall, 0.5, np.array([0.4, 1.2, -0.7]))
    checks.check(shortfall, 0.5, np.array([0.4, 1.2, 0.7]))
