"""How statistics finds the middle of data."""


def median(data):
    ordered = sorted(data)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def median_low(data):
    ordered = sorted(data)
    return ordered[(len(ordered) - 1) // 2]


def median_high(data):
    ordered = sorted(data)
    return ordered[len(ordered) // 2]
