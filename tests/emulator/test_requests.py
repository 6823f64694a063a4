"""What is no request by RFC 9112 is refused, numbers are numbers, and forms are read as RFC 7578 says."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from specseal_emulator import Bounds
from specseal_emulator.testing import Running, running

FACE = "/finauth/search/group/face_info"
ZEROS, NINES = "0" * 5000, "9" * 5000


def raw(emulator: Running, data: bytes) -> tuple[int, bytes]:
    """The status and body of the response to these bytes."""
    host, _, port = emulator.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        response = b""
        while chunk := connection.recv(65536):
            response += chunk
    head, _, body = response.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


@pytest.mark.parametrize("path", [FACE, "/_emulator/clock"])
@pytest.mark.parametrize(
    ("version", "headers", "words"),
    [
        ("1.1", [], b"missing Host header"),
        ("1.1", ["Host: localhost", "Host: localhost"], b"duplicate host header"),
        (
            "1.1",
            ["Host: localhost", "Content-Type: a/b", "Content-Type: a/b"],
            b"duplicate content-type header",
        ),
        ("1.0", ["Transfer-Encoding: chunked"], b"Transfer-Encoding is not allowed in HTTP/1.0"),
        ("1.1", ["Host: localhost", f"Content-Length: {ZEROS}"], b"Content-Length is not an integer"),
        ("1.1", ["Host: localhost", f"Content-Length: {'0' * 18}1"], b"Content-Length is not an integer"),
    ],
)
def test_what_is_no_request_is_refused(
    emulator: Running, path: str, version: str, headers: list[str], words: bytes
) -> None:
    lines = [f"PUT {path} HTTP/{version}", *headers, "Connection: close", "", ""]
    status, body = raw(emulator, "\r\n".join(lines).encode())
    assert (status, words in body) == (400, True), body


@pytest.mark.parametrize(
    "head", ["GET / HTTP/1.0", "GET / HTTP/1.1\r\nHost: x", "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nA: 2"]
)
def test_what_is_a_request_is_read(emulator: Running, head: str) -> None:
    _, body = raw(emulator, f"{head}\r\nConnection: close\r\n\r\n".encode())
    assert b"InvalidVersion" in body  # the vendor's response


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"journal?limit={NINES}", 400),
        (f"journal?after={NINES}", 400),
        (f"journal?status={ZEROS}", 400),
        ("journal?limit=%D9%A1", 400),  # a digit, and not of ASCII
        ("journal?limit=0", 400),
        ("journal?limit=1", 200),
        ("journal?limit=1000", 200),
        ("journal?limit=1001", 400),
        (f"state?limit={NINES}", 400),
        (f"journal/{NINES}", 404),
        (f"journal/events?after={NINES}", 400),
    ],
)
def test_numbers_are_read_strictly(emulator: Running, http, path: str, status: int) -> None:
    response = http.get(f"{emulator.base_url}/_emulator/{path}")
    assert response.status_code == status
    assert "Traceback" not in response.text
    assert "Exceeds" not in response.text


def form(*parts: bytes) -> tuple[bytes, dict[str, str]]:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n"
    return body, {"content-type": "multipart/form-data; boundary=x"}


def part(headers: bytes, content: bytes = b"v") -> bytes:
    return headers + b"\r\n\r\n" + content


@pytest.mark.parametrize(
    "more",
    [
        b"other!#$%&'*+-.^_`|~: yes",
        b"Content-Length: 99",
        b"Content-Transfer-Encoding: 8bit",
        b"X-Note: \xff\xfe",
        b"\r\n".join(b"X-%d: y" % number for number in range(30)),
    ],
)
def test_other_headers_of_a_part_are_ignored(emulator: Running, http, more: bytes) -> None:
    content, headers = form(part(b'Content-Disposition: form-data; name="group_id"\r\n' + more, b"g"))
    http.post(emulator.base_url + FACE, content=content, headers=headers)
    entry = emulator.journal.last()
    assert entry.form == {"group_id": "g"}
    assert "form" not in entry.notes


@pytest.mark.parametrize("line", [b"no colon", b"bad name: x", b": x", b"\x80: x"])
def test_a_header_of_a_part_that_is_none_is_refused(emulator: Running, http, line: bytes) -> None:
    content, headers = form(part(b'Content-Disposition: form-data; name="group_id"\r\n' + line))
    http.post(emulator.base_url + FACE, content=content, headers=headers)
    assert "form" in emulator.journal.last().notes


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (r"C:\x\a.png", r"C:\x\a.png"),
        (r"\\host\a.png", r"\\host\a.png"),
        ("a" * 4096, "a" * 4096),
        ("é" * 2048, "é" * 2048),
        ("a%22b.png", 'a"b.png'),
        ("", ""),
    ],
)
@pytest.mark.parametrize("more", ["", "; size=1"])
def test_a_file_name_is_kept_as_it_was_sent(emulator: Running, http, sent: str, kept: str, more: str) -> None:
    disposition = f'Content-Disposition: form-data; name="f"; filename="{sent}"{more}'
    content, headers = form(part(disposition.encode()))
    http.post(emulator.base_url + FACE, content=content, headers=headers)
    assert emulator.journal.last().files["f"].filename == kept


# Bounds, from both sides


@pytest.fixture(scope="module")
def narrow() -> Iterator[Running]:
    with running(bounds=Bounds(body_bytes=300, text_bytes=100, fields=3, head_bytes=1000)) as emulator:
        yield emulator


@pytest.mark.parametrize(("over", "status"), [(0, 400), (1, 413)])
@pytest.mark.parametrize("query", ["", "q=12345"])
def test_text_is_bounded_to_the_byte(narrow: Running, http, over: int, status: int, query: str) -> None:
    text = "a=" + "x" * (98 + over - len(query))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = http.post(f"{narrow.base_url}{FACE}?{query}", content=text, headers=headers)
    assert response.status_code == status, response.text
    assert (response.text == '{"error":"query and text fields are longer than 100 bytes in total"}') is bool(
        over
    )


@pytest.mark.parametrize(("over", "status"), [(0, 400), (1, 413)])
def test_files_are_no_text(narrow: Running, http, over: int, status: int) -> None:
    head = b'Content-Disposition: form-data; name="'
    size = len(head) - 2 + len(b'a"')  # without the colon and the blank
    content, headers = form(part(head + b'a"', b"x" * (100 - size + over)))
    assert http.post(narrow.base_url + FACE, content=content, headers=headers).status_code == status
    content, headers = form(part(head + b'a"; filename="b"', b"x" * 200))
    assert http.post(narrow.base_url + FACE, content=content, headers=headers).status_code == 400


@pytest.mark.parametrize(("size", "status"), [(300, 400), (301, 413)])
def test_bodies_are_bounded_to_the_byte(narrow: Running, http, size: int, status: int) -> None:
    headers = {"content-type": "application/octet-stream"}
    response = http.post(narrow.base_url + FACE, content=b"x" * size, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(("number", "status"), [(3, 400), (4, 413)])
def test_fields_of_a_query_are_bounded(narrow: Running, http, number: int, status: int) -> None:
    query = "&".join(f"{n}=" for n in range(number))
    assert http.post(f"{narrow.base_url}{FACE}?{query}").status_code == status


@pytest.mark.parametrize(("over", "status"), [(0, 404), (1, 431)])
def test_heads_are_bounded_to_the_byte(narrow: Running, over: int, status: int) -> None:
    known = len("/nowhere") + len("hostx") + 4 + len("connectionclose") + 4 + len("a") + 4
    filler = "y" * (1000 - known + over)
    head = f"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: {filler}\r\n\r\n"
    assert raw(narrow, head.encode())[0] == status
