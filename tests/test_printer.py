"""The printer: what it prints parses to the tree it was given."""

import ast
import sys

import gast
import pytest

from srcad.backend.comments import Comment
from srcad.backend.expression_text import expression_text
from srcad.backend.printer import to_source

EXPRESSIONS = """
(a if b else c) + 1
(a, b)[0]
-x**2
(-x)**2
x**-y
(x**y) ** z
x ** y**z
x ** (y + 1)
-1**2
not (a and b)
(not a) == b
not a in b
a < b < c
(a == b) == c
(x, y) == z
(a or b) and c
a if (b if c else d) else e
a - (b - c) * d / (e / f) - (-g)
-(a + b) @ c
~x | y & z << 2
f(*a, **k)
f(i for i in x)
f((y := 3))
lambda x: x + 1
(lambda: 1)()
[i for i in x if i]
{**a, 'b': 1}
x[1:-1, ..., None]
x[i + 1 :]
x[::2]
x[: n // 2, j]
x[()]
x[1,]
x[a:b, c]
x[f(1)[2]].T.shape[0]
a[b][c](d).e
(1).real
1e-06 + 1j
(a, *b)
f'{x:.3f} of {y!r}'
"it's"
'both \\' and "'
b'bytes'
a is not b not in c
""".strip().splitlines()


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_parses_to_itself(text):
    tree = gast.parse(text, mode="eval").body
    assert gast.dump(gast.parse(expression_text(tree), mode="eval").body) == gast.dump(tree)


@pytest.mark.parametrize("text", ["x**2", "a * b + c", "y[1:-1]", "x[i + 1 :]", "x.T @ y", "-x**2 * y", "f(x, axis=0)"])
def test_the_usual_spacing(text):
    assert expression_text(gast.parse(text, mode="eval").body) == text


PROGRAM = '''
import numpy as np
from math import sin as sine, cos


def f(x, y: float, *rest, n=3, m: int = 4, **options) -> float:
    """Return something."""
    z: float = x
    z += 1
    a, (b, c) = y
    a[0], b = c, a
    while z > 0 and x:
        z -= n
        if z == 3:
            break
        elif z == 4:
            continue
        else:
            pass
    else:
        del a
    for i, (p, q) in enumerate(zip(a, b)):
        assert p, f"{q:.3f}"
    with open(x) as file, other():
        raise ValueError("no") from None
    try:
        z = yield_ if c else d
    except (ValueError, KeyError) as error:
        raise
    finally:
        x = y = 3
    match z:
        case [1, *others]:
            return others

    def inner(a, /, b, *, c):
        nonlocal z
        return lambda k: k * (z := k)

    return x[1:], -y**2


@decorated(1)
async def g():
    async for x in y:
        await x


class A(B, metaclass=C):
    x = 1
'''


def test_a_program_parses_to_itself():
    tree = gast.parse(PROGRAM)
    printed = to_source(tree)
    assert gast.dump(gast.parse(printed)) == gast.dump(tree)
    assert to_source(gast.parse(printed)) == printed


def without_comments(tree: gast.AST) -> gast.AST:
    """Return a tree with its comments removed, in place."""
    for node in gast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                setattr(node, name, [item for item in statements if not isinstance(item, Comment)])
    return tree


def test_comments_and_empty_lines():
    body = [
        Comment("Forward pass"), *gast.parse("a = x * x").body, Comment("Backward pass", True),
        *gast.parse("return a").body[:0]
    ]
    body += gast.parse("def f():\n    return a").body[0].body
    function = gast.parse("def f(x):\n    pass\n\ndef g():\n    return 1\n")
    function.body[0].body = body
    text = to_source(function)
    assert text == (
        "def f(x):\n    # Forward pass\n    a = x * x\n\n    # Backward pass\n    return a\n\n\ndef g():\n    return 1\n"
    )
    assert gast.dump(gast.parse(text)) == gast.dump(without_comments(function))


LONG = [
    "result = first_value_of_many * second_value_of_many + third_value_of_many * fourth_value_of_many - fifth_value",
    "return np.concatenate([first_value_of_many, second_value_of_many, third_value_of_many], axis=0), second_value_of_many",
    "x[first_value_of_many] += function_of_one(first_value_of_many, 'a string, with commas and ( brackets', key=second_value)",
    "if first_value_of_many > second_value_of_many and third_value_of_many > fourth_value_of_many or fifth_value_of_all:\n    pass",
    "value = function_number_one(function_number_two(function_number_three(first_value_of_many * second_value_of_many)) ** 2)",
    "y = first_value_of_many if second_value_of_many > third_value_of_many else fourth_value_of_many * fifth_value_of_many",
    "message = f'{first_value_of_many:.3f} of {second_value_of_many} and {third_value}' + x * third_value_of_many + y",
    "one_name, another_name, a_third_name_that_is_long = function_with_a_long_name(saved_values)[first_value_of_many][1]",
    "first_value_of_many[second_value_of_many, third_value_of_many, fourth_value_of_many] = -(fifth_value_of_many - sixth_one)",
]


@pytest.mark.parametrize("text", LONG)
def test_long_lines_are_wrapped(text):
    tree = gast.parse("def f():\n" + "\n".join("    " + line for line in text.split("\n")))
    printed = to_source(tree)
    assert max(map(len, printed.splitlines())) <= 100
    assert gast.dump(gast.parse(printed)) == gast.dump(tree)


def test_a_long_docstring_stays_as_it_is():
    text = f'def f():\n    """{"word " * 30}\n\n    more\n    """\n    return {" + ".join(["value"] * 20)}\n'
    printed = to_source(gast.parse(text))
    assert ast.dump(ast.parse(printed)) == ast.dump(ast.parse(text))


def test_the_sources_spelling_of_a_literal_is_kept():
    tree = gast.parse("x = 1_000 * 1e-6")
    tree.body[0].value.right.text = "1e-6"
    assert to_source(tree) == "x = 1000 * 1e-6\n"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_type_parameters_are_printed():
    text = "def f[T: int](x: T) -> T:\n    return x\n\n\nclass A[T]:\n    x: T\n\n\ntype X[T] = list[T]\n"
    assert ast.dump(ast.parse(to_source(gast.parse(text)))) == ast.dump(ast.parse(text))
