"""Whatever is sent, the response is a documented error: never a 500, never a hang, never a leak."""

from __future__ import annotations

import random
import socket
import string
import time
from collections.abc import Iterator
from typing import Any

import pytest

from specseal_emulator import Bounds
from specseal_emulator.testing import Running, running

FORM_PATHS = ["/finauth/search/group/face_info", "/finauth/v5/sdk/get_biz_token", "/faceid/lite/get_token"]
PIECES = [
    "",
    "a",
    "sign",
    "é",
    "\x00",
    "\ud7ff",
    "'\"\\",
    "%",
    "%zz",
    "&=;",
    "\r\n",
    "9" * 400,
    "{}",
    "[1]",
    "😀",
]


def text(dice: random.Random) -> str:
    return "".join(dice.choice([*PIECES, dice.choice(string.printable)]) for _ in range(dice.randrange(6)))


def spoil(dice: random.Random, data: bytes) -> bytes:
    """Cut, doubled, flipped or left alone."""
    if not data:
        return data
    at = dice.randrange(len(data))
    kind = dice.randrange(5)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data
    if kind == 2:
        return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
    if kind == 3:
        return data[:at] + dice.randbytes(dice.randrange(20)) + data[at:]
    return data


def multipart(dice: random.Random, fields: dict[str, str]) -> tuple[bytes, str]:
    boundary = dice.choice(["x", "-" * 30, "b b", "é", ""])
    parts = []
    for name, value in fields.items():
        disposition = dice.choice(
            [
                f'form-data; name="{name}"',
                f'form-data; name="{name}"; filename="{text(dice)}"',
                f"form-data; name={name}",
                "form-data",
                "attachment",
                text(dice).replace("\r", ""),
            ]
        )
        parts.append(f"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n{value}\r\n")
    body = ("".join(parts) + f"--{boundary}--\r\n").encode("utf-8", "replace")
    return body, f"multipart/form-data; boundary={boundary}"


def request(dice: random.Random, megvii: Any) -> tuple[str, str, dict[bytes, bytes], bytes]:
    """One malformed request: method, target, headers, body."""
    fields = {
        "sign": dice.choice([megvii.sign(), text(dice)]),
        "sign_version": dice.choice(["hmac_sha1", text(dice)]),
        "api_key": dice.choice(["demo-key", text(dice)]),
        "api_secret": dice.choice(["demo-secret", text(dice)]),
        "liveness_id": text(dice),
        "group_id": dice.choice(["demo_group", text(dice)]),
        "face_token": text(dice),
        "return_url": dice.choice(["https://example.com", text(dice)]),
        "notify_url": dice.choice(["https://example.com", text(dice)]),
        "comparison_type": dice.choice(["0", "-1", text(dice)]),
        "biz_no": text(dice),
        "uuid": text(dice),
        "image_ref1": text(dice),
        text(dice): text(dice),
    }
    fields = {name: fields[name] for name in fields if dice.random() < 0.9}
    if dice.random() < 0.5:
        body, content_type = multipart(dice, fields)
    else:
        body = "&".join(f"{k}={v}" for k, v in fields.items()).encode("utf-8", "replace")
        content_type = "application/x-www-form-urlencoded"
    content_type = dice.choice(
        [content_type] * 6 + ["", "multipart/form-data", "text/plain", "multipart/form-data;;="]
    )
    headers = {b"content-type": content_type.encode()}
    if dice.random() < 0.4:
        spoilt = spoil(dice, b"Credential=demo-key,SignedHeaders=host;x-acs-date,Signature=" + b"0" * 64)
        sendable = bytes(byte for byte in spoilt if byte >= 0x20 and byte != 0x7F)
        headers[b"authorization"] = (b"ACS3-HMAC-SHA256 " + sendable).strip()
        headers[b"x-acs-version"] = b"2018-01-20"
        headers[b"x-acs-action"] = b"QueryFaceUserByName"
        headers[b"x-acs-date"] = dice.choice([b"2026-11-20T19:41:27Z", b"", b"0", b"9999-99-99T99:99:99Z"])
    query = (
        f"Action=QueryFaceUserByName&Version=2018-01-20&Format={dice.choice(['JSON', 'XML', text(dice)])}&"
    )
    query += "&".join(
        f"{name}={text(dice)}" for name in ("Timestamp", "SignatureNonce", "Signature", "AccessKeyId")
    )
    quoted = "".join(c if "!" <= c <= "~" and c not in "#" else "%%%02x" % (ord(c) % 256) for c in query)
    path = dice.choice([*FORM_PATHS, "/"])
    return dice.choice(["POST", "POST", "POST", "GET", "PUT"]), f"{path}?{quoted}", headers, spoil(dice, body)


@pytest.mark.parametrize("seed", range(8))
def test_malformed_requests(megvii, emulator, seed: int) -> None:
    dice = random.Random(seed)
    statuses = set()
    for _ in range(75):
        method, target, headers, body = request(dice, megvii)
        response = megvii.http.request(
            method, megvii.base_url + target, headers=list(headers.items()), content=body, timeout=20
        )
        statuses.add(response.status_code)
        assert response.status_code in {200, 400, 403, 404}, (method, target, headers, body, response.text)
        assert b"Traceback" not in response.content
        assert b"demo-secret" not in response.content
    assert {400, 403} <= statuses


# Bounds


@pytest.fixture
def bounded() -> Iterator[Running]:
    with running(bounds=Bounds(body_bytes=1000, fields=5, seconds=0.3)) as emulator:
        yield emulator


def raw(emulator: Running, data: bytes, *, until_closed: bool = True) -> bytes:
    host, _, port = emulator.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(data)
        response = b""
        while chunk := connection.recv(65536):
            response += chunk
            if not until_closed:
                break
        return response


def test_a_body_that_is_too_long(bounded, http) -> None:
    url = bounded.base_url + "/finauth/v5/sdk/get_biz_token"
    response = http.post(url, content=b"x" * 1001)
    assert (response.status_code, response.json()) == (413, {"error": "the body is longer than 1000 bytes"})
    entry = bounded.journal.last()
    assert (entry.path, entry.status, entry.why) == (
        "/finauth/v5/sdk/get_biz_token",
        413,
        "the body is longer than 1000 bytes",
    )
    assert http.post(url, content=b"x" * 1000).status_code == 400


def test_a_body_of_unknown_length_that_is_too_long(bounded) -> None:
    head = b"POST /faceid/lite/get_token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    response = raw(
        bounded, head + b"1f4\r\n" + b"x" * 500 + b"\r\n" + b"1f5\r\n" + b"x" * 501 + b"\r\n0\r\n\r\n"
    )
    assert response.startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_arrive(bounded) -> None:
    started = time.monotonic()
    response = raw(bounded, b"POST /faceid/lite/get_token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx")
    assert response.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - started < 10


def test_a_slow_sender_does_not_hold_up_others(bounded, http) -> None:
    host, _, port = bounded.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"POST /faceid/lite/get_token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx")
        assert http.post(bounded.base_url + "/nowhere").status_code == 404


def test_a_sender_that_goes_away(bounded, http) -> None:
    host, _, port = bounded.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"POST /faceid/lite/get_token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx")
    assert http.post(bounded.base_url + "/nowhere").status_code == 404


def test_too_many_fields(bounded, http) -> None:
    many = {f"f{number}": "x" for number in range(6)}
    url = bounded.base_url + "/finauth/v5/sdk/get_biz_token"
    for response in (
        http.post(url, data=many),
        http.post(url, files={k: (None, v) for k, v in many.items()}),
    ):
        assert response.json() == {"error": "MISSING_ARGUMENTS: sign"}
    response = http.get(bounded.base_url + "/", params=many)
    assert (response.status_code, response.json()) == (413, {"error": "the query has more than 5 fields"})


def test_a_picture_that_unpacks_to_too_much(megvii, picture) -> None:
    content = picture(side=4000)
    assert len(content) < 200_000
    bomb = content.replace((4000).to_bytes(4, "big"), (60_000).to_bytes(4, "big"), 2)
    response = megvii.get_token({"image_ref1": bomb}, comparison_type="0")
    assert response.json()["error_message"] == "IMAGE_ERROR_UNSUPPORTED_FORMAT: image_ref1"
