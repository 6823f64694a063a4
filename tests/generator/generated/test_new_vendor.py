"""A new vendor takes a spec and its overlays, and no Python: here one whose HMAC differs from all others."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from specseal.cli import main
from tests.generator.packages import importing
from tools.loopback import serving

SPEC = """
openapi: 3.1.0
info:
  title: Nimbus Parcels
  version: "3.2"
  summary: Parcels of the made-up vendor Nimbus.
  x-source: {document: parcels.html, digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
servers:
  - {url: "https://api.nimbus.example/v1", x-region: north, x-default: true}
  - {url: "https://south.nimbus.example/v1", x-region: south}
paths:
  /parcels:
    post:
      operationId: trackParcel
      summary: Find a parcel
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [number]
              properties:
                number: {type: string, description: The parcel's number., examples: ["P 1"]}
                detail: {type: string, enum: ["0", "1"], default: "0"}
                tags: {type: array, items: {type: string}}
      responses:
        "200":
          description: The parcel.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Parcel"}
        default:
          description: The call failed.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Failure"}
components:
  schemas:
    Parcel:
      type: object
      properties:
        number: {type: string}
        stops: {type: array, items: {$ref: "#/components/schemas/Stop"}}
    Stop:
      type: object
      properties: {city: {type: string}, arrivedAt: {type: integer, x-unit: unix-seconds}}
    Failure:
      type: object
      properties: {fault: {type: object, properties: {name: {type: string}, text: {type: string}}}}
"""

WIRE = """
overlay: 1.1.0
info: {title: How Nimbus signs, version: 1.0.0}
actions:
  - target: $
    update:
      security: [{nimbus: []}]
      x-error-body: {code: [/fault/name], message: [/fault/text], request_id: [/trace]}
      x-errors:
        WrongSignature:
          {status: 401, key: fault, description: The signature is wrong., retryable: false}
        UnknownParcel:
          {status: 404, key: fault, description: There is no such parcel., retryable: false}
  - target: $.components
    update:
      securitySchemes:
        nimbus:
          type: http
          scheme: nimbus-hmac
          x-signing:
            credentials: [client_id, client_key]
            secrets: [client_key]
            steps: |
              millis = unix_millis()
              text = f"{method}\\n{path}\\n{form_encode(form)}\\n{millis}"
              headers["x-nimbus-client"] = client_id
              headers["x-nimbus-time"] = millis
              headers["x-nimbus-sign"] = hex(hmac_sha256(client_key, text))
            vectors:
              - name: two fields
                source: >-
                  printf 'POST\\n/v1/parcels\\na=1+2&b=%%C3%%BC\\n1700000000123' |
                  openssl dgst -sha256 -hmac nimbus-secret
                credentials: {client_id: me, client_key: nimbus-secret}
                clock: 1700000000.123
                request: {method: POST, url: "https://api.nimbus.example/v1/parcels", form: {a: "1 2", b: ü}}
                expect:
                  headers:
                    x-nimbus-time: "1700000000123"
                    x-nimbus-sign: VECTOR
"""


class Nimbus(BaseHTTPRequestHandler):
    """The vendor: verifies the signature from the bytes that arrived."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        text = b"\n".join([b"POST", self.path.encode(), body, self.headers["x-nimbus-time"].encode()])
        good = hmac.new(b"nimbus-secret", text, hashlib.sha256).hexdigest()
        fresh = abs(time.time() * 1000 - int(self.headers["x-nimbus-time"])) < 60_000
        if not (fresh and hmac.compare_digest(good, self.headers["x-nimbus-sign"])):
            self.answer(401, {"fault": {"name": "WrongSignature", "text": "no"}, "trace": "t-1"})
        elif b"number=P+1" not in body:
            self.answer(404, {"fault": {"name": "UnknownParcel", "text": "none"}, "trace": "t-2"})
        else:
            stops = [{"city": "Köln", "arrivedAt": 1700000000}]
            self.answer(200, {"number": "P 1", "stops": stops, "sent": body.decode()})

    def answer(self, status: int, value: object) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def vendor() -> Iterator[str]:
    with serving(Nimbus) as url:
        yield f"{url}/v1"


def write_sources(root: Path, vector: str) -> None:
    for path, text in {
        "specs/nimbus/nimbus-parcels.yaml": SPEC,
        "overlays/nimbus/nimbus-parcels/wire.yaml": WIRE.replace("VECTOR", vector),
    }.items():
        target = root / path
        target.parent.mkdir(parents=True)
        target.write_text(text, "utf-8")


# from the command in the vector's source
VECTOR = "f249952d0356c1b539097dfd8f7bf906bd650eb23314181d3c6917b845f5c50c"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ModuleType]:
    """The generated package, made by the command."""
    write_sources(tmp_path, VECTOR)
    assert main(["generate", "--root", str(tmp_path)]) == 0
    with importing(tmp_path / "generated/nimbus-parcels/src", "nimbus_parcels") as found:
        yield found


KEYS = {"client_id": "me", "client_key": "nimbus-secret"}


def test_the_client_makes_signed_typed_calls(client: Any, vendor: str) -> None:
    with client.NimbusParcels(**KEYS, base_url=vendor) as parcels:
        parcel = parcels.track_parcel(number="P 1", detail="1", tags=["a b", "ü"])
    assert parcel.number == "P 1"
    assert (parcel.stops[0].city, parcel.stops[0].arrived_at) == ("Köln", 1700000000)


def test_the_async_client_too(client: Any, vendor: str) -> None:
    async def call() -> Any:
        async with client.AsyncNimbusParcels(**KEYS, base_url=vendor) as parcels:
            return await parcels.track_parcel(number="P 1")

    assert asyncio.run(call()).stops[0].city == "Köln"


def test_its_errors_are_classes(client: Any, vendor: str) -> None:
    with (
        client.NimbusParcels(**KEYS, base_url=vendor) as parcels,
        pytest.raises(client.errors.UnknownParcelError) as unknown,
    ):
        parcels.track_parcel(number="P 2")
    assert (unknown.value.status_code, unknown.value.request_id) == (404, "t-2")
    with (
        client.NimbusParcels(client_id="me", client_key="wrong", base_url=vendor) as parcels,
        pytest.raises(client.errors.WrongSignatureError),
    ):
        parcels.track_parcel(number="P 1")


def test_credentials_come_from_the_environment(
    client: Any, vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(client.errors.ConfigurationError, match="NIMBUS_PARCELS_CLIENT_ID"):
        client.NimbusParcels(base_url=vendor)
    monkeypatch.setenv("NIMBUS_PARCELS_CLIENT_ID", "me")
    monkeypatch.setenv("NIMBUS_PARCELS_CLIENT_KEY", "nimbus-secret")
    monkeypatch.setenv("NIMBUS_PARCELS_BASE_URL", vendor)
    with client.NimbusParcels() as parcels:
        assert parcels.track_parcel(number="P 1").number == "P 1"


def test_a_wrong_vector_stops_generation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_sources(tmp_path, "0" * 64)
    assert main(["generate", "--root", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "two fields" in said
    assert "nimbus-secret" not in said
    assert not (tmp_path / "generated").exists()
