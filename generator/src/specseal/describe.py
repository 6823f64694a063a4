"""What a contract says about a value, as sentences for docstrings: meaning, unit, limits and values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .contract import Enumeration, Limits, Notes, Schema
from .contract.notes import Json

_UNITS = {
    "seconds": "In seconds.",
    "milliseconds": "In milliseconds.",
    "unix-seconds": "Unix time in seconds.",
    "unix-milliseconds": "Unix time in milliseconds.",
}


def describe_value(schema: Schema, notes: Notes | None = None) -> str:
    """The description of a value with everything its schema limits, as one paragraph.

    ``notes`` are those of the field that holds it, where they say more than the schema's own.
    """
    found = schema.resolved()
    told = found.notes if notes is None else notes
    values = found.values if isinstance(found, Enumeration) else None
    described = _sentence(told.description)
    added = [sentence for fact, sentence in _facts(told, found.limits, values) if fact not in described]
    deprecated = ["Deprecated."] if told.deprecated else []
    return " ".join(part for part in (*deprecated, described, *added) if part)


def _facts(notes: Notes, limits: Limits, values: tuple[Json, ...] | None) -> Iterator[tuple[str, str]]:
    """What is said, each with the words that show that the description has said it already.

    A pattern is for machines: what it means is the description's to say.
    """
    if unit := _UNITS.get(notes.unit):
        yield notes.unit.removeprefix("unix-"), unit
    yield from _range(limits)
    if limits.max_bytes is not None:
        yield f"{limits.max_bytes} bytes", f"At most {limits.max_bytes} bytes in UTF-8."
    if values is not None:
        yield "\0", f"One of {_listed(values)}."
    if notes.ports:
        yield f"{notes.ports[-1]}", f"The vendor delivers to ports {', '.join(map(str, notes.ports))}."
    if notes.default is not None:
        yield "\0", f"The vendor's default is `{notes.default}`."
    if values is None and notes.examples:
        yield "\0", f"For example {_listed(notes.examples)}."


def _range(limits: Limits) -> Iterator[tuple[str, str]]:
    match limits.minimum, limits.maximum:
        case None, None:
            pass
        case low, None:
            yield "\0", f"At least {low}."
        case None, high:
            yield "\0", f"At most {high}."
        case low, high:
            yield f"from {low} to {high}", f"From {low} to {high}."
    match limits.min_length or 0, limits.max_length:
        case 0 | 1, None:
            pass
        case 0 | 1, high:
            yield f"{high} characters", f"At most {high} characters."
        case low, None:
            yield f"{low} characters", f"At least {low} characters."
        case low, high if low == high:
            yield f"{low} characters", f"Exactly {low} characters."
        case low, high:
            yield f"{low} to {high} characters", f"From {low} to {high} characters."


def _listed(values: Iterable[Json]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _sentence(text: str) -> str:
    joined = " ".join(text.split())
    return joined if not joined or joined[-1] in ".!?:" else f"{joined}."
