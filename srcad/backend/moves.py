"""Puts assignments that happen at once into an order in which they may happen one by one."""

from __future__ import annotations

import gast


def sequenced(pairs: list[tuple[str, gast.expr]]) -> list[gast.stmt]:
    """Return the assignments `name = expression`, all of which read the names as they were before.

    A name is assigned once no other expression reads it any more; a cycle becomes one tuple assignment.
    """
    waiting = [(target, tree, _read(tree)) for target, tree in pairs if not _is_itself(target, tree)]
    statements: list[gast.stmt] = []
    while waiting:
        free = next((move for move in waiting if not _blocked(move, waiting)), None)
        if free is None:
            return [*statements, _together(waiting)]
        waiting.remove(free)
        statements.append(gast.Assign([_target(free[0])], free[1], None))
    return statements


def _is_itself(target: str, tree: gast.expr) -> bool:
    return isinstance(tree, gast.Name) and tree.id == target


def _blocked(move: tuple, waiting: list[tuple]) -> bool:
    """Say whether another expression still reads the name that a move assigns."""
    return any(move[0] in other[2] for other in waiting if other is not move)


def _together(moves: list) -> gast.stmt:
    targets = gast.Tuple([_target(target) for target, _, _ in moves], gast.Store())
    return gast.Assign([targets], gast.Tuple([tree for _, tree, _ in moves], gast.Load()), None)


def _target(text: str) -> gast.Name:
    return gast.Name(text, gast.Store(), None, None)


def _read(tree: gast.expr) -> set[str]:
    return {node.id for node in gast.walk(tree) if isinstance(node, gast.Name)}
