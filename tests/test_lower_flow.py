"""Control flow, lowered: jumps anywhere, and what a loop carries."""

import copy
import math

import pytest

from srcad.errors import SrcadError
from srcad.frontend import lower, source, values
from srcad.ir import check, nodes, rewrite
from tests import interpret


def lowered(f, *args):
    """Lower a function for example arguments, and check the form."""
    found = source.from_function(f)
    names = [name.id for name in found.tree.args.args]
    types = {name: values.type_of(arg, name) for name, arg in zip(names, args)}
    return check.check(lower.lower(found, types), "lowering")


def same(f, *cases):
    """Check that the form computes what Python does, for each case; return the form."""
    for args in cases:
        function = lowered(f, *args)
        try:
            wanted = f(*copy.deepcopy(args))
        except Exception as error:
            with pytest.raises(type(error)):
                interpret.run(function, *copy.deepcopy(args))
            continue
        got = interpret.run(function, *copy.deepcopy(args))
        assert repr(got) == repr(wanted), args
    return function


def statements(function, kind):
    return [node for node in rewrite.walk(function.body) if isinstance(node, kind)]


# -- if ---------------------------------------------------------------------------------------------------


def test_if_elif_else():
    def f(x, n):
        y = 1.0
        if n == 0:
            y = x
        elif n == 1:
            y = x * 2
        elif n == 2:
            pass
        else:
            z = x + 1
            y = z * z
        return y

    same(f, *[(1.5, n) for n in range(5)])


def test_early_returns():
    def f(x, n):
        if n == 0:
            return x
        if n == 1:
            y = x * 2
            return y + 1
        else:
            y = x * 3
        if n == 2:
            return y
        return y * y

    same(f, *[(1.5, n) for n in range(5)])


def test_returns_under_ifs_that_may_fall_through():
    def f(x, n):
        if n > 0:
            if n == 1:
                return x
            x = x * 2
        else:
            if n == -1:
                return -x
        y = x + 1
        if n > 1:
            if n == 2:
                return y
            if n == 3:
                return y * 2
            y = y * 5
        return y - 1

    same(f, *[(1.5, n) for n in range(-3, 6)])


def test_a_function_that_may_return_nothing():
    def f(x, n):
        if n:
            y = x

    same(f, (1.5, 0), (1.5, 1))


def test_raise():
    def f(x, n):
        if n < 0:
            raise ValueError(f"negative: {n:d} {x!r}")
        if n == 0:
            raise KeyError
        y = x / n
        for i in range(n):
            if i == 3:
                raise RuntimeError("three")
            y = y + i
        return y

    same(f, *[(1.5, n) for n in range(-1, 6)])


# -- loops --------------------------------------------------------------------------------------------------


def test_break_continue_return_anywhere():
    def f(x, n):
        total = 0.0
        for i in range(n):
            if i == 2:
                continue
            if i == 7:
                if x > 1:
                    total += 100
                    break
                total += 5
            if i == 8:
                y = total * x
                total = y + 1
                break
            if i == 9:
                return total
            total += i * x
        else:
            total = -total
        return total + 0.5

    same(f, *[(x, n) for x in (0.5, 1.5) for n in range(12)])


def test_many_breaks_in_a_row_are_not_doubled():
    def f(x, n):
        for i in range(100):
            x = x * 1.01
            if x > 10:
                x = x + 1
                break
            if i > n:
                x = x * 2
                break
            if x < 0:
                break
            if x == 3:
                break
            if x == 4:
                return 4.0
            if x == 5:
                return 5.0 * x
            if x == 6:
                break
            x = x + 0.1
        return x

    function = same(f, (1.0, 5), (1.0, 200), (9.0, 3), (-5.0, 3))
    assert len(list(rewrite.walk(function.body))) < 80


def test_nested_loops_with_jumps():
    def f(x, n):
        total = 0.0
        for i in range(n):
            for j in range(i):
                if j == 3:
                    break
                if i + j == 7:
                    return total * x
                if (i + j) % 2:
                    continue
                total += x * j
            else:
                total += 0.25
                if i == 4:
                    continue
            k = i
            while True:
                k -= 1
                if k < 0:
                    break
                if k == 6:
                    total *= 2
                    break
                total -= 0.125
        return total

    same(f, *[(1.5, n) for n in range(10)])


def test_while_else_and_conditions():
    def f(x, n):
        i = 0
        while i < n and x < 50:
            x = x * 1.5
            i += 1
            if i == 4:
                break
        else:
            x = x + 1000
        while not (x < 1):
            x = x / 2
        return x

    same(f, *[(1.5, n) for n in range(7)], (49.0, 3))


def test_variables_after_a_loop():
    def f(x, n):
        for i in range(n):
            y = x * i
            last = y
        z = i * 2
        return y + last + z + i

    same(f, (1.5, 1), (1.5, 3))


def test_a_variable_set_in_the_iteration_before():
    def f(x, n):
        total = 0.0
        for i in range(n):
            if i > 0:
                total += before * 2
            before = x + i
        return total

    same(f, *[(1.5, n) for n in range(4)])


def test_a_variable_without_a_first_value_is_refused():
    def f(x, n):
        for i in range(n):
            total += x  # noqa: F821, F841
        return x

    with pytest.raises(SrcadError, match="'total' has no value"):
        lowered(f, 1.0, 3)


def test_simultaneous_updates_and_swaps():
    def f(x, n):
        a, b, c = x, 1.0, (2.0, x)
        for i in range(n):
            a, b = b, a + b
            c = (c[1], a)
        return a + b * c[0] - c[1]

    same(f, *[(1.5, n) for n in range(4)])


def test_int_that_becomes_float():
    def f(x, n):
        total = 0
        for i in range(n):
            for j in range(i):
                total += x * j
        return total

    function = same(f, (1.5, 4))
    (loop, _) = statements(function, nodes.For)
    assert str(loop.results[0].type) == "float"


def test_dead_slots_are_not_carried():
    def f(a, tol):
        x = a
        while True:
            x_new = 0.5 * (x + a / x)
            if abs(x_new - x) < tol:
                break
            x = x_new
        return x_new

    (loop,) = statements(same(f, (2.0, 1e-12)), nodes.Loop)
    assert [param.name for param in loop.params] == ["x"]
    assert [result.name for result in loop.results] == ["x_new"]


def test_what_only_an_exit_uses_is_behind_the_loop():
    def f(x, limit, n):
        y = x
        for i in range(n):
            if y > limit:
                return y * x
            y = y * y + x
        return y - x

    function = same(f, (1.3, 9.0, 50), (0.1, 9.0, 5))
    (loop,) = statements(function, nodes.For)
    assert loop.body.leaf.then.statements == ()
    assert [result.name for result in loop.results] == ["y", "returned"]
    assert isinstance(function.body.leaf, nodes.Branch)


def test_an_exit_that_does_things():
    def f(x, n):
        out = []
        for i in range(n):
            if x > 3:
                y = math.sin(x)
                for j in range(2):
                    y += j
                if y > 2:
                    out.append(y)
                    break
                out.append(-y)
                return y + len(out)
            x = x * 1.4
        else:
            y = 0.0
        return y + x + len(out)

    same(f, *[(x, n) for x in (0.5, 1.5, 2.5, 3.5) for n in range(5)])


def test_enumerate_zip_reversed():
    def f(xs, ys):
        total = 0.0
        for i, (a, b) in enumerate(zip(xs, ys), 1):
            total += i * a * b
        for i, a in enumerate(xs):
            total = total * 0.5 + i * a
        for a in reversed(xs):
            total = total * 0.9 + a
        for i in reversed(range(1, 7, 2)):
            total = total * 0.9 + i
        for a, i in zip(xs, (1, 2, 3)):
            total += a * i
        return total

    same(f, ([1.0, 2.0, 3.5], [0.5, -1.0]))


def test_loop_over_tuples():
    def f(x):
        total = 0.0
        for w in (x, 2.0, x * x):
            total += w * w
        for k, (a, b) in enumerate(((x, 1.0), (2.0, x))):
            total += k * a - b
        for part in (x, (x, 1.0), None):
            if part is None:
                continue
            total = total * 2
        for part in (1, "a", x):
            if total > 3:
                break
            total += 1
        else:
            total = -total
        return total

    same(f, (0.1,), (1.5,))


def test_assert_and_print_stay(capsys):
    def f(x, n):
        for i in range(n):
            print("at", i, sep=":")
            assert x > i, f"{x} is too small"
            unused = x * i
        return x

    function = lowered(f, 1.5, 3)
    assert len(statements(function, nodes.Effect)) == 2
    with pytest.raises(AssertionError, match="1.5 is too small"):
        interpret.run(function, 1.5, 5)
    assert capsys.readouterr().out == "at:0\nat:1\nat:2\n"


# -- expressions --------------------------------------------------------------------------------------------


def test_chained_comparisons_and_logic():
    def f(x, y):
        z = 0.0
        if 0 < x < y < 10:
            z += 1
        if x > 1 and y / x > 1 or not y > 2:
            z += 2
        w = x and y or 7.0
        if x == 0 or 1 / x > 0.5:
            z += 4
        a = x if x > y else y if y > 2 else (x + y) / 2
        if 0 < math.sqrt(abs(x)) < math.sqrt(y * y) < 1 / (1 + x * x):
            z += 8
        return z + w + a

    same(f, *[(x, y) for x in (0.0, 0.5, 1.5, 3.0) for y in (0.0, 2.0, 2.5, 11.0)])


def test_walrus_and_chained_assignment():
    def f(x):
        a = b = (c := x * 2) + 1
        total = 0.0
        while (x := x * 0.5) > 0.1:
            total += x
        return a + b * c - total

    same(f, (1.5,))


def test_deep_expressions_are_refused_not_crashed(tmp_path):
    path = tmp_path / "deep.py"
    path.write_text("def f(x):\n    return " + " + ".join(["x"] * 150) + "\n")
    function = lower.lower(source.from_file(str(path), "f"), {})
    assert interpret.run(function, 1.0) == 150.0
    path.write_text("def g(x):\n    return " + " + ".join(["x"] * 700) + "\n")
    with pytest.raises((SrcadError, RecursionError)):
        lower.lower(source.from_file(str(path), "g"), {})


def test_unconditional_jumps_in_a_loop():
    def f(x, n):
        for i in range(n):
            x = x * 2
            if 1 < 2:
                return x
        for i in range(3):
            return x * i - 1

    same(f, (1.5, 0), (1.5, 2))

    def g(x, n):
        total = 0.0
        for i in range(n):
            for j in range(3):
                total += j * x
                return total
            else:
                total -= 1
            break
        while True:
            total += x
            for j in range(3):
                if j == 1:
                    continue
                break
            return total * 2

    same(g, (1.5, 0), (1.5, 2))


def test_a_loop_is_left_at_one_place_a_time():
    def f(x, n):
        y = x
        while n < 4:
            if y >= x:
                y = y - 1
                continue
            if n >= 1:
                break
            n = n + 1
        return y

    function = same(f, (0.5, 0), (1.5, 1), (1.5, 5))
    (loop,) = statements(function, nodes.Loop)
    leaf = loop.body.leaf
    while isinstance(leaf, nodes.Branch):
        sides = [leaf.then, leaf.orelse]
        exits = [side for side in sides if isinstance(side.leaf, nodes.Exit)]
        assert len(exits) == 1 and not exits[0].statements
        (leaf,) = [side.leaf for side in sides if side is not exits[0]]
    assert isinstance(leaf, nodes.Next)
