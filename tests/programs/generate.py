"""Builds whole programs: parameters, arguments, a body and a result."""

from __future__ import annotations

import ast
from random import Random
from typing import Any

import numpy as np

from tests.programs.program import HEADER, Program
from tests.programs.scope import Scope, Shape
from tests.programs.statements import Lines, Statements, indented

LEVELS = {1: "expressions", 2: "control flow", 3: "writes", 4: "calls and lists"}
SHAPES: tuple[Shape, ...] = ((), (), (3,), (4,), (4, 3), (2,), (3, 3), (2, 4), (1, 3))
PARAMETERS = ("x", "y", "w", "m", "r", "dx", "el", "x_1", "d_y", "theta")


def generate(random: Random, level: int = 1) -> Program:
    """Draw a program of a level: all that the level and those below it may hold."""
    scope = Scope()
    parameters = draw_parameters(random, scope)
    maker = Statements(random, scope, level)
    header = parameter_list(maker, parameters)
    helpers = draw_helpers(maker) if level >= 4 else []
    size = random.choice((1, 2, 3, 4)) if level == 1 else random.choice((2, 3, 4, 5))
    body = maker.block(size)
    body.append(f"return {result(maker)}")
    text = "\n".join([*helpers, f"def f({header}):", *indented(body)])
    text = HEADER + ast.unparse(ast.parse(text)) + "\n"
    inputs = tuple(tuple(argument(random, s) for s in parameters.values()) for _ in range(2))
    return Program(text, inputs, tuple(range(len(parameters))), level)


def draw_parameters(random: Random, scope: Scope) -> dict[str, Shape]:
    """Choose the parameters, at least one of them a scalar."""
    names = random.sample(PARAMETERS, random.choice((1, 2, 3)))
    parameters: dict[str, Shape] = {}
    for k, name in enumerate(names):
        parameters[name] = () if k == 0 and len(names) > 1 else random.choice(SHAPES)
    for name, shape in parameters.items():
        scope.define(name, shape)
    return parameters


def parameter_list(maker: Statements, parameters: dict[str, Shape]) -> str:
    """Return the text between the parentheses of the def: now and then annotated, or with an int."""
    annotated = maker.chance(30)
    words = []
    for name, shape in parameters.items():
        hint = ": np.ndarray" if shape else ": float"
        words.append(name + (hint if annotated else ""))
    if maker.chance(30):
        words.append("n: int = 3" if annotated else "n=3")
        maker.scope.ints["n"] = 4  # as an index it needs an axis of four
        maker.scope.frozen.add("n")
    return ", ".join(words)


def draw_helpers(maker: Statements) -> Lines:
    """Draw a function of the module that f may call."""
    if not maker.chance(60):
        return []
    outer, maker.scope = maker.scope, Scope()
    shapes = [()] if maker.chance(50) else [(), ()]
    for name, shape in zip(("x", "y"), shapes):
        maker.scope.define(name, shape)
    maker.nesting = 1
    body = maker.block(maker.random.choice((1, 2, 3)))
    maker.nesting = 0
    body.append(f"return {maker.scalar(2)}")
    names = ["x", "y"][: len(shapes)]
    maker.scope = outer
    maker.scope.helpers["helper"] = tuple(shapes)
    maker.scope.frozen.add("helper")
    return [f"def helper({', '.join(names)}):", *indented(body), ""]


def result(maker: Statements) -> str:
    """Return a scalar made of several variables, the latest surely among them."""
    scope = maker.scope
    terms = []
    for name in list(scope.shapes)[-3:]:
        shape = scope.shapes[name]
        forms = ("{0}", "{0} * {0}", "2 * {0}", "math.sin({0})")
        if shape:
            forms = ("np.sum({0})", "np.sum({0}**2)", "np.mean({0})", "({0}).sum()", "np.sum(np.sin({0}))")
        terms.append(maker.random.choice(forms).format(name))
    for name in sorted(scope.lists):
        terms.append(f"sum({name})")
    text = " + ".join(terms) or "1.0"
    return maker.random.choice((text, text, f"({text}) * ({maker.scalar(1)})", f"math.tanh(0.1 * ({text}))"))


def argument(random: Random, shape: Shape) -> Any:
    """Draw an argument: figures of moderate size, no two of an array alike."""
    size = int(np.prod(shape, dtype=int))
    figures = [(random.randrange(30, 180) + 1.37 * k / (size + 1)) / 100 for k in range(size)]
    figures = [-a if random.randrange(100) >= 65 else a for a in figures]
    return np.array(figures).reshape(shape) if shape else figures[0]
