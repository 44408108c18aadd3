"""Variables that may stand for one of several objects: written, read, called, compared."""

import math

import pytest

import srcad
from tests import checks


class V:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def grow(self, k):
        self.x *= k
        return self.y

    @property
    def size(self):
        return self.x * self.x + self.y

    def __add__(self, other):
        return V(self.x + other.x, self.y + other.y)


class W(V):
    def grow(self, k):
        self.y += k
        return self.x


def one_of_two(x, y):
    a, b = V(x, y), V(y, x)
    v = a if x > y else b
    v.x = v.x * 2
    return a.x * b.x


def made_on_one_path(x, y):
    a = V(x, y)
    if x < y:
        v = V(x * x, y)
    else:
        v = a
    v.x *= 3
    a.y = x
    return (v + a).size * v.y


def of_two_classes(x, y):
    a, b = V(x, y), W(y, x)
    for k in range(3):
        v = a if x * k > y else b
        r = v.grow(x)
        x = x + r * 0.1
    return v.size + a.size * b.size


def carried(x, y, n=5):
    a, b = V(x, 1.0), V(1.0, x)
    c = a
    for _ in range(n):
        c.x = c.x * y + 0.1
        c.y += c.x
        c = b if c is a else a
    return a.size + b.size


def best(objects, k):
    found = objects[0]
    for one in objects[1:]:
        if one.size > found.size:
            found = one
    found.x *= k
    return sum(one.size for one in objects) + found.y


def dicts(x, y):
    d, e = {"u": x, "v": y}, {"u": y, "v": x}
    f = d if x < y else e
    f["u"] += 3 * x
    if f["u"] > 2:
        f["v"] = f["u"] * x
    return sum(d.values()) * e["u"] + d["v"]


def arguments(a, b, k):
    v = a if k > 2 else b
    v.x = v.x * k
    w = v
    w.y = w.x
    return a.size * b.size


def until(x, y):
    a, b, n = V(x, y), V(y, x), 0
    c = a
    while n < 6:
        c.x = math.sin(c.x) + x
        c = b if c.x > 1.2 else a
        n += 1
    return a.size - b.size * c.x


def returned_early(x, y):
    a, b = V(x, y), V(y, x)
    c = a if x > y else b
    if c.size > 3:
        return c.grow(x) * a.x
    c.grow(y)
    return a.x * b.x + c.x


def new_each_round(x, y):
    current = V(x, y)
    first = current
    for _ in range(4):
        new = V(current.y, current.x * x)
        if new.x > current.x:
            current = new
        current.x += 0.1
    return current.size + first.x


def told_apart(x):
    v = V(x, 1.0)
    w = v if x > 5 else V(x, x)
    return x * w.y if v is w else 2 * w.x


PROGRAMS = [
    (one_of_two, (1.0, 2.0)),
    (one_of_two, (2.0, 1.0)),
    (made_on_one_path, (1.0, 2.0)),
    (made_on_one_path, (2.0, 1.0)),
    (of_two_classes, (1.0, 2.0)),
    (carried, (1.0, 0.7)),
    (best, ([V(1.0, 2.0), V(0.5, 1.0), V(2.0, 0.3)], 1.5)),
    (dicts, (1.0, 2.0)),
    (arguments, (V(1.0, 2.0), V(0.5, 1.0), 3.0)),
    (until, (1.0, 2.0)),
    (returned_early, (1.0, 2.0)),
    (new_each_round, (1.0, 2.0)),
    (told_apart, (6.0,)),
    (told_apart, (1.5,)),
]


@pytest.mark.parametrize(("f", "args"), PROGRAMS, ids=lambda one: getattr(one, "__name__", ""))
def test_programs(f, args):
    checks.check(f, *args)


def test_two_arguments_that_are_one_object_are_found_at_the_run():
    one = V(1.0, 2.0)
    with pytest.raises(AssertionError):
        srcad.grad(arguments)(one, one, 3.0)
