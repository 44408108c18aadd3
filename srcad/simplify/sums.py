"""Says whether the iterations of a loop may run in any order.

All that they carry is sums, lists with an item of each, or arrays of which each touches its own elements.
"""

from __future__ import annotations

from collections.abc import Iterator

from srcad.analysis import infer
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Apply, Block, Const, Load, Operand, Store, Value
from srcad.simplify import clean
from srcad.simplify.stores import same_path

ADDING = {"operator.add", "srcad.runtime.add_lists"}


def independent(node: nodes.For, gathered: set[Value], positive: set[Value] = frozenset()) -> bool:
    """Say whether a loop's iterations may run in any order; `gathered` are the lists to which each appends an item.

    positive: values that are known not to be negative.
    """
    inside = set(rewrite.defined_in(node.body))
    for inner in rewrite.walk(node.body):
        match inner:
            case nodes.Effect() | nodes.Exit() | nodes.Raise() | nodes.Pop():
                return False
            case nodes.Append():
                if inner.source not in gathered and inner.source not in inside:
                    return False
            case nodes.Push() | nodes.Pull():
                # An entry with a place of its own is found in any order.
                if inner.tape not in inside and not inner.at:
                    return False
            case nodes.Call():
                if clean.may_have_effects(inner):
                    return False
    own = own_elements(node) if node.counter in positive else {}
    sums = _Sums(set(node.params) - own.keys(), gathered)
    return sums.only_summed(node.body) and all(
        value in own.get(param, sums.found) for leaf in _leaves(node.body) for param, value in zip(node.params, leaf.values, strict=True)
    )


# -- elements of each iteration's own ---------------------------------------------------------------------------------


def positive_counters(body: Block) -> set[Value]:
    """Return the loops' counters, and sums of them, that are surely not negative."""
    found: set[Value] = set()

    def is_from(operand: Operand, least: int) -> bool:
        return operand in found and least <= 0 or isinstance(operand, Const) and type(operand.value) is int and operand.value >= least

    for node in rewrite.walk(body):
        match node:
            case nodes.For(space=nodes.Items(), counter=Value() as counter):
                found.add(counter)
            case nodes.For(space=nodes.Range(start, stop, Const(int(step))), counter=Value() as counter):
                if is_from(start, 0) if step > 0 else is_from(stop, -1):
                    found.add(counter)
            case nodes.Apply(op="operator.add") if all(is_from(arg, 0) for arg in node.args):
                found.add(node.result)
    return found


def own_elements(node: nodes.For) -> dict[Value, set[Value]]:
    """Return the carried arrays of which each iteration touches only what its counter names, with all their versions."""
    arrays = [param for param in node.params if isinstance(param.type, types.Array)]
    versions = {param: _versions(node.body, param) for param in arrays}
    return {param: found for param, found in versions.items() if _axes_of(node, found)}


def _versions(body: Block, first: Value) -> set[Value]:
    """Return a buffer and its later versions in a loop's body, regions that carry it included."""
    found, before = {first}, 0
    while len(found) > before:
        before = len(found)
        for inner in rewrite.walk(body):
            found.update(target for source, target in _next_versions(inner) if source in found)
    return found


def _next_versions(node: nodes.Statement | nodes.Leaf) -> Iterator[tuple[nodes.Operand, Value]]:
    match node:
        case Store():
            yield node.source, node.result
        case nodes.If():
            for leaf in (leaf for side in contents.blocks(node) for leaf in clean.own_leaves(side) if isinstance(leaf, nodes.Yield)):
                yield from zip(leaf.values, node.results, strict=True)
        case nodes.For():
            yield from zip(node.inits, node.params, strict=True)
            yield from zip(node.exhausted, node.results, strict=True)


def _axes_of(loop: nodes.For, versions: set[Value]) -> set[int]:
    """Return the axes along which all that a loop reads and writes of a buffer stands at the loop's counter."""
    axes: set[int] | None = None
    for node in rewrite.walk(loop.body):
        if not any(operand in versions for operand in contents.operands(node)):
            continue
        match node:
            case Load(source=source, path=path) | Store(source=source, path=path):
                others = [operand for operand in contents.operands(node) if operand in versions]
                if source not in versions or len(others) > 1 or not path:
                    return set()
                found = _axes_at(path[0], loop.counter)
                axes = found if axes is None else axes & found
            case nodes.For() | nodes.If() | nodes.Next() | nodes.Yield() | nodes.Branch():
                pass
            case _:
                return set()
    return axes or set()


def _axes_at(subscript: nodes.Subscript, counter: Value) -> set[int]:
    """Return the axes at which a subscript has a counter itself."""
    found: set[int] = set()
    for axis, item in enumerate(subscript):
        if item is counter:
            found.add(axis)
        elif not isinstance(item, nodes.Slice) and not _is_int(item):
            break
    return found


def _is_int(item: nodes.Operand) -> bool:
    type_ = infer.type_of(item)
    return isinstance(type_, types.Scalar) and type_.dtype == types.INT


def _leaves(block: Block):
    if isinstance(block.leaf, nodes.Branch):
        for side in contents.blocks(block.leaf):
            yield from _leaves(side)
    elif isinstance(block.leaf, nodes.Next):
        yield block.leaf


class _Sums:
    """The values that are only ever added to, and handed on; `parts` are items of lists among them, and what is added to those."""

    def __init__(self, found: set[Value], gathered: set[Value]):
        self.found, self.gathered = found, gathered
        # A part stands at `path` of a version, and in that at further indices, for tuples.
        self.parts: dict[Value, tuple[Load, tuple]] = {}

    def only_summed(self, block: Block) -> bool:
        """Say whether a block only adds to the values, and hands them on; later versions are noted."""
        for node in block.statements:
            reads = [operand for operand in contents.operands(node) if operand in self.found]
            parts = [operand for operand in contents.operands(node) if operand in self.parts]
            if not self.statement(node, reads, parts):
                return False
        leaf = block.leaf
        if any(operand in self.parts for operand in contents.operands(leaf)):
            return False
        if isinstance(leaf, nodes.Branch):
            return leaf.condition not in self.found and all(map(self.only_summed, contents.blocks(leaf)))
        return True

    def statement(self, node: nodes.Statement, reads: list, parts: list) -> bool:
        match node:
            case nodes.For() | nodes.Loop():
                return not parts and self.loop(node)
            case nodes.If():
                inner = node.condition not in self.found and all(map(self.only_summed, contents.blocks(node)))
                return not parts and inner and self.yields(node)
            case Store() if parts:
                return self.puts_back(node, reads)
            case _ if parts:
                return not reads and self.part(node, parts)
            case Load() if reads:
                self.parts[node.result] = (node, ())
                return node.source in reads and len(reads) == 1
            case Apply() if reads:
                self.found.add(node.result)
                return self.adds_to(node)
            case Store() if reads:
                self.found.add(node.result)
                return node.add and node.source in self.found and len(reads) == 1
            case nodes.Append() if reads:
                self.found.add(node.result)
                return node.source in self.gathered and len(reads) == 1
        return not reads

    def part(self, node: nodes.Statement, parts: list[Value]) -> bool:
        """Say whether a statement takes a part's item, adds to a part, or puts the items of one together again."""
        load, at = self.parts[parts[0]]
        match node:
            case Load(path=((Const(k),),)) if node.source is parts[0] and len(parts) == 1:
                self.parts[node.result] = (load, (*at, k))
            case Apply(op=op, args=(first, _), kwargs=()) if op in ADDING and first is parts[0] and len(parts) == 1:
                self.parts[node.result] = (load, at)
            case Apply(op="tuple", args=args):
                places = [self.parts.get(arg) for arg in args]
                if at == () or places != [(load, (*at[:-1], k)) for k in range(len(args))]:
                    return False
                self.parts[node.result] = (load, at[:-1])
            case _:
                return False
        return True

    def puts_back(self, node: Store, reads: list) -> bool:
        """Say whether a store puts a part, with something added, where it was taken from."""
        load, at = self.parts.get(node.value, (None, None))
        self.found.add(node.result)
        if load is None or at != () or node.add or reads != [node.source]:
            return False
        return load.source is node.source and same_path(load.path, node.path)

    def adds_to(self, node: Apply) -> bool:
        """Say whether an operation adds to, or subtracts from, one of the sums."""
        if node.op not in ("operator.add", "operator.sub"):
            return False
        a, b = (arg in self.found for arg in node.args)
        return a != b and (a or node.op == "operator.add")

    def loop(self, node: nodes.For | nodes.Loop) -> bool:
        """Say whether an inner loop's sums stay in their slots, and note its results that are sums."""
        for param, init in zip(node.params, node.inits, strict=True):
            if init in self.found:
                self.found.add(param)
        space = () if isinstance(node, nodes.Loop) else clean.space_operands(node)
        if any(operand in self.found or operand in self.parts for operand in space) or not self.only_summed(node.body):
            return False
        if isinstance(node, nodes.Loop):
            return not any(param in self.found for param in node.params)
        for leaf in _leaves(node.body):
            for param, value in zip(node.params, leaf.values, strict=True):
                if (param in self.found) != (value in self.found):
                    return False
        self.found |= {result for result, operand in zip(node.results, node.exhausted, strict=True) if operand in self.found}
        return True

    def yields(self, node: nodes.If) -> bool:
        """Say whether an If hands each sum on as itself, whichever side is taken; note its results that are sums."""
        values = [side.leaf.values for side in contents.blocks(node) if isinstance(side.leaf, nodes.Yield)]
        for k, result in enumerate(node.results):
            found = [side[k] in self.found for side in values]
            if any(found) and not all(found):
                return False
            if any(found):
                self.found.add(result)
        return True
