"""What emitted code asks about the memory of its arguments."""

import numpy as np

__all__ = ["are_apart", "share_memory"]


def are_apart(items):
    """Say whether the lists, dicts, objects and arrays in an argument are separate and share no memory."""
    held, arrays, pending = [], [], [[items]]
    while pending:
        for item in pending.pop():
            if isinstance(item, np.ndarray):
                arrays.append(item)
            elif isinstance(item, tuple):
                pending.append(item)
            elif isinstance(item, list):
                pending.append(item)
                held.append(id(item))
            elif isinstance(item, dict):
                pending.append(item.values())
                held.append(id(item))
            elif hasattr(item, "__slots__") or hasattr(item, "__dict__") and not hasattr(item, "__name__"):
                named = [getattr(item, name) for name in getattr(item, "__slots__", ()) if hasattr(item, name)]
                pending.append([*named, *getattr(item, "__dict__", {}).values()])
                held.append(id(item))
    distinct = len(set(held)) == len(held)
    return distinct and not any(np.may_share_memory(a, b) for k, a in enumerate(arrays) for b in arrays[:k])


def share_memory(one, other):
    """Say whether two arguments, or lists and arrays in them, may be the same memory."""
    found = []
    for whole in (one, other):
        items = [whole]
        for item in items:
            if isinstance(item, (list, tuple)):
                items.extend(item)
        found.append([item for item in items if isinstance(item, (list, np.ndarray))])
    return any(a is b or not isinstance(a, list) and not isinstance(b, list) and np.may_share_memory(a, b)
               for a in found[0] for b in found[1])
