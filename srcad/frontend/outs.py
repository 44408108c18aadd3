"""The array that NumPy's functions write to: np.add(a, b, c) writes to c, and np.sum(a, 0, None, s) to s."""

from __future__ import annotations

from srcad.analysis import signatures


def split(op: str, args: tuple, kwargs: dict) -> tuple[tuple, dict, object]:
    """Return the arguments of a call without its `out`, what stood behind it by keyword, and that; None where it has none."""
    args, kwargs = signatures.named(op, args, kwargs)
    out = kwargs.pop("out", None)
    return args, kwargs, out
