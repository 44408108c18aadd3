"""Every rule that takes complex arguments: right by differences and by the dot product's real part."""

import warnings

import numpy as np
import pytest

from srcad.errors import UnsupportedCallError
from srcad.rules import registry
from srcad.rules.holomorphic import HOLOMORPHIC
from tests.rule_examples import EXAMPLES
from tests.rule_harness import Example, exists
from tests.test_rules import AVAILABLE, check

IMAGINARY = np.random.default_rng(11)


def complexified(value):
    """Return a value with imaginary parts, those of structures in all of their numbers."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(complexified, value))
    if isinstance(value, float):
        return value + 1j * float(IMAGINARY.uniform(0.3, 1.2))
    if isinstance(value, np.ndarray) and value.dtype == float:
        return value + 1j * IMAGINARY.uniform(0.3, 1.2, value.shape)
    return value


def variants(args):
    """Yield the arguments made complex all at once, then one by one where several can be."""
    whole = tuple(map(complexified, args))
    changed = [k for k, (a, b) in enumerate(zip(args, whole)) if is_changed(a, b)]
    if changed:
        yield whole
    if len(changed) > 1:
        yield from (tuple(whole[j] if j == k else arg for j, arg in enumerate(args)) for k in changed)


def is_changed(a, b):
    return any(map(is_changed, a, b)) if isinstance(a, (list, tuple)) else a is not b


# Complex vectors of which any phase is as good: LAPACK's is not a smooth function. tests/test_linalg.py has them.
ANY_PHASE = {f"{library}.linalg.{name}" for library in ("numpy", "scipy") for name in ("eig", "eigh", "svd")} | {"srcad.runtime.eigenvectors_for"}
CALLS = [
    pytest.param(op, args, kwargs, id=f"{op}-{k}")
    for op in AVAILABLE
    if exists(op) and op not in ANY_PHASE and (op in HOLOMORPHIC or registry.find(op).recipe.options.get("complex"))
    for k, (args, kwargs) in enumerate(EXAMPLES[op])
]


@pytest.mark.parametrize(("op", "args", "kwargs"), CALLS)
def test_complex_arguments(op, args, kwargs):
    for given in variants(args):
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            try:
                example = Example(op, given, kwargs)
            except (TypeError, ValueError, np.exceptions.ComplexWarning):
                continue  # NumPy refuses it, or drops the imaginary part
        try:
            check(example, np.random.default_rng(0))
        except UnsupportedCallError:
            continue
