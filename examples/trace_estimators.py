"""Divergence, and Hutchinson's and Hutch++'s estimators of a trace, on vector-Jacobian products: no Jacobian is formed.

    srcad grad examples/trace_estimators.py:energy
    python examples/trace_estimators.py

Hutchinson 1990; Meyer, Musco, Musco and Woodruff 2021, "Hutch++: Optimal Stochastic Trace Estimation".
"""

import numpy as np

import srcad


def field(x: "float[:]"):
    """Return a vector field of R^n."""
    return np.sin(x) * x[::-1] + 0.5 * x**2


def energy(x: "float[:]"):
    return 0.5 * np.sum(field(x) ** 2)


def divergence(f, x):
    """Return the trace of the Jacobian of f at x, a row at a time."""
    _, pullback = srcad.vjp(f, x)
    return sum(pullback(row)[0][k] for k, row in enumerate(np.eye(len(x))))


def hutchinson(f, x, draws, rng):
    """Return the mean of z'Jz over random signs z."""
    _, pullback = srcad.vjp(f, x)
    signs = rng.choice([-1.0, 1.0], size=(draws, len(x)))
    return np.mean([pullback(z)[0] @ z for z in signs])


def hutch_plus_plus(f, x, draws, rng):
    """Return the exact trace on a random subspace, and Hutchinson's estimate on what is orthogonal to it."""
    _, pullback = srcad.vjp(f, x)

    def transposed(Z):
        """Return J'Z, column by column."""
        return np.stack([pullback(z)[0] for z in Z.T], axis=1)

    third = draws // 3
    S, G = (rng.choice([-1.0, 1.0], size=(len(x), third)) for _ in range(2))
    Q, _ = np.linalg.qr(transposed(S))
    G = G - Q @ (Q.T @ G)
    return np.sum(Q * transposed(Q)) + np.sum(G * transposed(G)) / third


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = rng.normal(size=40)
    print(f"divergence  {divergence(field, x):.6f}")
    print(f"Hutchinson  {hutchinson(field, x, 30, rng):.6f} by 30 products")
    print(f"Hutch++     {hutch_plus_plus(field, x, 30, rng):.6f} by 30 products")
