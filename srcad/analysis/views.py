"""Which functions may return an array that shares memory with an argument, and which surely don't."""

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


# What returns an object that holds its operands.
_HOLDING = frozenset({"tuple", "list", "dict", "slice", "builtins.tuple", "builtins.list", "builtins.zip",
                      "builtins.reversed", "builtins.enumerate", "builtins.iter", "builtins.getattr"})
_KNOWN_FRESH = ("operator.", "math.", "numpy.", "cmath.", "scipy.fft.", "scipy.linalg.", "scipy.special.")
_FRESH_HELPERS = frozenset({"zeros_like", "summed_to", "products_without", "chained_numbers", "quantile_gradient", "edged_differences", "padded_vector", "zero_numbers", "zero_arrays", "added_items", "copy_list", "half_doubled", "ends_scaled", "add_lists", "zeros_of", "copy_structure", "add_structures", "broadcast_like", "unbroadcast", "products_of_others", "left_factor", "last_written",
                            "right_factor", "tangents_of_products_of_others"})


def allocates(op: str) -> bool:
    """Say whether the result of a primitive surely shares no memory with its operands."""
    if is_view(op) or op == "numpy.array" or op in _HOLDING:
        return False
    if op.startswith("srcad."):
        return op.rpartition(".")[2] in _FRESH_HELPERS
    return op.startswith(_KNOWN_FRESH) or op in {"fstring", "literal", "not", "and", "or", "builtins.len", "builtins.abs", "builtins.float",
                                                  "builtins.int", "builtins.bool", "builtins.round", "builtins.range"}
