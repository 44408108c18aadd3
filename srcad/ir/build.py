"""Appends statements to a block under construction, inferring types and simplifying as it goes."""

from __future__ import annotations

from srcad.analysis import infer
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Path, Value
from srcad.ir.types import Type
from srcad.origin import NOWHERE, Origin
from srcad.simplify import algebra


class Builder:
    """A block under construction; `origin` is stamped on each statement that is added."""

    def __init__(self, origin: Origin = NOWHERE):
        self.statements: list[nodes.Statement] = []
        self.origin = origin

    def value(self, type_: Type, name: str | None = None, entity: tuple | None = None) -> Value:
        return Value(type_, name, False, entity, self.origin)

    def add(self, statement: nodes.Statement) -> nodes.Statement:
        self.statements.append(statement)
        return statement

    def apply(
        self,
        op: str,
        *args: Operand,
        kwargs: tuple[tuple[str, Operand], ...] = (),
        name: str | None = None,
        entity: tuple | None = None,
        form: str | None = None,
        text: str | None = None,
    ) -> Operand:
        """Append `op(*args, **kwargs)` unless algebra makes an existing operand of it; return the result."""
        simple = algebra.simplified(self, op, args, kwargs)
        if simple is not None:
            return simple
        result = self.value(infer.result_type(op, args, dict(kwargs)), name, entity)
        self.add(nodes.Apply(result, op, args, kwargs, form, text, origin=self.origin))
        return result

    def accumulate(self, total: Operand, part: Operand, name: str | None = None, entity: tuple | None = None) -> Operand:
        """Append `total + part`, one more contribution to an adjoint."""
        simple = algebra.simplified(self, "operator.add", (total, part), ())
        if simple is not None:
            return simple
        result = self.value(infer.result_type("operator.add", (total, part), {}), name, entity)
        self.add(nodes.Apply(result, "operator.add", (total, part), accumulates=True, origin=self.origin))
        return result

    def load(self, source: Operand, path: Path, name: str | None = None, entity: tuple | None = None) -> Value:
        result = self.value(infer.load_type(infer.type_of(source), path), name, entity)
        self.add(nodes.Load(result, source, path, self.origin))
        return result

    def store(self, source: Operand, path: Path, value: Operand, add: bool = False) -> Value:
        """Append a store; the next version keeps the buffer's type, name and entity."""
        was = source if isinstance(source, Value) else Value(infer.type_of(source))
        result = Value(was.type, was.name, was.named, was.entity, self.origin)
        self.add(nodes.Store(result, source, path, value, add, self.origin))
        return result

    def zeros_like(self, operand: Operand, name: str | None = None, entity: tuple | None = None) -> Operand:
        """Append the zero of an operand's type: 0.0 for a scalar, an array of zeros, a structure of those."""
        return infer.zeros_like(self, operand, name, entity)

    def block(self, leaf: nodes.Leaf) -> nodes.Block:
        return nodes.Block(tuple(self.statements), leaf)
