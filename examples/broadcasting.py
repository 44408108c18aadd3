"""Broadcasting: a gradient is summed back to its operand's own shape.

    srcad grad examples/broadcasting.py:f --argnames matrix,row,column,scalar
"""

import numpy as np


def f(matrix: "float[:, :]", row: "float[:]", column: "float[:, 1]", scalar: float):
    y = (matrix + row) * column - scalar / (1 + column**2)
    return np.sum(y * y)


def example_arguments():
    """Return a matrix, a row, a column and a number that broadcast against each other."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(3, 1)), 0.7


if __name__ == "__main__":
    import srcad

    for part in srcad.grad(f, argnums=(0, 1, 2, 3))(*example_arguments()):
        print(np.shape(part), part)
