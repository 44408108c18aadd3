"""Derivatives of scipy.stats's statistics of samples, by their definitions, and of distributions of vectors."""

import builtins
import math

import numpy as np
from scipy import special, stats

from srcad.rules.recipe import composite, constant, count, d, definition, differential, is_number, length, lower_half, rank, refused


@definition(stats.gmean)
def gmean(y, a, axis=0, dtype=None, weights=None):
    if weights is not None:
        return np.exp(np.average(np.log(a), axis, weights))
    return np.exp(np.sum(np.log(a), axis=axis) / count(a, axis))


@definition(stats.hmean)
def hmean(y, a, axis=0, dtype=None, *, weights=None):
    if weights is not None:
        return 1 / np.average(1 / a, axis, weights)
    return count(a, axis) / np.sum(1 / a, axis=axis)


@definition(stats.pmean)
def pmean(y, a, p, *, axis=0, weights=None):
    if weights is not None:
        return np.average(a**p, axis, weights) ** (1 / p)
    return np.mean(a**p, axis=axis) ** (1 / p)


@definition(stats.sem)
def sem(y, a, axis=0, ddof=1):
    return np.std(a, axis=axis, ddof=ddof) / count(a, axis) ** 0.5


@definition(stats.variation)
def variation(y, a, axis=0, nan_policy="propagate", ddof=0, *, keepdims=False):
    return np.std(a, axis=axis, ddof=ddof, keepdims=keepdims) / np.mean(a, axis=axis, keepdims=keepdims)


@definition(stats.zscore)
def zscore(y, a, axis=0, ddof=0):
    return (a - np.mean(a, axis=axis, keepdims=True)) / np.std(a, axis=axis, ddof=ddof, keepdims=True)


@definition(stats.zmap)
def zmap(y, scores, compare, axis=0, ddof=0):
    return (scores - np.mean(compare, axis=axis, keepdims=True)) / np.std(compare, axis=axis, ddof=ddof, keepdims=True)


@definition(stats.gzscore)
def gzscore(y, a, *, axis=0, ddof=0):
    growth = np.log(a)
    return (growth - np.mean(growth, axis=axis, keepdims=True)) / np.std(growth, axis=axis, ddof=ddof, keepdims=True)


@definition(stats.skew)
def skew(y, a, axis=0, bias=True):
    centred = a - np.mean(a, axis=axis, keepdims=True)
    plain = np.mean(centred**3, axis=axis) / np.mean(centred**2, axis=axis) ** 1.5
    if bias:
        return plain
    n = count(a, axis)
    return plain * (n * (n - 1)) ** 0.5 / (n - 2)


@definition(stats.kurtosis)
def kurtosis(y, a, axis=0, fisher=True, bias=True):
    centred = a - np.mean(a, axis=axis, keepdims=True)
    plain = np.mean(centred**4, axis=axis) / np.mean(centred**2, axis=axis) ** 2
    if not bias:
        n = count(a, axis)
        plain = ((n**2 - 1) * plain - 3 * (n - 1) ** 2) / ((n - 2) * (n - 3)) + 3
    return plain - 3 if fisher else plain


@definition(stats.moment)
def moment(y, a, order=1, axis=0, nan_policy="propagate", *, center=None):
    if not is_number(order):
        raise ValueError("of several orders; call it for each")
    if center is None:
        return np.mean((a - np.mean(a, axis=axis, keepdims=True)) ** order, axis=axis)
    return np.mean((a - center) ** order, axis=axis)


@definition(stats.entropy)
def entropy(y, pk, qk=None, base=None, axis=0):
    share = pk / np.sum(pk, axis=axis, keepdims=True)
    if qk is None:
        nats = np.sum(special.entr(share), axis=axis)
    else:
        nats = np.sum(special.rel_entr(share, qk / np.sum(qk, axis=axis, keepdims=True)), axis=axis)
    return nats if base is None else nats / np.log(base)


@definition(stats.tmean)
def tmean(y, a, limits=None, inclusive=(True, True), axis=None):
    if limits is not None:
        raise ValueError("with limits; write it with np.mean(a, where=...)")
    return np.mean(a, axis=axis)


@definition(stats.tvar)
def tvar(y, a, limits=None, inclusive=(True, True), axis=0, ddof=1):
    if limits is not None:
        raise ValueError("with limits; write it with np.var(a, where=...)")
    return np.var(a, axis=axis, ddof=ddof)


@definition(stats.tstd)
def tstd(y, a, limits=None, inclusive=(True, True), axis=0, ddof=1):
    if limits is not None:
        raise ValueError("with limits; write it with np.std(a, where=...)")
    return np.std(a, axis=axis, ddof=ddof)


@definition(stats.tsem)
def tsem(y, a, limits=None, inclusive=(True, True), axis=0, ddof=1):
    if limits is not None:
        raise ValueError("with limits; write it with np.std(a, where=...)")
    return np.std(a, axis=axis, ddof=ddof) / count(a, axis) ** 0.5


@definition(stats.trim_mean)
def trim_mean(y, a, proportiontocut, axis=0):
    if axis is None or (axis != 0 and rank(a) != 1):
        raise ValueError("along an axis other than the first; move it there with np.moveaxis")
    cut = builtins.int(proportiontocut * length(a, 0))
    return np.mean(np.sort(a, axis=0)[cut : length(a, 0) - cut], axis=0)


@definition(stats.iqr, refuses="rng scale nan_policy interpolation")
def iqr(y, x, axis=None, rng=(25, 75), scale=1.0, nan_policy="propagate", interpolation="linear", keepdims=False):
    return np.percentile(x, 75, axis=axis, keepdims=keepdims) - np.percentile(x, 25, axis=axis, keepdims=keepdims)


@definition(stats.median_abs_deviation, refuses="center nan_policy")
def median_abs_deviation(y, x, axis=0, center=None, scale=1.0, nan_policy="propagate"):
    if scale == "normal":
        return np.median(np.abs(x - np.median(x, axis=axis, keepdims=True)), axis=axis) / special.ndtri(0.75)
    return np.median(np.abs(x - np.median(x, axis=axis, keepdims=True)), axis=axis) / scale


@definition(stats.kstat, refuses="n")
def kstat(y, data, n=2, *, axis=None):
    return np.var(data, axis=axis, ddof=1)


@definition(stats.circmean, refuses="nan_policy")
def circmean(y, samples, high=6.283185307179586, low=0, axis=None, nan_policy="propagate"):
    angles = (samples - low) * (2 * math.pi / (high - low))
    turned = np.arctan2(np.mean(np.sin(angles), axis=axis), np.mean(np.cos(angles), axis=axis))
    return np.mod(turned, 2 * math.pi) * ((high - low) / (2 * math.pi)) + low


@definition(stats.circvar, refuses="nan_policy")
def circvar(y, samples, high=6.283185307179586, low=0, axis=None, nan_policy="propagate"):
    angles = (samples - low) * (2 * math.pi / (high - low))
    return 1 - np.hypot(np.mean(np.sin(angles), axis=axis), np.mean(np.cos(angles), axis=axis))


@definition(stats.circstd, refuses="nan_policy")
def circstd(y, samples, high=6.283185307179586, low=0, axis=None, nan_policy="propagate", *, normalize=False):
    angles = (samples - low) * (2 * math.pi / (high - low))
    spread = np.sqrt(-2 * np.log(np.hypot(np.mean(np.sin(angles), axis=axis), np.mean(np.cos(angles), axis=axis))))
    return spread if normalize else spread * ((high - low) / (2 * math.pi))


@definition(stats.boxcox, refuses="alpha optimizer")
def boxcox(y, x, lmbda=None, alpha=None, optimizer=None):
    if lmbda is None:
        raise ValueError("with a lmbda that it fits; pass it")
    return special.boxcox(x, lmbda)


@definition(stats.boxcox_llf)
def boxcox_llf(y, lmb, data):
    if rank(data) != 1:
        raise ValueError("of several samples; call it for each")
    return (lmb - 1) * np.sum(np.log(data)) - data.size / 2 * np.log(np.var(special.boxcox(data, lmb)))


@definition(stats.yeojohnson)
def yeojohnson(y, x, lmbda=None):
    if lmbda is None:
        raise ValueError("with a lmbda that it fits; pass it")
    return np.where(x >= 0, special.boxcox1p(np.abs(x), lmbda), -special.boxcox1p(np.abs(x), 2 - lmbda))


# -- of two samples, whose results are tuples with names ------------------------------------------------------------


@definition(stats.ttest_1samp, outputs="statistic pvalue", refuses="nan_policy alternative")
def ttest_1samp(result, a, popmean, axis=0, nan_policy="propagate", alternative="two-sided"):
    return (np.mean(a, axis=axis) - popmean) * count(a, axis) ** 0.5 / np.std(a, axis=axis, ddof=1)


@definition(stats.ttest_rel, outputs="statistic pvalue", refuses="nan_policy alternative")
def ttest_rel(result, a, b, axis=0, nan_policy="propagate", alternative="two-sided"):
    return np.mean(a - b, axis=axis) * count(a, axis) ** 0.5 / np.std(a - b, axis=axis, ddof=1)


@definition(stats.ttest_ind, outputs="statistic pvalue")
def ttest_ind(result, a, b, *, axis=0, equal_var=True):
    n, m = count(a, axis), count(b, axis)
    moved = np.mean(a, axis=axis) - np.mean(b, axis=axis)
    if not equal_var:
        return moved / np.sqrt(np.var(a, axis=axis, ddof=1) / n + np.var(b, axis=axis, ddof=1) / m)
    pooled = (n * np.var(a, axis=axis) + m * np.var(b, axis=axis)) / (n + m - 2)
    return moved / np.sqrt(pooled * (1 / n + 1 / m))


@definition(stats.chisquare, outputs="statistic pvalue")
def chisquare(result, f_obs, f_exp=None, ddof=0, axis=0):
    if f_exp is None:
        f_exp = np.mean(f_obs, axis=axis, keepdims=True)
    return np.sum((f_obs - f_exp) ** 2 / f_exp, axis=axis)


@definition(stats.jarque_bera, outputs="statistic pvalue")
def jarque_bera(result, x, *, axis=None):
    if axis is not None:
        return count(x, axis) / 6 * (stats.skew(x, axis) ** 2 + stats.kurtosis(x, axis) ** 2 / 4)
    return count(x, None) / 6 * (stats.skew(x, None) ** 2 + stats.kurtosis(x, None) ** 2 / 4)


@differential(stats.linregress, outputs="slope intercept rvalue pvalue stderr")
def linregress(result, x, y):
    xc, yc = x - np.mean(x), y - np.mean(y)
    spread_x, spread_y = xc @ xc, yc @ yc
    turn_x, turn_y = yc / np.sqrt(spread_x * spread_y) - rvalue / spread_x * xc, xc / np.sqrt(spread_x * spread_y) - rvalue / spread_y * yc
    moved = (xc @ d[y] + (yc - 2 * slope * xc) @ d[x]) / spread_x
    d[slope] = moved
    d[intercept] = np.mean(d[y]) - slope * np.mean(d[x]) - np.mean(x) * moved
    d[rvalue] = turn_x @ d[x] + turn_y @ d[y]
    total_slope = d[slope] - np.mean(x) * d[intercept]
    d[x] = total_slope / spread_x * (yc - 2 * slope * xc) - slope * d[intercept] / x.size + d[rvalue] * turn_x
    d[y] = total_slope / spread_x * xc + d[intercept] / y.size + d[rvalue] * turn_y


@differential(stats.pearsonr, outputs="statistic pvalue")
def pearsonr(result, x, y):
    if rank(x) != 1 or rank(y) != 1:
        raise ValueError("of samples that are no vectors")
    xc, yc = x - np.mean(x), y - np.mean(y)
    lengths = np.sqrt(xc @ xc) * np.sqrt(yc @ yc)
    turn_x, turn_y = yc / lengths - statistic / (xc @ xc) * xc, xc / lengths - statistic / (yc @ yc) * yc
    d[statistic] = turn_x @ d[x] + turn_y @ d[y]
    d[x] = d[statistic] * turn_x
    d[y] = d[statistic] * turn_y


# -- distributions of vectors -------------------------------------------------------------------------------------


@differential(stats.multivariate_normal.logpdf)
def multivariate_normal_logpdf(y, x, mean=None, cov=1, allow_singular=False):
    # Petersen and Pedersen, The Matrix Cookbook, 8.1.1 and 8.2.1
    if mean is not None and rank(mean) > 1 or rank(cov) > 2:
        raise ValueError("with a mean that is no vector or a covariance that is no matrix")
    if rank(cov) != 2:
        # Of independent components; of numbers, where neither says that there are several.
        moved = x if mean is None else x - mean
        terms = moved**2 / cov + np.log(cov) + math.log(2 * math.pi)
        if rank(cov) == 1 or (mean is not None and rank(mean) == 1):
            return -np.sum(terms, axis=-1) / 2
        return -terms / 2
    # The eigenvalues of the covariance are those of its lower triangle.
    pulled = np.linalg.solve(cov, x if mean is None and rank(x) == 1 else (x if mean is None else x - mean).T).T
    moves = d[x] if mean is None else d[x] - d[mean]
    if rank(x) == 1:
        half = lower_half(d[cov])
        moved = half + half.T
        d[y] = (pulled @ moved @ pulled - np.trace(np.linalg.solve(cov, moved))) / 2 - pulled @ moves
        d[x] = -d[y] * pulled
        d[mean] = d[y] * pulled
        d[cov] = d[y] * lower_half(np.outer(pulled, pulled) - np.linalg.inv(cov))
    elif rank(x) == 2:
        half = lower_half(d[cov])
        moved = half + half.T
        d[y] = (
            (np.sum(pulled @ moved * pulled, axis=-1) - np.trace(np.linalg.solve(cov, moved))) / 2
            - np.sum(pulled * moves, axis=-1)
        )  # fmt: skip
        d[x] = -d[y][:, None] * pulled
        d[mean] = d[y] @ pulled
        d[cov] = lower_half(pulled.T @ (d[y][:, None] * pulled) - np.sum(d[y]) * np.linalg.inv(cov))
    else:
        raise ValueError("at points in an array of more than two axes")


@composite(stats.multivariate_normal.pdf)
def multivariate_normal_pdf(y, x, mean=None, cov=1, allow_singular=False):
    return np.exp(stats.multivariate_normal.logpdf(x, mean, cov))


@differential(stats.dirichlet.logpdf)
def dirichlet_logpdf(y, x, alpha):
    if rank(x) != 1:
        raise ValueError("at several points; loop over them")
    total = special.digamma(np.sum(alpha))
    d[y] = np.sum((alpha - 1) / x * d[x]) + np.sum((np.log(x) - special.digamma(alpha) + total) * d[alpha])
    d[x] = d[y] * (alpha - 1) / x
    d[alpha] = d[y] * (np.log(x) - special.digamma(alpha) + total)


@composite(stats.dirichlet.pdf)
def dirichlet_pdf(y, x, alpha):
    return np.exp(stats.dirichlet.logpdf(x, alpha))


@differential(stats.multinomial.logpmf)
def multinomial_logpmf(y, x, n, p):
    if rank(x) != 1 or rank(p) != 1:
        raise ValueError("at several points; loop over them")
    # SciPy takes the last probability for what the others leave.
    d[y] = np.sum((x / p - x[-1] / p[-1]) * d[p])
    d[p] = d[y] * (x / p - x[-1] / p[-1])


@composite(stats.multinomial.pmf)
def multinomial_pmf(y, x, n, p):
    return np.exp(stats.multinomial.logpmf(x, n, p))


refused(
    "the integral of a density over a box has no closed form",
    stats.multivariate_normal.cdf, stats.multivariate_normal.logcdf,
)  # fmt: skip
refused(
    "its result is an object; write the statistic itself with NumPy",
    stats.ks_2samp, stats.kstest, stats.anderson, stats.shapiro, stats.describe,
    stats.f_oneway, stats.mannwhitneyu, stats.wilcoxon, stats.gaussian_kde, stats.bootstrap,
)  # fmt: skip
refused(
    "write it with np.quantile, np.where and np.mean",
    stats.trimboth,
)  # fmt: skip
constant(stats.rankdata, stats.mode, stats.percentileofscore, stats.spearmanr, stats.kendalltau)
