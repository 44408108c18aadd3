"""The product of a Hessian and a vector, without the Hessian: the gradient of <grad f(x), v>.

    srcad grad examples/hessian_vector.py:rosenbrock
    python examples/hessian_vector.py
"""

import numpy as np

import srcad


def rosenbrock(x: "float[:]"):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def product(f, x, v):
    """Return the Hessian of f at x times v, by differentiating the gradient's source."""
    return srcad.grad(lambda x: np.vdot(srcad.grad(f)(x), v))(x)


if __name__ == "__main__":
    x, v = np.array([1.2, 0.9, -0.4]), np.array([1.0, -2.0, 0.5])
    print(product(rosenbrock, x, v))
    print(srcad.hvp(rosenbrock, x, v))
