"""Ridge regression by T steps of gradient descent, and the gradient of its result in the step size rho.

    srcad grad examples/learning_to_learn.py:loss
"""

import numpy as np


def loss(rho: float, X: "float[:, :]", y: "float[:]", lam: float, steps: int = 20):
    beta = np.zeros(X.shape[1])
    for t in range(steps):
        beta = beta - rho * (X.T @ (X @ beta - y) + lam * beta)
    r = X @ beta - y
    return 0.5 * r @ r + 0.5 * lam * beta @ beta


def example_arguments():
    """Return a step size that is too small, data, and the penalty."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 5))
    return 0.001, X, X @ rng.normal(size=5) + 0.1 * rng.normal(size=30), 0.5


def tune(rounds=60, rate=2e-6):
    """Return the step sizes and losses of gradient descent on the step size."""
    import srcad

    step = srcad.value_and_grad(loss)
    rho, *data = example_arguments()
    rhos, losses = [], []
    for _ in range(rounds):
        value, drho = step(rho, *data)
        rhos.append(rho)
        losses.append(value)
        rho -= rate * drho
    return rhos, losses


if __name__ == "__main__":
    rhos, losses = tune()
    print(f"rho {rhos[0]:.4f}, loss {losses[0]:.4f}")
    print(f"rho {rhos[-1]:.4f}, loss {losses[-1]:.4f}")
