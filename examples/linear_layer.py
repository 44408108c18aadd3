"""One neuron and a linear layer, in scalar Python and in NumPy: the same gradients.

For h = W x + b and a loss with dh = dL/dh: dW = dh x^T, dx = W^T dh, db = dh.

    srcad grad examples/linear_layer.py:neuron --argnames w,x,b
    srcad grad examples/linear_layer.py:scalar_layer --argnames W,x,b
    srcad grad examples/linear_layer.py:array_layer --argnames W,x,b
"""

import math

import numpy as np


def sigmoid(z: float):
    return 1 / (1 + math.exp(-z))


def neuron(w: "list[float]", x: "list[float]", b: float):
    return sigmoid(sum(wi * xi for wi, xi in zip(w, x)) + b)


def scalar_layer(W: "float[:, :]", x: "float[:]", b: "float[:]", dh: "float[:]"):
    """Return the sum of dh_i h_i, one output at a time."""
    total = 0.0
    for i in range(len(b)):
        h = sum(W[i, j] * x[j] for j in range(len(x))) + b[i]
        total += dh[i] * h
    return total


def array_layer(W: "float[:, :]", x: "float[:]", b: "float[:]", dh: "float[:]"):
    """Return the sum of dh_i h_i."""
    h = W @ x + b
    return np.sum(dh * h)


def example_arguments():
    """Return a weight matrix, an input, a bias and the adjoint of the output."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=3), rng.normal(size=3)


if __name__ == "__main__":
    import srcad

    for layer in (scalar_layer, array_layer):
        dW, dx, db = srcad.grad(layer, argnums=(0, 1, 2))(*example_arguments())
        print(f"{layer.__name__}\n{dW}\n{dx}\n{db}")
