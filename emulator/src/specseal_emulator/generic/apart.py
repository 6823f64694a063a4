"""Which contracts can be served side by side: their operations must differ by path, method, constants or host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .constants import constants, identity
from .routing import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..contract import Contract, Operation


@dataclass(frozen=True, slots=True)
class Contested:
    """An operation that another contract serves already."""

    operation: Operation
    other: Operation

    @property
    def by_host(self) -> bool:
        """Whether the two can be told apart by the Host header."""
        own, theirs = set(self.operation.hosts), set(self.other.hosts)
        return bool(own) and bool(theirs) and not own & theirs


def apart(
    given: Iterable[tuple[Contract, list[Operation]]],
) -> tuple[list[tuple[Contract, list[Operation]]], list[str]]:
    """The contracts that can be told apart from those before them, and a warning for each that cannot."""
    kept: list[tuple[Contract, list[Operation]]] = []
    warnings: list[str] = []
    taken: dict[tuple[str, str], list[tuple[Operation, frozenset[tuple[str, str]]]]] = {}
    for contract, operations in given:
        found = [one for operation in operations for one in _contested(operation, taken)]
        lost = next((one for one in found if not one.by_host), None)
        if lost is not None:
            other = lost.other.contract
            warnings.append(
                f"{contract.product}: left out, because {other.product} already serves"
                f" {_called(lost.operation)}, and nothing tells the two apart"
            )
            continue
        if found:
            hosts = ", ".join(found[0].operation.hosts)
            warnings.append(
                f"{contract.product}: {found[0].other.contract.product} serves {_called(found[0].operation)} too;"
                f" it is reached there only with one of its hosts in the Host header: {hosts}"
            )
        kept.append((contract, operations))
        for operation in operations:
            for slot in _slots(operation):
                taken.setdefault(slot, []).append((operation, identity(constants(operation))))
    return kept, warnings


def _called(operation: Operation) -> str:
    return f"{'/'.join(sorted(operation.methods))} {operation.path}"


def _slots(operation: Operation) -> Sequence[tuple[str, str]]:
    paths = [shape_of(prefix + operation.template) for prefix in operation.prefixes]
    return [(path, method) for path in paths for method in sorted(operation.methods)]


def _contested(
    operation: Operation, taken: dict[tuple[str, str], list[tuple[Operation, frozenset[tuple[str, str]]]]]
) -> Iterable[Contested]:
    own = identity(constants(operation))
    seen: set[str] = set()
    for slot in _slots(operation):
        for other, theirs in taken.get(slot, ()):
            if own == theirs and other.contract.product not in seen:
                seen.add(other.contract.product)
                yield Contested(operation, other)
