"""The changelog entry of a release, from the changes that the comparison found."""

from __future__ import annotations

from collections.abc import Iterable

from ..contract import Contract, request_fields
from ..diff.change import Change
from .changelog import Entry, merged
from .versions import Raised, Version

_MOST_PLACES = 8


def entry_of(version: Version, date: str, waiting: Entry, changes: Iterable[Change]) -> Entry:
    """The entry of a release: what people wrote first, then what changed."""
    more: dict[str, list[str]] = {}
    reworded: list[str] = []
    for one in changes:
        if one.code == "documentation":
            reworded.append(one.at)
        else:
            mark = "**Breaking:** " if one.kind == "breaking" else ""
            more.setdefault(one.section, []).append(f"- {mark}{one.at}: {one.message}")
    if reworded:
        shown = ", ".join(reworded[:_MOST_PLACES])
        rest = len(reworded) - _MOST_PLACES
        further = f", and {rest} more" if rest > 0 else ""
        more.setdefault("Fixed", []).append(f"- Descriptions or examples: {shown}{further}.")
    return Entry(version, date, waiting.text, merged(waiting, more))


def first_entry(version: Version, date: str, waiting: Entry, contract: Contract) -> Entry:
    """The entry of the first release."""
    text = waiting.text or (f"First release, for version {contract.info.version} of the interface.",)
    advised = [f"- {name}" for name in deprecated(contract)]
    return Entry(version, date, text, merged(waiting, {"Deprecated": advised}))


def deprecated(contract: Contract) -> list[str]:
    """What the vendor advises against: operations and their fields."""
    found: list[str] = []
    for operation in contract.operations:
        if operation.deprecated:
            found.append(operation.id)
        found += [
            f"{operation.id} request /{one.name}" for one in request_fields(operation) if one.notes.deprecated
        ]
    return found


def raised_by(waiting: Entry) -> Raised | None:
    """How notes that people wrote raise the version."""
    names = {name for name, _ in waiting.sections}
    if "Removed" in names:
        return "breaking"
    if names & {"Added", "Changed", "Deprecated"}:
        return "additive"
    return None if waiting.empty else "fixing"
