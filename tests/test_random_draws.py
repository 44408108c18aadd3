"""Random draws: once, in order, and differentiated at the noise that was drawn."""

import random

import numpy as np
import pytest

import srcad

RNG = np.random.default_rng(7)


def from_module(mu: float, sigma: float):
    return np.random.normal(mu, sigma) * np.random.laplace(mu, sigma) + np.random.gumbel(mu, sigma) * np.random.logistic(mu, sigma)


def from_generator(mu: float, sigma: float):
    rng = np.random.default_rng(3)
    e = rng.normal(mu, sigma, size=4) + rng.uniform(mu, mu + sigma, 4)
    return np.sum(e * e) + rng.exponential(sigma) * rng.rayleigh(sigma)


def other_shapes(mu: float, sigma: float):
    rng = np.random.default_rng(3)
    return rng.lognormal(mu, sigma) + np.sum(rng.weibull(1 + sigma, 3) * rng.pareto(sigma, 3)) + rng.power(sigma) * rng.gamma(2.0, sigma)


def in_a_loop(mu: float, sigma: float):
    total = 0.0
    for _ in range(3):
        total = total * mu + np.random.normal(mu, sigma) ** 2
    return total


def standard_library(mu: float, sigma: float):
    noise = random.gauss(mu, sigma) * random.uniform(mu, sigma) + random.expovariate(sigma) * random.lognormvariate(mu, sigma)
    return noise + random.weibullvariate(sigma, 1 + mu) * random.paretovariate(sigma) + random.gammavariate(2.0, sigma)


def seeded(function, *args):
    np.random.seed(0)
    random.seed(0)
    return function(*args)


@pytest.mark.parametrize("function", [from_module, from_generator, other_shapes, in_a_loop, standard_library])
def test_the_derivative_is_at_the_noise_that_was_drawn(function):
    mu, sigma, step = 0.3, 0.7, 1e-6
    found = seeded(srcad.grad(function, argnums=(0, 1)), mu, sigma)
    want = [
        (seeded(function, mu + step, sigma) - seeded(function, mu - step, sigma)) / (2 * step),
        (seeded(function, mu, sigma + step) - seeded(function, mu, sigma - step)) / (2 * step),
    ]
    np.testing.assert_allclose(found, want, rtol=1e-6)
    value, tangent = seeded(srcad.jvp, function, (mu, sigma), (0.4, -1.1))
    assert value == seeded(function, mu, sigma)
    np.testing.assert_allclose(tangent, 0.4 * want[0] - 1.1 * want[1], rtol=1e-6)


def broadcast(mu: "float[:]", sigma: float, rng: np.random.Generator):
    e = rng.normal(mu, sigma, size=(4, 3))
    return np.sum(e * e)


def test_parameters_broadcast_to_the_size():
    mu, rng = np.array([0.3, -0.2, 1.1]), np.random.default_rng(5)
    dmu, dsigma = srcad.grad(broadcast, argnums=(0, 1))(mu, 0.5, rng)
    e = np.random.default_rng(5).normal(mu, 0.5, size=(4, 3))
    np.testing.assert_allclose(dmu, 2 * e.sum(axis=0))
    np.testing.assert_allclose(dsigma, np.sum(2 * e * (e - mu) / 0.5))


def from_outside(mu: float):
    return RNG.normal(mu, 2.0) * mu


def test_a_generator_from_outside_goes_on_where_it_stands():
    derivative = srcad.grad(from_outside)
    state = RNG.bit_generator.state
    found = [derivative(0.4), derivative(0.4)]
    RNG.bit_generator.state = state
    np.testing.assert_allclose(found, [RNG.normal(0.4, 2.0) + 0.4, RNG.normal(0.4, 2.0) + 0.4])


def unneeded(mu: float):
    np.random.normal(0.0, 1.0)
    return mu * np.random.random()


def test_a_draw_happens_though_nothing_needs_it():
    np.random.seed(1)
    found = srcad.grad(unneeded)(2.0)
    np.random.seed(1)
    np.random.normal(0.0, 1.0)
    assert found == np.random.random()


def whole_number(mu: float, rng: np.random.Generator):
    return rng.poisson(mu) * 2.0


def picked(x: "float[:]", rng):
    return rng.choice(x)


def shape_parameter(a: float):
    return np.random.gamma(a, 2.0)


def shuffled(x: "float[:]", rng: np.random.Generator):
    y = x * 2
    rng.shuffle(y)
    return np.sum(y)


@pytest.mark.parametrize(
    ("function", "args", "reason"),
    [
        (whole_number, (0.3, RNG), "draw of whole numbers jumps"),
        (picked, (np.ones(3), RNG), "draw the positions"),
        (shape_parameter, (0.3,), "'shape'"),
        (shuffled, (np.ones(3), RNG), "rng.permutation"),
    ],
)
def test_what_is_no_transform_of_noise_is_refused(function, args, reason):
    with pytest.raises(srcad.SrcadError, match=reason):
        srcad.grad(function)(*args)


def indexed(x: "float[:]", rng):
    i = rng.integers(0, 3)
    order = rng.permutation(3)
    return x[i] * x[order[0]]


def test_positions_are_drawn_once():
    x = np.array([2.0, 3.0, 5.0])
    found = srcad.grad(indexed)(x, np.random.default_rng(2))
    rng = np.random.default_rng(2)
    i, j = rng.integers(0, 3), rng.permutation(3)[0]
    want = np.zeros(3)
    want[i] += x[j]
    want[j] += x[i]
    np.testing.assert_array_equal(found, want)
