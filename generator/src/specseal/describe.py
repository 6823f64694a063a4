"""Descriptions of values for docstrings: meaning, unit, limits and allowed values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .constraint_words import constraint_words
from .contract import Array, Enumeration, Keyword, Limits, Notes, Object, Scalar, Schema, composed
from .contract.notes import Json

_UNITS = {
    "seconds": "In seconds.",
    "milliseconds": "In milliseconds.",
    "unix-seconds": "Unix time in seconds.",
    "unix-milliseconds": "Unix time in milliseconds.",
}


def describe_value(schema: Schema, notes: Notes | None = None) -> str:
    """The description of a value and its limits, as one paragraph.

    ``notes`` are those of the field that holds the value, if they differ from those of the schema.
    """
    found = schema.resolved()
    used = found.notes if notes is None else notes
    values = found.values if isinstance(found, Enumeration) else None
    described = _sentence(used.description)
    added = [sentence for fact, sentence in _facts(used, found, values) if fact not in described]
    added += _constraints(found.unheld)
    if isinstance(found, Array):
        added += _of_each(found.items.resolved())
    deprecated = ["Deprecated."] if used.deprecated else []
    return " ".join(part for part in (*deprecated, described, *added) if part)


def _facts(notes: Notes, schema: Schema, values: tuple[Json, ...] | None) -> Iterator[tuple[str, str]]:
    """Each fact as a sentence, with the words that show that the description already contains it.

    Patterns are left out: their meaning belongs into the description.
    """
    if unit := _UNITS.get(notes.unit):
        yield notes.unit.removeprefix("unix-"), unit
    yield from _range(schema)
    if values is not None:
        yield "\0", f"One of: {_listed(values)}."
    if notes.ports:
        yield f"{notes.ports[-1]}", f"Allowed ports: {', '.join(map(str, notes.ports))}."
    if notes.default is not None:
        yield "\0", f"Default: `{notes.default}`, applied by the vendor."
    if values is None and notes.examples:
        yield "\0", f"Example{'s' if len(notes.examples) > 1 else ''}: {_listed(notes.examples)}."


def describe_body(body: Schema) -> str:
    """The limits of a body whose properties are arguments: those of how many there are, and which go together."""
    found: list[str] = []
    for part in composed(body) if isinstance(body, Object) else ():
        limits = part.limits
        found += [
            sentence
            for _, sentence in _counts("entry", "entries", limits.min_properties, limits.max_properties)
        ]
        found += _constraints(part.unheld)
    return f"The body: {_continued(found)}." if found else ""


def _constraints(unheld: Iterable[Keyword]) -> list[str]:
    return [words for one in unheld if (words := constraint_words(one))]


def _of_each(items: Schema) -> Iterator[str]:
    """The limits of the items of a list, as one sentence."""
    facts = [*(sentence for _, sentence in _range(items)), *_constraints(items.unheld)]
    if facts:
        yield f"Each item: {_continued(facts)}."


def _continued(sentences: Iterable[str]) -> str:
    """Sentences as parts of one."""
    return "; ".join(one[0].lower() + one[1:].rstrip(".") for one in sentences)


def _range(schema: Schema) -> Iterator[tuple[str, str]]:
    limits = schema.limits
    binary = isinstance(schema, Scalar) and schema.format == "binary"
    yield from _numbers(limits)
    yield from _lengths(limits, "bytes" if binary else "characters")
    yield from _counts("item", "items", limits.min_items, limits.max_items)
    yield from _counts("entry", "entries", limits.min_properties, limits.max_properties)
    if limits.unique_items:
        yield "\0", "No duplicates."
    if limits.max_bytes is not None:
        yield f"{limits.max_bytes} bytes", f"At most {limits.max_bytes} bytes{'' if binary else ' in UTF-8'}."


def _numbers(limits: Limits) -> Iterator[tuple[str, str]]:
    match limits.minimum, limits.maximum:
        case None, None:
            pass
        case low, None:
            yield "\0", f"At least {low}."
        case None, high:
            yield "\0", f"At most {high}."
        case low, high:
            yield f"from {low} to {high}", f"From {low} to {high}."
    if limits.exclusive_minimum is not None:
        yield "\0", f"Greater than {limits.exclusive_minimum}."
    if limits.exclusive_maximum is not None:
        yield "\0", f"Less than {limits.exclusive_maximum}."
    if limits.multiple_of is not None:
        yield "\0", f"A multiple of {limits.multiple_of}."


def _lengths(limits: Limits, what: str) -> Iterator[tuple[str, str]]:
    match limits.min_length or 0, limits.max_length:
        case 0, None:
            pass
        case 1, None:
            yield "\0", "Not empty."
        case 0, high:
            yield f"{high} {what}", f"At most {high} {what}."
        case low, None:
            yield f"{low} {what}", f"At least {low} {what}."
        case low, high if low == high:
            yield f"{low} {what}", f"Exactly {low} {what}."
        case low, high:
            yield f"{low} to {high} {what}", f"From {low} to {high} {what}."


def _counts(one: str, many: str, low: int | None, high: int | None) -> Iterator[tuple[str, str]]:
    def shown(count: int) -> str:
        return f"{count} {one if count == 1 else many}"

    match low or 0, high:
        case 0, None:
            pass
        case 0, int(most):
            yield "\0", f"At most {shown(most)}."
        case least, None:
            yield "\0", f"At least {shown(least)}."
        case least, int(most) if least == most:
            yield "\0", f"Exactly {shown(most)}."
        case least, int(most):
            yield "\0", f"From {least} to {shown(most)}."


def _listed(values: Iterable[Json]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _sentence(text: str) -> str:
    joined = " ".join(text.split())
    return joined if not joined or joined[-1] in ".!?:" else f"{joined}."
