"""Adjoints through complex values, from recipes that are written as for real ones.

The inner product is the real one, <u, v> = Re(sum(conj(u) * v)). The adjoint of a linear map A is then its conjugate
transpose, and that is the transpose between two conjugations: conj(A.T @ conj(dy)). A recipe gives the transpose;
here the conjugations are put around it, and drawn inwards until they meet or stand at a primal value:

    y = x * w    d[x] = d[y] * w    conj(conj(dy) * w)    ->    dx = dy * np.conj(w)
"""

from __future__ import annotations

from srcad.analysis import fitting, infer
from srcad.ir import contents, nodes, types
from srcad.ir.build import Builder
from srcad.ir.nodes import Apply, Const, Load, Operand, Store, Value
from srcad.rules.facts import Outputs, Refusal

CONJ = ("numpy.conj", "numpy.conjugate", "numpy.ndarray.conj", "numpy.ndarray.conjugate")
# Functions f with f(conj(z)) == conj(f(z)): all that are made of real numbers and sums, products and power series.
COMMUTING = ("operator.", "numpy.", "cmath.", "scipy.", "srcad.runtime.")
# The transforms whose conjugate is the transform the other way round: conj(fft(z)) is ifft(conj(z)), but for the norm.
OPPOSITE = {
    f"{module}.{ahead}{suffix}": f"{module}.{back}{suffix}"
    for module in ("numpy.fft", "scipy.fft")
    for suffix in ("", "2", "n")
    for ahead, back in (("fft", "ifft"), ("ifft", "fft"))
}
NORMS = {"backward": "forward", "forward": "backward", "ortho": "ortho", None: "forward"}
# Arguments of which the shape alone matters.
SHAPES = {
    **dict.fromkeys(("numpy.zeros_like", "numpy.ones_like", "numpy.full_like"), 0),
    **dict.fromkeys(("srcad.runtime.zeros_like",), 0),
    **dict.fromkeys(("srcad.runtime.unbroadcast", "srcad.runtime.broadcast_like", "srcad.runtime.left_factor"), 1),
    "srcad.runtime.right_factor": 2,
}
SHIFTS = ("numpy.fft.fftshift", "numpy.fft.ifftshift")
OTHERS = ("numpy.fft.", "scipy.fft.", "numpy.angle", "numpy.imag", "numpy.linalg.eig", "numpy.sort")


def conjugate(builder: Builder, operand: Operand, new: dict[Value, nodes.Statement]) -> Operand:
    """Return the conjugate of an operand; of what is `new`, by conjugating what it was made of."""
    type_ = infer.type_of(operand)
    if not types.has_complex(type_):
        return operand
    if isinstance(type_, (types.List, types.Tuple)):
        return _of_items(builder, operand, new)
    if isinstance(operand, Const):
        return Const(operand.value.conjugate())
    match new.get(operand):
        case Apply(op=op, args=(inner,)) if op in CONJ:
            return inner
        case Apply(op=op) as node if op in OPPOSITE and (norm := _norm(node)) in NORMS:
            args = tuple(conjugate(builder, arg, new) for arg in node.args)
            kwargs = tuple((name, arg) for name, arg in node.kwargs if name != "norm")
            turned = NORMS[norm]
            kwargs += (("norm", Const(turned)),) if turned != "backward" else ()
            return builder.apply(OPPOSITE[op], *args, kwargs=kwargs, form=node.form)
        case Apply(op=op) as node if op.startswith(COMMUTING) and _commutes(node):
            like = SHAPES.get(op)
            args = tuple(arg if k == like else conjugate(builder, arg, new) for k, arg in enumerate(node.args))
            kwargs = tuple((name, conjugate(builder, arg, new)) for name, arg in node.kwargs)
            return builder.apply(op, *args, kwargs=kwargs, form=node.form, text=node.text)
        case Load(source=source, path=path) if isinstance(infer.type_of(source), types.Array):
            return builder.load(conjugate(builder, source, new), path)
        case Store() as node:
            buffer = conjugate(builder, node.source, new)
            return builder.store(buffer, node.path, conjugate(builder, node.value, new), node.add)
    define = fitting.definition(builder, operand)
    if define is not None and define.op in CONJ and len(define.args) == 1:
        return define.args[0]
    return builder.apply("numpy.conj", operand)


def _commutes(node: Apply) -> bool:
    """Say whether a function of complex numbers is real on the real axis; cmath.sqrt of a negative number isn't."""
    if node.op.startswith(OTHERS) and node.op not in SHIFTS:
        return False
    return any(types.has_complex(infer.type_of(operand)) for operand in contents.operands(node))


def _of_items(builder: Builder, operand: Operand, new: dict[Value, nodes.Statement]) -> Operand:
    """Return a list or a tuple that a recipe has made, with its items conjugated."""
    match new.get(operand):
        case Apply(op="tuple" | "list" | "builtins.list" | "operator.mul" as op, args=args):
            return builder.apply(op, *(conjugate(builder, arg, new) for arg in args))
    raise Refusal("its adjoint is a list of complex numbers; make it an array first")


def _norm(node: Apply) -> object:
    """Return the norm= of a transform, by keyword; anything else is none of `NORMS`."""
    norm = dict(node.kwargs).get("norm", Const(None))
    return norm.value if isinstance(norm, Const) and len(node.args) <= 3 else norm


def seed(builder: Builder, dy: Operand | Outputs) -> Operand | Outputs:
    """Return the conjugate of an adjoint; a mask stays outside, where the recipes look for it."""
    if isinstance(dy, Outputs):
        return Outputs(dy.values, tuple(None if d is None else seed(builder, d) for d in dy.adjoints))
    define = fitting.definition(builder, dy)
    if define is not None and define.op == "numpy.where" and len(define.args) == 3:
        return conjugate(builder, dy, {dy: define})
    return conjugate(builder, dy, {})


def adjoint(builder: Builder, d: Operand, since: int) -> Operand:
    """Return the conjugate of what a recipe has made since then, conjugations drawn inwards."""
    new = {statement.result: statement for statement in builder.statements[since:] if not contents.blocks(statement)}
    return conjugate(builder, d, new)


def sweep(builder: Builder, found: list[Operand], since: int) -> None:
    """Drop what was made since then and that the operands found don't need."""
    needed = {operand for operand in found if isinstance(operand, Value)}
    kept = []
    for statement in reversed(builder.statements[since:]):
        if statement.result in needed:
            kept.append(statement)
            needed.update(operand for operand in contents.operands(statement) if isinstance(operand, Value))
    builder.statements[since:] = reversed(kept)
