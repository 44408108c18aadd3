"""Arguments that share memory, where one is written before the other is read: refused at the run, with both lines."""

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

X, Y = np.array([1.0, 2.0, 3.0]), np.array([3.0, 4.0, 5.0])


def written_first(x, y):
    x[0] = 10.0 * x[1]
    x *= y
    return np.sum(x * x)


def read_first(x, y):
    s = np.sum(y * x)
    x[0] = 10.0 * s
    return np.sum(x)


def in_a_loop(x, y):
    s = 0.0
    for i in range(3):
        s += y[i] * x[i]
        x[i] = s
    return s


def in_a_branch(x, y):
    if x[0] > 0:
        x[1:] *= 2.0
    return np.sum(x) + y[1] * y[0]


def in_a_list(ps, y):
    ps[0] -= 0.1 * ps[1]
    return np.sum(ps[0] * y)


def in_a_tuple(pair, y):
    y[0] = 5.0
    return np.sum(pair[0] * y) + pair[1]


SHARED = (
    (written_first, (X, Y), (X, X), "x is written, and may share memory with y, which line 15 reads"),
    (written_first, (X, Y), (X[:2], X[1:]), "x is written, and may share memory with y, which line 15 reads"),
    (in_a_loop, (X, Y), (X, X[::-1]), "x is written, and may share memory with y, which line 28 reads"),
    (in_a_branch, (X, Y), (X, X), "x is written, and may share memory with y, which line 36 reads"),
    (in_a_list, ([X, Y], X * 1), ([X, Y], X), "ps is written, and may share memory with y, which line 41 reads"),
    (in_a_tuple, ((X, 2.0), Y), ((X, 2.0), X), "y is written, and may share memory with pair, which line 46 reads"),
)


@pytest.mark.parametrize("f, apart, shared, says", SHARED)
def test_refused_where_it_matters(f, apart, shared, says):
    checks.check_value_and_gradient(f, apart, (0,))
    with pytest.raises(errors.AliasingError) as caught:
        srcad.grad(f)(*shared)
    assert says in str(caught.value) and "^^^" in str(caught.value)
    assert "test_arguments_apart.py:" in str(caught.value)


def test_allowed_where_it_does_not():
    both = srcad.grad(read_first, argnums=(0, 1))
    checks.assert_close(both(X, X), both(X, X.copy()))
    assert np.array_equal(X, [1.0, 2.0, 3.0])


def test_a_saved_module_refuses_too(tmp_path):
    path = tmp_path / "saved.py"
    derivative = srcad.grad(written_first)
    derivative(X, Y)
    derivative.save(path)
    scope = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    with pytest.raises(ValueError, match=r"test_arguments_apart.py:14: x is written, and may share memory with y"):
        scope["written_first_grad"](X, X)


def tripled(pair):
    a, b = pair
    a[0] = a[0] * 3.0
    return np.sum(b**2) + a[0]


def tripled_by_key(params):
    params["a"][0] = params["a"][0] * 3.0
    return np.sum(params["b"] ** 2) + params["a"][0]


@pytest.mark.parametrize("f, of", [(tripled, lambda a, b: (a, b)), (tripled_by_key, lambda a, b: {"a": a, "b": b})])
def test_one_array_at_two_places_of_an_argument(f, of):
    x, y = np.array([1.0, 2.0]), np.array([0.5, -1.0])
    found = srcad.grad(f)(of(x, y))
    a, b = found.values() if isinstance(found, dict) else found
    assert a.tolist() == [3.0, 0.0] and b.tolist() == [1.0, -2.0]
    for shared in (x, x[::-1]):
        with pytest.raises(errors.AliasingError, match="may hold one object twice"):
            srcad.grad(f)(of(x, shared))
    assert x.tolist() == [1.0, 2.0]
