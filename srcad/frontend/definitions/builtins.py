"""How Python's builtins walk iterables and call functions."""

from srcad.runtime import greatest, least, order_of


def map(function, *iterables):
    for items in zip(*iterables):
        yield function(*items)


def filter(function, iterable):
    for item in iterable:
        if item if function is None else function(item):
            yield item


def any(iterable):
    for item in iterable:
        if item:
            return True
    return False


def all(iterable):
    for item in iterable:
        if not item:
            return False
    return True


def iter(iterable):
    for item in iterable:
        yield item


def next(iterator, *default):
    for item in iterator:
        return item
    if len(default) > 0:
        return default[0]
    raise StopIteration
    raise StopIteration


def enumerate(iterable, start=0):
    position = start
    for item in iterable:
        yield position, item
        position += 1


def sorted(sequence, key=None, reverse=False):
    keys = sequence if key is None else [key(item) for item in sequence]
    order = order_of(keys, reverse) if reverse else order_of(keys)
    return [sequence[k] for k in order]


def list_index(items, value):
    for k in range(len(items)):
        if items[k] == value:
            return k
    raise ValueError(f"{value!r} is not in list")


def list_count(items, value):
    found = 0
    for item in items:
        if item == value:
            found += 1
    return found


def list_remove(items, value):
    items.pop(list_index(items, value))


def zip_of_items(rows):
    """Give the columns of rows: zip(*rows)."""
    for k in range(len(rows[0])):
        yield [row[k] for row in rows]


def max(sequence, *, key=None, **default):
    if len(default) > 0 and len(sequence) == 0:
        return default["default"]
    return sequence[greatest(sequence if key is None else [key(item) for item in sequence])]


def min(sequence, *, key=None, **default):
    if len(default) > 0 and len(sequence) == 0:
        return default["default"]
    return sequence[least(sequence if key is None else [key(item) for item in sequence])]


def columns(rows):
    return [[row[k] for row in rows] for k in range(min([len(row) for row in rows], default=0))]


def column(rows, k):
    return [row[k] for row in rows]
