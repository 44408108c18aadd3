"""Functions of any number of arguments as what is differentiated."""

import math
import pickle

import numpy as np
import pytest

import srcad
from srcad.errors import ArgumentError
from tests import checks


def length(*xs):
    return math.sqrt(sum(x * x for x in xs))


def model(x, n=2, *rest, scale=1.0, **options):
    total = scale * x**n
    for k, r in enumerate(rest):
        total += r * r * k * x
    first, *_ = rest or (1.0,)
    return total * first + options["shift"] * x + sum(options.values())


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_number_of_arguments(count):
    args = tuple(0.5 + k for k in range(count))
    checks.check(length, *args)
    assert srcad.grad(length, argnums=count - 1)(*args) == pytest.approx(args[-1] / length(*args))


def test_one_function_has_a_parameter_for_each():
    gradient = srcad.grad(length, argnums=(0, 1))
    gradient(3.0, 4.0)
    assert gradient.source.startswith("def length_grad(xs_0, xs_1):")
    assert "Variadic" not in repr(gradient) and gradient.__name__ == "length_grad"


def test_what_is_given_by_position_and_by_name():
    gradient = srcad.grad(model, argnames=("x", "rest_1", "shift"))
    found = gradient(1.5, 3, 2.0, 4.0, shift=2.0, scale=0.5)
    step = 1e-6
    moved = [
        model(1.5 + a, 3, 2.0, 4.0 + b, shift=2.0 + c, scale=0.5) for s in (step, -step) for a, b, c in np.eye(3) * s
    ]
    wanted = [(up - down) / (2 * step) for up, down in zip(moved[:3], moved[3:], strict=True)]
    assert found == pytest.approx(wanted, rel=1e-6)
    assert srcad.grad(model)(1.5, shift=2.0) == pytest.approx(2 * 1.5 + 2.0)


def test_other_modes_and_orders():
    assert srcad.jvp(length, (3.0, 4.0), (1.0, 0.0)) == pytest.approx((5.0, 0.6))
    assert srcad.vjp(length, 3.0, 4.0)[1](1.0) == pytest.approx((0.6, 0.8))
    assert srcad.hvp(length, 2.0, 1.0) == pytest.approx(0.0)
    assert srcad.grad(srcad.grad(length))(3.0, 4.0) == pytest.approx(0.128)
    assert pickle.loads(pickle.dumps(srcad.grad(length)))(3.0, 4.0) == pytest.approx(0.6)


def through(x: float):
    return srcad.grad(length)(x, 2.0) * x


def test_within_what_is_differentiated():
    checks.check(through, 1.5)


def hidden(x, **options):
    return x * checks.__doc__.count("a") + options["checks"]


def test_refused():
    with pytest.raises(ArgumentError, match="reads from outside"):
        srcad.grad(hidden)(1.0, checks=2.0)
    with pytest.raises(ArgumentError, match="argnums=2"):
        srcad.grad(length, argnums=2)(1.0, 2.0)
    with pytest.raises(ArgumentError, match="not been called"):
        srcad.grad(length).source
