"""Tries srcad on one program at extreme costs of what is kept, and at higher orders."""

from __future__ import annotations

import contextlib
import copy
import inspect
import random
from collections.abc import Callable, Iterator

import numpy as np

import srcad
from srcad import pipeline
from srcad.derive.costs import Costs
from tests import checks
from tests.programs import trial
from tests.programs.program import Program
from tests.programs.trial import Outcome

EXTREMES = (
    Costs(),
    Costs(tape=0.01, tape_array=0.01, copy=0.01),
    Costs(tape=1000.0, tape_array=1000.0, copy=1000.0),
    Costs(cheap=1000.0, load=1000.0, function=1000.0),
    Costs(variable=0.01, call=0.5),
    Costs(variable=1000.0, tape=500.0),
)
SECONDS = 60


@contextlib.contextmanager
def costs(chosen: Costs) -> Iterator[None]:
    """Let derivatives be built with other costs."""
    before = pipeline.Costs
    pipeline.Costs = lambda: chosen
    try:
        yield
    finally:
        pipeline.Costs = before


def check_first(program: Program, args: tuple) -> None:
    """Check the first derivative at all costs."""
    checks.check(program.load(), *args, argnums=program.argnums)
    f = program.load()
    want = srcad.grad(f, argnums=program.argnums)(*copy.deepcopy(args))
    for k, chosen in enumerate(EXTREMES[1:], 1):
        with costs(chosen):
            grad = srcad.grad(program.load(), argnums=program.argnums)
            got = checks.unchanged(grad, args)
            checks.assert_close(got, want, 1e-9, f"costs {k} ")
            assert checks.same(grad(*args), got), f"costs {k}: a second call gives another answer"


def check_second(program: Program, args: tuple, chosen: Costs, k: int) -> None:
    """Check second derivatives in argument k against differences of the first."""
    f = program.load()
    grad = srcad.grad(f, argnums=k)
    x, v = args[k], checks.directions(args, 11)[k]

    def at(t: float):
        return np.asarray(grad(*args[:k], x + t * v, *args[k + 1 :]))

    wide = (at(2e-5) - at(-2e-5)) / 4e-5
    fine = (at(1e-5) - at(-1e-5)) / 2e-5
    scale = max(float(np.max(np.abs(fine))), 1e-3 * float(np.max(np.abs(at(0.0)))), 1e-3)
    if np.max(np.abs(fine - wide)) > 1e-5 * scale:
        raise checks.Unreliable("second")
    h = program.load()
    with costs(chosen):
        tangents = tuple(v if n == k else checks.zeros(a) for n, a in enumerate(args))
        over = srcad.jvp(srcad.grad(h, argnums=k), args, tangents)[1]
        assert np.allclose(over, fine, rtol=1e-4, atol=1e-4 * scale), f"jvp of grad {over} is not {fine}"
        if not np.shape(x):
            twice = srcad.grad(srcad.grad(h, argnums=k), argnums=k)
            got = checks.unchanged(twice, args)
            assert np.allclose(got, fine / v, rtol=1e-4, atol=1e-4 * scale), (
                f"grad of grad {got} is not {fine / v}"
            )
            reverse = srcad.grad(t_of(srcad.tangent(program.load(), argnums=k), k), argnums=k)(*args)
            assert np.allclose(reverse, fine / v, rtol=1e-4, atol=1e-4 * scale), (
                f"grad of tangent {reverse} is not {fine / v}"
            )


def t_of(t, k: int):
    """Return the tangent in argument k as a function of the primals."""
    forms = {
        (0, 1): lambda x: t(x, 1.0)[1],
        (0, 2): lambda x, y: t(x, 1.0, y)[1],
        (0, 3): lambda x, y, z: t(x, 1.0, y, z)[1],
        (1, 2): lambda x, y: t(x, y, 1.0)[1],
        (1, 3): lambda x, y, z: t(x, y, 1.0, z)[1],
        (2, 3): lambda x, y, z: t(x, y, z, 1.0)[1],
    }
    return forms[k, len(inspect.signature(t).parameters) - 1]


def check_third(program: Program, args: tuple, chosen: Costs, k: int) -> None:
    """Check the third derivative in a scalar argument against differences of the second."""
    f = program.load()
    second = srcad.grad(srcad.grad(f, argnums=k), argnums=k)

    def at(t: float) -> float:
        return float(second(*args[:k], args[k] + t, *args[k + 1 :]))

    wide, fine = (at(2e-5) - at(-2e-5)) / 4e-5, (at(1e-5) - at(-1e-5)) / 2e-5
    scale = max(abs(fine), 1e-3 * abs(at(0.0)), 1e-3)
    if abs(fine - wide) > 1e-5 * scale:
        raise checks.Unreliable("third")
    with costs(chosen):
        got = srcad.grad(srcad.grad(srcad.grad(program.load(), argnums=k), argnums=k), argnums=k)(*args)
    assert abs(got - fine) <= 1e-4 * scale, f"third {got} is not {fine}"


def checked(seed: int, orders: int = 1) -> Callable[[Program], None]:
    """Return the check of a program's derivatives up to an order; the seed draws costs and arguments."""

    def check(program: Program) -> None:
        draw = random.Random(seed)
        for args in program.inputs:
            check_first(program, args)
            if orders > 1:
                k = draw.choice(program.argnums)
                check_second(program, args, draw.choice(EXTREMES), k)
                scalars = [n for n in program.argnums if isinstance(args[n], float)]
                if scalars and orders > 2:
                    check_third(program, args, draw.choice(EXTREMES), draw.choice(scalars))

    return check


def tried(program: Program, seed: int, orders: int = 1) -> Outcome:
    """Check a program at all costs and up to an order, unless its figures are out of bounds."""
    return trial.tried(program, checked(seed, orders), SECONDS)
