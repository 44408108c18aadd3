"""The derivative of f (total_variation.py) in img, lam.

For img: float[:, :], noisy: float[:, :], lam: float.
"""

import numpy as np


def f_grad(img, noisy, lam):
    # Forward pass
    dx = img[1:, :] - img[:-1, :]
    dy = img[:, 1:] - img[:, :-1]
    sqrt_dx = np.sqrt(dx**2 + 1e-6)
    sqrt_dy = np.sqrt(dy**2 + 1e-6)
    roughness = np.sum(sqrt_dx) + np.sum(sqrt_dy)

    # Backward pass
    # roughness = np.sum(np.sqrt(dx**2 + 1e-6)) + np.sum(np.sqrt(dy**2 + 1e-6))
    ddy = lam * dy / sqrt_dy
    ddx = lam * dx / sqrt_dx
    # dy = img[:, 1:] - img[:, :-1]
    dimg = img - noisy
    dimg[:, :-1] -= ddy
    dimg[:, 1:] += ddy
    # dx = img[1:, :] - img[:-1, :]
    dimg[:-1, :] -= ddx
    dimg[1:, :] += ddx
    return dimg, roughness
