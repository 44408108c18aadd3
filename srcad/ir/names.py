"""Chooses names for the parameters that a derivative adds to those of the function."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Collection
from itertools import chain, count


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the first of dx, d_x, dx_1, dx_2, ... that is not taken, no keyword and no builtin.

    >>> free_name("dx", {"x", "dx"}), free_name("del", {"el"}), free_name("saved", {"saved"})
    ('d_x', 'd_el', 'saved_1')
    """
    second = [f"d_{name[1:]}"] if name.startswith("d") and len(name) > 1 else []
    candidates = chain([name], second if name != "dy" else [], (f"{name}_{k}" for k in count(1)))
    return next(c for c in candidates if c not in taken and not keyword.iskeyword(c) and not hasattr(builtins, c))
