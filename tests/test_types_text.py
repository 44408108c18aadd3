"""The notation of types: what is read, what is written back, and what is refused."""

import gast
import pytest

from srcad import types_text
from srcad.ir.types import Array, Dim, Known, List, Scalar, Tuple, Unknown

ROUND_TRIPS = [
    "",
    "x: float, n: int, on: bool, z: complex, w: float32",
    "A: float[:, :], b: int[:]",
    "A: float[3, n, _], b: float[...], c: float[()]",
    "params: list[tuple[float[:, :], float[:]]]",
    "axis: None, mode: 'same', flag: True, y: Any",
    "point: tuple[float, float]",
    "params: {'W': float[:, :], 'b': float[:], 0: list[float], 'inner': {'on': True}}",
]


@pytest.mark.parametrize("text", ROUND_TRIPS)
def test_what_is_written_is_read_back(text):
    types = types_text.parse(text)
    assert types_text.render_all(types) == text
    assert types_text.parse(types_text.render_all(types)) == types


def test_an_axis_of_any_length_is_not_one():
    assert types_text.parse_type("float[:, 1]", "A") == Array("float", (Dim("A.shape[0]", not_one=True), 1))


def test_a_named_axis_is_shared():
    types = types_text.parse("a: float[n], b: float[n]")
    assert types["a"].dims == types["b"].dims


def test_items_of_a_list_have_shapes_of_their_own():
    types = types_text.parse("a: list[float[:]], b: float[:]")
    assert types["a"] == List(Array("float", (Dim("a[*].shape[0]", not_one=True),)))
    assert types["a"].item.dims != types["b"].dims


def test_values_known_before_the_run():
    n = types_text.parse("n: 3")["n"]
    assert n.size == 3 and types_text.render(n) == "3"
    assert types_text.parse("axis: None, keep: False") == {"axis": Known(None), "keep": Known(False)}


@pytest.mark.parametrize("text", ["x", "x=3", "x float", "x: foo", "x: list[None]", "x: float[-1]", "x: float[1:2]", "x: 3.5"])
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError, match="can't read the type"):
        types_text.parse(text)


ANNOTATIONS = {
    "float": Scalar("float"),
    "'float[:]'": Array("float", (Dim("x.shape[0]", not_one=True),)),
    "np.ndarray": Array("float", None),
    "npt.NDArray[np.float32]": Array("float32", None),
    "Float[Array, 'n 3']": Array("float", (Dim("n"), 3)),
    "Float[Array, '']": Scalar("float"),
    "Float[Array, '... n']": Array("float", None),
    "list[float]": List(Scalar("float")),
    "tuple[float, int]": Tuple((Scalar("float"), Scalar("int"))),
    "typing.Any": Unknown(),
    "tuple[float, ...]": None,
    "Optional[int]": None,
    "'not python'": None,
}


@pytest.mark.parametrize("text", ANNOTATIONS)
def test_annotations(text):
    assert types_text.from_annotation(gast.parse(text, mode="eval").body, "x") == ANNOTATIONS[text]
