"""`client.request()`: any method, headers and body, signed like the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("given", "sent", "media_type"),
    [
        ({"json": {"a": 1}}, b'{"a":1}', "application/json"),
        ({"json": [1, None]}, b"[1,null]", "application/json"),
        ({"json": "text"}, b'"text"', "application/json"),
        (
            {"json": {"a": 1}, "media_type": "application/merge-patch+json"},
            b'{"a":1}',
            "application/merge-patch+json",
        ),
        ({"content": b"\x00"}, b"\x00", "application/octet-stream"),
        ({"content": "ü"}, "ü".encode(), "text/plain; charset=utf-8"),
        ({"content": "<a/>", "media_type": "application/xml"}, b"<a/>", "application/xml"),
        ({"form": {"a": ["b", 1]}}, None, "multipart/form-data"),
        ({}, None, "multipart/form-data"),
    ],
)
def test_any_body(any_call: Any, vendor: Any, given: Any, sent: bytes | None, media_type: str) -> None:
    any_call("request", method="PUT", path="/any", **given)
    assert (vendor.last.method, vendor.last.path) == ("PUT", "/any")
    assert vendor.last.headers["content-type"].startswith(media_type)
    if sent is None:
        assert vendor.last.fields == ([("a", b"b"), ("a", b"1")] if given else [])
    else:
        assert vendor.last.body == sent


def test_headers_and_lists(call: Any, vendor: Any) -> None:
    call(
        "request",
        method="GET",
        path="/any",
        query={"a": ["b", 1]},
        headers={"X-Trace": "t", "Accept": "text/csv"},
    )
    assert vendor.last.raw_query == "a=b&a=1"
    assert (vendor.last.headers["x-trace"], vendor.last.headers["accept"]) == ("t", "text/csv")


def test_files_and_iterators(call: Any, vendor: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"content")
    call("request", method="POST", path="/any", content=tmp_path / "a.txt")
    assert vendor.last.body == b"content"
    call("request", method="POST", path="/any", content=iter([b"con", b"tent"]))
    assert vendor.last.body == b"content"
    call("request", method="POST", path="/any", files={"file": ("b.txt", b"c")}, form={"d": "e"})
    assert [(part.name, part.filename, part.content) for part in vendor.last.parts] == [
        ("d", None, b"e"),
        ("file", "b.txt", b"c"),
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"json": 1, "content": b""}, "json= and content=: a request has one body"),
        ({"json": 1, "form": {"a": "b"}}, "json= and form and files=: a request has one body"),
        ({"form": {"a": "b"}, "media_type": "a/b"}, "media_type: is that of json= or content="),
        ({"json": object()}, "json: cannot be encoded as JSON"),
        ({"content": 5}, "content: int is not a file"),
        ({"headers": {"Host": "x"}}, "headers: Host cannot be set"),
        ({"headers": {"a b": "x"}}, "headers: 'a b' is not a valid header name"),
        ({"query": [1]}, "query: must be a mapping"),
    ],
)
def test_what_cannot_be_sent(call: Any, vendor: Any, given: Any, told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):
        call("request", method="POST", path="/any", **given)
    assert vendor.seen == []


def test_a_package_without_files(sandbox: Any, call: Any, vendor: Any) -> None:
    content = sandbox.operation["requestBody"]["content"]
    content["application/json"] = content.pop("multipart/form-data")
    call("request", method="POST", path="/any", content=b"a")
    assert vendor.last.body == b"a"
    with pytest.raises(TypeError, match="content: must be str or bytes in this package"):
        call("request", method="POST", path="/any", content=iter([b"a"]))
    assert not (sandbox.root / "generated/thing/src/thing/_runtime/uploads.py").exists()


def test_a_signature_in_a_form_needs_one(sandbox: Any, call: Any, vendor: Any) -> None:
    sandbox.receive()
    recipe = sandbox.spec["components"]["securitySchemes"]["callback"]["x-signing"]
    recipe |= {"steps": 'form["sign"] = hex(sha1(key))\n', "unsigned": ["query", "body"]}
    (vector,) = recipe["vectors"]
    vector["request"]["form"] = {"data": "{}"}
    vector["expect"] = {"form": {"sign": "e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"}}
    del sandbox.spec["x-callbacks"]
    sandbox.properties["sign"] = {"type": "string"}
    sandbox.spec["security"] = [{"callback": []}]
    settings = {"key": "secret"}
    call("request", settings, method="POST", path="/any", form={"a": "b"})
    assert vendor.last.fields == [("a", b"b"), ("sign", b"e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4")]
    with pytest.raises(call.package.errors.ConfigurationError, match="the signature is sent in a form"):
        call("request", settings, method="POST", path="/any", json={"a": "b"})
    assert len(vendor.seen) == 1
