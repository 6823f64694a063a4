"""Constraints of requests are stated by the method, exactly, or refused by name; none is dropped in silence."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from specseal.contract.vocabulary import KNOWN, LIMITS

TEXT = {"type": "string"}
UNSTATED: dict[str, Any] = {
    "not": {"minLength": 3},
    "if": {"minLength": 3},
    "then": {"minLength": 5},
    "else": {"minLength": 5},
    "propertyNames": {"format": "uuid"},
    "dependentSchemas": {"a": {"minProperties": 2}},
    "unevaluatedItems": TEXT,
    "unevaluatedProperties": TEXT,
    "contains": TEXT,
    "minContains": 2,
    "maxContains": 2,
    "contentSchema": TEXT,
}


def doc(sandbox: Any) -> str:
    """What the method says of its arguments, on one line."""
    tree = ast.parse(sandbox.file("_client.py"))
    method = next(
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "get_thing"
    )
    return " ".join((ast.get_docstring(method) or "").split())


def refused(sandbox: Any, keyword: str, pointer: str) -> None:
    problems = [one for one in sandbox.problems() if one.code == "constraint-unstated"]
    assert [one.location.pointer for one in problems] == [pointer]
    assert repr(keyword) in problems[0].message


BODY = "/paths/~1thing/post/requestBody/content/multipart~1form-data/schema"


@pytest.mark.parametrize("keyword", UNSTATED)
@pytest.mark.parametrize("where", ["parameter", "form", "items", "json", "component"])
def test_a_constraint_that_nothing_states(sandbox: Any, keyword: str, where: str) -> None:
    schema = {"type": "string", "description": "It.", keyword: UNSTATED[keyword]}
    pointer = f"{BODY}/properties/it"
    if where == "parameter":
        sandbox.operation["parameters"] = [{"name": "it", "in": "query", "schema": schema}]
        pointer = "/paths/~1thing/post/parameters/0/schema"
    elif where == "items":
        sandbox.properties["it"] = {"type": "array", "items": schema}
        pointer += "/items"
    elif where == "component":
        sandbox.spec["components"]["schemas"]["It"] = schema
        sandbox.properties["it"] = {"$ref": "#/components/schemas/It"}
        pointer = "/components/schemas/It"
    else:
        sandbox.properties["it"] = schema
    if where == "json":
        content = sandbox.operation["requestBody"]["content"]
        content["application/json"] = content.pop("multipart/form-data")
        pointer = pointer.replace("multipart~1form-data", "application~1json")
    refused(sandbox, keyword, f"{pointer}/{keyword}")


@pytest.mark.parametrize("keyword", UNSTATED)
@pytest.mark.parametrize("inherited", [False, True])
def test_a_constraint_of_the_whole_body(sandbox: Any, keyword: str, inherited: bool) -> None:
    body = sandbox.body["schema"]
    pointer = BODY
    if inherited:
        body["allOf"] = [{"type": "object", keyword: UNSTATED[keyword]}]
        body["allOf"][0]["properties"] = {"other": TEXT}
        pointer += "/allOf/0"
    else:
        body[keyword] = UNSTATED[keyword]
    refused(sandbox, keyword, f"{pointer}/{keyword}")


TOGETHER: dict[str, Any] = {"required": ["id", "name"]}
WORDS: list[tuple[dict[str, Any], str]] = [
    ({"propertyNames": {"type": "string", "maxLength": 64}}, "Each key: at most 64 characters."),
    ({"propertyNames": {"minLength": 2, "pattern": "^a"}}, "Each key: at least 2 characters; matching `^a`."),
    ({"propertyNames": {"enum": ["a", "b", "c"]}}, "Each key: one of `a`, `b` or `c`."),
    ({"propertyNames": {"const": "a"}}, "Each key: always `a`."),
    ({"not": {"const": "x"}}, "Not `x`."),
    ({"not": {"type": "string", "enum": ["x", "y"]}}, "Not `x` or `y`."),
    ({"not": {"pattern": "^x"}}, "Not matching `^x`."),
    ({"not": TOGETHER}, "Not together: `id` and `name`."),
    ({"not": {"required": ["id"], "description": "A word."}}, "Without: `id`."),
    ({"not": {"anyOf": [TOGETHER, {"required": ["a"]}]}}, "Not together: `id` and `name`. Without: `a`."),
    ({"dependentRequired": {"a": ["b", "c"], "d": ["e"]}}, "With `a` also `b` and `c`. With `d` also `e`."),
    ({"contains": {"const": "x"}}, "Contains `x`."),
    ({"contains": {"enum": ["x", "y"]}}, "Contains `x` or `y`."),
    ({"unevaluatedProperties": False}, "No other entries."),
    ({"unevaluatedItems": False}, "No further items."),
]


@pytest.mark.parametrize(("constraint", "words"), WORDS)
def test_a_constraint_that_words_can_say(sandbox: Any, constraint: Any, words: str) -> None:
    sandbox.properties["it"] = {"type": "string", "description": "Some."} | constraint
    assert f"it: Some. {words} timeout:" in doc(sandbox)


def test_a_constraint_of_each_item(sandbox: Any) -> None:
    items = {"type": "string", "maxLength": 9, "not": {"const": "x"}}
    sandbox.properties["it"] = {"type": "array", "items": items, "description": "Some."}
    assert "it: Some. Each item: at most 9 characters; not `x`. timeout:" in doc(sandbox)


INEXACT: dict[str, list[Any]] = {
    "propertyNames": [False, {}, {"maxLength": 5, "format": "uuid"}, {"type": "integer"}],
    "not": [
        *(True, {}, {"type": "string"}, {"pattern": "x", "minLength": 2}, {"required": []}),
        {"anyOf": [TOGETHER, {"minLength": 2}]},
        *({"const": "x", "type": "string"}, {"type": "array", "required": ["a"]}),
    ],
    "contains": [{"const": "x", "minLength": 2}, {"enum": ["x"], "minLength": 2}, True],
}


@pytest.mark.parametrize(
    ("keyword", "value"), [(keyword, value) for keyword, values in INEXACT.items() for value in values]
)
def test_words_that_would_say_less_than_the_constraint_are_not_said(
    sandbox: Any, keyword: str, value: Any
) -> None:
    sandbox.properties["it"] = {"type": "string", "description": "It.", keyword: value}
    refused(sandbox, keyword, f"{BODY}/properties/it/{keyword}")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"minProperties": 1}, "at least 1 entry."),
        ({"maxProperties": 2, "not": TOGETHER}, "at most 2 entries; not together: `id` and `name`."),
    ],
)
@pytest.mark.parametrize("inherited", [False, True])
def test_what_goes_together_in_a_body(
    sandbox: Any, limits: dict[str, Any], words: str, inherited: bool
) -> None:
    if inherited:
        sandbox.body["schema"]["allOf"] = [{"type": "object", "properties": {"other": TEXT}} | limits]
    else:
        sandbox.body["schema"].update(limits)
    assert f" The body: {words} Args: " in doc(sandbox)


def test_the_example_shows_a_body_with_as_many_fields_as_it_has_to_have(sandbox: Any) -> None:
    sandbox.body["schema"].pop("required", None)
    sandbox.properties.update(one=TEXT, other=TEXT)
    assert "id=" not in sandbox.output().files["README.md"]
    sandbox.body["schema"]["minProperties"] = 2
    readme = sandbox.output().files["README.md"]
    assert "id=" in readme and "one=" in readme and "other=" not in readme


NUMBER: dict[str, Any] = {"type": "number"}
LIST: dict[str, Any] = {"type": "array", "items": TEXT}
MAP: dict[str, Any] = {"type": "object"}
STATED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (NUMBER, {"minimum": 2}, "At least 2."),
    (NUMBER, {"maximum": 2}, "At most 2."),
    (NUMBER, {"minimum": 1, "maximum": 2}, "From 1 to 2."),
    (NUMBER, {"exclusiveMinimum": 2}, "Greater than 2."),
    (NUMBER, {"exclusiveMaximum": 2}, "Less than 2."),
    (NUMBER, {"multipleOf": 0.5}, "A multiple of 0.5."),
    (TEXT, {"minLength": 1}, "Not empty."),
    (TEXT, {"minLength": 2}, "At least 2 characters."),
    (TEXT, {"maxLength": 2}, "At most 2 characters."),
    (TEXT, {"minLength": 1, "maxLength": 2}, "From 1 to 2 characters."),
    (TEXT, {"minLength": 2, "maxLength": 2}, "Exactly 2 characters."),
    (TEXT, {"x-max-bytes": 2}, "At most 2 bytes in UTF-8."),
    (TEXT | {"format": "binary"}, {"maxLength": 2}, "At most 2 bytes."),
    (TEXT | {"format": "binary"}, {"minLength": 1, "maxLength": 2}, "From 1 to 2 bytes."),
    (TEXT | {"format": "binary"}, {"x-max-bytes": 2}, "At most 2 bytes."),
    (LIST, {"minItems": 1}, "At least 1 item."),
    (LIST, {"maxItems": 2}, "At most 2 items."),
    (LIST, {"minItems": 1, "maxItems": 2}, "From 1 to 2 items."),
    (LIST, {"minItems": 2, "maxItems": 2}, "Exactly 2 items."),
    (LIST, {"uniqueItems": True}, "No duplicates."),
    (LIST, {"items": TEXT | {"maxLength": 2, "minLength": 2}}, "Each item: exactly 2 characters."),
    (LIST, {"items": NUMBER | {"minimum": 2, "multipleOf": 2}}, "Each item: at least 2; a multiple of 2."),
    (MAP, {"minProperties": 1}, "At least 1 entry."),
    (MAP, {"maxProperties": 2}, "At most 2 entries."),
]


@pytest.mark.parametrize(("schema", "limits", "sentence"), STATED)
def test_a_limit_is_stated(sandbox: Any, schema: Any, limits: dict[str, Any], sentence: str) -> None:
    style = {"encoding": {"it": {"contentType": "application/json"}}} if schema is MAP else {}
    sandbox.body.update(style)
    sandbox.properties["it"] = schema | limits | {"description": "Some."}
    assert f"it: Some. {sentence} timeout:" in doc(sandbox)


def test_every_limit_is_stated_or_left_to_the_description() -> None:
    """A `pattern` is for machines; what it means is the description's to say."""
    told = {key for _, limits, _ in STATED for key in limits}
    assert set(LIMITS) - told == {"pattern"}
    assert set(UNSTATED) <= KNOWN


def test_what_is_required_with_another_field(sandbox: Any) -> None:
    sandbox.properties["cardNo"] = TEXT | {"description": "A card."}
    sandbox.properties["expiry"] = TEXT | {"description": "Its end."}
    sandbox.body["schema"]["dependentRequired"] = {"cardNo": ["expiry", "id"]}
    told = doc(sandbox)
    assert "expiry: Its end. Required with `card_no`. " in told
    assert "id: Which thing. card_no:" in told, "it is always required"


@pytest.mark.parametrize(
    "schema", [{"then": {"properties": {"more": TEXT}}}, {"else": {"required": ["name"]}}]
)
def test_a_condition_of_a_response_that_may_add_fields(sandbox: Any, schema: dict[str, Any]) -> None:
    sandbox.spec["components"]["schemas"]["Part"] = {
        "type": "object",
        "properties": {"name": TEXT},
        "if": {"required": ["name"]},
    } | schema
    sandbox.answer["part"] = {"$ref": "#/components/schemas/Part"}
    assert {repr(one.location.pointer.rpartition("/")[2]) for one in sandbox.problems()} >= {
        "'if'",
        *(repr(key) for key in schema),
    }


@pytest.mark.parametrize("limits", [{"minLength": 2}, {"contains": TEXT}, {"propertyNames": TEXT}])
def test_decoding_does_not_break_on_a_constraint_of_a_response(sandbox: Any, limits: dict[str, Any]) -> None:
    sandbox.answer["it"] = TEXT | limits
    assert "it: str | None = None" in sandbox.file("models.py")
