"""Which values are written where they are used, instead of being named.

    t = x * y
    z = t + 1      ->      z = x * y + 1
"""

from __future__ import annotations

from collections import Counter

from srcad.analysis import infer, memory
from srcad.analysis.distinct import is_basic
from srcad.backend import syntax
from srcad.backend.evaluation import Evaluation, value_of
from srcad.backend.facts import Facts, Use, touched
from srcad.backend.liveness import Ranges
from srcad.backend.ownership import adds_up
from srcad.backend.unpack import Unpacked, home
from srcad.ir import contents, nodes
from srcad.ir.nodes import Value
from srcad.ir.types import INTEGER, Layout, Saved, Scalar, Tuple
from srcad.origin import ADJOINT, PRIMAL

# A folded expression reads at most this many names and literals, so that lines stay short.
LARGEST = 16
# An element or a slice with more uses than this gets a name.
MOST_LOADS = 3
# So does an item of a record: params["W"], layer.W.
MOST_ITEMS = 2
# What makes an array of one number, or of an array of lower rank.
SPREADING = {"numpy.full_like", "numpy.full", "srcad.runtime.broadcast_like", "numpy.broadcast_to"}
# So does a float's sum or product with a literal.
MOST_AGAIN = 3


class Folding:
    """Decides, statement by statement in the order of the text, what is folded into its use."""

    def __init__(self, facts: Facts, ranges: Ranges, place: dict, tuples: Unpacked):
        self.facts = facts
        self.tuples = tuples
        self.ranges = ranges
        self.place = place
        self.overwritten = memory.stale_values(facts.function.body)
        self.folded = {value: facts.statement_of(value) for inner in facts.conditionals.values() for value in inner}
        self.bearers = Counter(value.name for value in facts.definitions)
        self.versions: dict[tuple, list[Value]] = {}
        for value in ranges.held:
            if value.entity is not None:
                self.versions.setdefault(value.entity, []).append(value)
        self.size: dict[nodes.Operand, int] = {}
        self.evaluation = Evaluation(facts, self.folded)

    def run(self) -> dict[Value, nodes.Statement]:
        """Return the folded values, each with the statement that defines it."""
        self._block(self.facts.function.body)
        return self.folded

    def _block(self, block: nodes.Block) -> None:
        for index, statement in enumerate(block.statements):
            for inner in contents.blocks(statement):
                self._block(inner)
            self._measure(statement)
            if not any(value in self.folded for value in contents.results(statement)):
                self._consider(statement, block, index)
        for index, statement in reversed(list(enumerate(block.statements))):
            self._consider_again(statement, block, index)
        for inner in contents.blocks(block.leaf):
            self._block(inner)

    def _consider_again(self, statement: nodes.Statement, block: nodes.Block, index: int) -> None:
        """Fold a call that only waited for a later one: both go into one expression, in their order."""
        value = _candidate(statement, self.facts)
        uses = self.facts.uses.get(value, []) if value is not None else []
        if len(uses) != 1 or value in self.folded or value.name is not None or not self.evaluation.is_ordered(statement):
            return
        if statement in self.tuples.loads or value in self.tuples.at_once or _through_slot(uses[0], value):
            return
        landing = self._landing(value)
        if landing.block is not block or landing.index <= index or isinstance(landing.node, nodes.Loop):
            return
        if self._crosses(statement, block, index, landing) and not self._repeated_or_lazy(value):
            self.folded[value] = statement

    def _repeated_or_lazy(self, value: Value) -> bool:
        """Say whether the expression that a value would be part of may be evaluated twice, or not at all."""
        while True:
            uses = self.facts.uses[value]
            if len(uses) != 1 or self.evaluation.is_lazy(uses[0].node):
                return True
            outer = [] if isinstance(uses[0].node, nodes.Leaf) else contents.results(uses[0].node)
            value = next((result for result in outer if result in self.folded), None)
            if value is None:
                return False

    def _measure(self, statement: nodes.Statement) -> None:
        """Note how many names, literals and operations the text of a statement's expression has."""
        reads = self.facts.reads(statement)
        total = 1 + sum(self.size.get(operand, 1) if operand in self.folded else 1 for operand in reads)
        self.size.update(dict.fromkeys(contents.results(statement), total))

    def _consider(self, statement: nodes.Statement, block: nodes.Block, index: int) -> None:
        value = _candidate(statement, self.facts)
        if value is None or statement in self.tuples.loads or value in self.tuples.at_once:
            return
        uses = self.facts.uses.get(value, [])
        if not uses or any(_through_slot(use, value) for use in uses):
            return
        if (
            self._written_again(statement, uses) or self._loaded_again(statement, block, index, uses)
            or len(uses) == 1 and self._folds(statement, block, index, uses[0])
        ):
            self.folded[value] = statement

    # -- trivial operations ---------------------------------------------------------------------------

    def _written_again(self, statement: nodes.Statement, uses: list[Use]) -> bool:
        """Say whether a trivial operation may stand at each of its uses, its operands still holding there."""
        value = value_of(statement)
        if not isinstance(statement, (nodes.Apply, nodes.Load)) or not self._trivial(statement):
            return False
        if (
            len(uses) > MOST_AGAIN and value.type != INTEGER and isinstance(statement, nodes.Apply)
            and statement.op in syntax.ARITHMETIC
        ):
            return False
        if value.named and (len(uses) > 1 or statement.origin.role == PRIMAL):
            return False
        if value.name is not None and statement.origin.role == ADJOINT:
            return False  # the adjoint of a variable has a line of its own, under the statement that it reverses
        return all(self._holds(operand, use) for use in uses for operand in self.evaluation.read(statement))

    def _trivial(self, statement: nodes.Statement) -> bool:
        """Say whether an operation is as cheap to write again as to name."""
        match statement:
            case nodes.Apply(op=op, args=args, kwargs=()):
                numbers = all(not isinstance(arg, Value) or isinstance(arg.type, Scalar) for arg in args)
                if not (syntax.trivial(op) and len(args) == 1 or syntax.trivial_on_scalars(op) and numbers):
                    return False
                if statement.op in syntax.ARITHMETIC and not self._counts(statement):
                    return False
                small = sum(isinstance(operand, Value) for operand in self.evaluation.read(statement)) <= 3
                return small and all(arg not in self.folded or self._trivial(self.folded[arg]) for arg in args)
            case nodes.Load(source=Value(type=Tuple(layout=Layout())), path=((nodes.Const(),),)):
                return self._is_read_here(statement)
            case nodes.Load(source=source, path=((nodes.Const(),),)):
                inner = self.folded.get(source)
                return isinstance(inner, nodes.Apply) and inner.op == "numpy.shape"
        return False

    def _is_read_here(self, statement: nodes.Load) -> bool:
        """Say whether an item of a record is read a few times only, and in no loop that its record is read outside of."""
        uses = self.facts.uses.get(statement.result, [])
        around = self.facts.loops[self.facts.definitions[statement.result].block]
        return len(uses) <= MOST_ITEMS and all(self.facts.loops[use.block] == around for use in uses)

    def _counts(self, statement: nodes.Apply) -> bool:
        """Say whether a sum is one of ints, or an operand a literal."""
        if statement.op == "operator.truediv" and not isinstance(statement.args[1], nodes.Const):
            return False  # a division by zero mustn't move
        ints = all(infer.type_of(arg) == INTEGER for arg in statement.args) and statement.op in syntax.SUMS
        return ints or any(isinstance(arg, nodes.Const) for arg in statement.args)

    def _holds(self, operand: nodes.Operand, use: Use) -> bool:
        """Say whether an operand is still held at a use anyway, or costs nothing to hold."""
        if not isinstance(operand, Value):
            return True
        place = self.place.get(use.node)
        if place is not None and self.ranges.holds(operand, 2 * place):
            return True
        if operand in self.overwritten:
            return False  # the name then stands for what was written, maybe a longer list
        definition = self.facts.definitions[operand]
        if definition.statement is None:
            return not self._rebound(operand)
        if place is None or self._replaced(operand, 2 * place):
            return False
        enclosing = definition.statement in self.facts.loops[use.block] and operand not in definition.statement.params
        return enclosing or home(self.facts, operand) is use.block

    def _replaced(self, operand: Value, point: int) -> bool:
        """Say whether another version of an operand's variable is held at a point."""
        versions = self.versions.get(operand.entity)
        return versions is None or any(
            other is not operand and self.ranges.of(other) >> point & 1 for other in versions
        )

    def _rebound(self, param: Value) -> bool:
        """Say whether a parameter's variable is assigned again in the function."""
        return self.bearers[param.name] > 1

    def _loaded_again(self, statement: nodes.Statement, block: nodes.Block, index: int, uses: list[Use]) -> bool:
        """Say whether an element or a slice is read at each use, as the source does, and not named."""
        if not isinstance(statement, nodes.Load) or statement.result.name is not None or len(uses) > MOST_LOADS:
            return False
        if not isinstance(statement.source, Value) or not all(map(is_basic, statement.path)):
            return False
        if self.evaluation._contains_ordered(statement):
            return False  # what is popped is popped once, and in its time
        if len(uses) > 1 and self._is_computed(statement.source):
            return False
        fixed = not self.evaluation.memory_read(statement) & self.facts.written
        return all(self._reads_the_same(statement, block, index, use, fixed) for use in uses)

    def _is_computed(self, source: Value) -> bool:
        """Say whether what is read is a call, or an operation on arrays, that would be written at each use."""
        inner = self.folded.get(source)
        if isinstance(inner, nodes.Load):
            return isinstance(inner.source, Value) and self._is_computed(inner.source)
        return inner is not None and not self._trivial(inner)

    def _reads_the_same(self, statement: nodes.Load, block: nodes.Block, index: int, use: Use, fixed: bool) -> bool:
        """Say whether a load gives at a use what it gave where it stood, and no more often."""
        if not all(self._holds(operand, use) for operand in self.evaluation.read(statement)):
            return False
        if use.block is block:
            return use.index > index and self._crosses(statement, block, index, use)
        around, tries = self.facts.loops, self.facts.tries
        return fixed and around[use.block] == around[block] and tries[use.block] is tries[block]

    # -- single uses -----------------------------------------------------------------------------------

    def _folds(self, statement: nodes.Statement, block: nodes.Block, index: int, use: Use) -> bool:
        value = value_of(statement)
        if use.block is not block or use.index <= index or isinstance(use.node, nodes.Loop):
            return False
        if value.name is not None and not self._merges(statement, use):
            return False
        if self.size[value] > LARGEST and statement.origin.role != PRIMAL or self._is_long_result(statement, use):
            return False
        return self._crosses(statement, block, index, use)

    def may_wait(self, statement: nodes.Statement, block: nodes.Block, index: int, use: Use) -> bool:
        """Say whether an expression may be evaluated at a use as well as where it stands."""
        small = self.size[value_of(statement)] <= LARGEST
        return small and use.block is block and use.index > index and self._crosses(statement, block, index, use)

    def _is_long_result(self, statement: nodes.Statement, use: Use) -> bool:
        """Say whether a value is returned among others, and long enough to stand on a line of its own."""
        if not isinstance(use.node, nodes.Apply) or use.node.op != "tuple":
            return False
        later = self.facts.uses.get(use.node.result, ())
        packs = isinstance(statement, nodes.Apply) and statement.op == "tuple"
        return not packs and self.size[value_of(statement)] > 8 and any(
            isinstance(one.node, nodes.Return) for one in later
        )

    def _merges(self, statement: nodes.Statement, use: Use) -> bool:
        """Say whether a value is folded although it has a name: none that the source gave it.

        That is a value popped from a tape; the tuple of what is saved; what is spread out at once; the start of a sum that one source
        statement contributes to an adjoint, and any contribution to one.
        """
        value = value_of(statement)
        later = use.node
        if value.named:
            return False
        if (
            isinstance(statement, (nodes.Pull, nodes.Pop))
            or isinstance(value.type, Saved) and isinstance(statement, nodes.Apply)
        ):
            return True
        if isinstance(later, nodes.Apply) and later.op in SPREADING and later.result.entity == value.entity:
            return value.entity is not None  # an adjoint is but made as large as its value
        if not adds_up(later) or later.result.entity != value.entity or value.entity is None:
            return False
        if later.args[1] is value:
            return later.args[0] is not value
        together = later.origin.statement_line == statement.origin.statement_line
        whole = self.size[value] + self.size.get(later.args[1], 1)
        begins = isinstance(value.type, Scalar) and not adds_up(statement)
        fits = self.size[value] <= LARGEST // 2 or begins and whole <= LARGEST
        return isinstance(statement, nodes.Apply) and together and fits

    def _crosses(self, statement: nodes.Statement, block: nodes.Block, index: int, use: Use) -> bool:
        """Say whether nothing between a definition and its use conflicts with evaluating it at the use."""
        reads = self.evaluation.memory_read(statement)
        own = self.evaluation.touches(statement)
        for later in range(index + 1, use.index):
            other = block.statements[later]
            total = touched(self.facts, other)
            results = contents.results(other)
            joins = any(result in self.folded and self._lands_in(result, use) for result in results)
            if total.writes & reads and not (joins and isinstance(other, nodes.Pull)):
                return False
            if joins:
                continue
            if own.writes & (self.evaluation.memory_read(other) | total.writes) or self.evaluation.shifts_what_is_read(statement, other):
                return False
            if total.effect and (own.effect or self.evaluation.may_raise(statement)):
                return False
            if any(self._rebinds(result, operand, use) for result in results for operand in self.evaluation.read(statement)):
                return False
        return self.evaluation.is_in_order(statement, use)

    def _rebinds(self, result: Value, operand: nodes.Operand, use: Use) -> bool:
        """Say whether defining a result takes the name of an operand that is held no longer than to here."""
        if not isinstance(operand, Value) or result.entity is None or result.entity != operand.entity:
            return False
        return not self.ranges.holds(operand, 2 * self.place.get(use.node, 0))

    def _lands_in(self, value: Value, use: Use) -> bool:
        """Say whether a folded value is evaluated, in the end, where a use stands."""
        return self._landing(value).node is use.node

    def _landing(self, value: Value) -> Use:
        """Return where a value with one use is evaluated if it is folded."""
        use = self.facts.uses[value][0]
        while not isinstance(use.node, nodes.Leaf):
            outer = [result for result in contents.results(use.node) if result in self.folded]
            if not outer:
                break
            use = self.facts.uses[outer[0]][0]
        return use


def _candidate(statement: nodes.Statement, facts: Facts) -> Value | None:
    """Return the value that a statement defines if it may be folded at all."""
    match statement:
        case nodes.Pop(value=value):
            return value
        case nodes.Apply(result=result) | nodes.Load(result=result):
            return result
        case nodes.Pull(result=result):
            return result
        case nodes.If(results=(result,)) if statement in facts.conditionals:
            return result
        case nodes.Call(results=(result,)) | nodes.Effect(results=(result,)):
            return result
    return None


def _through_slot(use: Use, value: Value) -> bool:
    """Say whether a use needs a variable: a buffer that is written, or a region's slot, best computed in place."""
    match use.node:
        case nodes.Store(source=source) | nodes.Append(source=source) | nodes.Pop(source=source):
            return source is value
        case nodes.Yield() | nodes.Next() | nodes.Exit() | nodes.Loop():
            return True
        case nodes.For(inits=inits, exhausted=exhausted):
            return value in inits + exhausted
    return False
