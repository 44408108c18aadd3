"""What is kept for the backward pass: still there, recomputed, in a variable, on a tape, or a shape."""

import ast
import collections
import math

import numpy as np
import pytest

import srcad
from tests import checks

X = np.array([0.8, -0.6, 1.3, 0.4])
M = np.array([[0.5, -1.0, 0.8], [1.5, 0.3, -0.2]])


class Counted(ast.NodeTransformer):
    """Counts what is appended, by the name of the list."""

    def visit_Call(self, node):
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append")):
                return ast.Call(ast.Name("counting", ast.Load()), [ast.Constant(name), node], [])
        return node


def source(f, *args, argnums=0):
    """Return the emitted text for the types of some arguments, without its comments."""
    text = srcad.grad(f, argnums=argnums).specialize(*args).source
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def kept(f, *args, argnums=0):
    """Run the emitted text; return how many values went onto each list."""
    counts = collections.Counter()
    tree = ast.fix_missing_locations(Counted().visit(ast.parse(source(f, *args, argnums=argnums))))

    def counting(name, _):
        counts[name] += 1

    module = {**f.__globals__, "counting": counting, "np": np, "math": math}
    exec(compile(tree, "counted", "exec"), module)
    module[f"{f.__name__}_grad"](*args)
    return counts


def logistic(x, n=4):
    v = x
    for i in range(n):
        v = 4 * v * (1 - v)
    return v


def two_states(x, n=5):
    u, v = x, 0.5
    for i in range(n):
        u = u * v
        v = v + 0.1
    return u


def independent(x, w):
    total = 0.0
    for i in range(len(x)):
        t = np.sin(x[i]) * w
        total += t * t
    return total


def linear(x, n=6):
    v = x
    for i in range(n):
        v = 0.5 * v + 1.0
    return v


def nested(x, n=3, m=4):
    total = 0.0
    for i in range(n):
        s = x * i
        for j in range(m):
            s = s * s * 0.5 + x
        total += s
    return total


def chained(x):
    y = math.exp(x)
    z = y * x
    return z * z


def angle(x, y):
    a = x * y
    return math.sin(a) * 3.0


def cheap(x, y):
    a = x + 1.0
    return a * y


def only_the_shape(x):
    y = x * 2.0 + 1.0
    return np.sum(y)


def product(a, b):
    c = a @ b
    d = np.tanh(c)
    return np.sum(d)


def rebound(u, n=4):
    for t in range(n):
        u = np.tanh(u) * 1.1
    return np.sum(u)


def overwritten(x):
    a = x * 1.0
    for i in range(1, len(a)):
        a[i] = a[i] * a[i - 1]
    return np.sum(a)


def branch_in_loop(x, n=6):
    v = x
    for i in range(n):
        if v > 0.5:
            v = v * v
        else:
            v = v + 0.2 * x
    return v


def test_one_list_of_the_trip_count():
    assert list(kept(logistic, 0.25).values()) == [4]
    assert list(kept(logistic, 0.25, 7).values()) == [7]


def test_nothing_is_kept_of_a_linear_loop():
    assert not kept(linear, 0.3)


def test_nothing_is_kept_where_iterations_are_independent():
    assert not kept(independent, X, 1.4, argnums=(0, 1))
    assert source(independent, X, 1.4, argnums=(0, 1)).count("for ") == 1


def test_only_what_the_backward_pass_reads_is_kept():
    # The adjoint of u reads v, which is kept; that of v is not asked for, so no u is.
    assert sum(kept(two_states, 0.7).values()) <= 5


def test_an_inner_list_lives_for_one_iteration():
    text = source(nested, 0.4)
    assert sum(kept(nested, 0.4).values()) == 12
    assert text.count("_tape = []") == 1
    line = next(line for line in text.splitlines() if "_tape = []" in line)
    assert line.startswith(" " * 8), "the list should be made anew in each outer iteration"


def test_a_call_is_kept_in_a_variable():
    assert source(chained, 0.4).count("math.exp") == 1


def test_a_cheap_angle_is_kept_or_computed_again_but_no_sine_is_needed():
    text = source(angle, 0.4, 0.3, argnums=(0, 1))
    assert "math.sin(a)" not in text


def test_a_parameter_is_still_there():
    text = source(cheap, 0.4, 0.3, argnums=(0, 1))
    assert "_tape" not in text and "saved" not in text


def test_of_an_array_only_its_shape_is_needed():
    text = source(only_the_shape, X)
    assert "x * 2.0" not in text


def test_a_product_is_not_computed_twice():
    assert source(product, M, M.T, argnums=(0, 1)).count("a @ b") == 1


def test_rebound_arrays_are_kept_by_reference():
    text = source(rebound, X)
    assert list(kept(rebound, X).values()) == [4]
    assert "copy" not in text


def test_of_an_array_written_in_place_elements_are_kept():
    text = source(overwritten, X)
    assert "append(a.copy())" not in text
    assert sum(kept(overwritten, X).values()) <= 2 * len(X)


def test_a_condition_is_evaluated_again_on_what_is_kept():
    assert list(kept(branch_in_loop, 0.4).values()) == [6]


@pytest.mark.parametrize(
    ("f", "args"),
    (
        (two_states, (0.7,)),
        (linear, (0.3,)),
        (nested, (0.4,)),
        (chained, (0.4,)),
        (angle, (0.4, 0.3)),
        (cheap, (0.4, 0.3)),
        (only_the_shape, (X,)),
        (product, (M, M.T)),
        (rebound, (X,)),
        (overwritten, (X,)),
        (branch_in_loop, (0.4,)),
    ),
    ids=lambda f: getattr(f, "__name__", ""),
)
def test_what_is_kept_suffices(f, args):
    checks.check(f, *args)
