"""Examples of the helpers of emitted code."""

import numpy as np

from tests.rule_examples.draw import A, AXES, calls

EXAMPLES = {
    "srcad.runtime.unbroadcast": calls((A(2, 3), A(3)), (A(2, 3), A(2, 1))),
    "srcad.runtime.broadcast_like": calls((A(3), A(2, 3)), (A(2, 1), A(2, 3))),
    "srcad.runtime.add_lists": [(([A(2), A(3)], [A(2), A(3)]), {})],
    "srcad.runtime.copy_list": [(([A(2), A(3)],), {})],
    "srcad.runtime.pieces": [((A(5), [A(2), A(3)]), {}), ((A(2, 5), [A(2, 2), A(2, 3)], 1), {})],
    "srcad.runtime.nested_list": [((A(2, 3), 1), {})],
    "srcad.runtime.of_first_kind": [(([0.7, 1.2],), {})],
    "srcad.runtime.untiled": calls((A(4, 6), A(2, 3), (2, 2)), (A(6), A(3), 2)),
    "srcad.runtime.unpadded": calls((A(7), A(3), 2), (A(7), A(3), 2, "edge"), (A(7), A(3), 2, "mean", 2)),
    "srcad.runtime.unrolled": calls((A(4, 3), A(6), 3)),
    "srcad.runtime.untaken": calls((A(2, 3), A(2, 4), np.array([0, 3, 0]), 1), (A(3, 2, 4), A(2, 4), np.array([[0, 1], [1, 1], [0, 0]]), -2)),
    "srcad.runtime.add_along_axis": calls((A(2, 2), A(2, 3), np.array([[0, 0], [2, 1]])), (A(2, 3), A(2, 3), np.array([[1, 0, 0], [1, 1, 0]]), 0)),
    "srcad.runtime.on_diagonal": calls((A(3), A(3, 4)), (A(2, 3), A(2, 3, 4), 1, 1, 2)),
    "srcad.runtime.on_diagonals": calls((A(3), A(3, 3), "ii->i"), (A(2, 1), A(2, 3, 2), "iji->ij")),
    "srcad.runtime.left_factor": calls((A(2, 4), A(2, 3), A(3, 4)), (A(2), A(2, 3), A(3)), (A(4), A(3), A(3, 4)), (A(5, 2, 4), A(2, 3), A(5, 3, 4))),
    "srcad.runtime.right_factor": calls((A(2, 4), A(2, 3), A(3, 4)), (A(2), A(2, 3), A(3)), (A(4), A(3), A(3, 4)), (A(5, 2, 4), A(2, 3), A(5, 3, 4))),
    "srcad.runtime.polygamma": calls((0, 0.7), (0, -2.6), (1, 31.0), (2, -0.4)),
    "srcad.runtime.bessel_i1": calls(A(3), A(2, 3) * 9, 0.7, 0.0),
    "srcad.runtime.spacing_tangent": calls((A(4), A(4), np.array([0.0, 1.0, 3.0, 4.0])), (A(3), A(2, 3), np.array([0.0, 1.0, 3.0]), 1, 2)),
    "srcad.runtime.spacing_adjoint": calls((A(4), A(4), np.array([0.0, 1.0, 3.0, 4.0])), (A(2, 3), A(2, 3), np.array([0.0, 1.0, 3.0]), 1, 2)),
    "srcad.runtime.sinc_slope": calls(A(3), A(2, 3) / 9, 0.7),
    "srcad.runtime.chained": [((A(4), A(4), 0, step), {}) for step in (1, -1)] + [((A(2, 3), np.array([[1.0, 0, 2], [3, 0, 0]]), 1, step), {}) for step in (1, -1)],
    "srcad.runtime.neighbours": [((A(2, 3), 1, 1), {}), ((A(2, 3), 0, -1, 1.0), {})],
    "srcad.runtime.spread_segments": [((A(3), np.array([0, 2, 3]), A(5)), {}), ((A(2, 2), np.array([3, 1]), A(2, 5), 1), {})],
    "srcad.runtime.products_of_others": [call for call in AXES if "keepdims" not in call[1]],
}
