"""The mutants of a module, as mutmut makes them, with names that outlive edits elsewhere in the file.

mutmut's own runner swaps functions at run time in one process, but the tests here start processes, generate clients
and install wheels. So only its operators are used. It skips type annotations, decorated functions and triple-quoted
strings; prose is skipped too: string literals of several words.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import Mutation, create_mutations

_PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module. Its `key` depends on neither the seed nor line numbers."""

    key: str
    path: str
    """From the root of the repository."""
    scope: str
    """The function that it is in; empty for the module itself."""
    old: str
    new: str
    module: str
    """The digest of the module's text."""
    _module: cst.Module = field(repr=False, compare=False)
    _mutation: Mutation = field(repr=False, compare=False)

    def text(self) -> str:
        """The mutated module."""
        changed = self._module.deep_replace(self._mutation.original_node, self._mutation.mutated_node)
        return cst.ensure_type(changed, cst.Module).code

    @property
    def shown(self) -> str:
        """Its place and its change, in one line."""
        return f"{self.path}: {self.scope or 'module'}: {_line(self.old)} → {_line(self.new)}"


def mutants_of(root: Path, path: str) -> list[Mutant]:
    """All mutants of one module, in the order of its text."""
    source = (root / path).read_text(encoding="utf-8")
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    module, mutations, _, _ = create_mutations(path, source)
    found: list[Mutant] = []
    seen: Counter[tuple[str, ...]] = Counter()
    for mutation in mutations:
        if _is_prose(mutation.original_node):
            continue
        function = mutation.contained_by_top_level_function
        scope = function.name.value if isinstance(function, cst.FunctionDef) else ""
        old = module.code_for_node(mutation.original_node).strip()
        new = module.code_for_node(mutation.mutated_node).strip()
        if old == new:
            continue
        identity = (path, scope, old, new)
        seen[identity] += 1
        key = hashlib.sha256("\0".join((*identity, str(seen[identity]))).encode()).hexdigest()[:12]
        found.append(Mutant(key, path, scope, old, new, digest, module, mutation))
    return found


def drawn(mutants: Iterable[Mutant], seed: int, count: int) -> list[Mutant]:
    """A sample of `count` mutants, always the same for a seed. Invalid Python is skipped."""
    ranked = sorted(mutants, key=lambda one: hashlib.sha256(f"{seed}\0{one.key}".encode()).digest())
    return [one for one, _ in zip(_valid(ranked), range(count), strict=False)]


def changed_lines(before: str, after: str) -> range:
    """The lines of `before` that `after` does not have, from 1; one at least."""
    old, new = before.splitlines(), after.splitlines()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return range(start + 1, max(len(old) - end, start + 1) + 1)


def statement_lines(source: str, lines: range) -> range:
    """The lines of the smallest statement around some lines: of its head, where they are in the head."""
    best = range(1, len(source.splitlines()) + 1)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None)
        last = node.end_lineno or node.lineno
        if isinstance(body, list) and isinstance(body[0], ast.stmt) and lines[-1] < body[0].lineno:
            last = max(body[0].lineno - 1, node.lineno)
        around = range(node.lineno, last + 1)
        if around[0] <= lines[0] and lines[-1] <= around[-1] and len(around) <= len(best):
            best = around
    return best


def _valid(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    for mutant in mutants:
        try:
            compile(mutant.text(), mutant.path, "exec", dont_inherit=True)
        except SyntaxError:
            continue
        yield mutant


def _is_prose(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.SimpleString) and bool(_PROSE.search(node.value))


def _line(code: str) -> str:
    return re.sub(r"\s+", " ", code)
