"""Lists that a loop lengthens or shortens and nothing reads behind it: their adjoints start as long as they end."""

import pytest

from tests import checks


def emptied(x):
    values, s = [x, x * 2, x * 3], 0.0
    while values:
        s += values.pop() * len(values)
    return s


def last_of_a_growing_list(x):
    values, s = [], 0.0
    for i in range(4):
        values.append(x * i)
        s += values[-1] * x
    return s


def first_of_a_growing_list(x):
    values, s = [x], 0.0
    for _ in range(4):
        values.append(values[-1] * x)
        s += values[0] * values[-2]
    return s


def folded_until_one_is_left(x):
    values, s = [x, 2 * x, x * x, 5 * x], 0.0
    while len(values) > 1:
        a = values.pop()
        b = values.pop()
        values.append(a * b)
        s += a
    return s


def refilled_each_time(x):
    s = 0.0
    for j in range(2):
        values = [x, 2 * x, x * x]
        while values:
            s += values.pop() * j
    return s


def shortened_once(x):
    values, s = [x, 2 * x, x * x, 3 * x], 0.0
    for i in range(3):
        s += values[i]
        if i == 1:
            s += values.pop()
    return s


def left_in_the_middle(x):
    values, s = [x, 2 * x, x * x, 3 * x], 0.0
    while True:
        s += values.pop() * x
        if s > 5.0:
            break
        values.append(s)
        s += values.pop() * values[0]
    return s


def left_after_a_pop(x):
    values, s = [x, 2 * x, x * x, 3 * x], 0.0
    while True:
        last = values.pop()
        if len(values) < 2:
            break
        s += last * values[0]
    return s


def left_after_a_pop_in_a_branch(x):
    values, s = [x, 2 * x, x * x, 3 * x], 0.0
    for i in range(9):
        if i % 2:
            s += values.pop()
        if len(values) < 2:
            break
        s += x * values[0]
    return s


def left_or_exhausted(x):
    values, s = [x], 0.0
    for i in range(4):
        values.append(values[-1] * x)
        if s > 4.0:
            return s * values[0]
        s += values[i]
    return s


CASES = (
    emptied, last_of_a_growing_list, first_of_a_growing_list, folded_until_one_is_left,
    refilled_each_time, left_in_the_middle, left_after_a_pop, left_after_a_pop_in_a_branch, shortened_once, left_or_exhausted,
)


@pytest.mark.parametrize("x", (0.7, 1.3))
@pytest.mark.parametrize("f", CASES, ids=lambda f: f.__name__)
def test_resized_list(f, x):
    checks.check(f, x)
