"""Every rule on its examples: forward against central differences, reverse against forward by the dot product."""

import functools

import numpy as np
import pytest

from srcad.analysis import fitting, infer
from srcad.errors import UnsupportedCallError
from srcad.ir import types
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Value
from srcad.rules import registry
from srcad.rules.distribution import Derived, Distribution
from srcad.rules.rule import ConstantRule, Refused, Rule
from tests import rule_harness
from tests.rule_examples import EXAMPLES
from tests.rule_examples.kinks import KINKS
from tests.rule_harness import ORIGIN, Example

# Distributions have a form of their own, and tests (test_distributions.py); draws are tried in test_random_draws.py, sparse
# matrices in test_sparse.py.
RULES = [name for name in registry.names() if registry.text(name) and isinstance(registry.find(name), Rule)]
RULES = [name for name in RULES if not isinstance(registry.find(name), (Derived, Distribution))]
RULES = [name for name in RULES if not name.startswith(("numpy.random.", "random.", "scipy.sparse."))]
# What interpolants give is tried in test_interpolate.py; statistics some of which have no derivative, in test_samples.py.
RULES = [name for name in RULES if not name.endswith((".__call__", ".interpn", ".linregress", ".pearsonr", "ttest_1samp", "ttest_rel", "ttest_ind", "chisquare", "jarque_bera"))]
AVAILABLE = [*RULES, *(name for name in EXAMPLES if registry.text(name) is None)]
AVAILABLE = [name for name in AVAILABLE if rule_harness.exists(name)]


CALLS = [
    pytest.param(op, args, kwargs, id=f"{op}-{k}")
    for op in AVAILABLE
    for k, (args, kwargs) in enumerate(EXAMPLES[op])
]
# Arguments in which there is no derivative: of which it needs the shape only, or that it is refused in.
SHAPE_ONLY = {
    # Shares add up to 1: test_samples.py.
    **{f"scipy.stats.dirichlet.{name}": (0,) for name in ("pdf", "logpdf")},
    **dict.fromkeys((f"numpy.{prefix}{name}" for prefix in ("", "nan") for name in ("quantile", "percentile")), (1,)),
    **dict.fromkeys((f"srcad.runtime.spacing_{name}" for name in ("tangent", "adjoint")), (1, 2)),
    **dict.fromkeys(("numpy.gradient", "srcad.runtime.gradient_of", "srcad.runtime.gradient_adjoint"), (1, 2)),
    "numpy.histogram": (0, 1),
    **dict.fromkeys(("srcad.runtime.quantile_tangent", "srcad.runtime.quantile_adjoint"), (1, 2)),
    "numpy.full_like": (0,),
    "srcad.runtime.eigenvectors_for": (1,),
    # Its third and fourth arguments add up to 1: test_distributions.py.
    "srcad.runtime.betainc_slope": (2, 3),
    "scipy.interpolate.splev": (1,),
    "srcad.runtime.unbroadcast": (1,),
    "srcad.runtime.spread_on_grid": (1, 2),
    "srcad.runtime.neighbours": (3,),
    "srcad.runtime.spread_segments": (2,),
    "srcad.runtime.broadcast_like": (1,),
    **dict.fromkeys((f"srcad.runtime.{name}" for name in ("untiled", "unpadded", "unrolled", "add_along_axis", "untaken", "on_diagonal", "on_diagonals", "pieces")), (1,)),
    **dict.fromkeys(("srcad.runtime.unselected", "srcad.runtime.unchosen"), (2,)),
    "srcad.runtime.left_factor": (1,),
    "srcad.runtime.right_factor": (2,),
}


def test_every_rule_has_examples():
    assert [name for name in RULES if name not in EXAMPLES] == []


@pytest.mark.parametrize(("op", "args", "kwargs"), CALLS)
def test_forward_is_the_difference_and_reverse_the_transpose(op, args, kwargs):
    check(Example(op, args, kwargs), np.random.default_rng(0))


@pytest.mark.parametrize(("op", "args", "kwargs"), [c for c in CALLS if all(map(rule_harness.is_number_like, c.values[1]))])
def test_with_nothing_known_of_the_arguments(op, args, kwargs):
    example = Example(op, args, kwargs, known=False)
    try:
        check(example, np.random.default_rng(0))
    except UnsupportedCallError:
        return  # refused where a rank or a kind must be known: never a guess


def check(example, rng):
    active = example.active(SHAPE_ONLY.get(example.op, ()))
    for wanted in [active, *([k] for k in active if len(active) > 1)]:
        tangents = {k: rule_harness.random_like(example.given[k], rng) for k in wanted}
        dy = example.tangent(tangents)
        for got, want in zip(rule_harness.leaves(dy), rule_harness.leaves(example.difference(tangents)), strict=True):
            assert got.shape == want.shape
            np.testing.assert_allclose(got, want, rtol=2e-6, atol=1e-7)
        seed = rule_harness.random_like(example.y, rng)
        adjoints = example.adjoints(seed, wanted)
        for k, adjoint in adjoints.items():
            shapes = [leaf.shape for leaf in rule_harness.leaves(adjoint)]
            assert shapes == [leaf.shape for leaf in rule_harness.leaves(example.given[k])]
            pairs = zip(rule_harness.leaves(example.given[k]), rule_harness.leaves(adjoint), strict=True)
            assert all(np.iscomplexobj(given) or not np.iscomplexobj(found) for given, found in pairs)
        total = sum(rule_harness.inner(adjoints[k], tangents[k]) for k in adjoints)
        np.testing.assert_allclose(total, rule_harness.inner(seed, dy), rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(("op", "args", "kwargs"), CALLS)
def test_an_adjoint_of_lower_rank_stands_for_the_whole(op, args, kwargs):
    example = Example(op, args, kwargs)
    if not example.rule.broadcasts or np.ndim(example.y) == 0 or isinstance(example.y, (list, tuple)):
        return
    wanted = example.active(SHAPE_ONLY.get(op, ()))
    for number in (Const(1.0), Const(0.5)):
        lower = example.adjoints(None, wanted, number)
        whole = example.adjoints(number.value * np.ones_like(example.y), wanted)
        for k in whole:
            if isinstance(example.given[k], (list, tuple)):
                for part, entire in zip(rule_harness.leaves(lower[k]), rule_harness.leaves(whole[k]), strict=True):
                    np.testing.assert_allclose(np.broadcast_to(part, entire.shape), entire, rtol=1e-12)
                continue
            np.testing.assert_allclose(lower[k], whole[k], rtol=1e-12)
            assert np.shape(lower[k]) == np.shape(example.given[k])
            assert np.asarray(lower[k]).dtype in (float, np.asarray(example.given[k]).dtype)


@pytest.mark.parametrize(("op", "args", "kwargs"), CALLS)
def test_single_precision_stays_single(op, args, kwargs):
    def single(arg):
        return arg.astype(np.float32) if isinstance(arg, np.ndarray) and arg.dtype == float else arg

    example = Example(op, tuple(map(single, args)), {name: single(arg) for name, arg in kwargs.items()})
    if not isinstance(example.y, np.ndarray) or example.y.dtype != np.float32 or "astype" in op:
        return
    wanted = [k for k in example.active(SHAPE_ONLY.get(op, ())) if isinstance(example.given[k], np.ndarray)]
    for k, adjoint in example.adjoints(np.ones_like(example.y), wanted).items():
        assert adjoint.dtype == np.float32, k


@pytest.mark.parametrize("op", AVAILABLE)
def test_derivatives_can_be_differentiated_again(op):
    for args, kwargs in EXAMPLES[op]:
        example = Example(op, args, kwargs)
        active = example.active(SHAPE_ONLY.get(op, ()))
        builder = Builder(ORIGIN)
        example.rule.pullback(builder, example.apply, Value(example.apply.result.type), frozenset(active))
        example.rule.pushforward(builder, example.apply, {k: Value(example.operands[k].type) for k in active})
        ops = {s.op for s in builder.statements if isinstance(s, Apply)} - {"tuple", "list"}
        assert {found for found in ops if registry.find(found) is None} == set()


def cases(op):
    """Yield the tests of one function's rule, to be called."""
    for args, kwargs in EXAMPLES[op]:
        for test in (
            test_forward_is_the_difference_and_reverse_the_transpose,
            test_an_adjoint_of_lower_rank_stands_for_the_whole,
            test_single_precision_stays_single,
        ):
            yield functools.partial(test, op, args, kwargs)
        if all(map(rule_harness.is_number_like, args)):
            yield functools.partial(test_with_nothing_known_of_the_arguments, op, args, kwargs)
    yield from (functools.partial(test_at_kinks, *kink) for kink in KINKS if kink[0] == op)


def test_unknown_functions_have_no_rule():
    assert registry.find("numpy.no_such_function") is None


def test_constants_and_refusals():
    assert isinstance(registry.find("numpy.argmax"), ConstantRule)
    refused = registry.find("numpy.lib.stride_tricks.as_strided")
    assert isinstance(refused, Refused) and "sliding_window_view" in refused.reason


def apply_of(op, *args, **kwargs):
    kwargs = tuple(kwargs.items())
    return Apply(Value(infer.result_type(op, args, dict(kwargs)), "y"), op, args, kwargs)


VECTOR = Value(types.Array("float", (types.Dim("n", not_one=True),)), "x")


@pytest.mark.parametrize(
    ("apply", "reason"),
    [
        (apply_of("numpy.sin", VECTOR, out=VECTOR), "'out'"),
        (apply_of("numpy.squeeze", VECTOR, order=Const("F")), "'order'"),
        (apply_of("numpy.squeeze", VECTOR, Const(0), Const("F")), "2 arguments"),
        (apply_of("builtins.pow", VECTOR, Const(2), Const(3)), "'mod'"),
        (apply_of("numpy.average", VECTOR, returned=Const(True)), "'returned'"),
        (apply_of("numpy.sin", VECTOR, signature=Const("d->d")), "'signature'"),
        (apply_of("builtins.max", VECTOR), "one by one"),
    ],
)
def test_what_a_rule_does_not_honour_is_refused_by_name(apply, reason):
    assert reason in registry.find(apply.op).refuses(apply)


def test_a_mask_sinks_below_the_local_derivative():
    x = Value(types.Array("float", (3,)), "x")
    mask = Value(types.Array("bool", (3,)), "mask")
    builder = Builder(ORIGIN)
    dy = builder.apply("numpy.where", mask, Const(2.0), Const(0.0))
    log = apply_of("numpy.log", x)
    found = registry.find("numpy.log").pullback(builder, log, dy, frozenset({0}))[0]
    at = np.array([1.0, 0.0, 4.0])
    machine = rule_harness.Machine({x: at, mask: at > 0, log.result: np.zeros(3)})
    with np.errstate(divide="ignore"):
        machine.run(builder.statements)
    assert machine.of(found).tolist() == [2.0, 0.0, 0.5]


@pytest.mark.parametrize(("op", "args", "kwargs", "want"), KINKS)
def test_at_kinks(op, args, kwargs, want):
    example = Example(op, args, kwargs)
    first, ones = example.active()[0], np.ones_like(example.y) if np.ndim(example.y) else 1.0
    np.testing.assert_allclose(example.adjoints(ones, [first])[first], want)
    for k in example.active(SHAPE_ONLY.get(op, ())):
        tangent = example.tangent({k: np.ones_like(example.given[k]) if np.ndim(example.given[k]) else 1.0})
        np.testing.assert_allclose(np.sum(tangent), np.sum(example.adjoints(ones, [k]).get(k, 0.0)))


@pytest.mark.parametrize(("base", "exponent"), [(0.0, 0), (0.0, 2), (3.0, 0), (0.0, 0.0), (2.0, -1)])
def test_a_power_whose_exponent_only_the_run_knows(base, exponent):
    x, n = Value(types.REAL, "x"), Value(types.REAL if isinstance(exponent, float) else types.INTEGER, "n")
    power, builder = apply_of("operator.pow", x, n), Builder(ORIGIN)
    found = registry.find("operator.pow").pullback(builder, power, Const(1.0), frozenset({0, 1}))
    machine = rule_harness.Machine({x: base, n: exponent, power.result: base**exponent})
    machine.run(builder.statements)
    assert machine.of(found[0]) == (exponent * base ** (exponent - 1) if exponent else 0.0)
    assert np.isfinite(machine.of(found[1]))


def test_lower_rank_is_told_from_whole():
    n = types.Dim("n", not_one=True)
    assert fitting.is_lower(types.REAL, types.Array("float", (n,)))
    assert fitting.is_lower(types.Array("float", (n, 1)), types.Array("float", (n, 3)))
    assert not fitting.is_lower(types.Array("float", (None,)), types.Array("float", (n,)))
