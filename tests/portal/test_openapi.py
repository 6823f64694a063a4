"""The documents, as a reader of a portal meets them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.portal.support import Feeds

PRODUCTS = ("faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual", "parcels")


@pytest.fixture(params=PRODUCTS)
def document(request: pytest.FixtureRequest, feeds: Feeds) -> dict[str, Any]:
    return read(feeds, request.param)


def read(feeds: Feeds, product: str) -> dict[str, Any]:
    folder = feeds.made_up if product == "parcels" else feeds.ours
    found: dict[str, Any] = json.loads((folder / product / "openapi.json").read_text("utf-8"))
    return found


def everything(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from everything(one)


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for item in document["paths"].values() for operation in item.values()]


def test_no_portal_asks_for_a_user_name(document: dict[str, Any]) -> None:
    schemes = document["components"].get("securitySchemes", {})
    assert {one["type"] for one in schemes.values()} <= {"apiKey"}
    used = {name for one in everything(document) for needed in one.get("security", ()) for name in needed}
    assert used == set(schemes)
    assert "# Authentication" in document["info"]["description"]
    assert "Worked example" in document["info"]["description"]


def test_signatures_are_shown_where_they_travel(feeds: Feeds) -> None:
    shown = {
        product: {
            name: (one["in"], one["name"])
            for name, one in read(feeds, product)["components"].get("securitySchemes", {}).items()
        }
        for product in PRODUCTS
    }
    assert shown == {
        "faceid-lite": {},
        "finauth-facesearch": {},
        "finauth-premium": {},
        "linkvisual": {"acs3": ("header", "Authorization"), "rpc1": ("query", "Signature")},
        "parcels": {"nimbus": ("header", "x-nimbus-sign"), "plain": ("header", "x-nimbus-key")},
    }
    parcels = read(feeds, "parcels")["components"]["securitySchemes"]
    assert "it is a signature" in parcels["nimbus"]["description"]
    assert "signature" not in parcels["plain"]["description"]


def test_fields_of_a_form_that_sign_are_marked(feeds: Feeds) -> None:
    document = read(feeds, "finauth-facesearch")
    assert document["security"] == []
    fields = document["components"]["schemas"]["GetFaceInfoRequest"]["properties"]
    assert fields["sign"]["description"].endswith("Filled in by the signature `sign`.")
    assert document["x-authentication"]["sign"]["places"] == [
        {"in": "form", "name": "sign"},
        {"in": "form", "name": "sign_version"},
    ]


def test_callers_parameters_come_first(feeds: Feeds) -> None:
    (operation,) = operations(read(feeds, "linkvisual"))
    names = [one["name"] for one in operation["parameters"]]
    assert "Signature" not in names  # the scheme has it
    assert names.index("Params") < names.index("AccessKeyId")


def test_every_operation_has_what_a_portal_shows(document: dict[str, Any]) -> None:
    tags = {one["name"]: one["description"] for one in document["tags"]}
    grouped = [name for group in document["x-tagGroups"] for name in group["tags"]]
    assert sorted(grouped) == sorted(tags)
    for operation in operations(document):
        assert operation["summary"]
        assert operation["tags"]
        assert set(operation["tags"]) <= set(tags)
        for row in operation.get("x-errors", {}):
            assert row in operation["description"] or "<argument>" in operation["description"]
    assert "# Changelog" in document["info"]["description"]
    assert f"version {document['info']['version']} of" in document["info"]["description"]


def test_alternatives_have_titles_of_their_own(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for node in everything({"schemas": schemas, "paths": document["paths"]}):
        for keyword in ("oneOf", "anyOf"):
            members = node.get(keyword)
            if isinstance(members, list):
                titles = [
                    schemas[one["$ref"].rpartition("/")[2]]["title"] if "$ref" in one else one["title"]
                    for one in members
                ]
                assert len(set(titles)) == len(titles)


def test_alternatives_of_the_made_up_product(feeds: Feeds) -> None:
    parcel = read(feeds, "parcels")["components"]["schemas"]["Parcel"]
    assert [one["title"] for one in parcel["anyOf"]] == ["With number", "With stops"]
    assert [one["title"] for one in parcel["properties"]["number"]["oneOf"]] == ["string", "integer (int64)"]


def test_bodies_in_xml_are_texts_with_content(feeds: Feeds) -> None:
    (operation,) = operations(read(feeds, "linkvisual"))
    media = operation["responses"]["200"]["content"]["text/xml"]
    assert media["schema"]["type"] == "string"
    assert media["schema"]["contentMediaType"] == "text/xml"
    assert media["schema"]["contentSchema"] == {"$ref": "#/components/schemas/QueryFaceUserByNameResponse"}
    assert media["examples"]["success"]["value"].startswith("<QueryFaceUserByNameResponse>")


def test_each_failure_is_under_its_own_status(feeds: Feeds) -> None:
    for product in ("faceid-lite", "finauth-facesearch", "finauth-premium"):
        (operation,) = operations(read(feeds, product))
        rows = operation["x-errors"]
        shown: set[str] = set()
        for status, response in operation["responses"].items():
            for example in response["content"]["application/json"]["examples"].values():
                value = example["value"]
                text = value.get("error") or value.get("error_message") or ""
                code = text.partition(":")[0]
                if code:
                    assert str(rows[code]["status"]) == status, f"{product}: {code}"
                    assert rows[code]["key"] in value
                    shown.add(code)
        assert shown == set(rows)


def test_a_made_failure_keeps_nothing_of_the_other_one(feeds: Feeds) -> None:
    (operation,) = operations(read(feeds, "linkvisual"))
    made = operation["responses"]["500"]["content"]["application/json"]["examples"]["InternalError"]["value"]
    assert made["Code"] == "InternalError"
    assert "InvalidAccessKeyId" not in json.dumps(made)


def test_callbacks_are_webhooks(feeds: Feeds) -> None:
    document = read(feeds, "faceid-lite")
    assert "outcome" in document["x-callbacks"]
    post = document["webhooks"]["outcome"]["post"]
    media = post["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert media["schema"]["properties"]["data"] == {"$ref": "#/components/schemas/VerificationOutcome"}
    assert media["encoding"] == {"data": {"contentType": "application/json"}}
    assert "client.callbacks.unwrap(data, sign)" in post["description"]
    assert "32f3a073e6dba656a18ec53275e4f120b27c6b20" in post["description"]  # the vector


def test_pages_of_the_vendor_are_told(feeds: Feeds) -> None:
    text = read(feeds, "faceid-lite")["info"]["description"]
    assert "`https://api-idn.megvii.com/faceid/lite/do`" in text
    assert "`client.liveness_url`" in text


def test_where_it_is_known_from(feeds: Feeds) -> None:
    document = read(feeds, "linkvisual")
    assert "*Source:* linkvisual.QueryFaceUserByName.txt." in document["info"]["description"]
    total = document["components"]["schemas"]["FaceUserPage"]["properties"]["Total"]["description"]
    assert "*Note:* The table says Integer" in total


def test_operations_of_one_path_stay_apart(feeds: Feeds) -> None:
    assert list(read(feeds, "parcels")["paths"]) == [
        "/",
        "/#Rename",
        "/parcels/{number}",
        "/parcels/{number}/picture",
    ]


def test_samples_are_examples_of_their_fields(feeds: Feeds) -> None:
    fields = read(feeds, "finauth-facesearch")["components"]["schemas"]["GetFaceInfoRequest"]["properties"]
    assert fields["group_id"]["examples"] == ["demo_group"]
    (operation,) = operations(read(feeds, "linkvisual"))
    (name,) = [one for one in operation["parameters"] if one["name"] == "Name"]
    assert (name["example"], "x-sample" in name) == ("Tony", False)


def test_texts_and_names_of_any_kind_are_taken(feeds: Feeds) -> None:
    document = read(feeds, "parcels")
    form = document["paths"]["/"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"][
        "schema"
    ]
    text = form["properties"]["number"]["description"]
    assert text == "The parcel's number &lt;script>alert(1)&lt;/script>, `a<b>`."
    ids = [one["operationId"] for one in operations(document)]
    assert ids == ["TrackParcel", "RenameParcel", "getParcel", "add_picture"]


def test_what_nobody_says_is_completed(feeds: Feeds) -> None:
    folder = feeds.made_up / "bare"
    document = json.loads((folder / "openapi.json").read_text("utf-8"))
    assert document["info"]["contact"] == {"name": "Maintainers of bare"}
    assert document["security"] == []
    assert "# Authentication" not in document["info"]["description"]
    (operation,) = operations(document)
    assert (operation["summary"], operation["description"], operation["tags"]) == ("Ping", "Ping.", ["Bare"])
    assert operation["responses"]["4XX"]["description"].startswith("A failure.")
    assert "event" not in json.loads((folder / "postman_collection.json").read_text("utf-8"))
    assert not (folder / "signing.js").exists()
    page = (folder / "operations/ping.md").read_text("utf-8")
    assert "The request is not signed." in page
    assert "both print" not in page  # no response is documented


def test_the_overlay_says_who_answers_for_it(feeds: Feeds) -> None:
    info = read(feeds, "parcels")["info"]
    assert info["contact"] == {"email": "parcels@nimbus.test"}
    assert "x-portal" not in read(feeds, "parcels")
    entity = (feeds.made_up / "parcels/catalog-info.yaml").read_text("utf-8")
    assert "owner: group:default/parcels" in entity
    assert "lifecycle: experimental" in entity
