"""Functions, objects and whole numbers in a module's constants and in defaults: what is known before the run."""

import functools
import math
import statistics
from collections import defaultdict, namedtuple
from dataclasses import dataclass

import numpy as np


def _relu(x):
    return np.maximum(x, 0)


ACTIVATIONS = {"relu": _relu, "tanh": np.tanh, "square": lambda x: x * x, None: (lambda x: x)}
STAGES = [(2.0, np.tanh), (0.5, lambda t: t * t)]
PAIR = (np.sin, np.cos)
FUNCTIONS = [np.sin, math.cos, lambda t: t * t]
ROWS = [[np.sin, np.cos], [np.exp]]
CONFIG = {"rate": 0.1, "steps": 3, "name": "square", "sizes": [2, 3]}
REACTIONS = [({"a": 1, "b": 1}, {"c": 1}, "k1"), ({"c": 1}, {"a": 1, "b": 1}, "k2")]
EDGES = [(0, 1, 0.5), (1, 2, 2.0)]


@dataclass
class Config:
    rate: float = 0.05
    name: str = "tanh"
    n: int = 2

    def apply(self, x):
        return ACTIVATIONS[self.name](x) * self.rate


DEFAULT = Config()
OTHER = Config(rate=0.2, name="relu")
NAMED = [("a", Config(0.3)), ("b", Config(0.1, "square"))]
double = functools.partial(lambda a, b: a * b, 2.0)


def by_name(x: float, name="square"):
    return ACTIVATIONS[name](x) + ACTIVATIONS["tanh"](x) * ACTIVATIONS[None](x) + sum(f(x) for f in ACTIVATIONS.values())


def by_place(x: float):
    f, g = PAIR
    return f(x) * g(x) + PAIR[0](x) + sum(h(x) for h in PAIR) + sum(h(x) for row in ROWS for h in row)


def one_by_one(x: float):
    for scale, function in STAGES:
        x = function(scale * x)
    for function in FUNCTIONS:
        x = function(x)
    return x * FUNCTIONS[2](x)


def configured(x: float):
    for _ in range(CONFIG["steps"]):
        x = x - CONFIG["rate"] * ACTIVATIONS[CONFIG["name"]](x)
    return x * CONFIG["sizes"][1]


def objects(x: float):
    total = DEFAULT.apply(x) * OTHER.apply(x) + DEFAULT.n * x
    for name, config in NAMED:
        total += config.apply(x) * (2 if name == "a" else 1)
    return total


def partials(x: float):
    return double(x) * x + double(b=x)


def kinetics(k: "{'k1': float, 'k2': float}", a: float):
    state = {"a": a, "b": 0.8, "c": 0.1}
    for _ in range(3):
        change = {name: 0.0 for name in state}
        for left, right, rate in REACTIONS:
            speed = k[rate]
            for name, n in left.items():
                speed *= state[name] ** n
            for name, n in left.items():
                change[name] -= n * speed
            for name, n in right.items():
                change[name] += n * speed
        state = {name: state[name] + 0.1 * change[name] for name in state}
    return state["c"]


def graph(p: "list[float]"):
    total = 0.0
    for i, j, w in EDGES:
        total += w * (p[i] - p[j]) ** 2
    return total


def _layer(x, w, activation=np.tanh):
    return activation(w * x)


def default_function(x: float, w: float, last=_relu, scale=lambda t: 2 * t):
    return last(_layer(x, w)) + scale(_layer(w, x, activation=lambda t: t * t))


def several_kinds(x: float, w: float):
    layers = [["dense", w], ["relu"], ["dense", w * 2]]
    for kind, *parameters in layers:
        if kind == "dense":
            x = x * parameters[0] + 1
        elif kind == "relu":
            x = max(x, 0.0)
    row = ["a", x, [w, 2.0], (x, w)]
    return row[1] * row[2][0] + row[3][1] * len(row)


Reading = namedtuple("Reading", ["value", "weight", "label"], defaults=[2.0, "a"])


def read(x: float, w: float):
    one, other = Reading(x), Reading(w, weight=x, label="b")
    value, weight, _ = other._replace(value=x * w)
    return one.value * one.weight + value * weight + (x if other.label == "b" else w)


def described(xs: "list[float]", ys: "list[float]"):
    spread = statistics.stdev(xs) * statistics.pvariance(ys) + statistics.covariance(xs, ys)
    middle = statistics.median(xs) + statistics.geometric_mean(ys) * statistics.mean(x * x for x in xs)
    return spread * middle + statistics.mean([xs[0], ys[0]])


def keyed_by_numbers(x: float, n=4):
    table = {0: x}
    for i in range(1, n):
        table[i] = table[i - 1] * x + i
    return table[n - 1] + sum(table.values())


def remembered(x: float, n=5):
    known = {}

    def value(k):
        if k not in known:
            known[k] = x if k < 2 else value(k - 1) + x * value(k - 2)
        return known[k]

    return value(n)


def cached(s: float, strike: float, n=3):
    @functools.lru_cache(maxsize=None)
    def value(i, j):
        if i == n:
            return max(s * 1.1**j * 0.9 ** (i - j) - 0.5 * strike, 0.0)
        return (0.55 * value(i + 1, j + 1) + 0.45 * value(i + 1, j)) / 1.01

    return value(0, 0)
