"""The gradient through a singular value decomposition: W = U diag(S) V^T.

For a loss in S alone with g = dL/dS: dW = U diag(g) V^T; a loss may be in the thin U and V as well.

    srcad grad examples/singular_values.py:nuclear --argnames W
    srcad grad examples/singular_values.py:leading --argnames W
"""

import numpy as np


def nuclear(W: "float[:, :]", weights: "float[:]"):
    """Return a weighted sum of the singular values."""
    U, S, Vt = np.linalg.svd(W, full_matrices=False)
    return np.sum(weights * S)


def leading(W: "float[:, :]", target: "float[:, :]"):
    """Return how far the best approximation of rank 1 is from a target."""
    U, S, Vt = np.linalg.svd(W, full_matrices=False)
    approximation = S[0] * np.outer(U[:, 0], Vt[0])
    return np.sum((approximation - target) ** 2)


def by_hand(W, weights):
    """Return the gradient of `nuclear` in W."""
    U, _, Vt = np.linalg.svd(W, full_matrices=False)
    return (U * weights) @ Vt


def example_arguments():
    """Return a matrix and the weights of its singular values."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 3)), rng.normal(size=3)


if __name__ == "__main__":
    import srcad

    W, weights = example_arguments()
    print(f"dW =\n{srcad.grad(nuclear)(W, weights)}")
    print(f"dW =\n{srcad.grad(leading)(W, np.zeros((4, 3)))}")
