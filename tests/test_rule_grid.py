"""Rules on a grid that is derived from one example each: 0-d, empty and one-sized shapes, views, single precision, one array twice."""

import numpy as np
import pytest

from srcad.analysis import complex_results
from srcad.ir import types
from srcad.rules import registry
from srcad.rules.elementwise import Elementwise
from srcad.rules.rule import Rule
from tests import checks, rule_harness, test_rules
from tests.rule_examples import EXAMPLES
from tests.rule_harness import Example
from tests.test_numpy_forms import function_of

# Functions that compare elements with one another, or whose steps depend on the precision.
NO_GRID = ("numpy.unwrap",)
UNARY = [((),), ((0,),), ((1,),), ((2, 3),), ((3, 1, 2),), ((0, 2),)]
BINARY = [((), (2,)), ((0,), (1,)), ((1,), (1,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((3, 1, 2), (2, 1)), ((), ()), ((2, 0), (1, 1))]
SHAPES = {1: UNARY, 2: BINARY}


def arrays(args):
    return all(isinstance(arg, np.ndarray) and arg.dtype == float for arg in args)


def first_example(op):
    """Return the arguments of the first example that is made of float arrays alone."""
    return next((args for args, kwargs in EXAMPLES[op] if not kwargs and args and arrays(args) and all(a.size > 1 for a in args)), None)


NAMES = [op for op in test_rules.AVAILABLE if isinstance(registry.find(op), Rule) and op not in NO_GRID]
ELEMENTWISE = [op for op in NAMES if isinstance(registry.find(op), Elementwise) and first_example(op) is not None]
OTHERS = [op for op in NAMES if op not in ELEMENTWISE and not op.startswith(("scipy.", "numpy.linalg.", "numpy.fft."))]


def resized(a, shape):
    """Return an array of a shape, made of the numbers of another one; an array of rank 0 where that is the shape."""
    return np.array(np.resize(np.ravel(a), shape)) if 0 not in shape else np.zeros(shape)


def strided(a):
    """Return an array that is every other column of a larger one, the axes of which are turned."""
    wide = np.repeat(a.T, 2, axis=0) if a.ndim else a
    return wide[::2].T if a.ndim else a


@pytest.mark.parametrize("op", ELEMENTWISE)
def test_elementwise_rules_on_all_shapes(op):
    args = first_example(op)
    for shapes in SHAPES.get(len(args), ()):
        made = tuple(resized(a, shape) for a, shape in zip(args, shapes))
        test_rules.check(Example(op, made, {}), np.random.default_rng(1))


@pytest.mark.parametrize("op", [*ELEMENTWISE, *OTHERS])
def test_views_and_single_precision(op):
    for args, kwargs in EXAMPLES[op][:2]:
        example = Example(op, args, kwargs)
        turned = tuple(strided(a) if isinstance(a, np.ndarray) and a.size else a for a in args)
        same = Example(op, turned, kwargs)
        if isinstance(example.y, (tuple, list)) or np.iscomplexobj(example.y):
            continue
        wanted = example.active(test_rules.SHAPE_ONLY.get(op, ()))
        dy = np.ones_like(example.y) if isinstance(example.y, np.ndarray) else 1.0
        found = example.adjoints(dy, wanted)
        for k, adjoint in same.adjoints(dy, wanted).items():
            checks.assert_close(adjoint, found[k], 1e-12)
        single = tuple(a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype == float else a for a in args)
        small = Example(op, single, kwargs)
        if isinstance(small.y, np.ndarray) and small.y.dtype == np.float32:
            for k, adjoint in small.adjoints(dy.astype(np.float32), wanted).items():
                np.testing.assert_allclose(adjoint, found[k], rtol=2e-4, atol=2e-5)


TWICE = [op for op in ELEMENTWISE if op.startswith("numpy.") and len(first_example(op)) == 2]
TWICE = [op for op in TWICE if not types.has_complex(complex_results.of(op))]


@pytest.mark.parametrize("op", TWICE)
def test_one_array_as_both_arguments(op):
    x = np.abs(first_example(op)[0].ravel()[:3]) + 0.1
    ufunc = rule_harness.function(op)
    if np.all(np.isfinite(ufunc(x, x * x))):
        checks.check(function_of(f"np.sum({op.replace('numpy', 'np')}(x, x * x) * x + {op.replace('numpy', 'np')}(x, x))"), x)
