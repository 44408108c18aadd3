"""The derivative of f (huber.py) in slope, offset, width.

For slope: float, offset: float, xs: float[:], ys: float[:], width: float.
"""

import math


def f_grad(slope, offset, xs, ys, width=1.0):
    # Backward pass
    # return loss / len(xs)
    dloss = 1.0 / len(xs)
    dslope = 0.0
    doffset = 0.0
    dwidth = 0.0
    for x, y in zip(xs, ys):
        r_diff = y - slope * x - offset
        r = abs(r_diff)
        # loss += 0.5 * r * r if r < width else width * (r - 0.5 * width)
        if r < width:
            dr = dloss * r
        else:
            dr = dloss * width
            dwidth += dloss * (r - width)
        # r = abs(y - slope * x - offset)
        dz = dr * math.copysign(r_diff != 0, r_diff)
        doffset -= dz
        dslope -= dz * x
    return dslope, doffset, dwidth
