"""Parameters by name: the gradient in a dict is a dict, and a step of descent goes through its keys.

    srcad grad examples/named_parameters.py:loss
"""

import numpy as np


def predicted(params, x):
    for k in range(len(params) // 2):
        x = np.tanh(x @ params[f"W{k}"] + params[f"b{k}"])
    return x


def loss(
    params: "{'W0': float[:, :], 'b0': float[:], 'W1': float[:, :], 'b1': float[:]}",
    x: "float[:, :]",
    target: "float[:, :]",
):
    return np.mean((predicted(params, x) - target) ** 2)


def stepped(params, gradient, rate=0.5):
    return {name: params[name] - rate * gradient[name] for name in params}


def example_arguments(sizes=(3, 8, 2), rows=5):
    """Return the parameters, inputs and targets."""
    rng = np.random.default_rng(0)
    params = {}
    for k, (m, n) in enumerate(zip(sizes, sizes[1:])):
        params[f"W{k}"] = rng.normal(size=(m, n)) / np.sqrt(m)
        params[f"b{k}"] = np.zeros(n)
    return params, rng.normal(size=(rows, sizes[0])), rng.uniform(-0.5, 0.5, size=(rows, sizes[-1]))


if __name__ == "__main__":
    import srcad

    params, x, target = example_arguments()
    both = srcad.value_and_grad(loss)
    for _ in range(5):
        value, gradient = both(params, x, target)
        params = stepped(params, gradient)
        print(value)
