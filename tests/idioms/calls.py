"""Calls, parameters and names as people write them."""

import numpy as np
import math
import functools
from typing import NamedTuple


class _Point(NamedTuple):
    x: float
    y: float


def star_display(xs: "list[float]", y: float):
    zs = [*xs, y, *[y * 2, y * 3]]
    total = 0.0
    for k, z in enumerate(zs):
        total += z * (k + 1)
    return total


def star_tuple(x: float, y: float):
    a = (x, y)
    p, q, r = (*a, x * y)
    return p * q + r


def star_assign(xs: "list[float]"):
    first, *rest = xs
    *init, last = xs
    return first * sum(rest) + last * len(init)


def star_assign_array(x: "float[:]"):
    first, *rest = x
    total = first
    for k, r in enumerate(rest):
        total = total * r + k
    return total


def star_known(x: float):
    a, *b, c = x, x**2, x**3, x**4
    return a + b[0] * b[1] * c


def _helper(*args, scale=1.0):
    total = 0.0
    for a in args:
        total += a * a
    return total * scale


def varargs(x: float, y: float):
    return _helper(x, y, x * y) + _helper(x, scale=y)


def forward(x: float, y: float):
    def inner(*args, **kwargs):
        return _helper(*args, **kwargs)
    return inner(x, y, scale=x)


def posonly(x: float, y: float):
    def f(a, b=2.0, /, c=3.0, *, d=y):
        return a * b + c * d
    return f(x) + f(x, y, c=x)


def counter(x: float):
    count = 0
    total = 0.0
    def add(v):
        nonlocal count, total
        count += 1
        total += v * count
    for k in range(3):
        add(x ** k)
    add(x)
    return total / count


def deleted(x: float):
    y = x * x
    z = y * 2
    del y
    return z


def imported(x: float):
    import math as m
    from math import sin, pi
    return m.cos(x) * sin(x) + pi * x


def imported_np(x: "float[:]"):
    import numpy as numpy_
    return numpy_.sum(numpy_.sin(x))


def deco(x: float):
    def twice(f):
        @functools.wraps(f)
        def wrapper(*args, **kwargs):
            return 2 * f(*args, **kwargs)
        return wrapper
    @twice
    def g(a, b=1.5):
        return a * a * b
    return g(x) + g(x, b=x)


def dead(x: float):
    def never():
        try:
            yield 3
        except ValueError:
            pass
    return x * x
    with open("x") as f:
        x = float(f.read())


def unpack_call(p: "float[:]"):
    def f(a, b, c):
        return a * b + c
    return f(*p)


def unpack_list(p: "list[float]"):
    def f(a, b, c):
        return a * b + c
    return f(*p)


def slices(x: "float[:]"):
    s = slice(1, None)
    t = slice(None, None, 2)
    return np.sum(x[s] * x[:-1]) + np.sum(x[t])


def walrus_comp(xs: "list[float]"):
    last = 0.0
    ys = [last := v * v + last for v in xs]
    return last * ys[0]


def annotated(x: float):
    y: "some nonsense" = x * 2
    z: int
    ...
    pass
    "doc"
    return y * x


def global_read(x: float):
    global math
    return math.sin(x)


def repeated_items(x: float, y: float):
    items = [x] * 3 + [y] * 2
    weighted = [item * k for k, item in enumerate(items, start=1)]
    items[1:3] = [y, x * y]
    return sum(a * b for a, b in zip(items, weighted[::-1])) + weighted[-1]


def columns(rows: "list[tuple[float, float]]", a: "float[:, :]", b: "list[list[float]]"):
    xs, ys = zip(*rows)
    area = sum(x * y - y * y for x, y in zip(xs[1:] + xs[:1], ys))
    product = [[sum(p * q for p, q in zip(row, column)) for column in zip(*b)] for row in b]
    return area * sum(max(column) for column in zip(*a)) + product[0][1] * product[1][0]


def starred_class(x: float):
    point = _Point(*[x * k for k in range(1, 3)])
    return point.x * point.y + sum(point)


def listed_array(x: "float[:]"):
    values = list(x)
    values.append(values[0] * 2)
    return sum(v * v * k for k, v in enumerate(values)) + abs(sum(v * 1j + 2 for v in list(x)))
