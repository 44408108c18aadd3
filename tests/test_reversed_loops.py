"""Loops that walk backwards, left early or not: their reverses walk forwards, over the right iterations."""

import math

import numpy as np
import pytest

from tests import checks

X = np.array([0.8, -0.6, 1.3, 0.4])


def over_range(x):
    v = 0.5
    for i in reversed(range(len(x))):
        v = v * x[i] + math.sin(v) * i
    return v


def over_steps(x):
    v = 0.5
    for i in reversed(range(1, len(x), 2)):
        v = v * x[i] + math.sin(v * i)
    return v


def downwards(x):
    v = 0.5
    for i in range(len(x) - 1, -1, -1):
        v = v * x[i] + math.sin(v) * i
        if v > 1.0:
            break
    return v


def with_break_at_the_head(x):
    v = 0.5
    for i in reversed(range(len(x))):
        if v > 0.6:
            break
        v = v * x[i] + math.sin(v) * 0.7 * i
    return v


def with_break_at_the_end(x):
    v = 0.5
    for i in reversed(range(len(x))):
        v = v * x[i] + math.sin(v) * 0.7 * i
        if v > 0.6:
            break
    return v * v


def with_two_exits(x):
    v = 0.5
    for i in reversed(range(len(x))):
        v = v * x[i] + 0.4
        if v > 1.2:
            return v * 3
        v = v * v + x[i]
        if v > 1.5:
            break
    else:
        v = v * 0.3
    return v


def over_items(x):
    v = 0.5
    for item in reversed(x):
        v = v * item + math.sin(v)
    return v


def over_items_with_break(x):
    v = 0.5
    for item in reversed(x):
        v = v * item + math.sin(v)
        if v > 0.5:
            break
        v = v * item
    return v


def over_list(items):
    v = 0.5
    for item in reversed(items):
        v = v * item + math.sin(v)
    return v


FUNCTIONS = (
    *(over_range, over_steps, downwards, with_break_at_the_head, with_break_at_the_end, with_two_exits),
    *(over_items, over_items_with_break),
)


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_arrays(f):
    checks.check(f, X)
    checks.check(f, X[::-1].copy())
    checks.check(f, -X)
    checks.check(f, np.array([0.1, 0.2, 0.1, 0.05]))


def test_lists():
    checks.check(over_list, [0.3, -0.4, 0.9])
