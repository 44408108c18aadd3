"""The gradient through the solution of a linear system: A x = b.

For a loss with g = dL/dx: db = A^-T g and dA = -db x^T, at the cost of one more solution.

    srcad grad examples/linear_system.py:misfit --argnames A,b
    srcad grad examples/linear_system.py:misfit --argnames A,b --mode forward
"""

import numpy as np


def misfit(A: "float[:, :]", b: "float[:]", target: "float[:]"):
    """Return how far the solution is from a target."""
    x = np.linalg.solve(A, b)
    return np.sum((x - target) ** 2)


def by_hand(A, b, target):
    """Return the gradients in A and b."""
    x = np.linalg.solve(A, b)
    db = np.linalg.solve(A.T, 2 * (x - target))
    return -np.outer(db, x), db


def example_arguments():
    """Return a matrix, a right-hand side and a target."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 4)) + 4 * np.eye(4), rng.normal(size=4), rng.normal(size=4)


if __name__ == "__main__":
    import srcad

    dA, db = srcad.grad(misfit, argnums=(0, 1))(*example_arguments())
    print(f"dA =\n{dA}\ndb = {db}")
