"""Every example of the documents keeps to the contract; where one contradicts its own table is known by name."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest

from specseal.diagnostics import Location
from specseal.drift.sides import Sides, sides_of
from specseal.project import Project

Reader = Callable[[str], dict[str, Any]]


@cache
def sides(product: str) -> Sides:
    """The spec, the facts file and the waivers of a product."""
    project = Project(Path(__file__).parents[2])
    (chosen,) = project.select((product,))
    return sides_of(project, chosen)


def contradictions(product: str, code: str) -> set[str]:
    """Where a document's own example breaks its own table, as its waivers say: pointers into the answer."""
    return {one.at for one in sides(product).waivers if one.code == code}


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference to a component names."""
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def examples(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any], Any]]:
    """Status, media type, name, schema and value of every response example."""
    ((_, item),) = document["paths"].items()
    for status, response in item["post"]["responses"].items():
        for media_type, media in response["content"].items():
            for name, example in media["examples"].items():
                yield status, media_type, name, media["schema"], example["value"]


def from_xml(document: dict[str, Any], schema: dict[str, Any], element: ET.Element) -> Any:
    """What an element holds by its schema: unwrapped lists, and numbers and truth values from their text."""
    schema = resolved(document, schema) if "$ref" in schema else schema
    declared: str | list[str] = schema["type"]
    kinds = [declared] if isinstance(declared, str) else declared
    if kinds == ["object"]:
        result: dict[str, Any] = {}
        for child in element:
            member = schema["properties"][child.tag]
            if member.get("type") == "array":
                result.setdefault(child.tag, []).append(from_xml(document, member["items"], child))
            else:
                result[child.tag] = from_xml(document, member, child)
        return result
    text = element.text or ""
    if "integer" in kinds:
        return int(text)
    return {"true": True, "false": False}[text] if kinds == ["boolean"] else text


def value_of(document: dict[str, Any], media_type: str, schema: dict[str, Any], value: Any) -> Any:
    """An example as data: XML is parsed, and its root element must be the one the schema names."""
    if media_type == "text/xml":
        element = ET.fromstring(value)
        assert element.tag == resolved(document, schema)["xml"]["name"]
        return from_xml(document, schema, element)
    return value


def problems(document: dict[str, Any], schema: dict[str, Any], value: Any) -> set[str]:
    """Places of a value that do not keep to the schema."""
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]})
    return {"".join(f"/{step}" for step in error.instance_path) for error in validator.iter_errors(value)}


def test_all_shown_examples_are_there(product: str, spec_of: Reader) -> None:
    (page,) = sides(product).before
    shown = Counter((one.media, one.outcome) for one in page.examples)
    assert shown == Counter(
        (media, "success" if status == "200" else "failure")
        for status, media, _, _, _ in examples(spec_of(product))
    )


def test_specs_follow_the_tables_where_examples_contradict_them(product: str, spec_of: Reader) -> None:
    document = spec_of(product)
    found = {
        re.sub(r"/\d+(?=/|$)", "/*", place)
        for _, media, _, schema, value in examples(document)
        for place in problems(document, schema, value_of(document, media, schema, value))
    }
    incomplete = {at.rpartition("/")[0] for at in contradictions(product, "example-incomplete")}
    assert found == contradictions(product, "example-type") | incomplete


def test_contradictions_are_noted_where_they_are(product: str, spec_of: Reader) -> None:
    held = sides(product)
    facts = held.facts(held.spec.operations[0])
    document = spec_of(product)
    places = {row.at: row.place for row in facts.response}
    for at in contradictions(product, "example-type") | contradictions(product, "example-incomplete"):
        place = places[at]
        assert isinstance(place, Location)
        _, _, component, _, name = place.pointer.strip("/").split("/")
        names = (
            {component, "ErrorResponse"}
            if at in contradictions(product, "example-incomplete")
            else {component}
        )
        notes = [
            document["components"]["schemas"][one]["properties"][name]["x-source"].get("note", "")
            for one in names
        ]
        assert any("table" in note for note in notes), at


def test_examples_keep_to_the_contract(product: str, contract_of: Reader) -> None:
    document = contract_of(product)
    seen = 0
    for status, media, name, schema, value in examples(document):
        assert problems(document, schema, value_of(document, media, schema, value)) == set(), (
            status,
            media,
            name,
        )
        seen += 1
    assert seen >= 2


def test_json_and_xml_of_link_visual_say_the_same(contract_of: Reader) -> None:
    document = contract_of("linkvisual")
    by_media = {
        (status, name, media): value_of(document, media, schema, value)
        for status, media, name, schema, value in examples(document)
    }

    def as_text(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: as_text(value) for key, value in cast("dict[str, Any]", node).items()}
        items: list[Any] = cast("Any", node) if isinstance(node, list) else []
        return [as_text(one) for one in items] if isinstance(node, list) else str(node)

    pairs = {(status, name) for status, name, _ in by_media}
    assert ("200", "failure") in pairs
    for status, name in pairs:
        assert as_text(by_media[status, name, "application/json"]) == as_text(
            by_media[status, name, "text/xml"]
        )


@pytest.mark.parametrize("stage", ["spec", "contract"])
def test_sample_values_and_defaults_of_fields(
    product: str, stage: str, spec_of: Reader, contract_of: Reader
) -> None:
    document = spec_of(product) if stage == "spec" else contract_of(product)
    ((_, item),) = document["paths"].items()
    schemas = [parameter["schema"] for parameter in item["post"].get("parameters", [])]
    schemas += [
        one for schema in document["components"]["schemas"].values() for one in schema["properties"].values()
    ]
    for schema in schemas:
        values = schema.get("examples", []) + ([schema["default"]] if "default" in schema else [])
        for value in values:
            assert problems(document, schema, value) == set(), (schema, value)
