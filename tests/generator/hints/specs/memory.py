"""What `x-emulator` may not name, and `specseal lint` refuses."""

from __future__ import annotations

from typing import Any

from .parts import TEXT, schema
from .row import Change, Row, both

Json = dict[str, Any]


def memory(s: Any) -> None:
    """A shop of things: one is read by its name, others are listed."""
    schema(s)["Thing"]["properties"] |= {
        "size": TEXT,
        "owner": {"type": "object", "properties": {"town": TEXT}},
    }
    s.spec["x-emulator"] = {"records": {"thing": {"key": "name", "unique": "size"}}}
    s.operation["x-emulator"] = {"record": "thing", "does": "read", "fields": {"name": "id"}}
    listed = {
        "type": "object",
        "properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}},
    }
    s.spec["paths"]["/things"] = {
        "get": {
            "operationId": "listThings",
            "summary": "List things",
            "parameters": [{"name": "large", "in": "query", "schema": TEXT}],
            "responses": {
                "200": {"description": "Them.", "content": {"application/json": {"schema": listed}}}
            },
            "x-emulator": {
                "record": "thing",
                "does": "list",
                "at": "/rows",
                "match": {"large": {"field": "size"}},
            },
        }
    }


def kind(s: Any) -> Json:
    found: Json = s.spec["x-emulator"]["records"]["thing"]
    return found


def read(s: Any) -> Json:
    found: Json = s.operation["x-emulator"]
    return found


def listed(s: Any) -> Json:
    found: Json = s.spec["paths"]["/things"]["get"]["x-emulator"]
    return found


def returned(s: Any, fields: Json) -> None:
    s.operation["x-emulator"] = {"fields": fields}


def signed(s: Any, said: Json) -> None:
    s.receive()
    s.spec["components"]["securitySchemes"]["callback"]["x-emulator"] = said


def _row(code: str, hint: str, wrong: Change, mended: Change) -> Row:
    return Row(code, both(memory, wrong), mended, hint)


def _rows(hint: str, *changes: tuple[Change, Change]) -> list[Row]:
    return [_row("emulator-name", hint, *change) for change in changes]


_FIELD = "Name a field of the record, as responses have it."
_SENT = "Name a parameter or a field of the body."
_ANSWERED = "Name a field that the response declares."

MEMORY: list[Row] = [
    _row(
        "emulator-record",
        "Did you mean thing?",
        lambda s: read(s).update(record="thnig"),
        lambda s: read(s).update(record="thing"),
    ),
    _row(
        "emulator-record",
        "Declare it at the root: `x-emulator: {records: {order: {key: …}}}`.",
        lambda s: read(s).update(record="order"),
        lambda s: s.spec["x-emulator"]["records"].update(order={"key": "name"}),
    ),
    _row(
        "emulator-key",
        "Say which field of the request holds it: `fields: {name: …}`.",
        lambda s: read(s).pop("fields"),
        lambda s: read(s).update(fields={"name": "id"}),
    ),
    *_rows(
        "Did you mean size?",
        (lambda s: kind(s).update(unique="sise"), lambda s: kind(s).update(unique="size")),
        (lambda s: kind(s).update(key="sise"), lambda s: kind(s).update(key="name")),
        (
            lambda s: listed(s)["match"]["large"].update(field="sise"),
            lambda s: listed(s)["match"]["large"].update(field="size"),
        ),
        (lambda s: read(s)["fields"].update(sise="id"), lambda s: read(s)["fields"].pop("sise")),
        (lambda s: returned(s, {"sise": "id"}), lambda s: returned(s, {"size": "id"})),
    ),
    *_rows(
        _FIELD,
        (lambda s: kind(s).update(unique="colour"), lambda s: kind(s).update(unique="size")),
        (
            lambda s: listed(s)["match"]["large"].update(field="colour"),
            lambda s: listed(s)["match"]["large"].update(field="size"),
        ),
    ),
    *_rows(
        "Did you mean large?",
        (lambda s: listed(s)["match"].update(lagre="equals"), lambda s: listed(s)["match"].pop("lagre")),
    ),
    *_rows(
        _SENT,
        (lambda s: read(s)["fields"].update(size="colour"), lambda s: read(s)["fields"].update(size="id")),
        (lambda s: returned(s, {"name": "colour"}), lambda s: returned(s, {"name": "id"})),
    ),
    *_rows(
        _ANSWERED,
        (lambda s: returned(s, {"colour": "id"}), lambda s: returned(s, {"name": "id"})),
        (lambda s: returned(s, {"/owner/colour": "id"}), lambda s: returned(s, {"/owner/town": "id"})),
    ),
    *_rows(
        "Did you mean /owner/town?",
        (lambda s: returned(s, {"/owner/twon": "id"}), lambda s: returned(s, {"/owner/town": "id"})),
    ),
    *_rows(
        "Did you mean /rows?",
        (lambda s: listed(s).update(at="/row"), lambda s: listed(s).update(at="/rows")),
    ),
    *_rows(
        "Write a JSON Pointer to it, through declared properties.",
        (lambda s: listed(s).update(at="/things"), lambda s: listed(s).update(at="/rows")),
    ),
    *_rows(
        "Name a local name of the recipe.",
        (
            lambda s: signed(s, {"reads": {"now": {"in": "json", "name": "at"}}}),
            lambda s: signed(s, {"reads": {"data": {"in": "json", "name": "at"}}}),
        ),
    ),
    *_rows(
        "Name a field that the recipe sets.",
        (lambda s: signed(s, {"optional": ["life"]}), lambda s: signed(s, {"optional": ["sign"]})),
    ),
]
