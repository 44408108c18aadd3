"""Each method of each distribution that has a rule: against central differences, reverse against forward, outside the support."""

import numpy as np
import pytest

import srcad
from srcad.rules import registry
from srcad.rules.distribution import MOMENTS, Derived, Distribution
from tests import rule_harness
from tests.rule_harness import Example

stats = pytest.importorskip("scipy.stats")
special = pytest.importorskip("scipy.special")

LINE = np.array([[-1.3, 0.4, 1.7], [0.6, -0.8, 2.2]])
HALF = np.array([[0.3, 0.9, 1.7], [0.6, 1.4, 2.2]])
UNIT = np.array([[0.3, 0.8, 0.5], [0.6, 0.15, 0.9]])
P = np.array([[0.3, 0.8, 0.5], [0.6, 0.15, 0.9]])
K = np.array([[0, 1, 3], [2, 1, 4]])

# Where each is tried, and its shapes.
CONTINUOUS = {
    **dict.fromkeys("norm laplace logistic hypsecant cauchy gumbel_r gumbel_l moyal".split(), (LINE, ())),
    **dict.fromkeys("expon halfnorm halfcauchy halflogistic wald levy rayleigh maxwell".split(), (HALF, ())),
    **dict.fromkeys("uniform arcsine semicircular".split(), (UNIT, ())),
    "t": (LINE, (3.4,)),
    "skewnorm": (LINE, (np.array([1.4, -0.7, 2.0]),)),
    "vonmises": (LINE, (1.3,)),
    "gennorm": (LINE, (1.4,)),
    "loggamma": (LINE, (1.4,)),
    "johnsonsu": (LINE, (0.4, 1.3)),
    "gamma": (HALF, (np.array([1.4, 2.7, 0.6]),)),
    "erlang": (HALF, (2.0,)),
    "chi2": (HALF, (3.4,)),
    "chi": (HALF, (3.4,)),
    "f": (HALF, (3.4, 2.6)),
    "lognorm": (HALF, (np.array([1.4, 0.7, 0.6]),)),
    "weibull_min": (HALF, (1.7,)),
    "weibull_max": (-HALF, (1.7,)),
    "pareto": (HALF + 1, (1.7,)),
    "lomax": (HALF, (1.7,)),
    "genpareto": (HALF, (0.3,)),
    "genextreme": (HALF, (0.3,)),
    "invgamma": (HALF, (1.7,)),
    "invgauss": (HALF, (1.7,)),
    "rice": (HALF, (0.7,)),
    "nakagami": (HALF, (1.7,)),
    "fisk": (HALF, (1.7,)),
    "betaprime": (HALF, (1.7, 2.3)),
    "beta": (UNIT, (1.7, 2.3)),
    "powerlaw": (UNIT, (1.7,)),
    "truncnorm": (UNIT, (-0.3, 1.2)),
    "truncexpon": (UNIT, (1.2,)),
    **dict.fromkeys(("cosine", "gibrat"), (UNIT, ())),
    "anglit": (UNIT - 0.4, ()),
    **dict.fromkeys("genlogistic powernorm laplace_asymmetric exponnorm".split(), (LINE, (1.7,))),
    **dict.fromkeys("invweibull gompertz foldnorm loglaplace halfgennorm".split(), (HALF, (2.3,))),
    "gengamma": (HALF, (1.4, 1.8)),
    "exponweib": (HALF, (1.4, 1.8)),
    "ncx2": (HALF, (3.4, 0.7)),
    **dict.fromkeys(("loguniform", "reciprocal"), (HALF, (0.2, 4.3))),
    **dict.fromkeys(("triang", "bradford"), (UNIT, (0.4,))),
    "johnsonsb": (UNIT, (0.4, 1.3)),
}
DISCRETE = {
    "poisson": (K, (1.7,)),
    "bernoulli": (np.array([0, 1]), (0.4,)),
    "binom": (K, (5, np.array([0.4, 0.7, 0.2]))),
    "geom": (K + 1, (0.4,)),
    "nbinom": (K, (3.4, 0.4)),
    "betabinom": (K, (5, 1.3, 2.1)),
    "logser": (K + 1, (0.4,)),
    "planck": (K, (0.8,)),
}
RULES = [name for name in registry.names() if registry.text(name) and isinstance(registry.find(name), (Derived, Distribution))]
RULES = [name for name in RULES if not name.endswith(".rvs")]


def test_every_distribution_is_tried():
    assert {name.split(".")[2] for name in RULES} == {*CONTINUOUS, *DISCRETE}


def is_discrete(op):
    return op.split(".")[2] in DISCRETE


@pytest.mark.parametrize("op", [name for name in RULES if not is_discrete(name)])
def test_continuous(op):
    _, _, name, method = op.split(".")
    at, shapes = CONTINUOUS[name]
    scale = np.array([0.8, 1.3, 0.6])
    if method in ("ppf", "isf"):
        check(op, (P, *shapes), {"loc": 0.3, "scale": scale})
        return
    if method == "interval":
        return
    if method in MOMENTS:
        if np.all(np.isfinite(rule_harness.function(op)(*shapes))):
            check(op, shapes, {"loc": 0.3, "scale": scale} if method in ("mean", "median") else {"scale": scale})
        return
    if method == "logpdf":
        check(op, (at, *shapes), {})
    check(op, (0.3 + scale * at, *shapes), {"loc": 0.3, "scale": scale})


@pytest.mark.parametrize("op", [name for name in RULES if is_discrete(name)])
def test_discrete(op):
    _, _, name, method = op.split(".")
    at, shapes = DISCRETE[name]
    if method not in ("ppf", "isf"):
        check(op, shapes if method in MOMENTS else (at, *shapes), {})


def check(op, args, kwargs):
    """Hold the derivatives in all arguments that have one against differences, and reverse against forward mode."""
    example, rng = Example(op, args, kwargs), np.random.default_rng(0)
    active = [k for k in example.active() if not is_refused(example, k)]
    if not active:
        return
    for wanted in (active, active[-1:]) if example.op.endswith("pdf") else (active,):
        tangents = {k: rule_harness.random_like(example.given[k], rng) for k in wanted}
        dy = example.tangent(tangents)
        np.testing.assert_allclose(dy, example.difference(tangents), rtol=2e-5, atol=1e-6)
        seed = rule_harness.random_like(example.y, rng)
        adjoints = example.adjoints(seed, wanted)
        assert {k: np.shape(adjoint) for k, adjoint in adjoints.items()} == {k: np.shape(example.given[k]) for k in wanted}
        total = sum(rule_harness.inner(adjoints[k], tangents[k]) for k in adjoints)
        np.testing.assert_allclose(total, rule_harness.inner(seed, dy), rtol=1e-9, atol=1e-10)


def tails(a: float, b: float, x: float):
    return special.gammainc(a, x) * special.betainc(b, a, x) + stats.gamma.cdf(x, a) - stats.t.sf(x, b) + special.betaincinv(a, b, x)


def test_probabilities_in_their_parameters_and_again_in_their_bounds():
    at, step = (1.4, 2.3, 0.6), 1e-5
    gradient = srcad.grad(tails, argnums=(0, 1, 2))
    for k in range(3):
        up, down = ([v + sign * step * (i == k) for i, v in enumerate(at)] for sign in (1, -1))
        np.testing.assert_allclose(gradient(*at)[k], (tails(*up) - tails(*down)) / (2 * step), rtol=1e-7)
    mixed = (np.array(gradient(1.4, 2.3, 0.6 + step)) - gradient(1.4, 2.3, 0.6 - step)) / (2 * step)
    np.testing.assert_allclose(srcad.tangent(gradient, argnums=2)(1.4, 2.3, 0.6, 1.0)[1], mixed, rtol=1e-7)


def is_refused(example, index):
    try:
        example.adjoints(np.ones_like(example.y), [index])
    except srcad.SrcadError as error:
        assert example.rule.param(index) in str(error)
        return True
    return False


@pytest.mark.parametrize(
    ("name", "outside"),
    [("gamma", -0.5), ("expon", -0.5), ("beta", 1.5), ("uniform", 2.0), ("lognorm", -1.0), ("pareto", 0.5), ("truncnorm", 3.0)],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_outside_the_support_the_derivative_is_zero(name, outside):
    _, shapes = CONTINUOUS[name]
    shapes = tuple(float(np.ravel(shape)[0]) for shape in shapes)
    for method in ("pdf", "logpdf", "cdf", "sf"):
        example = Example(f"scipy.stats.{name}.{method}", (np.array([outside, outside + 5.0 if outside > 1 else 0.45]), *shapes), {"loc": 0.0, "scale": 1.3})
        wanted = [k for k in example.active() if not is_refused(example, k)]
        for adjoint in example.adjoints(np.array([1.0, 0.0]), wanted).values():
            np.testing.assert_array_equal(adjoint, 0.0)


def frozen(x: "float[:]", mu: float, sigma: float):
    d = stats.norm(mu, scale=sigma)
    total = 0.0
    for xi in x:
        total += d.logpdf(xi)
    return total + d.cdf(x[0])


def width(x: float, sigma: float, shape: float):
    low, high = stats.norm.interval(x, scale=sigma)
    return (high - low) * stats.gamma(shape, scale=sigma).interval(0.9)[1]


def test_an_interval_is_two_quantiles():
    at, step = (0.8, 0.7, 1.4), 1e-6
    found = srcad.grad(width, argnums=(0, 1, 2))(*at)
    for k in range(3):
        up, down = ([v + sign * step * (i == k) for i, v in enumerate(at)] for sign in (1, -1))
        np.testing.assert_allclose(found[k], (width(*up) - width(*down)) / (2 * step), rtol=1e-7)


def poisson_loss(rate: float, counts: "int[:]"):
    return -np.sum(stats.poisson(rate).logpmf(counts))


def test_a_frozen_distribution_is_the_function_of_its_parameters():
    dx, dmu, dsigma = srcad.grad(frozen, argnums=(0, 1, 2))(np.array([0.3, -0.4]), 0.2, 0.7)
    step = 1e-6
    x = np.array([0.3, -0.4])
    assert abs(dmu - (frozen(x, 0.2 + step, 0.7) - frozen(x, 0.2 - step, 0.7)) / (2 * step)) < 1e-7
    assert abs(dsigma - (frozen(x, 0.2, 0.7 + step) - frozen(x, 0.2, 0.7 - step)) / (2 * step)) < 1e-7
    assert dx.shape == (2,)
    assert "stats.norm.pdf(x[0], mu, scale=sigma)" in srcad.grad(frozen, argnums=(0, 1, 2)).source


def test_counts_have_no_derivative_and_need_none():
    counts = np.array([2, 0, 3])
    assert abs(srcad.grad(poisson_loss)(1.5, counts) - (3 - 5 / 1.5)) < 1e-12


def branches(x: float, mu: float):
    if x > 0:
        d = stats.norm(mu)
    else:
        d = stats.norm(mu, 2.0)
    return d.pdf(x)


def test_which_distribution_must_be_known():
    with pytest.raises(srcad.SrcadError, match="differs between the paths"):
        srcad.grad(branches)(0.3, 0.2)


def draws(mu: float, sigma: float):
    noise = stats.norm.rvs(mu, sigma, size=3, random_state=5)
    return np.sum(noise**2) + stats.lognorm(sigma, scale=mu).rvs(random_state=7)


def test_a_draw_is_the_quantile_of_what_was_drawn():
    found, step = srcad.grad(draws, argnums=(0, 1))(0.4, 0.8), 1e-6
    np.testing.assert_allclose(found[0], (draws(0.4 + step, 0.8) - draws(0.4 - step, 0.8)) / (2 * step), rtol=1e-6)
    np.testing.assert_allclose(found[1], (draws(0.4, 0.8 + step) - draws(0.4, 0.8 - step)) / (2 * step), rtol=1e-6)


def whole_draw(rate: float):
    return stats.poisson.rvs(rate) * 2.0


def test_a_draw_of_whole_numbers_is_refused():
    with pytest.raises(srcad.SrcadError, match="jumps"):
        srcad.grad(whole_draw)(2.0)
