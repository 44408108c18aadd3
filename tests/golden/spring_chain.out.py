"""The derivative of f (spring_chain.py) in positions, stiffness, rest.

For positions: float[:], stiffness: float[:], rest: float.
"""

import numpy as np


def unbroadcast(d, like):
    """Return d summed over the axes along which `like` was broadcast to d's shape."""
    shape = np.shape(like)
    d = np.sum(d, axis=tuple(range(np.ndim(d) - len(shape))))
    axes = tuple(k for k, length in enumerate(shape) if length == 1 and d.shape[k] != 1)
    return np.sum(d, axis=axes, keepdims=True) if axes else d


def f_grad(positions, stiffness, rest):
    # Forward pass
    stretch = positions[1:] - positions[:-1] - rest
    power_stretch = stretch**2

    # Backward pass
    # return 0.5 * np.sum(stiffness * stretch**2)
    dstiffness = np.full_like(stiffness, 0.5) * power_stretch
    dstretch = 2 * unbroadcast(np.full_like(stiffness, 0.5) * stiffness, power_stretch) * stretch
    # stretch = positions[1:] - positions[:-1] - rest
    drest = -dstretch.sum()
    dpositions = np.zeros_like(positions)
    dpositions[:-1] = -dstretch
    dpositions[1:] += dstretch
    return dpositions, dstiffness, drest
