"""Derivatives of functions of matrices.

They are differentiated by way of a matrix of blocks: f([[a, e], [0, a]]) has the derivative of f at a along e in its corner
(N. Higham, Functions of Matrices, 2008, 3.2).
"""

import numpy as np
import scipy

from srcad.rules.recipe import composite, corner, d, definition, differential, rank, refused, swapped, triangular


@differential(scipy.linalg.expm)
def expm(y, A):
    if rank(A) == 2:
        d[y] = scipy.linalg.expm_frechet(A, d[A], compute_expm=False)
        d[A] = scipy.linalg.expm_frechet(A.T, d[y], compute_expm=False)
    else:
        d[y] = corner(scipy.linalg.expm(triangular(A, d[A])), A)
        d[A] = corner(scipy.linalg.expm(triangular(swapped(A), d[y])), A)


@definition(scipy.linalg.expm_frechet, outputs="exponential derivative", alone=True)
def expm_frechet(y, A, E, *, compute_expm=True, check_finite=True):
    if compute_expm:
        return scipy.linalg.expm(A), corner(scipy.linalg.expm(triangular(A, E)), A)
    return corner(scipy.linalg.expm(triangular(A, E)), A)


@differential(scipy.linalg.sqrtm)
def sqrtm(y, A):
    # y y = A  =>  dy y + y dy = dA
    d[y] = scipy.linalg.solve_sylvester(y, y, d[A])
    d[A] = scipy.linalg.solve_sylvester(y.T, y.T, d[y])


@differential(scipy.linalg.logm)
def logm(y, A):
    d[y] = corner(scipy.linalg.logm(triangular(A, d[A])), A)
    d[A] = corner(scipy.linalg.logm(triangular(A.T, d[y])), A)


@differential(scipy.linalg.sinm)
def sinm(y, A):
    d[y] = corner(scipy.linalg.sinm(triangular(A, d[A])), A)
    d[A] = corner(scipy.linalg.sinm(triangular(A.T, d[y])), A)


@differential(scipy.linalg.cosm)
def cosm(y, A):
    d[y] = corner(scipy.linalg.cosm(triangular(A, d[A])), A)
    d[A] = corner(scipy.linalg.cosm(triangular(A.T, d[y])), A)


@differential(scipy.linalg.fractional_matrix_power)
def fractional_matrix_power(y, A, t):
    # y is exp(t log(A)), in t too.
    d[y] = corner(scipy.linalg.fractional_matrix_power(triangular(A, d[A]), t), A) + d[t] * (scipy.linalg.logm(A) @ y)
    d[A] = corner(scipy.linalg.fractional_matrix_power(triangular(A.T, d[y]), t), A)
    d[t] = np.sum(d[y] * (scipy.linalg.logm(A) @ y))


@composite(scipy.linalg.tanm)
def tanm(y, A):
    return np.linalg.solve(scipy.linalg.cosm(A), scipy.linalg.sinm(A))


@composite(scipy.linalg.sinhm)
def sinhm(y, A):
    return (scipy.linalg.expm(A) - scipy.linalg.expm(-A)) / 2


@composite(scipy.linalg.coshm)
def coshm(y, A):
    return (scipy.linalg.expm(A) + scipy.linalg.expm(-A)) / 2


@composite(scipy.linalg.tanhm)
def tanhm(y, A):
    return np.linalg.solve(scipy.linalg.expm(A) + scipy.linalg.expm(-A), scipy.linalg.expm(A) - scipy.linalg.expm(-A))


refused("the function that it applies isn't followed; write it with expm, logm or eigh", scipy.linalg.funm)
refused("write it with eigh", scipy.linalg.signm)
refused("write it with np.linalg.norm", scipy.linalg.expm_cond)
