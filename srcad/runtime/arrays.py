"""Adjoints of functions that join, pad, repeat, pick and sort elements, for arrays of any shape."""

import numpy as np

__all__ = [
    "add_along_axis",
    "nested_list",
    "of_first_kind",
    "on_diagonal",
    "on_diagonals",
    "padded_positions",
    "pieces",
    "unpadded",
    "unrolled",
    "untaken",
    "untiled",
]


def nested_list(d, depth):
    """Return the rows of an array as lists, nested to a depth."""
    return [nested_list(row, depth - 1) for row in d] if depth > 1 else list(d)


def of_first_kind(values):
    """Return numbers as an array, as np.vectorize does: of the first one's kind, which is to be that of all."""
    found = np.array(values)
    if found.dtype.kind == "f" and isinstance(values[0], (int, np.integer)):
        raise TypeError("np.vectorize cuts all results to whole numbers, as the first one is an int; pass otypes=[float]")
    return found


def pieces(d, arrays, axis=0):
    """Return the parts of d that belong to the arrays that were concatenated along axis."""
    if axis is None:
        ends = np.cumsum([np.size(a) for a in arrays])
        return [part.reshape(np.shape(a)) for part, a in zip(np.split(d, ends[:-1]), arrays)]
    return np.split(d, np.cumsum([np.shape(a)[axis] for a in arrays])[:-1], axis)


def untiled(d, a, reps):
    """Return the sum of the tiles of d that np.tile(a, reps) made of a."""
    reps, shape = tuple(np.ravel(reps)), np.shape(a)
    rank = max(len(reps), len(shape))
    pairs = zip((1,) * (rank - len(reps)) + reps, (1,) * (rank - len(shape)) + shape)
    split = np.reshape(d, [length for pair in pairs for length in pair])
    return np.sum(split, axis=tuple(range(0, 2 * rank, 2))).reshape(shape)


def pad_widths(pad_width, rank):
    """Return how much np.pad puts before and behind each axis, which may be given by number."""
    if isinstance(pad_width, dict):
        widths = np.zeros((rank, 2), dtype=int)
        for axis, width in pad_width.items():
            widths[axis] = width
        return widths
    return np.broadcast_to(pad_width, (rank, 2))


def unpadded(d, a, pad_width, mode="constant", stat_length=None, reflect_type="even"):
    """Return the adjoint of a in np.pad(a, pad_width, mode): what stands around it is added to where it came from."""
    widths = pad_widths(pad_width, np.ndim(a))
    lengths = np.broadcast_to(stat_length, (np.ndim(a), 2))
    for axis in reversed(range(np.ndim(a))):
        n, (before, after) = np.shape(a)[axis], widths[axis]
        rows = np.moveaxis(d, axis, 0)
        left, inner, right = rows[:before], rows[before : before + n].copy(), rows[before + n :]
        if mode in ("reflect", "symmetric") and reflect_type == "odd":
            weights = np.pad(np.eye(n), ((0, 0), (before, after)), mode=mode, reflect_type="odd")
            inner += np.tensordot(weights[:, :before], left, 1) + np.tensordot(weights[:, before + n :], right, 1)
        elif mode in ("edge", "reflect", "symmetric", "wrap"):
            source = np.pad(np.arange(n), (before, after), mode=mode)
            np.add.at(inner, source[:before], left)
            np.add.at(inner, source[before + n :], right)
        elif mode == "linear_ramp":
            inner[0] += np.tensordot(np.arange(before) / max(before, 1), left, 1)
            inner[-1] += np.tensordot(np.arange(after)[::-1] / max(after, 1), right, 1)
        elif mode == "mean":
            first, last = (n if length is None else min(length, n) for length in lengths[axis])
            inner[:first] += np.sum(left, axis=0) / first
            inner[n - last :] += np.sum(right, axis=0) / last
        d = np.moveaxis(inner, 0, axis)
    return d


def padded_positions(a, pad_width, mode, stat_length=None):
    """Return which element of a, counted in order, each element of np.pad(a, pad_width, 'maximum' or 'minimum') is."""
    widths = pad_widths(pad_width, np.ndim(a))
    lengths = np.broadcast_to(stat_length, (np.ndim(a), 2))
    positions = np.arange(np.size(a)).reshape(np.shape(a))
    pick = np.argmax if mode == "maximum" else np.argmin
    for axis in range(np.ndim(a)):
        n = np.shape(a)[axis]
        first, last = (n if length is None else min(length, n) for length in lengths[axis])
        parts = [positions]
        for region, width, end in ((slice(first), widths[axis][0], 0), (slice(n - last, None), widths[axis][1], 1)):
            part = positions[(slice(None),) * axis + (region,)]
            chosen = np.take_along_axis(part, pick(np.ravel(a)[part], axis=axis, keepdims=True), axis)
            parts.insert(2 * end, np.repeat(chosen, width, axis=axis))
        positions = np.concatenate(parts, axis=axis)
    return positions


def add_along_axis(d, like, indices, axis=-1):
    """Return zeros of the shape of `like` to which d is added at the places that np.take_along_axis reads."""
    total = np.zeros_like(like, order="C")
    if axis is None:
        np.add.at(total.reshape(-1), indices, d)
        return total
    places = list(np.ogrid[tuple(map(slice, np.shape(like)))])
    places[axis] = indices
    np.add.at(total, tuple(places), d)
    return total


def untaken(d, like, index, axis):
    """Return zeros of the shape of `like` to which d is added at an index along an axis."""
    total = np.zeros_like(like)
    np.add.at(total, (slice(None),) * (axis % np.ndim(like)) + (index,), d)
    return total


def unrolled(d, like, window_shape, axis=None):
    """Return the sums of what each element of `like` is in the windows of sliding_window_view."""
    positions = np.arange(np.size(like)).reshape(np.shape(like))
    windows = np.lib.stride_tricks.sliding_window_view(positions, window_shape, axis)
    total = np.zeros_like(like, order="C")
    np.add.at(total.reshape(-1), windows, d)
    return total


def on_diagonal(d, like, offset=0, axis1=0, axis2=1):
    """Return zeros of the shape of `like` with d on a diagonal of two axes."""
    total = np.zeros_like(like)
    along = np.arange(np.diagonal(total, offset, axis1, axis2).shape[-1])
    planes = np.moveaxis(total, (axis1, axis2), (-2, -1))
    planes[..., along + max(-offset, 0), along + max(offset, 0)] = d
    return total


def on_diagonals(d, like, subscripts):
    """Return zeros of the shape of `like` with d on the diagonals that np.einsum takes by these subscripts."""
    total = np.zeros_like(like)
    np.einsum(subscripts, total)[...] = d
    return total
