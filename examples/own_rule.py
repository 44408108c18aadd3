"""An operation with a gradient of the user's own, in both modes, visible in the source that is written.

    python examples/own_rule.py

`soft_clip` has a derivative of simpler form than what its quotient gives; `kepler` solves an equation by iterations that nobody
wants to differentiate, and its differential follows from the equation.
"""

import math

import numpy as np

import srcad
from srcad.rules.recipe import d, differential, elementwise


def soft_clip(x):
    """Return x, kept smoothly between -1 and 1; its derivative has a form of its own."""
    return x / np.sqrt(1 + x * x)


@elementwise(soft_clip)
def soft_clip_rule(y, x):
    return (1 + x * x) ** -1.5


def kepler(M, e):
    """Return E with E - e sin(E) = M, by Newton's method."""
    E = M
    for _ in range(50):
        E = E - (E - e * math.sin(E) - M) / (1 - e * math.cos(E))
    return E


@differential(kepler)
def kepler_rule(E, M, e):
    # dE - de sin(E) - e cos(E) dE = dM
    d[E] = (d[M] + d[e] * math.sin(E)) / (1 - e * math.cos(E))


def height(M: float, e: float):
    return math.sin(kepler(M, e)) * math.sqrt(1 - e * e)


def penalty(x: "float[:]"):
    return np.sum(soft_clip(x) ** 2)


if __name__ == "__main__":
    print(srcad.grad(height, argnums=(0, 1)).source)
    print(srcad.tangent(height).source)
    print(srcad.grad(penalty).source)
    print(srcad.grad(height, argnums=(0, 1))(0.8, 0.3))
