"""Example arguments for every function that has a rule: calls that a test can make, by qualified name.

A rule without examples fails the suite. Shapes are unequal, numbers away from kinks.
"""

import numpy as np

_r = np.random.default_rng(5)


def A(*shape):
    """Return an array of numbers of both signs, none near 0."""
    return _r.uniform(0.3, 1.7, size=shape) * _r.choice([-1.0, 1.0], size=shape)


def P(*shape):
    """Return an array of positive numbers."""
    return _r.uniform(0.3, 1.7, size=shape)


def U(*shape):
    """Return an array of numbers between -0.8 and 0.8."""
    return _r.uniform(-0.8, 0.8, size=shape)


def M(n):
    """Return a well-conditioned square matrix."""
    return A(n, n) + 3 * np.eye(n)


BROADCASTS = [(A(3), A(3)), (A(2, 3), A(3)), (A(2, 1), A(3)), (A(2, 3), 0.7), (1.3, A(3)), (0.7, -1.2), (A(2, 1), A(2, 3)), (A(1), A(4)), (A(4, 1, 3), A(2, 1))]
WHOLE = [(A(3), np.arange(1, 4)), (A(1), np.arange(1, 4)), (np.arange(1, 3)[:, None], A(2)), (A(2, 3), np.arange(1, 4))]
POSITIVE = [(np.abs(a), np.abs(b)) if not isinstance(a, float) else (abs(a), np.abs(b) if not isinstance(b, float) else abs(b)) for a, b in BROADCASTS]
# Broadcasting belongs to the family: the arithmetic operators try it in full.
FEW, FEW_POSITIVE = BROADCASTS[1:6:2], POSITIVE[1:6:2]
AXES = [((A(4),), {}), ((A(2, 3),), {}), ((A(2, 3),), {"axis": 0}), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": -1, "keepdims": True})]
AXES += [((A(2, 3, 4),), {"axis": (0, 2)}), ((A(2, 3, 4),), {"axis": (0, 1)}), ((A(2, 3, 4),), {"axis": 1})]
AXES += [((A(2, 3), 1), {}), ((A(3, 1),), {"axis": 1})]
PRODUCTS = [(A(3), A(3)), (A(2, 3), A(3)), (A(2), A(2, 3)), (A(2, 3), A(3, 4))]
STACKS = [(A(5, 2, 3), A(3)), (A(3), A(5, 3, 2)), (A(5, 2, 3), A(5, 3, 4)), (A(2, 3), A(5, 3, 4)), (A(5, 2, 3), A(3, 4)), (A(6, 1, 2, 3), A(5, 3, 4))]


def calls(*all_args):
    """Return calls without keywords."""
    return [(args if isinstance(args, tuple) else (args,), {}) for args in all_args]


SMALL = [U(3), U(2, 3), 0.4]
ANY = [A(3), A(2, 3), 0.7, -0.4]
ABOVE = [P(3), P(2, 3), 0.7]
SCALARS = [0.4, 0.7]

EXAMPLES = {
    **{f"operator.{name}": calls(*BROADCASTS, *WHOLE) for name in ("add", "sub", "mul", "truediv")},
    **{f"numpy.{name}": calls(*FEW) for name in ("add", "subtract", "multiply", "divide", "true_divide")},
    **{f"numpy.{name}": calls(*FEW) for name in ("maximum", "minimum", "fmax", "fmin", "hypot", "arctan2", "copysign")},
    **{f"numpy.{name}": calls(*FEW) for name in ("atan2", "logaddexp")},
    **{name: calls(*FEW_POSITIVE) for name in ("operator.mod", "numpy.mod", "numpy.remainder")},
    **{name: calls(*POSITIVE, (A(3), 2), (A(3), 3), (A(3), -1), (A(3), 0), (A(3), 1), (P(3), 0.5), (2.0, P(3))) for name in ("operator.pow", "numpy.power")},
    "numpy.pow": calls((P(3), 2)),
    "numpy.float_power": calls((P(3), P(3)), (P(3), 2)),
    "builtins.pow": calls((0.7, 3), (0.7, 1.3)),
    "math.pow": calls((0.7, 3), (0.7, 1.3)),
    **{name: calls(*ANY) for name in ("operator.neg", "numpy.negative", "operator.pos", "numpy.positive", "builtins.abs")},
    **{f"numpy.{name}": calls(*ANY) for name in ("abs", "absolute", "fabs", "square", "reciprocal", "sin", "cos", "tan", "arctan")},
    **{f"numpy.{name}": calls(*ANY) for name in ("atan", "sinh", "cosh", "tanh", "arcsinh", "asinh", "exp", "exp2", "expm1")},
    **{f"numpy.{name}": calls(*ANY) for name in ("cbrt", "deg2rad", "rad2deg", "radians", "degrees")},
    **{f"numpy.{name}": calls(*ABOVE) for name in ("log", "log2", "log10", "log1p", "sqrt")},
    **{f"numpy.{name}": calls(*SMALL) for name in ("arcsin", "arccos", "arctanh", "asin", "acos", "atanh")},
    **{f"numpy.{name}": calls(P(3) + 1.2, 1.7) for name in ("arccosh", "acosh")},
    **{f"math.{name}": calls(*SCALARS) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh")},
    **{f"math.{name}": calls(*SCALARS) for name in ("atanh", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt")},
    **{f"math.{name}": calls(*SCALARS) for name in ("fabs", "radians", "degrees", "erf", "erfc")},
    "math.acosh": calls(1.3),
    "math.atan2": calls((0.4, -0.7)),
    "math.hypot": calls((0.4, -0.7)),
    "math.copysign": calls((0.4, -0.7), (-0.4, -0.7)),
    "builtins.float": calls(0.7),
    "numpy.float64": calls(0.7),
    "builtins.max": calls((0.7, 1.3), (1.3, 0.7), (0.2, 1.3, 0.4), (0.7, 0)),
    "builtins.min": calls((0.7, 1.3), (1.3, 0.7), (0.6, 0.3, 0.4), (0.7, 0)),
    "numpy.clip": calls((A(5), -0.5, 0.5), (A(5), None, 0.5), (A(2, 3), -P(3), 0.9), (0.7, 0.0, 1.0)),
    "numpy.where": calls((A(3) > 0, A(3), A(3)), (A(2, 3) > 0, A(3), 0.0), (A(3) > 0, 0.7, A(2, 1)), (A(3) > 0, A(3), 0)),
    "numpy.sum": AXES,
    "numpy.mean": AXES,
    **{f"numpy.{name}": AXES for name in ("max", "amax", "min", "amin", "prod")},
    **{f"numpy.{name}": [*AXES[:2], ((A(2, 3),), {"axis": 1, "ddof": 1}), ((A(2, 3, 4),), {"axis": (0, 2), "keepdims": True})] for name in ("var", "std")},
    "numpy.cumsum": [*calls(A(4), A(2, 3)), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": 0})],
    "builtins.sum": calls(A(4), A(2, 3), ((A(4), 0.5))),
    **{f"numpy.{name}": calls((A(2, 3), (3, 2)), (A(2, 3), -1), (A(2, 3), (3, -1)), (A(6), (2, 3))) for name in ("reshape",)},
    "numpy.ravel": calls(A(2, 3)),
    "numpy.ndarray.flatten": calls(A(2, 3)),
    "numpy.squeeze": [*calls(A(2, 1, 3)), ((A(2, 1, 3),), {"axis": 1})],
    "numpy.expand_dims": calls((A(2, 3), 1), (A(2, 3), -1), (A(3), (0, 2))),
    "numpy.transpose": calls(A(2, 3), (A(2, 3, 4), (2, 0, 1)), (A(2, 3, 4), (-1, 0, 1)), A(2, 3, 4)),
    "numpy.swapaxes": calls((A(2, 3, 4), 0, 2)),
    "numpy.moveaxis": calls((A(2, 3, 4), 0, 2)),
    "numpy.matrix_transpose": calls(A(2, 3, 4)),
    "numpy.flip": [*calls(A(2, 3)), ((A(2, 3),), {"axis": 1})],
    "numpy.roll": [*calls((A(5), 2)), ((A(2, 3), 1), {"axis": 1})],
    "numpy.tril": calls(A(3, 4), (A(3, 4), 1)),
    "numpy.triu": calls(A(3, 4), (A(3, 4), -1)),
    "numpy.diag": calls(A(4)),
    "numpy.broadcast_to": calls((A(3), (2, 3)), (A(2, 1), (4, 2, 3)), (0.7, (2, 3))),
    "numpy.concatenate": [(((A(2), A(3)),), {}), (((A(2, 3), A(2, 4), A(2, 1)),), {"axis": 1}), (((A(2, 3), A(2, 4)),), {"axis": -1}), (((A(2, 3), A(1, 3)),), {})],
    "numpy.stack": [(((A(3), A(3)),), {}), (((A(2, 3), A(2, 3)),), {"axis": 1}), (((A(3), A(3)),), {"axis": -1}), (([A(3), A(3)],), {})],
    "numpy.array": calls(A(3)) + [(((0.5, 0.7),), {}), (([0.5, 0.7],), {}), (([A(2), A(2)],), {})],
    "numpy.asarray": calls(A(3)),
    "numpy.copy": calls(A(3)),
    "numpy.ascontiguousarray": calls(A(3)),
    "builtins.list": [(([0.5, 0.7],), {})],
    "builtins.tuple": [(((0.5, 0.7),), {})],
    "numpy.astype": calls((A(3), float)),
    "numpy.ndarray.astype": calls((A(3), float)),
    "numpy.full": calls(((2, 3), 0.7), ((2, 3), A(3))),
    "numpy.full_like": calls((A(2, 3), 0.7)),
    "numpy.linspace": [*calls((0.2, 1.7, 5), (0.2, 1.7)), ((0.2, 1.7, 4), {"endpoint": False})],
    **{name: calls(*PRODUCTS, *STACKS) for name in ("operator.matmul", "numpy.matmul")},
    "numpy.dot": calls(*PRODUCTS, (A(5, 2, 3), A(3)), (A(5, 2, 3), A(3, 4)), (0.7, A(3)), (A(2, 3), 0.7)),
    "numpy.inner": calls((A(3), A(3)), (A(2, 3), A(4, 3))),
    "numpy.vdot": calls((A(3), A(3)), (A(2, 3), A(2, 3))),
    "numpy.outer": calls((A(2), A(3)), (A(2, 2), A(3))),
    "numpy.trace": calls(A(3, 3), A(3, 4)),
    "numpy.linalg.solve": calls((M(3), A(3)), (M(3), A(3, 2))),
    "numpy.linalg.inv": calls(M(3), np.stack([M(2), M(2)])),
    "numpy.linalg.det": calls(M(3), np.stack([M(2), M(2), M(2)])),
    "numpy.linalg.norm": [*calls(A(3), A(2, 3)), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": 1, "keepdims": True}), ((A(3), 1), {}), ((A(3),), {"ord": 2})],
    "srcad.runtime.unbroadcast": calls((A(2, 3), A(3)), (A(2, 3), A(2, 1))),
    "srcad.runtime.broadcast_like": calls((A(3), A(2, 3)), (A(2, 1), A(2, 3))),
    "srcad.runtime.add_lists": [(([A(2), A(3)], [A(2), A(3)]), {})],
    "srcad.runtime.copy_list": [(([A(2), A(3)],), {})],
    "srcad.runtime.left_factor": calls((A(2, 4), A(2, 3), A(3, 4)), (A(2), A(2, 3), A(3)), (A(4), A(3), A(3, 4)), (A(5, 2, 4), A(2, 3), A(5, 3, 4))),
    "srcad.runtime.right_factor": calls((A(2, 4), A(2, 3), A(3, 4)), (A(2), A(2, 3), A(3)), (A(4), A(3), A(3, 4)), (A(5, 2, 4), A(2, 3), A(5, 3, 4))),
    "srcad.runtime.products_of_others": [call for call in AXES if "keepdims" not in call[1]],
    "numpy.hstack": [(((A(2), A(3)),), {}), (((A(2, 3), A(2, 1)),), {})],
    "numpy.vstack": [(((A(3), A(3)),), {}), (((A(2, 3), A(1, 3)),), {})],
    "numpy.take": [((A(4), np.array([0, 2, 0])), {}), ((A(3, 4), np.array([[0, 2], [1, 1]])), {"axis": 1})],
    "numpy.repeat": calls((A(3), 2)),
    "numpy.tile": calls((A(3), 2)),
    "numpy.diff": calls(A(4), A(2)),
    "numpy.sort": calls(A(5)),
    "numpy.ndarray.item": calls(A(1), A(1, 1)),
    **{f"numpy.{name}": calls(A(3)) for name in ("real", "conj", "conjugate")},
    "numpy.fmod": calls(*FEW_POSITIVE, (A(3), 0.2)),
    "math.fmod": calls((1.7, 0.3), (-1.7, 0.3)),
    "numpy.einsum": calls(
        ("ij,jk->ik", A(2, 3), A(3, 4)),
        ("i,i->", A(3), A(3)),
        ("ij->j", A(2, 3)),
        ("ij->", A(2, 3)),
        ("ij,j", A(2, 3), A(3)),
        ("bij, bjk -> bik", A(2, 3, 4), A(2, 4, 2)),
        ("ij,ik,jk->i", A(2, 3), A(2, 4), A(3, 4)),
        ("ij,jk->ik", A(2, 1), A(3, 4)),
        ("ij->ji", A(2, 3)),
    ),
}
