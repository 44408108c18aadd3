"""Puts the adjoint of a list together of its pieces, where each was to be added to zeros.

    dws = zeros_like(ws)
    dws[-1] = dws[-1] + dw                 ->      dws = items[::-1] + [dw]
    dws[:-1] = add_lists(dws[:-1], items[::-1])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from srcad.analysis import infer
from srcad.ir import contents, nodes, rewrite, types
from srcad.ir.nodes import Apply, Block, Const, Load, Operand, Slice, Store, Value
from srcad.origin import PRIMAL
from srcad.simplify.algebra import is_number
from srcad.simplify.stores import same_path

ADD = "operator.add"
# What gives an array of its own, as large as the item that it is the adjoint of.
NEW = {"operator.matmul", "numpy.outer", "numpy.sum"}
SCALING = {"operator.mul", "operator.truediv", "operator.neg"}


def put_together(function: nodes.Function) -> nodes.Function:
    """Return the function with lists of adjoints made of their pieces."""
    stores = [node for node in rewrite.walk(function.body) if isinstance(node, Store) and isinstance(node.source, Value)]
    if not any(isinstance(node.source.type, types.List) and _ends(node.path) for node in stores):
        return function
    uses = Counter(value for node in rewrite.walk(function.body) for value in _reads(node))
    body = _Pieces(uses).block(function.body)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _reads(node) -> Iterator[Value]:
    exhausted = node.exhausted if isinstance(node, nodes.For) else ()
    yield from (operand for operand in (*contents.operands(node), *exhausted) if isinstance(operand, Value))


def _ends(path: nodes.Path) -> bool:
    """Say whether a path names a part of a list but its first items, or but its last ones."""
    match path:
        case ((Slice(start, stop, None),),):
            low, high = (0 if one is None else getattr(one, "value", None) for one in (start, stop))
            return type(low) is int and type(high) is int and (low > 0) != (high < 0) and low >= 0 >= high
    return False


class _Pieces:
    def __init__(self, uses: Counter):
        self.uses = uses
        self.parts: dict[Apply, tuple[Operand, ...]] = {}  # what is added to the parts of an item, by the tuple of the sums

    def block(self, block: Block) -> Block:
        statements = [rewrite.with_blocks(node, self.block) for node in block.statements]
        made = {result: node for node in statements for result in contents.results(node)}
        for k, node in enumerate(statements):
            if isinstance(node, Store) and not node.add and node.origin.role != PRIMAL and isinstance(node.result.type, types.List):
                whole = self.whole(node, made)
                if whole is not None:
                    statements[k] = whole
        flat = [one for node in statements for one in (node if isinstance(node, list) else [node])]
        return Block(tuple(flat), rewrite.with_sides(block.leaf, self.block))

    def whole(self, last: Store, made: dict) -> list[nodes.Statement] | None:
        """Return the statements that join the pieces that are stored one after the other into zeros, the last one here."""
        pieces: dict[object, Operand] = {}
        self.parts = {}
        node, source = last, None
        while isinstance(node, Store):
            if len(node.path) != 1 or len(node.path[0]) != 1 or node.add or node is not last and self.uses[node.result] != 2:
                return None
            place = node.path[0][0]
            key = place if isinstance(place, Slice) else getattr(place, "value", None)
            piece = self.piece(node, made)
            if piece is None or type(key) is not int and not _ends(node.path) or key in pieces:
                return None
            pieces[key] = piece
            node = made.get(source := node.source)
        zeros = isinstance(node, Apply) and node.op.rpartition(".")[2].startswith("zeros") and self.uses[source] == 2
        return self.joined(last, pieces) if zeros else None

    def joined(self, last: Store, pieces: dict[object, Operand]) -> list[nodes.Statement] | None:
        slices = [key for key in pieces if isinstance(key, Slice)]
        ints = sorted(key for key in pieces if not isinstance(key, Slice))
        if len(slices) != 1 or not ints:
            return None
        front = slices[0].start is not None
        wanted = range(slices[0].start.value) if front else range(slices[0].stop.value, 0)
        if ints != list(wanted):
            return None
        for total, parts in self.parts.items():
            total.args = parts
        items = Value(last.result.type, origin=last.origin)
        if len(ints) == 1 and getattr(pieces[ints[0]], "name", "") is None and last.result.name is not None:
            piece = pieces[ints[0]]
            piece.name = f"{last.result.name}_{'first' if front else 'last'}"
            piece.entity = (*(last.result.entity or ()), ("end", front))
        rest = pieces[slices[0]]
        args = (items, rest) if front else (rest, items)
        return [
            Apply(items, "list", tuple(pieces[k] for k in ints), origin=last.origin),
            Apply(last.result, ADD, args, origin=last.origin),
        ]

    def piece(self, store: Store, made: dict) -> Operand | None:
        """Return what a store adds to the place that it writes, None where it is another one."""
        value = made.get(store.value)
        if isinstance(value, Apply) and value.op == "srcad.runtime.add_lists" and len(value.args) == 2:
            return value.args[1] if self.reads(value.args[0], store, made) and _ends(store.path) else None
        if _ends(store.path) or not isinstance(store.source.type, types.List):
            return None
        return self.item(store.value, store.source.type.item, lambda read: self.reads(read, store, made), made)

    def reads(self, operand: Operand, store: Store, made: dict) -> bool:
        load = made.get(operand)
        return isinstance(load, Load) and load.source is store.source and same_path(load.path, store.path)

    def item(self, operand: Operand, like: types.Type, is_before, made: dict) -> Operand | None:
        """Return what is added to an item of a type, or the tuple of what is added to its parts."""
        value = made.get(operand)
        if not isinstance(value, Apply):
            return None
        if value.op == ADD and is_before(value.args[0]):
            added = self.looked_up(value.args[1], made)
            return added if self.is_new(added, like, made) else None
        if value.op == "tuple" and not value.kwargs and isinstance(like, types.Tuple) and like.layout is None:
            parts = [
                self.item(arg, part, lambda read, k=k: self.is_part(read, k, is_before, made), made)
                for k, (arg, part) in enumerate(zip(value.args, like.items, strict=True))
            ]
            if None not in parts:
                self.parts[value] = tuple(parts)
                return operand
        return None

    def is_part(self, read: Operand, k: int, is_before, made: dict) -> bool:
        match made.get(read):
            case Load(_, source, ((Const(int(at)),),)):
                return at == k and is_before(source)
        return False

    def looked_up(self, operand: Operand, made: dict) -> Operand:
        """Return what was given for an item of a tuple that was made here."""
        load = made.get(operand)
        whole = made.get(load.source) if isinstance(load, Load) else None
        match load, whole:
            case Load(path=((Const(int(k)),),)), Apply(op="tuple", args=args) if 0 <= k < len(args) >= self.uses[load.source]:
                return args[k]
        return operand

    def is_new(self, added: Operand, like: types.Type, made: dict) -> bool:
        """Say whether what is added is a number or an array of its own with an item's shape."""
        kind = infer.type_of(added)
        if isinstance(kind, types.Scalar) or isinstance(like, types.Scalar):
            return isinstance(kind, types.Scalar) and isinstance(like, types.Scalar)
        define = made.get(added)
        same = isinstance(kind, types.Array) and isinstance(like, types.Array) and kind.rank == like.rank
        if not same or not isinstance(define, Apply) or kind.dtype != like.dtype or self.uses[added] != 1:
            return False
        return self.is_whole(define, made) and 1 not in (kind.dims or (1,))

    def is_whole(self, define: Apply, made: dict) -> bool:
        """Say whether an operation gives an adjoint as large as its value, or a number of times one."""
        arrays = [made.get(arg) for arg in define.args if isinstance(infer.type_of(arg), types.Array)]
        inner = arrays[0] if len(arrays) == 1 else None
        scaled = define.op in SCALING and isinstance(inner, Apply) and len(define.args) - 1 == sum(map(is_number, define.args))
        return define.op in NEW or scaled and self.is_whole(inner, made)
