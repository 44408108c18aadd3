"""Rewrites of a program that change none of its derivatives."""

from __future__ import annotations

import ast
import dataclasses
import io
import tokenize
from collections.abc import Callable
from random import Random

from tests.programs.program import HEADER, Program
from tests.programs.scope import HARD

# Builtins that a program may shadow, as long as it calls none of them.
BUILTINS = ("sum", "max", "min", "abs", "len", "float", "pow", "input", "id", "type", "list", "vars")
RESERVED = {"math", "np", "range", "zip", "enumerate", "n"}


def function(tree: ast.Module) -> ast.FunctionDef:
    return next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "f")


def rewritten(program: Program, tree: ast.Module) -> Program:
    body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    text = "\n\n\n".join(ast.unparse(ast.fix_missing_locations(node)) for node in body)
    return dataclasses.replace(program, text=HEADER + text + "\n")


def locals_of(node: ast.FunctionDef) -> list[str]:
    """Return the names that a function binds, its parameters included."""
    found = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    found += [a.arg for a in ast.walk(node) if isinstance(a, ast.arg)]
    found += [n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef) and n is not node]
    return sorted(set(found) - RESERVED)


def renamed(program: Program, random: Random) -> Program:
    """Rename every variable of f to a name that its derivative may want, or to a builtin's."""
    tree = ast.parse(program.text)
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    names |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    old = locals_of(function(tree))
    free = [name for name in (*HARD, *BUILTINS) if name not in names]
    new = dict(zip(old, random.sample(free, min(len(old), len(free)))))
    start = program.text.index("def f(")
    tokens = []
    lines = program.text[start:]
    for token in tokenize.generate_tokens(io.StringIO(lines).readline):
        word = new.get(token.string, token.string) if token.type == tokenize.NAME else token.string
        word = token.string if tokens and tokens[-1][1] == "." else word
        tokens.append((token.type, word))
    return dataclasses.replace(program, text=program.text[:start] + tokenize.untokenize(tokens))


def with_dead_code(program: Program, random: Random) -> Program:
    """Insert statements whose values nobody reads."""
    tree = ast.parse(program.text)
    first = function(tree).args.args[0].arg
    for node in ast.walk(function(tree)):
        block = getattr(node, "body", None)
        if isinstance(block, list) and random.randrange(2):
            texts = (f"spare = {first} * 2.0", "spare = 1.0", "pass", f"spare = np.sin({first})")
            block.insert(0, ast.parse(random.choice(texts)).body[0])
    return rewritten(program, tree)


class Temporaries(ast.NodeTransformer):
    """Names the operands of the arithmetic in plain assignments and returns."""

    def __init__(self) -> None:
        self.count = 0

    def split(self, node: ast.Assign | ast.Return) -> list[ast.stmt]:
        if not isinstance(node.value, ast.BinOp):
            return [node]
        before: list[ast.stmt] = []
        for side in ("left", "right"):
            operand = getattr(node.value, side)
            if isinstance(operand, (ast.BinOp, ast.Call)):
                name = f"part_{self.count}"
                self.count += 1
                before.append(ast.Assign([ast.Name(name, ast.Store())], operand, lineno=0))
                setattr(node.value, side, ast.Name(name, ast.Load()))
        return [*before, node]

    visit_Assign = split
    visit_Return = split

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        return node


def with_temporaries(program: Program, random: Random) -> Program:
    """Give the parts of expressions names of their own."""
    tree = ast.parse(program.text)
    Temporaries().visit(function(tree))
    return rewritten(program, tree)


REWRITES: tuple[Callable[[Program, Random], Program], ...] = (renamed, with_dead_code, with_temporaries)
