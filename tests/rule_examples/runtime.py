"""Examples of the helpers of emitted code."""

from tests.rule_examples.draw import A, AXES, calls

EXAMPLES = {
    "srcad.runtime.unbroadcast": calls((A(2, 3), A(3)), (A(2, 3), A(2, 1))),
    "srcad.runtime.broadcast_like": calls((A(3), A(2, 3)), (A(2, 1), A(2, 3))),
    "srcad.runtime.add_lists": [(([A(2), A(3)], [A(2), A(3)]), {})],
    "srcad.runtime.copy_list": [(([A(2), A(3)],), {})],
    "srcad.runtime.left_factor": calls((A(2, 4), A(2, 3), A(3, 4)), (A(2), A(2, 3), A(3)), (A(4), A(3), A(3, 4)), (A(5, 2, 4), A(2, 3), A(5, 3, 4))),
    "srcad.runtime.right_factor": calls((A(2, 4), A(2, 3), A(3, 4)), (A(2), A(2, 3), A(3)), (A(4), A(3), A(3, 4)), (A(5, 2, 4), A(2, 3), A(5, 3, 4))),
    "srcad.runtime.products_of_others": [call for call in AXES if "keepdims" not in call[1]],
}
