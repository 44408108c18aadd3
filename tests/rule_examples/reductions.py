"""Examples of functions that reduce along axes, or accumulate along one."""

import numpy as np

from tests.rule_examples.draw import A, AXES, calls

MASK, ROW = np.array([[True, False, True], [True, True, False]]), np.array([False, True, True])
HOLES = np.array([[0.4, np.nan, -1.2], [0.7, 0.9, np.nan]])
MASKED = [((A(2, 3),), {"where": MASK}), ((A(2, 3),), {"where": ROW}), ((A(2, 3), 1), {"where": MASK, "keepdims": True})]
INITIAL = [((A(2, 3),), {"initial": 1.9}), ((A(2, 3),), {"axis": 0, "initial": 0.7}), ((A(2, 3),), {"axis": -1, "initial": 0.7, "where": MASK})]
FORMS = [((A(2, 3), -1), {}), ((A(2, 3, 4), (0, -1)), {}), ((A(2, 3), ()), {}), ((A(2, 0, 3),), {"axis": 0}), ((A(),), {}), ((0.7,), {})]
AVERAGE = [*AXES, ((A(2, 3), 1), {}), ((0.7,), {})]
WEIGHTED = [((A(4), None, A(4) + 3), {}), ((A(2, 3), 1, A(3) + 3), {}), ((A(2, 3),), {"axis": 0, "weights": A(2) + 3, "keepdims": True})]
WEIGHTED += [((A(2, 3), None, A(2, 3) + 3), {}), ((A(2, 3), 0, A(2, 3) + 3), {})]
MOMENT = [*AXES[:2], ((A(2, 3),), {"axis": 1, "ddof": 1}), ((A(2, 3, 4),), {"axis": (0, 2), "keepdims": True})]
MOMENT += [((A(2, 3),), {"axis": 1, "correction": 1}), ((A(2, 3) + 0.5,), {"axis": 1, "mean": A(2, 1)}), *MASKED]
CUMULATIVE = [*calls(A(4), A(2, 3)), ((A(2, 3),), {"axis": 1}), ((A(2, 3), -2), {}), ((A(2, 3, 4),), {"axis": 1}), *calls(A(0), A(1), 0.7)]
HOLED = [((HOLES,), {}), ((HOLES, 0), {}), ((HOLES,), {"axis": 1, "keepdims": True}), ((HOLES[0],), {}), ((HOLES,), {"where": MASK, "axis": 1})]

EXAMPLES = {
    "numpy.sum": [*AXES, *MASKED, *INITIAL, *FORMS],
    "numpy.mean": [*AXES, *MASKED, *FORMS[:3], *FORMS[4:]],
    "numpy.average": [*AVERAGE, *WEIGHTED],
    **{f"numpy.{name}": [*AXES[:6], *INITIAL, *FORMS[:3]] for name in ("max", "min")},
    **{f"numpy.{name}": AXES[:2] for name in ("amax", "amin")},
    "numpy.ptp": [*AXES, *FORMS[:2]],
    "numpy.prod": [*AXES, *MASKED, *INITIAL, *FORMS],
    **{f"numpy.{name}": MOMENT for name in ("var", "std")},
    **{f"numpy.{name}": CUMULATIVE for name in ("cumsum", "cumprod")},
    **{f"numpy.{name}": [*HOLED, *AXES[:4]] for name in ("nansum", "nanmean", "nanprod")},
    **{f"numpy.{name}": [*HOLED, *AXES[:4], *INITIAL, ((HOLES,), {"initial": 0.6})] for name in ("nansum", "nanprod")},
    **{f"numpy.{name}": [*HOLED[:4], *AXES[:4]] for name in ("nanmax", "nanmin")},
    **{f"numpy.{name}": [*HOLED, *AXES[:4], ((HOLES,), {"axis": 0, "ddof": -1}), ((HOLES,), {"axis": 1, "mean": A(2, 1)})] for name in ("nanvar", "nanstd")},
    **{f"numpy.{name}": [((HOLES,), {}), ((HOLES, 1), {}), *CUMULATIVE[:4]] for name in ("nancumsum", "nancumprod")},
    "builtins.sum": calls(A(4), A(2, 3), ((A(4), 0.5))) + [(([0.5, 0.7],), {})],
}
