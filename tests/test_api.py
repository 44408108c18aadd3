"""What grad, value_and_grad, jvp, vjp, hvp, tangent and adjoint mean, and what they refuse."""

import functools
import inspect
import math
import operator
import pickle

import numpy as np
import pytest

import srcad
from srcad import errors


def product(x, w, n=3):
    return x * x * w * n


def keyword_only(x, *, scale=2.0):
    return scale * math.sin(x)


def total(a):
    return np.sum(a * a)


def doubled(a):
    return 2.0 * a


def with_aux(x):
    y = x * x
    return y, 3.0 * x


def nested(params):
    total = 0.0
    for w, b in params:
        total += w * w * b
    return total


# -- gradients --------------------------------------------------------------------------------------


def test_grad_in_the_first_argument_is_bare():
    assert srcad.grad(product)(2.0, 5.0) == 60.0


def test_argnums():
    assert srcad.grad(product, argnums=1)(2.0, 5.0) == 12.0
    assert srcad.grad(product, argnums=(0,))(2.0, 5.0) == (60.0,)
    assert srcad.grad(product, argnums=(1, 0))(2.0, 5.0, 1) == (4.0, 20.0)
    assert srcad.grad(product, argnums=-2)(2.0, 5.0) == 12.0


def test_argnames():
    assert srcad.grad(product, argnames="w")(2.0, 5.0) == 12.0
    assert srcad.grad(product, argnames=("x", "w"))(2.0, 5.0) == (60.0, 12.0)
    assert srcad.grad(keyword_only, argnames="scale")(0.5) == math.sin(0.5)


def test_arguments_by_keyword_and_default():
    derivative = srcad.grad(product)
    assert derivative(w=5.0, x=2.0) == derivative(2.0, 5.0, 3) == derivative(2.0, w=5.0, n=3)
    assert srcad.grad(keyword_only)(0.5, scale=3.0) == 3.0 * math.cos(0.5)


def test_decorators():
    @srcad.grad
    def first(x, y):
        return x * x * y

    @srcad.grad(argnums=(0, 1))
    def second(x, y):
        return x * x * y

    @srcad.value_and_grad(argnames="y")
    def third(x, y):
        return x * x * y

    assert first(3.0, 2.0) == 12.0
    assert second(3.0, 2.0) == (12.0, 9.0)
    assert third(3.0, 2.0) == (18.0, 9.0)


def test_value_and_grad():
    assert srcad.value_and_grad(product)(2.0, 5.0) == (60.0, 60.0)
    assert srcad.value_and_grad(product, argnums=(0, 1))(2.0, 5.0) == (60.0, (60.0, 12.0))


def test_has_aux():
    assert srcad.grad(with_aux, has_aux=True)(2.0) == (4.0, 6.0)
    assert srcad.value_and_grad(with_aux, has_aux=True)(2.0) == ((4.0, 6.0), 4.0)


def test_a_structure_s_gradient_has_its_structure():
    params = [(1.0, 2.0), (3.0, 4.0)]
    assert srcad.grad(nested)(params) == [(4.0, 1.0), (24.0, 9.0)]


def test_arrays():
    a = np.array([1.0, -2.0, 3.0])
    value, gradient = srcad.value_and_grad(total)(a)
    assert value == 14.0
    np.testing.assert_array_equal(gradient, 2.0 * a)
    np.testing.assert_array_equal(a, [1.0, -2.0, 3.0])


def test_the_dtype_is_kept():
    assert srcad.grad(total)(np.ones(3, np.float32)).dtype == np.float32


def test_a_unused_argument_has_gradient_zero():
    def f(x, a):
        return x * 2.0

    dx, da = srcad.grad(f, argnums=(0, 1))(1.0, np.ones((2, 3)))
    assert dx == 2.0
    np.testing.assert_array_equal(da, np.zeros((2, 3)))


# -- directions -------------------------------------------------------------------------------------


def test_jvp():
    assert srcad.jvp(product, (2.0, 5.0), (1.0, 0.0)) == (60.0, 60.0)
    assert srcad.jvp(product, (2.0, 5.0, 1), (1.0, 1.0, None)) == (20.0, 24.0)
    assert srcad.jvp(product, (2.0, 5.0, 1), (1, 1, 0)) == (20.0, 24.0)


def test_jvp_of_arrays():
    a, da = np.array([1.0, 2.0]), np.array([0.5, -1.0])
    value, tangent = srcad.jvp(total, (a,), (da,))
    assert (value, tangent) == (5.0, -3.0)


def test_vjp_s_pullback_gives_a_tuple_and_can_be_called_again():
    value, pullback = srcad.vjp(doubled, np.array([1.0, 2.0]))
    np.testing.assert_array_equal(value, [2.0, 4.0])
    for seed in (np.array([1.0, 0.0]), np.array([1.0, 3.0]), np.array([1.0, 0.0])):
        (found,) = pullback(seed)
        np.testing.assert_array_equal(found, 2.0 * seed)


def test_vjp_reads_the_primals_as_they_were():
    a = np.array([1.0, 2.0])
    _, pullback = srcad.vjp(total, a)
    a[0] = 100.0
    np.testing.assert_array_equal(pullback(1.0)[0], [2.0, 4.0])


def test_vjp_runs_the_function_once(capsys):
    def f(x, n):
        v = x
        for _ in range(n):
            v = 4.0 * v * (1.0 - v)
        print("ran")
        return v

    value, pullback = srcad.vjp(f, 0.25, 4)
    assert value == 0.75
    assert [pullback(seed) for seed in (1.0, 2.0, 1.0)] == [(-16.0, None), (-32.0, None), (-16.0, None)]
    assert capsys.readouterr().out == "ran\n"


def test_vjp_saves_what_the_caller_may_change():
    def f(a):
        return np.exp(a)

    a = np.array([0.0, 1.0])
    value, pullback = srcad.vjp(f, a)
    expected = value.copy()
    value[0] = a[0] = 100.0
    pullback(np.ones(2))[0][:] = 7.0
    np.testing.assert_array_equal(pullback(np.ones(2))[0], expected)


def test_vjp_with_arguments_that_have_no_adjoint():
    value, pullback = srcad.vjp(product, 2.0, 5.0, 1)
    assert value == 20.0
    assert pullback(1.0) == (20.0, 4.0, None)


def test_hvp():
    def f(x):
        return np.sum(x**3)

    x, v = np.array([1.0, 2.0]), np.array([1.0, -1.0])
    np.testing.assert_allclose(srcad.hvp(f, x, v), 6.0 * x * v)


def test_hvp_as_a_gradient_of_a_product():
    def f(x):
        return np.sum(x**3)

    x, v = np.array([1.0, 2.0]), np.array([1.0, -1.0])
    found = srcad.grad(lambda y: np.vdot(srcad.grad(f)(y), v))(x)
    np.testing.assert_allclose(found, 6.0 * x * v)


def test_derivatives_of_derivatives():
    def f(x):
        return x**4

    second = srcad.grad(srcad.grad(f))
    assert second(2.0) == 48.0
    assert srcad.grad(second)(2.0) == 48.0
    assert srcad.jvp(srcad.grad(f), (2.0,), (1.0,)) == (32.0, 48.0)


def test_a_derivative_called_in_a_function():
    gradient = srcad.grad(product)

    def f(x):
        return gradient(x, 5.0) * x

    assert f(2.0) == 120.0
    assert srcad.grad(f)(2.0) == 120.0


# -- the generated functions ------------------------------------------------------------------------


def test_tangent():
    derivative = srcad.tangent(product, argnums=(0, 1))
    assert str(inspect.signature(derivative)) == "(x, dx, w, dw, n=3)"
    assert derivative(2.0, 1.0, 5.0, 1.0) == (60.0, 72.0)
    assert derivative.__name__ == "product_jvp"


def test_adjoint():
    derivative = srcad.adjoint(product, argnums=(0, 1))
    assert str(inspect.signature(derivative)) == "(x, w, dy, n=3)"
    assert derivative(2.0, 5.0, 1.0) == (60.0, (60.0, 12.0))
    assert srcad.adjoint(product)(2.0, 5.0, 1.0, n=1) == (20.0, 20.0)
    assert derivative.__name__ == "product_vjp"


def test_names_of_the_generated_parameters_are_free():
    def f(x, dx, dy=1.0):
        return x * dx * dy

    assert str(inspect.signature(srcad.tangent(f))) == "(x, d_x, dx, dy=1.0)"
    assert srcad.tangent(f)(2.0, 1.0, 3.0) == (6.0, 3.0)
    assert str(inspect.signature(srcad.adjoint(f))) == "(x, dx, dy_1, dy=1.0)"
    assert srcad.adjoint(f)(2.0, 3.0, 1.0) == (6.0, 3.0)


# -- refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [2, True, "a", None, 1j, np.array([1, 2]), [1.0, 2], (1.0, "a"), {}, np.int64(1)])
def test_arguments_that_are_no_floats(value):
    def f(x):
        return 1.0

    with pytest.raises(errors.ArgumentError, match="f can't be differentiated in x"):
        srcad.grad(f)(value)


def test_the_item_that_is_no_float_is_named():
    with pytest.raises(errors.ArgumentError, match=r"params\[1\]\[0\]"):
        srcad.grad(nested)([(1.0, 2.0), (3, 4.0)])


def test_results_that_are_no_scalar():
    with pytest.raises(errors.ArgumentError):
        srcad.grad(doubled)(np.ones(3))


def test_results_that_are_seen_to_be_no_scalar_when_they_are_there():
    def f(x, items):
        return x * items[0]

    def g(x, many):
        y = x
        for _ in range(2):
            y = np.ones(3) * y if many > 0 else y * 2.0
        return y

    mixed = [np.ones(3), 1.0]
    assert srcad.grad(f)(2.0, mixed[::-1]) == 1.0
    assert srcad.grad(g)(2.0, 0) == 4.0
    assert srcad.value_and_grad(g)(2.0, 0) == (8.0, 4.0)
    calls = [(srcad.grad(f), mixed), (srcad.grad(g), 1), (srcad.value_and_grad(g), 1)]
    for derivative, second in calls:
        with pytest.raises(errors.ArgumentError, match=r"no scalar but an array of shape \(3,\)"):
            derivative(2.0, second)


@pytest.mark.parametrize(
    "arguments", [{"argnums": 3}, {"argnums": (0, 0)}, {"argnums": ()}, {"argnums": 1.0}, {"argnames": "q"}]
)
def test_positions_and_names_that_are_not_there(arguments):
    with pytest.raises(errors.ArgumentError):
        srcad.grad(product, **arguments)


def test_argnums_and_argnames_together():
    with pytest.raises(errors.ArgumentError, match="both"):
        srcad.grad(product, argnums=0, argnames="w")


def test_a_call_with_wrong_arguments_is_python_s_own_error():
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        srcad.grad(product)(1.0)


def test_directions_that_do_not_fit():
    with pytest.raises(errors.ArgumentError, match="shape"):
        srcad.jvp(total, (np.ones(3),), (np.ones(2),))
    with pytest.raises(errors.ArgumentError, match="shape"):
        srcad.vjp(doubled, np.ones(3))[1](1.0)
    with pytest.raises(errors.ArgumentError, match="tangents"):
        srcad.jvp(product, (1.0, 2.0), (1.0,))
    with pytest.raises(errors.ArgumentError, match="direction"):
        srcad.jvp(product, (1.0, 2.0, 3), (1.0, 1.0, 1))


def test_directions_of_the_generated_functions_that_do_not_fit():
    a = np.ones(3)
    for bad in (np.array([1, 0, 0]), np.ones((1, 3)), 1.0, "a", [1.0, 2.0, 3.0]):
        with pytest.raises(errors.ArgumentError, match="da is .* doesn't fit"):
            srcad.tangent(total)(a, bad)
    for bad in (np.array([1, 0, 0]), "a", None, 1j, 1.0):
        with pytest.raises(errors.ArgumentError, match="dy is .* doesn't fit"):
            srcad.adjoint(doubled)(a, bad)
    assert srcad.tangent(total)(a, a) == (3.0, 6.0)
    assert srcad.tangent(product)(2.0, 1, 5.0) == (60.0, 60.0)
    assert srcad.adjoint(nested)([(1.0, 2.0)], 1)[1] == [(4.0, 1.0)]
    assert srcad.tangent(nested)([(1.0, 2.0)], [(1.0, 0)]) == (2.0, 4.0)
    with pytest.raises(errors.ArgumentError, match=r"dparams\[0\]\[1\]"):
        srcad.tangent(nested)([(1.0, 2.0)], [(1.0, np.ones(2))])


def test_directions_of_ints_are_taken_for_floats():
    def f(a):
        b = a.copy()
        b[0] = 0.5 * a[1]
        return b

    value, tangent = srcad.jvp(f, (np.ones(2),), (np.array([1, 1]),))
    np.testing.assert_array_equal(tangent, [0.5, 1.0])
    np.testing.assert_array_equal(srcad.vjp(f, np.ones(2))[1](np.array([1, 0]))[0], [0.0, 0.5])


def test_syntax_is_refused_at_once():
    def f(x):
        yield x

    with pytest.raises(SyntaxError):
        srcad.grad(f)


@pytest.mark.parametrize("terms", [600, 2000])
def test_what_is_too_deep_for_python_is_refused(terms, tmp_path):
    path = tmp_path / "deep.py"
    path.write_text(f"def deep(x):\n    return {' + '.join(['x'] * terms)}\n")
    module = {}
    exec(compile(path.read_text(), str(path), "exec"), module)
    with pytest.raises(errors.UnsupportedSyntaxError, match="deep.py:1:1: deep is nested too deeply"):
        srcad.grad(module["deep"])(1.0)


def test_what_has_no_source_is_refused_at_once():
    for value in (print, functools.partial(print, 1.0), 3):
        with pytest.raises(errors.SourceUnavailableError):
            srcad.grad(value)


def test_a_function_that_has_become_its_derivative(tmp_path):
    module = {"srcad": srcad, "__name__": "recursive"}
    text = "@srcad.grad\ndef power(x, n):\n    return x * power(x, n - 1) if n else 1.0\n"
    path = tmp_path / "recursive.py"
    path.write_text(text)
    exec(compile(text, str(path), "exec"), module)
    with pytest.raises(errors.UnsupportedCallError, match="now the name of its derivative") as caught:
        module["power"](2.0, 3)
    assert caught.value.origin.line == 3


@pytest.mark.parametrize(
    ("f", "args", "expected"),
    [
        (np.tanh, (0.5,), 1 - np.tanh(0.5) ** 2), (math.sin, (0.5,), math.cos(0.5)), (abs, (-2.0,), -1.0), (np.power, (2.0, 3), 12.0),
        (np.linalg.norm, (np.array([3.0, -4.0]),), [0.6, -0.8]), (np.linalg.norm, (np.array([3.0, -4.0]), 1), [1.0, -1.0]),
        (np.max, (np.array([1.0, 3.0]),), [0.0, 1.0]), (operator.mul, (2.0, 5.0), 5.0),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)  # fmt: skip
def test_a_librarys_function_is_called_by_one_of_ours(f, args, expected):
    derivative = srcad.grad(f)
    np.testing.assert_allclose(derivative(*args), expected, rtol=1e-14)
    np.testing.assert_allclose(pickle.loads(pickle.dumps(derivative))(*args), expected, rtol=1e-14)
    assert srcad.grad(f) is derivative


def test_a_librarys_function_of_any_number_of_arguments_is_refused():
    with pytest.raises(errors.SourceUnavailableError, match="lambda"):
        srcad.grad(print)
