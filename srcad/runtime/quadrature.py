"""The weights of rules of quadrature, which SciPy applies but doesn't give."""

import numpy as np

__all__ = ["simpson_weights"]


def simpson_weights(x):
    """Return what each value is multiplied with in scipy.integrate.simpson(y, x=x).

    An even number of points leaves a last interval, for which the parabola through the last three is used: Cartwright 2017.
    """
    n = len(x)
    weights = np.zeros(n)
    if n < 2:
        return weights
    if n == 2:
        weights[:] = (x[1] - x[0]) / 2
        return weights
    h = np.diff(x)
    a, b = h[: 2 * ((n - 1) // 2) : 2], h[1 : 2 * ((n - 1) // 2) : 2]
    last = 2 * len(a) + 1
    weights[: last - 2 : 2] += (a + b) / 6 * (2 - b / a)
    weights[1 : last - 1 : 2] += (a + b) ** 3 / (6 * a * b)
    weights[2:last:2] += (a + b) / 6 * (2 - a / b)
    if n % 2 == 0:
        a, b = h[-2], h[-1]
        weights[-1] += (2 * b**2 + 3 * a * b) / (6 * (a + b))
        weights[-2] += (b**2 + 3 * a * b) / (6 * a)
        weights[-3] -= b**3 / (6 * a * (a + b))
    return weights
