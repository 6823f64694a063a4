"""What the classes of responses are called."""

from __future__ import annotations

from typing import Any

import pytest

TEXT = {"type": "string"}


def inline(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties or {"a": TEXT}}


def answer_with(sandbox: Any, schema: Any) -> None:
    sandbox.operation["responses"]["200"]["content"]["application/json"]["schema"] = schema


def classes(sandbox: Any) -> list[str]:
    printed = sandbox.file("models.py")
    return [
        line.split("(")[0].removeprefix("class ")
        for line in printed.splitlines()
        if line.startswith("class ")
    ]


def test_objects_without_a_name_are_called_after_what_they_are_part_of(sandbox: Any) -> None:
    address = inline(street=TEXT, geo=inline())
    rows = {"type": "array", "items": inline()}
    labels = {"type": "object", "additionalProperties": inline()}
    answer_with(sandbox, inline(address=address, entries=rows, labels=labels, data=rows))
    assert set(classes(sandbox)) == {
        "GetThingResponse",
        "GetThingResponseAddress",
        "GetThingResponseAddressGeo",
        "GetThingResponseEntry",
        "GetThingResponseLabel",
        "GetThingResponseDataItem",
    }


def test_objects_inside_components_are_called_after_the_component_that_declares_them(sandbox: Any) -> None:
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Base"] = inline(owner=inline())
    for name in ("Cat", "Dog"):
        schemas[name] = {"allOf": [{"$ref": "#/components/schemas/Base"}, inline(**{name.lower(): TEXT})]}
        sandbox.answer[name] = {"$ref": f"#/components/schemas/{name}"}
    assert classes(sandbox) == ["BaseOwner", "Cat", "Dog", "Thing"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("thing_info", "ThingInfo"),
        ("thing-info.v2", "ThingInfoV2"),
        ("2fa", "Model2fa"),
        ("Any", "AnyModel"),
        ("none", "NoneModel"),
        ("List", "List"),
        ("Field", "Field"),
        ("DTO", "DTO"),
        ("Datetime", "Datetime"),
    ],
)
def test_components_of_any_name(sandbox: Any, name: str, expected: str) -> None:
    sandbox.spec["components"]["schemas"][name] = inline(field=TEXT, it={"type": "array", "items": TEXT})
    sandbox.answer["info"] = {"$ref": f"#/components/schemas/{name}"}
    assert expected in classes(sandbox)
    assert f"info: {expected} | None = None" in sandbox.file("models.py")


def test_components_that_python_does_not_tell_apart(sandbox: Any) -> None:
    schemas = sandbox.spec["components"]["schemas"]
    for name in ("user_v2", "user-v2", "UserV2"):  # the last one keeps its name
        schemas[name] = inline(**{name: TEXT})
        sandbox.answer[name] = {"$ref": f"#/components/schemas/{name}"}
    printed = sandbox.file("models.py")
    assert "user_v2: UserV22 | None = None" in printed
    assert 'user_v2_2: UserV23 | None = field(name="user-v2", default=None)' in printed
    assert 'user_v2_3: UserV2 | None = field(name="UserV2", default=None)' in printed


def test_names_that_are_chosen(sandbox: Any) -> None:
    sandbox.answer["home"] = inline() | {"x-client": {"class": "Address"}}
    sandbox.spec["components"]["schemas"]["Thing"]["x-client"] = {"class": "Item"}
    assert classes(sandbox) == ["Address", "Item"]
    assert "-> models.Item:" in sandbox.file("_client.py")


def test_a_name_that_is_chosen_twice(sandbox: Any) -> None:
    for name in ("home", "work"):
        sandbox.answer[name] = inline() | {"x-client": {"class": "Address"}}
    (problem,) = sandbox.problems()
    assert problem.code == "name-collision"
    assert problem.location.pointer == "/components/schemas/Thing/properties/work"


def test_attributes_of_any_name(sandbox: Any) -> None:
    sandbox.answer.update(
        {"+1": TEXT, "-1": TEXT, "2fa": TEXT, "@type": TEXT, "größe": TEXT, "faceMd5": TEXT}
    )
    sandbox.answer["face_md5"] = TEXT
    printed = sandbox.file("models.py")
    for attribute, wire in (
        *(("plus_1", "+1"), ("minus_1", "-1"), ("field_2fa", "2fa"), ("type", "@type"), ("grosse", "größe")),
        *(("face_md5", "faceMd5"), ("face_md5_2", "face_md5")),
    ):
        assert f'{attribute}: str | None = field(name="{wire}", default=None)' in printed


def test_what_only_requests_have(sandbox: Any) -> None:
    sandbox.answer["password"] = TEXT | {"writeOnly": True}
    sandbox.answer["id"] = TEXT | {"readOnly": True}
    printed = sandbox.file("models.py")
    assert "password" not in printed
    assert "id: str | None = None" in printed


def test_a_union_of_objects_has_an_alias(sandbox: Any) -> None:
    schemas = sandbox.spec["components"]["schemas"]
    for name in ("cat", "dog"):
        schemas[name] = inline(kind={"const": name})
    schemas["pet"] = {
        "description": "A pet.",
        "oneOf": [{"$ref": "#/components/schemas/cat"}, {"$ref": "#/components/schemas/dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"lion": "cat"}},
    }
    sandbox.answer["pet"] = {"$ref": "#/components/schemas/pet"}
    sandbox.answer["shapes"] = {"type": "array", "items": {"anyOf": [inline(), inline(b=TEXT)]}}
    printed = sandbox.file("models.py")
    assert "pet: Pet | None = None" in printed
    assert "shapes: list[ThingShape] = field(default_factory=list)" in printed
    assert (
        "Pet: TypeAlias = Annotated[Cat | Dog | dict[str, Any], "
        '_OneOf("kind", {"lion": Cat, "cat": Cat, "dog": Dog})]\n'
        '"""A pet."""\n'
    ) in printed
    assert (
        "ThingShape: TypeAlias = Annotated[ThingShapeVariant1 | ThingShapeVariant2 | dict[str, Any], _OneOf()]\n"
    ) in printed
