"""What is called is chosen on the way: by names, by keywords, by tables that functions return and objects hold."""

import itertools
import logging
import math
from functools import cached_property

import numpy as np

LOGGER = logging.getLogger(__name__)
FORMULA = ("add", ("mul", ("var", "x"), ("const", 3.0)), ("sin", ("mul", ("var", "x"), ("var", "y"))))


class Diverged(Exception):
    pass


class OutOfRange(ValueError):
    pass


def _root(x):
    if x < 0:
        raise Diverged("negative")
    if x > 100:
        raise OutOfRange(f"{x} is large")
    return math.sqrt(x)


def own_exceptions(x: float):
    total = 0.0
    for value in (x, -x, 200 * x):
        try:
            total += _root(value) * value
        except Diverged as error:
            LOGGER.info("left out: %s", error)
            total += x
        except (OutOfRange, KeyError):
            total *= 1.5
    return total


def _newton(f, slope, x):
    for _ in range(50):
        y = f(x)
        if abs(y) < 1e-10:
            return x
        if slope(x) == 0:
            raise Diverged(f"flat at {x}")
        x = x - y / slope(x)
    raise Diverged("no end")


def raised_within(a: float):
    try:
        root = _newton(lambda x: x**3 - a, lambda x: 3 * x * x, 1.0)
    except Diverged:
        return 0.0
    return root


class _Normal:
    def __init__(self, mean, sigma):
        self.mean, self.sigma = mean, sigma

    @cached_property
    def norm(self):
        return 1.0 / (self.sigma * math.sqrt(2 * math.pi))

    def density(self, x):
        return self.norm * math.exp(-0.5 * ((x - self.mean) / self.sigma) ** 2)


def cached_properties(mean: float, sigma: float, xs: "list[float]"):
    normal = _Normal(mean, sigma)
    return -sum(math.log(normal.density(x) + _Normal(mean + 1, sigma).density(x)) for x in xs)


def _combined(*terms, weights=None, **options):
    weights = weights or [1.0] * len(terms)
    total = sum(w * term for w, term in zip(weights, terms))
    if options.get("square"):
        total = total**2
    return total * options.pop("scale", 1.0) + len(options)


def keywords(x: float, y: float):
    options = dict(square=True, scale=0.5)
    return _combined(x, y, x * y) + _combined(x, y, weights=[2.0, x], **options)


class _Model:
    def __init__(self, **attributes):
        for name, value in attributes.items():
            setattr(self, name, value)

    def loss_square(self, x):
        return (self.w * x + self.b) ** 2

    def loss_abs(self, x):
        return abs(self.w * x - self.b)

    def loss(self, kind, x):
        return getattr(self, f"loss_{kind}")(x)


def by_attribute(x: float, w: float):
    model = _Model(w=w, b=0.1)
    return sum(model.loss(kind, x) for kind in ["square", "abs"])


class _Solver:
    def __init__(self, f, method, h=0.1):
        self.f, self.h = f, h
        self.step = {"euler": self._euler, "heun": self._heun}[method]

    def _euler(self, t, y):
        return y + self.h * self.f(t, y)

    def _heun(self, t, y):
        k = self.f(t, y)
        return y + self.h / 2 * (k + self.f(t + self.h, y + self.h * k))

    def solve(self, y, n=3):
        t = 0.0
        for _ in range(n):
            y = self.step(t, y)
            t += self.h
        return y


def own_methods(k: float, y: float):
    return sum(_Solver(lambda t, y: math.sin(t) - k * y, method).solve(y) for method in ("euler", "heun"))


def _operations(k):
    return {"linear": lambda x: k * x, "power": lambda x, p=2: k * x**p}


def returned_table(x: float, k: float):
    operations = _operations(k)
    return operations["linear"](x) + operations["power"](x, p=3) + sum(f(x) for f in operations.values())


def stack_machine(x: float, y: float, program="x y * x + y -"):
    stack = []
    for word in program.split():
        if word in ("+", "-", "*"):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if word == "+" else a - b if word == "-" else a * b)
        else:
            stack.append({"x": x, "y": y}[word])
    return stack[-1]


def _evaluated(node, names):
    op, *args = node
    if op == "var":
        return names[args[0]]
    if op == "const":
        return args[0]
    values = [_evaluated(one, names) for one in args]
    if op == "add":
        return values[0] + values[1]
    return math.prod(values) if op == "mul" else math.sin(values[0])


def formula(x: float, y: float):
    return _evaluated(FORMULA, {"x": x, "y": y})


def _mapped(f, tree):
    if isinstance(tree, dict):
        return {key: _mapped(f, part) for key, part in tree.items()}
    if isinstance(tree, (list, tuple)):
        return type(tree)(_mapped(f, part) for part in tree)
    return f(tree)


def trees(x: float, w: "float[:]"):
    tree = _mapped(lambda leaf: leaf * x, {"a": (x, w), "b": [w, w], "c": {"d": x}})
    return tree["a"][0] * np.sum(tree["a"][1] * tree["b"][0]) + tree["c"]["d"]


def groups(xs: "list[float]"):
    total = 0.0
    for large, group in itertools.groupby(xs, key=lambda x: x > 1):
        total += sum(group) ** 2 * (2 if large else 1)
    return total


def orders(a: float, b: float, c: float):
    total = 0.0
    for k, (p, q, r) in enumerate(itertools.permutations([a, b, c])):
        total += k * p * q**2 - r
    return total + sum(p[0] - 0.5 * p[1] for p in itertools.permutations((a, b, c), 2))


def cycles(xs: "list[float]", a: float):
    return sum(x * sign for x, sign in zip(xs, itertools.cycle([1.0, a])))


def windows(xs: "list[float]"):
    def pairs(stream):
        kept = []
        for x in stream:
            kept.append(x)
            if len(kept) == 2:
                yield tuple(kept)
                kept.pop(0)

    return sum((b - a) ** 2 for a, b in pairs(xs))
