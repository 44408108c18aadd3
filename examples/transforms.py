"""A sequence of transforms x_{n+1} = g_n(x_n) and the loss of the last: forward product and reverse product.

    srcad grad examples/transforms.py:loss
    srcad grad examples/transforms.py:loss --mode forward
    python examples/transforms.py
"""

import numpy as np


def loss(x: "float[:]", weights: "list[float[:, :]]", target: "float[:]"):
    for w in weights:
        x = np.tanh(w @ x)
    r = x - target
    return 0.5 * r @ r


def example_arguments(width=6, count=5):
    """Return a point, the matrices of the transforms, and a target."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(width, width)) / np.sqrt(width) for _ in range(count)]
    return rng.normal(size=width), weights, rng.normal(size=width)


def jacobians(x, weights):
    """Return the Jacobian of each transform, and the last point."""
    found = []
    for w in weights:
        x = np.tanh(w @ x)
        found.append((1 - x**2)[:, None] * w)
    return found, x


def products(x, weights, target):
    """Return the gradient multiplied from the left and from the right, and the multiplications of each.

    From the right, as reverse mode does, every product is of a vector and a matrix; from the left, as forward mode does
    for all inputs at once, of two matrices.
    """
    found, last = jacobians(x, weights)
    n, steps = len(x), len(found)
    whole = np.eye(n)
    for jacobian in found:
        whole = jacobian @ whole
    adjoint = last - target
    for jacobian in reversed(found):
        adjoint = adjoint @ jacobian
    return ((last - target) @ whole, steps * n**3 + n**2), (adjoint, steps * n**2)


if __name__ == "__main__":
    import srcad

    args = example_arguments()
    (forward, many), (reverse, few) = products(*args)
    print("reverse mode       ", srcad.grad(loss)(*args))
    print(f"reverse product    {reverse}, {few} multiplications")
    print(f"forward product    {forward}, {many} multiplications")
