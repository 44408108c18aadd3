"""An LSTM cell whose weights are the attributes of an object: the gradient is a cell of the same class.

    srcad grad examples/lstm_cell.py:last_state
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit


@dataclass
class Cell:
    inputs: "float[:, :]"
    hidden: "float[:, :]"
    bias: "float[:]"

    def step(self, x, h, c):
        n = len(h)
        gates = self.inputs @ x + self.hidden @ h + self.bias
        keep, add, show = expit(gates[:n]), expit(gates[n : 2 * n]), expit(gates[2 * n : 3 * n])
        c = keep * c + add * np.tanh(gates[3 * n :])
        return show * np.tanh(c), c


def last_state(cell: Cell, xs: "float[:, :]", n: int = 4):
    h, c = np.zeros(n), np.zeros(n)
    for x in xs:
        h, c = cell.step(x, h, c)
    return np.sum(h * h)


def example_arguments(n=4, inputs=3, steps=6):
    """Return a cell and a sequence of inputs."""
    rng = np.random.default_rng(0)
    cell = Cell(rng.normal(size=(4 * n, inputs)), rng.normal(size=(4 * n, n)), rng.normal(size=4 * n))
    return cell, rng.normal(size=(steps, inputs))


if __name__ == "__main__":
    import srcad

    gradient = srcad.grad(last_state)(*example_arguments())
    print(gradient.bias)
