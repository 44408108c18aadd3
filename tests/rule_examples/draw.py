"""Draws the arrays that examples are made of, and lists of calls that families share."""

import numpy as np

_r = np.random.default_rng(5)


def restart():
    """Draw from the beginning again."""
    _r.bit_generator.state = np.random.default_rng(5).bit_generator.state


def A(*shape):
    """Return an array of numbers of both signs, none near 0."""
    return _r.uniform(0.3, 1.7, size=shape) * _r.choice([-1.0, 1.0], size=shape)


def P(*shape):
    """Return an array of positive numbers."""
    return _r.uniform(0.3, 1.7, size=shape)


def U(*shape):
    """Return an array of numbers between -0.8 and 0.8."""
    return _r.uniform(-0.8, 0.8, size=shape)


def M(n):
    """Return a well-conditioned square matrix."""
    return A(n, n) + 3 * np.eye(n)


BROADCASTS = [(A(3), A(3)), (A(2, 3), A(3)), (A(2, 1), A(3)), (A(2, 3), 0.7), (1.3, A(3)), (0.7, -1.2), (A(2, 1), A(2, 3)), (A(1), A(4)), (A(4, 1, 3), A(2, 1))]
WHOLE = [(A(3), np.arange(1, 4)), (A(1), np.arange(1, 4)), (np.arange(1, 3)[:, None], A(2)), (A(2, 3), np.arange(1, 4))]
POSITIVE = [(np.abs(a), np.abs(b)) if not isinstance(a, float) else (abs(a), np.abs(b) if not isinstance(b, float) else abs(b)) for a, b in BROADCASTS]
# Broadcasting belongs to the family: the arithmetic operators try it in full.
FEW, FEW_POSITIVE = BROADCASTS[1:6:2], POSITIVE[1:6:2]
AXES = [((A(4),), {}), ((A(2, 3),), {}), ((A(2, 3),), {"axis": 0}), ((A(2, 3),), {"axis": 1}), ((A(2, 3),), {"axis": -1, "keepdims": True})]
AXES += [((A(2, 3, 4),), {"axis": (0, 2)}), ((A(2, 3, 4),), {"axis": (0, 1)}), ((A(2, 3, 4),), {"axis": 1})]
AXES += [((A(2, 3), 1), {}), ((A(3, 1),), {"axis": 1})]
PRODUCTS = [(A(3), A(3)), (A(2, 3), A(3)), (A(2), A(2, 3)), (A(2, 3), A(3, 4))]
STACKS = [(A(5, 2, 3), A(3)), (A(3), A(5, 3, 2)), (A(5, 2, 3), A(5, 3, 4)), (A(2, 3), A(5, 3, 4)), (A(5, 2, 3), A(3, 4)), (A(6, 1, 2, 3), A(5, 3, 4))]


def calls(*all_args):
    """Return calls without keywords."""
    return [(args if isinstance(args, tuple) else (args,), {}) for args in all_args]


SMALL = [U(3), U(2, 3), 0.4]
ANY = [A(3), A(2, 3), 0.7, -0.4]
ABOVE = [P(3), P(2, 3), 0.7]
SCALARS = [0.4, 0.7]
