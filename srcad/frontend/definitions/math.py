"""How math multiplies what an iterable gives."""


def prod(iterable, *, start=1):
    total = start
    for item in iterable:
        total = total * item
    return total
