"""Branches, loops, recursion and calls: the derivative has the control flow of the function.

    srcad grad examples/control_flow.py:branch --argnames x,y
    srcad grad examples/control_flow.py:first_above
    srcad grad examples/control_flow.py:newton
    srcad grad examples/control_flow.py:power
    srcad grad examples/control_flow.py:compose --argnames x,y
"""

import math


def branch(x: float, y: float):
    if x > y:
        return x * y
    elif x > 0:
        return x * x + y
    return math.exp(y) - x


def first_above(x: float, limit: float = 9.0):
    y = x
    for i in range(50):
        if y > limit:
            return y * x
        y = y * y + x
    return y - x


def newton(a: float, tolerance: float = 1e-12):
    """Return the square root of a."""
    x = a
    while True:
        better = 0.5 * (x + a / x)
        if abs(better - x) < tolerance:
            break
        x = better
    return better


def power(x: float, n: int = 11):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    return half * half * x if n % 2 else half * half


def smooth(x: float):
    return math.sqrt(1 + x * x)


def compose(x: float, y: float):
    near = smooth(x - y)
    return smooth(near * y) + near


if __name__ == "__main__":
    import srcad

    print("branch     ", [srcad.grad(branch, argnums=(0, 1))(x, 1.5) for x in (2.0, 1.0, -1.0)])
    print("first_above", srcad.grad(first_above)(1.3))
    print("newton     ", srcad.grad(newton)(2.0))
    print("power      ", srcad.grad(power)(1.1))
    print("compose    ", srcad.grad(compose, argnums=(0, 1))(0.5, 2.0))
