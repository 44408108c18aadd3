"""Makes a failing program smaller while it still fails for the same cause."""

from __future__ import annotations

import ast
import dataclasses
import time
from collections.abc import Callable, Iterator

from tests.programs.program import Program
from tests.programs.trial import Outcome, tried

ATTEMPTS = 400
SECONDS = 60


def reduced(program: Program, outcome: Outcome, attempt: Callable[[Program], Outcome] = tried) -> Program:
    """Return the smallest program found that comes to an outcome of the same kind and cause."""
    attempts, end = 0, time.monotonic() + SECONDS
    progress = True
    while progress:
        progress = False
        for smaller in candidates(program):
            attempts += 1
            if attempts > ATTEMPTS or time.monotonic() > end:
                return program
            if fails_alike(smaller, outcome, attempt):
                program, progress = smaller, True
                break
    return program


def fails_alike(program: Program, outcome: Outcome, attempt: Callable[[Program], Outcome]) -> bool:
    try:
        found = attempt(program)
    except Exception:  # a candidate that cannot even be defined
        return False
    return (found.kind, found.cause) == (outcome.kind, outcome.cause)


def candidates(program: Program) -> Iterator[Program]:
    """Yield smaller programs, those without whole statements first."""
    count = sum(1 for _ in ast.walk(ast.parse(program.text)))
    for step in (without_statement, unwrapped, simpler_expression):
        for k in range(count):
            tree = ast.parse(program.text)
            if step([node for node in tree.body if isinstance(node, ast.FunctionDef)], k):
                text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
                if len(text) < len(program.text):
                    yield dataclasses.replace(program, text=text)


def blocks(roots: list) -> Iterator[list]:
    """Yield every list of statements."""
    for root in roots:
        for node in ast.walk(root):
            for name in ("body", "orelse"):
                block = getattr(node, name, None)
                if isinstance(block, list) and block:
                    yield block


def without_statement(roots: list, k: int) -> bool:
    """Remove the k-th statement."""
    for block in blocks(roots):
        if k < len(block):
            del block[k]
            if not block:
                block.append(ast.Pass())
            return True
        k -= len(block)
    return False


def unwrapped(roots: list, k: int) -> bool:
    """Put the body of the k-th compound statement in its place."""
    for block in blocks(roots):
        for place, statement in enumerate(block):
            if isinstance(statement, (ast.If, ast.For, ast.While)):
                if k == 0:
                    block[place : place + 1] = statement.body
                    return True
                if k == 1 and statement.orelse:
                    block[place : place + 1] = statement.orelse
                    return True
                k -= 2
    return False


def simpler_expression(roots: list, k: int) -> bool:
    """Replace the k-th expression by one of its parts, or by a number."""
    for root in roots:
        for node in ast.walk(root):
            for name, value in ast.iter_fields(node):
                if not isinstance(value, ast.expr) or isinstance(value, (ast.Constant, ast.Name)):
                    continue
                parts = [c for c in ast.walk(value) if isinstance(c, ast.expr) and c is not value]
                parts = [p for p in parts if not is_word(p)] + [ast.Constant(1.3)]
                if k < len(parts):
                    setattr(node, name, parts[k])
                    return True
                k -= len(parts)
    return False


def is_word(node: ast.expr) -> bool:
    """Say whether a node is a name that is no value, as math or np."""
    return isinstance(node, ast.Name) and node.id in ("math", "np", "range", "len", "float", "max", "min")
