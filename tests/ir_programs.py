"""Random functions of the intermediate form, and what they compute by definition."""

from __future__ import annotations

import math
import operator
import random

import numpy as np

from srcad.ir import contents, nodes
from srcad.ir.nodes import Const, Value
from srcad.ir.types import BOOLEAN, INTEGER, REAL, Array, List, Tape, Tuple
from srcad.origin import ADJOINT, PRIMAL, Origin

VECTOR = Array("float", (3,))
PART = Array("float", (None,))
NUMBERS = List(REAL)
PAIR = Tuple((REAL, REAL))
HELPER = nodes.Callee("helper", ("helper",), result_type=PAIR)


class World:
    """What a function's effects and calls reach: everything said is noted, in order."""

    def __init__(self) -> None:
        self.said: list = []

    def log(self, value) -> float:
        """Note a value; return something that depends on what was said before."""
        self.said.append(np.array(value).tolist())
        return float(len(self.said))

    def helper(self, value):
        self.said.append(float(value))
        return math.sin(value), value * len(self.said)


FUNCTIONS = {
    "operator.add": operator.add, "operator.sub": operator.sub, "operator.mul": operator.mul, "math.sin": math.sin,
    "numpy.sin": np.sin, "operator.neg": operator.neg, "operator.lt": operator.lt, "numpy.copy": np.copy,
    "numpy.flip": np.flip, "numpy.sum": np.sum, "tuple": lambda *items: items, "not": operator.not_,
    "list": lambda *items: list(items), "builtins.len": len,
}


# -- what a function computes --------------------------------------------------------------------------------


class _Left(Exception):
    """Control leaves a region or the function, with values."""

    def __init__(self, kind, values):
        super().__init__(kind)
        self.kind, self.values = kind, values


class Interpreter:
    """Computes a function by definition: values are never changed, a store makes a new array."""

    def __init__(self, world: World):
        self.values: dict[Value, object] = {}
        self.world = world

    def run(self, function: nodes.Function, *args):
        for param, arg in zip(function.params, args, strict=True):
            self.values[param.value] = arg
        try:
            self.block(function.body)
        except _Left as left:
            return left.values[0]
        raise AssertionError("a function's body ends in a Return")

    def of(self, operand):
        match operand:
            case Const(value):
                return value
            case Value():
                return self.values[operand]
            case nodes.Undefined():
                return operand
        raise TypeError(operand)

    def block(self, block: nodes.Block) -> None:
        for statement in block.statements:
            self.statement(statement)
        leaf = block.leaf
        if isinstance(leaf, nodes.Branch):
            return self.block(leaf.then if self.of(leaf.condition) else leaf.orelse)
        raise _Left(type(leaf), [self.of(operand) for operand in contents.operands(leaf)])

    def leave(self, block: nodes.Block) -> _Left:
        try:
            self.block(block)
        except _Left as left:
            return left
        raise AssertionError("a block ends in a leaf")

    def item(self, item):
        if not isinstance(item, nodes.Slice):
            return self.of(item)
        return slice(*(None if end is None else self.of(end) for end in (item.start, item.stop)))

    def subscripts(self, path: nodes.Path):
        for subscript in path:
            items = tuple(map(self.item, subscript))
            yield items[0] if len(items) == 1 else items

    def statement(self, node: nodes.Statement) -> None:
        values = self.values
        match node:
            case nodes.Apply(result, op, args):
                values[result] = FUNCTIONS[op](*map(self.of, args))
            case nodes.Load(result, source, path):
                value = self.of(source)
                for subscript in self.subscripts(path):
                    value = value[subscript]
                values[result] = value
            case nodes.Store(result, source, path, value, add):
                values[result] = self.of(source).copy()
                (subscript,) = self.subscripts(path)
                values[result][subscript] = self.of(value) + (values[result][subscript] if add else 0)
            case nodes.Append(result, source, value):
                values[result] = [*self.of(source), self.of(value)]
            case nodes.Pop(result, value, source):
                values[result], values[value] = self.of(source)[:-1], self.of(source)[-1]
            case nodes.Effect(_, args, results=results):
                self.define(results, [self.world.log(self.of(args[1]))][: len(results)])
            case nodes.Call((result,), _, args):
                values[result] = self.world.helper(*map(self.of, args))
            case nodes.NewTape(tape):
                values[tape] = []
            case nodes.Push(tape, value):
                values[tape].append(self.of(value))
            case nodes.Pull(result, tape, peek):
                values[result] = self.of(tape)[-1] if peek else self.of(tape).pop()
            case nodes.If(condition, then, orelse, results):
                self.define(results, self.leave(then if self.of(condition) else orelse).values)
            case nodes.For() | nodes.Loop():
                self.loop(node)
            case _:
                raise TypeError(node)

    def define(self, targets, values) -> None:
        self.values.update(zip(targets, values, strict=True))

    def loop(self, node: nodes.For | nodes.Loop) -> None:
        self.define(node.params, [self.of(init) for init in node.inits])
        for bound in self.iterations(node):
            self.values.update(bound)
            left = self.leave(node.body)
            if left.kind is nodes.Exit:
                return self.define(node.results, left.values)
            self.define(node.params, left.values)
        self.define(node.results, [self.of(operand) for operand in node.exhausted])

    def iterations(self, node: nodes.For | nodes.Loop):
        if isinstance(node, nodes.Loop):
            while True:
                yield {}
        match node.space:
            case nodes.Range(start, stop, step):
                space = range(self.of(start), self.of(stop), self.of(step))
                for k in reversed(space) if node.reversed else space:
                    yield {node.counter: k} if node.counter is not None else {}
            case nodes.Items(sequences, elements):
                rows = list(enumerate(zip(*map(self.of, sequences), strict=False)))
                for k, row in reversed(rows) if node.reversed else rows:
                    yield dict(zip(elements, row, strict=True)) | (
                        {node.counter: k} if node.counter is not None else {}
                    )
            case nodes.Drain(tape):
                while self.of(tape):
                    yield {}


# -- random functions -----------------------------------------------------------------------------------------


class Generator:
    """Makes a random function of two numbers and a vector."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.line = 0

    def function(self) -> nodes.Function:
        params = [Value(REAL, "x", True, ("x",)), Value(REAL, "y", True, ("y",)), Value(VECTOR, "v", True, ("v",))]
        body = self.block(list(params), 3, self.ending, True)
        return nodes.Function("f", tuple(nodes.Param(value, value.name) for value in params), body)

    def ending(self, seen, out) -> nodes.Return:
        """Return what was made last, so that little is dead."""
        recent = [value for value in seen if value.type in (REAL, VECTOR)][-5:]
        out.append(nodes.Apply(result := Value(), "tuple", tuple(recent)))
        return nodes.Return(result)

    def value(self, type_, temporary: float = 0.5) -> Value:
        """Return a new value: often a temporary, else a version of one of few variables."""
        self.line += self.random.random() < 0.6
        role = self.random.choice((PRIMAL, ADJOINT))
        origin = Origin("f.py", self.line, statement=f"line {self.line}", statement_line=self.line, role=role)
        if self.random.random() < temporary:
            return Value(type_, origin=origin)
        name = self.random.choice("abc" if type_ == REAL else "pq")
        derived = role == ADJOINT
        entity = (name, ("d", 1)) if derived else (name,)
        return Value(type_, f"d{name}" if derived else name, not derived and self.random.random() < 0.7, entity, origin)

    def scalar(self, seen) -> nodes.Operand:
        values = [value for value in seen if value.type == REAL]
        return (
            self.random.choice(values[-4:] if self.random.random() < 0.7 else values) if self.random.random() < 0.9
            else Const(self.random.choice((0.5, -1.5, 2.0)))
        )

    def vector(self, seen) -> Value:
        return self.random.choice([value for value in seen if value.type == VECTOR][-4:])

    def pick(self, seen, type_) -> nodes.Operand:
        return self.scalar(seen) if type_ == REAL else self.vector(seen)

    def block(self, seen: list, depth: int, leaf, tail: bool = False) -> nodes.Block:
        """Return a block; `leaf` makes its leaf from the values seen at its end."""
        out: list[nodes.Statement] = []
        for _ in range(self.random.randint(1, 5)):
            self.statement(out, seen, depth)
        if tail and depth and self.random.random() < 0.4:
            condition = self.condition(out, seen)
            sides = [self.block(list(seen), depth - 1, leaf, True) for _ in range(2)]
            return nodes.Block(tuple(out), nodes.Branch(condition, *sides))
        if tail and depth and self.random.random() < 0.25:
            return self.flagged(out, seen, depth, leaf)
        closing = leaf(seen, out)
        return nodes.Block(tuple(out), closing)

    def flagged(self, out, seen, depth, leaf) -> nodes.Block:
        """Return a block that chooses its leaf by a flag that an If before it sets."""
        results = tuple(self.value(REAL, 0.3) for _ in range(self.random.randint(0, 2)))
        flag = Value(BOOLEAN, "broken", False, ("<broken>",))

        def ends(inner, _out):
            values = tuple(self.scalar(inner) for _ in results)
            return nodes.Yield((*values, Const(self.random.random() < 0.5)))

        condition = self.condition(out, seen)
        sides = [self.block(list(seen), depth - 1, ends, True) for _ in range(2)]
        out.append(nodes.If(condition, *sides, (*results, flag), origin=flag.origin))
        seen.extend(results)
        behind = []
        for _ in range(2):
            long = self.random.random() < 0.4
            behind.append(self.block(list(seen), depth - 1, leaf, True) if long else self.mere(seen, leaf))
        return nodes.Block(tuple(out), nodes.Branch(flag, *behind))

    def mere(self, seen, leaf) -> nodes.Block:
        """Return a block that only ends, as far as its leaf can be made without a statement."""
        out: list[nodes.Statement] = []
        end = leaf(list(seen), out)
        return nodes.Block(tuple(out), end)

    def condition(self, out, seen) -> Value:
        result = Value(BOOLEAN)
        out.append(nodes.Apply(result, "operator.lt", (self.scalar(seen), self.scalar(seen))))
        return result

    def statement(self, out, seen, depth) -> None:
        makers = [self.arithmetic] * 5 + [self.vectors] * 3 + [self.store] * 2 + [self.accumulate] * 2
        makers += [self.effect, self.call, self.lists, self.views]
        if depth:
            makers += [self.choice, self.for_, self.for_, self.while_, self.taped]
        self.random.choice(makers)(out, seen, depth)

    def apply(self, out, seen, type_, op, *args, **rest) -> Value:
        result = self.value(type_)
        out.append(nodes.Apply(result, op, args, origin=result.origin, **rest))
        seen.append(result)
        return result

    def arithmetic(self, out, seen, depth) -> None:
        kind = self.random.random()
        if kind < 0.2:
            self.apply(out, seen, REAL, "math.sin", self.scalar(seen))
        elif kind < 0.3:
            self.apply(out, seen, REAL, "operator.neg", self.scalar(seen))
        else:
            op = self.random.choice(("operator.add", "operator.sub", "operator.mul"))
            inner = self.apply(out, seen, REAL, op, self.scalar(seen), self.scalar(seen))
            self.apply(out, seen, REAL, "math.sin", inner)

    def vectors(self, out, seen, depth) -> None:
        kind = self.random.random()
        if kind < 0.3:
            result = self.value(REAL)
            path = ((Const(self.random.randrange(3)),),)
            out.append(nodes.Load(result, self.vector(seen), path, origin=result.origin))
            seen.append(result)
        elif kind < 0.5:
            self.apply(out, seen, VECTOR, "numpy.sin", self.vector(seen))
        elif kind < 0.6:
            self.apply(out, seen, VECTOR, "numpy.flip", self.vector(seen))
        elif kind < 0.7:
            self.apply(out, seen, REAL, "math.sin", self.apply(out, seen, REAL, "numpy.sum", self.vector(seen)))
        else:
            op = self.random.choice(("operator.add", "operator.mul"))
            self.apply(out, seen, VECTOR, op, self.vector(seen), self.random.choice((self.vector, self.scalar))(seen))

    def accumulate(self, out, seen, depth) -> None:
        type_ = self.random.choice((REAL, VECTOR))
        total = self.apply(out, seen, type_, "operator.mul", self.pick(seen, type_), self.pick(seen, type_))
        for _ in range(self.random.randint(1, 3)):
            result = self.value(type_, 0.0)
            result.name, result.entity, result.named = total.name, total.entity, False
            part = self.apply(out, seen, type_, "operator.neg", self.pick(seen, type_))
            out.append(nodes.Apply(result, "operator.add", (total, part), accumulates=True, origin=result.origin))
            if self.random.random() < 0.7 and total in seen:
                seen.remove(total)
            seen.append(result)
            total = result

    def store(self, out, seen, depth) -> None:
        """Fill a copy element by element; a version that was overwritten is seen no more."""
        buffer = self.apply(out, seen, VECTOR, "numpy.copy", self.vector(seen))
        for _ in range(self.random.randint(1, 2)):
            value, path = self.scalar(seen), ((Const(self.random.randrange(3)),),)
            if self.random.random() < 0.4:
                value = self.apply(out, seen, REAL, "operator.mul", value, value)
            buffer = self.stored(out, seen, buffer, path, value)

    def effect(self, out, seen, depth) -> None:
        """Say something; maybe go on with the answer."""
        results = (self.value(REAL),) if self.random.random() < 0.5 else ()
        args = (nodes.Global("log"), self.random.choice((self.scalar, self.vector))(seen))
        out.append(nodes.Effect("call", args, results=results, origin=self.value(REAL).origin))
        seen.extend(results)

    def call(self, out, seen, depth) -> None:
        """Call the helper and read one or both of its results."""
        pair = self.value(PAIR, 0.9)
        out.append(nodes.Call((pair,), HELPER, (self.scalar(seen),), origin=pair.origin))
        for k in self.random.sample((0, 1), self.random.randint(1, 2)):
            item = self.value(REAL)
            out.append(nodes.Load(item, pair, ((Const(k),),), item.origin))
            seen.append(item)

    def lists(self, out, seen, depth) -> None:
        """Fill a list and empty it again, or a part of it."""
        items = self.apply(out, [], NUMBERS, "list", self.scalar(seen), self.scalar(seen))
        count = 2
        for _ in range(self.random.randint(1, 4)):
            result = Value(NUMBERS, items.name, items.named, items.entity, items.origin)
            if self.random.random() < 0.5 or not count:
                out.append(nodes.Append(result, items, self.scalar(seen), items.origin))
                count += 1
            else:
                count -= 1
                value = self.value(REAL)
                out.append(nodes.Pop(result, value, items, value.origin))
                seen.append(value)
                if self.random.random() < 0.3:
                    out.append(nodes.Append(more := Value(NUMBERS, entity=items.entity), result, Const(1.5)))
                    result, count = more, count + 1
            items = result
            if self.random.random() < 0.3:
                length = self.value(REAL)
                out.append(nodes.Apply(length, "builtins.len", (items,), origin=length.origin))
                seen.append(length)
    def views(self, out, seen, depth) -> None:
        """Look at a part of a copy, and write into the copy when the view is no longer read."""
        buffer = self.apply(out, seen, VECTOR, "numpy.copy", self.vector(seen))
        start = Const(self.random.randrange(2))
        for _ in range(self.random.randint(1, 2)):
            part = self.value(PART)
            out.append(nodes.Load(part, buffer, ((nodes.Slice(start),),), part.origin))
            self.apply(out, seen, REAL, "numpy.sum", part)
            if self.random.random() < 0.5:
                double = self.apply(out, [], PART, "operator.add", part, part)
                buffer = self.stored(out, seen, buffer, ((nodes.Slice(start),),), double)
            else:
                buffer = self.stored(out, seen, buffer, ((Const(self.random.randrange(3)),),), self.scalar(seen))

    def stored(self, out, seen, buffer, path, value) -> Value:
        result = Value(VECTOR, buffer.name, buffer.named, buffer.entity, buffer.origin)
        out.append(nodes.Store(result, buffer, path, value, self.random.random() < 0.5, buffer.origin))
        seen.remove(buffer)
        seen.append(result)
        return result

    def choice(self, out, seen, depth) -> None:
        results = tuple(
            self.value(self.random.choice((REAL, REAL, VECTOR)), 0.3) for _ in range(self.random.randint(1, 3))
        )
        condition = self.condition(out, seen)

        def leaf(inner, _out):
            return nodes.Yield(tuple(self.pick(inner, result.type) for result in results))

        sides = [self.block(list(seen), depth - 1, leaf, True) for _ in range(2)]
        out.append(nodes.If(condition, *sides, results, origin=results[0].origin))
        seen.extend(results)

    def carried(self, out, seen):
        """Return params for a loop with their inits, and versions of them as results."""
        types_ = [self.random.choice((REAL, REAL, VECTOR)) for _ in range(self.random.randint(1, 3))]
        params = tuple(self.value(type_, 0.2) for type_ in types_)
        results = tuple(Value(p.type, p.name, p.named, p.entity, p.origin) for p in params)
        return params, tuple(self.pick(seen, type_) for type_ in types_), results

    def leaves(self, params, results, exits: bool):
        def leaf(inner, _out):
            if exits and self.random.random() < 0.3:
                return nodes.Exit(tuple(self.pick(inner, result.type) for result in results))
            return nodes.Next(tuple(self.pick(inner, param.type) for param in params))

        return leaf

    def for_(self, out, seen, depth) -> None:
        params, inits, results = self.carried(out, seen)
        leaf = self.leaves(params, results, self.random.random() < 0.5)
        counter = self.random.choice((None, Value(INTEGER, "i", True, ("i",)), Value(INTEGER, "k", True, ("k",))))
        space: object = nodes.Range(Const(0), Const(self.random.randint(0, 3)), Const(1))
        inner = [*seen, *params]
        if self.random.random() < 0.3:
            elements = tuple(self.value(REAL) for _ in range(self.random.randint(1, 2)))
            space = nodes.Items(tuple(self.vector(seen) for _ in elements), elements)
            inner += elements
        body = self.block(inner, depth - 1, leaf, True)
        exhausted = tuple(self.pick([*seen, *params], result.type) for result in results)
        backwards = self.random.random() < 0.3
        out.append(nodes.For(space, counter, params, inits, body, results, exhausted, backwards, results[0].origin))
        seen.extend(results)

    def while_(self, out, seen, depth) -> None:
        """Loop while a counter is small."""
        params, inits, results = self.carried(out, seen)
        count, more, test = Value(REAL, "n", True, ("n",)), Value(REAL, "n", True, ("n",)), Value(BOOLEAN)
        exit_leaf = nodes.Exit(tuple(self.pick([*seen, *params], result.type) for result in results))
        inner = [*seen, *params]
        tail: list[nodes.Statement] = [nodes.Apply(more, "operator.add", (count, Const(1.0)))]
        choose = self.leaves(params, results, self.random.random() < 0.5)

        def leaf(values, out):
            found = choose(values, out)
            return nodes.Next((*found.values, more)) if isinstance(found, nodes.Next) else found

        rest = self.block(inner, depth - 1, leaf, True)
        rest = nodes.Block((*tail, *rest.statements), rest.leaf)
        branch = nodes.Branch(test, rest, nodes.Block((), exit_leaf))
        head = (nodes.Apply(test, "operator.lt", (count, Const(3.0))),)
        if self.random.random() < 0.3:
            branch = nodes.Branch(test, nodes.Block((), exit_leaf), rest)
            head = (nodes.Apply(test, "operator.lt", (Const(2.5), count)),)
        loop = nodes.Loop((*params, count), (*inits, Const(0.0)), nodes.Block(head, branch), results, results[0].origin)
        out.append(loop)
        seen.extend(results)

    def taped(self, out, seen, depth) -> None:
        """Push a value of each iteration of one loop, pull them in another."""
        tape, param, after = Value(Tape(REAL)), self.value(REAL, 0.1), self.value(REAL, 0.1)
        start, n = self.scalar(seen), Const(self.random.randint(1, 3))
        out.append(nodes.NewTape(tape))
        inner: list[nodes.Statement] = [nodes.Push(tape, param)]
        next_ = self.apply(inner, [], REAL, "math.sin", param)
        after.name, after.entity, after.named = param.name, param.entity, param.named
        body = nodes.Block(tuple(inner), nodes.Next((next_,)))
        space = nodes.Range(Const(0), n, Const(1))
        out.append(nodes.For(space, None, (param,), (start,), body, (after,), (param,)))
        seen.append(after)
        pulled = Value(REAL, param.name, False, param.entity, param.origin)
        total, result = self.value(REAL, 0.1), self.value(REAL, 0.1)
        back: list[nodes.Statement] = [nodes.Pull(pulled, tape, origin=pulled.origin)]
        more = self.apply(back, [], REAL, "operator.add", total, pulled)
        space = self.random.choice((space, nodes.Drain(tape)))
        body = nodes.Block(tuple(back), nodes.Next((more,)))
        out.append(nodes.For(space, None, (total,), (after,), body, (result,), (total,), True))
        seen.append(result)
