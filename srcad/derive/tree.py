"""A function under rearrangement: where each value is defined, which block lies in which.

The residual pass works on a private copy whose blocks hold lists; nothing outside sees it half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Block, Operand, Value


class Tree:
    """Definitions and nesting of blocks, kept up to date as statements are inserted."""

    def __init__(self, roots: list[tuple[Block, tuple[Value, ...]]]):
        self.block_of: dict[Value, Block] = {}
        self.node_of: dict[Value, nodes.Statement] = {}
        self.outer: dict[int, tuple[Block, object] | None] = {}
        self.roots = [block for block, _ in roots]
        for block, params in roots:
            self.outer[id(block)] = None
            for param in params:
                self.block_of[param] = block
            self.index(block)

    def index(self, block: Block) -> None:
        block.statements = list(block.statements)
        for node in block.statements:
            self.index_node(node, block)
        self.index_inner(block.leaf, block)

    def index_node(self, node: nodes.Statement, block: Block) -> None:
        for result in contents.results(node):
            self.block_of[result] = block
            self.node_of[result] = node
        self.index_inner(node, block)

    def index_inner(self, node, block: Block) -> None:
        for inner in contents.blocks(node):
            self.outer[id(inner)] = (block, node)
            for param in contents.region_params(node) if isinstance(node, nodes.Statement) else ():
                self.block_of[param] = inner
                self.node_of[param] = node
            self.index(inner)

    def freeze(self) -> None:
        """Turn every block's statements back into a tuple."""

        def walk(block: Block) -> None:
            block.statements = tuple(block.statements)
            for node in (*block.statements, block.leaf):
                for inner in contents.blocks(node):
                    walk(inner)

        for root in self.roots:
            walk(root)

    # -- nesting -------------------------------------------------------------------------------------------

    def chain(self, block: Block) -> list[Block]:
        """Return a block and those around it, innermost first."""
        found = [block]
        while (outer := self.outer[id(found[-1])]) is not None:
            found.append(outer[0])
        return found

    def encloses(self, outer: Block, inner: Block) -> bool:
        return any(block is outer for block in self.chain(inner))

    def is_loop_body(self, block: Block) -> bool:
        outer = self.outer[id(block)]
        return outer is not None and isinstance(outer[1], (nodes.For, nodes.Loop))

    def region(self, block: Block) -> Block:
        """Return the innermost loop body, or root, that a block belongs to."""
        return next(b for b in self.chain(block) if self.is_loop_body(b) or self.outer[id(b)] is None)

    def region_blocks(self, body: Block) -> Iterator[Block]:
        """Yield a body and the blocks of its branches, loops' bodies left out."""
        yield body
        for node in (*body.statements, body.leaf):
            if isinstance(node, (nodes.If, nodes.Branch)):
                for inner in contents.blocks(node):
                    yield from self.region_blocks(inner)

    def subtree(self, block: Block) -> Iterator[Block]:
        yield block
        for node in (*block.statements, block.leaf):
            for inner in contents.blocks(node):
                yield from self.subtree(inner)

    # -- reading and changing ----------------------------------------------------------------------------------

    def reads(self, block: Block) -> Iterator[tuple[Value, Block]]:
        """Yield each value that a block reads, deeply, with the block that reads it."""
        for node in (*block.statements, block.leaf):
            for operand in contents.operands(node):
                if isinstance(operand, Value):
                    yield operand, block
            if isinstance(node, nodes.For):
                for operand in node.exhausted:
                    if isinstance(operand, Value):
                        yield operand, node.body
            for inner in contents.blocks(node):
                yield from self.reads(inner)

    def visible(self, value: Value, block: Block) -> bool:
        """Say whether a value is defined in a block or around it."""
        home = self.block_of.get(value)
        return home is not None and self.encloses(home, block)

    def insert(self, block: Block, position: int, node: nodes.Statement) -> None:
        block.statements.insert(position, node)
        self.index_node(node, block)

    def position(self, block: Block, node) -> int:
        return next(k for k, other in enumerate(block.statements) if other is node)

    def after_definition(self, value: Value, block: Block) -> int:
        """Return the position in a block right behind a value's definition, 0 when it is defined at its head."""
        node = self.node_of.get(value)
        for k, other in enumerate(block.statements):
            if other is node:
                return k + 1
        return 0

    def first_reader(self, block: Block, value: Value) -> int | None:
        """Return the position of the first statement of a block that reads a value, deeply; its length for the leaf."""
        for k, node in enumerate((*block.statements, block.leaf)):
            if any(read is value for read in rewrite.read_by(node)):
                return k
        return None

    def statement_around(self, block: Block) -> nodes.If | None:
        """Return the If statement in whose branches a block lies, tail branches in between left out."""
        outer = self.outer[id(block)]
        while outer is not None and isinstance(outer[1], nodes.Branch):
            outer = self.outer[id(outer[0])]
        return outer[1] if outer is not None and isinstance(outer[1], nodes.If) else None

    def export(self, value: Value, home: Block, missing: Operand) -> tuple[Block, Value]:
        """Yield a value from the branch of an If in which it is defined; return the block around the If and the result.

        `missing` is what the paths yield on which it isn't defined.
        """
        node = self.statement_around(home)
        if node is None:
            raise AssertionError("only a branch of an if exports a value")
        outer = self.block_holding(node)
        ends = [end for side in contents.blocks(node) for end in tail_blocks(side)]
        leaves = [(end, end.leaf) for end in ends if isinstance(end.leaf, nodes.Yield)]
        wanted = [value if self.encloses(home, block) else missing for block, _ in leaves]
        for k, result in enumerate(node.results):
            if all(_same_operand(leaf.values[k], want) for (_, leaf), want in zip(leaves, wanted, strict=True)):
                return outer, result
        result = Value(value.type, value.name, value.named, value.entity, value.origin)
        node.results = (*node.results, result)
        for (_, leaf), want in zip(leaves, wanted, strict=True):
            leaf.values = (*leaf.values, want)
        self.block_of[result], self.node_of[result] = outer, node
        return outer, result

    def block_holding(self, node: nodes.Statement) -> Block:
        """Return the block in which a statement stands."""
        return self.outer[id(contents.blocks(node)[0])][0]

    def substitute(self, block: Block, mapping: dict[Value, Operand]) -> None:
        """Replace values throughout a block."""

        def use(operand: Operand) -> Operand:
            return mapping.get(operand, operand) if isinstance(operand, Value) else operand

        self.each_node(block, lambda node: replace_operands(node, use))

    def each_node(self, block: Block, change: Callable) -> None:
        for node in (*block.statements, block.leaf):
            change(node)
            for inner in contents.blocks(node):
                self.each_node(inner, change)


def tail_blocks(block: Block) -> Iterator[Block]:
    """Yield the blocks whose leaves end a block, those of tail branches."""
    if not isinstance(block.leaf, nodes.Branch):
        yield block
        return
    for side in contents.blocks(block.leaf):
        yield from tail_blocks(side)


def _same_operand(a: Operand, b: Operand) -> bool:
    if isinstance(a, nodes.Const) and isinstance(b, nodes.Const):
        return a.value is b.value
    return a is b


def replace_operands(node, use) -> None:
    """Replace a node's own operands, in place."""
    match node:
        case nodes.Apply() | nodes.Effect() | nodes.Call():
            node.args = tuple(map(use, node.args))
            node.kwargs = tuple((name, use(operand)) for name, operand in node.kwargs)
        case nodes.Load():
            node.source, node.path = use(node.source), rewrite._path(node.path, use)
        case nodes.Store():
            node.source, node.path, node.value = use(node.source), rewrite._path(node.path, use), use(node.value)
        case nodes.Append():
            node.source, node.value, node.index = use(node.source), use(node.value), rewrite.maybe(node.index, use)
        case nodes.Pop():
            node.source, node.index = use(node.source), rewrite.maybe(node.index, use)
        case nodes.Push():
            node.tape, node.value = use(node.tape), use(node.value)
        case nodes.Pull():
            node.tape = use(node.tape)
        case nodes.If() | nodes.Branch():
            node.condition = use(node.condition)
        case nodes.Try():
            node.caught = tuple(tuple(map(use, kinds)) for kinds in node.caught)
        case nodes.For():
            node.inits = tuple(map(use, node.inits))
            node.exhausted = tuple(map(use, node.exhausted))
            node.space = rewrite._space(node.space, use, rewrite.same)
        case nodes.Loop():
            node.inits = tuple(map(use, node.inits))
        case nodes.Return():
            node.value = use(node.value)
        case nodes.Raise():
            node.exception = None if node.exception is None else use(node.exception)
            node.cause = None if node.cause is None else use(node.cause)
        case nodes.Yield() | nodes.Next() | nodes.Exit():
            node.values = tuple(map(use, node.values))
