"""Names that are assigned within expressions: `:=` in arms that Python may not evaluate."""

import inspect

import pytest

from srcad.commands import differences


def both(x, y):
    if x > 0 and (y := y * 2) > 1:
        return x * y
    return y * y


def walrus_or(x, y):
    if x > 0 or (y := y * 3) > 1:
        return x * y
    return y * y


def walrus_tern(x, y):
    z = (y := y * 2) if x > 0 else y * 3
    return z * y


def walrus_chain(x, y):
    if 0 < x < (y := y * 2) < 3:
        x = x * y
    return x * y


def walrus_while(x):
    t = 0.0
    while (x := x * 0.7) > 0.2 and (t := t + x) < 1.0:
        t = t * x
    return t + x


POINTS = [(-0.5, 0.8), (0.5, 0.8), (0.5, 0.2), (0.5, 2.0)]
CASES = [(f, point) for f in (both, walrus_or, walrus_tern, walrus_chain) for point in POINTS]
CASES += [(walrus_while, (0.9,)), (walrus_while, (2.9,))]


@pytest.mark.parametrize(("function", "args"), CASES)
def test_derivatives(function, args):
    point = inspect.signature(function).bind(*args)
    report = differences.compare(function, point, tuple(range(len(args))), tuple(point.arguments), 1e-6)
    assert report.passed, report.verdict
