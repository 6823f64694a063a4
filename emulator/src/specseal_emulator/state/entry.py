"""Entries of the journal, and how they are shown: secrets masked, all texts within a budget of bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from ..examination import Diagnosis, Verdict
from .masking import LONGEST, PER_CHARACTER, PER_NAME, Budget, diagnosis_texts, shown_diagnosis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a form."""

    filename: str
    content_type: str
    size: int
    """Bytes."""
    sha256: str
    """Of the content, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and its response."""

    at: float
    """Time of the response: Unix time in seconds, by the emulator's clock."""
    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, SentFile]
    product: str
    """The product of the operation; empty when none was found."""
    operation: str
    """The operation id, or empty."""
    status: int
    """The HTTP status, or 0 when an armed fault broke the connection before one was sent."""
    code: str
    """The error code of the response, empty for a success."""
    why: str
    """What the emulator found, for people."""
    notes: Mapping[str, str]
    """Further findings: the account, the server's string to sign, a malformed form."""
    id: int = 0
    """Counts up from 1 over all workers; a cleared journal goes on counting."""
    elapsed: float = 0.0
    """Real seconds from the request's last byte to the response, armed latency included."""
    verdicts: tuple[Verdict, ...] = ()
    """What was checked, in this order, up to the check that failed."""
    diagnosis: Diagnosis | None = None
    """Why a signature was refused."""
    body: str = ""
    """The body of the request where it is no form: its text, with secrets masked in JSON, or its size and type."""
    response: str = ""
    """The body of the response, whole even when a fault truncated it on the wire."""


_NAMES = tuple(field.name for field in fields(Entry))


def texts(entry: Entry) -> Iterator[str]:
    """Every text of an entry that a caller or a vendor may have written, names included."""
    yield from (entry.path, entry.code, entry.why, entry.body, entry.response)
    for mapping in _mappings(entry):
        yield from mapping
        yield from mapping.values()
    for name, file in entry.files.items():
        yield from (name, file.filename, file.content_type)
    for verdict in entry.verdicts:
        yield verdict.why
    if entry.diagnosis:
        yield from diagnosis_texts(entry.diagnosis)


def stored(entry: Entry) -> dict[str, Any]:
    """An entry as a JSON object."""
    record: dict[str, Any] = {name: getattr(entry, name) for name in _NAMES}
    record["verdicts"] = [
        {"check": verdict.check, "passed": verdict.passed, "why": verdict.why} for verdict in entry.verdicts
    ]
    if entry.files:
        record["files"] = {name: asdict(file) for name, file in entry.files.items()}
    if entry.diagnosis:
        record["diagnosis"] = asdict(entry.diagnosis)
    return record


def shown(entry: Entry, whole: str, hide: Callable[[str], str], most: int) -> tuple[Entry, int]:
    """An entry with its secrets hidden and its texts cut to a budget, and the bytes that these then take.

    Args: `whole`, all its texts joined; `hide`, which is `str` when there is nothing to hide; `most`, the budget.
    """
    size = len(whole) * (1 if whole.isascii() else PER_CHARACTER) + PER_NAME * sum(map(len, _mappings(entry)))
    if hide is str and size <= min(most, LONGEST):  # as nearly always
        return entry, size
    budget = Budget(most)

    def text(value: str) -> str:
        return budget.text(hide(value))

    return (
        replace(
            entry,
            path=text(entry.path),
            code=text(entry.code),
            why=text(entry.why),
            headers=budget.texts(entry.headers, hide),
            query=budget.texts(entry.query, hide),
            form=budget.texts(entry.form, hide),
            files=_files(entry.files, budget, text),
            verdicts=tuple(replace(verdict, why=text(verdict.why)) for verdict in entry.verdicts),
            diagnosis=entry.diagnosis and shown_diagnosis(entry.diagnosis, text),
            notes=budget.texts(entry.notes, hide),
            body=text(entry.body),
            response=text(entry.response),
        ),
        budget.used,
    )


def _mappings(entry: Entry) -> tuple[Mapping[str, str], ...]:
    return entry.headers, entry.query, entry.form, entry.notes


def _files(
    files: Mapping[str, SentFile], budget: Budget, text: Callable[[str], str]
) -> Mapping[str, SentFile]:
    found: dict[str, SentFile] = {}
    for name, file in files.items():
        if budget.spent:
            break
        filename, content_type = text(file.filename), text(file.content_type)
        found[text(name)] = replace(file, filename=filename, content_type=content_type)
    return found
