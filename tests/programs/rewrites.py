"""Rewrites of a program that change none of its derivatives."""

from __future__ import annotations

import ast
import collections
import copy
import dataclasses
from collections.abc import Callable
from random import Random

import srcad
from tests import checks
from tests.programs import trial
from tests.programs.program import Program
from tests.programs.scope import HARD

# Builtins that a program may shadow, as long as it calls none of them.
BUILTINS = ("sum", "max", "min", "abs", "len", "float", "pow", "input", "id", "type", "list", "vars")
RESERVED = {"math", "np", "range", "zip", "enumerate", "n"}


def function(tree: ast.Module) -> ast.FunctionDef:
    return next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "f")


def rewritten(program: Program, tree: ast.Module) -> Program:
    return dataclasses.replace(program, text=ast.unparse(ast.fix_missing_locations(tree)) + "\n")


def locals_of(node: ast.FunctionDef) -> list[str]:
    """Return the names that a function binds, its parameters included."""
    found = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    found += [a.arg for a in ast.walk(node) if isinstance(a, ast.arg)]
    found += [n.name for n in ast.walk(node) if isinstance(n, ast.FunctionDef) and n is not node]
    return sorted(set(found) - RESERVED)


def renamed(program: Program, random: Random) -> Program:
    """Rename every variable of f to a name that its derivative may want, or to a builtin's."""
    tree = ast.parse(program.text)
    taken = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    taken |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    old = locals_of(function(tree))
    free = [name for name in (*HARD, *BUILTINS) if name not in taken]
    new = dict(zip(old, random.sample(free, min(len(old), len(free)))))
    inner = {n.name for n in ast.walk(function(tree)) if isinstance(n, ast.FunctionDef) and n.name != "f"}
    for node in ast.walk(function(tree)):
        match node:
            case ast.Call(func=ast.Name(id=called), keywords=keywords) if called in inner:
                for keyword in keywords:
                    keyword.arg = new.get(keyword.arg, keyword.arg)
            case ast.FunctionDef(name=name) if name in inner:
                node.name = new.get(name, name)
            case ast.arg(arg=name):
                node.arg = new.get(name, name)
            case ast.Nonlocal(names=names):
                node.names = [new.get(name, name) for name in names]
    for node in ast.walk(function(tree)):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
    return rewritten(program, tree)


def with_dead_code(program: Program, random: Random) -> Program:
    """Insert statements whose values nobody reads."""
    tree = ast.parse(program.text)
    first = function(tree).args.args[0].arg
    for node in ast.walk(function(tree)):
        block = getattr(node, "body", None)
        if isinstance(block, list) and random.randrange(2):
            last = f"spare = np.sin({first})" if "import numpy as np" in program.text else f"spare = {first} - 1.0"
            texts = (f"spare = {first} * 2.0", "spare = 1.0", "pass", last)
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


class Unrolled(ast.NodeTransformer):
    """Writes out the loops over a short range of literals that nothing leaves early."""

    def visit_For(self, node: ast.For) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        leaves = any(isinstance(n, (ast.Break, ast.Continue)) for n in ast.walk(node))
        match node.iter:
            case ast.Call(func=ast.Name(id="range"), args=args) if not leaves and isinstance(node.target, ast.Name):
                try:
                    counted = range(*map(ast.literal_eval, args))
                except ValueError:
                    return node
                if 0 < len(counted) <= 4:
                    return [s for k in counted for s in (self.bound(node.target, k), *copy.deepcopy(node.body))] + node.orelse
        return node

    @staticmethod
    def bound(target: ast.Name, k: int) -> ast.stmt:
        return ast.Assign([copy.deepcopy(target)], ast.Constant(k), lineno=0)


def unrolled(program: Program, random: Random) -> Program:
    """Write loops out."""
    tree = ast.parse(program.text)
    Unrolled().visit(function(tree))
    return rewritten(program, tree)


class Inlined(ast.NodeTransformer):
    """Writes what is assigned to a name where it is read, if that is in the next statement, once, and nowhere else."""

    def __init__(self, reads: collections.Counter[str]) -> None:
        self.reads = reads

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        body: list[ast.stmt] = []
        for statement in node.body:
            last = body[-1] if body else None
            if isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name) and self.is_alone(last, statement):
                name, value = last.targets[0].id, last.value
                body[-1] = Replaced(name, value).visit(statement)
            else:
                body.append(statement)
        node.body = body
        return node

    def is_alone(self, assignment: ast.Assign, statement: ast.stmt) -> bool:
        """Say whether a name is read once, as the first thing that a simple statement computes."""
        name = assignment.targets[0].id
        simple = isinstance(statement, (ast.Assign, ast.Return)) and isinstance(getattr(statement, "targets", [ast.Name()])[0], ast.Name)
        first = next((n for n in ast.walk(statement.value) if isinstance(n, ast.Name)), None) if simple else None
        pure = not any(isinstance(n, (ast.Call, ast.NamedExpr, ast.Lambda)) for n in ast.walk(statement)) if simple else False
        return pure and self.reads[name] == 2 and first is not None and first.id == name


class Replaced(ast.NodeTransformer):
    """Puts an expression in the place of a name that is read."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.value = name, value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.value if node.id == self.name and isinstance(node.ctx, ast.Load) else node


def inlined(program: Program, random: Random) -> Program:
    """Put expressions in the place of names that are read once."""
    tree = ast.parse(program.text)
    names = collections.Counter(n.id for n in ast.walk(function(tree)) if isinstance(n, ast.Name))
    Inlined(names).visit(function(tree))
    return rewritten(program, tree)


def reordered(program: Program, random: Random) -> Program:
    """Exchange neighbouring assignments of which neither reads or may write what the other names."""
    tree = ast.parse(program.text)
    for node in ast.walk(function(tree)):
        block = getattr(node, "body", None)
        for k in range(len(block) - 1 if isinstance(block, list) else 0):
            if random.randrange(2) and are_independent(block[k], block[k + 1]):
                block[k], block[k + 1] = block[k + 1], block[k]
    return rewritten(program, tree)


def are_independent(one: ast.stmt, other: ast.stmt) -> bool:
    """Say whether two assignments of new names, made of arithmetic alone, can be exchanged."""
    names = []
    for statement in (one, other):
        plain = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        if not plain or any(isinstance(n, (ast.Call, ast.NamedExpr)) for n in ast.walk(statement)):
            return False
        names.append(({n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}, statement.targets[0].id))
    (read, assigned), (also, second) = names
    return assigned not in also and second not in read


def checked(seed: int) -> Callable[[Program], None]:
    """Return the check of a program, and of its gradient against that of the program rewritten in a way that the seed draws."""

    def check(program: Program) -> None:
        trial.checked(program)
        random = Random(seed)
        check_same(program, random.choice(REWRITES)(program, random))

    return check


def check_same(program: Program, other: Program) -> None:
    """Hold the gradients of two programs that mean the same against each other."""
    one, another = (srcad.grad(p.load(), argnums=p.argnums) for p in (program, other))
    for args in program.inputs:
        want, got = one(*copy.deepcopy(args)), another(*copy.deepcopy(args))
        checks.assert_close(got, want, 1e-9, what=f"rewritten as\n{other.text}")


REWRITES: tuple[Callable[[Program, Random], Program], ...] = (
    renamed, with_dead_code, with_temporaries, unrolled, inlined, reordered,
)  # fmt: skip
