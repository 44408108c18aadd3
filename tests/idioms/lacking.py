"""Variables that are None until, or unless, something is found."""

import numpy as np


def least(x: "float[:]"):
    best = None
    for v in x:
        if best is None or v < best:
            best = v
    return best**2


def differences(x: "float[:]"):
    previous = None
    total = 0.0
    for v in x:
        if previous is not None:
            total += (v - previous) ** 2 * v
        previous = v
    return total


def row_by_row(x: "float[:, :]"):
    previous, state = None, None
    total = 0.0
    for row in x:
        row = row * row
        state = row if state is None else 0.9 * state + row
        if previous is not None:
            total += np.sum((row - previous) ** 2)
        previous = row
    return total + np.sum(state**2)


def made_when_needed(x: "float[:]"):
    total = kept = None
    for k in range(len(x)):
        if total is None:
            total = np.zeros(len(x))
        total[k] = x[k] ** 2
        total *= 1.5
        if kept is None:
            kept = total.copy()
        else:
            kept += total * x
    return np.sum(total * kept)


def reset(x: "float[:]"):
    run = None
    for k, v in enumerate(x):
        if k == 1:
            run = None
        else:
            run = v if run is None else run * v
    return run


def not_found(x: "float[:]"):
    def first_above(limit):
        for v in x:
            if v > limit:
                return v * v
        return None

    found, missing = first_above(0.1), first_above(100.0)
    return (found or 2.0) * x[0] if missing is None else missing


def _step(x, previous, limit):
    if x > limit:
        return 1.0 * x
    return (1 if previous is None else previous) * (x if previous is None else previous) + x


def handed_on(x: "float[:]"):
    previous = None
    for v in x:
        previous = _step(v, previous, 1.0)
    return previous


def slots(x: "float[:]"):
    table = [None] * 4
    for k in range(3):
        if table[k] is None:
            table[k] = x[k] ** 2
    return sum(2 * entry * k for k, entry in enumerate(table) if entry is not None)


def pairs(x: "float[:]"):
    best = previous = None
    total = 0.0
    for k, v in enumerate(x):
        if not best or v < best[1]:
            best = k, v, v * x
        if previous is not None:
            (a, b), weight = previous
            total += (v - a) ** 2 * b * weight
        previous = (v, v * v), 3
    if best is None:
        return total
    return total + best[1] * np.sum(best[2]) + best[0]


class _Mean:
    def __init__(self):
        self.value = None

    def add(self, x):
        self.value = x if self.value is None else 0.5 * self.value + x * x


def in_an_object(x: "float[:]"):
    mean = _Mean()
    for v in x:
        mean.add(v)
    return mean.value


def default(x: float, y: float, scale=None, shift=None):
    if scale is None:
        scale = 2 * y
    shift = shift or x
    return scale * x * (y and 2.0) + shift


def label(x: "float[:]"):
    side = "left" if x[0] < x[1] else "right"
    return x[0] ** 2 if side == "left" else x[1] ** 3


def told_by_class(x: "float[:]"):
    best, total = None, 0.0
    for v in x:
        if isinstance(best, float):
            total += best * v
        if isinstance(best, (int, np.ndarray)):
            total += 100
        match best:
            case None:
                total += v
            case found:
                total += found * v
        best = float(v) * 2 if v > 0.8 else None
    return total
