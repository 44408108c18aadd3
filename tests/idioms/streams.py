"""Generators, itertools, functools and the builtins that take functions and iterables."""

import numpy as np
import math
import functools
import itertools
import operator


def gen_func(x: float, n: int = 4):
    def powers(m):
        p = 1.0
        for k in range(m):
            p = p * x
            if k != 1:
                yield p
    total = 0.0
    for k, p in enumerate(powers(n)):
        if k == 2:
            break
        total += p * (k + 1)
    return total + sum(powers(3)) + sum(list(powers(2)))


def _naturals():
    n = 0
    while True:
        yield n
        n += 1


def infinite(x: float):
    total = 0.0
    for n in _naturals():
        term = x ** n / (n + 1)
        if n > 5:
            break
        if n == 2:
            continue
        total += term
    return total


def infinite_return(x: float):
    for n in _naturals():
        if x ** n > 20 or n > 10:
            return x * n
    return 0.0


def mapped(xs: "list[float]", ys: "list[float]"):
    a = list(map(math.sin, xs))
    b = sum(map(lambda p, q: p * q, xs, ys))
    return sum(a) * b


def map_known(x: float, y: float):
    a, b = map(math.exp, (x, y))
    t = tuple(v * v for v in (x, y))
    return a * b + t[0] * t[1]


def filtered(xs: "list[float]"):
    total = 0.0
    for v in filter(lambda v: v > 0.8, xs):
        total += v * v
    return total + len(list(filter(None, xs)))


def reduced(xs: "list[float]", x: float):
    return functools.reduce(lambda a, b: a * b, xs) + functools.reduce(operator.add, xs, x * x)


def accumulated(xs: "list[float]"):
    c = list(itertools.accumulate(xs))
    d = list(itertools.accumulate(xs, operator.mul))
    return c[1] * d[2] + d[-1]


def paired(xs: "list[float]"):
    return sum((b - a) ** 2 for a, b in itertools.pairwise(xs))


def chained(xs: "list[float]", ys: "list[float]"):
    total = 0.0
    for k, v in enumerate(itertools.chain(xs, ys)):
        total += k * v * v
    return total


def producted(xs: "list[float]", n: int = 3):
    total = 0.0
    for a, b in itertools.product(xs, xs):
        total += a * b * b
    for i, j in itertools.product(range(n), range(n)):
        if i < j:
            total += xs[i] * xs[j]
    return total


def combos(xs: "list[float]", n: int = 3):
    s = 0.0
    for i, j in itertools.combinations(range(n), 2):
        s += (xs[i] - xs[j]) ** 2
    for a, b in itertools.combinations(xs, 2):
        s += a * b
    return s


def bits(x: float, y: float):
    s = 0.0
    for b in itertools.product((0, 1), repeat=2):
        s += (x if b[0] else 1.0) * (y if b[1] else 2.0)
    return s


def sorting(xs: "list[float]"):
    ys = sorted(xs)
    zs = sorted(xs, key=lambda v: -v)
    ws = sorted(xs, reverse=True)
    return ys[0] * 2 + ys[1] * 3 + zs[0] * ws[0] ** 2


def extremes(xs: "list[float]"):
    a = max(xs, key=lambda v: abs(v - 1))
    b = min((v * v for v in xs), default=0.0)
    c = max(abs(v) for v in xs)
    return a * b + c


def any_all(xs: "list[float]"):
    if any(v > 0.5 for v in xs) and all(v > -1 for v in xs):
        return xs[0] * xs[1]
    return xs[2]


def nexted(xs: "list[float]"):
    first = next((v for v in xs if v > 0.7), 0.0)
    return first * first + next(iter(xs))


def divmods(x: float, y: float):
    q, r = divmod(x * 5, y)
    return q * x + r * y


def rounds(x: float):
    return round(x, 1) * x + round(x) + round(x * 3.3) * x * x


def zipped(xs: "list[float]", ys: "list[float]"):
    t = 0.0
    for a, b in zip(xs, ys, strict=True):
        t += a * b
    for a, b in zip(xs, map(lambda v: v * v, ys)):
        t += a * b
    return t


def prods(xs: "list[float]", x: float):
    return math.prod(xs) + math.prod(v + 1 for v in xs) + math.prod((x, x, 2.0)) + math.fsum(v * v for v in xs)


def partials(x: float, y: float):
    def f(a, b, c=1.0):
        return a * b + c * a
    g = functools.partial(f, x, c=y)
    h = functools.partial(f, c=2.0)
    return g(y) * h(x, y)


def getter(xs: "list[float]"):
    pairs = [(k, v * v) for k, v in enumerate(xs)]
    k, best = max(pairs, key=operator.itemgetter(1))
    return best * (k + 1)


def np_from_list(x: "float[:]"):
    return np.sum(np.array([v * v for v in x])) + np.sum(np.array(list(map(np.sin, x))))


def starmapped(xs: "list[float]"):
    return sum(itertools.starmap(lambda a, b: a * b, zip(xs, xs[1:])))


def sliced(xs: "list[float]"):
    return sum(itertools.islice(xs, 2)) * xs[2]


def longest(xs: "list[float]"):
    t = 0.0
    for a, b in itertools.zip_longest(xs, xs[1:], fillvalue=1.0):
        t += a * b
    return t


def taken(xs: "list[float]"):
    return sum(itertools.takewhile(lambda v: v < 10, xs)) ** 2


def joined(x: float):
    s = ", ".join(str(k) for k in range(3))
    assert len(s) == 7
    return x * x


def nested_gen(rows: "float[:, :]"):
    return sum(v * v for row in rows for v in row if v > 0.6)


def yield_from(x: float):
    def inner(k):
        yield x * k
        yield x ** k
    def outer():
        yield from inner(1)
        yield from inner(2)
        return
    return sum(outer()) + max(outer())


def cached(x: float):
    @functools.lru_cache(maxsize=None)
    def f(n):
        return 1.0 if n == 0 else x * f(n - 1)
    return f(3)


def spread_items(xs: "list[float]", ys: "list[float]"):
    return max(*xs) * min(*ys) + sum(itertools.chain(*[xs, ys]))
