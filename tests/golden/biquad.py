"""Signal processing: the energy of a signal behind a recursive filter with two delays."""


def f(b0, b1, a1, a2, signal):
    x1 = y1 = y2 = 0.0
    energy = 0.0
    for x in signal:
        y = b0 * x + b1 * x1 - a1 * y1 - a2 * y2
        energy += y * y
        x1 = x
        y2, y1 = y1, y
    return energy


TYPES = {"b0": "float", "b1": "float", "a1": "float", "a2": "float", "signal": "list[float]"}
ARGNAMES = ("b0", "b1", "a1", "a2")
CASES = [(0.5, 0.2, -0.3, 0.4, [1.0, -0.5, 0.3, 0.8, -1.2])]
