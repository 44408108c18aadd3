"""The adjoints of linear filters at the ends of a signal."""

import numpy as np

__all__ = [
    "filter_adjoint", "filtfilt_adjoint", "left_out", "margins", "resample_poly_adjoint", "resampled_weights", "savgol_adjoint",
    "upfirdn_adjoint",
]  # fmt: skip


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


def filtfilt_adjoint(dy, b, a=None, axis=-1, padtype="odd", padlen=None):
    """Return the adjoint of scipy.signal.filtfilt or, where b are sections and a is None, of sosfiltfilt."""
    from scipy import signal

    if a is not None:
        b, a = np.atleast_1d(b), np.atleast_1d(a)
        edge, zi = 3 * max(len(a), len(b)), signal.lfilter_zi(b, a)
        run = lambda x, **states: signal.lfilter(b, a, x, **states)
    else:
        sos = np.ascontiguousarray(b, float)
        zeros = min(np.sum(sos[:, 2] == 0), np.sum(sos[:, 5] == 0))
        edge, zi = 3 * (2 * len(sos) + 1 - zeros), signal.sosfilt_zi(sos)
        run = lambda x, **states: signal.sosfilt(sos, x, **states)
    edge = 0 if padtype is None else edge if padlen is None else padlen
    dy = np.moveaxis(dy, axis, -1)
    n = dy.shape[-1]
    d = np.zeros((*dy.shape[:-1], n + 2 * edge), dy.dtype)
    d[..., edge : edge + n] = dy
    # What the first sample does through the states in which the filter begins.
    response, _ = run(np.zeros(n + 2 * edge), zi=zi)
    for _ in range(2):
        first = d[..., ::-1] @ response
        d = run(d)
        d[..., -1] += first
        d = d[..., ::-1]
    left, dx, right = d[..., :edge], d[..., edge : edge + n].copy(), d[..., edge + n :]
    sign = {"odd": -1, "even": 1, "constant": 0, None: 0}[padtype]
    if sign:
        dx[..., 1 : edge + 1] += sign * left[..., ::-1]
        dx[..., n - 1 - edge : n - 1] += sign * right[..., ::-1]
    dx[..., 0] += (1 - sign) * np.sum(left, axis=-1)
    dx[..., -1] += (1 - sign) * np.sum(right, axis=-1)
    return np.moveaxis(dx, -1, axis).astype(dy.dtype, copy=False)


def upfirdn_adjoint(h, dy, up, down, n, axis=-1):
    """Return the adjoint of scipy.signal.upfirdn(h, x, up, down) in x, n samples long: filtered backwards, the rates swapped."""
    from scipy import signal

    shift = (1 - len(h)) % up
    backwards = np.concatenate((np.zeros(shift), np.asarray(h)[::-1]))
    found = np.moveaxis(signal.upfirdn(backwards, dy, up=down, down=up, axis=axis), axis, -1)
    found = found[..., (len(backwards) - 1) // up :][..., :n]
    missing = [(0, 0)] * (found.ndim - 1) + [(0, n - found.shape[-1])]
    return np.moveaxis(np.pad(found, missing), -1, axis).astype(dy.dtype, copy=False)


def resample_poly_adjoint(dy, up, down, n, axis=0, window=("kaiser", 5.0)):
    """Return the adjoint of scipy.signal.resample_poly(x, up, down), x being n samples long."""
    from scipy import signal

    common = np.gcd(up, down)
    up, down = int(up // common), int(down // common)
    if isinstance(window, (str, tuple)):
        half = 10 * max(up, down)
        h = signal.firwin(2 * half + 1, 1 / max(up, down), window=window) * up
    else:
        half, h = (len(window) - 1) // 2, np.asarray(window) * up
    before = down - half % down
    skipped = (half + before) // down
    h = np.concatenate((np.zeros(before), h))
    dy = np.moveaxis(dy, axis, -1)
    d = np.pad(dy, [(0, 0)] * (dy.ndim - 1) + [(skipped, 0)])
    shift = (1 - len(h)) % up
    backwards = np.concatenate((np.zeros(shift), h[::-1]))
    found = signal.upfirdn(backwards, d, up=down, down=up)[..., (len(backwards) - 1) // up :][..., :n]
    found = np.pad(found, [(0, 0)] * (dy.ndim - 1) + [(0, n - found.shape[-1])])
    return np.moveaxis(found, -1, axis).astype(dy.dtype, copy=False)


def margins(kernel, mode, late=False):
    """Return how far scipy.signal.convolve2d reads beyond an image before and behind it, along each axis."""
    less = np.array(np.shape(kernel)) - 1
    if mode == "full":
        return np.stack([less, less], axis=1)
    before = less // 2 if late else less - less // 2
    return np.stack([before, less - before], axis=1)


def resampled_weights(n, num):
    """Return what scipy.signal.resample multiplies the spectrum of n samples by, of which it keeps or makes num."""
    weights = np.full(n // 2 + 1, num / n)
    shorter = min(n, num)
    if n != num and shorter % 2 == 0:
        # The frequency that is its own mirror image.
        weights[shorter // 2] *= 2.0 if num < n else 0.5
    return weights


def left_out(a, b, mode, axes):
    """Return how many elements of a convolution along some axes its mode leaves out, before and behind."""
    less = np.zeros((np.ndim(a), 2), int)
    for axis in np.atleast_1d(axes):
        n, m = np.shape(a)[axis], np.shape(b)[axis]
        if mode == "same":
            less[axis] = (m - 1) // 2, m - 1 - (m - 1) // 2
        elif mode == "valid":
            less[axis] = min(n, m) - 1
    return less
