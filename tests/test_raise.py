"""Raising gives a function back as its author wrote it, and knows which names, memory and effects it must respect."""

import inspect
import math

import gast
import numpy as np
import pytest

from srcad import errors, types_text
from srcad.backend.printer import to_source
from srcad.backend.raise_ import raise_function
from srcad.frontend import lower, source
from srcad.ir import nodes
from srcad.ir.nodes import Block, Const, Value
from srcad.ir.types import BOOLEAN, INTEGER, REAL, Array, Scalar
from srcad.origin import ADJOINT, Origin
from tests import raise_programs

PROGRAMS = [f for f in vars(raise_programs).values() if inspect.isfunction(f)]


def lowered(function):
    facts = {}
    for param in inspect.signature(function).parameters.values():
        text = param.annotation if isinstance(param.annotation, str) else param.annotation.__name__
        facts |= types_text.parse(f"{param.name}: {text}")
    return lower.lower(source.from_function(function), facts)


def bare(text):
    """Return a function's source without annotations, as the printer prints it."""
    tree = gast.parse(text).body[0]
    for arg in tree.args.args:
        arg.annotation = None
    return to_source(tree)


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda function: function.__name__)
def test_a_function_comes_back_as_it_was_written(function):
    assert to_source(raise_function(lowered(function)).tree) == bare(inspect.getsource(function))


def test_a_literal_keeps_its_spelling():
    def f(x: float, tol: float = 1e-6):
        return x * 1e-3 + 1_000.50 if x > 0x10 else -1.0e-6

    assert "return x * 1e-3 + 1_000.50 if x > 0x10 else -1.0e-6" in to_source(raise_function(lowered(f)).tree)
    assert "def f(x, tol=1e-6):" in to_source(raise_function(lowered(f)).tree)


# -- functions made by hand -----------------------------------------------------------------------------------


def value(name=None, type_=REAL, line=1, role="primal", entity=None, named=False):
    origin = Origin("f.py", line, statement=f"line {line}", statement_line=line, role=role)
    return Value(type_, name, named, entity or ((name,) if name else None), origin)


def apply(result, op, *args, **rest):
    return nodes.Apply(result, op, args, origin=result.origin, **rest)


def function(params, statements, leaf, name="f"):
    return nodes.Function(name, tuple(nodes.Param(p, p.name) for p in params), Block(tuple(statements), leaf))


def text(made, dialect="python", taken=frozenset()):
    return to_source(raise_function(made, dialect, taken).tree)


def body(made, **rest):
    return [line.strip() for line in text(made, **rest).splitlines()[1:] if line.strip()]


VECTOR = Array("float", (3,))


def adjoint(name, type_=REAL, line=1):
    return value(name, type_, line, ADJOINT, (name[1:], ("d", 1)) if name else None)


def test_the_adjoint_of_el_is_not_called_del():
    el, d = value("el", named=True), adjoint("del")
    more = adjoint("del")
    made = function(
        [el], [apply(d, "math.sin", el), apply(more, "math.sin", d), apply(t := value(), "tuple", d, more)],
        nodes.Return(t)
    )
    lines = body(made)
    assert "d_el = math.sin(el)" in lines
    assert not any(line.startswith("del ") for line in lines)


def test_a_comparison_with_a_literal_first_has_a_name():
    x, test = value("x", named=True), value(None, BOOLEAN)
    x.type = REAL
    statements = [apply(test, "operator.lt", Const(3), x), apply(t := value(), "tuple", test, test, test, x)]
    made = function([x], statements, nodes.Return(t))
    compile(text(made), "<test>", "exec")
    sides = [Block((), nodes.Yield((Const(k),))) for k in (1.0, 2.0)]
    branch = nodes.If(test, *sides, (y := value("y", named=True),), x.origin)
    keep = value(None, BOOLEAN)
    more = [
        apply(test, "operator.lt", Const(3), x), branch, apply(keep, "numpy.array", test),
        apply(u := value(), "tuple", keep, y, test)
    ]
    assert "3_" not in text(function([x], more, nodes.Return(u)))


def test_a_name_belongs_to_one_entity():
    x, own, d = value("x", named=True), value("dx", named=True), adjoint("dx")
    statements = [apply(own, "math.sin", x), apply(d, "math.cos", own), apply(t := value(), "tuple", own, d, d)]
    assert "d_x = math.cos(dx)" in body(function([x], statements, nodes.Return(t)))


def test_a_global_and_a_builtin_are_not_hidden():
    x, y = value("x", named=True), value("sum")
    rate = nodes.Global("exp_x", REAL)
    e = value()
    statements = [
        apply(e, "math.exp", x), apply(y, "operator.mul", e, rate), apply(
            z := value("z", named=True), "operator.mul", e, y
        ),
        apply(t := value(), "tuple", z, y, e),
    ]
    lines = body(function([x], statements, nodes.Return(t)))
    assert "exp_x_1 = math.exp(x)" in lines
    assert "sum_1 = exp_x_1 * exp_x" in lines


def test_a_load_is_not_moved_past_a_store():
    x = value("x", VECTOR, named=True)
    a, b = value("a", VECTOR, named=True), value("a", VECTOR, named=True)
    first = value()
    statements = [
        apply(a, "numpy.copy", x), nodes.Load(first, a, ((Const(0),),)), nodes.Store(b, a, ((Const(0),),), Const(9.0)),
        apply(s := value(), "numpy.sum", b), apply(r := value(), "operator.add", first, s),
    ]
    assert body(function([x], statements, nodes.Return(r))) == [
        "a = x.copy()", "a0 = a[0]", "a[0] = 9.0", "return a0 + a.sum()"
    ]


def test_an_array_that_two_adjoints_share_is_not_updated_in_place():
    x = value("x", VECTOR, named=True)
    d, one, two = adjoint("da", VECTOR), adjoint("da", VECTOR, 2), adjoint("db", VECTOR, 3)
    two.entity = d.entity
    statements = [
        apply(d, "operator.mul", x, x),
        apply(one, "operator.add", d, x, accumulates=True),
        apply(two, "operator.add", d, one, accumulates=True),
        apply(t := value(), "tuple", one, two),
    ]
    scope = {"np": np}
    exec(text(function([x], statements, nodes.Return(t))), scope)
    given = np.array([1.0, 2.0, 3.0])
    one_, two_ = scope["f"](given)
    assert np.array_equal(one_, given**2 + given)
    assert np.array_equal(two_, 2 * given**2 + given)


def test_a_parameter_is_not_updated_in_place():
    seed = value("dy", VECTOR, named=True, entity=("x", ("d", 1)))
    total = adjoint("dy", VECTOR)
    total.entity = seed.entity
    made = function([seed], [apply(total, "operator.add", seed, seed, accumulates=True)], nodes.Return(total))
    assert body(made) == ["# Backward pass", "# line 1", "dy = dy + dy", "return dy"]


def test_a_fresh_adjoint_is_updated_in_place():
    x = value("x", VECTOR, named=True)
    d, total = adjoint("dx", VECTOR, 1), adjoint("dx", VECTOR, 2)
    part = value(None, VECTOR, 2, ADJOINT)
    statements = [
        apply(d, "operator.mul", x, x), apply(part, "operator.neg", x),
        apply(total, "operator.add", d, part, accumulates=True)
    ]
    made = function([x], statements, nodes.Return(total))
    assert body(made)[-4:] == ["dx = x * x", "# line 2", "dx -= x", "return dx"]


def test_a_parameter_that_hides_what_the_text_needs_is_refused():
    x = value("len", VECTOR, named=True)
    made = function([x], [apply(n := value(), "builtins.len", x)], nodes.Return(n))
    with pytest.raises(errors.UnsupportedSyntaxError, match="hides the len"):
        raise_function(made)


def test_an_effect_keeps_its_place():
    x = value("x", named=True)
    q = value()
    shout = nodes.Effect("builtins.print", (x,), text="print", origin=x.origin)
    statements = [
        apply(q, "operator.truediv", Const(1.0), x), shout, apply(r := value(), "operator.add", q, Const(1.0))
    ]
    lines = body(function([x], statements, nodes.Return(r)))
    assert lines.index("print(x)") > next(k for k, line in enumerate(lines) if "1.0 / x" in line)


@pytest.mark.parametrize("step", [1, 2, 3, -1, -2, -3])
@pytest.mark.parametrize("ends", [(0, 7), (2, 9), (5, 5), (8, 1), (3, -6)])
def test_a_range_walked_backwards_under_numba(ends, step):
    i, out, more, last = value("i", INTEGER, named=True), value("v"), value("v"), value("v")
    m, n = (value(name, INTEGER, named=True) for name in "mn")
    inner = [apply(t := value(), "operator.mul", out, Const(10)), apply(more, "operator.add", t, i)]
    k = value("k", INTEGER, named=True)
    for start, stop, by in ((Const(ends[0]), Const(ends[1]), Const(step)), (m, n, Const(step)), (Const(ends[0]), n, k), (m, n, k)):
        space = nodes.Range(start, stop, by)
        loop = nodes.For(space, i, (out,), (Const(0),), Block(tuple(inner), nodes.Next((more,))), (last,), (out,), True)
        scope = {}
        exec(text(function([m, n, k], [loop], nodes.Return(last)), "numba"), scope)
        wanted = 0
        for number in reversed(range(*ends, step)):
            wanted = wanted * 10 + number
        assert scope["f"](*ends, step) == wanted


@pytest.mark.parametrize("kind", ["repeated", "arange", "mask", "two"])
def test_adding_into_elements(kind):
    d, v = value("d", VECTOR, named=True), value("v", Array("float", (None,)), named=True)
    made, after = adjoint("dd", VECTOR), adjoint("dd", VECTOR)
    index = value("rows", Array("bool" if kind == "mask" else "int", (None,)), named=True)
    statements = [apply(made, "numpy.zeros_like", d)]
    items = (index, index) if kind == "two" else (index,)
    if kind == "arange":
        count = value("k", INTEGER, named=True)
        statements += [
            apply(count, "builtins.len", v), apply(a := value(None, Array("int", (None,))), "numpy.arange", count)
        ]
        items = (a,)
    statements.append(nodes.Store(after, made, (items,), v, True, after.origin))
    lines = body(function([d, v, index], statements, nodes.Return(after)))
    if kind in ("mask", "arange"):
        assert any(line.startswith("dd[") and "+= v" in line for line in lines)
    else:
        assert any(line.startswith("np.add.at(dd, ") for line in lines)


def test_what_the_text_takes_from_outside_is_reported():
    x = value("x", Scalar(), named=True)
    rate = nodes.Global("RATE", REAL, value=2.0, has_value=True)
    statements = [
        apply(
            s := value(), "numpy.sin", x, form="function", text="numerics.sin"
        ), apply(p := value(), "operator.mul", s, rate),
        apply(q := value(), "srcad.runtime.unbroadcast", p, x), apply(c := value(), "math.cos", q),
        apply(test := value(None, BOOLEAN), "operator.lt", c, Const(0.0)),
    ]
    raised = raise_function(
        function([x], statements, nodes.Branch(test, Block((), nodes.Return(c)), Block((), nodes.Return(x))))
    )
    assert raised.imports == {"numerics": "numpy", "math": "math"}
    assert [operand.text for operand in raised.globals] == ["RATE"]
    assert raised.helpers == ("unbroadcast",)
    assert "math.cos(unbroadcast(numerics.sin(x) * RATE, x))" in to_source(raised.tree)


def test_numba_compiles_an_indexed_tape_and_adds_in_a_loop():
    numba = pytest.importorskip("numba")
    from srcad import pipeline

    def f(x, table, rows, n=4):
        v = x
        for i in range(n):
            v = 4 * v * (1 - v) * table[i]
        return v + np.sum(table[rows] ** 2)

    facts = types_text.parse("x: float, table: float[:], rows: int[:], n: int")
    product = pipeline.build(source.from_function(f), "grad", (0, 1), False, facts, dialect="numba")
    assert "append" not in product.text and "add.at" not in product.text
    scope = {"np": np, "math": math}
    exec(product.text, scope)
    args = 0.3, np.array([0.9, 0.8, 0.7, 0.95]), np.array([0, 2, 2]), 4
    plain, fast = scope["f_grad"](*args), numba.njit(scope["f_grad"])(*args)
    assert np.allclose(plain[0], fast[0]) and np.allclose(plain[1], fast[1])
