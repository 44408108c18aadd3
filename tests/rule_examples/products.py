"""Examples of products of vectors and matrices, and linear algebra."""

import numpy as np

from tests.rule_examples.draw import A, M, PRODUCTS, STACKS, calls

EXAMPLES = {
    **{name: calls(*PRODUCTS, *STACKS) for name in ("operator.matmul", "numpy.matmul")},
    "numpy.dot": calls(*PRODUCTS, (A(5, 2, 3), A(3)), (A(5, 2, 3), A(3, 4)), (0.7, A(3)), (A(2, 3), 0.7), (A(3), A(5, 3, 2)), (A(2, 3), A(5, 3, 4))),
    "numpy.inner": calls((A(3), A(3)), (A(2, 3), A(4, 3)), (A(2, 3), A(3)), (A(3), A(4, 3)), (A(5, 2, 3), A(4, 3)), (0.7, A(3))),
    "numpy.vdot": calls((A(3), A(3)), (A(2, 3), A(2, 3)), (A(2, 3), A(3, 2)), (A(2, 3), A(6))),
    "numpy.outer": calls((A(2), A(3)), (A(2, 2), A(3))),
    "numpy.tensordot": [
        *calls((A(2, 3), A(3, 4), 1), (A(2, 3), A(2, 3)), (A(2), A(3), 0), (A(5, 2, 3), A(2, 3, 4)), (A(2, 3, 4), A(4), 1), (A(2), A(3, 4), 0)),
        *[((A(2, 3, 4), A(4, 5, 2)), {"axes": axes}) for axes in (((0, 2), (2, 0)), (2, 0), ((-1,), (0,)), ((2, 0), (0, -1)))],
        ((A(2, 3, 4), A(3, 4)), {"axes": ((2, 1), (1, 0))}),
    ],
    "numpy.kron": calls((A(2, 3), A(4, 2)), (A(2), A(3)), (A(2), A(3, 2)), (A(2, 3, 2), A(2, 2)), (0.7, A(3))),
    "numpy.cross": [*calls((A(3), A(3)), (A(5, 3), A(3)), (A(3), A(2, 1, 3)), (A(2, 3), A(2, 3))), ((A(3, 5), A(3, 5)), {"axis": 0}), ((A(3, 5), A(5, 3)), {"axisa": 0})],
    "numpy.vecdot": [*calls((A(3), A(3)), (A(2, 3), A(3))), ((A(3, 2), A(3, 2)), {"axis": 0})],
    "numpy.matvec": calls((A(2, 3), A(3)), (A(4, 2, 3), A(3)), (A(2, 3), A(4, 3))),
    "numpy.vecmat": calls((A(2), A(2, 3)), (A(2), A(4, 2, 3)), (A(4, 2), A(2, 3))),
    "numpy.trace": calls(A(3, 3), A(3, 4), (A(3, 4), 1), A(3, 4, 2), (A(2, 3, 4), 1, 1, 2)),
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
        ("ii->i", A(3, 3)),
        ("ii", A(3, 3)),
        ("iij->j", A(2, 2, 3)),
        ("ijj,j->i", A(2, 3, 3), A(3)),
        ("iji,kj->k", A(2, 3, 2), A(4, 3)),
        ("ijk,i->", A(2, 3, 4), A(2)),
        ("...ij,...jk->...ik", A(5, 2, 3), A(5, 3, 4)),
        ("...ij,...jk", A(5, 2, 3), A(3, 4)),
        ("i...,i...->...", A(2, 3), A(2, 1)),
        ("...ii->...i", A(4, 3, 3)),
        ("...,...", A(2, 3), A(3)),
        ("ij,...->...", A(2, 3), A(4)),
        (A(2, 3), (0, 1), A(3, 4), (1, 2), (0, 2)),
        (A(2, 3), (3, 1), A(3, 4), (1, 2)),
        (A(5, 2, 3), (..., 0, 1), A(3), (1,), (..., 0)),
        ("i,j", A(2), A(3)),
        (",i->i", 0.7, A(3)),
    ),
}
