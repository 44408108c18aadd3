"""Where the items of a list stand in order: positions, which have no derivative."""

__all__ = ["greatest", "least", "order_of"]


def order_of(keys, reverse=False):
    """Return the positions of a list's items in ascending (or descending) order, equal ones as they stand."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)


def greatest(keys):
    """Return the position of the greatest item of a list, the first one's of equals."""
    return max(range(len(keys)), key=keys.__getitem__)


def least(keys):
    """Return the position of the least item of a list, the first one's of equals."""
    return min(range(len(keys)), key=keys.__getitem__)
