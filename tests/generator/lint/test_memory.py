"""What `x-emulator` may name: everything that the contract has, and anything where it does not say what there is."""

from __future__ import annotations

from typing import Any

import pytest

from specseal.diagnostics import Diagnostic
from specseal.generate import check_product

TEXT = {"type": "string"}
THING = {"$ref": "#/components/schemas/Thing"}


def told(sandbox: Any) -> list[Diagnostic]:
    """What lint says of a valid spec."""
    project = sandbox.save()
    (product,) = project.products()
    return [one for one in check_product(project, product).told if one.code.startswith("emulator-")]


def remember(sandbox: Any, **said: Any) -> None:
    sandbox.spec["x-emulator"] = {"records": {"thing": {"key": "name"}}}
    sandbox.operation["x-emulator"] = {"record": "thing", "does": "read", "fields": {"name": "id"}} | said


def as_json(sandbox: Any, schema: dict[str, Any]) -> None:
    sandbox.operation["requestBody"]["content"] = {"application/json": {"schema": schema}}


def test_a_kind_that_no_operation_has(sandbox: Any) -> None:
    remember(sandbox)
    sandbox.spec["x-emulator"]["records"]["ghost"] = {"key": "id"}
    (problem,) = told(sandbox)
    assert (problem.code, problem.severity) == ("emulator-unused", "warning")
    assert problem.location is not None
    assert problem.location.pointer == "/x-emulator/records/ghost"
    assert problem.hint == "Write `record: ghost` at the operations that have them, or remove it."
    del sandbox.spec["x-emulator"]["records"]["ghost"]
    assert told(sandbox) == []


def test_it_is_told_in_the_overlay_that_says_it(sandbox: Any) -> None:
    said = {"record": "thing", "does": "read", "fields": {"name": "idd"}}
    sandbox.spec["x-emulator"] = {"records": {"thing": {"key": "name"}}}
    sandbox.overlay("wire", {"target": "$.paths['/thing'].post", "update": {"x-emulator": said}})
    (problem,) = sandbox.problems()
    assert problem.location.file == "overlays/acme/thing/wire.yaml"
    lines = (sandbox.root / problem.location.file).read_text("utf-8").splitlines()
    assert '"name": "idd"' in lines[problem.location.line - 1]
    assert problem.hint == "Did you mean id?"


def test_a_misspelt_key_is_told_once(sandbox: Any) -> None:
    remember(sandbox)
    sandbox.spec["x-emulator"]["records"]["thing"]["key"] = "nmae"
    sandbox.operation["x-emulator"].pop("fields")
    (problem,) = sandbox.problems()
    assert problem.message == "the record thing has no 'nmae'."


@pytest.mark.parametrize(
    "profile",
    [
        {"type": "object", "properties": {"title": TEXT}},
        {"type": ["object", "null"], "properties": {"title": TEXT}},
        {
            "oneOf": [
                {"type": "object", "properties": {"name": TEXT}},
                {"type": "object", "properties": {"title": TEXT}},
            ]
        },
        {"allOf": [{"type": "object", "properties": {"title": TEXT}}]},
        {"type": "object", "additionalProperties": TEXT},
        {"type": "object", "properties": {"name": TEXT}, "additionalProperties": TEXT},
        {},
        TEXT,
    ],
)
def test_pointers_into_a_field(sandbox: Any, profile: dict[str, Any]) -> None:
    as_json(
        sandbox,
        {
            "type": "object",
            "properties": {"id": TEXT, "profile": profile, "tags": {"type": "array", "items": profile}},
        },
    )
    remember(sandbox, does="create", fields={"name": "/profile/title"})
    assert told(sandbox) == []
    remember(sandbox, does="create", fields={"name": "/tags/0/title"})
    assert told(sandbox) == []


@pytest.mark.parametrize("body", [{"type": "object"}, {"type": "object", "additionalProperties": TEXT}])
def test_a_body_of_any_names(sandbox: Any, body: dict[str, Any]) -> None:
    as_json(sandbox, body)
    remember(sandbox, fields={"name": "whatever"})
    assert told(sandbox) == []


def test_a_response_of_any_names(sandbox: Any) -> None:
    sandbox.spec["components"]["schemas"]["Thing"] = {"type": "object", "additionalProperties": TEXT}
    remember(sandbox, at="/whatever")
    sandbox.spec["x-emulator"]["records"]["thing"]["unique"] = "whatever"
    assert told(sandbox) == []


def test_a_list_that_is_narrowed_by_the_fields_of_an_object(sandbox: Any) -> None:
    sandbox.operation["parameters"] = [
        {
            "name": "filter",
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "properties": {"name": TEXT}},
        }
    ]
    sandbox.answer["rows"] = {"type": "array", "items": THING}
    sandbox.spec["x-emulator"] = {"records": {"thing": {"key": "name"}}}
    sandbox.operation["x-emulator"] = {
        "record": "thing",
        "does": "list",
        "at": "/rows",
        "match": {"filter": "equals"},
    }
    assert told(sandbox) == []


def test_fields_that_come_back_at_any_depth(sandbox: Any) -> None:
    sandbox.answer["rows"] = {
        "type": "array",
        "items": {"type": "object", "properties": {"place": TEXT, "of": THING}},
    }
    sandbox.operation["x-emulator"] = {"fields": {"place": "id", "/rows/0/place": "id"}}
    assert told(sandbox) == []
