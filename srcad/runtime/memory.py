"""What emitted code asks about the memory of its arguments."""

import numpy as np

__all__ = ["are_apart", "share_memory"]


def are_apart(items):
    """Say whether the lists and arrays in nested lists, dicts and objects are separate and share no memory."""
    lists, arrays, pending = [], [], [[items]]
    while pending:
        for item in pending.pop():
            if isinstance(item, np.ndarray):
                arrays.append(item)
            elif isinstance(item, (list, tuple)):
                pending.append(item)
            elif isinstance(item, dict):
                pending.append(item.values())
            elif hasattr(item, "__dict__") and not isinstance(item, type):
                pending.append(vars(item).values())
            elif hasattr(item, "__slots__"):
                pending.append([getattr(item, name) for name in item.__slots__ if hasattr(item, name)])
            if isinstance(item, list):
                lists.append(id(item))
    distinct = len(set(lists)) == len(lists)
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
