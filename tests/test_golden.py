"""The golden functions: the emitted text is the one a person has read, and it is right.

    pytest tests/test_golden.py --update-golden

rewrites tests/golden/NAME.out.py; read the diff before committing it.
"""

import ast
import copy

import pytest

from tests import checks, golden_files

NAMES = golden_files.names()


@pytest.mark.parametrize("name", NAMES)
def test_emitted_text_is_the_stored_one(name, request):
    text = golden_files.emitted(golden_files.HERE / f"{name}.py")
    path = golden_files.stored(name)
    if request.config.getoption("--update-golden"):
        path.write_text(text)
    assert path.exists(), f"no {path.name}: run pytest --update-golden and read what it writes"
    assert text == path.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_stored_text_gives_the_derivative(name):
    module = golden_files.load(golden_files.HERE / f"{name}.py")
    derivative = golden_files.load(golden_files.stored(name))
    parameters = module.f.__code__.co_varnames
    for args in module.CASES:
        before = copy.deepcopy(args)
        got = golden_files.figures(module, derivative, args)
        assert checks.same(args, before), "the derivative has changed an argument"
        wanted = [parameters.index(argname) for argname in module.ARGNAMES]
        for k, part in zip(wanted, got, strict=True):
            want = checks.central_gradient(module.f, args, k)
            checks.assert_close(part, want, what=f"argument {k}")


@pytest.mark.parametrize("name", NAMES)
def test_emitted_text_keeps_within_the_bounds(name):
    module = golden_files.load(golden_files.HERE / f"{name}.py")
    text = golden_files.stored(name).read_text()
    primal = (golden_files.HERE / f"{name}.py").read_text()
    got = golden_files.measure(text, golden_files.derivative_functions(text, primal))
    by_hand = getattr(module, "BY_HAND", {"statements": got.statements, "nesting": 4})
    assert not golden_files.failures(got, text, **by_hand)


@pytest.mark.parametrize("name", NAMES)
def test_emitted_text_has_no_numbered_temporaries(name):
    tree = ast.parse(golden_files.stored(name).read_text())
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not {n for n in used if n in {f"t{k}" for k in range(1, 10)} | {f"t_{k}" for k in range(10)}}


@pytest.mark.parametrize("name", NAMES)
def test_both_modes_from_the_live_function(name):
    module = golden_files.load(golden_files.HERE / f"{name}.py")
    if getattr(module, "DIALECT", "python") != "python":
        pytest.skip("the Numba dialect is emitted by the command line only")
    parameters = module.f.__code__.co_varnames
    argnums = tuple(parameters.index(argname) for argname in module.ARGNAMES)
    for args in module.CASES:
        checks.check(module.f, *args, argnums=argnums)
