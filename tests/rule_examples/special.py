"""Examples of scipy.special's functions."""

import numpy as np

from tests.rule_examples.draw import A, P, U, calls

# Broadcasting belongs to the family: the arithmetic operators try it in full.
PAIRS = [(P(2, 1), P(3)), (0.7, 1.2)]
ANY, ABOVE, SMALL = [A(2, 3), -0.4], [P(2, 3), 0.7], [U(2, 3), 0.4]


def special(names, *args):
    """Return the same calls for several functions of scipy.special."""
    return {f"scipy.special.{name}": calls(*args) for name in names.split()}


EXAMPLES = {
    **special("gamma gammaln digamma psi rgamma factorial", *ABOVE, np.array([2.5, 7.5, 0.1, -0.3])),
    **special("loggamma", *ABOVE),
    **special("polygamma", (1, P(3)), (2, 0.7)),
    **special("poch", *PAIRS),
    **special("gammainc gammaincc", (1.5, P(3)), (np.array([0.5, 2.0, 7.0]), P(2, 3))),
    **special("gammaincinv gammainccinv", (1.5, P(3) / 2), (np.array([0.5, 2.0, 7.0]), P(2, 3) / 2)),
    **special("beta betaln", *PAIRS),
    **special("betainc betaincc betaincinv betainccinv", (1.5, 2.5, P(3) / 2), (np.array([0.5, 2.0, 7.0]), 0.8, P(2, 3) / 2)),
    **special("binom comb perm", (P(3) + 3, P(3)), (3.5, P(3)), (5.2, 1.4)),
    **special("zeta", (2.5, P(3)), (3, 0.7)),
    **special("agm", *PAIRS),
    **special("erf erfc erfcx erfi dawsn ndtr log_ndtr exprel cosm1 exp2 exp10 expm1 cbrt sindg cosdg", *ANY),
    **special("tandg cotdg expit log_expit wrightomega softplus", *ANY, A(3) * 5),
    **special("erfinv", *SMALL),
    **special("erfcinv ndtri logit", P(3) / 2, P(2, 3) / 2, 0.3),
    **special("ndtri_exp", -P(3), -4.0),
    **special("owens_t", (A(3), A(3)), (A(2, 1), A(3)), (0.7, -0.3)),
    **special("nrdtrimn", (P(3) / 4, P(3), A(3)), (0.3, P(3), A(2, 1))),
    **special("nrdtrisd", (A(3), P(3) / 4, A(3) + 4), (0.1, 0.3, 1.4)),
    **special("voigt_profile", (A(3), P(3), P(3)), (A(2, 1), 0.7, P(3))),
    **special("expi exp1 spence entr log1p", *ABOVE, P(3) * 5),
    **special("expn", (2, P(3)), (0, P(3)), (1, 0.7), (np.array([0, 1, 3]), P(3))),
    **special("xlogy xlog1py rel_entr kl_div powm1", *PAIRS),
    **special("huber pseudo_huber", (0.7, A(4)), (P(3) / 2, A(2, 3)), (0.8, 0.3)),
    **special("boxcox boxcox1p inv_boxcox inv_boxcox1p", (P(2, 3), 0.3), (0.7, 1.3)),
    **special("boxcox boxcox1p", (P(3), np.array([0.5, 0.0, -1.0])), (P(2, 3), 0.3), (0.7, 1.3)),
    **special("radian", (A(3), A(3), A(2, 3)), (3.0, 0.5, 0.7)),
    **special("diric", (A(3), 5), (0.7, 4)),
    **special("hankel1 hankel2", (2, P(3)), (np.array([0, 1, 2]), P(2, 3))),
    "scipy.special.wofz": calls(A(3), 0.4),
    "scipy.special.lambertw": calls(P(3), (P(2), 1), 0.7),
    "srcad.runtime.gammainc_slope": calls((np.array([0.4, 2.0, 7.0]), P(2, 3))),
    "srcad.runtime.betainc_slope": calls((2.0, np.array([0.4, 2.0, 7.0]), np.array([0.3, 0.4, 0.8]), np.array([0.7, 0.6, 0.2]))),
    "scipy.special.logsumexp": [
        ((A(4, 3), 1, P(3)), {}), ((A(3), None, A(4, 3)), {}), ((A(4, 3), 1, A(4, 3)), {"return_sign": True}), ((A(4),), {"return_sign": True, "keepdims": True}),
        *calls(A(3), A(2, 3), 0.7),
        ((A(2, 3),), {"axis": 1}),
        ((A(2, 3, 4),), {"axis": (0, 2), "keepdims": True}),
        ((A(2, 3),), {"axis": 0, "b": P(2, 3)}),
        ((A(2, 3),), {"b": P(2, 3), "keepdims": True}),
    ],
    **{f"scipy.special.{name}": [*calls(A(3), A(2, 3)), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": 0})] for name in ("softmax", "log_softmax")},
    **special("multigammaln", (P(3) + 2, 3), (4.2, 2)),
}
