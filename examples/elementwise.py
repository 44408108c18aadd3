"""y = exp(z), element by element: the vector-Jacobian product is one product of vectors, no Jacobian is formed.

    srcad grad examples/elementwise.py:weighted
    python examples/elementwise.py
"""

import numpy as np


def exponential(z: "float[:]"):
    return np.exp(z)


def weighted(z: "float[:]", weights: "float[:]"):
    return np.sum(weights * np.exp(z))


if __name__ == "__main__":
    import srcad

    z = np.linspace(0.0, 1.0, 1_000_000)
    y, pull = srcad.vjp(exponential, z)
    print(pull(np.ones_like(z)))
