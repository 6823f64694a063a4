"""What OpenAPI itself has: its security schemes, every style of parameters, and bodies of every kind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from specseal_emulator.testing import Running

Json = dict[str, Any]


def operation(name: str, **more: Any) -> Json:
    done = {"description": "Done.", "content": {"application/json": {"example": {"done": True}}}}
    bad = {"description": "An error.", "content": {"application/json": {"example": {"error": "none"}}}}
    codes = {
        "NO_AUTH": (401, "No credentials were sent: authentication is required."),
        "BAD_KEY": (401, "The access key does not exist."),
        "EXPIRED": (401, "The token expired."),
        "MISSING": (400, "A required parameter is missing."),
        "INVALID": (400, "A parameter is invalid."),
        "TOO_LARGE": (413, "The file is too large."),
    }
    rows = {
        code: {"status": status, "key": "error", "description": text, "retryable": False}
        for code, (status, text) in codes.items()
    }
    responses = {"200": done, "400": bad, "401": bad, "413": bad}
    return {"operationId": name, "x-errors": rows, "responses": responses, **more}


def query(name: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": schema, **more}


def body(media_type: str, schema: Json, **more: Any) -> Json:
    return {"required": True, "content": {media_type: {"schema": schema, **more}}}


def shown(name: str, media_type: str, **content: Any) -> Json:
    """An operation whose response is of another media type."""
    done = {"description": "Done.", "content": {media_type: content}}
    return {"operationId": name, "responses": {"200": done}}


def with_headers(given: Json) -> Json:
    """Documented headers of its success and of one failure."""
    given["responses"]["200"]["headers"] = {
        "X-Left": {"schema": {"type": "integer"}, "example": 7},
        "X-Cached": {"schema": {"const": True}},
        "X-Tags": {"schema": {"type": "array", "items": {"type": "string"}}, "example": ["a", "b"]},
        "X-Flat": {"schema": {"type": "object"}, "example": {"R": 1, "G": False}},
        "X-Pairs": {"explode": True, "schema": {"type": "object"}, "example": {"R": 1, "G": 2}},
        "X-Json": {"content": {"application/json": {"example": {}, "schema": {"const": {"a": [1]}}}}},
        "Content-Type": {"schema": {"const": "text/plain"}},
    }
    given["responses"]["401"] = given["responses"]["401"] | {
        "headers": {"X-Reason": {"schema": {"type": "integer"}, "example": 3}}
    }
    return given


NUMBERS = {"type": "array", "items": {"type": "integer"}, "maxItems": 2}
POINT: Json = {
    "type": "object",
    "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
    "required": ["x"],
}
TAGGED: Json = {
    "properties": {
        **POINT["properties"],
        "tags": {
            "type": "array",
            "items": {"type": "integer", "xml": {"name": "tag"}},
            "xml": {"wrapped": True},
        },
    },
    "xml": {"name": "point"},
}
SWITCHES: Json = {
    "type": "object",
    "properties": {"on": {"type": "boolean"}, "off": {"type": "boolean"}},
    "xml": {"name": "switches"},
}
CONTRACT: Json = {
    "servers": [{"url": "https://api.example.com"}],
    "security": [],
    "components": {
        "schemas": {"Picture": {"type": "string", "contentMediaType": "image/png"}},
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "query": {"type": "apiKey", "in": "query", "name": "key"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "oauth": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://api.example.com/token", "scopes": {}}},
            },
        },
    },
    "paths": {
        "/bearer": {"get": operation("bearer", security=[{"bearer": []}])},
        "/oauth": {"get": operation("oauth", security=[{"oauth": []}])},
        "/told": {"get": with_headers(operation("told", security=[{"bearer": []}]))},
        "/either": {"get": operation("either", security=[{"header": []}, {"query": []}, {"cookie": []}])},
        "/both": {"get": operation("both", security=[{"header": [], "bearer": []}])},
        "/optional": {"get": operation("optional", security=[{}, {"header": []}])},
        "/styles": {
            "get": operation(
                "styles",
                parameters=[
                    query("many", NUMBERS),
                    query("joined", NUMBERS, explode=False),
                    query("piped", NUMBERS, style="pipeDelimited", explode=False),
                    query("deep", POINT, style="deepObject"),
                    query("filter", {}, content={"application/json": {"schema": POINT}}),
                    {"name": "X-List", "in": "header", "schema": NUMBERS},
                    {"name": "flag", "in": "cookie", "schema": {"type": "boolean"}},
                ],
            )
        },
        "/items/{ids}": {
            "get": operation(
                "items", parameters=[{"name": "ids", "in": "path", "required": True, "schema": NUMBERS}]
            )
        },
        **{
            f"/{style}-{explode}/{{ids}}": {
                "get": operation(
                    f"{style}{explode}",
                    parameters=[
                        {
                            "name": "ids",
                            "in": "path",
                            "required": True,
                            "schema": NUMBERS,
                            "style": style,
                            "explode": explode,
                        }
                    ],
                )
            }
            for style in ("label", "matrix")
            for explode in (False, True)
        },
        "/json": {"post": operation("json", requestBody=body("application/json", POINT))},
        "/xml": {"post": operation("xml", requestBody=body("text/xml", {**POINT, **TAGGED}))},
        "/notes": {"get": shown("notes", "text/*", example="Hello")},
        "/drawing": {"get": shown("drawing", "image/*")},
        "/switches": {
            "get": shown(
                "switches",
                "text/xml",
                schema=SWITCHES,
                examples={"success": {"value": {"on": True, "off": False}}, "none": {"value": {}}},
            )
        },
        "/lines": {"post": operation("lines", requestBody=body("application/x-ndjson", POINT))},
        "/album": {
            "post": operation(
                "album",
                requestBody=body(
                    "multipart/form-data",
                    {
                        "type": "object",
                        "required": ["pictures"],
                        "properties": {
                            "pictures": {"type": "array", "items": {"$ref": "#/components/schemas/Picture"}}
                        },
                    },
                ),
            )
        },
        "/picture": {
            "post": operation(
                "picture",
                requestBody=body(
                    "multipart/form-data",
                    {
                        "type": "object",
                        "required": ["image"],
                        "properties": {
                            "image": {"type": "string", "contentMediaType": "image/png", "maxLength": 4000},
                            "scan": {"type": "string", "format": "binary", "x-max-bytes": 5},
                            "where": POINT,
                        },
                    },
                ),
            )
        },
    },
}


CONTRACTS = {"openapi": CONTRACT}


@pytest.fixture
def client(server: Running) -> Iterator[httpx.Client]:
    server.reset()
    with httpx.Client(base_url=server.base_url, trust_env=False) as client:
        yield client
    assert server.emulator.failures == []


def said(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json().get("error", "")


OK = (200, "")


def test_documented_headers_are_written_in_their_style(client: httpx.Client) -> None:
    done = client.get("/told", headers={"Authorization": "Bearer demo-secret"})
    found = {name: text for name, text in done.headers.items() if name.startswith("x-")}
    assert found == {
        "x-left": "7",
        "x-cached": "true",
        "x-tags": "a,b",
        "x-flat": "R,1,G,false",
        "x-pairs": "R=1,G=2",
        "x-json": '{"a": [1]}',
    }
    assert done.headers["content-type"] == "application/json"
    assert client.get("/told").headers["x-reason"] == "3"


def test_bearer_tokens(client: httpx.Client) -> None:
    assert said(client.get("/bearer", headers={"Authorization": "Bearer demo-secret"})) == OK
    assert said(client.get("/bearer", headers={"Authorization": "Bearer other"})) == (401, "BAD_KEY")
    assert said(client.get("/bearer")) == (401, "NO_AUTH")


def test_keys_in_any_place(client: httpx.Client) -> None:
    assert said(client.get("/either", headers={"X-Key": "demo-key"})) == OK
    assert said(client.get("/either", params={"key": "demo-secret"})) == OK
    assert said(client.get("/either", headers={"Cookie": "a=b; session=demo-key"})) == OK
    assert said(client.get("/either", params={"key": "nobody"})) == (401, "BAD_KEY")
    assert said(client.get("/either")) == (401, "NO_AUTH")


def test_several_schemes_at_once_and_none(client: httpx.Client) -> None:
    bearer = {"Authorization": "Bearer demo-secret"}
    assert said(client.get("/both", headers={**bearer, "X-Key": "demo-key"})) == OK
    assert said(client.get("/both", headers=bearer)) == (401, "NO_AUTH")
    assert said(client.get("/optional")) == OK
    assert said(client.get("/optional", headers={"X-Key": "nobody"})) == (401, "BAD_KEY")


def test_tokens_are_issued_and_expire(server: Running, client: httpx.Client) -> None:
    assert said(client.get("/oauth", headers={"Authorization": "Bearer demo-secret"})) == (401, "BAD_KEY")
    grant = {"grant_type": "client_credentials"}
    wrong = client.post("/token", data=grant, auth=("demo-key", "wrong"))
    assert said(wrong) == (401, "invalid_client")
    assert server.journal.last().why == "the client is not known, or its secret is wrong"
    assert said(client.post("/token", data={"grant_type": "password"})) == (400, "unsupported_grant_type")
    form = {**grant, "client_id": "demo-key", "client_secret": "demo-secret"}
    tokens = [
        client.post("/token", data=grant, auth=("demo-key", "demo-secret")),
        client.post("/token", data=form),
    ]
    for issued in tokens:
        assert issued.json()["expires_in"] == 3600
        headers = {"Authorization": f"Bearer {issued.json()['access_token']}"}
        assert said(client.get("/oauth", headers=headers)) == OK
    server.clock.shift(3601)
    late = {"Authorization": f"Bearer {tokens[0].json()['access_token']}"}
    assert said(client.get("/oauth", headers=late)) == (401, "EXPIRED")


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        ({"params": {"many": [1, 2]}}, 200),
        ({"params": {"many": [1, 2, 3]}}, 400),
        ({"params": {"many": ["a"]}}, 400),
        ({"params": {"many": "1,2"}}, 400),
        ({"params": {"joined": "1,2"}}, 200),
        ({"params": {"joined": "1,2,3"}}, 400),
        ({"params": {"piped": "1|2"}}, 200),
        ({"params": {"piped": "1|b"}}, 400),
        ({"params": {"deep[x]": "1", "deep[y]": "2"}}, 200),
        ({"params": {"deep[y]": "2"}}, 400),
        ({"params": {"filter": '{"x": 1}'}}, 200),
        ({"params": {"filter": '{"x": "1"}'}}, 400),
        ({"headers": {"X-List": "1, 2"}}, 200),
        ({"headers": {"X-List": "1, b"}}, 400),
        ({"headers": {"Cookie": "flag=true"}}, 200),
        ({"headers": {"Cookie": "flag=maybe"}}, 400),
    ],
)
def test_styles_of_parameters(client: httpx.Client, request_of: Json, status: int) -> None:
    assert client.get("/styles", **request_of).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/label-False/.1,2", 200),
        ("/label-False/.1,b", 400),
        ("/label-False/.1,2,3", 400),
        ("/label-True/.1.2", 200),
        ("/label-True/.1.b", 400),
        ("/label-True/.1.2.3", 400),
        ("/matrix-False/;ids=1,2", 200),
        ("/matrix-False/;ids=1,b", 400),
        ("/matrix-True/;ids=1;ids=2", 200),
        ("/matrix-True/;ids=1;ids=b", 400),
    ],
)
def test_styles_of_paths(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_parameters_in_paths(client: httpx.Client) -> None:
    assert client.get("/items/1,2").status_code == 200
    assert said(client.get("/items/1,x")) == (400, "INVALID")


def test_bodies(client: httpx.Client) -> None:
    assert said(client.post("/json", json={"x": 1})) == OK
    assert said(client.post("/json", json={"y": 1})) == (400, "MISSING")
    assert said(client.post("/json", content=b"{", headers={"Content-Type": "application/json"})) == (
        400,
        "INVALID",
    )
    assert said(client.post("/json")) == (400, "MISSING")
    assert said(client.post("/json", data={"x": "1"})) == (400, "INVALID")
    xml = {"Content-Type": "text/xml"}
    assert said(client.post("/xml", content=b"<point><x>1</x></point>", headers=xml)) == OK
    assert said(client.post("/xml", content=b"<point><x>a</x></point>", headers=xml)) == (400, "INVALID")
    tagged = b"<point><x>1</x><tags><tag>1</tag><tag>%s</tag></tags></point>"
    assert said(client.post("/xml", content=tagged % b"2", headers=xml)) == OK
    assert said(client.post("/xml", content=tagged % b"b", headers=xml)) == (400, "INVALID")
    assert said(client.post("/xml", content=b"<!DOCTYPE x><point/>", headers=xml)) == (400, "INVALID")
    lines = {"Content-Type": "application/x-ndjson"}
    assert said(client.post("/lines", content=b'{"x": 1}\n{"x": 2}\n', headers=lines)) == OK
    assert client.post("/lines", content=b'{"x": 1}\n{"x": "b"}\n', headers=lines).status_code == 400


def test_a_family_of_media_types_is_answered_with_one_of_it(client: httpx.Client) -> None:
    notes = client.get("/notes")
    assert (notes.headers["content-type"], notes.text) == ("text/plain", "Hello")
    drawing = client.get("/drawing")
    assert drawing.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(drawing.content)).size == (1, 1)


def test_xml_is_written_by_its_schema(client: httpx.Client) -> None:
    head = "<?xml version='1.0' encoding='UTF-8'?>"
    assert client.get("/switches").text == f"{head}<switches><on>true</on><off>false</off></switches>"
    none = client.get("/switches", headers={"Prefer": "example=none"})
    assert none.text == f"{head}<switches></switches>"


def picture(kind: str, side: int = 8) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((side, side), 90).save(target, kind)
    return target.getvalue()


def test_files(client: httpx.Client) -> None:
    def sent(content: bytes, media_type: str = "image/png", **data: str) -> tuple[int, str]:
        return said(client.post("/picture", files={"image": ("a.png", content, media_type)}, data=data))

    assert sent(picture("PNG")) == OK
    assert sent(picture("PNG"), where='{"x": 1}') == OK
    assert sent(picture("PNG"), where='{"y": 1}') == (400, "MISSING")
    assert sent(picture("JPEG")) == (400, "INVALID")
    assert sent(picture("PNG"), "image/jpeg") == (400, "INVALID")
    assert sent(picture("PNG")[:60]) == (400, "INVALID")
    assert sent(picture("PNG", 100)) == (413, "TOO_LARGE")
    scan = {"image": ("a.png", picture("PNG"), "image/png")}
    assert said(client.post("/picture", files=scan | {"scan": ("a", b"12345")})) == OK
    assert said(client.post("/picture", files=scan | {"scan": ("a", b"123456")})) == (413, "TOO_LARGE")
    assert said(client.post("/picture", files={"other": ("a", b"x")})) == (400, "MISSING")


def test_several_files_of_one_name(client: httpx.Client) -> None:
    def sent(*kinds: str) -> tuple[int, str]:
        files = [("pictures", (f"a.{kind}", picture(kind), f"image/{kind.lower()}")) for kind in kinds]
        return said(client.post("/album", files=files))

    assert sent("PNG") == OK
    assert sent("PNG", "PNG") == OK
    assert sent("PNG", "JPEG") == (400, "INVALID")
