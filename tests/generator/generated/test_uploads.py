"""Uploads: from memory, files and iterators, sent piece by piece where they are long."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

LONG = bytes(range(256)) * 8192  # 2 MiB
BINARY = {"type": "string", "format": "binary"}
RECIPE = {
    "type": "http",
    "scheme": "acme",
    "x-signing": {
        "credentials": ["key"],
        "secrets": ["key"],
        "steps": 'headers["x-sign"] = hex(hmac_sha256(key, body))\n',
        "vectors": [
            {
                "name": "one",
                "source": "printf %s abc | openssl dgst -sha256 -hmac secret",
                "credentials": {"key": "secret"},
                "request": {"method": "POST", "url": "https://x.example/", "body": "abc"},
                "expect": {
                    "headers": {"x-sign": "9946dad4e00e913fc8be8e5d3f7e110a4a9e832f83fb09c345285d78638d8a0e"}
                },
            }
        ],
    },
}


def body(sandbox: Any, media_type: str = "application/octet-stream") -> None:
    sandbox.operation["requestBody"] = {"required": True, "content": {media_type: {"schema": BINARY}}}


def pieces() -> Iterator[bytes]:
    for start in range(0, len(LONG), 300_000):
        yield LONG[start : start + 300_000]


async def apieces() -> AsyncIterator[bytes]:
    for piece in pieces():
        yield piece


@pytest.mark.parametrize("length", [10, len(LONG)])
def test_a_body_of_bytes(sandbox: Any, any_call: Any, vendor: Any, tmp_path: Path, length: int) -> None:
    body(sandbox)
    content = LONG[-length:]
    path = tmp_path / "long.bin"
    path.write_bytes(b"head" + content)
    with path.open("rb") as file:
        file.read(4)
        for value in (
            content,
            memoryview(content),
            io.BytesIO(content),
            file,
            iter([content[:5], content[5:]]),
        ):
            any_call(body=value)
            assert vendor.last.body == content
            assert vendor.last.headers["content-type"] == "application/octet-stream"
        assert file.tell() == 4, "an open file is read from its position, which is restored"
    any_call(body=path)
    assert vendor.last.body == b"head" + content
    assert vendor.last.headers["content-length"] == str(length + 4)


def test_what_cannot_be_a_body(sandbox: Any, any_call: Any, vendor: Any, tmp_path: Path) -> None:
    body(sandbox)
    for value, told in (
        ("text", "body: a str is ambiguous"),
        (5, "body: int is not a file"),
        (io.StringIO("a"), "body: the file is open in text mode"),
    ):
        with pytest.raises(TypeError, match=told):
            any_call(body=value)
    with pytest.raises(FileNotFoundError):
        any_call(body=tmp_path / "missing")
    assert vendor.seen == []


def test_async_iterators_need_the_async_client(sandbox: Any, call: Any, vendor: Any) -> None:
    body(sandbox)
    with pytest.raises(TypeError, match="body: an async iterator needs the async client"):
        call(body=apieces())
    assert "body: Content," in sandbox.file("_client.py")
    assert "body: AsyncContent," in sandbox.file("_client.py")
    assert vendor.seen == []


@pytest.mark.parametrize("transport", ["httpcore", "httpx", "fast"])
def test_an_async_iterator_is_sent_as_it_comes(sandbox: Any, acall: Any, vendor: Any, transport: str) -> None:
    body(sandbox)

    async def run() -> None:
        async with httpx.AsyncClient() as client:
            clients: dict[str, Any] = {"httpcore": None, "httpx": client, "fast": "fast"}
            settings = {"base_url": vendor.url, "http_client": clients[transport]}
            async with acall.package.AsyncThing(**settings) as thing:
                await thing.get_thing(body=apieces())

    asyncio.run(run())
    assert vendor.last.body == LONG
    assert vendor.last.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in vendor.last.headers


@pytest.mark.parametrize("transport", ["httpcore", "httpx", "fast"])
def test_a_long_file_has_its_length(
    sandbox: Any, call: Any, vendor: Any, tmp_path: Path, transport: str
) -> None:
    body(sandbox)
    (tmp_path / "long.bin").write_bytes(LONG)
    with httpx.Client() as client:
        clients: dict[str, Any] = {"httpcore": None, "httpx": client, "fast": "fast"}
        call("get_thing", {"http_client": clients[transport]}, body=tmp_path / "long.bin")
    assert vendor.last.body == LONG
    assert vendor.last.headers["content-length"] == str(len(LONG))


def test_media_types_that_callers_choose(sandbox: Any, any_call: Any, vendor: Any) -> None:
    body(sandbox, "image/*")
    any_call(body=b"a")
    assert vendor.last.headers["content-type"] == "application/octet-stream"
    any_call(body=b"a", media_type="image/png")
    assert vendor.last.headers["content-type"] == "image/png"


def test_what_cannot_be_read_twice_is_not_sent_twice(
    sandbox: Any, any_call: Any, vendor: Any, tmp_path: Path
) -> None:
    body(sandbox)
    sandbox.operation["x-idempotent"] = True
    vendor.status = 503
    errors = any_call.package.errors
    settings = {"max_retries": 1}
    with pytest.raises(errors.APIStatusError, match="not retried, because the body cannot be read twice"):
        any_call("get_thing", settings, body=iter([b"a"]))
    assert len(vendor.seen) == 1
    (tmp_path / "long.bin").write_bytes(LONG)
    with pytest.raises(errors.APIStatusError) as caught:
        any_call("get_thing", settings, body=tmp_path / "long.bin")
    assert "not retried" not in str(caught.value)
    assert [seen.body == LONG for seen in vendor.seen[1:]] == [True, True]


def test_an_iterator_that_fails(sandbox: Any, any_call: Any, vendor: Any) -> None:
    body(sandbox)

    def broken() -> Iterator[bytes]:
        yield b"a"
        raise ZeroDivisionError("division")

    with pytest.raises(
        any_call.package.ClientError, match="body: reading the body failed: ZeroDivisionError"
    ):
        any_call(body=broken())
    assert vendor.seen == []


def test_a_signature_that_covers_the_body(sandbox: Any, acall: Any, call: Any, vendor: Any) -> None:
    body(sandbox)
    sandbox.spec["components"]["securitySchemes"] = {"acme": RECIPE}
    sandbox.spec["security"] = [{"acme": []}]
    sign = "hash of it"
    for perform, value in ((call, LONG), (call, pieces()), (acall, pieces()), (acall, apieces())):
        perform("get_thing", {"key": "secret"}, body=value)
        assert vendor.last.body == LONG
        sign = vendor.last.headers["x-sign"] if sign == "hash of it" else sign
        assert vendor.last.headers["x-sign"] == sign
        assert vendor.last.headers["content-length"] == str(len(LONG))


def test_long_files_in_a_form(sandbox: Any, any_call: Any, vendor: Any, tmp_path: Path) -> None:
    sandbox.properties["file"] = BINARY
    sandbox.properties["more"] = {"type": "array", "items": BINARY}
    (tmp_path / "long.bin").write_bytes(LONG)
    any_call(id="1", file=tmp_path / "long.bin", more=[b"a", ("b.png", pieces())])
    parts = [(part.name, part.filename, part.media_type, part.content) for part in vendor.last.parts]
    assert parts == [
        ("id", None, None, b"1"),
        ("file", "long.bin", "application/octet-stream", LONG),
        ("more", "more", "application/octet-stream", b"a"),
        ("more", "b.png", "image/png", LONG),
    ]
    assert vendor.last.headers["transfer-encoding"] == "chunked"
    any_call(id="1", file=tmp_path / "long.bin")
    assert int(vendor.last.headers["content-length"]) == len(vendor.last.body)
    with pytest.raises(TypeError, match="file: list is not a file"):
        any_call(id="1", file=[b"a"])
