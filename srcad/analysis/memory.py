"""Says which arrays and lists of a primal function no longer hold, at its end, what they held when they were read."""

from __future__ import annotations

from srcad.analysis import buffers, dependence, infer, shapes, views
from srcad.ir import contents, nodes, rewrite, types
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
            case nodes.Load() if in_memory(node.result.type) and not is_item(node):
                yield node.result, node.source
            case nodes.If():
                for side in contents.blocks(node):
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


def is_item(load: nodes.Load) -> bool:
    """Say whether a load gives an item of a list: an object that stays what it is where the list is given another."""
    is_list = isinstance(infer.type_of(load.source), types.List)
    return is_list and not any(isinstance(item, nodes.Slice) for subscript in load.path for item in subscript)


def joints(body: Block):
    """Yield the values that a region defines where paths meet, and what each path gives for them."""
    for node in rewrite.walk(body):
        match node:
            case nodes.If():
                leaves = [leaf for side in contents.blocks(node) for leaf in own_leaves(side)]
                yield node.results, [leaf.values for leaf in leaves if isinstance(leaf, nodes.Yield)]
            case nodes.For() | nodes.Loop():
                leaves = list(own_leaves(node.body))
                yield node.params, [node.inits, *(leaf.values for leaf in leaves if isinstance(leaf, nodes.Next))]
                ends = [node.exhausted] if isinstance(node, nodes.For) else []
                yield node.results, [*ends, *(leaf.values for leaf in leaves if isinstance(leaf, nodes.Exit))]


def shown_alike(body: Block) -> dict[Value, Value]:
    """Return, for each value that is the same memory as another at the same time, one that stands for them all.

    An array and its transpose are, and so are two values of a region that a path gives such a pair for.
    """
    above: dict[Value, Value] = {}

    def find(value: Operand) -> Operand:
        while value in above:
            value = above[value]
        return value

    def unite(a: Value, b: Operand) -> None:
        if isinstance(b, Value) and find(a) is not find(b):
            above[find(a)] = find(b)

    for node in rewrite.walk(body):
        if isinstance(node, nodes.Apply) and node.op in views.REVERSIBLE:
            unite(node.result, node.args[0])
    if not above:
        return {}
    meeting, before = list(joints(body)), -1
    while len(above) > before:
        before = len(above)
        for values, paths in meeting:
            for given in paths:
                first: dict[Operand, Value] = {}
                for value, operand in zip(values, given, strict=True):
                    if isinstance(operand, Value) and in_memory(operand.type):
                        unite(value, first.setdefault(find(operand), value))
    return {value: find(value) for value in above}


def stale_values(body: Block) -> set[Value]:
    """Return the values whose memory is written after they are made."""
    stale = {
        node.source
        for node in rewrite.walk(body)
        if isinstance(node, (nodes.Store, nodes.Append, nodes.Pop)) and isinstance(node.source, Value)
    }
    edges = [(a, b) for a, b in flows(body) if isinstance(a, Value) and isinstance(b, Value) and in_memory(a.type)]
    alike = shown_alike(body)
    edges += [*alike.items(), *((b, a) for a, b in alike.items())]
    stale |= written_inside(body, edges)
    return reached_back(stale, edges)


def reached_back(found: set[Value], edges: list[tuple[Value, Value]]) -> set[Value]:
    """Return values and those that lead to them."""
    found, grown = set(found), True
    while grown:
        grown = False
        for source, target in edges:
            if target in found and source not in found:
                found.add(source)
                grown = True
    return found


def written_inside(body: Block, edges: list[tuple[Value, Value]]) -> set[Value]:
    """Return the values that are, or are held by, lists in whose lists is written later: `t[i][j] = v`."""
    deep = {
        node.source
        for node in rewrite.walk(body)
        if isinstance(node, nodes.Store) and len(node.path) > 1 and isinstance(infer.type_of(node.source), types.List)
    }
    if not deep:
        return deep
    more = [pair for node in rewrite.walk(body) for pair in held(node)]
    return reached_back(deep, edges + [(a, b) for a, b in more if isinstance(a, Value) and in_memory(a.type)])


def held(node: nodes.Statement | nodes.Leaf):
    """Yield (item, list) for what a list is given, and (list, list) for lists of the same items."""
    match node:
        case nodes.Store() | nodes.Append() if isinstance(infer.type_of(node.source), types.List):
            yield from ((node.source, node.result), (node.value, node.result))
        case nodes.Pop():
            yield from ((node.source, node.result), (node.value, node.source))
        case nodes.Apply() if isinstance(node.result.type, (types.List, types.Tuple)):
            yield from ((arg, node.result) for arg in node.args)
            yield from ((node.result, arg) for arg in node.args)
        case nodes.Load() if is_item(node):
            yield node.result, node.source
        case nodes.For(space=nodes.Items(sequences, elements)):
            yield from zip(elements, sequences, strict=True)


def keeps_exactly(store: nodes.Store, value: Value) -> bool:
    """Say whether what is stored is read back as it was: into an array, as double precision and without broadcasting."""
    source = infer.type_of(store.source)
    exact = isinstance(source, types.List) or types.dtype_of(source) == types.dtype_of(value.type) == types.FLOAT
    if not exact or not store.path:
        return False
    return isinstance(value.type, types.Scalar) or _fills(value.type, infer.load_type(source, store.path))


def _fills(value: types.Type, place: types.Type) -> bool:
    """Say whether an array surely has the shape of the part of another that it is written to."""
    match value, place:
        case types.Array(_, dims), types.Array(_, into) if None not in (dims, into) and len(dims) == len(into):
            return all(map(shapes.same, dims, into))
    return False


def _is_one_or_all(item: nodes.Item) -> bool:
    if isinstance(item, nodes.Slice):
        return item.start is item.stop is item.step is None
    return dependence.is_int(item)


# -- elements that are written once ---------------------------------------------------------------------------------


class WrittenOnce:
    """Finds, for an element read from a buffer that is written in loops, the version that still holds it."""

    def __init__(self, body: Block, stale: set[Value]):
        self.body, self.stale = body, stale
        self.dependences = dependence.Dependences(body)
        self.roots = buffers.Roots(body)
        resizing = (node for node in rewrite.walk(body) if isinstance(node, (nodes.Append, nodes.Pop)))
        self.resized = {self.roots.of(node.source) for node in resizing}
        self.stored: dict[Value, list[nodes.Store]] = {}
        self.handed_on: dict[Value, list[Value]] = {}
        self.made: list[nodes.Load] = []
        self._note_stores()

    def _note_stores(self) -> None:
        """Note where each value is stored, and what a branch hands it on as."""
        for node in rewrite.walk(self.body):
            if isinstance(node, nodes.Store) and not node.add and isinstance(node.value, Value):
                self.stored.setdefault(node.value, []).append(node)
            elif isinstance(node, nodes.If):
                leaves = [leaf for side in contents.blocks(node) for leaf in own_leaves(side)]
                for leaf in (leaf for leaf in leaves if isinstance(leaf, nodes.Yield)):
                    for value, result in zip(leaf.values, node.results, strict=True):
                        if isinstance(value, Value):
                            self.handed_on.setdefault(value, []).append(result)

    def stored_as(self, value: Value) -> nodes.Load | None:
        """Return a load of the element or row that a value is stored as, from the version that holds it in the end."""
        names = (value, *self.handed_on.get(value, ()))
        for store in (store for name in names for store in self.stored.get(name, ())):
            if not keeps_exactly(store, value) or not all(map(_is_one_or_all, dependence.axes(store.path))):
                continue
            load = nodes.Load(value, store.result, store.path, value.origin)
            self.made.append(load)
            self.dependences.stands_behind(load, store)
            final = self.final(load)
            if final is not None:
                return nodes.Load(value, final, store.path, value.origin)
        return None

    def final(self, load: nodes.Load) -> Operand | None:
        """Return the last version of the loaded buffer when it still holds the loaded element, else None."""
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
                    ways.append(node.result if self.dependences.safe(node, load) else None)
                case nodes.Append(source=source) if source is version:
                    ways.append(node.result if node.index is None else None)
                case nodes.Pop(source=source) if source is version:
                    ways.append(None)
                case nodes.If():
                    ways += self.out_of_if(node, version)
                case nodes.For() | nodes.Loop():
                    for param, init in zip(node.params, node.inits, strict=True):
                        if init is version:
                            ways.append(param if self.untouched(node, load) else None)
                    ways += self.out_of_loop(node, version, load)
        whole = bool(ways) and all(way is not None and self.roots.same(way, version) for way in ways)
        return list(dict.fromkeys(ways)) if whole else None

    def out_of_if(self, node: nodes.If, version: Value) -> list[Value]:
        """Return the results that a version becomes at the end of a branch."""
        leaves = [leaf for side in contents.blocks(node) for leaf in own_leaves(side) if isinstance(leaf, nodes.Yield)]
        return [r for leaf in leaves for value, r in zip(leaf.values, node.results, strict=True) if value is version]

    def out_of_loop(self, node, version: Value, load: nodes.Load) -> list[Value | None]:
        """Step from the version at the end of an iteration to the loop's result, past all later iterations' stores."""
        nexts = [leaf for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Next)]
        slots = [k for leaf in nexts for k, value in enumerate(leaf.values) if value is version]
        return [self.result_of(node, k) if self.untouched(node, load) else None for k in slots]

    def result_of(self, node, k: int) -> Value | None:
        param = node.params[k]
        ends = [node.exhausted] if isinstance(node, nodes.For) else []
        ends += [leaf.values for leaf in own_leaves(node.body) if isinstance(leaf, nodes.Exit)]
        for j, result in enumerate(node.results):
            if all(end[j] is param for end in ends):
                return result
        return None

    def untouched(self, node, load: nodes.Load) -> bool:
        """Say whether no store in a loop changes the loaded element after it was loaded."""
        stores = (inner for inner in rewrite.walk(node.body) if isinstance(inner, (nodes.Store, nodes.Pop)))
        return all(self.dependences.safe(store, load) for store in stores)
