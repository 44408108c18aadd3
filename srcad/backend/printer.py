"""Prints trees as source: astor's generator for statements, with comments and lines of at most 100 columns."""

from __future__ import annotations

import ast
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import gast
    from astor.code_gen import SourceGenerator

from srcad.backend.comments import Comment
from srcad.backend.expression_text import argument_text, expression_text, operator_text
from srcad.backend.wrap import WIDTH, wrapped

INDENT = "    "
# The statements that astor 0.8.1 prints right from gast's nodes, which are not ast's.
_ASTORS = frozenset({"visit_Break", "visit_Continue", "visit_Pass"})


class Printer(SourceGenerator):
    """Writes gast trees, comments among their statements."""

    def __init__(self) -> None:
        super().__init__(INDENT)

    def visit(self, node: gast.AST, *args) -> None:
        """Write a node: expressions in one piece, statements that astor doesn't know through ast.unparse."""
        if isinstance(node, (gast.expr, gast.Slice)):
            self.write(expression_text(node))
            return
        kind = f"visit_{type(node).__name__}"
        method = vars(Printer).get(kind) or (getattr(SourceGenerator, kind) if kind in _ASTORS else None)
        if method is None or getattr(node, "type_params", None):
            self.visit_unknown(node)
        else:
            method(self, node)

    def visit_unknown(self, node: gast.stmt) -> None:
        """Write a statement that only newer Pythons have."""
        tree = ast.fix_missing_locations(gast.gast_to_ast(gast.Module([node], [])))
        for line in ast.unparse(tree).splitlines():
            self.statement(None, line)

    def visit_Module(self, node: gast.Module) -> None:
        self.write(*node.body)

    def visit_Comment(self, node: Comment) -> None:
        self.newline(extra=int(node.blank))
        text = f"# {node.text}"
        room = WIDTH - len(INDENT) * self.indentation
        # However deep it stands, a comment says what it is about.
        self.write(text if len(text) <= room else text[: max(room - 4, 16)].rstrip() + " ...")

    def visit_FunctionDef(self, node: gast.FunctionDef, is_async: bool = False) -> None:
        """Write a function, two empty lines around it at the top level."""
        if node.decorator_list:
            self.decorators(node, 2 if not self.indentation else 0)
        elif not self.indentation:
            self.newline(extra=2)
        returns = f" -> {expression_text(node.returns)}" if node.returns is not None else ""
        start = "async def" if is_async else "def"
        self.statement(node, f"{start} {node.name}({parameters_text(node.args)}){returns}:")
        self.body(node.body)
        if not self.indentation:
            self.newline(extra=2)

    def visit_Expr(self, node: gast.Expr) -> None:
        value = node.value
        if isinstance(value, gast.Constant) and isinstance(value.value, str):
            self.write_docstring(value.value)
        else:
            self.statement(node, expression_text(value))

    def write_docstring(self, text: str) -> None:
        """Write a string that stands alone, in triple quotes where they hold it as it is."""
        if "\\" in text or '"""' in text or text.endswith('"') or not text.isprintable() and "\n" not in text:
            self.statement(None, repr(text))
            return
        self.statement(None, f'"""{text}"""')

    def visit_AugAssign(self, node: gast.AugAssign) -> None:
        target, value = expression_text(node.target), expression_text(node.value)
        self.statement(node, f"{target} {operator_text(node.op)}= {value}")

    def visit_Assign(self, node: gast.Assign) -> None:
        parts = [expression_text(part) for part in (*node.targets, node.value)]
        self.statement(node, " = ".join(parts))

    def visit_If(self, node: gast.If) -> None:
        word = "if"
        while True:
            self.statement(node, f"{word} {expression_text(node.test)}:")
            self.body(node.body)
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], gast.If):
                break
            node, word = node.orelse[0], "elif"
        self.else_body(node.orelse)

    def visit_For(self, node: gast.For) -> None:
        self.statement(node, f"for {expression_text(node.target)} in {expression_text(node.iter)}:")
        self.body_or_else(node)

    def visit_While(self, node: gast.While) -> None:
        self.statement(node, f"while {expression_text(node.test)}:")
        self.body_or_else(node)

    def visit_Try(self, node: gast.Try) -> None:
        self.statement(node, "try:")
        self.body(node.body)
        for handler in node.handlers:
            caught = "" if handler.type is None else f" {expression_text(handler.type)}"
            if isinstance(handler.type, gast.Tuple):
                caught = f" ({caught[1:]})"
            self.statement(handler, f"except{caught}" + ("" if handler.name is None else f" as {handler.name.id}") + ":")
            self.body(handler.body)
        self.else_body(node.orelse)
        if node.finalbody:
            self.statement(node, "finally:")
            self.body(node.finalbody)

    def visit_Return(self, node: gast.Return) -> None:
        self.statement(node, "return" if node.value is None else f"return {expression_text(node.value)}")

    def visit_Assert(self, node: gast.Assert) -> None:
        message = f", {expression_text(node.msg)}" if node.msg is not None else ""
        self.statement(node, f"assert {expression_text(node.test)}{message}")

    def visit_Raise(self, node: gast.Raise) -> None:
        text = "raise" if node.exc is None else f"raise {expression_text(node.exc)}"
        self.statement(node, text if node.cause is None else f"{text} from {expression_text(node.cause)}")


def parameters_text(node: gast.arguments) -> str:
    """Return a function's parameters as text."""
    plain = [*node.posonlyargs, *node.args]
    defaults = [None] * (len(plain) - len(node.defaults)) + list(node.defaults)
    parts = [_parameter(arg, default) for arg, default in zip(plain, defaults, strict=True)]
    if node.posonlyargs:
        parts.insert(len(node.posonlyargs), "/")
    if node.vararg is not None:
        parts.append(f"*{expression_text(node.vararg)}")
    elif node.kwonlyargs:
        parts.append("*")
    parts += [_parameter(arg, default) for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True)]
    if node.kwarg is not None:
        parts.append(f"**{expression_text(node.kwarg)}")
    return ", ".join(parts)


def _parameter(arg: gast.Name, default: gast.expr | None) -> str:
    text = expression_text(arg)
    if default is None:
        return text
    return f"{text} = {argument_text(default)}" if arg.annotation is not None else f"{text}={argument_text(default)}"


def to_source(tree: gast.AST) -> str:
    """Return a tree as source text that ends in a newline."""
    printer = Printer()
    printer.visit(tree)
    return wrapped("".join(printer.result).strip("\n")) + "\n"
