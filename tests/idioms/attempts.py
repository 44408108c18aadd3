"""Try statements around numeric code: what raised, what is caught, what is done instead."""

import contextlib
import math

import numpy as np


def fallback(x: float, y: float):
    try:
        z = math.log(x - 5) / y
        w = z * 2
    except ZeroDivisionError:
        w = x * 5
    except (ValueError, OverflowError):
        w = y + x * x
    return w * x


def returned(x: float, y: float):
    def ratio(a, b):
        try:
            return a / b
        except ZeroDivisionError:
            return a * a

    return ratio(x, y) * ratio(y, x * 0)


def skipped(x: "float[:]"):
    total = 0.0
    for v in x:
        try:
            total += math.log(v - 1)
        except ValueError:
            continue
        total *= 1.5 * v
    return total + x[0]


def taped(x: "float[:]"):
    total = 1.0
    for v in x:
        try:
            y = math.sqrt(v - 1) * total
        except ValueError:
            y = v * total
        total = y * total
    return total


def left(x: "float[:]"):
    s = 1.0
    for k, v in enumerate(x):
        try:
            if k == 1:
                continue
            s = s * math.sqrt(v - 0.8)
            if s < 0.2:
                return s * 3
        except ValueError:
            s = v * v
        finally:
            s = s + 0.1 * v
    return s


def index(x: "list[float]"):
    total = 0.0
    for k in range(5):
        try:
            total += x[k] * x[k + 1]
        except IndexError:
            break
    return total


def factor(a: "float[:, :]", b: "float[:]"):
    s = a + a.T
    jitter = 1e-3
    while True:
        try:
            half = np.linalg.cholesky(s + jitter * np.eye(len(b)))
            break
        except np.linalg.LinAlgError:
            jitter *= 10
    y = np.linalg.solve(half, b)
    return y @ y


def _root(x, limit):
    if x < limit:
        raise ValueError("too small")
    return math.sqrt(x) * x


def of_a_callee(x: "float[:]"):
    total = 0.0
    for v in x:
        try:
            r = _root(v, 1.0)
        except ValueError as error:
            print(error, end="")
            r = 0.1 * v * v
        total += r * r
    return total


def suppressed(x: "float[:]"):
    total = x[0]
    for v in x:
        with contextlib.suppress(ValueError, ZeroDivisionError):
            total += math.sqrt(v - 1)
        total *= 1.1
    return total


def written_last(x: "float[:]"):
    out, found = np.zeros(len(x)), []
    for k, v in enumerate(x):
        try:
            out[k] = math.log(v - 1)
        except ValueError:
            out[k] = v * 2
        try:
            found.append(math.log(v - 0.9) * out[k])
        except:  # noqa: E722
            found.append(v)
    return np.sum(out**2) + sum(f * f for f in found)


def raised_inside(x: float, y: float):
    try:
        if x > 0.1:
            raise ValueError("no")
        z = x * y
    except ValueError:
        z = x / y
    else:
        z = z * 3
    return z


def nested(x: float, y: float):
    try:
        try:
            z = math.log(x - 2)
        except ZeroDivisionError:
            z = 1.0
        z = z * 2
    except ValueError:
        z = x * y
    return z


def kept_from_before(x: float):
    y = x * 3
    try:
        y = math.log(x - 2) + y
    except ValueError:
        y = y * x
    return y


def loop_inside(x: "float[:]"):
    def summed(limit):
        try:
            roots = []
            for v in x:
                roots.append(math.sqrt(v - limit))
            return sum(r * r * r for r in roots)
        except ValueError:
            return sum(v * v for v in x)

    return summed(0.0) * summed(2.0)


def raised_again(x: float):
    try:
        y = math.log(x - 2)
    except ValueError:
        if x < -1:
            raise
        y = x * x
    return y


def recursive(x: float):
    def g(v, n):
        try:
            return 1.0 if n == 0 else v / (n - 2) + g(v * 0.5, n - 1)
        except ZeroDivisionError:
            return v * v

    return g(x, 4)


class _State:
    def __init__(self, v):
        self.v, self.fails = v, 0

    def step(self, x):
        try:
            self.v = self.v * math.sqrt(x - 1)
        except ValueError:
            self.fails += 1
            self.v = self.v + x


def method(x: "float[:]"):
    state = _State(x[0])
    for v in x:
        state.step(v)
    return state.v * (1 + state.fails)


def missing_key(p: "{'a': float}"):
    try:
        b = p["b"]
    except KeyError:
        b = 3.0
    return p["a"] ** b


def none_so_far(x: float, y: float):
    found = None
    try:
        found = math.log(x - 5)
    except ValueError:
        pass
    return found if found is not None else y * x * x


def one_in_another(x: "float[:]"):
    total = 0.0
    for v in x:
        for j in range(2):
            try:
                total += math.sqrt(v - j) / (j + 1)
            except ValueError:
                try:
                    total += math.log(v - 1) * total
                except ValueError:
                    break
            else:
                total *= v
    return total


def arrays(x: "float[:]"):
    state = np.ones(len(x))
    total = np.zeros(len(x))
    for k in range(len(x)):
        try:
            state = state * math.sqrt(float(np.sum(state * x)) - 3 + k)
        except ValueError:
            state = state - x * k
        state[k] = state[k] ** 2
        try:
            total += state * math.log(x[k] - 1)
        except ValueError:
            total -= state * x[k]
    return total @ state


def exhausted(x: "list[float]"):
    def first_above(limit):
        return next(v for v in x if v > limit)

    try:
        found = first_above(3)
    except StopIteration:
        found = x[0] * 7
    return found * first_above(0)
