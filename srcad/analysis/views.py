"""Which functions of NumPy may return an array that shares memory with their first argument."""

from __future__ import annotations

# What NumPy returns as a view wherever it can, and what may hand its argument through as it is.
NAMES = frozenset(
    "transpose matrix_transpose permute_dims reshape ravel squeeze expand_dims broadcast_to broadcast_arrays swapaxes "
    "moveaxis rollaxis atleast_1d atleast_2d atleast_3d asarray asanyarray asfortranarray ascontiguousarray "
    "asarray_chkfinite require diagonal diag real imag real_if_close nan_to_num astype flip fliplr flipud rot90 "
    "split array_split hsplit vsplit dsplit unstack trim_zeros meshgrid frombuffer "
    "lib.stride_tricks.sliding_window_view lib.stride_tricks.as_strided "
    "ndarray.view ndarray.flat ndarray.astype ndarray.conj ndarray.conjugate".split()
)
VIEWING = frozenset(f"numpy.{name}" for name in NAMES)


# Those that show all elements of their argument, so that it can be made again from them.
REVERSIBLE = frozenset(
    f"numpy.{name}"
    for name in "transpose matrix_transpose swapaxes moveaxis flip flipud fliplr reshape ravel squeeze expand_dims".split()
)


def is_view(op: str) -> bool:
    """Say whether the result of a primitive may share memory with its first argument."""
    return op in VIEWING
