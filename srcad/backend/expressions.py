"""Turns operands and the statements folded into them into gast expressions."""

from __future__ import annotations

from dataclasses import dataclass, field

import gast

from srcad import errors
from srcad.analysis import infer
from srcad.backend import records, syntax
from srcad.backend.dialects import DTYPES, NUMBA
from srcad.backend.ranges import backwards, plus, range_text
from srcad.backend.trees import LOAD, constant, dotted, junction, minus, name, signed, spread
from srcad.ir import nodes
from srcad.ir.nodes import Operand, Value
from srcad.ir.types import BOOLEAN, Array, Layout, differentiable
from srcad.origin import PRIMAL
from srcad.simplify import spelling

_SPREADING = ("reshape", "transpose")
_CONVERSIONS = {"builtins.repr": ord("r"), "builtins.str": ord("s"), "builtins.ascii": ord("a")}


@dataclass
class Used:
    """What the text takes from outside: modules under their local names, globals, helpers of srcad.runtime."""

    imports: dict[str, str] = field(default_factory=dict)
    globals: dict[str, nodes.Global] = field(default_factory=dict)
    helpers: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


class Expressions:
    """Writes operands as expressions, given what is folded and what the variables are called."""

    def __init__(
        self, folded: dict[Value, nodes.Statement], names: dict[Value, str], modules: dict[str, str], dialect: str
    ):
        self.folded = folded
        self.names = names
        self.modules = modules
        self.dialect = dialect
        self.used = Used()

    def of(self, operand: Operand) -> gast.expr:
        """Return an operand as an expression."""
        match operand:
            case nodes.Const(value, text):
                return constant(value, text)
            case nodes.Global():
                return self.outside(operand)
            case Value():
                if operand in self.folded:
                    return self.computed(self.folded[operand])
                return name(self.names[operand])
        raise errors.InternalError(f"{operand!r} reached the text", None)

    def outside(self, operand: nodes.Global) -> gast.expr:
        """Return a global of the user's, noting that it is used."""
        self.note(operand)
        return dotted(operand.text)

    def note(self, operand: nodes.Global) -> None:
        """Note that a global is used: a module under its alias, or a name of the user's."""
        if operand.qualified == f"builtins.{operand.text}":
            return
        module = module_of(operand.qualified, operand.text)
        if module is not None:
            self.used.imports[module[0]] = module[1]
            return
        known = self.used.globals.setdefault(operand.text, operand)
        if (known.home, known.qualified) != (operand.home, operand.qualified):
            raise errors.SrcadError(
                f"{operand.text!r} means two different things in what is differentiated",
                None,
                why="two modules, or a module and a closure, give one name to two values",
                instead="rename one of them",
            )

    def computed(self, statement: nodes.Statement) -> gast.expr:
        """Return what a statement computes as an expression."""
        match statement:
            case nodes.Apply():
                return self.apply(statement)
            case nodes.Load(_, source, path):
                return self.loaded(source, path)
            case nodes.Pull(_, tape, peek):
                if peek:
                    return gast.Subscript(self.of(tape), constant(-1), LOAD)
                if statement.at:
                    return self.subscript(self.of(tape), (statement.at,))
                return self.method(self.of(tape), "pop", [])
            case nodes.Pop(result=result, index=index):
                return self.method(self.of(result), "pop", [] if index is None else [index])
            case nodes.Call():
                return self.call(statement)
            case nodes.Effect():
                return self.effect(statement)
            case nodes.If():
                return self.conditional(statement)
        raise errors.InternalError(f"{type(statement).__name__} is no expression", statement.origin)

    def conditional(self, node: nodes.If) -> gast.expr:
        """Return an If as an expression: `and`, `or` where one side is the condition's own truth, else a ternary."""
        condition, then, orelse = node.condition, node.then.leaf.values[0], node.orelse.leaf.values[0]
        if orelse is condition or _is_truth(orelse, False) and self.is_truth(condition):
            return junction(gast.And(), self.of(condition), self.of(then))
        if then is condition or _is_truth(then, True) and self.is_truth(condition):
            return junction(gast.Or(), self.of(condition), self.of(orelse))
        return gast.IfExp(self.of(condition), self.of(then), self.of(orelse))

    def is_truth(self, condition: Operand) -> bool:
        """Say whether a condition is a bool, so that its value may stand for its truth."""
        statement = self.folded.get(condition) if isinstance(condition, Value) else None
        if isinstance(statement, nodes.Apply):
            return statement.op in ("not", "operator.not_", "operator.is_", "operator.is_not", "operator.contains")
        return isinstance(condition, Value) and condition.type == BOOLEAN

    # -- primitives --------------------------------------------------------------------------------------

    def apply(self, node: nodes.Apply) -> gast.expr:
        """Return a primitive as an expression, in the form it had in the source."""
        match node.form:
            case nodes.METHOD:
                tree = self.method(self.of(node.args[0]), node.text, node.args[1:], node.kwargs)
                return spread(tree) if node.text in _SPREADING else tree
            case nodes.ATTRIBUTE:
                tree = self.of(node.args[0])
                for part in node.text.split("."):
                    tree = gast.Attribute(tree, part, LOAD)
                return tree
            case nodes.CALL:
                return gast.Call(self.of(node.args[0]), *self.arguments(node.args[1:]))
            case nodes.FUNCTION if node.text is not None:
                return gast.Call(self.spelled(node.op, node.text), *self.arguments(node.args, node.kwargs))
        return self.usual(node)

    def usual(self, node: nodes.Apply) -> gast.expr:
        """Return a primitive in its most usual form."""
        op, args = node.op, node.args
        if op == "numpy.may_share_memory" and self.dialect == NUMBA:
            # Numba has no such function; that the two aren't one array can be told.
            op = "operator.is_"
        if op in syntax.BINARY and len(args) == 2:
            if node.origin.role == PRIMAL:
                return gast.BinOp(self.of(args[0]), syntax.BINARY[op](), self.of(args[1]))
            args = tuple(map(self.uncopied, args))
            left, right = map(self.of, args)
            if any(map(self.is_made_of_ints, args)):
                return gast.BinOp(left, syntax.BINARY[op](), right)
            return signed(syntax.BINARY[op](), left, right)
        if op == "operator.neg" and node.origin.role != PRIMAL and not self.is_made_of_ints(args[0]):
            return minus(self.of(args[0]))
        if op in syntax.UNARY:
            tree = gast.UnaryOp(syntax.UNARY[op](), self.of(args[0]))
            tree.of_ints = spelling.wraps(args[0])
            return tree
        if op in syntax.COMPARE:
            left, right = args if "contains" not in op else reversed(args)
            return gast.Compare(self.of(left), [syntax.COMPARE[op]()], [self.of(right)])
        if op == "tuple" and getattr(node.result.type, "layout", None) is not None:
            return self.record(node)
        if op in ("tuple", "list"):
            kind = gast.List if "list" in (op, node.text) else gast.Tuple
            return kind([self.of(arg) for arg in args], LOAD)
        if op in syntax.JUNCTIONS:
            return junction(syntax.JUNCTIONS[op](), self.of(args[0]), self.of(args[1]))
        if op == "not":
            return gast.UnaryOp(gast.Not(), self.of(args[0]))
        if op == "fstring":
            return self.fstring(args)
        if op == "literal":
            return self.of(args[0])
        if op in syntax.ATTRIBUTES and len(args) == 1 and not node.kwargs and is_array(args[0]):
            return gast.Attribute(self.of(args[0]), syntax.ATTRIBUTES[op], LOAD)
        if (
            op in ("numpy.transpose", "numpy.matrix_transpose") and len(args) == 1 and not node.kwargs
            and is_array(args[0])
        ):
            owner = self.of(args[0])
            if (
                node.form is None and isinstance(owner, gast.Attribute) and owner.attr == "T"
                and op == "numpy.transpose"
            ):
                return owner.value
            return gast.Attribute(owner, "T" if op == "numpy.transpose" else "mT", LOAD)
        if op in syntax.METHODS and is_array(args[0]):
            tree = self.method(self.of(args[0]), syntax.METHODS[op], args[1:], node.kwargs)
            return spread(tree) if syntax.METHODS[op] in _SPREADING else tree
        if op == "numpy.sum" and self.is_array_variable(args[0]):
            # NumPy's function looks at its argument for a long time before it calls the method.
            return self.method(self.of(args[0]), "sum", args[1:], node.kwargs)
        return gast.Call(self.function(op), *self.arguments(args, node.kwargs))

    def is_made_of_ints(self, operand: Operand) -> bool:
        """Say whether arithmetic that wraps round is written out in an operand: it stays in its order."""
        if not isinstance(operand, Value) or spelling.wraps(operand):
            return isinstance(operand, Value)
        node = self.folded.get(operand)
        arithmetic = isinstance(node, nodes.Apply) and (node.op in syntax.ARITHMETIC or node.op == "operator.neg")
        return arithmetic and any(map(self.is_made_of_ints, node.args))

    def is_array_variable(self, operand: Operand) -> bool:
        """Say whether an operand is written as the name of an array."""
        return isinstance(operand, Value) and operand not in self.folded and bool(
            isinstance(operand.type, Array) and operand.type.dims
        )

    def uncopied(self, operand: Operand) -> Operand:
        """Return what an operand is a copy of, if the copy would only be read at once by an operation that allocates."""
        node = self.folded.get(operand) if isinstance(operand, Value) else None
        return node.args[0] if isinstance(node, nodes.Apply) and node.op == "numpy.copy" else operand

    def fstring(self, args: tuple[Operand, ...]) -> gast.expr:
        """Return an f-string; its args are literal texts and values."""
        parts: list[gast.expr] = []
        for arg in args:
            if isinstance(arg, nodes.Const) and isinstance(arg.value, str):
                parts.append(gast.Constant(arg.value, None))
            else:
                parts.append(self.formatted(arg))
        return gast.JoinedStr(parts)

    def formatted(self, arg: Operand) -> gast.FormattedValue:
        """Return a value within an f-string, with its format and conversion."""
        spec, conversion = None, -1
        node = self.folded.get(arg) if isinstance(arg, Value) else None
        if isinstance(node, nodes.Apply) and node.op == "builtins.format" and node.text is None and len(node.args) == 2:
            arg, text = node.args
            spec = self.of(text)
            if not isinstance(spec, gast.JoinedStr):
                spec = gast.JoinedStr([spec])
            node = self.folded.get(arg) if isinstance(arg, Value) else None
        if isinstance(node, nodes.Apply) and node.op in _CONVERSIONS and node.text is None:
            arg, conversion = node.args[0], _CONVERSIONS[node.op]
        return gast.FormattedValue(self.of(arg), conversion, spec)

    def spelled(self, op: str, text: str) -> gast.expr:
        """Return a function under the name it has in the user's source."""
        self.note(nodes.Global(text, scope="builtin" if op.startswith("builtins.") else "global", qualified=op))
        return dotted(text)

    def function(self, op: str) -> gast.expr:
        """Return a library's function under its usual name."""
        module, _, short = op.rpartition(".")
        if module == "builtins":
            return name(short)
        if module.partition(".")[0] == "srcad":
            self.used.helpers.add(short)
            return name(short)
        if not module or module == "operator":
            raise errors.InternalError(f"{op} has no form in Python", None)
        text = library_text(op, self.modules)
        alias, imported = module_of(op, text)
        self.used.imports[alias] = imported
        return dotted(text)

    def range(self, node: nodes.For) -> gast.expr:
        """Return the range that a loop walks."""
        start, stop, step = self.of(node.space.start), self.of(node.space.stop), self.of(node.space.step)
        if node.reversed:
            return backwards(start, stop, step, self.dialect)
        return range_text(start, stop, step)

    def empty(self, node: nodes.NewTape) -> gast.expr:
        """Return the array that a tape is, in a dialect that has arrays for tapes."""
        lengths = [self.extent(extent) for extent in node.shape]
        dtype = DTYPES.get(node.tape.type.item.dtype)
        given = [] if dtype is None else [gast.keyword("dtype", self.function(dtype))]
        return gast.Call(self.function("numpy.empty"), [lengths[0] if len(lengths) == 1 else gast.Tuple(lengths, LOAD)], given)

    def extent(self, extent: nodes.Extent) -> gast.expr:
        tree = self.of(extent.stop)
        tree = plus(tree, extent.more) if extent.more else tree
        return gast.Call(name("max"), [tree, constant(0)], []) if extent.may_lack else tree

    # -- calls and subscripts ------------------------------------------------------------------------------

    def arguments(self, args: tuple[Operand, ...], kwargs: tuple = ()) -> tuple[list, list]:
        """Return positional and keyword arguments."""
        return [self.of(arg) for arg in args], [gast.keyword(key, self.of(value)) for key, value in kwargs]

    def method(self, owner: gast.expr, text: str, args, kwargs: tuple = ()) -> gast.expr:
        """Return a method's call."""
        return gast.Call(gast.Attribute(owner, text, LOAD), *self.arguments(args, kwargs))

    def call(self, node: nodes.Call) -> gast.expr:
        """Return a call of a user's function or of a half of its pair."""
        if node.part == nodes.PRIMAL_CALL and node.spelled is not None and node.spelled.scope in ("method", "call"):
            owner = self.of(node.args[0])
            function = owner if node.spelled.scope == "call" else gast.Attribute(owner, node.spelled.text, LOAD)
            return gast.Call(function, *self.arguments(node.args[1:], node.kwargs))
        if node.part == nodes.PRIMAL_CALL and node.spelled is not None:
            return gast.Call(self.outside(node.spelled), *self.arguments(node.args, node.kwargs))
        text = called_name(node)
        self.used.functions.add(text)
        return gast.Call(dotted(text), *self.arguments(node.args, node.kwargs))

    def effect(self, node: nodes.Effect) -> gast.expr:
        """Return an effect's call; of 'call', the callable is the first argument."""
        if node.op == "call":
            function, args = self.of(node.args[0]), node.args[1:]
        else:
            function = self.spelled(node.op, node.text) if node.text else self.function(node.op)
            args = node.args
        return gast.Call(function, *self.arguments(args, node.kwargs))

    def loaded(self, source: Operand, path: nodes.Path) -> gast.expr:
        """Return what a path selects of a value; an item of a record by its key or its attribute."""
        layout = getattr(infer.type_of(source), "layout", None)
        match layout, path:
            case Layout(), ((nodes.Const(int(k)),), *rest):
                return self.subscript(records.item(self.of(source), layout, k), tuple(rest))
        return self.subscript(self.of(source), path)

    def record(self, node: nodes.Apply) -> gast.expr:
        """Return a dict's display, or the expression that makes an object or a named tuple."""
        items = [self.of(arg) for arg in node.args]
        layout = node.result.type.layout
        match dict(node.kwargs):
            case {"like": model}:
                wanted = [differentiable(type_) for type_ in infer.type_of(model).items]
                return records.replaced(self.function, layout, self.of(model), items, wanted)
            case {"class": cls}:
                return records.made(self.function, layout, self.of(cls), items)
        return records.display(layout, items)

    def subscript(self, tree: gast.expr, path: nodes.Path, context: gast.expr_context = LOAD) -> gast.expr:
        """Return `tree[path]`."""
        for number, items in enumerate(path):
            tree = gast.Subscript(tree, self.index(items), context if number == len(path) - 1 else LOAD)
        return tree

    def index(self, items: nodes.Subscript) -> gast.expr:
        """Return what stands between a pair of brackets."""
        parts = [self.item(item) for item in items]
        return parts[0] if len(parts) == 1 else gast.Tuple(parts, LOAD)

    def item(self, item: nodes.Item) -> gast.expr:
        """Return an index or a slice."""
        if isinstance(item, nodes.Slice):
            return gast.Slice(*(None if part is None else self.of(part) for part in (item.start, item.stop, item.step)))
        return self.of(item)


def is_array(operand: Operand) -> bool:
    """Say whether an operand is surely an array, with an array's methods and attributes."""
    return isinstance(operand, (Value, nodes.Global)) and isinstance(operand.type, Array)


def _is_truth(operand: Operand, truth: bool) -> bool:
    return isinstance(operand, nodes.Const) and operand.value is truth


def called_name(node: nodes.Call) -> str:
    """Return the name of the function that a call calls."""
    if node.part == nodes.PRIMAL_CALL and node.spelled is not None:
        return node.spelled.text
    suffix = "" if node.part == nodes.PRIMAL_CALL else f"_{node.part}"
    return node.callee.name + suffix


def library_text(op: str, modules: dict[str, str]) -> str:
    """Return how a library's function is written, given what modules are called.

    >>> library_text("scipy.special.erf", {"scipy": "scipy", "scipy.special": "sp"})
    'sp.erf'
    >>> library_text("numpy.linalg.solve", {"numpy": "np"})
    'np.linalg.solve'
    """
    module, rest = op, ""
    while "." in module:
        module, _, last = module.rpartition(".")
        rest = f".{last}{rest}"
        if module in modules:
            return modules[module] + rest
    return op


def module_of(qualified: str | None, text: str) -> tuple[str, str] | None:
    """Return the local name and the module behind a dotted text that means a library's object.

    >>> module_of("numpy.linalg.solve", "np.linalg.solve")
    ('np', 'numpy')
    >>> module_of("numpy.linalg.solve", "la.solve")
    ('la', 'numpy.linalg')
    """
    if qualified is None or "." not in text:
        return None
    local, module = text.split(".")[:-1], qualified.split(".")[:-1]
    while len(local) > 1 and len(module) > 1 and local[-1] == module[-1]:
        local, module = local[:-1], module[:-1]
    return ".".join(local), ".".join(module)
