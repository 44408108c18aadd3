"""Says what Numba doesn't compile in terms of what it does.

    np.mean(x, axis=1, keepdims=True)   ->   np.expand_dims(np.sum(x, axis=1) / x.shape[1], 1)
    unbroadcast(d, x)                   ->   summed_to(d.sum(axis=0), x)

What takes part in it is mostly srcad's own: what the user wrote, Numba compiled before. What has no such form is
refused, with the line of the user's that it comes from.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from srcad import errors
from srcad.analysis import infer
from srcad.backend.facts import Facts
from srcad.frontend.scope import Home
from srcad.ir import nodes, rewrite, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Block, Const, Operand, Value

RUNTIME = "srcad.runtime."
# The helpers that Numba compiles as they are.
COMPILED = frozenset(
    "added_items chained_numbers edged_differences moved_numbers padded_vector polygamma products_without quantile_gradient summed_to zero_arrays "
    "zero_numbers".split()
)
ELEMENTWISE = tuple(f"operator.{name}" for name in "add sub mul truediv pow lt le gt ge eq ne".split())

# What stands in the place of a call: an operation, its arguments, its keyword arguments; or what is read of a value.
Form = tuple[str, tuple[Operand, ...], tuple[tuple[str, Operand], ...]] | nodes.Load


def fitted(facts: Facts) -> nodes.Function:
    """Return a function in which each call that has a form of its own for Numba has it."""
    function = facts.function
    if not any(_needs(node) for node in rewrite.walk(function.body)):
        return function
    body = _block(function.body, facts)
    return nodes.Function(function.name, function.params, body, function.doc, function.origin)


def _needs(node: nodes.Statement | nodes.Leaf) -> bool:
    return isinstance(node, Apply) and (node.op in FORMS or node.op.startswith(RUNTIME))


def _block(block: Block, facts: Facts) -> Block:
    made: list[nodes.Statement] = []
    for node in block.statements:
        if _needs(node):
            made += _statements(node, facts)
        else:
            made.append(rewrite.with_blocks(node, lambda inner: _block(inner, facts)))
    return Block(tuple(made), rewrite.with_sides(block.leaf, lambda inner: _block(inner, facts)))


def _statements(node: Apply, facts: Facts) -> list[nodes.Statement]:
    builder = Builder(node.origin)
    form = FORMS[node.op](builder, node, facts) if node.op in FORMS else None
    if form is None:
        name = node.op.removeprefix(RUNTIME)
        if name != node.op and name not in COMPILED:
            raise _refused(node, f"the derivative calls {name}, which Numba doesn't compile")
        return [node]
    if isinstance(form, nodes.Load):
        return [*builder.statements[:-1], replace(form, result=node.result)]
    op, args, kwargs = form
    same = op == node.op
    made = replace(node, op=op, args=args, kwargs=kwargs, form=node.form if same else None, text=node.text if same else None)
    return [*builder.statements, made]


def _refused(node: Apply, what: str, why: str = "") -> errors.UnsupportedCallError:
    return errors.UnsupportedCallError(
        what, node.origin, why=why or "it looks at types and ranks as it runs",
        instead="write it with loops, or differentiate the function without njit: srcad.grad(f.py_func)",
    )


# -- what is known of operands ----------------------------------------------------------------------------------------


def _rank(operand: Operand) -> int | None:
    """Return the rank of an operand, None where it isn't known."""
    match infer.type_of(operand):
        case types.Array(dims=dims):
            return None if dims is None else len(dims)
        case types.Scalar():
            return 0
    return None


def _known_rank(node: Apply, operand: Operand) -> int:
    rank = _rank(operand)
    if rank is None:
        raise _refused(node, "how many axes an array has isn't known here", "Numba has to know it before the run")
    return rank


def _argument(node: Apply, place: int, name: str) -> Operand | None:
    """Return an argument that may be given by position or by keyword."""
    return node.args[place] if len(node.args) > place else dict(node.kwargs).get(name)


def _is(operand: Operand | None, value: object) -> bool:
    return isinstance(operand, Const) and operand.value is value


def _axis(node: Apply, rank: int | None) -> int | None:
    """Return the axis that a reduction goes along, counted from the first; None for all axes or one that isn't known."""
    axis = _argument(node, 1, "axis")
    if not isinstance(axis, Const) or not isinstance(axis.value, int) or rank is None:
        return None
    return axis.value % rank


# -- forms ------------------------------------------------------------------------------------------------------------


def _broadcast(builder: Builder, node: Apply, d: Operand, like: Operand) -> Form | None:
    if _rank(d) == 0 and _rank(like) != 0:
        return "numpy.full_like", (like, d), ()
    if _rank(like) == 0:
        return None
    shape = builder.apply("numpy.shape", like)
    return "numpy.copy", (builder.apply("numpy.broadcast_to", d, shape),), ()


def full_like(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    like, d = node.args[:2]
    return None if _rank(d) in (0, None) else _broadcast(builder, node, d, like)


def broadcast_like(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    return _broadcast(builder, node, *node.args)


def unbroadcast(builder: Builder, node: Apply, facts: Facts) -> Form:
    d, like = node.args
    rank, wanted = _known_rank(node, d), _known_rank(node, like)
    if wanted == 0:
        return "numpy.sum", (d,), ()
    for _ in range(rank - wanted):
        d = builder.apply("numpy.sum", d, kwargs=(("axis", Const(0)),))
    return RUNTIME + "summed_to", (d, like), ()


def reduction(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    """Leave out `keepdims` and `where`, and the axis of a vector."""
    kwargs = dict(node.kwargs)
    a, rank = node.args[0], _rank(node.args[0])
    where, keeps = kwargs.pop("where", None), kwargs.pop("keepdims", None)
    if where is None and keeps is None:
        # Of most reductions Numba knows only that of all elements.
        return (node.op, node.args[:1], ()) if rank == 1 and _axis(node, rank) == 0 and len(kwargs) + len(node.args) == 2 else None
    if where is not None:
        if node.op not in ("numpy.sum", "numpy.nansum"):
            return None
        a = builder.apply("numpy.where", where, a, Const(0.0))
    args, rest = (a, *node.args[1:]), tuple(kwargs.items())
    if keeps is None or _is(keeps, False):
        return node.op, args, rest
    axis = _axis(node, rank)
    if axis is not None and rank > 1:
        return "numpy.expand_dims", (_along(builder, node, args, rest, axis), Const(axis)), ()
    if axis is None and _argument(node, 1, "axis") is not None and not _is(_argument(node, 1, "axis"), None) or rank is None:
        return None
    if _only_broadcast(node.result, rank, facts):
        return node.op, args[:1], ()
    whole = builder.apply(node.op, a)
    return "numpy.full", (builder.apply("tuple", *(Const(1),) * rank), whole), ()


def _along(builder: Builder, node: Apply, args: tuple[Operand, ...], kwargs: tuple, axis: int) -> Operand:
    """Return a reduction along one axis: of a mean, Numba knows only that of all elements."""
    if node.op != "numpy.mean":
        return builder.apply(node.op, *args, kwargs=kwargs)
    total = builder.apply("numpy.sum", args[0], kwargs=(("axis", Const(axis)),))
    length = builder.load(builder.apply("numpy.shape", args[0]), ((Const(axis),),))
    return builder.apply("operator.truediv", total, length)


def _only_broadcast(value: Value, rank: int, facts: Facts) -> bool:
    """Say whether a value of which each axis has the length 1 may as well be a number: it meets arrays of its rank alone."""
    def meets(use) -> bool:
        node = use.node
        others = (arg for arg in getattr(node, "args", ()) if arg is not value)
        return isinstance(node, Apply) and node.op in ELEMENTWISE and any((_rank(other) or 0) >= rank for other in others)

    return all(map(meets, facts.uses.get(value, ())))


def diff(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    ends = dict(node.kwargs)
    if set(ends) == {"prepend", "append"} and all(isinstance(end, Const) and end.value == 0 for end in ends.values()):
        return RUNTIME + "edged_differences", node.args[:1], ()
    return None


def pad(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    plain = len(node.args) == 2 and not node.kwargs and _rank(node.args[0]) == 1
    return (RUNTIME + "padded_vector", node.args, ()) if plain else None


def argsort(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    last = _rank(node.args[0]) == 1 and len(node.args) == 1 and [key for key, _ in node.kwargs] == ["axis"]
    return (node.op, node.args, ()) if last else None


def clip(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    if len(node.args) != 3 or any(_rank(arg) != 0 for arg in node.args):
        return None
    a, low, high = node.args
    return "builtins.min", (builder.apply("builtins.max", a, low), high), ()


def svd(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    if not _is(dict(node.kwargs).get("compute_uv"), False):
        return None
    builder.load(builder.apply(node.op, node.args[0]), ((Const(1),),))
    return builder.statements[-1]


def eigh(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    lower = len(node.args) == 2 and isinstance(node.args[1], Const) and node.args[1].value == "L"
    return (node.op, node.args[:1], ()) if lower else None


def astype(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    """Name the dtype: of Python's own types, Numba takes none for it."""
    match node.args:
        case (a, nodes.Global(qualified="builtins.float" | "float") | Const(value="float")):
            pass
        case (a, nodes.Global(text="float")):
            pass
        case _:
            return None
    return node.op, (a, nodes.Global("np.float64", qualified="numpy.float64")), ()


def reshape(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    """Make contiguous what is to be reshaped, where it may be a view of something else."""
    define = facts.statement_of(node.args[0]) if isinstance(node.args[0], Value) else None
    views = ("numpy.transpose", "numpy.flip", "numpy.flipud", "numpy.fliplr", "numpy.swapaxes", "numpy.moveaxis", "numpy.broadcast_to")
    is_view = isinstance(define, nodes.Load) or isinstance(define, Apply) and define.op in views
    if not is_view or node.form == nodes.METHOD and node.origin.role == "primal":
        return None
    return node.op, (builder.apply("numpy.ascontiguousarray", node.args[0]), *node.args[1:]), node.kwargs


def take_along_axis(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    if _rank(node.args[0]) != 1 or _rank(node.args[1]) != 1:
        return None
    builder.load(node.args[0], ((node.args[1],),))
    return builder.statements[-1]


def flat(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    """Read the elements of what a walk over them remembers no place of."""
    is_written = any(isinstance(use.node, nodes.Store) and use.node.source is node.result for use in facts.uses.get(node.result, ()))
    return None if is_written else ("numpy.ravel", node.args, ())


def products_of_others(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    plain = len(node.args) == 1 and not node.kwargs
    return (RUNTIME + "products_without", node.args, ()) if plain else None


def chained(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    v, a, axis, step = node.args
    return (RUNTIME + "chained_numbers", (v, a, step), ()) if _rank(a) == 1 and _rank(v) == 1 else None


def neighbours(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    v, axis, step, *fill = node.args
    fill = fill or [dict(node.kwargs).get("fill", Const(0.0))]
    return (RUNTIME + "moved_numbers", (v, step, *fill), ()) if _rank(v) == 1 else None


def quantile_adjoint(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    if len(node.args) != 3 or node.kwargs or _rank(node.args[2]) != 0:
        return None
    return "operator.mul", (node.args[0], builder.apply(RUNTIME + "quantile_gradient", *node.args[1:])), ()


def quantile_tangent(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    if len(node.args) != 3 or node.kwargs or _rank(node.args[2]) != 0:
        return None
    slopes = builder.apply(RUNTIME + "quantile_gradient", *node.args[1:])
    return "numpy.sum", (builder.apply("operator.mul", slopes, node.args[0]),), ()


def cross(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    return "numpy.cross", node.args, node.kwargs


def _item(operand: Operand) -> types.Type | None:
    return getattr(infer.type_of(operand), "item", None)


def copy_list(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    flat = isinstance(_item(node.args[0]), (types.Array, types.Scalar))
    return ("builtins.list", node.args, ()) if flat else None


def add_lists(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    flat = isinstance(_item(node.args[0]), (types.Array, types.Scalar))
    return (RUNTIME + "added_items", node.args, ()) if flat else None


def zeros_like(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    match _item(node.args[0]):
        case types.Array():
            return RUNTIME + "zero_arrays", node.args, ()
        case types.Scalar():
            return RUNTIME + "zero_numbers", node.args, ()
    return None


def record(builder: Builder, node: Apply, facts: Facts) -> Form | None:
    """Name the class of a named tuple: Numba knows no `_replace`."""
    layout = getattr(node.result.type, "layout", None)
    if layout is None or layout.kind != types.NAMED or "like" not in dict(node.kwargs):
        return None
    name = layout.cls.name
    if isinstance(value := getattr(layout.cls, "value", None), type):
        namespace = vars(sys.modules[value.__module__])
        home = Home(namespace if namespace.get(name) is value else {name: value})
    else:
        home = Home(layout.cls.file)
    return node.op, node.args, (("class", nodes.Global(name, value=value, has_value=value is not None, home=home)),)


FORMS: dict[str, Callable[[Builder, Apply, Facts], Form | None]] = {
    "tuple": record,
    "numpy.full_like": full_like,
    **dict.fromkeys((f"numpy.{name}" for name in "sum mean max min prod nansum nanmean nanmax nanmin nanprod".split()), reduction),
    "numpy.diff": diff,
    "numpy.pad": pad,
    "numpy.argsort": argsort,
    "numpy.clip": clip,
    "numpy.linalg.cross": cross,
    "numpy.ndarray.flat": flat,
    "numpy.take_along_axis": take_along_axis,
    "numpy.linalg.svd": svd,
    "numpy.linalg.eigh": eigh,
    "numpy.ndarray.astype": astype,
    "numpy.astype": astype,
    "numpy.reshape": reshape,
    **{RUNTIME + form.__name__: form for form in (
        broadcast_like, unbroadcast, products_of_others, chained, neighbours, quantile_adjoint, quantile_tangent, copy_list, add_lists, zeros_like
    )},
}
