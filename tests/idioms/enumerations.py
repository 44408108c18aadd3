"""Enumerations: members walked, looked up, compared, called, and what hangs on them."""

import enum
import math
from enum import Enum, IntEnum, StrEnum, auto


class Kind(Enum):
    CALL = "call"
    PUT = "put"


class Order(Enum):
    FIRST = auto()
    SECOND = auto()


class Axis(IntEnum):
    X = 0
    Y = 1


class Unit(StrEnum):
    METRE = "m"
    FOOT = "ft"


class Planet(Enum):
    MERCURY = (3.3, 2.4)
    EARTH = (5.9, 6.3)

    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius

    @property
    def gravity(self):
        return self.mass / self.radius**2

    def weight(self, m):
        return m * self.gravity


class Activation(enum.Enum):
    RELU = "relu"
    TANH = "tanh"

    def __call__(self, x):
        if self is Activation.RELU:
            return max(x, 0.0)
        return math.tanh(x)

    @classmethod
    def default(cls):
        return cls.TANH

    @property
    def label(self):
        return self.value.upper()


def _payoff(s, k, kind=Kind.CALL):
    if kind is Kind.CALL:
        return max(s - k, 0.0) ** 2
    if kind == Kind.PUT:
        return max(k - s, 0.0) ** 2
    raise ValueError(kind)


def walked(s: float, k: float):
    return sum(_payoff(s, k, kind) for kind in Kind) + _payoff(k, s) * len(Kind)


def looked_up(s: float, k: float):
    return _payoff(s, k, Kind("put")) + 2 * _payoff(s, k, kind=Kind["CALL"])


def numbered(x: float):
    return sum(x**i for i, _ in enumerate(Order, 1)) + Order.SECOND.value * x


def named(x: float):
    return x ** Axis.Y.value * (3 if Kind.CALL.value == "call" else 1) + (x if Kind.PUT.name == "PUT" else 0.0)


def attributes(m: float):
    return Planet.EARTH.weight(m) + sum(p.gravity * m * m for p in Planet) + Planet.MERCURY.mass * m


def methods(x: float):
    total = Activation.RELU(x) * Activation.TANH(x) + Activation.default()(x)
    return total + (x if Activation.RELU.label == "RELU" else 0.0)


def positions(p: "float[:]"):
    return p[Axis.X] * p[Axis.Y] ** Axis.Y + Axis.Y * p[2]


def texts(x: float, unit="m"):
    return x * x if unit == Unit.METRE else 0.3 * x


def dispatched(x: float, kind=Kind.CALL):
    table = {Kind.CALL: lambda t: t * t, Kind.PUT: math.sin}
    return table[kind](x) + table[Kind.PUT](x)


def matched(x: float, kind: Kind = Kind.PUT):
    match kind:
        case Kind.CALL:
            return x
        case Kind.PUT:
            return x * x


def among(x: float, kind: Kind = Kind.CALL):
    return {Kind.CALL: 1.0, Kind.PUT: 2.0}[kind] * x * x if kind in (Kind.CALL, Kind.PUT) else x
