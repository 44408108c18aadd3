"""How far filters reach beyond the ends of what they filter, and which neighbour a filter by rank chooses."""

import numpy as np

__all__ = ["middle", "neighbours_chosen", "reach", "span"]


def reach(sizes, origin=0, like=None, axis=None, flipped=False):
    """Return how many elements before and behind an array a filter of these sizes reads, along each of the array's axes."""
    if like is not None and axis is None:
        sizes = np.broadcast_to(sizes, np.ndim(like))
    sizes = np.asarray(sizes)
    before = sizes // 2 + origin
    pairs = np.stack([before, sizes - 1 - before], axis=-1)
    if flipped:
        pairs = pairs[:, ::-1]
    if axis is None:
        return pairs
    whole = np.zeros((np.ndim(like), 2), int)
    whole[axis] = pairs[0]
    return whole


def span(sigma, truncate):
    """Return how many weights scipy.ndimage's Gaussian filters have."""
    return 2 * (truncate * np.asarray(sigma) + 0.5).astype(int) + 1


def middle(sizes, like):
    """Return the place of the median among the elements of a window."""
    return int(np.prod(np.broadcast_to(sizes, np.ndim(like)))) // 2


def neighbours_chosen(a, sizes, place, mode, constant=0.0):
    """Return, for each element, which one of a is at this place in the order of those around it; -1 is none of a's."""
    sizes = np.broadcast_to(sizes, np.ndim(a))
    around = np.stack([sizes // 2, sizes - 1 - sizes // 2], axis=-1)
    where = np.arange(np.size(a)).reshape(np.shape(a))
    if mode == "constant":
        values, where = np.pad(a, around, constant_values=constant), np.pad(where, around, constant_values=-1)
    else:
        values, where = np.pad(a, around, mode), np.pad(where, around, mode)
    windows = np.lib.stride_tricks.sliding_window_view
    values, where = (windows(one, tuple(sizes)).reshape(*np.shape(a), -1) for one in (values, where))
    order = np.argsort(values, axis=-1, kind="stable")[..., place]
    return np.take_along_axis(where, order[..., None], axis=-1)[..., 0]
