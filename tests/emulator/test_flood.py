"""Ten thousand malformed requests: each gets a documented error; nothing fails, hangs or leaks."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import random
import re
import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from specseal_emulator import UNLIMITED, Account, Seed, default_seed
from specseal_emulator.testing import Running, running
from tests.emulator.test_malformed import request as any_request
from tests.emulator.test_malformed import spoil, text

KINDS = ("multipart", "urlencoded", "query", "headers", "sign")
EACH = 2000
CONNECTIONS = 4
Raw = tuple[str, bytes]
"""The path, for the verdict, and the bytes to send."""


@pytest.fixture(scope="module")
def unlimited() -> Iterator[Running]:
    seed = default_seed() + Seed(accounts=(Account("demo-key", "demo-secret", limits=UNLIMITED),))
    with running(seed=seed) as emulator:
        yield emulator


def raw(method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Raw:
    head = [f"{method} {target} HTTP/1.1".encode(), b"Host: emulator", b"Content-Length: %d" % len(body)]
    head += [name + b": " + value for name, value in headers]
    return target.partition("?")[0], b"\r\n".join([*head, b"", body])


def of_form(dice: random.Random, megvii: Any, kind: str) -> Raw:
    """A form that is spoilt as a whole, of the wanted kind."""
    while True:
        method, target, headers, body = any_request(dice, megvii)
        multipart = b"multipart" in headers[b"content-type"]
        if multipart == (kind == "multipart") and method == "POST":
            return raw(method, target, list(headers.items()), body)


def of_query(dice: random.Random, _megvii: Any, _kind: str) -> Raw:
    """A correctly signed query that is then cut, doubled, flipped or mixed up."""
    pairs = {
        "Action": "QueryFaceUserByName",
        "Version": "2018-01-20",
        "Format": dice.choice(["JSON", "XML"]),
        "AccessKeyId": "demo-key",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": f"{dice.getrandbits(64):x}",
        "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "IsolationId": dice.choice(["ZheJiangHZ", text(dice)]),
        "PageNo": dice.choice(["1", "0", "-1", "1e9", text(dice)]),
        "PageSize": dice.choice(["10", "51", "x", text(dice)]),
        "Name": text(dice),
    }
    if dice.random() < 0.5:
        del pairs[dice.choice(sorted(pairs))]
    canonical = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(pairs.items()))
    digest = hmac.new(
        b"demo-secret&", f"POST&%2F&{quote(canonical, safe='~')}".encode(), hashlib.sha1
    ).digest()
    query = urlencode({**pairs, "Signature": base64.b64encode(digest).decode()}).encode()
    if dice.random() < 0.6:
        query = spoil(dice, query)
    sendable = "".join(
        chr(byte) if 0x21 <= byte <= 0x7E and byte != 0x23 else f"%{byte:02x}" for byte in query
    )
    return raw("POST", f"/?{sendable}", [], b"")


def of_headers(dice: random.Random, _megvii: Any, _kind: str) -> Raw:
    """ACS3 headers that are missing, sent twice, or hold what they should not."""
    given = {
        b"authorization": b"ACS3-HMAC-SHA256 Credential=demo-key,SignedHeaders=host;x-acs-date,Signature="
        + b"0" * 64,
        b"x-acs-action": b"QueryFaceUserByName",
        b"x-acs-version": b"2018-01-20",
        b"x-acs-date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()).encode(),
        b"x-acs-signature-nonce": b"%x" % dice.getrandbits(64),
        b"x-acs-content-sha256": hashlib.sha256(b"").hexdigest().encode(),
        b"x-acs-security-token": b"demo-token",
        b"accept": dice.choice([b"application/json", b"text/xml", b"*/*;q=x"]),
        b"content-type": dice.choice([b"", b"multipart/form-data; boundary=", b";;;", b"\xff\xfe"]),
        b"prefer": dice.choice([b"", b"code", b"=;,", b"wait=10"]),
    }
    headers = []
    for name, value in given.items():
        # two of these leave open what is meant, which HTTP itself refuses
        most = 1 if name == b"content-type" else 2
        for _ in range(min(most, dice.choice([0, 1, 1, 1, 1, 2]))):
            spoilt = spoil(dice, value) if dice.random() < 0.4 else value
            headers.append((name, bytes(b for b in spoilt if b >= 0x20 and b != 0x7F).strip()))
    dice.shuffle(headers)
    return raw(dice.choice(["POST", "GET"]), "/?IsolationId=ZheJiangHZ&PageNo=1&PageSize=10", headers, b"")


def of_sign(dice: random.Random, megvii: Any, _kind: str) -> Raw:
    """A good form around a sign that is spoilt before or after it is encoded."""
    now = int(time.time())
    good = {"a": "demo-key", "b": str(now + 100), "c": str(now), "d": f"{dice.randrange(10**10):010d}"}
    names = list(good)
    if dice.random() < 0.3:
        dice.shuffle(names)
    if dice.random() < 0.5:
        good[dice.choice(names)] = dice.choice(["", "-1", "9" * 30, str(now * 1000), "1e5", text(dice)])
    content = "&".join(f"{name}={good[name]}" for name in names).encode("utf-8", "replace")
    secret = dice.choice([b"demo-secret", b"other", b""])
    sign = base64.b64encode(spoil(dice, hmac.new(secret, content, hashlib.sha1).digest() + content))
    if dice.random() < 0.3:
        sign = spoil(dice, sign)
    fields = {"sign": sign, "sign_version": "hmac_sha1", "liveness_id": "x", "group_id": "demo_group"}
    path = dice.choice(["/finauth/v5/sdk/get_biz_token", "/finauth/search/group/face_info"])
    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    return raw(
        "POST", path, headers, urlencode(fields | {"face_token": "9eab9fe14a402295fb78409a81abfc3c"}).encode()
    )


MAKERS = {
    "multipart": of_form,
    "urlencoded": of_form,
    "query": of_query,
    "headers": of_headers,
    "sign": of_sign,
}


class Line:
    """One connection that is kept alive; made anew when the emulator closes it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self.opened = 0

    def call(self, request: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=20)
            self.opened += 1
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            chunk = self._socket.recv(65536)
            assert chunk, (request, got)
            got += chunk
        head, _, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: ([0-9]+)", head)
        assert length, (request, head)
        while len(body) < int(length[1]):
            body += self._socket.recv(65536)
        assert len(body) == int(length[1]), (request, got)
        if re.search(rb"(?i)connection: close", head):
            self.close()
        return int(head.split(b" ", 2)[1]), body

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None


def code(body: bytes) -> str:
    """The error code of a body, empty for a success."""
    if body.startswith(b"<?xml"):
        found = re.search(rb"<Code>([^<]*)</Code>", body)
        return "" if b"<Success>true" in body else (found[1].decode() if found else "?")
    data = json.loads(body)
    if data.get("Success") is True:
        return ""
    return str(data.get("error") or data.get("error_message") or data.get("Code") or "").partition(":")[0]


def memory() -> int:
    """Bytes that this process, the emulator in it included, holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


@pytest.mark.parametrize("kind", KINDS)
def test_malformed(unlimited: Running, megvii: Any, kind: str) -> None:
    port = int(unlimited.base_url.rpartition(":")[2])
    operations = {operation.path: operation for operation in unlimited.emulator.operations}
    seen: Counter[tuple[int, str]] = Counter()
    lock = threading.Lock()
    opened: list[int] = []

    def work(seed: int, number: int) -> None:
        dice = random.Random(f"{kind} {seed}")
        with contextlib.closing(Line(port)) as line:
            flood(dice, line, number)
        opened.append(line.opened)

    def flood(dice: random.Random, line: Line, number: int) -> None:
        for _ in range(number):
            path, request = MAKERS[kind](dice, megvii, kind)
            status, body = line.call(request)
            found = code(body)
            row = operations[path].error(found)
            documented = row is not None and row.status == status
            business = status == 200 and found in {"", "460"}
            assert documented or business, (request, status, body)
            assert b"Traceback" not in body
            assert b"demo-secret" not in body or b"demo-secret" in request
            with lock:
                seen[status, found] += 1

    work(-1, 100)
    before, descriptors = memory(), len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [pool.submit(work, seed, (EACH - 100) // CONNECTIONS) for seed in range(CONNECTIONS)]:
            done.result()
    assert sum(seen.values()) == EACH
    assert len(seen) >= 3, seen
    assert unlimited.emulator.failures == []
    assert max(opened) == 1
    # The journal keeps its last thousand requests; beyond that nothing may stay.
    assert memory() - before < 40 * 1024 * 1024
    assert len(os.listdir("/proc/self/fd")) <= descriptors + CONNECTIONS  # noqa: PTH208
