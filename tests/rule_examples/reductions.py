"""Examples of functions that reduce along axes, or accumulate along one."""

from tests.rule_examples.draw import A, AXES, calls

EXAMPLES = {
    "numpy.sum": AXES,
    "numpy.mean": AXES,
    **{f"numpy.{name}": AXES for name in ("max", "amax", "min", "amin", "prod")},
    **{f"numpy.{name}": [*AXES[:2], ((A(2, 3),), {"axis": 1, "ddof": 1}), ((A(2, 3, 4),), {"axis": (0, 2), "keepdims": True})] for name in ("var", "std")},
    "numpy.cumsum": [*calls(A(4), A(2, 3)), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": 0})],
    "math.fsum": calls(A(4), A(1)),
    "builtins.sum": calls(A(4), A(2, 3), ((A(4), 0.5))),
}
