"""Properties of responses that their description does not name, and of requests."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from decimal import Decimal
from types import ModuleType
from typing import Any

import msgspec
import pytest

from tests.generator.generated.conftest import Caller
from tests.generator.packages import importing

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def obj(extra: Any = None, /, **properties: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return found if extra is None else found | {"additionalProperties": extra}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def describe(sandbox: Any) -> None:
    schemas = sandbox.spec["components"]["schemas"]
    schemas["Named"] = obj(name=TEXT)
    schemas["Counts"] = obj(NUMBER, name=TEXT) | {"required": ["name"]}
    schemas["Child"] = {"allOf": [ref("Counts"), obj(more=TEXT)]}
    schemas["Cat"] = obj(True, kind={"const": "cat"}, lives=NUMBER)
    schemas["Dog"] = obj(kind={"const": "dog"})
    sandbox.answer.update(
        counts=ref("Counts"),
        listed={"type": "array", "items": ref("Counts")},
        child=ref("Child"),
        extended={"allOf": [ref("Named"), {"additionalProperties": NUMBER}]},
        bare={"allOf": [ref("Named"), {"type": "object"}]},
        people=obj(ref("Named"), boss=TEXT),
        inline=obj(obj(x=NUMBER), id=TEXT),
        pet={"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}},
        closed=obj(False, a=TEXT),
        silent=obj(a=TEXT),
        prices=obj({"type": "number"}, a=TEXT),
        additional_properties=TEXT,
    )
    schemas["Thing"]["additionalProperties"] = True


@pytest.fixture(scope="module")
def package(new_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    sandbox = new_sandbox(tmp_path_factory.mktemp("others"))
    describe(sandbox)
    options = {"package": "open_thing", "decimals": "Decimal"}
    sandbox.overlay("client", {"target": "$", "update": {"x-client": options}})
    with importing(sandbox.generate(), "open_thing") as found:
        yield found


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, package: ModuleType, vendor: Any) -> Any:
    return Caller(lambda: package, vendor, blocking=request.param == "sync")


def ask(call: Any, vendor: Any, body: Any) -> Any:
    vendor.answer = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return call(id="1")


def test_they_are_typed(call: Any, vendor: Any) -> None:
    found = ask(
        call,
        vendor,
        {
            "name": "n",
            "new": [1, {"a": 2.5}],
            "counts": {"name": "a", "one": 1, "two": "2"},
            "listed": [{"name": "b", "x": 3}, {"name": "c"}],
            "child": {"name": "d", "more": "m", "y": 4},
            "people": {"boss": "eve", "ann": {"name": "Ann"}},
            "inline": {"id": "i", "k": {"x": 5}},
            "pet": {"kind": "cat", "lives": 9, "colour": "red"},
        },
    )
    models = call.package.models
    assert found.additional_properties_ == {"new": [1, {"a": 2.5}]}
    assert found.counts.additional_properties_ == {"one": 1, "two": 2}
    assert found.listed == [
        models.Counts(name="b", additional_properties_={"x": 3}),
        models.Counts(name="c"),
    ]
    assert (found.child.more, found.child.additional_properties_) == ("m", {"y": 4})
    assert found.people.additional_properties_ == {"ann": models.Named(name="Ann")}
    assert found.inline.additional_properties_["k"].x == 5
    assert found.pet == models.Cat(kind="cat", lives=9, additional_properties_={"colour": "red"})
    assert found.raw_response.status_code == 200


def test_they_belong_to_the_value(call: Any, vendor: Any) -> None:
    body = {"counts": {"name": "a", "one": 1}}
    first, second = ask(call, vendor, body), ask(call, vendor, {"counts": {"name": "a", "one": 2}})
    assert first != second
    assert first == copy.deepcopy(first) == pickle.loads(pickle.dumps(first))
    assert "'one': 1" in repr(first.counts)


def test_what_has_another_type_is_left_to_the_raw_response(call: Any, vendor: Any) -> None:
    found = ask(call, vendor, {"counts": {"name": "a", "one": 1, "new": {"deep": True}}})
    assert found.counts.additional_properties_ == {"one": 1}
    assert found.raw_response.json()["counts"]["new"] == {"deep": True}
    with pytest.raises(call.package.errors.APIDecodeError, match=r"name is missing at \$\.counts"):
        ask(call, vendor, {"counts": {"one": 1}})


def test_a_field_of_the_vendor_of_that_name(call: Any, vendor: Any) -> None:
    found = ask(call, vendor, {"additional_properties": "theirs", "additional_properties_": "other"})
    assert found.additional_properties == "theirs"
    assert found.additional_properties_ == {"additional_properties_": "other"}


def test_decimals_among_them(call: Any, vendor: Any) -> None:
    found = ask(call, vendor, '{"prices": {"a": "x", "b": 1.10}, "free": 1.5}')
    assert repr(found.prices.additional_properties_) == "{'b': Decimal('1.10')}"
    assert found.additional_properties_ == {"free": 1.5}
    assert isinstance(found.additional_properties_["free"], float)
    assert isinstance(found.prices.additional_properties_["b"], Decimal)


def test_objects_that_declare_none_have_none(package: Any) -> None:
    models = package.models
    for model in (models.Named, models.Dog, models.ThingClosed, models.ThingSilent):
        assert "additional_properties_" not in model.__struct_fields__
        assert model.__mro__[1] is msgspec.Struct


def test_a_product_without_them_carries_nothing(sandbox: Any) -> None:
    sandbox.answer.update(counts=obj(False, name=TEXT), map={"type": "object", "additionalProperties": TEXT})
    files = sandbox.output().files
    assert "src/thing/_runtime/others.py" not in files
    assert "additional_properties_" not in files["src/thing/models.py"]


def test_a_part_that_names_no_property_says_what_others_are(call: Any, vendor: Any) -> None:
    """Also without ``type``; a bare ``type: object`` says nothing of them."""
    body = {"name": "a", "more": 5}
    result = ask(call, vendor, {"extended": body, "bare": body})
    assert result.extended.name == result.bare.name == "a"
    assert result.extended.additional_properties_ == {"more": 5}
    assert not hasattr(result.bare, "additional_properties_")
