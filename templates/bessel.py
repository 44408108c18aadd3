"""Derivatives of scipy.special's Bessel, Airy, Struve and Kelvin functions, in their argument.

Numbers such as 10.6.1 are equations of the NIST Digital Library of Mathematical Functions, dlmf.nist.gov.
"""

import math

import numpy as np
from scipy import special

from srcad.rules.recipe import composite, d, differential, elementwise, fit, refused

# -- of integer order 0 and 1 -------------------------------------------------------------------------------


@elementwise(special.j0)
def j0(y, x):
    return -special.j1(x)


@elementwise(special.j1)
def j1(y, x):
    return (special.j0(x) - special.jv(2, x)) / 2


@elementwise(special.y0)
def y0(y, x):
    return -special.y1(x)


@elementwise(special.y1)
def y1(y, x):
    return (special.y0(x) - special.yv(2, x)) / 2


@elementwise(special.i0)
def i0(y, x):
    return special.i1(x)


@elementwise(special.i1)
def i1(y, x):
    return (special.i0(x) + special.iv(2, x)) / 2


@elementwise(special.i0e)
def i0e(y, x):
    return special.i1e(x) - np.sign(x) * y


@elementwise(special.i1e)
def i1e(y, x):
    return (special.i0e(x) + special.ive(2, x)) / 2 - np.sign(x) * y


@elementwise(special.k0)
def k0(y, x):
    return -special.k1(x)


@elementwise(special.k1)
def k1(y, x):
    return -(special.k0(x) + special.kv(2, x)) / 2


@elementwise(special.k0e)
def k0e(y, x):
    return y - special.k1e(x)


@elementwise(special.k1e)
def k1e(y, x):
    return y - (special.k0e(x) + special.kve(2, x)) / 2


# -- of any order ---------------------------------------------------------------------------------------------


@elementwise(special.jv, special.jn)
def jv(y, v, x):
    # 10.6.1, as for yv
    return "in its argument, not its order", (special.jv(v - 1, x) - special.jv(v + 1, x)) / 2


@elementwise(special.jve)
def jve(y, v, x):
    return "in its argument, not its order", (special.jve(v - 1, x) - special.jve(v + 1, x)) / 2


@elementwise(special.yv)
def yv(y, v, x):
    return "in its argument, not its order", (special.yv(v - 1, x) - special.yv(v + 1, x)) / 2


@elementwise(special.yve)
def yve(y, v, x):
    return "in its argument, not its order", (special.yve(v - 1, x) - special.yve(v + 1, x)) / 2


@elementwise(special.yn)
def yn(y, n, x):
    return "the order is a whole number", (special.yn(n - 1, x) - special.yn(n + 1, x)) / 2


@elementwise(special.iv)
def iv(y, v, x):
    # 10.29.1, as for kv
    return "in its argument, not its order", (special.iv(v - 1, x) + special.iv(v + 1, x)) / 2


@elementwise(special.ive)
def ive(y, v, x):
    growth = (special.ive(v - 1, x) + special.ive(v + 1, x)) / 2
    return "in its argument, not its order", growth - np.sign(x) * y


@elementwise(special.kv)
def kv(y, v, x):
    return "in its argument, not its order", -(special.kv(v - 1, x) + special.kv(v + 1, x)) / 2


@elementwise(special.kve)
def kve(y, v, x):
    return "in its argument, not its order", y - (special.kve(v - 1, x) + special.kve(v + 1, x)) / 2


@elementwise(special.kn)
def kn(y, n, x):
    return "the order is a whole number", -(special.kn(n - 1, x) + special.kn(n + 1, x)) / 2


@elementwise(special.jvp)
def jvp(y, v, x, n=1):
    return "in its argument, not its order", special.jvp(v, x, n + 1), "n is a whole number"


@elementwise(special.yvp)
def yvp(y, v, x, n=1):
    return "in its argument, not its order", special.yvp(v, x, n + 1), "n is a whole number"


@elementwise(special.ivp)
def ivp(y, v, x, n=1):
    return "in its argument, not its order", special.ivp(v, x, n + 1), "n is a whole number"


@elementwise(special.kvp)
def kvp(y, v, x, n=1):
    return "in its argument, not its order", special.kvp(v, x, n + 1), "n is a whole number"


# -- spherical ------------------------------------------------------------------------------------------------


@elementwise(special.spherical_jn)
def spherical_jn(y, n, z, derivative=False):
    # The second derivative by the differential equation, 10.47.1, as for spherical_yn.
    if derivative:
        curvature = -2 * y / z - (1 - n * (n + 1) / z**2) * special.spherical_jn(n, z)
        return "the order is a whole number", curvature, None
    return "the order is a whole number", special.spherical_jn(n, z, derivative=True), None


@elementwise(special.spherical_yn)
def spherical_yn(y, n, z, derivative=False):
    if derivative:
        curvature = -2 * y / z - (1 - n * (n + 1) / z**2) * special.spherical_yn(n, z)
        return "the order is a whole number", curvature, None
    return "the order is a whole number", special.spherical_yn(n, z, derivative=True), None


@elementwise(special.spherical_in)
def spherical_in(y, n, z, derivative=False):
    # 10.47.2, as for spherical_kn
    if derivative:
        curvature = -2 * y / z + (1 + n * (n + 1) / z**2) * special.spherical_in(n, z)
        return "the order is a whole number", curvature, None
    return "the order is a whole number", special.spherical_in(n, z, derivative=True), None


@elementwise(special.spherical_kn)
def spherical_kn(y, n, z, derivative=False):
    if derivative:
        curvature = -2 * y / z + (1 + n * (n + 1) / z**2) * special.spherical_kn(n, z)
        return "the order is a whole number", curvature, None
    return "the order is a whole number", special.spherical_kn(n, z, derivative=True), None


# -- Struve and Kelvin functions --------------------------------------------------------------------------------


@elementwise(special.struve)
def struve(y, v, x):
    # 11.4.27
    rest = (x / 2) ** v / (math.sqrt(math.pi) * special.gamma(v + 1.5))
    slope = (special.struve(v - 1, x) - special.struve(v + 1, x) + rest) / 2
    return "in its argument, not its order", slope


@elementwise(special.modstruve)
def modstruve(y, v, x):
    # 11.4.29
    rest = (x / 2) ** v / (math.sqrt(math.pi) * special.gamma(v + 1.5))
    slope = (special.modstruve(v - 1, x) + special.modstruve(v + 1, x) + rest) / 2
    return "in its argument, not its order", slope


@elementwise(special.itstruve0, widens=True)
def itstruve0(y, x):
    return special.struve(0, x)


@elementwise(special.it2struve0, widens=True)
def it2struve0(y, x):
    return -special.struve(0, x) / x


@elementwise(special.itmodstruve0, widens=True)
def itmodstruve0(y, x):
    return special.modstruve(0, x)


@elementwise(special.ber)
def ber(y, x):
    return special.berp(x)


@elementwise(special.bei)
def bei(y, x):
    return special.beip(x)


@elementwise(special.ker)
def ker(y, x):
    return special.kerp(x)


@elementwise(special.kei)
def kei(y, x):
    return special.keip(x)


@elementwise(special.berp)
def berp(y, x):
    # The real and the imaginary part of 10.61.3; y is 0 where x is.
    return -special.bei(x) - y / (x + (x == 0))


@elementwise(special.beip)
def beip(y, x):
    return np.where(x == 0, 0.5, special.ber(x) - y / (x + (x == 0)))


@elementwise(special.kerp)
def kerp(y, x):
    return -special.kei(x) - y / x


@elementwise(special.keip)
def keip(y, x):
    return special.ker(x) - y / x


# -- functions with several results -----------------------------------------------------------------------------


@differential(special.airy)
def airy(y, z):
    # 9.2.1
    d[y] = (y[1] * d[z], z * y[0] * d[z], y[3] * d[z], z * y[2] * d[z])
    d[z] = d[y][0] * y[1] + d[y][1] * z * y[0] + d[y][2] * y[3] + d[y][3] * z * y[2]


@differential(special.airye)
def airye(y, z):
    root = np.sqrt(np.maximum(z, 0))
    d[y] = (
        (y[1] + root * y[0]) * d[z], (z * y[0] + root * y[1]) * d[z],
        (y[3] - root * y[2]) * d[z], (z * y[2] - root * y[3]) * d[z],
    )  # fmt: skip
    first = d[y][0] * (y[1] + root * y[0]) + d[y][1] * (z * y[0] + root * y[1])
    d[z] = first + d[y][2] * (y[3] - root * y[2]) + d[y][3] * (z * y[2] - root * y[3])


@differential(special.itairy)
def itairy(y, x):
    d[y] = (
        special.airy(x)[0] * d[x], special.airy(x)[2] * d[x], special.airy(-x)[0] * d[x], special.airy(-x)[2] * d[x]
    )  # fmt: skip
    ahead = d[y][0] * special.airy(x)[0] + d[y][1] * special.airy(x)[2]
    d[x] = ahead + d[y][2] * special.airy(-x)[0] + d[y][3] * special.airy(-x)[2]


@differential(special.itj0y0)
def itj0y0(y, x):
    d[y] = (special.j0(x) * d[x], special.y0(x) * d[x])
    d[x] = d[y][0] * special.j0(x) + d[y][1] * special.y0(x)


@differential(special.it2j0y0)
def it2j0y0(y, x):
    d[y] = ((1 - special.j0(x)) / x * d[x], -special.y0(x) / x * d[x])
    d[x] = d[y][0] * (1 - special.j0(x)) / x - d[y][1] * special.y0(x) / x


@differential(special.iti0k0)
def iti0k0(y, x):
    d[y] = (special.i0(x) * d[x], special.k0(x) * d[x])
    d[x] = d[y][0] * special.i0(x) + d[y][1] * special.k0(x)


@differential(special.it2i0k0)
def it2i0k0(y, x):
    d[y] = ((special.i0(x) - 1) / x * d[x], -special.k0(x) / x * d[x])
    d[x] = d[y][0] * (special.i0(x) - 1) / x - d[y][1] * special.k0(x) / x


@differential(special.fresnel)
def fresnel(y, x):
    # 7.2.7, 7.2.8
    d[y] = (np.sin(np.pi / 2 * x**2) * d[x], np.cos(np.pi / 2 * x**2) * d[x])
    d[x] = d[y][0] * np.sin(np.pi / 2 * x**2) + d[y][1] * np.cos(np.pi / 2 * x**2)


@differential(special.sici)
def sici(y, x):
    d[y] = (special.spherical_jn(0, x) * d[x], np.cos(x) / x * d[x])
    d[x] = d[y][0] * special.spherical_jn(0, x) + d[y][1] * np.cos(x) / x


@differential(special.shichi)
def shichi(y, x):
    # sinh(x) / x is the mean of exprel(x) and exprel(-x).
    mean = (special.exprel(x) + special.exprel(-x)) / 2
    d[y] = (mean * d[x], np.cosh(x) / x * d[x])
    d[x] = d[y][0] * mean + d[y][1] * np.cosh(x) / x


@differential(special.pbdv)
def pbdv(y, v, x):
    # 12.2.2, D_v being U(-v - 1/2, x)
    curvature = (x**2 / 4 - v - 0.5) * y[0]
    d[y] = (y[1] * d[x], curvature * d[x])
    d[x] = fit(d[y][0] * y[1] + d[y][1] * curvature, x)


@differential(special.pbvv)
def pbvv(y, v, x):
    curvature = (x**2 / 4 - v - 0.5) * y[0]
    d[y] = (y[1] * d[x], curvature * d[x])
    d[x] = fit(d[y][0] * y[1] + d[y][1] * curvature, x)


@differential(special.pbwa)
def pbwa(y, a, x):
    # 12.14.2
    curvature = (a - x**2 / 4) * y[0]
    d[y] = (y[1] * d[x], curvature * d[x])
    d[x] = fit(d[y][0] * y[1] + d[y][1] * curvature, x)


@composite(special.hankel1)
def hankel1(y, v, z):
    return special.jv(v, z) + 1j * special.yv(v, z)


@composite(special.hankel2)
def hankel2(y, v, z):
    return special.jv(v, z) - 1j * special.yv(v, z)


refused(
    "its result is complex; call special.hankel1 or special.hankel2",
    special.hankel1e, special.hankel2e, special.h1vp, special.h2vp,
)  # fmt: skip
