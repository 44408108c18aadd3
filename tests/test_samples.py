"""Distributions of vectors, at covariances that stay symmetric and shares that add up to 1; definitions as they are written."""

import numpy as np
import pytest

import srcad
from tests.checks import check

stats = pytest.importorskip("scipy.stats")

MEAN = np.array([0.3, -0.4])
COV = np.array([[1.3, 0.4], [0.4, 0.9]])
POINTS = np.array([[0.1, 0.7], [-0.6, 0.2], [1.4, -1.1]])


def log_density(x: "float[:, :]", mean: "float[:]", cov: "float[:, :]"):
    return np.sum(stats.multivariate_normal.logpdf(x, mean, cov))


def density(x: "float[:]", mean: "float[:]", cov: "float[:, :]"):
    return stats.multivariate_normal(mean, cov).pdf(x) ** 2


@pytest.mark.parametrize(("function", "x"), [(log_density, POINTS), (density, POINTS[0])])
def test_a_normal_density_in_its_covariance(function, x):
    step = 1e-6
    dcov = srcad.grad(function, argnums=2)(x, MEAN, COV)
    for direction in ([[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [0.0, 0.0]], [[0.2, -0.7], [-0.7, 0.4]]):
        moved = [function(x, MEAN, COV + sign * step * np.array(direction)) for sign in (1, -1)]
        np.testing.assert_allclose(np.sum(dcov * direction), (moved[0] - moved[1]) / (2 * step), rtol=1e-6)
    assert dcov[0, 1] == 0  # SciPy reads the lower triangle


def line(x: "float[:]", y: "float[:]"):
    found = stats.linregress(x, y)
    slope, intercept, r, _, _ = stats.linregress(y, x)
    return found.slope * found.intercept + slope * r + found.rvalue * intercept


def correlation(x: "float[:]", y: "float[:]"):
    r, _ = stats.pearsonr(x, y)
    return r * stats.pearsonr(x**2, y).statistic


def statistics_of_means(x: "float[:]", y: "float[:]"):
    welch = stats.ttest_ind(x, y, equal_var=False)
    total = stats.ttest_ind(x, y).statistic * stats.ttest_rel(x, y)[0] + welch.statistic
    fit, _ = stats.chisquare(x**2, y**2 + np.sum(x**2 - y**2) / 7)
    return total * stats.ttest_1samp(x, y[0]).statistic + fit * stats.jarque_bera(x).statistic


@pytest.mark.parametrize("f", [line, correlation, statistics_of_means])
def test_of_two_samples(f):
    rng = np.random.default_rng(3)
    check(f, rng.normal(size=7), rng.normal(size=7))


def test_the_probability_of_a_correlation_is_refused():
    with pytest.raises(srcad.SrcadError, match="'pvalue'"):
        srcad.grad(lambda x: stats.pearsonr(x, x**2)[1])(np.arange(4.0))


def shares(x: "float[:]", alpha: "float[:]"):
    return stats.dirichlet.logpdf(x, alpha)


def test_a_dirichlet_density_along_the_simplex():
    x, alpha, step = np.array([0.2, 0.5, 0.3]), np.array([1.4, 2.2, 0.7]), 1e-6
    dx = srcad.grad(shares)(x, alpha)
    along = np.array([1.0, -0.4, -0.6])
    want = (shares(x + step * along, alpha) - shares(x - step * along, alpha)) / (2 * step)
    np.testing.assert_allclose(dx @ along, want, rtol=1e-6)


def standardised(x: "float[:]"):
    return np.sum(stats.zscore(x) ** 3)


def test_the_value_is_what_the_function_gives():
    x = np.array([0.3, 1.4, -0.2, 0.9])
    value, _ = srcad.value_and_grad(standardised)(x)
    assert value == standardised(x)
