"""Reads a shape from a value that is there anyway, not from one that would have to be kept or computed for it.

    y = x**3                       y = x**3
    ...                    ->      ...
    dx = 3 * x**2 / y.size         dx = 3 * x**2 / x.size

That may be an argument whose shape is known to be the same, or the numbers that the shape is made of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from srcad.analysis import buffers, fitting, infer, primitives, shapes
from srcad.derive.tree import Tree
from srcad.ir import contents, nodes, rewrite
from srcad.ir.nodes import Apply, Block, Global, Load, Operand, Value
from srcad.ir.types import COMPLEX, FLOAT, INT, INTEGER, Array, Known, List, Scalar, Tuple, Type, dtype_of
from srcad.simplify import counts

ARITHMETIC = {f"operator.{name}" for name in "add sub mul truediv floordiv mod pow neg pos lt le gt ge eq ne".split()}

# Where an operand's shape alone is read; `_LIKE` take its dtype as well.
_SHAPE = {"numpy.size": 0, "numpy.shape": 0, "builtins.len": 0}
_SHAPE |= {"srcad.runtime.unbroadcast": 1, "srcad.runtime.broadcast_like": 1}
_LIKE = {"numpy.zeros_like": 0, "numpy.ones_like": 0, "numpy.full_like": 0}
_POSITION = {**_SHAPE, **_LIKE}
_OF_LENGTH = {"numpy.zeros_like": "numpy.zeros", "numpy.ones_like": "numpy.ones", "numpy.full_like": "numpy.full"}
COMPLEX_TYPE = Global("complex", Known("builtins.complex"), "builtin", "builtins.complex")
# What makes an array of the shape of its first argument.
_SAME = {"numpy.copy", "numpy.zeros_like", "numpy.ones_like", "numpy.empty_like", "numpy.full_like", "numpy.flip"}


def read_elsewhere(
    tree: Tree, function: nodes.Function, root: Block, primal: Collection[int], stale: Collection[Value]
) -> None:
    """Replace, in place, what the backward pass takes shapes from."""
    defines = {result: s for s in rewrite.walk(root) if not isinstance(s, nodes.Leaf) for result in contents.results(s)}
    roots = buffers.Roots(root)
    backward = [node for node in rewrite.walk(root) if id(node) not in primal]
    available = {value for node in backward for value in _contents(node)}
    inside = {value for node in rewrite.walk(root) if isinstance(node, nodes.Statement) for value in contents.region_params(node)}
    assigned = {value.entity for value in (*defines, *inside)}
    given = _Given(tree, function, assigned)
    for block in tree.subtree(root):
        for node in list(block.statements):
            if id(node) in primal or not isinstance(node, Apply) or node.op not in _POSITION:
                continue
            at = _POSITION[node.op]
            for source in _sources(node.args[at], defines, roots, node.op in _LIKE):
                is_given = source not in defines and source not in inside
                here = tree.visible(source, block) and source not in stale
                if here and (is_given or source in available):
                    node.args = (*node.args[:at], source, *node.args[at + 1 :])
                    break
            else:
                given.read(node, at, block)


class _Given:
    """The function's arguments that keep their names throughout, and the ints at its head, by what is known of them."""

    def __init__(self, tree: Tree, function: nodes.Function, assigned: set):
        self.tree = tree
        arrays = (param.value for param in function.params if isinstance(param.value.type, Array) and param.value.type.dims)
        self.arrays = [value for value in arrays if value.entity not in assigned]
        self.sizes = counts.sizes(function)

    def read(self, node: Apply, at: int, block: Block) -> None:
        """Let an array's shape be read off an argument, or from ints, that are known to have it."""
        type_ = infer.type_of(node.args[at])
        dims = type_.dims if isinstance(type_, Array) else None
        if not dims or None in dims:
            return
        if len(dims) == 1 and self.read_length(node, type_, self.sizes.get(dims[0])):
            return
        for array in self.arrays:
            known = len(array.type.dims) == len(dims) and all(map(shapes.same, array.type.dims, dims))
            if known and (node.op not in _LIKE or array.type.dtype == type_.dtype):
                node.args = (*node.args[:at], array, *node.args[at + 1 :])
                return
        known = _has_length(node, type_) and all(dim in self.sizes for dim in dims)
        if len(dims) > 1 and known and not self.tree.visible(node.args[at], block):
            whole = Value(Tuple((INTEGER,) * len(dims)), origin=node.origin)
            made = Apply(whole, "tuple", tuple(self.sizes[dim] for dim in dims), origin=node.origin)
            self.tree.insert(block, self.tree.position(block, node), made)
            self.read_length(node, type_, whole)
            return
        array = next((x for x in self.arrays if shapes.same(x.type.dims[0], dims[0])), None)
        if len(dims) == 1 and array is not None and (_has_length(node, type_) or node.op == "numpy.size"):
            length = Value(INTEGER, origin=node.origin)
            made = Apply(length, "builtins.len", (array,), origin=node.origin)
            self.tree.insert(block, self.tree.position(block, node), made)
            if not self.read_length(node, type_, length):
                self.tree.substitute(block, {node.result: length})

    def read_length(self, node: Apply, type_: Array, number: Value | None) -> bool:
        """Make np.zeros(n) of the zeros like an array of that length or shape, where it is known; say whether it is."""
        fits = number is not None and _has_length(node, type_)
        if fits:
            node.op, node.args = _OF_LENGTH[node.op], (number, *node.args[1:])
            node.kwargs += (("dtype", COMPLEX_TYPE),) if type_.dtype == COMPLEX else ()
        return fits


def _has_length(node: Apply, type_: Array) -> bool:
    """Say whether an array like another can be made from its length or its shape."""
    return node.op in _OF_LENGTH and type_.dtype in (FLOAT, COMPLEX)


def _contents(node: nodes.Statement | nodes.Leaf) -> Iterator[Value]:
    """Yield the values of which a node reads more than the shape."""
    for k, operand in enumerate(contents.operands(node)):
        shape_only = isinstance(node, Apply) and _POSITION.get(node.op) == k
        if isinstance(operand, Value) and not shape_only:
            yield operand


def _sources(value: Operand, defines: dict, roots: buffers.Roots, same_dtype: bool) -> Iterator[Operand]:
    """Yield a value and, one step after another, values of its shape that it was computed from."""
    while value is not None:
        yield value
        made_as = roots.of(value) if isinstance(infer.type_of(value), Array) else value
        if made_as is not value:
            value = made_as  # all versions of a buffer have its shape
        else:
            value = _source(value, defines.get(value) if isinstance(value, Value) else None, same_dtype)


def _source(value: Operand, define: nodes.Statement | None, same_dtype: bool) -> Operand | None:
    """Return a value that surely has the shape of this one (and the dtype, if asked for), and that it was made from."""
    type_ = infer.type_of(value)
    if isinstance(type_, (List, Tuple)):
        return None  # the + and * of sequences are no arithmetic
    match define:
        case Apply(op=op, args=args, kwargs=()) if op in primitives.ELEMENTWISE or op in ARITHMETIC:
            arrays = [one for one in args if not isinstance(infer.type_of(one), Scalar)]
            found = arrays[0] if len(arrays) == 1 else _full(arrays, type_)
        case Apply(op=op, args=(found, *_), kwargs=()) if op in _SAME:
            pass
        case Load(path=((*items,),)):
            # a[rows, columns] has the shape of its indices, where nothing else adds an axis.
            indices = [one for one in items if isinstance(one, Value) and dtype_of(one.type) == INT]
            found = _full([one for one in indices if isinstance(one.type, Array)], type_)
        case _:
            return None
    if found is None or (same_dtype and dtype_of(infer.type_of(found)) != dtype_of(type_)):
        return None
    return found


def _full(operands: list, type_: Type) -> Operand | None:
    return next((one for one in operands if fitting.is_full(infer.type_of(one), type_)), None)
