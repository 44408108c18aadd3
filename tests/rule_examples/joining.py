"""Examples of functions that join arrays, and of those that split them."""

from tests.rule_examples.draw import A, calls

PAIR, MATRICES = (A(3), A(3)), (A(2, 3), A(1, 3))

EXAMPLES = {
    "numpy.concatenate": [
        (((A(2), A(3)),), {}),
        (((A(2, 3), A(2, 4), A(2, 1)),), {"axis": 1}),
        (((A(2, 3), A(2, 4)),), {"axis": -1}),
        ((MATRICES,), {}),
        (((A(2, 3), A(3)),), {"axis": None}),
        (([A(2), A(3)],), {}),
        (([A(2, 3), A(2, 1)],), {"axis": 1}),
        (([A(2, 3), A(3)],), {"axis": None}),
        ((A(2, 3, 4),), {}),
        ((A(2, 3, 4),), {"axis": 1}),
    ],
    "numpy.concat": [((PAIR,), {})],
    "numpy.stack": [*[((PAIR,), {"axis": axis}) for axis in (0, 1, -1)], (([A(3), A(3)],), {}), (([A(3), A(3)],), {"axis": 1}), ((A(2, 3),), {"axis": 1})],
    "numpy.hstack": [(((A(2), A(3)),), {}), (((A(2, 3), A(2, 1)),), {}), (((0.5, 0.7),), {}), (([A(2), A(2)],), {})],
    "numpy.vstack": [((PAIR,), {}), ((MATRICES,), {}), (((A(2, 3), A(3)),), {}), (((A(3), A(2, 3)),), {}), (((0.5, 0.7),), {})],
    "numpy.row_stack": [((PAIR,), {})],
    "numpy.dstack": [((PAIR,), {}), (((A(2, 3), A(2, 3)),), {}), (((A(2, 3, 1), A(2, 3, 2)),), {})],
    "numpy.column_stack": [((PAIR,), {}), (((A(3), A(3, 2)),), {}), (((A(3, 1), A(3, 2)),), {})],
    "numpy.append": [*calls((A(3), A(2)), (A(2, 2), A(3)), (A(3), 0.7)), ((A(2, 3), A(2, 1)), {"axis": 1})],
    "numpy.block": [(([A(2), A(3)],), {})],
    **{f"numpy.{name}": [*calls((A(4), 2), (A(5), (1, 3))), ((A(2, 6), 3), {"axis": -1})] for name in ("split", "array_split")},
    "numpy.hsplit": calls((A(4), 2), (A(2, 4), 2)),
    "numpy.vsplit": calls((A(4, 2), 2)),
    "numpy.dsplit": calls((A(2, 2, 4), 2)),
    "numpy.unstack": [*calls(A(2, 3)), ((A(2, 3),), {"axis": 1})],
}
