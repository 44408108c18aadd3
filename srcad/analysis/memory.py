"""Says which arrays and lists of a primal function no longer hold, at its end, what they held when they were read."""

from __future__ import annotations

from srcad.analysis import buffers, infer, views
from srcad.ir import nodes, rewrite, types
from srcad.ir.nodes import Block, Const, Operand, Value
from srcad.simplify.clean import own_leaves

VIEWING = views.VIEWING | {"operator.pos"}


def in_memory(type_: types.Type) -> bool:
    """Say whether values of this type live in memory that can be written."""
    return isinstance(type_, (types.Array, types.List, types.Unknown))


def flows(body: Block):
    """Yield (source, target) for each value handed on unchanged: into loops, out of them, out of branches, as a view."""
    for node in rewrite.walk(body):
        match node:
            case nodes.Apply() if node.op in VIEWING:
                yield node.result, node.args[0]  # a view is as stale as what it looks at
            case nodes.Load() if in_memory(node.result.type):
                yield node.result, node.source
            case nodes.If():
                for side in nodes.blocks(node):
                    for leaf in own_leaves(side):
                        if isinstance(leaf, nodes.Yield):
                            yield from zip(leaf.values, node.results, strict=True)
            case nodes.For() | nodes.Loop():
                yield from zip(node.inits, node.params, strict=True)
                for leaf in own_leaves(node.body):
                    if isinstance(leaf, nodes.Next):
                        yield from zip(leaf.values, node.params, strict=True)
                    elif isinstance(leaf, nodes.Exit):
                        yield from zip(leaf.values, node.results, strict=True)
                if isinstance(node, nodes.For):
                    yield from zip(node.exhausted, node.results, strict=True)


def stale_values(body: Block) -> set[Value]:
    """Return the values whose memory is written after they are made."""
    stale = {
        node.source
        for node in rewrite.walk(body)
        if isinstance(node, (nodes.Store, nodes.Append, nodes.Pop)) and isinstance(node.source, Value)
    }
    edges = [(a, b) for a, b in flows(body) if isinstance(a, Value) and isinstance(b, Value) and in_memory(a.type)]
    grown = True
    while grown:
        grown = False
        for source, target in edges:
            if target in stale and source not in stale:
                stale.add(source)
                grown = True
    return stale


# -- elements that are written once ---------------------------------------------------------------------------------


class Affine:
    """Index expressions as `base + offset`, where base is a value or None for a constant."""

    def __init__(self, body: Block):
        self.defines = {node.result: node for node in rewrite.walk(body) if isinstance(node, nodes.Apply)}

    def of(self, operand: Operand) -> tuple[Operand | None, int] | None:
        if isinstance(operand, Const):
            return (None, operand.value) if type(operand.value) is int else None
        define = self.defines.get(operand) if isinstance(operand, Value) else None
        if define is not None and define.op == "literal":
            return self.of(define.args[0])
        if define is not None and define.op in ("operator.add", "operator.sub") and len(define.args) == 2:
            a, b = (self.of(arg) for arg in define.args)
            sign = 1 if define.op == "operator.add" else -1
            if a is not None and b is not None:
                if b[0] is None:
                    return a[0], a[1] + sign * b[1]
                if a[0] is None and sign > 0:
                    return b[0], a[1] + b[1]
        return operand, 0


class WrittenOnce:
    """Finds, for an element read from a buffer that is written in loops, the version that still holds it."""

    def __init__(self, body: Block, stale: set[Value]):
        self.body, self.stale = body, stale
        self.affine = Affine(body)
        self.roots = buffers.Roots(body)
        resizing = (node for node in rewrite.walk(body) if isinstance(node, (nodes.Append, nodes.Pop)))
        self.resized = {self.roots.of(node.source) for node in resizing}
        self.enclosing: dict[int, list] = {}
        self._index(body, [])

    def _index(self, block: Block, loops: list) -> None:
        for node in (*block.statements, block.leaf):
            self.enclosing[id(node)] = loops
            if isinstance(node, (nodes.For, nodes.Loop)):
                self._index(node.body, [*loops, node])
            else:
                for inner in nodes.blocks(node):
                    self._index(inner, loops)

    def final(self, load: nodes.Load) -> Operand | None:
        """Return the last version of the loaded buffer when it still holds the loaded element, else None."""
        if len(load.path) != 1 or any(isinstance(item, nodes.Slice) for item in load.path[0]):
            return None
        if isinstance(infer.type_of(load.source), types.List) and not self.list_grows_only(load):
            return None
        pending, passed, ends = [load.source], {load.source}, []
        while pending:
            version = pending.pop()
            if version not in self.stale:
                ends.append(version)
                continue
            following = self.onward(version, load)
            if following is None:
                return None
            pending += [value for value in following if value not in passed]
            passed.update(following)
        return ends[0] if len(ends) == 1 else None

    def latest(self, value: Value) -> Value | None:
        """Return the last version of a buffer, which has the shape of all its versions; None for a list that grows."""
        if self.roots.of(value) in self.resized:
            return None
        for _ in range(20):
            if value not in self.stale:
                return value
            value = self.next_version(value)
            if value is None:
                return None
        return None

    def next_version(self, version: Value) -> Value | None:
        for node in rewrite.walk(self.body):
            match node:
                case nodes.Store(source=source) if source is version:
                    return node.result
                case nodes.If():
                    found = [value for value in self.out_of_if(node, version) if self.roots.same(value, version)]
                    if found:
                        return found[0]
                case nodes.For() | nodes.Loop():
                    nexts = [leaf.values for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Next)]
                    for handed in (node.inits, *nexts):
                        for k, value in enumerate(handed):
                            if value is version and self.roots.same(version, node.params[k]):
                                return self.result_of(node, k)
        return None

    def list_grows_only(self, load: nodes.Load) -> bool:
        index = load.path[0][0]
        return not (isinstance(index, Const) and index.value < 0)

    def onward(self, version: Value, load: nodes.Load) -> list[Value] | None:
        """Return the versions that follow, one on each way on, if writing them leaves the loaded element alone."""
        ways: list[Value | None] = []
        for node in rewrite.walk(self.body):
            match node:
                case nodes.Store(source=source) if source is version:
                    ways.append(node.result if self.never_equal(node, load) else None)
                case nodes.Append(source=source) if source is version:
                    ways.append(node.result)
                case nodes.Pop(source=source) if source is version:
                    ways.append(None)
                case nodes.If():
                    ways += self.out_of_if(node, version)
                case nodes.For() | nodes.Loop():
                    for param, init in zip(node.params, node.inits, strict=True):
                        if init is version:
                            ways.append(param if self.stores_disjoint(node, param, load) else None)
                    ways += self.out_of_loop(node, version, load)
        whole = bool(ways) and all(way is not None and self.roots.same(way, version) for way in ways)
        return list(dict.fromkeys(ways)) if whole else None

    def out_of_if(self, node: nodes.If, version: Value) -> list[Value]:
        """Return the results that a version becomes at the end of a branch."""
        leaves = [leaf for side in nodes.blocks(node) for leaf in own_leaves(side) if isinstance(leaf, nodes.Yield)]
        return [r for leaf in leaves for value, r in zip(leaf.values, node.results, strict=True) if value is version]

    def out_of_loop(self, node, version: Value, load: nodes.Load) -> list[Value | None]:
        """Step from the version at the end of an iteration to the loop's result, past all later iterations' stores."""
        nexts = [leaf for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Next)]
        slots = [k for leaf in nexts for k, value in enumerate(leaf.values) if value is version]
        return [self.result_of(node, k) if self.stores_later(node, load) else None for k in slots]

    def result_of(self, node, k: int) -> Value | None:
        param = node.params[k]
        ends = [node.exhausted] if isinstance(node, nodes.For) else []
        ends += [leaf.values for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Exit)]
        for j, result in enumerate(node.results):
            if all(end[j] is param for end in ends):
                return result
        return None

    def stores_in(self, node, type_) -> list:
        return [inner for inner in rewrite.walk(node.body) if isinstance(inner, (nodes.Store, nodes.Pop))]

    def stores_disjoint(self, node, param: Value, load: nodes.Load) -> bool:
        """Say whether no store of a loop that starts behind the load can touch the loaded element."""
        return all(isinstance(store, nodes.Store) and self.never_equal(store, load) for store in self.stores_in(node, param))

    def pairs(self, store: nodes.Store, load: nodes.Load):
        if len(store.path) != 1 or any(isinstance(item, nodes.Slice) for item in store.path[0]):
            return None
        if len(store.path[0]) != len(load.path[0]):
            return None
        return list(zip(map(self.affine.of, store.path[0]), map(self.affine.of, load.path[0]), strict=True))

    def never_equal(self, store: nodes.Store, load: nodes.Load) -> bool:
        """Say whether the two paths differ in an axis where both count from the same base, in the same iteration."""
        pairs = self.pairs(store, load)
        if pairs is None:
            return False
        return any(
            self.same_base(s, l) and s[1] != l[1] and self.same_end(s, l, load) and self.fixed(s[0], store, load)
            for s, l in pairs
        )

    def same_base(self, s, l) -> bool:
        return s is not None and l is not None and s[0] is l[0]

    def same_end(self, s, l, load: nodes.Load) -> bool:
        """Say whether both indices surely count from the same end of the axis: no negative one wraps around."""
        if s[0] is None:
            return (s[1] >= 0) == (l[1] >= 0)
        lowest = self.lowest(s[0], load)
        return lowest is not None and lowest + min(s[1], l[1]) >= 0

    def lowest(self, base: Operand, load: nodes.Load) -> int | None:
        """Return the least value of a loop counter, where it is known."""
        for loop in self.enclosing[id(load)]:
            if isinstance(loop, nodes.For) and loop.counter is base:
                if not isinstance(loop.space, nodes.Range):
                    return 0
                step, start, stop = map(self.affine.of, (loop.space.step, loop.space.start, loop.space.stop))
                if step is None or step[0] is not None:
                    return None
                first, past = (start, 0) if step[1] > 0 else (stop, 1)
                return first[1] + past if first is not None and first[0] is None else None
        return None

    def fixed(self, base, store, load) -> bool:
        """Say whether an index base has one value at both the load and the store."""
        if base is None:
            return True
        loops = self.enclosing[id(load)]
        owner = next((loop for loop in loops if base in nodes.region_params(loop)), None)
        return owner is None or owner in self.enclosing[id(store)]

    def stores_later(self, node, load: nodes.Load) -> bool:
        """Say whether no later iteration of a loop stores to the loaded element: its index runs on past it."""
        if not isinstance(node, nodes.For) or not isinstance(node.space, nodes.Range) or node.counter is None:
            return False
        step = self.affine.of(node.space.step)
        if step is None or step[0] is not None or step[1] == 0:
            return False
        direction = 1 if (step[1] > 0) != node.reversed else -1
        for store in self.stores_in(node, None):
            if not isinstance(store, nodes.Store):
                return False
            pairs = self.pairs(store, load)
            if pairs is None or not any(self.runs_past(s, l, node, direction, store, load) for s, l in pairs):
                return False
        return True

    def runs_past(self, s, l, node, direction: int, store, load) -> bool:
        if not self.same_base(s, l) or not self.same_end(s, l, load):
            return False
        if s[0] is node.counter:
            return (s[1] - l[1]) * direction >= 0
        return s[1] != l[1] and self.invariant(s[0], node)

    def invariant(self, base, node) -> bool:
        if base is None:
            return True
        return base not in set(rewrite.defined_in(node.body)) and base not in nodes.region_params(node)
