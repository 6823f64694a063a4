"""What stands just inside each check passes it, and what stands just outside is refused where it is written."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from specseal.generate import check_product
from specseal.lint.extensions import PLACES
from specseal.runtime import errors

TEXT = {"type": "string"}
MAP = {"type": "object", "additionalProperties": TEXT}
OBJECT = {"type": "object", "properties": {"a": TEXT}}
LIST = {"type": "array", "items": TEXT}
ROW = {"status": 400, "key": "error", "description": "Bad.", "retryable": False}
OF_RUNTIME = [
    name
    for name, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, errors.ClientError) and found.__module__ == errors.__name__
]


def checked(sandbox: Any) -> Any:
    project = sandbox.save()
    (product,) = project.products()
    return check_product(project, product)


def told(sandbox: Any) -> list[tuple[str, str]]:
    return [(one.code, one.location.pointer) for one in sandbox.problems()]


def test_all_that_a_portal_overlay_may_say(sandbox: Any) -> None:
    sandbox.overlay(
        "portal",
        {"target": "$.info", "update": {"x-logo": {"url": "https://example.com/logo.png"}}},
        {
            "target": "$",
            "update": {
                "tags": [{"name": "Things", "x-displayName": "All things"}],
                "x-tagGroups": [{"name": "All", "tags": ["Things"]}],
                "externalDocs": {"url": "https://example.com"},
            },
        },
        {"target": "$.paths.*.post", "update": {"x-codeSamples": [{"lang": "Python", "source": "pass"}]}},
    )
    assert checked(sandbox)


SOURCE = {"document": "thing.txt"}
AT_THE_ROOT: list[tuple[str, str, Any]] = [
    ("wire", "x-errors", {"BAD": ROW}),
    ("wire", "x-error-body", {"code": ["/error"]}),
    (
        "wire",
        "x-pages",
        {"start": {"description": "It.", "path": "/start", "query": {"token": "It."}, "source": SOURCE}},
    ),
    ("client", "x-client", {"class": "Thing"}),
    ("portal", "x-portal", {"owner": "team-a"}),
    ("portal", "x-tagGroups", [{"name": "All", "tags": []}]),
    ("drift", "x-waivers", [{"finding": "example-type", "at": "/a", "reason": "Known.", "source": SOURCE}]),
]


@pytest.mark.parametrize(("stage", "key", "value"), AT_THE_ROOT, ids=[row[1] for row in AT_THE_ROOT])
def test_what_an_overlay_says_at_the_root(sandbox: Any, stage: str, key: str, value: Any) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    update = {key: value} if key != "x-error-body" else {key: {"message": ["/error"]}}
    sandbox.overlay(stage, {"target": "$", "update": update})
    assert checked(sandbox)
    sandbox.overlay(stage, {"target": "$.info", "update": {key: value}})
    assert ("extension-misplaced", f"/info/{key}") in told(sandbox)


@pytest.mark.parametrize("key", ["x-displayName", "x-logo", "x-tagGroups", "x-codeSamples"])
def test_what_belongs_to_the_portal_has_one_place(sandbox: Any, key: str) -> None:
    sandbox.answer["name"] = TEXT | {key: "a"}
    place = ("extension-misplaced", f"/components/schemas/Thing/properties/name/{key}")
    assert told(sandbox) == [place]
    del sandbox.answer["name"][key]
    sandbox.overlay("portal", {"target": "$..Thing.properties.name", "update": {key: "a"}})
    assert told(sandbox) == [place]


@pytest.mark.parametrize("name", OF_RUNTIME)
def test_no_error_hides_a_class_of_the_runtime(sandbox: Any, name: str) -> None:
    sandbox.spec["x-error-body"] = {"code": ["/error"]}
    sandbox.operation["x-errors"] = {"BAD": ROW | {"name": name}}
    assert [code for code, _ in told(sandbox)] == ["error-name"]


def test_there_are_classes_of_the_runtime() -> None:
    assert {"ClientError", "APIConnectionError", "CallbackError"} <= set(OF_RUNTIME)


@pytest.mark.parametrize(
    ("schema", "passing"),
    [
        (MAP, {"form", "spaceDelimited", "pipeDelimited", "deepObject", None}),
        (OBJECT, {"form", "spaceDelimited", "pipeDelimited", "deepObject", None}),
        (LIST, {"form", "spaceDelimited", "pipeDelimited", None}),
        (TEXT, {"form", None}),
    ],
)
def test_styles_of_parameters_in_the_query(sandbox: Any, schema: dict[str, Any], passing: set[Any]) -> None:
    for style in ("form", "simple", "deepObject", "pipeDelimited", "spaceDelimited", None):
        parameter = {"name": "it", "in": "query", "schema": schema} | ({"style": style} if style else {})
        sandbox.operation["parameters"] = [parameter]
        if style in passing:
            assert checked(sandbox)
        else:
            assert sandbox.codes() & {"unsupported", "openapi-invalid"}


@pytest.mark.parametrize("style", ["form", "deepObject", "simple"])
@pytest.mark.parametrize(("schema", "good"), [(TEXT, "form"), (MAP, "deepObject")])
def test_styles_of_form_fields(sandbox: Any, schema: dict[str, Any], good: str, style: str) -> None:
    sandbox.properties["it"] = schema
    sandbox.body["encoding"] = {"it": {"style": style}}
    if style in {good, "form"}:
        assert checked(sandbox)
    else:
        assert sandbox.codes() & {"unsupported", "openapi-invalid"}


def test_a_client_overlay_reaches_into_lists_and_changes_nothing_there(sandbox: Any) -> None:
    sandbox.operation["parameters"] = [{"name": "q", "in": "query", "schema": TEXT}]
    sandbox.overlay("client", {"target": "$..parameters[0]", "update": {"x-client": {"name": "search"}}})
    assert "search: str | None = None" in sandbox.file("_client.py")
    sandbox.overlay("client", {"target": "$..parameters[0]", "update": {"description": "Words."}})
    assert told(sandbox) == [("overlay-stage", "/paths/~1thing/post/parameters/0/description")]
    sandbox.overlay(
        "client", {"target": "$..parameters", "update": {"name": "more", "in": "query", "schema": TEXT}}
    )
    assert told(sandbox) == [("overlay-stage", "/paths/~1thing/post/parameters")]


def test_tags_that_are_declared_twice(sandbox: Any) -> None:
    sandbox.spec["tags"] = [{"name": "a"}, {"name": "b"}, {"name": "a"}]
    assert told(sandbox) == [("tag-twice", "/tags/2")]
    sandbox.spec["tags"].pop()
    assert checked(sandbox)


def test_a_file_may_name_its_media_type_too(sandbox: Any) -> None:
    sandbox.properties["it"] = TEXT | {"format": "binary", "contentMediaType": "image/png"}
    assert checked(sandbox)
    sandbox.properties["it"]["format"] = "byte"
    assert [code for code, _ in told(sandbox)] == ["file-unmarked"]


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("https://api.example.com", True),
        ("https://api.example.com/v1", True),
        ("https://api.example.com:8443", True),
        ("http://api.example.com", True),
        ("api.example.com", False),
        ("ftp://api.example.com", False),
        ("https://", False),
        ("https:///v1", False),
        ("//api.example.com", False),
        ("https://api.example.com?a=b", False),
        ("https://api.example.com#a", False),
    ],
)
def test_addresses_of_servers(sandbox: Any, url: str, passes: bool) -> None:
    sandbox.spec["servers"][0]["url"] = url
    if passes:
        assert checked(sandbox)
    else:
        assert told(sandbox) == [("server-url", "/servers/0")]


@pytest.mark.parametrize("source", [None, {}, {"document": "a.txt"}, {"digest": f"sha256:{'0' * 64}"}])
def test_evidence_is_a_digest(sandbox: Any, source: dict[str, str] | None) -> None:
    del sandbox.spec["info"]["x-source"]
    if source is not None:
        sandbox.spec["info"]["x-source"] = source
    if source and "digest" in source:
        assert checked(sandbox)
    else:
        assert told(sandbox) == [("source-missing", "/info")]


@pytest.mark.parametrize("value", ["a", "", "a b", 5, None, "a\nb", "\x7f"])
@pytest.mark.parametrize("header", ["X-Kind", "X Kind", ""])
def test_part_headers(sandbox: Any, value: Any, header: str) -> None:
    sandbox.body["encoding"] = {"id": {"headers": {header: {"schema": {"const": value}}}}}
    if header == "X-Kind" and isinstance(value, str) and value.isprintable():
        assert checked(sandbox)
    else:
        assert told(sandbox)[0][0] == "encoding-header"


def test_examples_that_a_name_with_odd_characters_holds(sandbox: Any) -> None:
    """Their schemas are found by pointers, in which such characters are escaped, and within a URI."""
    for name in ("a b", "a/b", "a~b", "a%b", "ä", "a$b", "a#b"):
        sandbox.body["schema"]["properties"] = {name: TEXT | {"examples": [5], "x-client": {"name": "it"}}}
        sandbox.body["schema"]["required"] = []
        del sandbox.properties[name]["x-client"]
        codes = [code for code, _ in told(sandbox)]
        assert "example-invalid" in codes, name


@pytest.mark.parametrize("key", ["example", "examples"])
@pytest.mark.parametrize(("value", "passes"), [("a", True), (5, False)])
def test_examples_of_parameters_and_media_types(sandbox: Any, key: str, value: Any, passes: bool) -> None:
    example = {key: {"one": {"value": value}} if key == "examples" else value}
    sandbox.operation["parameters"] = [{"name": "q", "in": "query", "schema": TEXT} | example]
    if passes:
        assert checked(sandbox)
    else:
        at = "examples/one/value" if key == "examples" else "example"
        assert told(sandbox) == [("example-invalid", f"/paths/~1thing/post/parameters/0/{at}")]


def test_every_extension_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "extensions.md").read_text("utf-8")
    assert [key for key in PLACES if f"`{key}" not in page] == []
