"""w2 ln w1 + sqrt(w2 ln w1): a term that is used twice, in both modes.

    srcad grad examples/shared_term.py:f --argnames w1,w2
    srcad grad examples/shared_term.py:f --argnames w1,w2 --mode forward
"""

import math


def f(w1: float, w2: float):
    v1 = math.log(w1)
    v2 = w2 * v1
    v3 = math.sqrt(v2)
    return v2 + v3


if __name__ == "__main__":
    import srcad
    import tracing

    w1, w2 = 2.0, 5.0
    tangent = srcad.tangent(f).specialize(w1, 1.0, w2)
    gradient = srcad.grad(f, argnums=(0, 1)).specialize(w1, w2)
    print(tracing.side_by_side(
        primal=tracing.assignments(f, w1, w2)[1],
        tangent=tracing.assignments(tangent, w1, 1.0, w2)[1],
        adjoint=tracing.assignments(gradient, w1, w2)[1],
    ))
