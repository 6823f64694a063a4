"""What requests take and responses hold, as tables of Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from ...contract import (
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Limits,
    Notes,
    Object,
    Operation,
    Property,
    RequestField,
    Scalar,
    Schema,
    Tuple,
    Union,
    component_name,
    entered,
    other_properties,
    request_fields,
)
from ..markdown import code, prose, table

_PLACES = {
    "path": "path",
    "query": "query",
    "header": "header",
    "form": "form",
    "json": "JSON body",
    "cookie": "cookie",
    "body": "body",
    "others": "body",
}
_LIMITS = (
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("exclusive_minimum", "more than {}"),
    ("exclusive_maximum", "less than {}"),
    ("multiple_of", "a multiple of {}"),
    ("min_length", "at least {} characters"),
    ("max_length", "at most {} characters"),
    ("max_bytes", "at most {} bytes in UTF-8"),
    ("min_items", "at least {} items"),
    ("max_items", "at most {} items"),
)


def request_table(operation: Operation) -> str:
    """What callers give, and what signing fills in."""
    fields = sorted(request_fields(operation), key=lambda one: bool(one.notes.placed_by))
    rows = [
        (code(one.name), _PLACES[one.where], _type(one.schema), _required(one), _said(one.notes, one.schema))
        for one in fields
    ]
    return table(("name", "where", "type", "required", "meaning"), rows)


def response_table(schema: Schema) -> str:
    """The fields of a body, those within others by their paths."""
    rows = list(_rows(schema, "", frozenset()))
    return table(("field", "type", "required", "meaning"), rows)


def header_table(headers: Iterable[Property]) -> str:
    """The headers of a response."""
    rows = [
        (
            code(one.name),
            _type(one.schema),
            "yes" if one.required else "no",
            _said(one.schema.notes, one.schema),
        )
        for one in headers
    ]
    return table(("header", "type", "required", "meaning"), rows)


def _required(field: RequestField) -> str:
    if field.notes.placed_by:
        return "by the signature"
    return "yes" if field.required else "on a condition" if field.needed else "no"


def _rows(schema: Schema, above: str, inside: frozenset[str]) -> Iterator[tuple[str, str, str, str]]:
    within = entered(schema, inside)
    if within is None:
        return
    match schema.resolved():
        case Object() as found:
            for one in found.properties():
                name = f"{above}.{one.name}" if above else one.name
                required = "yes" if one.required else "on a condition" if one.needed else "no"
                yield code(name), _type(one.schema), required, _said(one.schema.resolved().notes, one.schema)
                yield from _rows(one.schema, name, within)
            if (extra := other_properties(found)) is not None:
                name = f"{above}.*" if above else "*"
                yield code(name), _type(extra), "no", "Any other field."
                yield from _rows(extra, name, within)
        case Array(items=items):
            yield from _rows(items, f"{above}[]", within)
        case Dictionary(values=values):
            yield from _rows(values, f"{above}.*" if above else "*", within)
        case Union(members=members):
            for member in members:
                yield from _rows(member, above, within)
        case _:
            pass


def _type(schema: Schema) -> str:
    found = schema.resolved()
    match found:
        case Scalar(type=kind, format=form):
            name = f"{kind} ({form})" if form else kind
        case Enumeration(type=kind) | Constant(type=kind):
            name = kind or "any"
        case Array(items=items):
            name = f"list of {_type(items)}"
        case Tuple():
            name = "list"
        case Dictionary(values=values):
            name = f"map of {_type(values)}"
        case Object():
            name = component_name(schema) or "object"
        case Union(members=members):
            name = " or ".join(dict.fromkeys(map(_type, members)))
        case _:
            name = "any"
    return f"{name} or null" if found.nullable else name


def _said(notes: Notes, schema: Schema) -> str:
    found = schema.resolved()
    parts = [prose(notes.description)]
    match found:
        case Enumeration(values=values):
            shown = [code(_json(one)) for one in values]
            if not all(one in parts[0] for one in shown):
                parts.append(f"One of {', '.join(shown)}.")
        case Constant(value=value):
            if f"always {code(_json(value))}" not in parts[0]:
                parts.append(f"Always {code(_json(value))}.")
        case _:
            pass
    parts += [
        f"{text[0].upper()}{text[1:]}."
        for text in _limits(found.limits)
        if not _says(parts[0], text, found.limits)
    ]
    if notes.default is not None:
        parts.append(f"By default {code(_json(notes.default))}.")
    if notes.unit:
        parts.append(f"Unit: {notes.unit}.")
    if notes.deprecated:
        parts.append("Deprecated.")
    if notes.lost:
        parts.append(f"Not legible in the saved document: {prose(notes.lost)}")
    return " ".join(part for part in parts if part)


def _says(description: str, limit: str, limits: Limits) -> bool:
    """Whether a description states a limit already, in these words."""
    low, high = (f"{one:.15g}" if one is not None else "" for one in (limits.minimum, limits.maximum))
    both = low and high and limit in {f"at least {low}", f"at most {high}"}
    said = description.lower()
    words = re.escape(limit.removesuffix(" in UTF-8"))
    return bool(re.search(rf"(?<!\w){words}(?!\w)", said)) or (bool(both) and f"from {low} to {high}" in said)


def _limits(limits: Limits) -> Iterator[str]:
    for name, text in _LIMITS:
        value = getattr(limits, name)
        if value is not None:
            yield text.format(f"{value:.15g}").removesuffix("s" if value == 1 else " ")
    if limits.pattern:
        yield f"matches {code(limits.pattern)}"


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
