"""Derivatives of what Python's statistics module computes of data."""

import builtins
import statistics

import numpy as np

from srcad.rules.recipe import as_array, d, differential, itemised, linear


@linear(statistics.mean, statistics.fmean, sequences=True)
def mean(y, data):
    d[data] = itemised(d[y] / builtins.len(data), data)


@differential(statistics.variance, sequences=True)
def variance(y, data):
    apart = 2 * (as_array(data) - statistics.mean(data)) / (builtins.len(data) - 1)
    d[y] = np.sum(apart * as_array(d[data]))
    d[data] = itemised(d[y] * apart, data)


@differential(statistics.pvariance, sequences=True)
def pvariance(y, data):
    apart = 2 * (as_array(data) - statistics.mean(data)) / builtins.len(data)
    d[y] = np.sum(apart * as_array(d[data]))
    d[data] = itemised(d[y] * apart, data)


# Of data that are all equal the derivative is taken to be 0.
@differential(statistics.stdev, sequences=True)
def stdev(y, data):
    apart = (as_array(data) - statistics.mean(data)) / ((builtins.len(data) - 1) * (y + (y == 0)))
    d[y] = np.sum(apart * as_array(d[data]))
    d[data] = itemised(d[y] * apart, data)


@differential(statistics.pstdev, sequences=True)
def pstdev(y, data):
    apart = (as_array(data) - statistics.mean(data)) / (builtins.len(data) * (y + (y == 0)))
    d[y] = np.sum(apart * as_array(d[data]))
    d[data] = itemised(d[y] * apart, data)


@differential(statistics.harmonic_mean, sequences=True)
def harmonic_mean(y, data):
    slopes = y**2 / (builtins.len(data) * as_array(data) ** 2)
    d[y] = np.sum(slopes * as_array(d[data]))
    d[data] = itemised(d[y] * slopes, data)


@differential(statistics.geometric_mean, sequences=True)
def geometric_mean(y, data):
    slopes = y / (builtins.len(data) * as_array(data))
    d[y] = np.sum(slopes * as_array(d[data]))
    d[data] = itemised(d[y] * slopes, data)


@differential(statistics.covariance, sequences=True)
def covariance(z, x, y):
    of_y = (as_array(y) - statistics.mean(y)) / (builtins.len(x) - 1)
    of_x = (as_array(x) - statistics.mean(x)) / (builtins.len(x) - 1)
    d[z] = np.sum(of_y * as_array(d[x])) + np.sum(of_x * as_array(d[y]))
    d[x] = itemised(d[z] * of_y, x)
    d[y] = itemised(d[z] * of_x, y)
