"""Removes unused functions and values from a module."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import lru_cache


def prune(source: str, wanted: Collection[str]) -> str:
    """The module with only those top-level definitions that are wanted, or used by a wanted one.

    Unused imports are removed too. Comments between definitions belong to the following one.
    """
    return _pruned(source, frozenset(wanted))


@lru_cache(maxsize=100)
def _pruned(source: str, wanted: frozenset[str]) -> str:
    tree = ast.parse(source)
    defining = {name: node for node in tree.body for name in _defined(node)}
    kept: set[str] = set()
    pending = [name for name in wanted if name in defining]
    while pending:
        name = pending.pop()
        if name not in kept:
            kept.add(name)
            pending += [used for used in _used(defining[name]) if used in defining]
    rest = [node for node in tree.body if not _defined(node)]
    used = {name for node in (*rest, *(defining[one] for one in kept)) for name in _used(node)}
    lines = source.splitlines(keepends=True)
    drop: set[int] = set()
    for node in tree.body:
        names = _defined(node)
        if names and not (names & kept):
            first, last = _first_line(node), node.end_lineno or node.lineno
            while last < len(lines) and not lines[last].strip():
                last += 1
            drop.update(range(first, last + 1))
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            names = {alias.asname or alias.name for alias in node.names}
            drop.update([node.lineno] if not names & used else [])
    text = "".join(line for number, line in enumerate(lines, 1) if number not in drop)
    return text.rstrip("\n") + "\n"


@lru_cache(maxsize=100)
def definitions(source: str) -> frozenset[str]:
    """The names that a module defines at top level."""
    return frozenset(name for node in ast.parse(source).body for name in _defined(node))


@lru_cache(maxsize=200)
def imported(source: str, module: str) -> frozenset[str]:
    """The names that a module imports from another one of its package."""
    return frozenset(
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module == module
        for alias in node.names
    )


def _first_line(node: ast.stmt) -> int:
    """Of a definition with its decorators."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else ()
    return min([node.lineno, *(one.lineno for one in decorators)])


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


def _used(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
