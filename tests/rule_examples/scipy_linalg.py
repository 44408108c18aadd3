"""Examples of scipy.linalg."""

import numpy as np

from tests.rule_examples.draw import A, M, calls
from tests.rule_examples.linalg import S

TRIANGULAR = np.tril(M(3))
NEAR = np.eye(3) + A(3, 3) / 9
# Of whole numbers, since it must stay symmetric.
WHOLE = np.array([[3, 1, 0], [1, 4, 1], [0, 1, 5]])
APART = np.array([[1.0, 0.3, 0.2], [0.3, 2.5, -0.4], [0.2, -0.4, 4.0]])
COLUMN = np.array([4.0, 1.0, 0.5])
BAND = A(2, 5) + np.array([[0.0], [6.0]])


def factor(a, lower=False):
    """Return what scipy.linalg.cho_factor gives, zeros in the other triangle."""
    l = np.linalg.cholesky(a)
    return (l if lower else l.T), lower


def exchanged(a):
    """Return LU factors in one matrix, and an exchange of the first two rows."""
    return a + 4 * np.eye(len(a)), np.array([1, *range(1, len(a))])


EXAMPLES = {
    "scipy.linalg.solve": [*calls((M(3), A(3)), (M(3), A(3, 2))), ((S(3), A(3)), {"assume_a": "pos"}), ((S(3), A(3, 2)), {"assume_a": "sym", "lower": True}), ((M(3), A(3)), {"transposed": True}),
        *(((M(3), A(3)), {"assume_a": f"{kind} triangular"}) for kind in ("upper", "lower")), ((M(3), A(3, 2)), {"assume_a": "diagonal"}),
        ((M(3), A(3)), {"assume_a": "tridiagonal"}), *calls((np.stack([M(3), M(3)]), A(3, 2)))],
    "scipy.linalg.solve_triangular": [*calls((M(3), A(3))), *(((M(3), A(3, 2)), kwargs) for kwargs in ({"lower": True}, {"trans": 1}, {"lower": True, "trans": "T"}, {"unit_diagonal": True})), ((np.stack([M(2), M(2)]), A(2, 1)), {"lower": True, "trans": 1})],
    "scipy.linalg.inv": calls(M(3)),
    "scipy.linalg.det": calls(M(3)),
    "scipy.linalg.pinv": calls(A(4, 2)),
    "scipy.linalg.lstsq": calls((A(4, 2), A(4)), (A(4, 2), A(4, 3))),
    "scipy.linalg.norm": [*calls(A(3), A(2, 3)), ((A(2, 3), 1), {}), ((A(2, 3),), {"ord": 2, "axis": 0})],
    "scipy.linalg.cholesky": [*calls(S(3), np.stack([S(2), S(2)])), ((S(3),), {"lower": True})],
    "scipy.linalg.cho_factor": [*calls(S(3)), ((S(3),), {"lower": True})],
    "scipy.linalg.lu": calls(M(3)),
    "scipy.linalg.lu_factor": calls(M(3), M(3)[::-1].copy()),
    "scipy.linalg.qr": [((A(4, 2),), {"mode": "economic"})],
    "scipy.linalg.svd": [((A(3, 2),), {"full_matrices": False}), ((A(3, 2),), {"compute_uv": False})],
    "scipy.linalg.svdvals": calls(A(4, 2)),
    "scipy.linalg.eigh": [*calls(APART, (S(3), S(3))), ((S(3),), {"lower": False}), ((S(3),), {"eigvals_only": True}), ((S(2), S(2)), {"lower": False})],
    "scipy.linalg.eigvalsh": [*calls(S(3), (S(3), S(3))), ((S(3),), {"subset_by_index": [1, 2]})],
    "scipy.linalg.eigh_tridiagonal": calls((A(4), A(3))),
    "scipy.linalg.eigvalsh_tridiagonal": calls((A(4), A(3))),
    "scipy.linalg.polar": [*calls(M(3)), ((A(2, 3),), {"side": "left"})],
    "scipy.linalg.pinvh": [*calls(S(3)), ((S(3),), {"lower": False})],
    "scipy.linalg.solve_continuous_are": calls((A(3, 3), A(3, 2), WHOLE, WHOLE[:2, :2])),
    "scipy.linalg.solve_discrete_are": calls((A(3, 3) / 3, A(3, 2), WHOLE, WHOLE[:2, :2])),
    "scipy.linalg.eig": calls(np.diag([1.0, 2.5, 4.0]) + A(3, 3) / 9),
    "scipy.linalg.eigvals": calls(M(3)),
    "scipy.linalg.expm": calls(A(3, 3), np.stack([A(2, 2), A(2, 2)])),
    "scipy.linalg.expm_frechet": [*calls((A(3, 3), A(3, 3))), ((A(3, 3), A(3, 3)), {"compute_expm": False})],
    "scipy.linalg.logm": calls(NEAR),
    "scipy.linalg.fractional_matrix_power": calls((S(3), 0.3)),
    "scipy.linalg.sqrtm": calls(S(3), NEAR),
    **{f"scipy.linalg.{name}": calls(A(3, 3) / 2) for name in ("sinm", "cosm", "tanm", "sinhm", "coshm", "tanhm")},
    "scipy.linalg.solve_sylvester": calls((M(3), M(2), A(3, 2))),
    **{f"scipy.linalg.solve_{name}lyapunov": calls((M(3), A(3, 3))) for name in ("", "continuous_")},
    "scipy.linalg.solve_discrete_lyapunov": calls((A(3, 3) / 4, A(3, 3))),
    "scipy.linalg.companion": calls(A(4)),
    "scipy.linalg.leslie": calls((A(4), A(3))),
    "scipy.linalg.toeplitz": calls(A(3), (A(3), A(4))),
    "scipy.linalg.circulant": calls(A(4)),
    "scipy.linalg.hankel": calls(A(3), (A(3), A(2))),
    "scipy.linalg.fiedler": calls(A(4)),
    "scipy.linalg.khatri_rao": calls((A(2, 3), A(4, 3))),
    "scipy.linalg.block_diag": calls((A(2, 3), A(2, 1), A(3)), (A(3, 2),)),
    "scipy.linalg.convolution_matrix": calls((A(3), 4)),
    "scipy.linalg.solve_toeplitz": calls((COLUMN, A(3)), ((COLUMN, A(3)), A(3, 2))),
    "scipy.linalg.matmul_toeplitz": calls((A(3), A(3)), ((A(4), A(3)), A(3, 2))),
    "scipy.linalg.solve_circulant": calls((COLUMN, A(3)), (COLUMN, A(3, 2))),
    "scipy.linalg.solveh_banded": [*calls((BAND, A(5)), (BAND, A(5, 2))), ((BAND[::-1].copy(), A(5)), {"lower": True})],
    "srcad.runtime.both_bands": calls((A(3, 5), False), (A(2, 5), True)),
    "srcad.runtime.one_band": calls((A(5, 5), False), (A(3, 5), True)),
    "scipy.linalg.solve_banded": calls(((1, 2), A(4, 5) + np.array([[0.0], [0.0], [6.0], [0.0]]), A(5)), ((1, 1), BAND[[0, 1, 0]], A(5, 2))),
    "scipy.linalg.cho_solve": calls((factor(S(3)), A(3)), (factor(S(3), True), A(3, 2))),
    "scipy.linalg.lu_solve": calls((exchanged(A(3, 3)), A(3)), (exchanged(A(3, 3)), A(3, 2)), (exchanged(A(3, 3)), A(3), 1)),
}
