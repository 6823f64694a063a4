"""What comes back: one typed result from every form that travels."""

from __future__ import annotations

import json
from typing import Any, Literal, get_type_hints

import pytest


def ask(package: Any, vendor: Any, answer: Any = None, *, raw: bytes | None = None, **settings: Any) -> Any:
    vendor.answer = json.dumps(answer).encode() if raw is None else raw
    for name, value in settings.items():
        setattr(vendor, name, value)
    with package.Thing(base_url=vendor.url) as client:
        return client.get_thing(id="1")


@pytest.fixture
def rich(sandbox: Any) -> Any:
    """A spec whose answer has every kind of value."""
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Base"] = {"type": "object", "properties": {"RequestId": {"type": "string"}}}
    schemas["Item"] = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "parent": {"$ref": "#/components/schemas/Item"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
        },
    }
    schemas["Alias"] = {"$ref": "#/components/schemas/Item"}
    schemas["Code"] = {"type": "string", "enum": ["a", "b"], "maxLength": 1}
    schemas["Thing"] = {
        "allOf": [{"$ref": "#/components/schemas/Base"}],
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 3},
            "count": {"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]+$"},
            "ratio": {"type": "number"},
            "ok": {"type": "boolean"},
            "code": {"$ref": "#/components/schemas/Code"},
            "item": {"$ref": "#/components/schemas/Alias"},
            "maybe": {"anyOf": [{"$ref": "#/components/schemas/Item"}, {"type": "null"}]},
            "List": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "tags": {"type": "array", "items": {"type": "string"}},
            "scores": {"type": "object", "additionalProperties": {"type": "integer"}},
            "named": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Item"}},
            "anything": {},
            "class": {"type": "string"},
            "int": {"type": "integer"},
        },
    }
    content = sandbox.operation["responses"]["200"]["content"]
    content["text/xml"] = content["application/json"]
    return sandbox


def test_every_kind_of_value(rich: Any, imported: Any, vendor: Any) -> None:
    result = ask(
        imported(),
        vendor,
        {
            "RequestId": "r",
            "name": "n",
            "count": 2,
            "ratio": 0.5,
            "ok": True,
            "code": "a",
            "item": {"name": "i", "children": [{"name": "c", "parent": {"name": "p"}}]},
            "maybe": None,
            "List": [{"name": "l"}],
            "tags": ["t"],
            "scores": {"x": 1},
            "named": {"y": {"name": "yy"}},
            "anything": {"deep": [1]},
            "class": "k",
            "int": 7,
        },
    )
    assert (result.request_id, result.name, result.count, result.ratio, result.ok, result.code) == (
        "r",
        "n",
        2,
        0.5,
        True,
        "a",
    )
    assert result.item.children[0].parent.name == "p"
    assert (result.maybe, result.list[0].name, result.tags) == (None, "l", ["t"])
    assert (result.scores, result.named["y"].name, result.anything) == ({"x": 1}, "yy", {"deep": [1]})
    assert (result.class_, result.int) == ("k", 7)


def test_documented_nulls_are_read_wherever_they_stand(rich: Any, imported: Any, vendor: Any) -> None:
    item = {"$ref": "#/components/schemas/Item"}
    rich.spec["components"]["schemas"]["Thing"]["properties"] |= {
        "gaps": {"type": "array", "items": {"anyOf": [item, {"type": "null"}]}},
        "texts": {"type": "array", "items": {"type": ["string", "null"]}},
        "holes": {"type": "object", "additionalProperties": {"oneOf": [item, {"type": "null"}]}},
    }
    answer = {"gaps": [None, {"name": "a"}], "texts": ["b", None], "holes": {"x": None, "y": {"name": "c"}}}
    result = ask(imported(), vendor, answer)
    assert (result.gaps[0], result.gaps[1].name, result.texts) == (None, "a", ["b", None])
    assert (result.holes["x"], result.holes["y"].name) == (None, "c")


def test_absent_fields_read_as_none_and_absent_lists_as_empty(rich: Any, imported: Any, vendor: Any) -> None:
    result = ask(imported(), vendor, {})
    assert result.name is None
    assert result.item is None
    assert (result.list, result.tags) == ([], [])
    assert ask(imported(), vendor, {"List": None, "tags": None}).list == []


@pytest.mark.parametrize(
    ("sent", "attribute", "read"),
    [
        ({"count": "15"}, "count", 15),
        ({"ok": "true"}, "ok", True),
        ({"ok": "False"}, "ok", False),
        ({"name": 1769739690208}, "name", "1769739690208"),
        ({"ratio": "0.25"}, "ratio", 0.25),
        ({"code": "never documented"}, "code", "never documented"),
        ({"tags": {"tag": ["a", "b"]}}, "tags", ["a", "b"]),
        ({"unknown": 1, "name": "n"}, "name", "n"),
    ],
)
def test_forms_that_vendors_are_known_to_send(
    rich: Any, imported: Any, vendor: Any, sent: Any, attribute: str, read: Any
) -> None:
    assert getattr(ask(imported(), vendor, sent), attribute) == read


def test_a_wrapped_list_of_objects(rich: Any, imported: Any, vendor: Any) -> None:
    result = ask(imported(), vendor, {"List": {"pageData": [{"name": "a"}, {"name": "b"}]}})
    assert [item.name for item in result.list] == ["a", "b"]


def test_xml_gives_the_same_result(rich: Any, imported: Any, vendor: Any) -> None:
    raw = b"""<?xml version='1.0' encoding='UTF-8'?><R><RequestId>r</RequestId><count>15</count><ok>true</ok>
    <List><name>a &amp; b</name></List><List><name><![CDATA[<c>]]></name></List><tags>t</tags></R>"""
    result = ask(imported(), vendor, raw=raw, media_type="text/xml;charset=utf-8")
    assert (result.request_id, result.count, result.ok, result.tags) == ("r", 15, True, ["t"])
    assert [item.name for item in result.list] == ["a & b", "<c>"]


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'{"count": "many"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"<html>oops</html>", "text/html"),
        (b"<R><a></R>", "text/xml"),
        (b"<!DOCTYPE R [<!ENTITY e 'x'>]><R><name>&e;</name></R>", "text/xml"),
    ],
)
def test_what_cannot_be_read_raises_and_keeps_the_answer(
    rich: Any, imported: Any, vendor: Any, raw: bytes, media_type: str
) -> None:
    package = imported()
    with pytest.raises(package.errors.APIDecodeError) as caught:
        ask(package, vendor, raw=raw, media_type=media_type)
    assert caught.value.response.content == raw
    assert caught.value.response.status_code == 200


KNOWN_STATUS, KNOWN_LEVEL, KNOWN_KIND = Literal["OK", "FAILED"], Literal[1, 2], Literal["face"]
HINTS: dict[str, tuple[Any, Any]] = {
    "required": ({"type": "string"}, str),
    "nullable": ({"type": ["string", "null"]}, str | None),
    "status": ({"type": "string", "enum": ["OK", "FAILED"]}, KNOWN_STATUS | str),
    "level": ({"type": "integer", "enum": [1, 2]}, KNOWN_LEVEL | int),
    "kind": ({"const": "face"}, KNOWN_KIND | str),
    "either": ({"type": ["integer", "string"]}, int | str),
    "rows": (
        {"type": "array", "items": {"type": "array", "items": {"type": ["integer", "string"]}}},
        list[list[int | str]],
    ),
    "text_or_list": (
        {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        str | list[str],
    ),
}
SENT: dict[str, Any] = {
    "required": "r",
    "nullable": None,
    "status": "OK",
    "level": 3,
    "kind": "face",
    "either": "0.0163",
    "rows": [[1499040000000, "0.0163"]],
    "text_or_list": ["a"],
}


@pytest.fixture
def promised(sandbox: Any) -> Any:
    """A spec that requires all that it describes."""
    sandbox.answer.clear()
    sandbox.answer.update({name: schema for name, (schema, _) in HINTS.items()})
    sandbox.spec["components"]["schemas"]["Thing"]["required"] = list(HINTS)
    return sandbox


def test_what_is_required_is_typed_as_it_is_described(promised: Any, imported: Any, vendor: Any) -> None:
    package = imported()
    hints = get_type_hints(package.models.Thing)
    assert hints == {name: hint for name, (_, hint) in HINTS.items()}
    result = ask(package, vendor, SENT)
    assert {name: getattr(result, name) for name in SENT} == SENT


def test_values_that_nobody_documented_are_read_all_the_same(
    promised: Any, imported: Any, vendor: Any
) -> None:
    result = ask(imported(), vendor, SENT | {"status": "NEW", "kind": "voice", "text_or_list": "a"})
    assert (result.status, result.kind, result.text_or_list) == ("NEW", "voice", "a")


@pytest.mark.parametrize("name", [name for name in HINTS if name != "rows"])
def test_what_is_required_and_absent_is_an_error_that_has_the_response(
    promised: Any, imported: Any, vendor: Any, name: str
) -> None:
    package = imported()
    body = {key: value for key, value in SENT.items() if key != name}
    with pytest.raises(package.errors.APIDecodeError, match=f"{name} is missing") as caught:
        ask(package, vendor, body)
    assert caught.value.response.json() == body


def test_one_of_an_object_and_a_text(sandbox: Any, imported: Any, vendor: Any) -> None:
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Detail"] = {"type": "object", "properties": {"why": {"type": "string"}}}
    sandbox.answer["detail"] = {"anyOf": [{"$ref": "#/components/schemas/Detail"}, {"type": "string"}]}
    package = imported()
    assert ask(package, vendor, {"detail": "said so"}).detail == "said so"
    assert ask(package, vendor, {"detail": {"why": "said so"}}).detail.why == "said so"


def test_attributes_take_the_names_that_they_are_given(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.answer["raw_response"] = {"type": "string", "x-client": {"name": "vendors_raw_response"}}
    result = ask(imported(), vendor, {"raw_response": "mine"})
    assert result.vendors_raw_response == "mine"
    assert result.raw_response.status_code == 200


def test_an_answer_without_a_body(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.operation["responses"] = {"204": {"description": "Done."}}
    package = imported()
    assert ask(package, vendor, raw=b"", status=204) is None
    assert "-> None:" in (
        package.__spec__.submodule_search_locations and __import__("inspect").getsource(package.Thing)
    )


ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}


@pytest.fixture
def failing(sandbox: Any) -> Any:
    sandbox.spec["x-error-body"] = {
        "code": ["/error", "/fault/name"],
        "message": ["/message"],
        "request_id": ["/request_id"],
        "separator": ":",
        "failed_when": [{"pointer": "/error"}, {"pointer": "/Success", "equals": False}],
    }
    sandbox.operation["x-errors"] = {
        "INVALID_TOKEN": ROW,
        "Missing": ROW | {"pattern": "Missing<argument>"},
        "MissingSignature": ROW | {"status": 403},
        "BAD_ARGUMENTS": ROW | {"detail": "argument"},
        "DENIED": ROW | {"status": 403, "detail": "reason", "retryable": True},
    }
    return sandbox


@pytest.mark.parametrize(
    ("body", "class_name", "code", "reason", "argument"),
    [
        ({"error": "INVALID_TOKEN"}, "InvalidTokenError", "INVALID_TOKEN", None, None),
        ({"error": "BAD_ARGUMENTS:uuid"}, "BadArgumentsError", "BAD_ARGUMENTS", None, "uuid"),
        ({"error": "BAD_ARGUMENTS: uuid"}, "BadArgumentsError", "BAD_ARGUMENTS", None, "uuid"),
        ({"error": "DENIED: NO_WAY"}, "DeniedError", "DENIED", "NO_WAY", None),
        ({"error": "MissingPageNo"}, "MissingError", "MissingPageNo", None, "PageNo"),
        ({"error": "MissingSignature"}, "MissingSignatureError", "MissingSignature", None, None),
        ({"fault": {"name": "INVALID_TOKEN"}}, "InvalidTokenError", "INVALID_TOKEN", None, None),
        ({"error": "NEVER_SEEN: why"}, "APIStatusError", "NEVER_SEEN", "why", None),
        ({"nothing": 1}, "APIStatusError", None, None, None),
    ],
)
def test_error_rows(
    failing: Any,
    imported: Any,
    vendor: Any,
    body: Any,
    class_name: str,
    code: Any,
    reason: Any,
    argument: Any,
) -> None:
    package = imported()
    body = body | {"request_id": "r-1", "message": "said so"}
    with pytest.raises(package.errors.APIStatusError) as caught:
        ask(package, vendor, body, status=400)
    error = caught.value
    assert type(error).__name__ == class_name
    assert (error.code, error.reason, error.argument) == (code, reason, argument)
    assert (error.status_code, error.request_id, error.body) == (400, "r-1", body)


@pytest.mark.parametrize(
    "body", [{"error": "INVALID_TOKEN"}, {"Success": False, "error": ""}, {"Success": "FALSE"}]
)
def test_a_failure_with_status_200_raises(failing: Any, imported: Any, vendor: Any, body: Any) -> None:
    package = imported()
    with pytest.raises(package.errors.APIStatusError) as caught:
        ask(package, vendor, body)
    assert caught.value.status_code == 200


def test_a_proxys_error_page_is_a_status_error(failing: Any, imported: Any, vendor: Any) -> None:
    package = imported()
    with pytest.raises(package.errors.APIStatusError) as caught:
        ask(package, vendor, raw=b"<html>Bad gateway</html>", media_type="text/html", status=502)
    assert (caught.value.status_code, caught.value.code) == (502, None)
    assert caught.value.response.content == b"<html>Bad gateway</html>"


def test_classes_say_what_the_document_says(failing: Any, imported: Any) -> None:
    errors = imported().errors
    assert errors.DeniedError.retryable is True
    assert errors.InvalidTokenError.retryable is False
    assert "`DENIED`, HTTP 403" in errors.DeniedError.__doc__
    assert set(errors.__all__) > {"DeniedError", "APIStatusError", "APIDecodeError", "ClientError"}


def test_an_answer_that_is_nested_deeper_than_it_can_be_read(rich: Any, imported: Any, vendor: Any) -> None:
    package = imported()
    levels = 300  # what a parser reads, and no reader of models that call each other does
    raw = b'{"item":' + b'{"parent":' * levels + b'{"children":{"name":""}}' + b"}" * levels + b"}"
    with pytest.raises(package.APIDecodeError, match="nested too deeply") as caught:
        ask(package, vendor, raw=raw)
    assert caught.value.response.content == raw
