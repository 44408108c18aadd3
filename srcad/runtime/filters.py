"""The adjoints of linear filters at the ends of a signal."""

import numpy as np

__all__ = ["filter_adjoint", "savgol_adjoint"]


def savgol_adjoint(dy, window_length, polyorder, deriv=0, delta=1.0, axis=-1):
    """Return the adjoint of scipy.signal.savgol_filter, whose polynomials at the ends are those of the first and last window."""
    from scipy import signal

    if window_length % 2 == 0:
        raise ValueError("scipy.signal.savgol_filter has no derivative for windows of an even length")
    rows = signal.savgol_filter(np.eye(window_length), window_length, polyorder, deriv, delta, axis=0)
    half = window_length // 2
    dy = np.moveaxis(dy, axis, -1)
    middle = dy[..., half : dy.shape[-1] - half]
    dx = np.zeros_like(dy)
    for k in range(window_length):
        dx[..., k : k + middle.shape[-1]] += rows[half, k] * middle
    dx[..., :window_length] += dy[..., :half] @ rows[:half]
    dx[..., -window_length:] += dy[..., dy.shape[-1] - half :] @ rows[half + 1 :]
    return np.moveaxis(dx, -1, axis)


def filter_adjoint(b, a, dy, dzf):
    """Return the adjoints of x and zi in y, zf = scipy.signal.lfilter(b, a, x, zi=zi).

    The last state is what the filter would give without further input: seen so, it is a part of y.
    """
    from scipy import signal

    order = len(dzf)
    silence = np.zeros((order, order))
    seen, _ = signal.lfilter(b, a, silence, zi=np.eye(order))
    whole = np.concatenate((dy, np.linalg.solve(seen, dzf) if order else dzf))
    dx = signal.lfilter(b, a, whole[::-1])[::-1][: len(dy)]
    responses, _ = signal.lfilter(b, a, np.zeros((order, len(whole))), zi=np.eye(order))
    return dx, responses @ whole
