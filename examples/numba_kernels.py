"""Kernels for Numba: the price of an Asian option by given draws, and the energy of a membrane after some steps.

    srcad grad examples/numba_kernels.py:price --argnames spot,volatility --dialect numba
    srcad grad examples/numba_kernels.py:energy --dialect numba

From Python the derivative of a compiled kernel is compiled as well, with the same options:

    gradient = srcad.grad(price, argnums=(0, 2))
    gradient(100.0, 95.0, 0.2, draws)
"""

import math

import numpy as np
from numba import njit


@njit(error_model="numpy")
def growth(volatility, step, draw):
    return math.exp(volatility * math.sqrt(step) * draw - 0.5 * volatility**2 * step)


@njit(error_model="numpy")
def price(spot: float, strike: float, volatility: float, draws: "float[:, :]"):
    """Return the mean payoff of an option on the average of each path."""
    paths, steps = draws.shape
    total = 0.0
    for i in range(paths):
        value, average = spot, 0.0
        for t in range(steps):
            value *= growth(volatility, 1.0 / steps, draws[i, t])
            average += value / steps
        total += max(average - strike, 0.0)
    return total / paths


@njit(error_model="numpy")
def energy(u: "float[:, :]", stiffness: float, steps: int = 20):
    """Return the energy of a membrane whose shape u is smoothed for some steps."""
    n, m = u.shape
    u = u.copy()
    for _ in range(steps):
        new = u.copy()
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                around = u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1]
                new[i, j] = u[i, j] + stiffness * (around - 4 * u[i, j])
        u = new
    total = 0.0
    for i in range(n):
        for j in range(m):
            total += u[i, j] * u[i, j]
    return total


if __name__ == "__main__":
    import srcad

    draws = np.random.default_rng(0).normal(size=(2000, 50))
    print("by spot and volatility:", srcad.grad(price, argnums=(0, 2))(100.0, 95.0, 0.2, draws))
    shape = np.outer(np.hanning(40), np.hanning(50))
    print("by stiffness:", srcad.grad(energy, argnums=1)(shape, 0.2))
