"""The collections, run by newman against the emulator: they sign, and the vendor's checks are passed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from specseal_emulator.testing import Running
from tests.portal.support import Feeds, Quiet
from tools.loopback import serving

pytestmark = pytest.mark.system
Node = Callable[[str, Any], Any]
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
KEYS = {"api_key": "demo-key", "api_secret": "demo-secret"}
ALIYUN = {"access_key_id": "demo-key", "access_key_secret": "demo-secret"}
RUNS = [
    ("faceid-lite", KEYS),
    ("finauth-facesearch", KEYS),
    ("finauth-premium", KEYS),
    ("linkvisual", ALIYUN),
    ("linkvisual", ALIYUN | {"signature": "rpc1"}),
]


def job(feed: Path, product: str, folder: Path, base_url: str, variables: dict[str, str]) -> dict[str, Any]:
    return {
        "collection": str(feed / product / "postman_collection.json"),
        "folder": str(folder),
        "variables": {"baseUrl": base_url} | variables,
    }


def test_every_collection_is_answered_and_signed(
    feeds: Feeds, node: Node, emulator: Running, tmp_path: Path
) -> None:
    (tmp_path / "image_ref1.jpg").write_bytes(base64.b64decode(PICTURE))
    jobs = [job(feeds.ours, product, tmp_path, emulator.base_url, keys) for product, keys in RUNS]
    secret = {"api_secret": "wrong", "access_key_secret": "wrong"}
    jobs += [job(feeds.ours, product, tmp_path, emulator.base_url, keys | secret) for product, keys in RUNS]
    found = node("newman.mjs", jobs)
    for (product, _), right, wrong in zip(RUNS, found[:5], found[5:], strict=True):
        assert right["failures"] == [], product
        assert len(right["responses"]) == 1, product
        assert wrong["failures"] != [], f"{product}: a wrong secret is not noticed"
    assert json.loads(found[0]["responses"][0])["token"]
    assert json.loads(found[3]["responses"][0])["Data"]["List"][0]["Name"] == "Tony"
    assert "SignatureDoesNotMatch" in found[8]["responses"][0]


@contextmanager
def nimbus(seen: list[str]) -> Iterator[str]:
    """A server of the made-up vendor that checks signatures by itself, and tells what is wrong with each request."""

    class Handler(Quiet):
        def do_POST(self) -> None:  # noqa: N802  the library's name
            wrong = self.problem(self.content())
            seen.append(wrong)
            self.told(403 if wrong else 200, {"fault": {"name": wrong}} if wrong else {"number": 7})

        def do_GET(self) -> None:  # noqa: N802  the library's name
            key = self.headers["x-nimbus-key"].encode(
                "latin-1"
            )  # which is not ASCII, and HTTP does not say how
            wrong = "" if key in {"sëcret".encode(), "sëcret".encode("latin-1")} else f"the key {key!r}"
            seen.append(wrong or self.path)
            self.told(403 if wrong else 200, {"number": "7"})

        def problem(self, body: bytes) -> str:
            url, headers = urlsplit(self.path), self.headers
            pairs = [(quote(name, safe=""), quote(value, safe="")) for name, value in parse_qsl(url.query)]
            query = "&".join("=".join(pair) for pair in sorted(pairs))
            names = sorted(
                name
                for name in {key.lower() for key in headers}
                if name == "host" or (name.startswith("x-nimbus-") and name != "x-nimbus-sign")
            )
            lines = "".join(f"{name}:{headers[name]}\n" for name in names)
            text = f"{self.command}\n{url.path}\n{query}\n{lines}{hashlib.sha256(body).hexdigest()}"
            day = headers["x-nimbus-day"]
            if headers["x-nimbus-client"] != "me" or len(headers["x-nimbus-nonce"]) != 12:
                return f"the headers: {headers}"
            key = hmac.digest(
                hmac.digest("sëcret".encode(), day.encode(), "sha1"), b"nimbus`${var}", "sha256"
            )
            wanted = base64.b64encode(hmac.digest(key, text.encode(), "sha256") + b"\n!").decode()
            return "" if headers["x-nimbus-sign"] == wanted else f"the signature of {text!r}"

        def told(self, status: int, value: Any) -> None:
            self.answer(status, "application/json", json.dumps(value).encode())

    with serving(Handler) as address:
        yield address


def test_a_signature_that_nobody_prepared_for(feeds: Feeds, node: Node, tmp_path: Path) -> None:
    (tmp_path / "picture.jpg").write_bytes(b"a picture")
    seen: list[str] = []
    with nimbus(seen) as address:
        keys = {"new": "me", "client_key": "sëcret"}
        (told,) = node("newman.mjs", [job(feeds.made_up, "parcels", tmp_path, f"{address}/v1", keys)])
    assert seen[:3] == ["", "", "/v1/parcels/7%2F8"]
    refused = [one for one in told["failures"] if "multipart form are made by Postman" in one]
    assert len(refused) == 1, told["failures"]
