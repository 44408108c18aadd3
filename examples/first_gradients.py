"""First gradients: x^2, and ln(1 + x^2) / x, at 1.

    srcad grad examples/first_gradients.py:square
    srcad grad examples/first_gradients.py:ratio --value
    srcad check examples/first_gradients.py:ratio --at "x=1.0"
"""

import numpy as np


def square(x: float):
    return x**2


def ratio(x: float):
    return np.log(1 + x**2) / x


if __name__ == "__main__":
    import srcad

    print(srcad.grad(square)(1.0))
    print(srcad.value_and_grad(ratio)(1.0))
