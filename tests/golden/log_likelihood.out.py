"""The derivative of f (log_likelihood.py) in mu, log_sigma.

For mu: float, log_sigma: float, sample: float[:].
"""

import numpy as np


def f_grad(mu, log_sigma, sample):
    # Forward pass
    z_diff = sample - mu
    exp_log_sigma = np.exp(-log_sigma)
    z = z_diff * exp_log_sigma

    # Backward pass
    # z = (sample - mu) * np.exp(-log_sigma)
    dlog_sigma = sample.size - z @ z_diff * exp_log_sigma
    dmu = -z.sum() * exp_log_sigma
    return dmu, dlog_sigma
