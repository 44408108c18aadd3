"""Moves into a branch what only adds something up there, since the other branch gives it nothing to add.

    if r < cutoff:                        if r < cutoff:
        dr = force(r)                         dr = force(r)
    else:                                     for d in range(3):
        dr = 0.0                   ->             dx[i, d] += dr * (x[i, d] - x[j, d])
    for d in range(3):
        dx[i, d] += dr * (x[i, d] - x[j, d])

Only derived statements move, and what nothing else reads of what they read: a term that is 0 isn't computed, so that it is 0 for
what is infinite as well.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from srcad.analysis import buffers, infer, views
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Apply, Block, Const, For, If, Load, Operand, Store, Value
from srcad.origin import PRIMAL

MUL, DIV, NEG, ADD, SUB = (f"operator.{name}" for name in "mul truediv neg add sub".split())
# So many operations are worth a branch; fewer are as well done for nothing.
WORTH = 3


def sunk(function: nodes.Function) -> nodes.Function:
    """Return the function with sums that are for one side of a branch in that side."""
    if not any(isinstance(node, If) and _zeros(node) for node in rewrite.walk(function.body)):
        return function
    body = _Sinking(function.body).block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _zeros(node: If) -> tuple[int, set[int]] | None:
    """Return the side of an If that gives numbers where the other gives 0, and at which places; None where neither does."""
    sides = contents.blocks(node)
    if node.origin.role == PRIMAL and all(result.named for result in node.results):
        return None
    if not all(isinstance(side.leaf, nodes.Yield) for side in sides):
        return None
    found = [{k for k, value in enumerate(side.leaf.values) if _is_zero(value, node.results[k])} for side in sides]
    live = 0 if len(found[1] - found[0]) >= len(found[0] - found[1]) else 1
    places = found[1 - live] - found[live]
    return (live, places) if places and not sides[1 - live].statements else None


def _is_zero(value: Operand, result: Value) -> bool:
    number = isinstance(value, Const) and type(value.value) in (int, float) and value.value == 0
    return number and isinstance(result.type, types.Scalar) and types.differentiable(result.type)


@dataclass
class _Nothing:
    """What is known on the side that gives zeros: which values are 0 there, and which are what another one is.

    tapes: those that were made just before, and die with the block.
    """

    zero: set[Operand]
    tapes: set[Value]
    same: dict[Value, Operand] = field(default_factory=dict)

    def is_zero(self, operand: Operand) -> bool:
        return operand in self.zero

    def before(self, operand: Operand) -> Operand:
        while isinstance(operand, Value) and operand in self.same:
            operand = self.same[operand]
        return operand

    # -- statements ------------------------------------------------------------------------------------------------

    def vanishes(self, node: nodes.Statement) -> bool:
        """Say whether a statement does nothing there but hand on what it was given, or zeros; note its results."""
        if node.origin.role == PRIMAL:
            return False
        match node:
            case Apply(op=op, args=args, kwargs=()):
                return self.operation(node.result, op, args)
            case Store(add=True, value=value) if self.is_zero(value):
                self.same[node.result] = node.source
                return True
            case For() if isinstance(node.body.leaf, nodes.Next):
                return self.loop(node)
            case If():
                return self.branch(node)
        return False

    def operation(self, result: Value, op: str, args: tuple[Operand, ...]) -> bool:
        if not isinstance(result.type, types.Scalar) or not any(map(self.is_zero, args)):
            return False
        if op == MUL or op in (DIV, NEG) and self.is_zero(args[0]) or op in (ADD, SUB) and all(map(self.is_zero, args)):
            self.zero.add(result)
        elif op == ADD or op == SUB and self.is_zero(args[1]):
            other = args[1] if self.is_zero(args[0]) else args[0]
            if infer.type_of(other) != result.type:
                return False
            self.same[result] = other
        else:
            return False
        return True

    def loop(self, node: For) -> bool:
        """Say whether a loop carries on what it was given; its parameters are 0 where they start so."""
        self.zero |= {param for param, init in zip(node.params, node.inits, strict=True) if self.is_zero(init)}
        if not self.body(node.body):
            return False
        for param, value in zip(node.params, node.body.leaf.values, strict=True):
            if not (self.is_zero(value) if self.is_zero(param) else self.before(value) is param):
                return False
        starts = dict(zip(node.params, node.inits, strict=True))
        for result, value in zip(node.results, node.exhausted, strict=True):
            value = self.before(value)
            self.note(result, starts.get(value, value))
        return True

    def branch(self, node: If) -> bool:
        sides = contents.blocks(node)
        if not all(isinstance(side.leaf, nodes.Yield) and self.body(side) for side in sides):
            return False
        for k, result in enumerate(node.results):
            a, b = (self.before(side.leaf.values[k]) for side in sides)
            if not (self.is_zero(a) and self.is_zero(b) or a is b and isinstance(a, Value)):
                return False
            self.note(result, a)
        return True

    def note(self, result: Value, value: Operand) -> None:
        if self.is_zero(value):
            self.zero.add(result)
        else:
            self.same[result] = value

    def body(self, block: Block) -> bool:
        """Say whether a block's statements do nothing there, or only compute what others read."""
        return all(self.vanishes(node) or _is_pure(node) or self.is_own_pull(node) for node in block.statements)

    def is_own_pull(self, node: nodes.Statement) -> bool:
        return isinstance(node, nodes.Pull) and node.tape in self.tapes


def _is_pure(node: nodes.Statement) -> bool:
    """Say whether a statement only computes something, at any place where its operands are there."""
    match node:
        case Apply() | Load():
            return True
        case nodes.Pull():
            return bool(node.at)
        case If():
            sides = contents.blocks(node)
            return all(isinstance(side.leaf, nodes.Yield) and all(map(_is_pure, side.statements)) for side in sides)
    return False


# -- moving ---------------------------------------------------------------------------------------------------------------


class _Sinking:
    def __init__(self, body: Block):
        self.roots = buffers.Roots(body)
        self.views: dict[Value, Operand] = {}
        for node in rewrite.walk(body):
            match node:
                case Load(result=result, source=source) if isinstance(result.type, (types.Array, types.Unknown)):
                    self.views[result] = source
                case Apply(op=op, result=result, args=(first, *_)) if op in views.VIEWING:
                    self.views[result] = first

    def block(self, block: Block) -> Block:
        statements = list(block.statements)
        at = 0
        while at < len(statements):
            node = statements[at]
            found = _zeros(node) if isinstance(node, If) else None
            if found is not None:
                tapes = {one.tape for one in statements[:at] if isinstance(one, nodes.NewTape)}
                front, node, rest = self.moved(node, *found, statements[at + 1 :], block.leaf, tapes)
                statements[at:] = [*front, node, *rest]
                at += len(front)
            statements[at] = rewrite.with_blocks(statements[at], self.block)
            at += 1
        return Block(tuple(statements), rewrite.with_sides(block.leaf, self.block))

    def moved(self, node: If, live: int, places: set[int], later: list, leaf: nodes.Leaf, tapes: set[Value]) -> tuple[list, If, list]:
        """Return what has to stand in front of an If, the If with what goes into its live side there, and what is left behind it."""
        nothing = _Nothing({node.results[k] for k in places}, tapes)
        chosen = [one for one in later if nothing.vanishes(one)]
        chosen, inside, front = self.fitting(node, chosen, later, leaf, nothing)
        is_statement = len(node.results) > 1 or any(isinstance(one, Store) for one in contents.blocks(node)[live].statements)
        if not chosen or not is_statement and not any(map(_is_deep, chosen)) and len(chosen) + len(inside) < WORTH:
            return [], node, later
        going = {*map(id, chosen), *map(id, inside)}
        rest = [one for one in later if id(one) not in {*going, *map(id, front)}]
        moving = [one for one in later if id(one) in going]
        return front, self.with_inside(node, live, moving, rest, leaf, nothing), rest

    def fitting(self, node: If, chosen: list, later: list, leaf, nothing: _Nothing) -> tuple[list, list, list]:
        """Return the statements that can move, the pure ones that they alone read, and the pure ones that have to stand in front."""
        made = {result: one for one in later for result in contents.results(one)}
        while True:
            ids = set(map(id, chosen))
            inside, front, missing = self.needed(node, chosen, later, leaf, made, nothing)
            moving = ids | set(map(id, inside)) | set(map(id, front))
            stays = [one for one in (*later, leaf) if id(one) not in moving]
            read = {value for one in stays for value in rewrite.read_by(one)}
            early = {id(one): {value for k in stays[: _count(stays, later, one)] for value in rewrite.read_by(k)} for one in chosen}
            kept = [
                one for one in chosen
                if id(one) not in missing and not any(result in nothing.zero and result in read for result in contents.results(one))
                and not any(self.is_read(value, early[id(one)]) for value in _overwritten(one))
                and not any(tape in read for tape in _pulled(one))
            ]
            if len(kept) == len(chosen):
                return chosen, inside, front
            chosen = kept

    def is_read(self, buffer: Value, read: set[Value]) -> bool:
        """Say whether one of the values is memory of a buffer: a version of it, or a view."""
        return any(self.roots.same(self.viewed(value), buffer) for value in read)

    def viewed(self, value: Value) -> Operand:
        """Return the array that a value is a view of, or itself."""
        while isinstance(value, Value) and value in self.views:
            value = self.views[value]
        return value

    def needed(self, node: If, chosen: list, later: list, leaf, made: dict, nothing: _Nothing) -> tuple[list, list, set[int]]:
        """Return the pure statements that the chosen ones read: those that go with them, those that go in front; and which lack something."""
        ids = set(map(id, chosen))
        wanted: dict[int, nodes.Statement] = {}
        missing: set[int] = set()

        def reach(one: nodes.Statement, root: int) -> None:
            for value in rewrite.free_values(one):
                define = made.get(value)
                if define is None or id(define) in ids or id(define) in wanted:
                    continue
                if not _is_pure(define):
                    missing.add(root)
                    continue
                wanted[id(define)] = define
                reach(define, root)

        for one in chosen:
            reach(one, id(one))
        others = [one for one in (*later, leaf) if id(one) not in ids and id(one) not in wanted]
        outside = {value for one in others for value in rewrite.read_by(one)}
        # The other side hands on what was there before.
        outside |= {nothing.before(result) for one in chosen for result in contents.results(one) if result in outside}
        inside: list[nodes.Statement] = []
        front: list[nodes.Statement] = []
        for one in reversed([one for one in later if id(one) in wanted]):
            if any(result in outside for result in contents.results(one)):
                front.insert(0, one)
                outside |= set(rewrite.read_by(one))
            else:
                inside.insert(0, one)
        # What stands in front can't read what comes of the branch, or of what moves into it.
        late = {*node.results, *(result for one in (*chosen, *inside) for result in contents.results(one))}
        if any(value in late for one in front for value in rewrite.read_by(one)):
            missing |= ids
        return inside, front, missing

    def with_inside(self, node: If, live: int, moving: list, rest: list, leaf, nothing: _Nothing) -> If:
        """Return an If with statements at the end of one of its sides."""
        read = Counter(value for one in (*rest, leaf) for value in rewrite.read_by(one))
        sides = list(contents.blocks(node))
        copier = rewrite.Copier(dict(zip(node.results, sides[live].leaf.values, strict=True)))
        statements = [copier.statement(one) for one in moving]
        given = dict(zip(node.results, sides[1 - live].leaf.values, strict=True))
        results, ends = [], ([], [])
        for k, result in enumerate(node.results):
            if read[result]:
                results.append(result)
                for end, side in zip(ends, sides, strict=True):
                    end.append(side.leaf.values[k])
        for one in moving:
            for result in contents.results(one):
                if read[result]:
                    results.append(result)
                    ends[live].append(copier.use(result))
                    before = nothing.before(result)
                    ends[1 - live].append(given.get(before, before))
        blocks = [
            Block((*side.statements, *(statements if k == live else ())), nodes.Yield(tuple(ends[k]), side.leaf.origin))
            for k, side in enumerate(sides)
        ]
        return If(node.condition, *blocks, tuple(results), node.origin)


def _is_deep(node: nodes.Statement) -> bool:
    return isinstance(node, (For, If))


def _pulled(node: nodes.Statement) -> set[Operand]:
    """Return the tapes that a statement empties."""
    return {inner.tape for block in contents.blocks(node) for inner in rewrite.walk(block) if isinstance(inner, nodes.Pull)}


def _count(stays: list, later: list, one: nodes.Statement) -> int:
    """Return how many of the statements that stay stand in front of another one."""
    place = {id(node): k for k, node in enumerate(later)}
    return sum(1 for node in stays if place.get(id(node), len(later)) < place[id(one)])


def _overwritten(node: nodes.Statement) -> list[Value]:
    """Return the buffers that a statement writes, as they were before it."""
    inside = {value for inner in contents.blocks(node) for value in rewrite.defined_in(inner)} | set(contents.region_params(node))
    walked = [inner for block in contents.blocks(node) for inner in rewrite.walk(block)]
    sources = [inner.source for inner in (node, *walked) if isinstance(inner, Store)]
    inits = dict(zip(getattr(node, "params", ()), getattr(node, "inits", ()), strict=True))
    return [inits.get(source, source) for source in sources if source not in inside] + [
        init for param, init in inits.items() if isinstance(init, Value) and isinstance(param.type, types.Array)
    ]
