"""docs/language.md: each function on the page is differentiated, or refused, as the page says."""

import re
from pathlib import Path

import pytest

import srcad
from srcad import structures
from srcad.errors import SrcadError
from tests.annotated import arguments

np = pytest.importorskip("numpy", reason="the page's functions use NumPy")
pytest.importorskip("scipy", reason="and SciPy")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "language.md"


def parts():
    """Return the code of the page's first part and of its last."""
    supported, refused = PAGE.read_text().split("\n## Refused\n")
    return tuple("\n\n".join(re.findall(r"```python\n(.*?)```", part, re.DOTALL)) for part in (supported, refused))


SUPPORTED, REFUSED = parts()


def names(code):
    return re.findall(r"^def ([a-z]\w*)", code, re.MULTILINE)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the page's functions as a module in a file."""
    path = tmp_path_factory.mktemp("page") / "page.py"
    path.write_text("import numpy as np\n\n\n" + SUPPORTED + "\n\n" + REFUSED)
    scope = {"__name__": "page"}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    return path, scope


def moved(value, amount):
    if structures.items_of(value) is not None:
        return structures.mapped(lambda _, item: moved(item, amount), value)
    return value + amount


def total(value):
    items = structures.items_of(value)
    return float(np.sum(value)) if items is None else sum(map(total, items.values()))


@pytest.mark.parametrize("name", names(SUPPORTED))
def test_supported(page, name):
    path, scope = page
    function = scope[name]
    args = arguments(function)
    argnums = tuple(range(len(args)))
    gradient = srcad.grad(function, argnums=argnums)(*args)
    for k in argnums:
        ends = [function(*args[:k], moved(args[k], step), *args[k + 1 :]) for step in (1e-6, -1e-6)]
        assert total(gradient[k]) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", names(REFUSED))
def test_refused(page, name):
    path, scope = page
    value = {"aliased": np.ones((3, 3)), "integer": 3}.get(name, 0.5)
    with pytest.raises(SrcadError) as refusal:
        srcad.grad(scope[name])(value)
    if name != "integer":
        assert f"{path}:" in str(refusal.value)
