"""Examples of linear algebra: single matrices and stacks, of several shapes."""

import numpy as np

from tests.rule_examples.draw import A, M, calls


def stack(*matrices):
    return np.stack(matrices)


def S(n):
    """Return a matrix that is symmetric and positive definite, its eigenvalues apart."""
    a = A(n, n) / 2
    return a @ a.T + np.diag(1.0 + np.arange(n))


def C(n):
    """Return a well-conditioned complex matrix."""
    return M(n) + 1j * A(n, n)


MATRICES = [M(3), M(1), M(2).T, stack(M(2), M(2), M(2)), stack(stack(M(2), M(2)))]
SYMMETRIC = [S(3), S(1), stack(S(2), S(2))]
TALL = [A(4, 2), M(3), A(3, 1), stack(A(3, 2), A(3, 2))]
NORMS = [((A(2, 3),), {"ord": ord, "axis": axis}) for ord, axis in ((1, 0), (3, -1), (-1, 1), ("fro", (0, 1)))]
NORMS += [((A(3),), {"ord": ord}) for ord in (None, 1, 2, 3, -2, 0)]
NORMS += [((A(3, 2),), {"ord": ord}) for ord in ("fro", "nuc", 1, -1, 2, -2)]
NORMS += [((A(2, 3, 4),), {"ord": ord, "axis": (2, 0), "keepdims": True}) for ord in (1, "nuc")]
NORMS += [((A(2, 3),), {}), ((A(2, 3, 2),), {}), ((A(2, 3),), {"axis": 1, "keepdims": True}), ((A(2, 3, 4),), {"ord": -2, "axis": (0, 1)})]

EXAMPLES = {
    "numpy.linalg.solve": calls((M(3), A(3)), (M(3), A(3, 2)), (stack(M(2), M(2)), A(2, 3)), (stack(M(2), M(2)), A(2)), (M(2), A(5, 2, 3)), (M(1), A(1))),
    "numpy.linalg.inv": calls(*MATRICES),
    "numpy.linalg.pinv": [*calls(*TALL, A(2, 4)), ((S(3),), {"hermitian": True})],
    "numpy.linalg.lstsq": calls((A(4, 2), A(4)), (A(4, 2), A(4, 3))),
    "numpy.linalg.det": calls(*MATRICES),
    "numpy.linalg.slogdet": calls(*MATRICES, C(2), stack(C(2), C(2))),
    "numpy.linalg.cholesky": [*calls(*SYMMETRIC), ((S(3),), {"upper": True})],
    "numpy.linalg.qr": [*calls(*TALL), ((A(4, 2),), {"mode": "r"})],
    "numpy.linalg.svd": [((a,), {"full_matrices": False}) for a in (*TALL, A(2, 4))] + [((A(3, 2),), {"compute_uv": False}), ((stack(M(2), M(2)), True, False), {})],
    "numpy.linalg.svdvals": calls(A(4, 2), stack(A(2, 3), A(2, 3))),
    "numpy.linalg.eigh": [*calls(*SYMMETRIC), ((S(3), "U"), {}), ((S(2),), {"UPLO": "L"})],
    "numpy.linalg.eigvalsh": [*calls(*SYMMETRIC), ((S(3),), {"UPLO": "U"})],
    "numpy.linalg.eig": calls(np.diag([1.0, 2.5, 4.0]) + A(3, 3) / 9, np.diag([1.0, 2.5]) + A(2, 2) / 9),
    "numpy.linalg.eigvals": calls(S(3) + np.triu(A(3, 3)), A(3, 3), stack(S(2), A(2, 2))),
    "numpy.linalg.matrix_power": calls(*((M(2), n) for n in (0, 1, 2, 3, -1, -2)), (stack(M(2), M(2)), 3), (stack(M(2), M(2)), 2)),
    "numpy.linalg.multi_dot": [(((A(2, 3), A(3, 4), A(4, 2)),), {}), (((A(3), A(3, 2), A(2)),), {}), (((A(2, 3), A(3, 2), A(2)),), {}), (((A(2, 3), A(3, 2)),), {})],
    "numpy.linalg.cond": [*calls(M(3), stack(M(2), M(2))), *(((M(3), p), {}) for p in (2, -2, 1, -1, "fro", "nuc"))],
    "numpy.linalg.norm": NORMS,
    "numpy.linalg.matrix_norm": [*calls(A(2, 3), A(2, 3, 2)), ((A(2, 3),), {"ord": 2}), ((A(2, 3),), {"ord": 1, "keepdims": True})],
    "numpy.linalg.vector_norm": [*calls(A(3), A(2, 3)), ((A(2, 3),), {"axis": 1, "ord": 3}), ((A(2, 3),), {"axis": 0, "keepdims": True})],
    "numpy.linalg.tensorsolve": calls((M(6).reshape(2, 3, 6), A(2, 3))),
    "numpy.linalg.tensorinv": [((M(6).reshape(2, 3, 6),), {}), ((M(6).reshape(6, 2, 3),), {"ind": 1})],
    "numpy.linalg.outer": calls((A(2), A(3))),
    "numpy.linalg.matmul": calls((A(2, 3), A(3)), (A(5, 2, 3), A(3, 2))),
    "numpy.linalg.vecdot": [*calls((A(3), A(3)), (A(2, 3), A(3))), ((A(2, 3), A(2, 3)), {"axis": 0})],
    "numpy.linalg.cross": [*calls((A(3), A(3)), (A(4, 3), A(3))), ((A(3, 2), A(3, 2)), {"axis": 0})],
    "numpy.linalg.tensordot": [*calls((A(2, 3, 4), A(3, 4, 5))), ((A(2, 3), A(3, 2)), {"axes": 1})],
    "numpy.linalg.trace": [*calls(M(3), A(2, 3, 4)), ((A(3, 3),), {"offset": 1})],
    "numpy.linalg.diagonal": [*calls(M(3), A(2, 3, 4)), ((A(3, 3),), {"offset": -1})],
    "numpy.linalg.matrix_transpose": calls(A(2, 3), A(4, 2, 3)),
    "srcad.runtime.eigenvectors_for": [((a, np.linalg.eigvals(a)), {}) for a in (np.diag([1.0, 2.5, 4.0]) + A(3, 3) / 9,)],
}
