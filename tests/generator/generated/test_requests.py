"""What a fragment of a spec sends: generated, imported, called, and read from the wire."""

from __future__ import annotations

import asyncio
import inspect
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_type_hints

import pytest


def call(package: Any, vendor: Any, **arguments: Any) -> Any:
    with package.Thing(base_url=vendor.url) as client:
        return client.get_thing(**arguments)


def hints(package: Any) -> dict[str, Any]:
    from thing._runtime.files import FileInput  # type: ignore[import-not-found]

    names = {
        "models": package.models,
        "Mapping": Mapping,
        "Sequence": Sequence,
        "Literal": Literal,
        "Any": Any,
    }
    names |= {"FileInput": FileInput, "Timeout": object}
    return get_type_hints(package.Thing.get_thing, None, names)


def urlencoded(sandbox: Any) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content["application/x-www-form-urlencoded"] = content.pop("multipart/form-data")


def parameters(sandbox: Any, *given: dict[str, Any]) -> None:
    sandbox.operation["parameters"] = list(given)


def test_a_form_without_files_is_multipart_all_the_same(sandbox: Any, imported: Any, vendor: Any) -> None:
    package = imported()
    call(package, vendor, id="größe & ☃")
    call(package, vendor, id="1")
    first, second = vendor.seen
    assert (first.method, first.target) == ("POST", "/thing")
    assert first.parts == [("id", None, None, "größe & ☃".encode())]
    assert first.headers["content-type"] != second.headers["content-type"], "the boundary is random"


def test_the_async_client_sends_the_same(sandbox: Any, imported: Any, vendor: Any) -> None:
    package = imported()

    async def run() -> None:
        async with package.AsyncThing(base_url=vendor.url) as client:
            await client.get_thing(id="ü")

    asyncio.run(run())
    assert vendor.last.parts == [("id", None, None, "ü".encode())]


def test_urlencoded_values(sandbox: Any, imported: Any, vendor: Any) -> None:
    urlencoded(sandbox)
    sandbox.properties.update(
        {
            "n": {"type": "integer"},
            "x": {"type": "number"},
            "yes": {"type": "boolean"},
            "flag": {"type": "string", "enum": ["0", "1"]},
            "many": {"type": "array", "items": {"type": "string"}},
            "few": {"type": "array", "items": {"type": "integer"}},
        }
    )
    sandbox.body["encoding"] = {"few": {"explode": False}}
    call(imported(), vendor, id="a b+c&d=ü~*", n=5, x=0.5, yes=True, flag=True, many=["a", "b c"], few=[1, 2])
    assert vendor.last.form == [
        ("id", "a b+c&d=ü~*"),
        ("n", "5"),
        ("x", "0.5"),
        ("yes", "true"),
        ("flag", "1"),
        ("many", "a"),
        ("many", "b c"),
        ("few", "1,2"),
    ]


def test_what_is_left_out_is_not_sent_and_defaults_are_the_vendors(
    sandbox: Any, imported: Any, vendor: Any
) -> None:
    sandbox.properties["kind"] = {"type": "string", "default": "plain"}
    package = imported()
    call(package, vendor, id="1")
    assert vendor.last.parts == [("id", None, None, b"1")]
    assert "The vendor's default is `plain`." in (inspect.getdoc(package.Thing.get_thing) or "")


def test_constants_are_always_sent_and_never_arguments(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.properties["version"] = {"type": "string", "const": "v2"}
    sandbox.body["schema"]["required"].append("version")
    parameters(
        sandbox,
        {"name": "Action", "in": "query", "required": True, "schema": {"type": "string", "const": "Get"}},
    )
    package = imported()
    call(package, vendor, id="1")
    assert vendor.last.query == [("Action", "Get")]
    assert ("version", None, None, b"v2") in vendor.last.parts
    assert set(inspect.signature(package.Thing.get_thing).parameters) == {"self", "id", "timeout"}


def test_enumerations_are_literals_in_the_documents_order(sandbox: Any, imported: Any) -> None:
    sandbox.properties["kind"] = {"type": "string", "enum": ["z", "a", "m"]}
    sandbox.properties["level"] = {"type": "integer", "enum": [3, 1]}
    package = imported()
    assert hints(package)["kind"] == Literal["z", "a", "m"] | None
    assert hints(package)["level"] == Literal[3, 1] | None
    assert 'Literal["z", "a", "m"]' in Path(package.__file__).with_name("_client.py").read_text()


def test_arguments_are_keyword_only_and_named_in_snake_case(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.properties.update(
        {
            "FaceMd5": {"type": "string"},
            "from": {"type": "string"},
            "list": {"type": "string"},
        }
    )
    package = imported()
    signature = inspect.signature(package.Thing.get_thing)
    assert list(signature.parameters) == ["self", "id", "face_md5", "from_", "list", "timeout"]
    assert all(one.kind is one.KEYWORD_ONLY for name, one in signature.parameters.items() if name != "self")
    call(package, vendor, id="1", face_md5="m", from_="f", list="l")
    assert [part[0] for part in vendor.last.parts] == ["id", "FaceMd5", "from", "list"]


def test_query_path_and_header_parameters(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.spec["paths"] = {"/a/{thing-id}/b": {"get": sandbox.operation}}
    operation = sandbox.spec["paths"]["/a/{thing-id}/b"]["get"]
    del operation["requestBody"]
    operation["parameters"] = [
        {"name": "thing-id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {
            "name": "csv",
            "in": "query",
            "explode": False,
            "schema": {"type": "array", "items": {"type": "integer"}},
        },
        {
            "name": "filter",
            "in": "query",
            "style": "deepObject",
            "schema": {"type": "object", "properties": {"since": {"type": "string"}}},
        },
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
    ]
    call(
        imported(), vendor, thing_id="ü/ 1", q=["a", "b&c"], csv=[1, 2], filter={"since": "2026"}, x_trace="t"
    )
    seen = vendor.last
    assert (seen.method, seen.path, seen.body) == ("GET", "/a/%C3%BC%2F%201/b", b"")
    assert seen.query == [("q", "a"), ("q", "b&c"), ("csv", "1,2"), ("filter[since]", "2026")]
    assert seen.headers["x-trace"] == "t"


def test_parameters_of_the_path_item_and_references(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.spec["components"]["parameters"] = {
        "Page": {
            "name": "Page",
            "in": "query",
            "required": True,
            "schema": {"$ref": "#/components/schemas/Count"},
        }
    }
    sandbox.spec["components"]["schemas"]["Count"] = {"type": "integer", "minimum": 1}
    sandbox.spec["paths"]["/thing"]["parameters"] = [{"$ref": "#/components/parameters/Page"}]
    body = sandbox.operation.pop("requestBody")
    sandbox.spec["components"]["requestBodies"] = {"Body": body}
    sandbox.operation["requestBody"] = {"$ref": "#/components/requestBodies/Body"}
    package = imported()
    call(package, vendor, id="1", page=3)
    assert vendor.last.query == [("Page", "3")]
    assert hints(package)["page"] is int


def test_operations_that_share_a_path(sandbox: Any, imported: Any, vendor: Any) -> None:
    first = sandbox.operation
    second = json.loads(json.dumps(first)) | {"operationId": "DropThing"}
    sandbox.spec["paths"] = {"/": {"post": first}, "/#DropThing": {"post": second}}
    package = imported()
    with package.Thing(base_url=vendor.url) as client:
        client.get_thing(id="1")
        client.drop_thing(id="2")
    assert [seen.target for seen in vendor.seen] == ["/", "/"]


def test_a_json_body(sandbox: Any, imported: Any, vendor: Any) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content["application/json"] = content.pop("multipart/form-data")
    sandbox.properties.update(
        {
            "count": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "inner": {"type": "object", "properties": {"a": {"type": "boolean"}}},
        }
    )
    call(imported(), vendor, id="ü", count=2, tags=["x"], inner={"a": True})
    assert vendor.last.headers["content-type"] == "application/json"
    assert json.loads(vendor.last.body) == {"id": "ü", "count": 2, "tags": ["x"], "inner": {"a": True}}


PNG = b"\x89PNG\r\n\x1a\n" + b"\r\n--boundary--\r\n" * 3


@pytest.fixture
def with_file(sandbox: Any) -> Any:
    sandbox.properties["picture"] = {"type": "string", "format": "binary", "description": "A picture."}
    return sandbox


@pytest.mark.parametrize("kind", ["bytes", "path", "open", "pair", "triple"])
def test_a_file_in_each_form(with_file: Any, imported: Any, vendor: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / 'my "ü" face.png'
    path.write_bytes(PNG)
    given: dict[str, Any] = {
        "bytes": PNG,
        "path": path,
        "open": io.BytesIO(PNG),
        "pair": ("a.png", PNG),
        "triple": ("b.bin", PNG, "image/x-odd"),
    }
    call(imported(), vendor, id="1", picture=given[kind])
    (_, (name, filename, media_type, content)) = vendor.last.parts
    assert (name, content) == ("picture", PNG)
    assert filename == {"path": 'my "ü" face.png', "pair": "a.png", "triple": "b.bin"}.get(kind, filename)
    assert filename, "a part without a file name is no file"
    assert media_type == ("image/x-odd" if kind == "triple" else "image/png")


def test_a_list_of_files(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.properties["pictures"] = {"type": "array", "items": {"type": "string", "format": "binary"}}
    call(imported(), vendor, id="1", pictures=[("a.txt", b"1"), ("b.txt", b"2")])
    assert [(part[0], part[1], part[3]) for part in vendor.last.parts][1:] == [
        ("pictures", "a.txt", b"1"),
        ("pictures", "b.txt", b"2"),
    ]


@pytest.mark.parametrize("wrong", ["face.png", io.StringIO("text"), 5])
def test_what_is_no_file_is_refused_by_name(with_file: Any, imported: Any, vendor: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="picture"):
        call(imported(), vendor, id="1", picture=wrong)
    assert vendor.seen == []


def test_encoding_gives_parts_their_media_type_and_headers(
    with_file: Any, imported: Any, vendor: Any
) -> None:
    with_file.properties["meta"] = {"type": "object", "properties": {"a": {"type": "integer"}}}
    with_file.body["encoding"] = {
        "meta": {"contentType": "application/json"},
        "picture": {"contentType": "image/webp", "headers": {"X-Kind": {"schema": {"const": "face"}}}},
        "id": {"contentType": "text/x-id", "headers": {"X-Kind": {"schema": {"const": "id"}}}},
    }
    call(imported(), vendor, id="1", meta={"a": [1, "ü"]}, picture=b"x")
    parts = {part[0]: part for part in vendor.last.parts}
    assert parts["meta"][2] == "application/json"
    assert json.loads(parts["meta"][3]) == {"a": [1, "ü"]}
    assert parts["picture"][2] == "image/webp"
    assert parts["id"][2] == "text/x-id"
    assert vendor.last.part_header("picture", "X-Kind") == "face"
    assert vendor.last.part_header("id", "X-Kind") == "id"


def test_deep_objects_in_a_form(sandbox: Any, imported: Any, vendor: Any) -> None:
    urlencoded(sandbox)
    sandbox.properties["opts"] = {"type": "object", "properties": {"a": {"type": "integer"}}}
    sandbox.body["encoding"] = {"opts": {"style": "deepObject", "explode": True}}
    call(imported(), vendor, id="1", opts={"a": 1, "b": "x y"})
    assert vendor.last.form == [("id", "1"), ("opts[a]", "1"), ("opts[b]", "x y")]


def test_names_and_values_outside_ascii_round_trip(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.properties['größe "x"'] = {"type": "string", "x-client": {"name": "size"}}
    call(imported(), vendor, id="名字\r\nX: y", size="☃")
    raw = vendor.last.body
    assert "größe %22x%22".encode() in raw, "a quote in a name is written as browsers do"
    assert "名字\r\nX: y".encode() in raw
    assert len(vendor.last.parts) == 2


def test_client_stage_names_options_and_omissions(sandbox: Any, imported: Any, vendor: Any) -> None:
    parameters(
        sandbox,
        {"name": "Format", "in": "query", "schema": {"type": "string", "enum": ["JSON", "XML"]}},
        {"name": "Region", "in": "query", "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
    )
    base = "$.paths['/thing'].post"
    sandbox.overlay(
        "client",
        {"target": "$", "update": {"x-client": {"class": "Box", "environment": "BOX", "version": "2.3.4"}}},
        {"target": base, "update": {"x-client": {"name": "fetch"}}},
        {"target": f"{base}.parameters[0]", "update": {"x-client": {"option": True, "default": "JSON"}}},
        {"target": f"{base}.parameters[1]", "update": {"x-client": {"omit": "The host decides."}}},
        {"target": f"{base}.parameters[2]", "update": {"x-client": {"name": "text"}}},
    )
    package = imported()
    assert package.__version__ == "2.3.4"
    with package.Box(base_url=vendor.url) as client:
        client.fetch(id="1", text="t")
    assert vendor.last.query == [("Format", "JSON"), ("q", "t")]
    with package.Box(base_url=vendor.url, format="XML") as client:
        client.fetch(id="1")
    assert vendor.last.query == [("Format", "XML")]


def recipe(name: str) -> dict[str, Any]:
    return {
        "type": "http",
        "scheme": f"test-{name}",
        "x-signing": {
            "credentials": ["key", "secret"],
            "secrets": ["secret"],
            "steps": f'headers["x-key"] = key\ntext = "{name}" + secret\nheaders["x-sign"] = hex(sha256(text))\n',
            "vectors": [
                {
                    "name": "one",
                    "source": f"printf {name}s | openssl dgst -sha256",
                    "credentials": {"key": "k", "secret": "s"},
                    "request": {"method": "POST", "url": "https://api.example.com/thing"},
                    "expect": {"headers": {"x-key": "k", "x-sign": sha256(f"{name}s".encode()).hexdigest()}},
                }
            ],
        },
    }


@pytest.mark.parametrize("where", ["root", "operation"])
def test_security_of_the_root_and_of_the_operation(
    sandbox: Any, imported: Any, vendor: Any, where: str
) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a"), "b": recipe("b")}
    (sandbox.spec if where == "root" else sandbox.operation)["security"] = [{"a": []}, {"b": []}]
    package = imported()
    for settings, name in (({}, "a"), ({"signature": "b"}, "b")):
        with package.Thing(key="k", secret="s3", base_url=vendor.url, **settings) as client:
            client.get_thing(id="1")
        assert vendor.last.headers["x-sign"] == sha256(f"{name}s3".encode()).hexdigest()
    with (
        package.Thing(key="k", secret="s3", base_url=vendor.url, signature="c") as client,
        pytest.raises(package.errors.ConfigurationError, match="there are a, b"),
    ):
        client.get_thing(id="1")


def test_an_operation_may_need_no_signature(sandbox: Any, imported: Any, vendor: Any) -> None:
    sandbox.spec["components"]["securitySchemes"] = {"a": recipe("a")}
    sandbox.spec["security"] = [{"a": []}]
    sandbox.spec["paths"]["/open"] = {
        "post": json.loads(json.dumps(sandbox.operation)) | {"operationId": "open_thing", "security": []}
    }
    package = imported()
    with package.Thing(key="k", secret="s", base_url=vendor.url) as client:
        client.open_thing(id="1")
        client.get_thing(id="1")
    assert ["x-sign" in seen.headers for seen in vendor.seen] == [False, True]


def test_regions_and_base_url(sandbox: Any, imported: Any) -> None:
    sandbox.spec["servers"].append({"url": "https://asia.example.com/v1", "x-region": "asia"})
    package = imported()
    assert package.Thing().base_url == "https://api.example.com"
    assert package.Thing(region="asia").base_url == "https://asia.example.com/v1"
    with pytest.raises(package.errors.ConfigurationError, match=r"eu.*asia"):
        package.Thing(region="mars")
    with pytest.raises(package.errors.ConfigurationError, match="http://"):
        package.Thing(base_url="http://api.example.com")
    assert (
        package.Thing(base_url="http://api.example.com", allow_http=True).base_url == "http://api.example.com"
    )
