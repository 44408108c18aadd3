"""Memory, lowered: aliases and views are followed, or refused with both names; arguments are left alone."""

import copy

import pytest

from srcad.errors import AliasingError, SrcadError
from srcad.ir import nodes
from tests import interpret
from tests.test_lower_flow import lowered, statements

np = pytest.importorskip("numpy")


def same(f, *cases):
    """Check that the form computes what Python does and leaves its arguments alone; return the form."""
    for args in cases:
        function = lowered(f, *args)
        given = copy.deepcopy(args)
        got = interpret.run(function, *given)
        wanted = f(*copy.deepcopy(args))
        np.testing.assert_equal(got, wanted)
        np.testing.assert_equal(given, args)
    return function


def refused(f, *args, says=()):
    with pytest.raises(AliasingError) as caught:
        lowered(f, *args)
    for words in says:
        assert words in str(caught.value)


def X():
    return np.array([0.5, -1.0, 2.0, 3.0])


def M():
    return np.arange(12.0).reshape(3, 4)


# -- names and views of one buffer ------------------------------------------------------------------------


def test_an_alias_sees_the_write():
    def f(x):
        y = x * 2
        z = y
        z[0] = 5.0
        return np.sum(y * z)

    same(f, (X(),))


def test_a_view_reads_and_writes_its_buffer():
    def f(x):
        y = x * 2
        v = y[1:]
        v *= 3
        w = v[0:2]
        y[1] = 7.0
        w[1] += 100.0
        return np.sum(y) + np.sum(v) * 2 + w[0] * 3

    same(f, (X(),))


def test_rows_of_a_matrix():
    def f(m):
        a = m.copy()
        row = a[1]
        row[2] = 50.0
        a[2][0] = 60.0
        for i in range(3):
            r = a[i]
            r += i
            r[0] = r[1] * 2
        return np.sum(a) + row[2] + np.sum(row)

    same(f, (M(),))


def test_overlapping_slices():
    def f(x):
        y = x.copy()
        y[1:] = y[:-1]
        y[1:] = y[1:] * y[:-1]
        y[::2] += y[1::2]
        a = y[0]
        y[0] = 9.0
        return np.sum(y) + a

    same(f, (X(),))


def test_item_swaps():
    def f(x, m):
        y = x.copy()
        y[0], y[1] = y[1], y[0]
        b = m.copy()
        b[0], b[1] = b[1], b[0]
        return np.sum(y[:2]) + y[0] + np.sum(b * m)

    same(f, (X(), M()))


def test_index_arrays_and_masks_copy():
    def f(x):
        y = x.copy()
        idx = np.array([0, 0, 2])
        v = y[idx]
        v[0] = 100.0
        y[idx] += 1.0
        y[y > 2] *= 2
        y[[0, 3]] = -1.0
        return np.sum(y) + np.sum(v)

    same(f, (X(),))


# -- augmented assignment -----------------------------------------------------------------------------------


def test_in_place_for_arrays_and_rebinding_for_numbers():
    def f(x):
        y = x * 1.0
        z = y
        z += 1.0
        z -= 0.5
        z *= y
        z **= 2
        return np.sum(y) + np.sum(z)

    same(f, (X(),))

    def g(x):
        y = x * 1.0
        z = y
        z += 1.0
        return y + 10 * z

    same(g, (2.0,))


def test_parameters_are_copied_before_they_are_written():
    def f(x, y):
        x[0] = 10.0
        y += x
        return np.sum(x * y)

    function = same(f, (X(), X()))
    copies = [s for s in statements(function, nodes.Apply) if s.op == "numpy.copy"]
    assert [c.result.name for c in copies] == ["x", "y"]
    (check,) = statements(function, nodes.Effect)
    order = [s for s in function.body.statements if s in copies or s is check]
    assert order == [check, *copies]


def test_arguments_that_share_memory_are_refused_at_the_run():
    def f(x, y):
        x[0] = 10.0
        return np.sum(x * y)

    function = same(f, (X(), X()))
    x = X()
    with pytest.raises(ValueError, match="x is written, and may share memory with y"):
        interpret.run(function, x, x[1:])


def test_a_parameter_written_in_a_loop_is_copied_once():
    def f(x, n):
        for i in range(n):
            x[i] += x[i - 1] * 0.5
        return np.sum(x)

    function = same(f, (X(), 4))
    assert function.body.statements[0].op == "numpy.copy"
    assert len([s for s in statements(function, nodes.Apply) if s.op == "numpy.copy"]) == 1


def test_out_arguments():
    def f(x):
        y = np.zeros(4)
        z = y
        np.multiply(x, 2.0, out=y)
        np.add(y, 1.0, out=y[1:] if False else y)
        np.copyto(z, z * 3)
        return np.sum(y)

    same(f, (X(),))


# -- loops and branches ---------------------------------------------------------------------------------------


def test_double_buffers():
    def f(x, n):
        a = x.copy()
        b = np.zeros(4)
        for t in range(n):
            b[1:] = a[:-1] * 0.5
            b[0] = a[0] + t
            a, b = b, a
        return np.sum(a) + 10 * np.sum(b)

    function = same(f, *[(X(), n) for n in range(4)])
    # Two buffers are permuted: neither is copied.
    assert len([s for s in statements(function, nodes.Apply) if s.op == "numpy.copy"]) == 1


def test_rebinding_in_a_loop():
    def f(u, k, n):
        for t in range(n):
            u_new = u.copy()
            u_new[1:-1] = u[1:-1] + k * u[2:]
            u = u_new
        return np.sum(u**2)

    function = same(f, (X(), 0.5, 0), (X(), 0.5, 3))
    (loop,) = statements(function, nodes.For)
    assert [param.name for param in loop.params] == ["u"]


def test_in_place_and_rebinding_mixed():
    def f(x, n):
        y = x.copy()
        for i in range(n):
            y += x
            if i % 2:
                y = y * 0.5
            y[0] = i
        return np.sum(y)

    same(f, *[(X(), n) for n in range(4)])


def test_writes_under_branches():
    def f(x, n):
        y = x * 1.0
        v = y[1:]
        if n > 0:
            y[0] = 5.0
        elif n < -1:
            v[0] = 7.0
        else:
            v[1:] *= 2
        y[2] += 1
        return np.sum(y) + np.sum(v)

    same(f, *[(X(), n) for n in (1, -2, 0)])

    def one_is_rebound(x, n):
        y = x * 1.0
        v = y[1:]
        if x[0] > 0:
            y = np.zeros(4)
        y[2] += 1
        return np.sum(y) + np.sum(v)

    refused(one_is_rebound, X(), 1)


def test_fresh_arrays_from_both_branches_are_one_buffer():
    def f(x, n):
        if n:
            z = np.zeros(4)
        else:
            z = x * 2
        z[0] = 1.0
        return np.sum(z)

    function = same(f, (X(), 0), (X(), 1))
    assert not [s for s in statements(function, nodes.Apply) if s.op == "numpy.copy"]


def test_filling_element_by_element():
    def f(x, r):
        a = np.zeros(len(x))
        a[0] = x[0]
        for i in range(1, len(x)):
            a[i] = r * a[i - 1] + x[i] ** 2
        return np.sum(a * a)

    same(f, (X(), 0.7))


# -- what can't be told is refused ------------------------------------------------------------------------------


def test_a_place_that_differs_between_branches():
    def f(x, n):
        y = x * 2
        w = x * 3
        z = y if n else w
        z[0] = 5.0
        return np.sum(y)

    refused(f, X(), 1, says=("'y'", "'z'", "test_lower_memory.py"))

    def read_only(x, n):
        y = x * 2
        w = x * 3
        z = y if n else w
        return np.sum(y) + np.sum(z)

    same(read_only, (X(), 0), (X(), 1))

    def not_read_again(x, n):
        y = x * 2
        w = x * 3
        z = y if n else w
        z[0] = 5.0
        return np.sum(z)

    same(not_read_again, (X(), 0), (X(), 1))


def test_a_transposed_view_that_is_written():
    def f(m):
        a = m.copy()
        b = a.T
        b[0, 1] = 5.0
        return np.sum(a)

    same(f, (M(),))

    def other_way(m):
        a = m.copy()
        b = a.reshape(4, 3)
        a[0, 1] = 5.0
        return np.sum(b * b[0])

    same(other_way, (M(),))

    def enough(m):
        a = m.copy()
        b = a.T.copy()
        b[0, 1] = 5.0
        return np.sum(a) + np.sum(b)

    same(enough, (M(),))


def test_an_array_in_a_list():
    def f(x):
        h = x * 2
        hs = [h]
        hs.append(h)
        h[0] = 100.0
        return np.sum(hs[0])

    refused(f, X(), says=("'h'",))

    def copies(x):
        h = x * 2
        hs = []
        for i in range(3):
            hs.append(h.copy())
            h[0] += 1.0
        return np.sum(hs[0]) + 2 * np.sum(hs[2]) + np.sum(h)

    same(copies, (X(),))

    def same_array_each_time(x):
        h = x * 2
        hs = []
        for i in range(3):
            hs.append(h)
            h[0] += 1.0
        return np.sum(hs[0])

    refused(same_array_each_time, X())


def test_a_list_item_that_is_written():
    def f(x):
        hs = [x * 2, x * 3]
        h = hs[0]
        h[0] = 7.0
        hs[0][1:] += h[0]
        return np.sum(hs[0]) + np.sum(h * h)

    same(f, (X(),))


def test_writing_what_a_loop_walks():
    def f(x):
        y = x.copy()
        total = 0.0
        for v in y:
            y[0] = v
            total += v
        return total

    same(f, (X(),))


def test_a_written_row_of_a_walked_matrix():
    def f(m):
        a = m.copy()
        for row in a:
            row *= 2
        return np.sum(a)

    same(f, (M(),))


def test_update_of_unknown_type():
    def f(x):
        y = x
        y += 1
        return x + y

    with pytest.raises(AliasingError, match="'x'"):
        from srcad.frontend import lower, source

        lower.lower(source.from_function(f), {})


# -- lists ------------------------------------------------------------------------------------------------


def test_lists():
    def f(x, n):
        xs = [x, 2.0]
        ys = xs
        ys.append(x * 3)
        for i in range(n):
            xs.append(xs[-1] * 0.5)
        last = xs.pop()
        ys[0] = 100.0
        xs[1] += 3.0
        zs = xs.copy()
        zs.append(1.0)
        total = 0.0
        while ys:
            total = total * 0.5 + ys.pop()
        return total + last + len(zs) + len(xs) + sum(zs)

    same(f, (1.5, 0), (1.5, 4))


def test_a_list_parameter_is_left_alone():
    def f(xs):
        xs.append(3.0)
        xs[0] = 7.0
        return sum(xs)

    same(f, ([1.0, 2.0],))


def test_nested_containers():
    def f(params, x):
        for w, b in params:
            x = np.tanh(w * x + b)
        first, *_ = 1.0, 2.0
        return np.sum(x) * first

    same(f, ([(1.0, 2.0)], X()))

    def g(params, x):
        pairs = []
        for w, b in params:
            x = w * x + b
            pairs.append((x, w))
        (a, b), c = pairs[0], pairs[1]
        return np.sum(a * b) + np.sum(c[0])

    same(g, ([(1.0, 2.0), (3.0, 4.0)], X()))


def test_a_walked_array_may_be_written_after_the_loop():
    def f(x):
        y = x.copy()
        total = 0.0
        for v in y:
            total += v
        y[0] = total
        return np.sum(y) + sum(v * v for v in y)

    same(f, (X(),))


def test_a_tuple_of_arrays_that_are_written():
    def f(pair):
        a, b = pair
        a[0] = 1.0
        c, d = pair
        b[0] = 2.0
        return np.sum(a) + np.sum(b) * np.sum(c)

    same(f, ((X(), X()),))


def test_inlined_activations_are_forgotten():
    def f(x):
        g = lambda y: y * 2  # noqa: E731
        z = g(x)
        x += 1
        return z + x

    from srcad.frontend import lower, source

    function = lower.lower(source.from_function(f), {})
    assert interpret.run(function, 1.5) == f(1.5)


def scaled(pair, items):
    a, _ = pair
    a *= 2
    b = items[0]
    b[0] = 7.0
    return np.sum(a)


def test_a_callee_that_writes_what_its_arguments_hold():
    def f(x):
        a, b = x * 1.0, x * 3
        total = scaled((a, b), [x * 2])
        return total + np.sum(a) + np.sum(b)

    assert not statements(same(f, (X(),)), nodes.Call)
