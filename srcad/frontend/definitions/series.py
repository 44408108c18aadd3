"""The classes of np.polynomial by their coefficients: as NumPy defines them, without its checks."""

import numpy as np


class _Series:
    def __init__(self, coef, domain=None, window=None, symbol="x"):
        self.coef = coef + 0.0 if isinstance(coef, np.ndarray) else np.asarray(coef) + 0.0
        self.domain, self.window = domain, window

    def _line(self):
        domain = self._interval() if self.domain is None else self.domain
        window = self._interval() if self.window is None else self.window
        width = domain[1] - domain[0]
        return (domain[1] * window[0] - domain[0] * window[1]) / width, (window[1] - window[0]) / width

    def _is_mapped(self):
        return self.domain is not None or self.window is not None

    def _like(self, coef):
        return self.__class__(coef, self.domain, self.window)

    def __call__(self, arg):
        if self._is_mapped():
            offset, scale = self._line()
            return self._value(offset + scale * arg, self.coef)
        return self._value(arg, self.coef)

    def __len__(self):
        return len(self.coef)

    def degree(self):
        return len(self.coef) - 1

    def copy(self):
        return self._like(self.coef)

    def deriv(self, m=1):
        return self._like(self._derived(self.coef, m, *self._line()[1:] if self._is_mapped() else ()))

    def integ(self, m=1, k=[], lbnd=None):
        if self._is_mapped():
            offset, scale = self._line()
            return self._like(self._integrated(self.coef, m, k, 0 if lbnd is None else offset + scale * lbnd, 1.0 / scale))
        if lbnd is None and len(k) == 0:
            return self._like(self._integrated(self.coef, m))
        return self._like(self._integrated(self.coef, m, k, 0 if lbnd is None else lbnd))

    def roots(self):
        found = self._zeros(self.coef)
        if self._is_mapped():
            offset, scale = self._line()
            return (found - offset) / scale
        return found

    def _of(self, other):
        return other.coef if isinstance(other, _Series) else np.atleast_1d(other)

    def __neg__(self):
        return self._like(-self.coef)

    def __pos__(self):
        return self

    def __add__(self, other):
        return self._like(self._sum(self.coef, self._of(other)))

    def __radd__(self, other):
        return self._like(self._sum(self._of(other), self.coef))

    def __sub__(self, other):
        return self._like(self._difference(self.coef, self._of(other)))

    def __rsub__(self, other):
        return self._like(self._difference(self._of(other), self.coef))

    def __mul__(self, other):
        if isinstance(other, _Series):
            return self._like(self._product(self.coef, other.coef))
        return self._like(self.coef * other)

    def __rmul__(self, other):
        return self._like(other * self.coef)

    def __truediv__(self, other):
        return self._like(self.coef / other)

    def __pow__(self, other):
        whole = self._like(np.ones(1))
        for k in range(other):
            whole = whole * self
        return whole

    def convert(self, domain=None, kind=None, window=None):
        offset, scale = self._line()
        line = np.array([offset, scale]) if self._is_mapped() else np.array([0.0, 1.0])
        total = self._product(np.zeros(1), line)
        for k in range(len(self.coef)):
            total = self._sum(self._product(total, line), self.coef[len(self.coef) - 1 - k : len(self.coef) - k])
        return self.__class__(total, domain, window)

    @classmethod
    def fit(cls, x, y, deg, domain=None, rcond=None, full=False, w=None, window=None, symbol="x"):
        found = cls(np.ones(1), np.array([np.min(x), np.max(x)]) if domain is None else domain, window)
        offset, scale = found._line()
        return found._like(found._fitted(offset + scale * x, y, deg, w))

    @classmethod
    def fromroots(cls, roots, domain=None, window=None, symbol="x"):
        return cls(cls._from_roots(roots))


class Polynomial(_Series):
    def _interval(self):
        return -1.0, 1.0

    @staticmethod
    def _value(x, c):
        return np.polynomial.polynomial.polyval(x, c)

    @staticmethod
    def _derived(c, m, *scale):
        return np.polynomial.polynomial.polyder(c, m, *scale)

    @staticmethod
    def _integrated(c, m, *rest):
        return np.polynomial.polynomial.polyint(c, m, *rest)

    @staticmethod
    def _zeros(c):
        return np.polynomial.polynomial.polyroots(c)

    @staticmethod
    def _sum(c1, c2):
        return np.polynomial.polynomial.polyadd(c1, c2)

    @staticmethod
    def _difference(c1, c2):
        return np.polynomial.polynomial.polysub(c1, c2)

    @staticmethod
    def _product(c1, c2):
        return np.polynomial.polynomial.polymul(c1, c2)

    @staticmethod
    def _fitted(x, y, deg, w):
        return np.polynomial.polynomial.polyfit(x, y, deg, w=w)

    @staticmethod
    def _from_roots(roots):
        return np.polynomial.polynomial.polyfromroots(roots)


class Chebyshev(_Series):
    def _interval(self):
        return -1.0, 1.0

    @staticmethod
    def _value(x, c):
        return np.polynomial.chebyshev.chebval(x, c)

    @staticmethod
    def _derived(c, m, *scale):
        return np.polynomial.chebyshev.chebder(c, m, *scale)

    @staticmethod
    def _integrated(c, m, *rest):
        return np.polynomial.chebyshev.chebint(c, m, *rest)

    @staticmethod
    def _zeros(c):
        return np.polynomial.chebyshev.chebroots(c)

    @staticmethod
    def _sum(c1, c2):
        return np.polynomial.chebyshev.chebadd(c1, c2)

    @staticmethod
    def _difference(c1, c2):
        return np.polynomial.chebyshev.chebsub(c1, c2)

    @staticmethod
    def _product(c1, c2):
        return np.polynomial.chebyshev.chebmul(c1, c2)

    @staticmethod
    def _fitted(x, y, deg, w):
        return np.polynomial.chebyshev.chebfit(x, y, deg, w=w)

    @staticmethod
    def _from_roots(roots):
        return np.polynomial.chebyshev.chebfromroots(roots)


class Legendre(_Series):
    def _interval(self):
        return -1.0, 1.0

    @staticmethod
    def _value(x, c):
        return np.polynomial.legendre.legval(x, c)

    @staticmethod
    def _derived(c, m, *scale):
        return np.polynomial.legendre.legder(c, m, *scale)

    @staticmethod
    def _integrated(c, m, *rest):
        return np.polynomial.legendre.legint(c, m, *rest)

    @staticmethod
    def _zeros(c):
        return np.polynomial.legendre.legroots(c)

    @staticmethod
    def _sum(c1, c2):
        return np.polynomial.legendre.legadd(c1, c2)

    @staticmethod
    def _difference(c1, c2):
        return np.polynomial.legendre.legsub(c1, c2)

    @staticmethod
    def _product(c1, c2):
        return np.polynomial.legendre.legmul(c1, c2)

    @staticmethod
    def _fitted(x, y, deg, w):
        return np.polynomial.legendre.legfit(x, y, deg, w=w)

    @staticmethod
    def _from_roots(roots):
        return np.polynomial.legendre.legfromroots(roots)


class Hermite(_Series):
    def _interval(self):
        return -1.0, 1.0

    @staticmethod
    def _value(x, c):
        return np.polynomial.hermite.hermval(x, c)

    @staticmethod
    def _derived(c, m, *scale):
        return np.polynomial.hermite.hermder(c, m, *scale)

    @staticmethod
    def _integrated(c, m, *rest):
        return np.polynomial.hermite.hermint(c, m, *rest)

    @staticmethod
    def _zeros(c):
        return np.polynomial.hermite.hermroots(c)

    @staticmethod
    def _sum(c1, c2):
        return np.polynomial.hermite.hermadd(c1, c2)

    @staticmethod
    def _difference(c1, c2):
        return np.polynomial.hermite.hermsub(c1, c2)

    @staticmethod
    def _product(c1, c2):
        return np.polynomial.hermite.hermmul(c1, c2)

    @staticmethod
    def _fitted(x, y, deg, w):
        return np.polynomial.hermite.hermfit(x, y, deg, w=w)

    @staticmethod
    def _from_roots(roots):
        return np.polynomial.hermite.hermfromroots(roots)


class HermiteE(_Series):
    def _interval(self):
        return -1.0, 1.0

    @staticmethod
    def _value(x, c):
        return np.polynomial.hermite_e.hermeval(x, c)

    @staticmethod
    def _derived(c, m, *scale):
        return np.polynomial.hermite_e.hermeder(c, m, *scale)

    @staticmethod
    def _integrated(c, m, *rest):
        return np.polynomial.hermite_e.hermeint(c, m, *rest)

    @staticmethod
    def _zeros(c):
        return np.polynomial.hermite_e.hermeroots(c)

    @staticmethod
    def _sum(c1, c2):
        return np.polynomial.hermite_e.hermeadd(c1, c2)

    @staticmethod
    def _difference(c1, c2):
        return np.polynomial.hermite_e.hermesub(c1, c2)

    @staticmethod
    def _product(c1, c2):
        return np.polynomial.hermite_e.hermemul(c1, c2)

    @staticmethod
    def _fitted(x, y, deg, w):
        return np.polynomial.hermite_e.hermefit(x, y, deg, w=w)

    @staticmethod
    def _from_roots(roots):
        return np.polynomial.hermite_e.hermefromroots(roots)


class Laguerre(_Series):
    def _interval(self):
        return 0.0, 1.0

    @staticmethod
    def _value(x, c):
        return np.polynomial.laguerre.lagval(x, c)

    @staticmethod
    def _derived(c, m, *scale):
        return np.polynomial.laguerre.lagder(c, m, *scale)

    @staticmethod
    def _integrated(c, m, *rest):
        return np.polynomial.laguerre.lagint(c, m, *rest)

    @staticmethod
    def _zeros(c):
        return np.polynomial.laguerre.lagroots(c)

    @staticmethod
    def _sum(c1, c2):
        return np.polynomial.laguerre.lagadd(c1, c2)

    @staticmethod
    def _difference(c1, c2):
        return np.polynomial.laguerre.lagsub(c1, c2)

    @staticmethod
    def _product(c1, c2):
        return np.polynomial.laguerre.lagmul(c1, c2)

    @staticmethod
    def _fitted(x, y, deg, w):
        return np.polynomial.laguerre.lagfit(x, y, deg, w=w)

    @staticmethod
    def _from_roots(roots):
        return np.polynomial.laguerre.lagfromroots(roots)
