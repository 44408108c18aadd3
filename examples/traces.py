"""The three traces of ln x1 + x1 x2 - sin x2 at (2, 5): primal, tangent and adjoint, as one table.

    srcad grad examples/traces.py:f --argnames x1,x2
    srcad grad examples/traces.py:f --argnames x1,x2 --mode forward
    python examples/traces.py
"""

import math


def f(x1: float, x2: float):
    v1 = math.log(x1)
    v2 = x1 * x2
    v3 = math.sin(x2)
    v4 = v1 + v2
    v5 = v4 - v3
    return v5


def table(x1=2.0, x2=5.0):
    """Return the traces of f, of its tangent for dx1 = 1, and of its gradient, side by side."""
    import srcad
    import tracing

    tangent = srcad.tangent(f, argnums=(0, 1)).specialize(x1, 1.0, x2, 0.0)
    gradient = srcad.grad(f, argnums=(0, 1)).specialize(x1, x2)
    _, primal = tracing.assignments(f, x1, x2)
    _, forward = tracing.assignments(tangent, x1, 1.0, x2, 0.0)
    _, reverse = tracing.assignments(gradient, x1, x2)
    return tracing.side_by_side(
        primal=primal,
        tangent=[(name, value) for name, value in forward if name.startswith("d")],
        adjoint=[(name, value) for name, value in reverse if name.startswith("d")],
    )


if __name__ == "__main__":
    print(table())
