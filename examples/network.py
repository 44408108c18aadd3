"""A feed-forward network, weights in a list: the backward pass is the loop over the layers, backwards.

    srcad grad examples/network.py:loss
"""

import numpy as np


def loss(params: "list[tuple[float[:, :], float[:]]]", x: "float[:, :]", target: "float[:, :]"):
    for w, b in params:
        x = np.tanh(x @ w + b)
    return np.mean((x - target) ** 2)


def example_arguments(sizes=(3, 8, 8, 2), rows=5):
    """Return the layers' weights and biases, inputs and targets."""
    rng = np.random.default_rng(0)
    params = [(rng.normal(size=(m, n)) / np.sqrt(m), np.zeros(n)) for m, n in zip(sizes, sizes[1:])]
    return params, rng.normal(size=(rows, sizes[0])), rng.uniform(-0.5, 0.5, size=(rows, sizes[-1]))


def train(steps=200, rate=0.3):
    """Return the losses of gradient descent on the example."""
    import srcad

    step = srcad.value_and_grad(loss)
    params, x, target = example_arguments()
    losses = []
    for _ in range(steps):
        value, dparams = step(params, x, target)
        losses.append(value)
        params = [(w - rate * dw, b - rate * db) for (w, b), (dw, db) in zip(params, dparams)]
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.4f}, after {len(losses)} steps {losses[-1]:.6f}")
