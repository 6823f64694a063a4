"""Changes of a spec that need no judgement, drafted from findings: what is new, and limits that moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..diagnostics import Location
from ..placeholders import TO_WRITE
from ..pointer import join, split
from .edit import CannotEdit, add_item, add_key, set_scalar, value_at
from .facts import ErrorRow, Facts, Field, Host
from .findings import Finding

_KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "max_length": "maxLength",
    "max_bytes": "x-max-bytes",
    "default": "default",
}
_REPEATABLE = ("CONCURRENCY", "THROTTL", "RATE_LIMIT", "TIMEOUT", "INTERNAL", "UNAVAILABLE")


@dataclass(slots=True)
class Draft:
    """The text of the spec while changes go in; ``done`` are the findings that they settle, ``look`` what to reread."""

    text: str
    page: Facts
    spec: Facts
    done: list[Finding] = field(default_factory=list[Finding])
    look: list[Finding] = field(default_factory=list[Finding])


def draft(text: str, page: Facts, spec: Facts, findings: Iterable[Finding], document: str) -> Draft:
    """The text of a spec with all that can be drafted; ``document`` is how the spec names the page."""
    drafted = Draft(text, page, spec)
    for finding in _bottom_up(findings):
        try:
            changed = _apply(drafted, finding, document)
        except CannotEdit:
            continue
        if changed is not None:
            drafted.text = changed
            drafted.done.append(finding)
            if finding.aspect:
                drafted.look.append(finding)
    return drafted


def with_digest(text: str, pointers: Iterable[str], digest: str) -> str:
    """The text of a spec with the digest of the page, at the first of the pointers that has one."""
    for pointer in pointers:
        place = join(pointer, "x-source", "digest")
        if value_at(text, place) is not None:
            return set_scalar(text, place, digest)
    return text


def _bottom_up(findings: Iterable[Finding]) -> list[Finding]:
    """Changes of what is there first, additions after them, so that pointers into lists stay true."""
    return sorted(findings, key=lambda one: one.code.endswith("-added"))


def _apply(drafted: Draft, finding: Finding, document: str) -> str | None:
    row = finding.row
    if finding.code == "host-added" and isinstance(row, Host):
        return _host(drafted, row, document)
    if finding.code == "error-added" and isinstance(row, ErrorRow):
        return _error(drafted, row, document)
    if finding.code in {"parameter-added", "field-added"} and isinstance(row, Field):
        return _row(drafted, row, document, response=finding.code == "field-added")
    if isinstance(row, Field) and finding.place and finding.aspect:
        return _aspect(drafted.text, finding, row, finding.place)
    return None


# --- changes -------------------------------------------------------------------------------------------------------


def _aspect(text: str, finding: Finding, row: Field, place: Location) -> str | None:
    said: Any = getattr(row, finding.aspect)
    schema = join(place.pointer, "schema") if split(place.pointer)[-2] == "parameters" else place.pointer
    if finding.aspect in _KEYWORDS and said is not None:
        keyword = _KEYWORDS[finding.aspect]
        value = typed(row, said) if keyword == "default" else said
        if value_at(text, join(schema, keyword)) is not None:
            return set_scalar(text, join(schema, keyword), value)
        return add_key(text, schema, keyword, value, after="type")
    if finding.aspect == "values" and len(row.values) > 1:
        index = 0
        known: list[str] = []
        while (value := value_at(text, join(schema, "enum", index))) is not None:
            known.append(value)
            index += 1
        if known and set(known) < set(row.values):
            for value in row.values:
                if value not in known:
                    text = add_item(text, join(schema, "enum"), typed(row, value))
            return text
    return None


# --- additions -----------------------------------------------------------------------------------------------------


def _host(drafted: Draft, host: Host, document: str) -> str:
    last = drafted.spec.hosts[-1] if drafted.spec.hosts else None
    entry: dict[str, Any] = {"url": host.url, "description": host.label or to_write(host, document)}
    region = region_of(host.url)
    if region and all(region_of(one.url) != region for one in drafted.spec.hosts):
        entry["x-region"] = region
    entry["x-source"] = _source(drafted.text, last, document)
    return add_item(drafted.text, "/servers", entry)


def region_of(url: str) -> str:
    """The part of a host's first name behind a hyphen, which vendors use for regions; empty where there is none."""
    return url.partition("://")[2].partition(".")[0].partition("-")[2]


def _error(drafted: Draft, row: ErrorRow, document: str) -> str | None:
    keys = {one.key for one in drafted.spec.errors}
    key = row.key or (keys.pop() if len(keys) == 1 else None)
    siblings = _before(drafted.page.errors, drafted.spec.errors, row)
    if row.status is None or key is None or siblings is None or not isinstance(siblings.place, Location):
        return None
    entry = error_entry(row, row.status, key, document)
    entry["source"] = _source(drafted.text, siblings, document, key="source")
    table = _parent(siblings.place.pointer)
    return add_key(drafted.text, table, row.code, entry, after=siblings.code)


def error_entry(row: ErrorRow, status: int, key: str, document: str) -> dict[str, Any]:
    """A row of ``x-errors`` without its source."""
    entry: dict[str, Any] = {
        "status": status,
        "key": key,
        "description": to_write(row, document),
        "retryable": status == 429 or status >= 500 or any(word in row.code.upper() for word in _REPEATABLE),
    }
    if row.detail:
        entry["detail"] = row.detail
    if row.reasons:
        entry["reasons"] = {reason: to_write(row, document) for reason in row.reasons}
    if row.arguments:
        entry["arguments"] = list(row.arguments)
    return entry


def _row(drafted: Draft, row: Field, document: str, *, response: bool) -> str | None:
    page, spec = (
        (drafted.page.response, drafted.spec.response)
        if response
        else (drafted.page.request, drafted.spec.request)
    )
    parent = row.at.rpartition("/")[0]
    page = tuple(one for one in page if one.at.rpartition("/")[0] == parent and one.failure == row.failure)
    spec = tuple(one for one in spec if one.at.rpartition("/")[0] == parent and one.failure == row.failure)
    sibling = _before(page, spec, row)
    if sibling is None or not isinstance(sibling.place, Location) or row.type in {None, "array", "object"}:
        return None
    source = _source(drafted.text, sibling, document)
    if row.lost:
        source["lost"] = f"What line {row.place} should hold."
    holder = _parent(sibling.place.pointer)
    if split(sibling.place.pointer)[-2] == "parameters":
        where = row.where or value_at(drafted.text, join(sibling.place.pointer, "in")) or "query"
        if where == "body":
            return None
        entry: dict[str, Any] = {"name": row.name, "in": where}
        if row.required:
            entry["required"] = True
        entry |= {"description": to_write(row, document), "schema": schema_of(row), "x-source": source}
        return add_item(drafted.text, holder, entry, after=int(split(sibling.place.pointer)[-1]))
    if row.where not in {None, "body"}:
        return None
    schema = schema_of(row)
    entry = {
        "type": schema.pop("type"),
        **schema,
        "description": to_write(row, document),
        "x-source": source,
    }
    text = add_key(drafted.text, holder, row.name, entry, after=sibling.name)
    return _require(text, _parent(holder), row.name) if row.required else text


def _require(text: str, schema: str, name: str) -> str:
    try:
        return add_item(text, join(schema, "required"), name)
    except CannotEdit:
        return add_key(text, schema, "required", [name], after="description")


def schema_of(row: Field) -> dict[str, Any]:
    """The schema of a row whose type is known: type, values, limits, unit and sample."""
    schema: dict[str, Any] = {"type": "string" if row.type == "file" else row.type}
    if row.type == "file":
        schema["format"] = "binary"
    if len(row.values) == 1:
        schema["const"] = typed(row, row.values[0])
    elif row.values:
        schema["enum"] = [typed(row, value) for value in row.values]
    for aspect, keyword in _KEYWORDS.items():
        said = getattr(row, aspect)
        if said is not None:
            schema[keyword] = typed(row, said) if keyword == "default" else said
    if row.ports:
        schema["x-ports"] = list(row.ports)
    if row.unit:
        schema["x-unit"] = row.unit
    if row.sample:
        schema["examples"] = [typed(row, row.sample)]
    return schema


def typed(row: Field, text: str) -> Any:
    """A value of a row, from the text that the page has; the text where it is none of the row's type."""
    try:
        if row.type == "integer":
            return int(text)
        if row.type == "number":
            return float(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text.lower(), text) if row.type == "boolean" else text


def _before(page: Any, spec: Any, row: Any) -> Any:
    """The row of the spec behind which a row of the page belongs: the nearest one above it that both have."""
    known = {_key(one): one for one in spec}
    keys = [_key(one) for one in page]
    above = keys[: keys.index(_key(row))] if _key(row) in keys else keys
    return next((known[key] for key in reversed(above) if key in known), next(iter(known.values()), None))


def _key(row: Field | ErrorRow) -> str:
    return row.at if isinstance(row, Field) else row.code


def _source(text: str, sibling: Any, document: str, key: str = "x-source") -> dict[str, Any]:
    source: dict[str, Any] = {"document": document}
    place = sibling.place if sibling is not None else None
    if isinstance(place, Location):
        section = value_at(text, join(place.pointer, key, "section"))
        if section:
            source["section"] = section
    return source


def to_write(row: Field | ErrorRow | Host, document: str) -> str:
    """What stands in place of a description that a person has to write."""
    return f"{TO_WRITE}, from line {row.place} of {document}." if row.place else f"{TO_WRITE}."


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]
