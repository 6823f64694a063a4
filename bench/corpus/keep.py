"""Which operations of a whole document are generated: all but those that a diagnostic refuses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from specseal.contract import resolve_document
from specseal.diagnostics import Diagnostic, Refused
from specseal.document import Map
from specseal.generate import check_contract
from specseal.lint import lint_document
from specseal.pointer import split

from .prepare import Prepared
from .prune import Pruner

#: Two rounds are what the documentation promises; the third shows that nothing is left.
_ROUNDS = 3
Operation = tuple[str, str]
"""Path and method."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The operations of a document that are generated together, and why the others are not."""

    operations: tuple[Operation, ...]
    refused: dict[Operation, Diagnostic] = field(default_factory=dict[Operation, Diagnostic])
    """The first reason for each."""
    elsewhere: tuple[Diagnostic, ...] = ()
    """Errors that no operation is to blame for; nothing can be generated then."""


def keep(prepared: Prepared) -> Kept:
    """Lint the whole document, leave out the operations that are refused, and lint the rest again."""
    pruner = Pruner(prepared)
    left = list(prepared.operations())
    refused: dict[Operation, Diagnostic] = {}
    problems: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        problems = _problems(prepared.name, pruner.several(left))
        if not problems:
            return Kept(tuple(left), refused)
        blamed = {one: problem for problem in problems for one in _blamed(pruner, left, problem)}
        # what a component says may be wrong in a request, and right in a response
        alone = {
            one: found[0] for one in blamed if (found := _problems(prepared.name, pruner.several([one])))
        }
        blamed = alone or blamed
        if not blamed:
            break
        refused |= {one: problem for one, problem in blamed.items() if one not in refused}
        left = [one for one in left if one not in blamed]
    return Kept((), refused, tuple(problems))


def _problems(name: str, document: Map) -> list[Diagnostic]:
    try:
        lint_document(document, lenient=True)
        check_contract(name, resolve_document(document), lenient=True)
    except Refused as error:
        return [one for one in error.diagnostics if one.severity == "error"]
    return []


def _blamed(pruner: Pruner, operations: Collection[Operation], problem: Diagnostic) -> list[Operation]:
    """The operations that hold the place of a problem, or refer to the component that does."""
    steps = split(problem.location.pointer) if problem.location is not None else ()
    match steps:
        case ("paths", path, method, *_) if (path, method) in operations:
            return [(path, method)]
        case ("paths", path, *_):
            return [one for one in operations if one[0] == path]
        case ("components", section, name, *_):
            return [one for one in operations if (section, name) in pruner.reached([one])]
        case _:
            return []
