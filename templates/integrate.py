"""Derivatives of scipy.integrate's rules of quadrature; integrals and equations of functions are refused."""

import numpy as np
from scipy import integrate, optimize

from srcad import runtime
from srcad.rules.recipe import constant, d, definition, is_single, linear, rank, refused, spread


@definition(integrate.trapezoid)
def trapezoid(integral, y, x=None, dx=1.0, axis=-1):
    if axis == -1 or rank(y) == 1:
        middle = y[..., 1:] + y[..., :-1]
        steps = dx if x is None else x[..., 1:] - x[..., :-1]
        return np.sum(steps * middle, axis=-1) / 2
    if axis == 0 and x is None:
        return np.sum(dx * (y[1:] + y[:-1]), axis=0) / 2
    raise ValueError("along an axis other than the last; move it there with np.moveaxis")


@definition(integrate.cumulative_trapezoid)
def cumulative_trapezoid(integral, y, x=None, dx=1.0, axis=-1, initial=None):
    if axis == -1 or rank(y) == 1:
        middle = y[..., 1:] + y[..., :-1]
        steps = dx if x is None else x[..., 1:] - x[..., :-1]
        sums = np.cumsum(steps * middle / 2, axis=-1)
        if initial is None:
            return sums
        return np.concatenate((np.zeros_like(y[..., :1]), sums), axis=-1)
    raise ValueError("along an axis other than the last; move it there with np.moveaxis")


@linear(integrate.simpson)
def simpson(integral, y, x=None, *, dx=1.0, axis=-1):
    if axis != -1 and rank(y) != 1:
        raise ValueError("along an axis other than the last; move it there with np.moveaxis")
    if x is None:
        weights = runtime.simpson_weights(dx * np.arange(y.shape[-1]))
    elif rank(x) == 1:
        weights = runtime.simpson_weights(x)
    else:
        raise ValueError("at points that are no vector")
    if is_single(y):
        d[y] = np.astype(spread(d[integral], y, -1) * weights, y.dtype)
    else:
        d[y] = spread(d[integral], y, -1) * weights


refused(
    "write the sums, with np.cumsum, or integrate.cumulative_trapezoid",
    integrate.cumulative_simpson,
)  # fmt: skip
refused(
    "write integrate.simpson",
    integrate.romb,
)  # fmt: skip
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
