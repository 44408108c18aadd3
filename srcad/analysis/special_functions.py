"""The types of what scipy.special's functions return."""

from __future__ import annotations

from collections.abc import Callable

from srcad.analysis import results
from srcad.analysis.static import UNKNOWABLE, static
from srcad.ir.types import Type

FLOATING = (
    "gamma gammaln loggamma digamma psi polygamma rgamma poch gammainc gammaincc gammaincinv gammainccinv beta betaln "
    "betainc betaincc betaincinv betainccinv binom zeta agm erf erfc erfcx erfi erfinv erfcinv dawsn "
    "ndtr ndtri log_ndtr ndtri_exp owens_t nrdtrimn nrdtrisd voigt_profile expi exp1 expn exprel spence wrightomega expit "
    "logit log_expit softplus xlogy xlog1py entr rel_entr kl_div huber pseudo_huber boxcox boxcox1p inv_boxcox inv_boxcox1p "
    "exp2 exp10 expm1 log1p cosm1 cbrt powm1 radian sindg cosdg tandg cotdg diric multigammaln "
    "j0 j1 y0 y1 i0 i1 i0e i1e k0 k1 k0e k1e jv jn jve yv yve yn iv ive kv kve kn jvp yvp ivp kvp struve modstruve itstruve0 "
    "it2struve0 itmodstruve0 ber bei ker kei berp beip kerp keip hyp0f1 hyp1f1 hyp2f1 hyperu wright_bessel log_wright_bessel "
    "eval_legendre eval_chebyt eval_chebyu eval_chebyc eval_chebys eval_sh_chebyt eval_sh_chebyu eval_sh_legendre eval_hermite "
    "eval_hermitenorm eval_laguerre eval_genlaguerre eval_gegenbauer eval_jacobi eval_sh_jacobi lpmv ellipk ellipkm1 ellipe "
    "ellipkinc ellipeinc elliprc elliprd elliprf elliprg elliprj chdtr chdtrc chdtri gdtr gdtrc gdtrix gdtria fdtr fdtrc fdtri "
    "stdtr stdtrit chndtr chndtrix ncfdtr ncfdtri nctdtr nctdtrit tklmbda kolmogorov kolmogi smirnov smirnovi bdtr bdtrc bdtri "
    "nbdtr nbdtrc nbdtri pdtr pdtrc pdtri gammasgn zetac"
).split()
SPHERICAL = "spherical_jn spherical_yn spherical_in spherical_kn".split()
# Functions with several results, by how many.
SEVERAL = {
    **dict.fromkeys(("airy", "airye", "itairy", "ellipj"), 4),
    **dict.fromkeys("itj0y0 it2j0y0 iti0k0 it2i0k0 fresnel sici shichi pbdv pbvv pbwa".split(), 2),
}


def combinations(n: Type, k: Type, **others: Type) -> Type:
    """The result is a float unless it is asked for exactly."""
    return results.UNKNOWN if others else results.floating(n, k)


def spherical(n: Type, z: Type, derivative: Type = results.FALSE) -> Type:
    return results.floating(n, z)


def several(count: int) -> Callable[..., Type]:
    def typed(*types: Type) -> Type:
        one = results.floating(*types)
        return results.UNKNOWN if isinstance(one, results.Unknown) else results.Tuple((one,) * count)

    return typed


def of_axes(x: Type, axis: Type = results.NONE) -> Type:
    return results.floating(x)


def logsumexp(
    a: Type, axis: Type = results.NONE, b: Type = results.NONE, keepdims: Type = results.FALSE, return_sign: Type = results.FALSE
) -> Type:
    terms = results.floating(a) if b == results.NONE else results.floating(a, b)
    found, signed = results.moment_of(terms, axis, keepdims=keepdims), static(return_sign)
    return results.UNKNOWN if signed is UNKNOWABLE else results.Tuple((found, found)) if signed else found


def complex_valued(*types: Type, **others: Type) -> Type:
    return results.complex_kind(results.floating(*types))


def lambert(z: Type, k: Type = results.NONE, tol: Type = results.NONE) -> Type:
    return complex_valued(z) if k == results.NONE else complex_valued(z, k)


BY_OP: dict[str, Callable[..., Type]] = {
    **{f"scipy.special.{name}": complex_valued for name in ("hankel1", "hankel2", "wofz")},
    "scipy.special.lambertw": lambert,
    **{f"scipy.special.{name}": results.floating for name in FLOATING},
    **{f"scipy.special.{name}": spherical for name in SPHERICAL},
    **{f"scipy.special.{name}": several(count) for name, count in SEVERAL.items()},
    **{f"scipy.special.{name}": of_axes for name in ("softmax", "log_softmax")},
    **{f"scipy.special.{name}": combinations for name in ("comb", "perm")},
    "scipy.special.factorial": combinations,
    "scipy.special.logsumexp": logsumexp,
}
