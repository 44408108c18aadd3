"""Examples of scipy.special's Bessel, hypergeometric, elliptic and distribution functions, and orthogonal polynomials."""

import numpy as np

from tests.rule_examples.draw import A, P, U
from tests.rule_examples.special import ABOVE, ANY, special

ORDERS = [(0, P(2, 3)), (np.array([0.5, 1.0, 3.0]), P(2, 3))]
WHOLE_ORDERS = [(np.array([1, 2, 4]), P(2, 3)), (2, 0.7)]
DEGREES = [(0, U(3)), (4, U(2, 3))]

EXAMPLES = {
    **special("j0 j1 i0 i1 i0e i1e ber bei berp beip itstruve0 itmodstruve0", *ANY),
    **special("y0 y1 k0 k1 k0e k1e ker kei kerp keip it2struve0", *ABOVE),
    **special("jv jn jve yv yve iv ive kv kve struve modstruve jvp yvp ivp kvp", *ORDERS),
    **special("yn kn spherical_jn spherical_yn spherical_in spherical_kn", *WHOLE_ORDERS),
    **special("airy fresnel", *ANY),
    **special("itairy", np.array([0.4, -0.7]), 0.3),
    **special("airye itj0y0 it2j0y0 iti0k0 it2i0k0 sici shichi", *ABOVE),
    **special("pbdv pbvv pbwa", (1.3, P(3)), (0.4, P(2, 3)), (2, 0.7)),
    **special("hyp0f1", (1.3, A(3)), (np.array([0.5, 2.0, 3.0]), A(2, 3))),
    **special("hyp1f1", (1.3, 2.2, A(3)), (np.array([0.5, 2.0, 3.0]), 1.2, A(2, 3)), (0.4, 0.7, 0.3)),
    **special("hyperu", (1.3, 2.2, P(3)), (np.array([0.5, 2.0, 3.0]), 1.2, P(2, 3)), (0.4, 0.7, 0.3)),
    **special("hyp2f1", (1.3, 2.2, 0.8, U(3)), (np.array([0.5, 2.0, 3.0]), 1.2, 2.5, U(2, 3))),
    **special("wright_bessel log_wright_bessel", (1.3, 2.2, P(3)), (0.5, 1.2, P(2, 3))),
    **special("eval_legendre eval_chebyt eval_chebyu eval_chebyc eval_chebys eval_sh_chebyt eval_sh_chebyu", *DEGREES),
    **special("eval_sh_legendre eval_hermite eval_hermitenorm eval_laguerre", *DEGREES),
    **special("eval_genlaguerre eval_gegenbauer", (0, 1.2, U(3)), (3, 0.7, U(2, 3))),
    **special("eval_jacobi", (0, 1.2, 0.4, U(3)), (3, 0.7, 1.3, U(2, 3))),
    **special("eval_sh_jacobi", (1, 2.2, 1.4, U(3)), (3, 1.7, 1.3, U(2, 3))),
    **special("lpmv", (1, 2, U(3)), (0, 3, U(2, 3))),
    **special("ellipk ellipe", U(3), U(2, 3), 0.3),
    **special("ellipkm1", P(3) / 2, 0.3),
    **special("ellipkinc ellipeinc", (A(3), U(3)), (4 * A(2, 1), U(3)), (5.0, 0.3)),
    **special("elliprc", (P(3), P(3)), (0.4, P(2, 3))),
    **special("elliprf elliprd", (P(3), P(2, 1), P(3) + 2), (0.4, P(2, 3), 1.9)),
    **special("ellipj", (A(3), P(3) / 2), (5.0, 0.3)),
    **special("chdtr chdtrc", (3.2, P(3)), (np.array([1.0, 2.0, 5.0]), P(2, 3))),
    **special("chdtri stdtrit", (3.2, P(3) / 2), (np.array([1.0, 2.0, 5.0]), P(2, 3) / 2)),
    **special("gdtr gdtrc", (P(3), 1.4, P(3)), (1.3, 0.7, P(2, 3))),
    **special("gdtrix", (P(3), 1.4, P(3) / 2), (1.3, 0.7, P(2, 3) / 2)),
    **special("gdtria", (P(3) / 2, 1.4, P(3)), (P(2, 3) / 2, 0.7, 0.8)),
    **special("fdtr fdtrc", (3.2, 4.1, P(3)), (3.2, 4.1, 0.7)),
    **special("fdtri", (3.2, 4.1, P(3) / 2), (3.2, 4.1, 0.4)),
    **special("stdtr", (3.2, A(3)), (np.array([1.0, 2.0, 5.0]), A(2, 3))),
    **special("chndtr", (P(3), 3.2, P(3)), (0.7, 4.1, 0.6)),
    **special("chndtrix", (P(3) / 2, 3.2, 0.8)),
    **special("ncfdtr", (3.2, 4.1, 0.8, P(3))),
    **special("ncfdtri", (3.2, 4.1, 0.8, P(3) / 2)),
    **special("nctdtr", (3.2, 0.8, A(3))),
    **special("nctdtrit", (3.2, 0.8, P(3) / 2)),
    **special("tklmbda", (A(3), 0.3), (0.4, 0.2)),
    **special("kolmogorov", P(3), 0.8),
    **special("kolmogi", P(3) / 2, 0.3),
    **special("smirnov", (5, P(3) / 2)),
    **special("smirnovi", (5, P(3) / 2)),
    **special("bdtr bdtrc bdtri", (2, 5, P(3) / 2), (np.array([0, 1, 2]), 4, P(2, 3) / 2)),
    **special("nbdtr nbdtrc nbdtri", (2, 5, P(3) / 2), (np.array([0, 1, 2]), 4, P(2, 3) / 2)),
    **special("pdtr pdtrc", (2, P(3)), (np.array([0, 1, 2]), P(2, 3)), (1, 0.7)),
    **special("pdtri", (2, P(3) / 2), (np.array([0, 1, 2]), P(2, 3) / 2)),
}
