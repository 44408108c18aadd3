"""Straight-line code: each group of the backward pass is headed by the statement that it reverses.

    srcad grad examples/cubic.py:f
"""


def f(x: float):
    a = x * x
    b = x * a
    c = a + b
    return c


if __name__ == "__main__":
    import srcad

    print(srcad.grad(f).source)
