"""Derivatives of the parts of complex numbers, and of what makes complex numbers.

Adjoints belong to the real inner product Re(sum(conj(u) * v)); recipes with `complex=True` are written for it as they stand.
"""

import builtins
import cmath

import numpy as np

from srcad.rules.recipe import conj, constant, d, differential, elementwise, has_dtype, is_complex, linear


@linear(np.real, complex=True, broadcasts=True)
def real(y, val):
    if not has_dtype(val):
        raise ValueError("whether its argument is complex isn't known before the run; give the arguments' types")
    d[val] = d[y]


@elementwise(np.imag, complex=True)
def imag(y, val):
    if not has_dtype(val):
        raise ValueError("whether its argument is complex isn't known before the run; give the arguments' types")
    if is_complex(val):
        return 1j
    return 0


@linear(np.conj, np.conjugate, np.ndarray.conj, np.ndarray.conjugate, complex=True, broadcasts=True)
def conjugate(y, x):
    if not has_dtype(x):
        raise ValueError("whether its argument is complex isn't known before the run; give the arguments' types")
    d[x] = conj(d[y])


@elementwise(cmath.phase, complex=True)
def phase(y, z):
    if is_complex(z):
        return 1j * z / (z.real**2 + z.imag**2 + (z == 0))
    return 0


@elementwise(np.angle, complex=True)
def angle(y, z, deg=False):
    if not has_dtype(z):
        raise ValueError("whether its argument is complex isn't known before the run; give the arguments' types")
    # d arg(z) = Im(conj(z) dz) / |z|**2; at 0 it is taken to be 0.
    if is_complex(z) and deg:
        return 180 / np.pi * 1j * z / (z.real**2 + z.imag**2 + (z == 0)), None
    if is_complex(z):
        return 1j * z / (z.real**2 + z.imag**2 + (z == 0)), None
    return 0, None


@linear(builtins.complex, complex=True)
def number(y, real, imag=0.0):
    if is_complex(real) or is_complex(imag):
        raise ValueError("complex() of complex numbers; add them")
    d[real] = np.real(d[y])
    d[imag] = np.imag(d[y])


@differential(cmath.rect, complex=True)
def rect(y, r, phi):
    # y = r exp(i phi)
    d[y] = cmath.rect(1.0, phi) * d[r] + 1j * y * d[phi]
    d[r] = d[y] * cmath.rect(1.0, -phi)
    d[phi] = d[y] * np.conj(1j * y)


constant(cmath.isnan, cmath.isinf, cmath.isfinite, cmath.isclose)
