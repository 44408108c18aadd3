"""Raises a function of the intermediate form to Python: folds, names, and writes it back.

Folding comes first, then liveness, then the coalescing of names, then the text:

    %1 = sin(x); %2 = mul(%1, y); return %2      ->      return math.sin(x) * y
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import gast

from srcad.backend import facts as facts_
from srcad.backend.facts import Facts
from srcad.backend.coalesce import Variables, coalesce
from srcad.backend.conditional import conditional_expressions
from srcad.backend.dialects import for_dialect
from srcad.backend.exits import count_uses, with_returns_inside
from srcad.backend.expressions import Expressions
from srcad.backend.fold import Folding
from srcad.backend.late import late_folds
from srcad.backend.liveness import Graph, Ranges, live_ranges
from srcad.backend.names import Naming
from srcad.backend.outside import default_modules, outside_names, refuse_hidden
from srcad.backend.ownership import owned_sums
from srcad.backend.schedule import scheduled
from srcad.backend.statements import Place, Statements
from srcad.backend.threads import threaded
from srcad.backend.unpack import Unpacked, unpacked
from srcad.backend.words import Words
from srcad.ir import nodes
from srcad.ir.nodes import Value
from srcad.ir.types import Saved
from srcad.origin import ADJOINT, Origin


@dataclass(frozen=True)
class Raised:
    """An emitted function and what its text takes from outside."""

    tree: gast.FunctionDef
    imports: dict[str, str]
    globals: tuple[nodes.Global, ...]
    helpers: tuple[str, ...]
    functions: tuple[str, ...]
    made_names: dict[Origin, str]


def raise_function(
    function: nodes.Function,
    dialect: str = "python",
    taken: frozenset[str] = frozenset(),
    made_names: Mapping[Origin, str] | None = None,
) -> Raised:
    """Return a function as a Python tree.

    taken: names that its variables must not have. made_names: what values without a name in the source were called
    in functions raised before, by origin; what one half of a pair saves has the same name in the other.
    """
    function = with_returns_inside(threaded(function, count_uses(function)))
    function = scheduled(facts_.collect(function))
    function = for_dialect(facts_.collect(function), dialect)
    facts = facts_.collect(function)
    tuples = unpacked(facts)
    facts.conditionals = conditional_expressions(facts)
    inner = {value: facts.statement_of(value) for parts in facts.conditionals.values() for value in parts}
    graph = Graph(facts, inner, tuples)
    folding = Folding(facts, live_ranges(graph), graph.place, tuples)
    folded = folding.run()
    graph, ranges, variables = _allocated(facts, folded, tuples)
    if late := late_folds(facts, folding, variables):
        folded |= late
        graph, ranges, variables = _allocated(facts, folded, tuples)
    modules = default_modules(function)
    outside = outside_names(function, modules)
    refuse_hidden(function, outside)
    taken = taken | outside
    names = Naming(facts, taken, made_names or {}).run(variables)
    expressions = Expressions(folded, names, modules, dialect)
    owned = owned_sums(facts, graph, variables)
    writer = Statements(expressions, graph, ranges, owned, taken)
    sections = 2 if _has_backward_pass(function) else 0
    body = writer.block(function.body, Place(sections=sections))
    if function.doc is not None:
        body.insert(0, gast.Expr(gast.Constant(function.doc, None)))
    used = expressions.used
    tree = gast.FunctionDef(function.name, _parameters(function), body, [], None, None, [])
    return Raised(
        tree, dict(sorted(used.imports.items())), tuple(used.globals.values()), tuple(sorted(used.helpers)),
        tuple(sorted(used.functions)), _made_names(facts, names, made_names or {}),
    )


def _made_names(facts: Facts, names: dict[Value, str], before: Mapping[Origin, str]) -> dict[Origin, str]:
    """Return the names of values that the source has none for, by origin; of those that are packed, even if unnamed here."""
    words = Words(facts, before)
    found = {}
    for _, _, node in facts_.statements(facts.function.body):
        if isinstance(node, nodes.Apply) and node.op == "tuple":
            unnamed = [arg for arg in node.args if isinstance(arg, Value) and arg.name is None]
            found.update({arg.origin: words.name(arg) for arg in unnamed})
    return found | {value.origin: text for value, text in names.items() if value.name is None}


def _allocated(facts: Facts, folded: dict[Value, nodes.Statement], tuples: Unpacked) -> tuple[Graph, Ranges, Variables]:
    """Return the steps of the text, where each value is held, and the variables that hold them."""
    loops = {node for _, _, node in facts_.statements(facts.function.body) if isinstance(node, nodes.For)}
    while True:
        graph = Graph(facts, folded, tuples, loops)
        ranges = live_ranges(graph)
        variables = coalesce(facts, ranges)
        # Where a parameter couldn't share the name of what it starts with, the header reads that after all.
        apart = {
            loop for loop in loops
            if any(variables.of.get(init) is not variables.of.get(param) for init, param in graph.renamed(loop))
        }
        if not apart:
            return graph, ranges, variables
        loops -= apart


def _has_backward_pass(function: nodes.Function) -> bool:
    """Say whether a function has adjoint statements of its own, a callee's backward half apart."""
    if any(isinstance(param.value.type, Saved) for param in function.params):
        return False
    return any(statement.origin.role == ADJOINT for _, _, statement in facts_.statements(function.body))


def _parameters(function: nodes.Function) -> gast.arguments:
    """Return a function's parameters with their defaults as the source spells them."""
    positional = [param for param in function.params if param.kind == "positional"]
    keyword = [param for param in function.params if param.kind == "keyword"]
    return gast.arguments(
        args=[_parameter(param) for param in positional], posonlyargs=[], vararg=None,
        kwonlyargs=[_parameter(param) for param in keyword],
        kw_defaults=[None if param.default is None else _default(param.default) for param in keyword],
        kwarg=None, defaults=[_default(param.default) for param in positional if param.default is not None],
    )


def _parameter(param: nodes.Param) -> gast.Name:
    return gast.Name(param.name, gast.Param(), None, None)


def _default(text: str) -> gast.expr:
    """Return a default's expression, a lone literal in the source's spelling."""
    tree = gast.parse(text, mode="eval").body
    if isinstance(tree, gast.Constant):
        tree.text = text
    return tree
