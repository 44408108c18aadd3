"""Derivatives of scipy.integrate's rules of quadrature; integrals and equations of functions are refused."""

import numpy as np
from scipy import integrate, optimize

from srcad import runtime
from srcad.rules.recipe import (
    along, constant, d, differential, ends, fit, head, is_single, length, linear, raised, rank, refused,
    reshaped, start, tail, total,
)  # fmt: skip


@differential(integrate.cumulative_trapezoid)
def cumulative_trapezoid(integral, y, x=None, dx=1.0, axis=-1, initial=None):
    # As np.trapezoid, whose steps are added up one after the other: backwards in the adjoint.
    heights = (tail(y, axis) + head(y, axis)) / 2
    steps = d[integral] if initial is None else tail(d[integral], axis)
    later = np.flip(np.cumsum(np.flip(steps, axis), axis=axis), axis)
    if x is None:
        moved = dx * (tail(d[y], axis) + head(d[y], axis)) / 2 + heights * d[dx]
        d[y] = ends(dx * later / 2, y, axis, 1)
        d[dx] = total(later * heights, later)
    elif rank(x) == 1:
        widths = along(x[1:] - x[:-1], y, axis)
        moved = widths * (tail(d[y], axis) + head(d[y], axis)) / 2 + heights * along(tail(d[x], 0) - head(d[x], 0), y, axis)
        d[y] = ends(later * widths / 2, y, axis, 1)
        d[x] = ends(reshaped(fit(later * heights, widths), x[1:]), x, 0, -1)
    else:
        widths = tail(x, axis) - head(x, axis)
        moved = widths * (tail(d[y], axis) + head(d[y], axis)) / 2 + heights * (tail(d[x], axis) - head(d[x], axis))
        d[y] = ends(later * widths / 2, y, axis, 1)
        d[x] = ends(later * heights, x, axis, -1)
    sums = np.cumsum(moved, axis=axis)
    d[integral] = sums if initial is None else np.concatenate((np.zeros_like(start(y, axis)), sums), axis=axis)


@differential(integrate.simpson)
def simpson(integral, y, x=None, *, dx=1.0, axis=-1):
    if x is not None and rank(x) != 1:
        raise ValueError("at points that are no vector")
    if x is None:
        whole = integrate.simpson(y, axis=axis)
        weights = dx * runtime.simpson_weights(np.arange(length(y, axis)))
        d[integral] = dx * integrate.simpson(d[y], axis=axis) + whole * d[dx]
        d[dx] = total(d[integral] * whole, integral)
    else:
        weights = runtime.simpson_weights(x)
        d[integral] = integrate.simpson(d[y], x=x, axis=axis)
    placed = along(weights, y, axis)
    if is_single(y):
        d[y] = np.astype(raised(d[integral], y, axis) * placed, y.dtype)
    else:
        d[y] = raised(d[integral], y, axis) * placed


@linear(integrate.romb)
def romb(integral, y, dx=1.0, axis=-1, show=False):
    # A sum with weights, those of unit vectors.
    weights = integrate.romb(np.eye(length(y, axis)), dx, 0)
    d[y] = raised(d[integral], y, axis) * along(weights, y, axis)


@linear(integrate.cumulative_simpson)
def cumulative_simpson(integral, y, *, x=None, dx=1.0, axis=-1, initial=None):
    if rank(y) != 1 and axis != -1:
        raise ValueError("along an axis other than the last; move it there with np.moveaxis")
    if x is not None and rank(x) != 1:
        raise ValueError("at points that are no vector")
    # The integrals of unit vectors, row by row.
    if x is None:
        d[y] = d[integral] @ integrate.cumulative_simpson(np.eye(length(y, -1)), dx=dx, initial=initial).T
    else:
        d[y] = d[integral] @ integrate.cumulative_simpson(np.eye(length(y, -1)), x=x, initial=initial).T


refused(
    "it calls a function at points that it chooses; write the sum of the values at fixed nodes times weights, "
    "as those of np.polynomial.legendre.leggauss(n)",
    integrate.quad, integrate.quad_vec, integrate.dblquad, integrate.tplquad, integrate.nquad, integrate.fixed_quad,
    integrate.cubature, integrate.tanhsinh, integrate.qmc_quad, integrate.nsum,
)  # fmt: skip
refused(
    "it calls a function at times that it chooses; write the steps of the method as a loop",
    integrate.solve_ivp, integrate.odeint, integrate.solve_bvp, integrate.ode, integrate.complex_ode, integrate.BDF,
    integrate.DOP853, integrate.LSODA, integrate.OdeSolver, integrate.OdeSolution, integrate.DenseOutput, integrate.RK23,
    integrate.RK45, integrate.Radau,
)  # fmt: skip
refused(
    "it calls a function at points that it chooses; differentiate the condition that the solution satisfies, or write "
    "the steps of the method as a loop",
    optimize.root, optimize.root_scalar, optimize.brentq, optimize.newton, optimize.fsolve, optimize.bisect,
    optimize.fixed_point, optimize.minimize, optimize.minimize_scalar, optimize.least_squares, optimize.curve_fit,
    optimize.linprog, optimize.nnls, optimize.differential_evolution, optimize.basinhopping, optimize.fmin, optimize.fmin_bfgs,
)  # fmt: skip
constant(integrate.newton_cotes, integrate.lebedev_rule, runtime.simpson_weights)
