"""The class np.poly1d by its coefficients: as NumPy defines it, without its checks."""

import numpy as np


class poly1d:
    def __init__(self, c_or_r, r=False, variable=None):
        self.coeffs = np.poly(c_or_r) if r else np.trim_zeros(np.atleast_1d(c_or_r), trim="f")

    @property
    def c(self):
        return self.coeffs

    @property
    def coef(self):
        return self.coeffs

    @property
    def coefficients(self):
        return self.coeffs

    @property
    def order(self):
        return len(self.coeffs) - 1

    @property
    def o(self):
        return len(self.coeffs) - 1

    @property
    def roots(self):
        return np.roots(self.coeffs)

    @property
    def r(self):
        return np.roots(self.coeffs)

    def __call__(self, val):
        return np.polyval(self.coeffs, val)

    def __len__(self):
        return len(self.coeffs) - 1

    def __getitem__(self, val):
        return self.coeffs[len(self.coeffs) - 1 - val]

    def deriv(self, m=1):
        return poly1d(np.polyder(self.coeffs, m))

    def integ(self, m=1, k=0):
        return poly1d(np.polyint(self.coeffs, m, k))

    def __neg__(self):
        return poly1d(-self.coeffs)

    def __pos__(self):
        return self

    def __add__(self, other):
        return poly1d(np.polyadd(self.coeffs, _coefficients(other)))

    def __radd__(self, other):
        return poly1d(np.polyadd(self.coeffs, _coefficients(other)))

    def __sub__(self, other):
        return poly1d(np.polysub(self.coeffs, _coefficients(other)))

    def __rsub__(self, other):
        return poly1d(np.polysub(_coefficients(other), self.coeffs))

    def __mul__(self, other):
        if isinstance(other, poly1d):
            return poly1d(np.polymul(self.coeffs, other.coeffs))
        return poly1d(self.coeffs * other)

    def __rmul__(self, other):
        return poly1d(other * self.coeffs)

    def __truediv__(self, other):
        return poly1d(self.coeffs / other)

    def __pow__(self, val):
        whole = np.ones(1)
        for k in range(val):
            whole = np.polymul(whole, self.coeffs)
        return poly1d(whole)


def _coefficients(other):
    return other.coeffs if isinstance(other, poly1d) else np.atleast_1d(other)
