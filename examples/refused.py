"""What can't be differentiated is refused: where, what, why, and what to write instead.

    srcad grad examples/refused.py:reciprocal
    srcad grad examples/refused.py:looked_up
"""


def reciprocal(x: float):
    try:
        return 1 / x
    except ZeroDivisionError:
        return 0.0


def looked_up(x: float, table=None):
    return table.lookup(x)
