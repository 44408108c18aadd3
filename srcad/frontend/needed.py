"""Which variables a loop must carry: those that may be read before they are assigned again.

while True:
    x_new = 0.5 * (x + a / x)      x is needed at the head, x_new isn't
    if abs(x_new - x) < tol:
        break
    x = x_new
return x_new
"""

from __future__ import annotations

from dataclasses import dataclass, field

import gast

Names = frozenset[str]
NOTHING: Names = frozenset()


@dataclass(frozen=True)
class Around:
    """What is needed where a jump leads: by break, by continue."""

    leave: Names = NOTHING
    again: Names = NOTHING


@dataclass
class Needed:
    """The names needed at the head of each loop of a function."""

    heads: dict[gast.AST, Names] = field(default_factory=dict)
    captured: Names = NOTHING
    reads: dict[gast.AST, Names] = field(default_factory=dict)

    def read(self, node: gast.AST) -> Names:
        """Return the names that a piece of syntax reads."""
        if node not in self.reads:
            self.reads[node] = frozenset(free(node))
        return self.reads[node]

    def block(self, statements: list[gast.AST], after: Names, around: Around) -> Names:
        for statement in reversed(statements):
            after = self.statement(statement, after, around)
        return after

    def statement(self, node: gast.AST, after: Names, around: Around) -> Names:
        """Return the names needed before a statement."""
        match node:
            case gast.If(test=test, body=body, orelse=orelse):
                inside = self.block(body, after, around) | self.block(orelse, after, around)
                return self.read(test) | (inside - surely(test))
            case gast.While() | gast.For():
                return self.loop(node, after, around)
            case gast.With(items=items, body=body):
                return self.block(body, after, around).union(*map(self.read, items))
            case gast.Match(subject=subject, cases=cases):
                bodies = (self.block(case.body, after, around) for case in cases)
                tests = (self.read(part) for case in cases for part in (case.pattern, case.guard) if part is not None)
                return after.union(self.read(subject), *bodies, *tests)
            case gast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                behind = self.block(final, after, around)
                handled = (self.block(handler.body, behind, around) for handler in handlers)
                # A jump out of them runs the last block too.
                last = behind.union(*handled, *map(self.read, (*handlers, *final)))
                return last | self.block(body, self.block(orelse, behind, around), around)
            case gast.Return() | gast.Raise():
                return self.read(node)
            case gast.Break():
                return around.leave
            case gast.Continue():
                return around.again
            case gast.FunctionDef(name=name):
                return (after - {name}) | self.read(node)
            case gast.Assign() | gast.AnnAssign():
                return (after - assigned(node)) | self.read(node)
            case gast.AugAssign(target=gast.Name(id=name)):
                return after | {name} | self.read(node)
        return after | self.read(node)

    def loop(self, node: gast.While | gast.For, after: Names, around: Around) -> Names:
        """Return the names needed before a loop; those at its head are kept."""
        exhausted = self.block(node.orelse, after, around)
        head: Names = NOTHING
        while True:
            inner = self.block(node.body, head, Around(after, head))
            if isinstance(node, gast.For):
                found = exhausted | (inner - names_of(node.target)) | self.read(node.target)
            else:
                endless = isinstance(node.test, gast.Constant) and bool(node.test.value)
                found = inner | self.read(node.test) | (NOTHING if endless else exhausted)
            if found <= head:
                break
            head |= found
        self.heads[node] = head | self.captured
        return head | (self.read(node.iter) if isinstance(node, gast.For) else NOTHING)


def of_function(tree: gast.FunctionDef | gast.Lambda) -> dict[gast.AST, Names]:
    """Return the names needed at the head of each loop of a function, those of nested functions aside."""
    if isinstance(tree, gast.Lambda):
        return {}
    needed = Needed()
    needed.captured = captured(tree)
    needed.block(tree.body, NOTHING, Around())
    return needed.heads


COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)


def free(node: gast.AST) -> Names:
    """Return the names that a piece of syntax reads; a comprehension's own variables are none of them."""
    if isinstance(node, gast.Name):
        return frozenset({node.id}) if isinstance(node.ctx, gast.Load) else NOTHING
    inner = NOTHING.union(*map(free, gast.iter_child_nodes(node)))
    if not isinstance(node, COMPREHENSIONS):
        return inner
    own = NOTHING.union(*(names_of(generator.target) for generator in node.generators))
    return (inner - own) | free(node.generators[0].iter)


def captured(tree: gast.FunctionDef) -> Names:
    """Return the names in nested functions, which read and write them wherever they are called."""
    nested = (n for n in gast.walk(tree) if isinstance(n, (gast.FunctionDef, gast.Lambda)) and n is not tree)
    return frozenset(n.id for one in nested for n in gast.walk(one) if isinstance(n, gast.Name))


def names_of(target: gast.AST) -> Names:
    """Return the names that a target assigns."""
    return frozenset(n.id for n in gast.walk(target) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store))


def surely(test: gast.AST) -> Names:
    """Return the names that a test assigns whichever way it turns out."""
    match test:
        case gast.NamedExpr(target=gast.Name(id=name), value=value):
            return surely(value) | {name}
        case gast.Compare(left=left, comparators=[first, *_]):
            return surely(left) | surely(first)
        case gast.UnaryOp(operand=operand):
            return surely(operand)
        case gast.BoolOp(values=[first, *_]):
            return surely(first)
    return NOTHING


def assigned(node: gast.Assign | gast.AnnAssign) -> Names:
    """Return the names that an assignment surely assigns."""
    if isinstance(node, gast.AnnAssign):
        return names_of(node.target) if node.value is not None else NOTHING
    return frozenset().union(*map(names_of, node.targets))
