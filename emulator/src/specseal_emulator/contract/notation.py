"""Documented errors as people write them: a code, or a code and a detail behind a colon or the contract's separator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..json_types import is_array, is_object
from .model import examples_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import Contract, ErrorRow, Operation


@dataclass(frozen=True, slots=True)
class NamedError:
    """A documented error, and what was said of it."""

    row: ErrorRow
    code: str
    """The row's own code, or one of the family that it stands for."""
    detail: str
    """A reason or an argument; empty where none was given."""


def named_error(operation: Operation, text: str) -> NamedError | None:
    """The error of an operation that a text names; None where the operation documents none.

    Codes may contain the separator, so the rows decide: a text that is a code is that code. Otherwise it is a code with
    one of its documented details, the longest code with any detail, or a code of a family.
    """
    for code in (text, text := text.strip()):
        if row := operation.errors.get(code):
            return NamedError(row, code, "")
    parted = list(_parted(text, separator(operation.contract)))
    for code, detail in parted:
        row = operation.errors.get(code)
        if row is not None and detail in row.details:
            return NamedError(row, code, detail)
    for code, detail in parted:
        if row := operation.errors.get(code):
            return NamedError(row, code, detail)
    for code, detail in [(text, ""), *parted]:
        if row := operation.error(code):
            return NamedError(row, code, detail)
    return None


def _parted(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """The text parted in two at each mark, the longest code first."""
    places = {
        (at, len(one)) for one in {mark, ":"} for at in range(len(text)) if one and text.startswith(one, at)
    }
    for at, length in sorted(places, reverse=True):
        yield text[:at].strip(), text[at + length :].strip()


def separator(contract: Contract) -> str:
    """What separates codes from their details: ``separator`` of ``x-error-body``; empty where it has none."""
    return str(contract.stated("x-error-body").get("separator") or "")


def written_separator(contract: Contract, operations: Iterable[Operation]) -> str:
    """The separator as the vendor writes it: with a space behind it if an example of the contract has one."""
    mark = separator(contract)
    if not mark:
        return ": "
    for operation in operations:
        starts = tuple(f"{row.code}{mark} " for row in operation.errors.values() if row.detail)
        for response in operation.responses.values():
            for content in response.get("content", {}).values():
                examples = list(examples_of(contract, content).values())
                if any(text.startswith(starts) for text in _texts(examples)):
                    return f"{mark} "
    return mark


def _texts(node: Any) -> Iterator[str]:
    pending = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, str):
            yield found
        elif is_object(found):
            pending.extend(found.values())
        elif is_array(found):
            pending.extend(found)
