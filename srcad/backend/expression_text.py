"""Prints expressions: the fewest parentheses, `x**2` for simple operands, literals as the source spells them."""

from __future__ import annotations

import ast
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import gast

_TERNARY, _OR, _AND, _NOT, _COMPARE, _BITOR, _BITXOR, _BITAND, _SHIFT, _SUM, _PRODUCT, _UNARY, _POWER, _AWAIT, _ATOM = (
    range(15)
)
_LAMBDA, _WALRUS, _TUPLE = -1, -2, -3

_BINARY = {
    gast.Add: ("+", _SUM), gast.Sub: ("-", _SUM), gast.Mult: ("*", _PRODUCT), gast.Div: ("/", _PRODUCT),
    gast.FloorDiv: ("//", _PRODUCT), gast.Mod: ("%", _PRODUCT), gast.MatMult: ("@", _PRODUCT), gast.Pow: ("**", _POWER),
    gast.BitOr: ("|", _BITOR), gast.BitXor: ("^", _BITXOR), gast.BitAnd: ("&", _BITAND),
    gast.LShift: ("<<", _SHIFT), gast.RShift: (">>", _SHIFT),
}
_UNARIES = {gast.USub: ("-", _UNARY), gast.UAdd: ("+", _UNARY), gast.Invert: ("~", _UNARY), gast.Not: ("not ", _NOT)}
_COMPARISONS = {
    gast.Eq: "==", gast.NotEq: "!=", gast.Lt: "<", gast.LtE: "<=", gast.Gt: ">", gast.GtE: ">=",
    gast.Is: "is", gast.IsNot: "is not", gast.In: "in", gast.NotIn: "not in",
}


def expression_text(node: gast.expr) -> str:
    """Return an expression as text."""
    text, level = _text(node)
    return f"({text})" if level == _WALRUS else text


def argument_text(node: gast.expr) -> str:
    """Return an expression as text between commas: a tuple in parentheses."""
    return _at(node, _LAMBDA) if isinstance(node, (gast.Tuple, gast.NamedExpr)) else expression_text(node)


def operator_text(op: gast.operator) -> str:
    """Return a binary operator's sign."""
    return _BINARY[type(op)][0]


def _at(node: gast.expr, least: int) -> str:
    """Return an expression as an operand that binds at least so tightly, in parentheses if need be."""
    text, level = _text(node)
    return text if level >= least else f"({text})"


def _text(node: gast.expr) -> tuple[str, int]:
    """Return an expression's text and how tightly it binds."""
    printer = _PRINTERS.get(type(node).__name__)
    return printer(node) if printer is not None else _unparsed(node)


def _unparsed(node: gast.expr) -> tuple[str, int]:
    """Return the text of a rarer expression (an f-string, a comprehension) as Python's own printer gives it."""
    tree = gast.gast_to_ast(gast.Expression(node)).body
    text = ast.unparse(ast.fix_missing_locations(tree))
    if (
        isinstance(node, gast.JoinedStr) and text.startswith("f'") and '"' not in text and text.count("'") == 2
        and "\\" not in text
    ):
        text = f'f"{text[2:-1]}"'
    atom = isinstance(
        node, (gast.JoinedStr, gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp, gast.Dict, gast.Set)
    )
    return text, _ATOM if atom else _TUPLE


def _constant(node: gast.Constant) -> tuple[str, int]:
    value = node.value
    text = getattr(node, "text", None)
    if value is Ellipsis:
        text = "..."
    elif text is None and isinstance(value, str):
        text = _string(value)
    elif text is None:
        text = ast.unparse(ast.Constant(value))
    return text, _UNARY if text.startswith("-") else _ATOM


def _string(value: str) -> str:
    """Return a string in double quotes, where that needs no escape that single ones don't."""
    text = repr(value)
    if text.startswith("'") and '"' not in value:
        return f'"{text[1:-1]}"'.replace("\\'", "'")
    return text


def _binary(node: gast.BinOp) -> tuple[str, int]:
    sign, level = _BINARY[type(node.op)]
    if level == _POWER:
        left, right = _at(node.left, _AWAIT), _at(node.right, _UNARY)
        simple = _is_simple(node.left) and _is_simple(node.right)
        return f"{left}**{right}" if simple else f"{left} ** {right}", level
    return f"{_at(node.left, level)} {sign} {_at(node.right, level + 1)}", level


def _is_simple(node: gast.expr) -> bool:
    """Say whether an operand of `**` needs no space: a name, a literal, an attribute, one of these negated."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.USub):
        node = node.operand
    while isinstance(node, gast.Attribute):
        node = node.value
    return isinstance(node, (gast.Name, gast.Constant))


def _unary(node: gast.UnaryOp) -> tuple[str, int]:
    sign, level = _UNARIES[type(node.op)]
    return sign + _at(node.operand, level), level


def _boolean(node: gast.BoolOp) -> tuple[str, int]:
    word, level = ("and", _AND) if isinstance(node.op, gast.And) else ("or", _OR)
    return f" {word} ".join(_at(value, level + 1) for value in node.values), level


def _compare(node: gast.Compare) -> tuple[str, int]:
    parts = [_at(node.left, _BITOR)]
    for op, right in zip(node.ops, node.comparators, strict=True):
        parts += [_COMPARISONS[type(op)], _at(right, _BITOR)]
    return " ".join(parts), _COMPARE


def _ternary(node: gast.IfExp) -> tuple[str, int]:
    return f"{_at(node.body, _OR)} if {_at(node.test, _OR)} else {_at(node.orelse, _TERNARY)}", _TERNARY


def _call(node: gast.Call) -> tuple[str, int]:
    if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], gast.GeneratorExp):
        return _at(node.func, _ATOM) + _text(node.args[0])[0], _ATOM
    parts = [_at(arg, _WALRUS) for arg in node.args]
    for keyword in node.keywords:
        value = _at(keyword.value, _LAMBDA)
        parts.append(f"{keyword.arg}={value}" if keyword.arg else f"**{value}")
    return f"{_at(node.func, _ATOM)}({', '.join(parts)})", _ATOM


def _attribute(node: gast.Attribute) -> tuple[str, int]:
    owner = _at(node.value, _ATOM)
    if isinstance(node.value, gast.Constant) and isinstance(node.value.value, (int, float, complex)):
        owner = f"({owner})"
    return f"{owner}.{node.attr}", _ATOM


def _subscript(node: gast.Subscript) -> tuple[str, int]:
    index = node.slice
    if isinstance(index, gast.Tuple) and index.elts:
        inner = ", ".join(_index(item) for item in index.elts) + ("," if len(index.elts) == 1 else "")
    else:
        inner = _index(index)
    return f"{_at(node.value, _ATOM)}[{inner}]", _ATOM


def _index(node: gast.expr) -> str:
    return _slice(node)[0] if isinstance(node, gast.Slice) else _at(node, _LAMBDA)


def _slice(node: gast.Slice) -> tuple[str, int]:
    """Return a slice; compound bounds are set off by spaces: `x[1:-1]`, `x[i + 1 :]`."""
    bounds = [part for part in (node.lower, node.upper, node.step) if part is not None]
    loose = not all(_is_simple(part) for part in bounds)
    lower, upper = (("" if part is None else _at(part, _LAMBDA)) for part in (node.lower, node.upper))
    colon = " :" if loose and lower else ":"
    text = lower + colon + (f" {upper}" if loose and upper else upper)
    if node.step is not None:
        text += (" : " if loose else ":") + _at(node.step, _LAMBDA)
    return text, _LAMBDA


def _sequence(node: gast.Tuple | gast.List) -> tuple[str, int]:
    inner = ", ".join(_at(item, _LAMBDA) for item in node.elts)
    if isinstance(node, gast.List):
        return f"[{inner}]", _ATOM
    if len(node.elts) == 1:
        inner += ","
    if len(node.elts) < 2 or any(isinstance(item, gast.Starred) for item in node.elts):
        return f"({inner})", _ATOM
    return inner, _TUPLE


def _dict(node: gast.Dict) -> tuple[str, int]:
    pairs = zip(node.keys, node.values, strict=True)
    parts = [
        f"**{_at(value, _BITOR)}" if key is None else f"{_at(key, _LAMBDA)}: {_at(value, _LAMBDA)}"
        for key, value in pairs
    ]
    return "{" + ", ".join(parts) + "}", _ATOM


def _name(node: gast.Name) -> tuple[str, int]:
    annotation = getattr(node, "annotation", None)
    return (f"{node.id}: {_at(annotation, _LAMBDA)}" if annotation is not None else node.id), _ATOM


def _starred(node: gast.Starred) -> tuple[str, int]:
    return "*" + _at(node.value, _BITOR), _ATOM


def _walrus(node: gast.NamedExpr) -> tuple[str, int]:
    return f"{node.target.id} := {_at(node.value, _LAMBDA)}", _WALRUS


_PRINTERS = {
    "Constant": _constant, "BinOp": _binary, "UnaryOp": _unary, "BoolOp": _boolean, "Compare": _compare,
    "IfExp": _ternary, "Call": _call, "Attribute": _attribute, "Subscript": _subscript, "Slice": _slice,
    "Tuple": _sequence, "List": _sequence, "Dict": _dict, "Name": _name, "Starred": _starred, "NamedExpr": _walrus,
}
