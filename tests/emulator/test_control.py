"""The control plane: its client, its strictness, who may come in, and its own contract."""

from __future__ import annotations

import dataclasses
import json
import re
import socket
import ssl
import threading
import typing
from pathlib import Path
from types import NoneType

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from specseal_emulator import Account, Fault, Latency, Limits, Seed, SQLiteStore, World
from specseal_emulator.app import Emulator
from specseal_emulator.client import ControlPlaneError, EmulatorClient
from specseal_emulator.control import access, handlers, messages
from specseal_emulator.control.exchange import ControlError
from specseal_emulator.server import serving
from specseal_emulator.state import Entry
from specseal_emulator.testing import running

DOCUMENT = json.loads(Path(handlers.__file__).with_name("openapi.json").read_text(encoding="utf-8"))


@pytest.fixture
def control(emulator) -> EmulatorClient:
    return EmulatorClient(emulator.base_url)


# The client


def test_health_and_readiness(control) -> None:
    assert control.health().status == "ok"
    assert re.fullmatch(r"\d+\.\d+\.\d+", control.health().version)
    products = ("faceid-lite", "finauth-facesearch", "finauth-premium", "linkvisual")
    assert control.ready() == messages.Ready("ready", products)


def test_a_store_that_does_not_respond_is_not_ready(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "state.db")
    with serving(Emulator(world=World(store=store))) as url:
        assert EmulatorClient(url).ready().status == "ready"
        store.close()
        with pytest.raises(ControlPlaneError, match="503") as caught:
            EmulatorClient(url).ready()
        assert caught.value.status == 503
        assert EmulatorClient(url).health().status == "ok"


def test_a_reset(control, megvii, emulator) -> None:
    control.arm(Fault(status=502))
    control.change_clock(now=1000, frozen=True)
    control.seed(Seed(accounts=(Account("new", "s"),)))
    assert megvii.get_token().status_code == 502
    newest = control.journal()[-1].id
    control.reset()
    assert (control.faults(), control.clock().frozen, control.journal()) == ([], False, [])
    assert megvii.face_info(sign=megvii.sign("new", "s")).status_code == 403
    assert control.journal()[-1].id > newest


def test_a_snapshot_and_the_way_back(control, megvii) -> None:
    one = megvii.sign(expires=0)
    before = control.snapshot()
    control.arm(Fault(operation="getToken", status=502))
    assert [megvii.face_info(sign=one).status_code for _ in range(2)] == [200, 403]
    after = control.snapshot()
    control.restore(before)
    assert control.snapshot() == before
    assert megvii.face_info(sign=one).status_code == 200
    assert len(control.journal()) == 3
    assert megvii.get_token().status_code == 502
    control.restore(after)
    assert control.snapshot() == after


def test_the_state_for_people_masks_secrets(control, megvii) -> None:
    assert megvii.get_token().status_code == 200
    state = control.state(limit=1)
    assert state.kinds["face-user"] == 8
    assert state.kinds["lite-token"] == 1
    assert [record.kind for record in state.records].count("face-user") == 1
    accounts = control.state("account").records
    assert {record.value["secret"] for record in accounts} == {"***"}
    assert "demo-secret" not in str(control.state())
    assert control.state("account", limit=0).records == ()
    assert "demo-secret" in str(control.snapshot())


def test_seeds_add_to_the_state(control, megvii) -> None:
    control.seed(Seed(accounts=(Account("demo-key", "demo-secret", refusal="AUTHORIZATION_ERROR: DENIED"),)))
    assert megvii.face_info().json()["error"] == "AUTHORIZATION_ERROR: DENIED"
    assert control.state().kinds["face-user"] == 8


def test_the_journal(control, megvii, aliyun) -> None:
    megvii.face_info(face_token="x")
    megvii.face_info()
    aliyun.rpc(secret="wrong")
    first, second, third = control.journal()
    assert [entry.id for entry in (first, second, third)] == list(range(first.id, first.id + 3))
    assert (first.code, second.code, third.code) == ("INVALID_FACE_TOKEN", "", "SignatureDoesNotMatch")
    assert control.journal(after=first.id) == [second, third]
    assert control.journal(limit=1) == [third]
    assert control.journal(operation="getFaceInfo", status=200) == [second]
    assert control.journal(code="SignatureDoesNotMatch") == [third]
    assert control.entry(second.id) == second
    assert [(verdict.check, verdict.passed) for verdict in second.verdicts] == [
        ("route", True),
        ("sign fields", True),
        ("sign form", True),
        ("api_key", True),
        ("digest", True),
        ("time", True),
        ("account", True),
        ("limits", True),
        ("parameters", True),
        ("call", True),
        ("contract", True),
    ]
    checks = [(verdict.check, verdict.passed) for verdict in third.verdicts]
    assert checks[-2:] == [("signature", False), ("contract", True)]
    assert 0 < second.elapsed < 5
    control.clear_journal()
    assert control.journal() == []
    with pytest.raises(ControlPlaneError, match=f"no entry {second.id}"):
        control.entry(second.id)


def test_what_the_control_plane_is_asked_is_not_journalled(control) -> None:
    control.journal()
    control.clock()
    assert control.journal() == []


def listened(control: EmulatorClient, number: int, after: int | None = None) -> tuple[threading.Thread, list]:
    """Listens in a thread, which ends when so many entries have come."""
    entries: list[Entry] = []
    listening = control.listen(after)

    def run() -> None:
        for entry in listening:
            entries.append(entry)
            if len(entries) == number:
                break
        listening.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, entries


def test_listening_to_the_journal(control, megvii) -> None:
    megvii.face_info()
    start = control.journal()[-1].id
    thread, entries = listened(control, 3, after=start - 1)
    megvii.face_info(face_token="x")
    megvii.get_token()
    thread.join(20)
    assert [entry.id for entry in entries] == [start, start + 1, start + 2]
    assert entries == control.journal()


@pytest.mark.parametrize("file", ["", "state.db"])
def test_listeners_go_on_after_the_journal_was_cleared(megvii, tmp_path: Path, file: str) -> None:
    store = SQLiteStore(tmp_path / file if file else None)
    emulator = Emulator(world=World(store=store))
    with serving(emulator) as megvii.base_url:
        control = EmulatorClient(megvii.base_url)
        for _ in range(5):
            megvii.face_info()
        control.clear_journal()
        thread, entries = listened(control, 1, after=0)
        control.reset()
        megvii.get_token()
        thread.join(20)
        assert [entry.id for entry in entries] == [6]
    store.close()


def test_listening_goes_on_where_it_stopped(emulator, megvii) -> None:
    megvii.face_info()
    megvii.get_token()
    newest = emulator.journal.newest()
    host, _, port = emulator.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = (
            f"GET /_emulator/journal/events HTTP/1.1\r\nHost: {host}\r\nLast-Event-ID: {newest - 1}\r\n\r\n"
        )
        connection.sendall(head.encode())
        received = b""
        while b"event: entry" not in received or not received.rstrip(b"\r\n").endswith(b"}"):
            received += connection.recv(65536)
    assert b"content-type: text/event-stream" in received
    assert b"id: %d\n" % newest in received
    assert b"id: %d\n" % (newest - 1) not in received


def test_a_listener_does_not_hold_up_the_end(megvii) -> None:
    with running() as other:
        thread, entries = listened(EmulatorClient(other.base_url), 1000, after=0)
        megvii.base_url = other.base_url
        megvii.face_info()
        while not entries:
            thread.join(0.01)
    thread.join(3)
    assert not thread.is_alive()


def test_listeners_hear_of_other_workers(two_stores, megvii) -> None:
    one, two = (Emulator(world=World(store=store)) for store in two_stores)
    with serving(one) as first, serving(two) as second:
        thread, entries = listened(EmulatorClient(first), 3, after=0)
        for url in (second, first, second):
            megvii.base_url = url
            megvii.face_info()
        thread.join(20)
        assert [entry.id for entry in entries] == [1, 2, 3]


def test_faults(control, megvii) -> None:
    fault = Fault(operation="getFaceInfo", error="INTERNAL_ERROR", nth=2, latency=Latency(seconds=0.01))
    armed = control.arm(fault)
    assert armed == messages.FaultState(armed.id, fault, 0, 0, False)
    assert [megvii.face_info().status_code for _ in range(3)] == [200, 500, 500]
    assert (
        control.faults() == [messages.FaultState(armed.id, fault, 3, 2, False)] == [control.fault(armed.id)]
    )
    control.disarm(armed.id)
    for call in (control.disarm, control.fault):
        with pytest.raises(ControlPlaneError, match="is armed"):
            call(armed.id)
    control.arm(fault)
    control.disarm()
    assert control.faults() == []
    with pytest.raises(ControlPlaneError, match="documents 'NOPE'") as caught:
        control.arm(Fault(error="NOPE"))
    assert caught.value.status == 400


def test_the_clock(control, emulator) -> None:
    assert abs(control.clock().ahead) < 1
    state = control.change_clock(now=1_800_000_000, frozen=True)
    assert (state.now, state.frozen) == (1_800_000_000, True)
    assert control.change_clock(shift=-10.5).now == 1_799_999_989.5
    assert emulator.clock.now() == 1_799_999_989.5
    state = control.change_clock(frozen=False)
    assert 1_799_999_989.5 <= state.now < 1_800_000_060
    assert control.change_clock(shift=1000).now > 1_800_000_989
    assert abs(control.reset_clock().ahead) < 1


def test_limits(control, aliyun) -> None:
    control.change_clock(frozen=True)
    at = control.clock().now
    aliyun.rpc(at=at)
    (account,) = (found for found in control.limits() if found.key == "demo-key")
    usage = {found.operation: found for found in account.usage}
    assert account.own is None
    assert usage["QueryFaceUserByName"] == messages.Usage("linkvisual", "QueryFaceUserByName", Limits(100), 1)
    assert usage["getToken"].limits == Limits()
    assert control.set_limits("demo-key", Limits(calls=1)).own == Limits(calls=1)
    assert aliyun.rpc(at=at).json()["Code"] == "Throttling.User"
    assert control.set_limits("demo-key", None).own is None
    assert aliyun.rpc(at=at).status_code == 200
    with pytest.raises(ControlPlaneError, match="no account has the key nobody"):
        control.set_limits("nobody", None)


def test_addresses_that_are_none() -> None:
    for address in ("", "127.0.0.1:8080", "ftp://127.0.0.1", "http://"):
        with pytest.raises(ValueError, match="must be an http or https address"):
            EmulatorClient(address)
    with pytest.raises(OSError, match="refused"), socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.close()
        EmulatorClient(f"http://127.0.0.1:{port}", tls=ssl.create_default_context()).health()


# Strict bodies, plain errors


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("POST", "faults", b"", 400, "the body is not JSON"),
        ("POST", "faults", b"[" * 100_000, 400, "the body is not JSON"),
        ("POST", "faults", b'{"status": 500, "status": 501}', 400, "duplicate name 'status'"),
        ("POST", "faults", b'{"probability": NaN, "status": 500}', 400, "NaN is not JSON"),
        ("POST", "faults", b"[]", 400, "must be an object"),
        (
            "POST",
            "faults",
            b'{"statu": 500}',
            400,
            "statu: unknown name; expected one of: operation, product",
        ),
        ("POST", "faults", b'{"latency": {"seconds": "1"}}', 400, "latency/seconds: must be a number"),
        ("PUT", "clock", b"{}", 400, "give now, shift or frozen"),
        ("PUT", "clock", b'{"now": 1, "shift": 1}', 400, "give now or shift"),
        ("PUT", "clock", b'{"now": -1}', 400, "now must be from 0"),
        ("PUT", "clock", b'{"shift": 1e11}', 400, "shift must be"),
        ("PUT", "clock", b'{"shift": -10000000001}', 400, "shift must be"),
        ("PUT", "clock", b'{"frozen": 1}', 400, "frozen: must be true or false"),
        ("PUT", "limits/demo-key", b'{"calls": 1.5}', 400, "calls: must be"),
        ("PUT", "limits/nobody", b"{}", 404, "no account has the key nobody"),
        ("POST", "seed", b'{"accounts": [{"key": "k"}]}', 400, "accounts/0/secret: is missing"),
        ("POST", "seed", b'{"accounts": {}}', 400, "accounts: must be an array"),
        ("PUT", "snapshot", b'{"version": 2, "records": []}', 400, "unknown version 2"),
        ("GET", "limits/nobody", b"", 404, "no account has the key nobody"),
        ("GET", "journal?status=600", b"", 400, "status must be an integer from 0 to 599"),
        ("GET", "journal?limit=0", b"", 400, "limit must be an integer from 1 to 1000"),
        (
            "GET",
            "journal?since=1",
            b"",
            400,
            "unknown query parameter 'since'; expected one of: after, limit",
        ),
        ("GET", "journal/events?after=x", b"", 400, "after must be"),
        ("GET", "journal/x", b"", 404, "no entry x"),
        ("GET", "nothing", b"", 404, "no such path; see /_emulator/openapi.json"),
        ("DELETE", "reset", b"", 405, "this path accepts POST"),
        ("POST", "journal/events", b"", 405, "this path accepts GET"),
        ("POST", "", b"", 405, "this path accepts GET, HEAD"),
    ],
)
def test_refusals(emulator, http, method: str, path: str, body: bytes, status: int, words: str) -> None:
    response = http.request(method, f"{emulator.base_url}/_emulator/{path}", content=body)
    assert (response.status_code, list(response.json())) == (status, ["error"])
    assert words in response.json()["error"]
    if status == 405:
        assert response.headers["allow"] == words.removeprefix("this path accepts ")
    assert emulator.journal.entries() == []
    assert http.get(f"{emulator.base_url}/_emulator/health").status_code == 200


# Who may come in


def test_a_token_is_wanted_where_one_is_set(http) -> None:
    with running(control_token="open sesame") as other:
        base = f"{other.base_url}/_emulator"
        for header in (None, "Bearer wrong", "open sesame", "Basic open sesame", "Bearer"):
            response = http.post(f"{base}/reset", headers={"authorization": header} if header else {})
            assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert {
            http.get(f"{base}/{path}").status_code for path in ("health", "ready", "", "inspector.js")
        } == {200}
        for path in (
            "journal",
            "journal/events",
            "faults",
            "state",
            "snapshot",
            "clock",
            "limits",
            "nothing",
        ):
            assert http.get(f"{base}/{path}").status_code == 401
        assert EmulatorClient(other.base_url, token="open sesame").clock().frozen is False
        with pytest.raises(ControlPlaneError, match="the control plane requires its token"):
            EmulatorClient(other.base_url).clock()


@pytest.mark.parametrize(
    ("client", "headers", "words"),
    [
        (("127.0.0.1", 1), {"host": "127.0.0.1:8080"}, ""),
        (("127.8.8.8", 1), {"host": "LOCALHOST:8080"}, ""),
        (("::1", 1), {"host": "[::1]:8080"}, ""),
        (("::ffff:127.0.0.1", 1), {"host": "localhost"}, ""),
        (("127.0.0.1", 1), {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"}, ""),
        (("10.0.0.1", 1), {"host": "127.0.0.1:8080"}, "loopback clients only"),
        (("::ffff:10.0.0.1", 1), {"host": "127.0.0.1:8080"}, "loopback clients only"),
        (("localhost.example.com", 1), {"host": "127.0.0.1:8080"}, "loopback clients only"),
        (None, {"host": "127.0.0.1:8080"}, "loopback clients only"),
        (
            ("127.0.0.1", 1),
            {"host": "rebound.example.com:8080"},
            "does not accept the Host 'rebound.example.com:8080'",
        ),
        (("127.0.0.1", 1), {}, "does not accept the Host ''"),
        (
            ("127.0.0.1", 1),
            {"host": "127.0.0.1:8080", "origin": "https://example.com"},
            "requests from https://ex",
        ),
        (
            ("127.0.0.1", 1),
            {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:9"},
            "requests from http://127",
        ),
        (("127.0.0.1", 1), {"host": "127.0.0.1:8080", "origin": "null"}, "requests from null"),
    ],
)
def test_without_a_token_only_this_machine_may(client: object, headers: dict[str, str], words: str) -> None:
    if not words:
        access.check({"client": client}, headers, "")
        return
    with pytest.raises(ControlError, match=re.escape(words)) as caught:
        access.check({"client": client}, headers, "")
    assert caught.value.status == 403


def test_a_forwarded_peer_is_not_this_machine(emulator, http) -> None:
    """uvicorn believes a proxy on this machine about whom it forwards for."""
    url = f"{emulator.base_url}/_emulator/clock"
    assert http.get(url).status_code == 200
    assert http.get(url, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403
    assert http.get(url, headers={"origin": "https://example.com"}).status_code == 403
    assert http.get(url, headers={"host": "example.com"}).status_code == 403


def test_a_body_is_not_read_before_its_sender_is_let_in(emulator) -> None:
    host, _, port = emulator.base_url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = "POST /_emulator/seed HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1000000\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 403")


# Its own contract


def test_the_document_is_openapi_and_is_served(emulator, http) -> None:
    validate(DOCUMENT)
    assert http.get(f"{emulator.base_url}/_emulator/openapi.json").json() == DOCUMENT


def test_every_path_and_method_is_described() -> None:
    described = {
        (path.strip("/"), method.upper())
        for path, item in DOCUMENT["paths"].items()
        for method in item
        if method != "parameters"
    }
    served = {(path, method) for path, methods in handlers.ROUTES.items() for method in methods}
    streamed = {("openapi.json", "GET"), ("journal/events", "GET"), ("snapshot", "GET")}
    assert described == served | streamed


def _types(hint: object) -> set[str]:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}
    if isinstance(hint, type) and hint in names:
        return {names[hint]}
    if typing.get_origin(hint) in {typing.Union, type(int | str)}:
        return set().union(*(_types(part) for part in typing.get_args(hint)))
    return {"other"}


@pytest.mark.parametrize(
    "cls",
    [
        *(item for item in vars(messages).values() if dataclasses.is_dataclass(item)),
        Account,
        Latency,
    ],
    ids=lambda cls: cls.__name__,
)
def test_every_schema_has_the_fields_of_its_class(cls: type) -> None:
    schema = DOCUMENT["components"]["schemas"][cls.__name__]
    fields = dataclasses.fields(cls)
    assert list(schema["properties"]) == [field.name for field in fields]
    assert schema.get("required", []) == [
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    for name, hint in typing.get_type_hints(cls).items():
        declared = schema["properties"][name].get("type", "other")
        if "other" not in _types(hint):
            assert {declared} == _types(hint) if isinstance(declared, str) else set(declared) == _types(hint)


class Held:
    """Sends requests and validates every response against the document."""

    def __init__(self, base_url: str, http) -> None:
        self.base, self.http = f"{base_url}/_emulator", http

    def __call__(self, template: str, method: str, path: str, body: object = None) -> object:
        response = self.http.request(method, f"{self.base}{path}", json=body)
        operation = DOCUMENT["paths"][template][method.lower()]
        described = operation["responses"][str(response.status_code)]
        if "$ref" in described:
            described = DOCUMENT["components"]["responses"][described["$ref"].rpartition("/")[2]]
        if "content" not in described:
            assert response.content == b""
            return None
        assert response.headers["content-type"] in described["content"]
        schema = described["content"]["application/json"]["schema"]
        jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, response.json())
        if body is not None and response.status_code < 300:
            sent = operation["requestBody"]["content"]["application/json"]["schema"]
            jsonschema_rs.validate({**sent, "components": DOCUMENT["components"]}, body)
        return response.json()


@pytest.fixture
def held(emulator, http) -> Held:
    return Held(emulator.base_url, http)


def test_responses_fit_the_document(held, emulator, megvii, aliyun, picture) -> None:
    megvii.face_info()
    megvii.get_token({"image_ref1": picture(2)}, comparison_type="0")
    aliyun.rpc(secret="wrong")
    held("/health", "GET", "/health")
    held("/ready", "GET", "/ready")
    page = held("/journal", "GET", "/journal?limit=2")
    held("/journal/{id}", "GET", f"/journal/{page['newest']}")
    held("/journal/{id}", "GET", "/journal/999999999")
    held("/journal", "GET", "/journal?limit=x")
    held("/journal", "DELETE", "/journal")
    fault = {"status": 503, "count": 2, "latency": {"kind": "lognormal", "median": 0.01, "sigma": 0.5}}
    armed = held("/faults", "POST", "/faults", {**fault, "headers": {"Retry-After": "1"}})
    held("/faults", "POST", "/faults", {})
    held("/faults", "GET", "/faults")
    held("/faults/{id}", "GET", f"/faults/{armed['id']}")
    held("/faults/{id}", "DELETE", f"/faults/{armed['id']}")
    held("/faults/{id}", "DELETE", f"/faults/{armed['id']}")
    held("/faults", "DELETE", "/faults")
    held("/clock", "GET", "/clock")
    held("/clock", "PUT", "/clock", {"shift": 5, "frozen": True})
    held("/clock", "PUT", "/clock", {})
    held("/clock", "DELETE", "/clock")
    held("/limits", "GET", "/limits")
    held("/limits/{key}", "PUT", "/limits/demo-key", {"calls": 3, "seconds": 60, "concurrency": None})
    held("/limits/{key}", "GET", "/limits/demo-key")
    held("/limits/{key}", "GET", "/limits/nobody")
    held("/limits/{key}", "DELETE", "/limits/demo-key")
    held("/seed", "POST", "/seed", {"accounts": [{"key": "k", "secret": "s", "limits": {"calls": 2}}]})
    held("/seed", "POST", "/seed", {"accounts": 1})
    held("/state", "GET", "/state?kind=account&limit=5")
    snapshot = held("/snapshot", "GET", "/snapshot")
    held("/snapshot", "PUT", "/snapshot", snapshot)
    held("/reset", "POST", "/reset")
