"""One emulator for all tests of a process, reset before each, and callers that sign on their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from PIL import Image, PngImagePlugin

from specseal_emulator import Store, open_store
from specseal_emulator.testing import Running, running
from tests.emulator.postgresql import started as postgresql_started
from tests.emulator.processes import Start, serving

PROXIES = [name for name in os.environ if name.lower().endswith("_proxy")]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    with running(show_secrets=False) as emulator:
        yield emulator


@pytest.fixture
def emulator(server: Running) -> Iterator[Running]:
    server.reset()
    yield server
    assert server.emulator.failures == []


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the command; whatever still runs at the end is ended."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(serving(tmp_path, *arguments))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgresql_started() as url:
        yield url


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """The URL of an empty store in PostgreSQL."""
    store = open_store(postgresql_server)
    store.clear()
    store.close()
    return postgresql_server


@pytest.fixture(params=["file", pytest.param("postgresql", marks=pytest.mark.system)])
def two_stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Store]]:
    """Two stores of one state, as two workers have them."""
    where = str(tmp_path / "state.db") if request.param == "file" else request.getfixturevalue("postgresql")
    stores = [open_store(where) for _ in range(2)]
    yield stores
    for store in stores:
        store.close()


def megvii_sign(
    key: str = "demo-key",
    secret: str = "demo-secret",
    *,
    now: int | None = None,
    expires: int | None = None,
    random: str = "0799687066",
) -> str:
    now = int(time.time()) if now is None else now
    expires = now + 100 if expires is None else expires
    raw = f"a={key}&b={expires}&c={now}&d={random}".encode()
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha1).digest() + raw).decode()


@dataclass
class MegviiCaller:
    """Sends Megvii forms as real multipart, signed unless a test brings its own sign."""

    base_url: str
    http: httpx.Client
    sign: Callable[..., str] = megvii_sign

    def form(
        self, path: str, fields: Mapping[str, str | None], files: Mapping[str, bytes] | None = None
    ) -> httpx.Response:
        parts: list[tuple[str, Any]] = [(n, (None, v)) for n, v in fields.items() if v is not None]
        parts += [(name, (f"{name}.png", content)) for name, content in (files or {}).items()]
        return self.http.post(self.base_url + path, files=parts)

    def signed(self, path: str, **fields: str | None) -> httpx.Response:
        return self.form(path, {"sign": megvii_sign(), "sign_version": "hmac_sha1", **fields})

    def face_info(self, **fields: str | None) -> httpx.Response:
        given = {"group_id": "demo_group", "face_token": "9eab9fe14a402295fb78409a81abfc3c"}
        return self.signed("/finauth/search/group/face_info", **{**given, **fields})

    def get_biz_token(self, **fields: str | None) -> httpx.Response:
        return self.signed("/finauth/v5/sdk/get_biz_token", **{"liveness_id": "demo-scene", **fields})

    def get_token(self, files: Mapping[str, bytes] | None = None, **fields: str | None) -> httpx.Response:
        given = {
            "api_key": "demo-key",
            "api_secret": "demo-secret",
            "return_url": "https://example.com/return",
            "notify_url": "https://example.com/notify",
            "biz_no": "order-1",
            "comparison_type": "-1",
            "uuid": "user-1",
        }
        return self.form("/faceid/lite/get_token", {**given, **fields}, files)


def rfc3986(text: str) -> str:
    return quote(text, safe="~")


def _utc(at: float | None = None) -> str:
    return datetime.fromtimestamp(time.time() if at is None else at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class AliyunCaller:
    """Sends Alibaba Cloud calls with either signature."""

    base_url: str
    http: httpx.Client
    query: dict[str, str] = field(
        default_factory=lambda: {"IsolationId": "ZheJiangHZ", "PageNo": "1", "PageSize": "10"}
    )

    def rpc(
        self,
        *,
        secret: str = "demo-secret",
        method: str = "POST",
        place: str = "query",
        at: float | None = None,
        signed_as: str | None = None,
        **changes: str | None,
    ) -> httpx.Response:
        """Signature 1.0; `place` puts the parameters into query, body or both; None leaves a parameter out."""
        common = {
            "Action": "QueryFaceUserByName",
            "Version": "2018-01-20",
            "Format": "JSON",
            "AccessKeyId": "demo-key",
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": uuid.uuid4().hex,
            "Timestamp": _utc(at),
        }
        given = {**common, **self.query, **changes}
        params = {name: value for name, value in given.items() if value is not None}
        canonical = "&".join(f"{rfc3986(k)}={rfc3986(v)}" for k, v in sorted(params.items()))
        text = f"{signed_as or method}&%2F&{rfc3986(canonical)}"
        digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
        if "Signature" not in changes:
            params["Signature"] = base64.b64encode(digest).decode()
        in_body = {"query": set(), "body": set(params), "both": set(self.query)}[place]
        url = f"{self.base_url}/?{urlencode({k: v for k, v in params.items() if k not in in_body})}"
        body = {name: params[name] for name in params if name in in_body}
        return self.http.request(method, url, data=body) if body else self.http.request(method, url)

    def acs3(
        self,
        *,
        key: str = "demo-key",
        secret: str = "demo-secret",
        method: str = "POST",
        at: float | None = None,
        token: str | None = None,
        unsigned: tuple[str, ...] = (),
        headers: Mapping[str, str | None] | None = None,
        signed_host: str | None = None,
        **changes: str | None,
    ) -> httpx.Response:
        """ACS3-HMAC-SHA256; `headers` change the vendor's headers, `unsigned` ones are sent but not signed.

        `signed_host`: what is signed as the host, which a proxy then rewrites.
        """
        given = {
            "host": self.base_url.removeprefix("http://"),
            "accept": "application/json",
            "x-acs-action": "QueryFaceUserByName",
            "x-acs-version": "2018-01-20",
            "x-acs-date": _utc(at),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-security-token": token,
            **(headers or {}),
        }
        sent = {name: value for name, value in given.items() if value is not None}
        signed = {**sent, "host": signed_host or sent["host"]}
        names = ";".join(sorted(name for name in sent if name not in unsigned))
        query = {n: v for n, v in {**self.query, **changes}.items() if v is not None}
        canonical = "\n".join(
            (
                method,
                "/",
                "&".join(f"{rfc3986(k)}={rfc3986(v)}" for k, v in sorted(query.items())),
                "".join(f"{name}:{signed[name]}\n" for name in names.split(";")),
                names,
                hashlib.sha256(b"").hexdigest(),
            )
        )
        text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        sent["authorization"] = (
            f"ACS3-HMAC-SHA256 Credential={key},SignedHeaders={names},Signature={signature}"
        )
        return self.http.request(method, f"{self.base_url}/?{urlencode(query)}", headers=sent)


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.fixture
def megvii(emulator: Running, http: httpx.Client) -> MegviiCaller:
    return MegviiCaller(emulator.base_url, http)


@pytest.fixture
def aliyun(emulator: Running, http: httpx.Client) -> AliyunCaller:
    return AliyunCaller(emulator.base_url, http)


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """A real picture with a marker of its number of faces, or without one."""

    def make(faces: int | None = None, kind: str = "PNG", side: int = 8) -> bytes:
        target = io.BytesIO()
        image = Image.new("RGB", (side, side), "white")
        if kind == "PNG" and faces is not None:
            marker = PngImagePlugin.PngInfo()
            marker.add_text("Comment", f"specseal-faces: {faces}")
            image.save(target, kind, pnginfo=marker)
        elif kind == "JPEG" and faces is not None:
            image.save(target, kind, comment=f"specseal-faces: {faces}".encode())
        else:
            image.save(target, kind)
        return target.getvalue()

    return make
