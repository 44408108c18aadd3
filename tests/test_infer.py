"""What inference says of types and shapes."""

import pytest

from srcad.analysis import fitting, infer
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Slice, Value
from srcad.ir.types import BOOLEAN, INTEGER, REAL, UNKNOWN, Array, Dim, Known, List, Scalar, Tuple, Unknown

N, M = Dim("n", not_one=True), Dim("m", not_one=True)
MATRIX, ROW, COLUMN = Value(Array("float", (N, M))), Value(Array("float", (M,))), Value(Array("float", (N, 1)))
VECTOR, SINGLE = Value(Array("float", (N,))), Value(Array("float32", (N,)))
ANY, NUMBER, COUNT = Value(Array("float", (None,))), Value(REAL), Value(INTEGER)
MASK, INDEX = Value(Array("bool", (N,))), Value(Array("int", (4, None)))
FREE = Value(Unknown("x"))
SIZED = Value(Scalar("int", N))


@pytest.mark.parametrize(
    ("op", "args", "kwargs", "want"),
    [
        ("operator.add", (MATRIX, ROW), {}, "float[n, m]"),
        ("operator.mul", (MATRIX, COLUMN), {}, "float[n, m]"),
        ("operator.mul", (ANY, NUMBER), {}, "float[:]"),
        ("operator.mul", (ANY, VECTOR), {}, "float[n]"),
        ("operator.mul", (SINGLE, Const(2.0)), {}, "float32[n]"),
        ("operator.truediv", (COUNT, COUNT), {}, "float"),
        ("operator.pow", (COUNT, COUNT), {}, "int"),
        ("operator.pow", (COUNT, Const(-1)), {}, "float"),
        ("operator.lt", (MATRIX, ROW), {}, "bool[n, m]"),
        ("operator.lt", (NUMBER, Const(0)), {}, "bool"),
        ("numpy.sin", (VECTOR,), {}, "float[n]"),
        ("numpy.sin", (NUMBER,), {}, "float"),
        ("math.sin", (Value(UNKNOWN),), {}, "float"),
        ("numpy.sum", (MATRIX,), {}, "float"),
        ("numpy.sum", (MATRIX,), {"axis": Const(-1)}, "float[n]"),
        ("numpy.sum", (MATRIX,), {"axis": Const(0), "keepdims": Const(True)}, "float[1, m]"),
        ("numpy.sum", (Value(UNKNOWN),), {}, "float"),
        ("numpy.mean", (MASK,), {}, "float"),
        ("numpy.argmax", (MATRIX,), {"axis": Const(1)}, "int[n]"),
        ("operator.matmul", (MATRIX, ROW), {}, "float[n]"),
        ("operator.matmul", (VECTOR, MATRIX), {}, "float[m]"),
        ("operator.matmul", (VECTOR, VECTOR), {}, "float"),
        ("numpy.outer", (VECTOR, ROW), {}, "float[n, m]"),
        ("numpy.transpose", (MATRIX,), {}, "float[m, n]"),
        ("numpy.zeros", (SIZED,), {}, "float[n]"),
        ("numpy.zeros", (Value(Tuple((Scalar("int", N), Scalar("int", 3)))),), {}, "float[n, 3]"),
        ("numpy.zeros_like", (SINGLE,), {}, "float32[n]"),
        ("numpy.arange", (SIZED,), {}, "int[n]"),
        ("numpy.reshape", (MATRIX, Const((-1,))), {}, "float[:]"),
        ("numpy.reshape", (MATRIX, Value(Tuple((Scalar("int", N), Scalar("int", -1))))), {}, "float[n, m]"),
        ("numpy.concatenate", (Value(Tuple((VECTOR.type, VECTOR.type))),), {}, "float[:]"),
        ("numpy.stack", (Value(Tuple((VECTOR.type, VECTOR.type))),), {}, "float[2, n]"),
        ("numpy.where", (MASK, VECTOR, Const(0.0)), {}, "float[n]"),
        ("numpy.shape", (MATRIX,), {}, "tuple[int, int]"),
        ("builtins.max", (NUMBER, Const(0.0)), {}, "float"),
        ("no.such.function", (NUMBER,), {}, "?"),
    ],
)
def test_result_type(op, args, kwargs, want):
    assert str(infer.result_type(op, args, kwargs)) == want


@pytest.mark.parametrize(
    ("source", "subscript", "want"),
    [
        (VECTOR, (Slice(Const(1), Const(-1)),), "float[n-2]"),
        (VECTOR, (Slice(Const(2)),), "float[n-2]"),
        (VECTOR, (Slice(None, Const(-2)),), "float[n-2]"),
        (VECTOR, (Slice(None, COUNT),), "float[:]"),
        (VECTOR, (Slice(None, SIZED),), "float[n]"),
        (VECTOR, (Slice(None, None, Const(-1)),), "float[n]"),
        (VECTOR, (Slice(None, None, Const(2)),), "float[:]"),
        (VECTOR, (COUNT,), "float"),
        (MATRIX, (COUNT,), "float[m]"),
        (MATRIX, (Slice(), Const(0)), "float[n]"),
        (MATRIX, (Slice(), Const(None)), "float[n, 1, m]"),
        (MATRIX, (Const(Ellipsis), Const(0)), "float[n]"),
        (MATRIX, (INDEX,), "float[4, :, m]"),
        (MATRIX, (INDEX, INDEX), "float[4, :]"),
        (VECTOR, (MASK,), "float[:]"),
        (Value(Array("float", (5,))), (Slice(Const(1), Const(-1)),), "float[3]"),
        (Value(Array("float", None)), (COUNT,), "?"),
        (Value(Tuple((REAL, INTEGER))), (Const(1),), "int"),
        (Value(List(VECTOR.type)), (COUNT,), "float[n]"),
    ],
)
def test_load_type(source, subscript, want):
    assert str(infer.load_type(source.type, (subscript,))) == want


def test_a_slice_of_unknown_length_may_be_one_long():
    derived = infer.load_type(VECTOR.type, ((Slice(Const(1)),),))
    assert not derived.dims[0].not_one
    assert infer.result_type("operator.mul", (Value(derived), VECTOR), {}).dims == (N,)
    assert fitting.axis_roles(derived, [VECTOR.type]) is None


def test_an_unknown_keeps_the_name_of_its_shape():
    sine = infer.result_type("numpy.sin", (FREE,), {})
    assert infer.result_type("operator.mul", (FREE, Value(sine)), {}) == Unknown("x")
    assert infer.result_type("operator.mul", (FREE, Value(Unknown("w"))), {}) == Unknown()


def test_types_of_literals():
    assert infer.type_of(Const(True)) == BOOLEAN
    assert infer.type_of(Const(2)).size == 2
    assert infer.type_of(Const(None)) == Known(None)
    assert infer.type_of(Const((0, 1))) == Tuple((INTEGER, INTEGER))


def made(d, like):
    builder = Builder()
    result = infer.materialise(builder, d, like)
    return [s.op for s in builder.statements if isinstance(s, Apply)], result


def test_materialise():
    assert made(Const(1.0), VECTOR)[0] == ["numpy.ones_like"]
    assert made(NUMBER, VECTOR)[0] == ["numpy.full_like"]
    assert made(COLUMN, MATRIX)[0] == ["numpy.full_like"]
    assert made(VECTOR, VECTOR) == ([], VECTOR)
    assert made(NUMBER, NUMBER) == ([], NUMBER)
    assert made(NUMBER, FREE)[0] == ["srcad.runtime.broadcast_like"]


@pytest.mark.parametrize(
    ("d", "like", "ops"),
    [
        (MATRIX, MATRIX, []),
        (MATRIX, ROW, ["numpy.sum"]),
        (MATRIX, COLUMN, ["numpy.sum"]),
        (MATRIX, NUMBER, ["numpy.sum"]),
        (VECTOR, ANY, ["srcad.runtime.unbroadcast"]),
        (Value(UNKNOWN), FREE, ["srcad.runtime.unbroadcast"]),
        (FREE, FREE, []),
    ],
)
def test_unbroadcast(d, like, ops):
    builder = Builder()
    infer.unbroadcast(builder, d, like)
    assert [s.op for s in builder.statements if isinstance(s, Apply)] == ops
