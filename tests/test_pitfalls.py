"""The smallest programs that break a plausible implementation, each with the class behind it."""

import functools
import io
import math
from contextlib import redirect_stdout

import numpy as np
import pytest

import srcad
from srcad import errors
from tests import checks

X = np.array([0.8, -0.6, 1.3, 0.4])
M = np.array([[0.5, -1.0, 0.8], [1.5, 0.3, -0.2]])


def right_or_refused(f, *args):
    """Check a function, unless it is refused as an alias with two lines named."""
    try:
        checks.check(f, *args)
    except errors.AliasingError as error:
        assert f"{error.origin.file}:{error.origin.line}:" in str(error)


# -- values of the last iteration -------------------------------------------------------------------


def defined_under_if(x):
    total = 0.0
    for i in range(5):
        if x * i > 1.0:
            w = x * i
            total += w * w * x
    return total


def only_sometimes_defined(x):
    total = 0.0
    v = x
    for i in range(5):
        if i % 2:
            w = math.sin(v)
            v = w * v + 0.3
        total += v * v
    return total


def newton(a, tol=1e-12):
    x = a
    while True:
        x_new = 0.5 * (x + a / x)
        if abs(x_new - x) < tol:
            break
        x = x_new
    return x_new


def inner_while(x):
    total = 0.0
    v = 1.0 + x
    for j in range(3):
        while True:
            v = 0.3 * v * v + 0.1 * x
            if v < 0.2:
                break
        v = v + 1.5
        total += v * v
    return total


def two_sweeps(x):
    a = x.copy()
    for i in range(1, len(a)):
        a[i] *= a[i - 1]
    for i in range(1, len(a)):
        a[i] *= a[i - 1]
    return np.sum(a)


def ten_breaks(x):
    v = x
    for i in range(20):
        v = v * 1.1 + 0.01
        if v > 9.0:
            break
        if v > 8.0 and i > 17:
            break
        if v > 7.5 and i > 16:
            break
        if v > 7.0 and i > 15:
            break
        if v > 6.5 and i > 14:
            break
        if v > 6.0 and i > 13:
            break
        if v > 5.5 and i > 12:
            break
        if v > 5.0 and i > 11:
            break
        if v > 4.5 and i > 10:
            break
        if v > 4.0 and i > 9:
            break
        v = v + 0.05 * x
    return v * v


@pytest.mark.parametrize("f", (defined_under_if, only_sometimes_defined, newton, inner_while, ten_breaks))
@pytest.mark.parametrize("x", (0.3, 0.9, 1.7))
def test_loops(f, x):
    checks.check(f, x)


def test_ten_breaks_stay_short():
    text = srcad.grad(ten_breaks).specialize(0.3).source
    assert len(text.splitlines()) < 150


def test_two_sweeps():
    checks.check(two_sweeps, X)


# -- buffers ----------------------------------------------------------------------------------------


def slice_in_place(x, n=3):
    u = x.copy()
    for t in range(n):
        u[1:] = u[1:] * u[:-1]
    return np.sum(u**2)


def slice_of_result(x):
    u = x * 1.0
    u[1:] = u[:-1] ** 2
    return np.sum(np.sin(u))


def callee_adds(a, b):
    return a + b


def adjoints_of_a_sum(x, y):
    z = callee_adds(x, y)
    return np.sum(z * x) + np.sum(z * y * y)


def squared(a):
    return a * a


def written_after_the_call(x):
    a = x * 1.0
    y = squared(a)
    a[0] = 0.0
    return np.sum(y) + np.sum(a**3)


def augmented_scalar(x):
    y = x * 1.0
    z = y
    z += 1.0
    return y * z


def augmented_array(x):
    y = x * 1.0
    z = y
    z += 1.0
    return np.sum(y * z)


def aliased_write(x):
    y = x * 2.0
    z = y
    z[0] = 5.0
    return np.sum(y**2)


def written_view(x):
    y = x * 2.0
    v = y[1:]
    v *= 2.0
    return np.sum(y**2)


def written_row(x):
    y = x * 2.0
    row = y[0]
    row[1] = 3.0
    return np.sum(y**2)


def written_transpose(x):
    y = x * 2.0
    y.T[0] = 1.0
    return np.sum(y**2)


def written_argument(x):
    x[0] = x[1] * x[2]
    return np.sum(x**2)


def masked_write(x):
    y = x * 2.0
    y[y > 1] = 0.0
    return np.sum(y**2)


def test_slices_in_place():
    checks.check(slice_in_place, X)
    checks.check(slice_of_result, X)


def test_calls_and_buffers():
    checks.check(adjoints_of_a_sum, X, X[::-1] * 0.7)
    checks.check(written_after_the_call, X)


def test_in_place_or_rebinding_by_type():
    checks.check(augmented_scalar, 0.7)
    right_or_refused(augmented_array, X)


@pytest.mark.parametrize("f", (aliased_write, written_view, written_argument, masked_write))
def test_aliases_and_views(f):
    right_or_refused(f, X.copy())


@pytest.mark.parametrize("f", (written_row, written_transpose))
def test_views_of_matrices(f):
    right_or_refused(f, M.copy())


# -- names ------------------------------------------------------------------------------------------

def del_(el):
    return el * el


def def_(ef):
    return math.sin(ef) * ef


def divmod_(ivmod, x):
    dx = ivmod * x
    d_x = dx * x
    return dx * d_x


def colliding(x, dx):
    d_x = x * dx
    dx_1 = d_x * x
    x_1 = dx_1 + dx
    x_tape = x_1 * d_x
    for i in range(3):
        x_tape = x_tape * x_1 * 0.5
        x_1 = x_1 + dx
    return x_tape


def loop_with_dv(x):
    v = x
    dv = 0.5
    for i in range(3):
        v = v * (1 - dv * v)
        dv = dv + 0.1 * v
    return v * dv


def test_keywords_are_no_names():
    checks.check(del_, 0.7)
    checks.check(def_, 0.7)
    checks.check(divmod_, 0.7, 1.3)


def test_colliding_names():
    checks.check(colliding, 0.6, 1.1)
    checks.check(loop_with_dv, 0.6)
    second = srcad.grad(srcad.grad(loop_with_dv))(0.6)
    first = srcad.grad(loop_with_dv)
    assert second == pytest.approx((first(0.6 + 1e-6) - first(0.6 - 1e-6)) / 2e-6, rel=1e-6)


dx = 3.0


def reads_global_dx(x):
    return x * x * dx


def test_global_names_are_not_taken():
    checks.check(reads_global_dx, 0.7)


# -- indices and broadcasting -----------------------------------------------------------------------


def repeated_rows(x):
    rows, cols = np.array([0, 0, 1]), np.array([1, 1, 2])
    return np.sum(x[rows, cols] ** 2)


def repeated_list(x):
    return np.sum(x[[0, 0, 2]] ** 3)


def derived_dim_of_one(x, k=1):
    return np.sum(x[:k] * x)


def softmax(x, w):
    return np.sum(np.exp(x) / np.sum(np.exp(x)) * w)


def array_exponent(x, s):
    return np.sum((x * x) ** s)


def scalar_divisor(x, w):
    return np.sum(x / w) + np.sum(w / (x * x + 1))


def masked_log(x):
    return np.sum(np.where(x > 0, np.log(x), 0.0))


def test_indices():
    checks.check(repeated_rows, M)
    checks.check(repeated_list, X)


def test_broadcasting():
    checks.check(derived_dim_of_one, X)
    checks.check(softmax, X, 0.7)
    checks.check(array_exponent, X, 1.7)
    checks.check(scalar_divisor, X, 0.8)


def row_and_column(x, r, c):
    return np.sum(x * r + x / c) + np.sum((r * c) ** 2)


def test_broadcasting_of_matrices():
    checks.check(row_and_column, M, np.array([0.3, 0.5, -0.2]), np.array([[1.5], [0.7]]))


def test_masked_branch_is_not_infinite():
    with np.errstate(all="ignore"):
        gradient = srcad.grad(masked_log)(np.array([0.5, 0.0, -1.0, 2.0]))
    checks.assert_close(gradient, np.array([2.0, 0.0, 0.0, 0.5]), 1e-12)


def test_ints_are_refused_as_targets():
    with pytest.raises(TypeError):
        srcad.grad(squared_sum)(np.array([1, 2, 3]))
    with pytest.raises(TypeError):
        srcad.grad(del_)(3)


def squared_sum(x):
    return np.sum(x * x)


def mixed(x, w):
    return np.sum(x * w) + np.sum(x) * 2.0


def test_the_argument_s_dtype_is_kept():
    x = X.astype(np.float32)
    dx, dw = srcad.grad(mixed, argnums=(0, 1))(x, X)
    assert dx.dtype == np.float32
    assert dw.dtype == np.float64
    assert srcad.grad(squared_sum)(x).dtype == np.float32


# -- which function ---------------------------------------------------------------------------------


def plain(x):
    return x * x


@functools.wraps(plain)
def wrapper(x):
    return 2 * plain(x)


def test_a_wrapper_is_differentiated_itself():
    assert srcad.grad(wrapper)(3.0) == 12.0


def test_two_lambdas_on_a_line():
    f, g = (lambda x: x * x), (lambda x: x * x * x)
    assert srcad.grad(f)(2.0) == 4.0
    assert srcad.grad(g)(2.0) == 12.0


def make_loss(k):
    def loss(x):
        return k * x * x

    return loss


def test_equal_hashes_are_not_equal_values():
    assert srcad.grad(make_loss(-1.0))(3.0) == -6.0
    assert srcad.grad(make_loss(-2.0))(3.0) == -12.0


def keyed(x, k):
    return x * k if k is not None else x


def test_arguments_by_value():
    gradient = srcad.grad(keyed)
    assert gradient(3.0, -1.0) == -1.0
    assert gradient(3.0, -2.0) == -2.0
    assert gradient(3.0, None) == 1.0


def test_a_file_edited_after_import(tmp_path):
    path = tmp_path / "edited.py"
    path.write_text("def f(x):\n    return x * x\n")
    namespace = {}
    exec(compile(path.read_text(), str(path), "exec"), namespace)
    path.write_text("def f(x):\n    return x * x * x\n")
    with pytest.raises(errors.SourceUnavailableError):
        srcad.grad(namespace["f"])(2.0)


# -- effects and blocks -----------------------------------------------------------------------------


def printing(x):
    total = 0.0
    for i in range(3):
        print("step", i)
        total += x * i
    return total * x


def test_effects_happen_once():
    out = io.StringIO()
    with redirect_stdout(out):
        assert srcad.grad(printing)(2.0) == pytest.approx(12.0)
    assert out.getvalue() == "step 0\nstep 1\nstep 2\n"


def guarded(x):
    with np.errstate(all="ignore"):
        y = x * x
    return y


def test_a_with_block_is_right_or_refused():
    try:
        assert srcad.grad(guarded)(3.0) == 6.0
    except errors.UnsupportedSyntaxError as error:
        assert "with" in str(error)


def raising(x):
    if x > 1:
        raise ValueError("too large")
    return x * x


def test_the_derivative_raises_where_the_function_does():
    assert srcad.grad(raising)(0.5) == 1.0
    with pytest.raises(ValueError, match="too large"):
        srcad.grad(raising)(2.0)


# -- ties and kinks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "want"),
    (
        (lambda x: abs(x), 0.0, 0.0),
        (lambda x: np.maximum(x, 3.0 - x), 1.5, 0.0),
    ),
)
def test_kinks_of_scalars(f, x, want):
    assert srcad.grad(f)(x) == want


def largest(x):
    return np.max(x)


def norm(x):
    return np.linalg.norm(x)


def product(x):
    return np.prod(x)


def test_ties_are_shared_and_zeros_are_right():
    checks.assert_close(srcad.grad(largest)(np.array([1.0, 2.0, 2.0])), np.array([0.0, 0.5, 0.5]))
    checks.assert_close(srcad.grad(norm)(np.zeros(3)), np.zeros(3))
    checks.assert_close(srcad.grad(product)(np.array([2.0, 0.0, 3.0])), np.array([0.0, 6.0, 0.0]))
