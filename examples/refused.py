"""What can't be differentiated is refused: where, what, why, and what to write instead.

    srcad grad examples/refused.py:distinct
    srcad grad examples/refused.py:looked_up
"""


def distinct(x: float):
    return sum({x * k % 2 for k in range(5)})


def looked_up(x: float, table=None):
    return table.lookup(x)
