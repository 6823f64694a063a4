"""Values that are one of several objects: which class they come as, and that none is refused for being new."""

from __future__ import annotations

import json
from typing import Any

import pytest

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.fixture
def rich(sandbox: Any) -> Any:
    """A spec with unions of every kind."""
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Cat"] = obj("lives", type=TEXT, lives=NUMBER)
    schemas["Dog"] = obj(type=TEXT, friend=ref("Pet"), tricks={"type": "array", "items": TEXT})
    schemas["Pet"] = {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "type", "mapping": {"cat": ref("Cat")["$ref"], "dog": "Dog"}},
    }
    schemas["Circle"] = obj("radius", radius={"type": "number"}, name=TEXT)
    schemas["Square"] = obj("side", side={"type": "number"}, name=TEXT, colour=TEXT)
    schemas["Named"] = obj(name=TEXT, label=TEXT)
    schemas["Created"] = obj("event", event={"const": "created"}, at=NUMBER)
    schemas["Deleted"] = obj("event", event={"const": "deleted"}, at=NUMBER)
    schemas["Vehicle"] = obj(wheels=NUMBER, kind=TEXT) | {"discriminator": {"propertyName": "kind"}}
    schemas["Car"] = {"allOf": [ref("Vehicle"), obj(doors=NUMBER)]}
    sandbox.answer.update(
        pet=ref("Pet"),
        pets={"type": "array", "items": ref("Pet")},
        by_name={"type": "object", "additionalProperties": ref("Pet")},
        shape={"anyOf": [ref("Circle"), ref("Square"), ref("Named"), TEXT, {"type": "null"}]},
        event={"oneOf": [ref("Created"), ref("Deleted")]},
        vehicle=ref("Vehicle"),
        one_or_many={"oneOf": [ref("Named"), {"type": "array", "items": ref("Named")}]},
        candles={"type": "array", "items": {"type": "array", "prefixItems": [NUMBER, TEXT]}},
        joined=obj(id=TEXT) | {"oneOf": [obj("a", a=TEXT), obj("b", b=TEXT)]},
    )
    return sandbox


def ask(call: Any, vendor: Any, **answer: Any) -> Any:
    vendor.answer = json.dumps(answer).encode()
    return call(id="1")


@pytest.mark.parametrize("blocking", [True])
def test_a_discriminator_names_the_class(rich: Any, any_call: Any, vendor: Any, *, blocking: bool) -> None:
    del rich, blocking
    found = ask(
        any_call,
        vendor,
        pet={"type": "dog", "tricks": ["sit"], "friend": {"type": "cat", "lives": "9"}},
        pets=[{"type": "cat", "lives": 7}, {"type": "fish", "fins": 2}],
        by_name={"Rex": {"type": "dog"}},
    )
    models = any_call.package.models
    assert found.pet == models.Dog(type="dog", tricks=["sit"], friend=models.Cat(type="cat", lives=9))
    assert found.pets == [models.Cat(type="cat", lives=7), {"type": "fish", "fins": 2}]
    assert found.by_name == {"Rex": models.Dog(type="dog")}
    assert found.raw_response.status_code == 200


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"radius": 1.5}, "Circle"),
        ({"side": 2, "name": "x"}, "Square"),
        ({"label": "x"}, "Named"),
        ({"name": "x"}, "Named"),
        ({"radius": 1, "side": 2, "colour": "red"}, "Square"),
        ({"radius": 1, "side": 2, "name": "x"}, "Circle"),  # the first of those that fit best
        ("round", None),
        (None, None),
    ],
)
def test_without_one_the_properties_tell(
    rich: Any, call: Any, vendor: Any, value: Any, name: str | None
) -> None:
    del rich
    found = ask(call, vendor, shape=value).shape
    if name is None:
        assert found == value
    else:
        assert type(found).__name__ == name


def test_constants_tell(rich: Any, call: Any, vendor: Any) -> None:
    del rich
    models = call.package.models
    assert ask(call, vendor, event={"event": "deleted", "at": 3}).event == models.Deleted(
        event="deleted", at=3
    )
    new = {"event": "renamed", "to": {"name": "x"}}
    assert ask(call, vendor, event=new).event == new


def test_objects_composed_of_the_documented_one(rich: Any, call: Any, vendor: Any) -> None:
    del rich
    models = call.package.models
    car = ask(call, vendor, vehicle={"kind": "Car", "wheels": 4, "doors": 3}).vehicle
    assert car == models.Car(kind="Car", wheels=4, doors=3)
    assert ask(call, vendor, vehicle={"wheels": 2}).vehicle == models.Vehicle(wheels=2)


def test_one_or_several(rich: Any, call: Any, vendor: Any) -> None:
    del rich
    named = call.package.models.Named
    assert ask(call, vendor, one_or_many={"name": "a"}).one_or_many == named(name="a")
    assert ask(call, vendor, one_or_many=[{"name": "a"}]).one_or_many == [named(name="a")]


def test_columns_and_what_all_members_have(rich: Any, call: Any, vendor: Any) -> None:
    del rich
    found = ask(call, vendor, candles=[[1499040000000, "0.0163"]], joined={"id": "1", "b": "x"})
    assert found.candles == [[1499040000000, "0.0163"]]
    assert (found.joined.id, found.joined.b) == ("1", "x")


def test_what_breaks_a_member_is_told_with_its_place(rich: Any, call: Any, vendor: Any) -> None:
    del rich
    with pytest.raises(call.package.errors.APIDecodeError, match=r"lives is missing at \$\.pets\[0\]"):
        ask(call, vendor, pets=[{"type": "cat"}])
