"""Appends statements to a block under construction, inferring types and simplifying as it goes."""

from __future__ import annotations

from collections.abc import Sequence

from srcad.analysis import infer
from srcad.ir import contents, nodes, types
from srcad.ir.nodes import Operand, Path, Value
from srcad.ir.types import Type
from srcad.origin import NOWHERE, Origin
from srcad.simplify import algebra


class Statements(list):
    """A list of statements that finds at once which of them defines a value; they are changed near their end."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[Value, nodes.Statement] = {}
        self.seen = 0  # how many of them `found` covers

    def defining(self, value: Operand) -> nodes.Statement | None:
        """Return the statement that defines a value."""
        for statement in self[self.seen :] if self.seen < len(self) else ():
            self.found.update((result, statement) for result in contents.results(statement))
        self.seen = len(self)
        return self.found.get(value) if isinstance(value, Value) else None

    def look_again(self, start: int) -> None:
        """Forget what the statements from a place on define."""
        for statement in self[start : self.seen]:
            for result in contents.results(statement):
                self.found.pop(result, None)
        self.seen = min(self.seen, start)

    def insert(self, at: int, statement: nodes.Statement) -> None:
        self.look_again(at)
        super().insert(at, statement)

    def remove(self, statement: nodes.Statement) -> None:
        self.look_again(self.index(statement))
        super().remove(statement)

    def __delitem__(self, at: int | slice) -> None:
        self.look_again(at.start or 0 if isinstance(at, slice) else at)
        super().__delitem__(at)

    def __setitem__(self, at: int | slice, given: object) -> None:
        self.look_again(at.start or 0 if isinstance(at, slice) else at)
        super().__setitem__(at, given)


class Builder:
    """A block under construction; `origin` is stamped on each statement that is added."""

    def __init__(self, origin: Origin = NOWHERE):
        self.statements = Statements()
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

    def packed(
        self,
        items: Sequence[Operand],
        like: types.Tuple,
        model: Operand,
        name: str | None = None,
        entity: tuple | None = None,
    ) -> Value:
        """Append a tuple, or a record, of the type `like` with other items; what carries no derivative is the model's."""
        whole = self.taken_apart(items, like)
        if whole is not None:
            return whole
        parts = [self.kept(item, k, like, model) for k, item in enumerate(items)]
        result = self.value(like.of(tuple(map(infer.type_of, parts))), name, entity)
        needs_model = like.layout is not None and like.layout.kind not in (types.DICT, types.LISTED)
        kwargs = (("like", model),) if needs_model else ()
        made = next((s for s in self.statements if isinstance(s, nodes.Apply) and s.result is model), None)
        text = None if made is None or made.op != "tuple" else made.text
        self.add(nodes.Apply(result, "tuple", tuple(parts), kwargs, text=text, origin=self.origin))
        return result

    def taken_apart(self, items: Sequence[Operand], like: types.Tuple) -> Value | None:
        """Return the record of the same layout that all the items which carry a derivative were read from, if there is one."""
        if like.layout is None:
            return None
        loads = {node.result: node for node in self.statements if isinstance(node, nodes.Load)}
        sources = set()
        for k, item in enumerate(items):
            if types.differentiable(like.items[k]):
                load = loads.get(item)
                match load:
                    case nodes.Load(_, source, ((nodes.Const(int(at)),),)) if at == k:
                        sources.add(source)
                    case _:
                        return None
        source = sources.pop() if len(sources) == 1 else None
        alike = isinstance(source, Value) and getattr(source.type, "layout", None) == like.layout
        return source if alike else None

    def kept(self, item: Operand, k: int, like: types.Tuple, model: Operand) -> Operand:
        """Return an item of a derivative's record: a field that carries no derivative is as it was."""
        if like.layout is None or types.differentiable(like.items[k]):
            return item
        return self.load(model, ((nodes.Const(k),),))

    def zeros_like(self, operand: Operand, name: str | None = None, entity: tuple | None = None) -> Operand:
        """Append the zero of an operand's type: 0.0 for a scalar, an array of zeros, a structure of those."""
        return infer.zeros_like(self, operand, name, entity)

    def block(self, leaf: nodes.Leaf) -> nodes.Block:
        return nodes.Block(tuple(self.statements), leaf)
