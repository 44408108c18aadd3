"""Examples of functions that shape, repeat and pad arrays."""

import numpy as np

from tests.rule_examples.draw import A, calls

WIDTHS = ((1, 2), (3, 0))

EXAMPLES = {
    "numpy.reshape": [*calls((A(2, 3), (3, 2)), (A(2, 3), -1), (A(2, 3), (3, -1)), (A(6), (2, 3))), ((A(2, 3), (3, 2)), {"order": "F"})],
    "numpy.ravel": [*calls(A(2, 3)), ((A(2, 3),), {"order": "F"})],
    "numpy.ndarray.flatten": calls(A(2, 3), (A(2, 3), "F")),
    "numpy.ndarray.flat": calls(A(2, 3)),
    "numpy.squeeze": [*calls(A(2, 1, 3)), ((A(2, 1, 3),), {"axis": 1})],
    "numpy.expand_dims": calls((A(2, 3), 1), (A(2, 3), -1), (A(3), (0, 2))),
    **{f"numpy.atleast_{n}d": calls(A(2, 3), A(3), 0.7, (A(3), 0.4)) for n in (1, 2, 3)},
    **{f"numpy.{name}": calls(A(2, 3), (A(2, 3, 4), (2, 0, 1)), (A(2, 3, 4), (-1, 0, 1)), A(2, 3, 4)) for name in ("transpose",)},
    "numpy.permute_dims": calls((A(2, 3, 4), (2, 0, 1))),
    "numpy.swapaxes": calls((A(2, 3, 4), 0, 2), (A(2, 3, 4), -1, 0)),
    "numpy.moveaxis": calls((A(2, 3, 4), 0, 2), (A(2, 3, 4), (0, 1), (-1, 0))),
    "numpy.rollaxis": calls((A(2, 3, 4), 2), (A(2, 3, 4), 0, 3), (A(2, 3, 4), -2, -1)),
    "numpy.matrix_transpose": calls(A(2, 3, 4)),
    "numpy.flip": [*calls(A(2, 3)), ((A(2, 3),), {"axis": 1}), ((A(2, 3, 4),), {"axis": (0, -1)})],
    **{f"numpy.{name}": calls(A(2, 3)) for name in ("fliplr", "flipud")},
    "numpy.rot90": calls(A(2, 3), (A(2, 3), 3), (A(2, 3, 4), 1, (1, 2))),
    "numpy.roll": [*calls((A(5), 2), (A(2, 3), 4)), ((A(2, 3), 1), {"axis": 1}), ((A(2, 3), (1, 2)), {"axis": (0, 1)})],
    **{f"numpy.{name}": calls(A(3, 4), (A(3, 4), 1), (A(2, 3, 4), -1), A(3)) for name in ("tril", "triu")},
    "numpy.diag": calls(A(4), (A(3), 1), (A(3), -2), A(3, 3), A(3, 4), (A(4, 3), 1), (A(3, 4), -1)),
    "numpy.diagflat": calls(A(4), (A(2, 2), 1)),
    "numpy.diagonal": calls(A(3, 4), (A(3, 4), 1), (A(2, 3, 4), 0, 1, 2), (A(2, 3, 4), -1, 2, 0)),
    "numpy.broadcast_to": calls((A(3), (2, 3)), (A(2, 1), (4, 2, 3)), (0.7, (2, 3))),
    "numpy.broadcast_arrays": calls((A(3), A(2, 1), 0.7)),
    "numpy.repeat": [*calls((A(3), 2), (A(3, 2), 2), (0.7, 2), (A(3), np.array([1, 0, 2]))), *[((A(3, 2), n), {"axis": 0}) for n in (2, np.array([1, 0, 2]))]],
    "numpy.tile": calls((A(3), 2), (A(3, 2), (2, 3)), (A(3), (2, 1)), (A(3, 2), (2,)), (0.7, 3), (A(1, 3), (1, 1))),
    "numpy.resize": calls((A(2, 2), (3, 3)), (A(3), 2)),
    "numpy.lib.stride_tricks.sliding_window_view": calls((A(6), 3), (A(4, 3), (2, 2))),
    "numpy.pad": [
        *calls((A(3), 2), (A(3, 2), WIDTHS), (A(3), (1, 2))),
        ((A(3), (1, 2)), {"constant_values": 0.7}),
        *calls(*((A(4, 3), WIDTHS, mode) for mode in ("edge", "reflect", "symmetric", "wrap", "linear_ramp", "mean", "maximum", "minimum"))),
        *[((A(4, 3), WIDTHS, mode), {"stat_length": 2}) for mode in ("mean", "maximum")],
        ((A(4), 2, "reflect"), {"reflect_type": "odd"}),
    ],
    "numpy.ndarray.item": calls(A(1), A(1, 1)),
    "numpy.ndarray.view": calls(A(2, 3)),
    "numpy.ndarray.tolist": calls(A(3)),
    "numpy.trim_zeros": calls(A(4), (A(4), "b")),
}
