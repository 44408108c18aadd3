"""What the derivative is taken to be where it isn't unique: the table of docs/conventions.md, as (function, arguments, derivative).

The derivative is that of the sum of the result, in the first argument that is a number or an array of floats.
"""

import numpy as np

V = np.array
TIES, TWO = V([1.0, 2.0, 2.0]), V([2.0, 2.0, 2.0])
LAST = V([[1.0, 3.0], [3.0, 3.0]])

KINKS = [
    *((op, (0.0,), {}, 0.0) for op in ("builtins.abs", "math.fabs", "numpy.abs", "numpy.absolute", "numpy.fabs")),
    ("numpy.abs", (V([0.0, -2.0, 3.0]),), {}, [0.0, -1.0, 1.0]),
    *((op, (V([0.0, -2.0, 3.0]), V([-1.0, 1.0, -1.0])), {}, [0.0, -1.0, -1.0]) for op in ("numpy.copysign",)),
    ("math.copysign", (0.0, -1.0), {}, 0.0),
    ("operator.pow", (0.0, 0), {}, 0.0),
    ("operator.pow", (0.0, 1), {}, 1.0),
    ("operator.pow", (0.0, 2), {}, 0.0),
    ("builtins.pow", (0.0, 2), {}, 0.0),
    ("math.pow", (0.0, 1), {}, 1.0),
    ("numpy.power", (V([0.0, -2.0]), 3), {}, [0.0, 12.0]),
    ("numpy.power", (V([0.0, 0.0, 0.0]), V([0.0, 1.0, 2.0])), {}, [0.0, 1.0, 0.0]),
    *((op, (TIES, TWO), {}, [0.0, 0.5, 0.5]) for op in ("numpy.maximum", "numpy.fmax")),
    *((op, (V([3.0, 2.0]), V([2.0, 2.0])), {}, [0.0, 0.5]) for op in ("numpy.minimum", "numpy.fmin")),
    *((op, (2.0, 2.0), {}, 1.0) for op in ("builtins.max", "builtins.min")),
    *((op, (TIES,), {}, [0.0, 0.5, 0.5]) for op in ("numpy.max", "numpy.amax", "numpy.nanmax", "numpy.maximum.reduce", "numpy.fmax.reduce")),
    *((op, (-TIES,), {}, [0.0, 0.5, 0.5]) for op in ("numpy.min", "numpy.amin", "numpy.nanmin", "numpy.minimum.reduce", "numpy.fmin.reduce")),
    *((op, (TIES,), {}, [1.0, 1.0, 1.0]) for op in ("numpy.maximum.accumulate", "numpy.fmax.accumulate")),
    *((op, (-TIES,), {}, [1.0, 1.0, 1.0]) for op in ("numpy.minimum.accumulate", "numpy.fmin.accumulate")),
    ("numpy.max", (LAST,), {"axis": 1}, [[0.0, 1.0], [0.5, 0.5]]),
    *((op, (TIES,), {"initial": 2.0}, [0.0, 1 / 3, 1 / 3]) for op in ("numpy.max", "numpy.maximum.reduce")),
    ("numpy.max", (TIES,), {"where": V([True, True, False]), "initial": 0.0}, [0.0, 1.0, 0.0]),
    ("numpy.ptp", (V([1.0, 1.0, 2.0, 2.0]),), {}, [-0.5, -0.5, 0.5, 0.5]),
    ("numpy.clip", (V([-1.0, 0.0, 0.5, 1.0, 2.0]), 0.0, 1.0), {}, [0.0, 1.0, 1.0, 1.0, 0.0]),
    ("numpy.clip", (V([-1.0, 0.0]), 0.0, None), {}, [0.0, 1.0]),
    ("numpy.clip", (V([1.0, 2.0]), None, 1.0), {}, [1.0, 0.0]),
    *((op, (0.0, 0.0), {}, 0.0) for op in ("numpy.hypot", "math.hypot")),
    ("numpy.hypot", (np.zeros(2), np.zeros(2)), {}, [0.0, 0.0]),
    ("numpy.hypot.reduce", (np.zeros(2),), {}, [0.0, 0.0]),
    ("math.dist", (np.zeros(2), np.zeros(2)), {}, [0.0, 0.0]),
    ("numpy.linalg.norm", (np.zeros(2),), {}, [0.0, 0.0]),
    *((op, (V([3.0, 3.0]),), {}, [0.0, 0.0]) for op in ("numpy.std", "numpy.nanstd")),
    ("numpy.prod", (V([2.0, 0.0, 3.0]),), {}, [0.0, 6.0, 0.0]),
    ("numpy.prod", (V([0.0, 0.0, 3.0]),), {}, [0.0, 0.0, 0.0]),
    ("numpy.prod", (V([5.0]),), {}, [1.0]),
    ("numpy.cumprod", (V([2.0, 0.0, 3.0]),), {}, [1.0, 8.0, 0.0]),
    ("math.prod", (V([2.0, 0.0, 3.0]),), {}, [0.0, 6.0, 0.0]),
    ("numpy.nan_to_num", (V([1.0, np.nan, np.inf]),), {}, [1.0, 0.0, 0.0]),
    ("numpy.nansum", (V([1.0, np.nan]),), {}, [1.0, 0.0]),
    ("numpy.heaviside", (V([0, 1]), V([0.3, 0.4])), {}, [1.0, 0.0]),
    ("numpy.sinc", (V([0.0]),), {}, [0.0]),
    ("numpy.logaddexp", (V([np.inf, -np.inf]), V([0.0, 0.0])), {}, [1.0, 0.0]),
    ("numpy.logaddexp2", (V([np.inf]), V([0.0])), {}, [1.0]),
    *((op, (V([0]), V([np.inf])), {}, [1.0]) for op in ("numpy.logaddexp", "numpy.logaddexp2")),
    ("numpy.hypot", (V([0]), V([0.0])), {}, [0.0]),
    *((op, (0.0, 0.0), {}, 0.0) for op in ("operator.pow", "builtins.pow", "math.pow")),
    *((op, (V([0.0]), V([0.0])), {}, [0.0]) for op in ("operator.pow", "builtins.pow")),
    *((op, (0, 2.0), {}, 0.0) for op in ("operator.pow", "builtins.pow")),
    ("numpy.logaddexp.reduce", (V([np.inf, 0.0]),), {}, [1.0, 0.0]),
    ("numpy.logaddexp.reduce", (V([0.0, 1.0]),), {"initial": np.inf}, [0.0, 0.0]),
    ("srcad.runtime.sinc_slope", (V([0.0]),), {}, [-(np.pi**2) / 3]),
    ("numpy.mod", (V([2.0]), V([1.0])), {}, [1.0]),
]
