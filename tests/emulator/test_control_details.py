"""What the control plane says beside its bodies, and whom it keeps waiting."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from specseal_emulator import Account, Seed, SQLiteStore, TemporaryAccount
from specseal_emulator.client import ControlPlaneError, EmulatorClient
from specseal_emulator.control import ControlPlane
from specseal_emulator.state import StoreUnusable
from specseal_emulator.state.sqlite_log import SQLiteLog
from specseal_emulator.testing import Running, running

HARDENED = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
PAGE = {
    **HARDENED,
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


@pytest.fixture
def control(emulator: Running) -> EmulatorClient:
    return EmulatorClient(emulator.base_url)


@pytest.mark.parametrize(
    ("method", "path", "status", "content_type", "headers"),
    [
        ("GET", "", 200, "text/html; charset=utf-8", PAGE),
        ("GET", "inspector.css", 200, "text/css; charset=utf-8", PAGE),
        ("GET", "inspector.js", 200, "text/javascript; charset=utf-8", PAGE),
        ("GET", "openapi.json", 200, "application/json", PAGE),
        ("GET", "health", 200, "application/json", HARDENED),
        ("DELETE", "journal", 204, "application/json", HARDENED),
        ("GET", "nothing", 404, "application/json", HARDENED),
        ("GET", "reset", 405, "application/json", {**HARDENED, "allow": "POST"}),
        ("GET", "journal/events", 200, "text/event-stream", HARDENED),
    ],
)
def test_headers(
    emulator: Running,
    http: httpx.Client,
    method: str,
    path: str,
    status: int,
    content_type: str,
    headers: dict[str, str],
) -> None:
    with http.stream(method, f"{emulator.base_url}/_emulator/{path}") as response:
        assert response.status_code == status
        assert response.headers["content-type"] == content_type
        assert {name: response.headers.get(name) for name in headers} == headers
        if status == 204:
            assert response.read() == b""


@pytest.mark.parametrize("path", ["", "openapi.json", "health", "nothing"])
def test_names_of_header_fields_are_in_lower_case_as_asgi_asks(emulator: Running, path: str) -> None:
    app: Any = ControlPlane(emulator.emulator)

    async def fetched() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.get(f"{emulator.base_url}/_emulator/{path}")

    names = [name for name, _ in asyncio.run(fetched()).headers.raw]
    assert b"cache-control" in names
    assert names == [name.lower() for name in names]


def test_a_missing_token_is_asked_for(http: httpx.Client) -> None:
    with running(control_token="sesame") as emulator:
        url = f"{emulator.base_url}/_emulator/clock"
        for given in (None, "sesame", "Bearer", "Bearer other", "Basic sesame", "Bearer sesam"):
            response = http.get(url, headers={} if given is None else {"authorization": given})
            assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        for given in ("Bearer sesame", "bearer  sesame"):
            assert http.get(url, headers={"authorization": given}).status_code == 200


def test_the_clock_is_told_in_fractions(emulator: Running, control: EmulatorClient) -> None:
    assert control.change_clock(shift=0.75).ahead == pytest.approx(0.75, abs=0.2)
    frozen = control.change_clock(now=1_800_000_000.125, frozen=True)
    assert (frozen.now, frozen.frozen) == (1_800_000_000.125, True)
    assert control.change_clock(shift=0.5).now == 1_800_000_000.625
    running_again = control.change_clock(frozen=False)
    assert not running_again.frozen
    assert running_again.now == pytest.approx(1_800_000_000.625, abs=5)
    back = control.reset_clock()
    assert not back.frozen
    assert back.ahead == pytest.approx(0, abs=1e-3)
    assert emulator.clock.ahead == pytest.approx(0, abs=1e-3)


def test_what_is_just_within_its_bounds_is_taken(emulator: Running, http: httpx.Client) -> None:
    base = f"{emulator.base_url}/_emulator"
    assert http.get(f"{base}/journal?status=599").json()["entries"] == []
    for shift in (10**10, -(10**10)):
        assert http.put(f"{base}/clock", json={"shift": shift}).status_code == 200


def test_the_limits_of_one_account_are_told(emulator: Running, http: httpx.Client) -> None:
    told = http.get(f"{emulator.base_url}/_emulator/limits/demo-key").json()
    assert (told["key"], told["own"]) == ("demo-key", None)


def test_limits_are_told_of_every_account_that_is_there(emulator: Running, control: EmulatorClient) -> None:
    now = emulator.clock.now()
    control.seed(
        Seed(
            accounts=(Account("mine", "my-secret", owner="me"),),
            temporary_accounts=(
                TemporaryAccount("STS.soon", "s3cret", "a-token", expires=now + 1000),
                TemporaryAccount("STS.gone", "s3cret", "a-token", expires=now - 1),
            ),
        )
    )
    told = {one.key: one for one in control.limits()}
    assert set(told) == {"demo-key", "STS.demo-key", "mine", "STS.soon"}
    assert (told["mine"].owner, told["mine"].own) == ("me", None)
    with pytest.raises(ControlPlaneError, match=r"no account has the key STS\.gone"):
        control.set_limits("STS.gone", None)
    emulator.clock.shift(1001)
    assert {one.key for one in control.limits()} == {"demo-key", "STS.demo-key", "mine"}


def test_own_limits_end_with_the_account(emulator: Running, control: EmulatorClient) -> None:
    expires = emulator.clock.now() + 1000
    control.seed(
        Seed(temporary_accounts=(TemporaryAccount("STS.soon", "s3cret", "a-token", expires=expires),))
    )
    assert control.set_limits("STS.soon", None).own is None
    emulator.clock.shift(1001)
    assert "STS.soon" not in {one.key for one in control.limits()}


def test_a_long_body_is_json_whatever_it_is_called(emulator: Running, http: httpx.Client) -> None:
    """As `curl -d @seed.json` sends it: as a form, which has a bound that JSON does not have."""
    accounts = [{"key": f"k{n}", "secret": f"secret-{n}", "owner": "x" * 200} for n in range(2000)]
    body = json.dumps({"accounts": accounts})
    assert len(body) > 300 * 1024
    response = http.post(
        f"{emulator.base_url}/_emulator/seed",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert response.status_code == 204
    assert emulator.world.account("k1999") is not None


class SlowStore(SQLiteStore):
    """A store that does not answer while somebody holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.held = threading.Event()
        self.free = threading.Event()
        self.free.set()

    def _wait(self) -> None:
        if not self.free.is_set():
            self.held.set()
            assert self.free.wait(20)

    def get(self, kind: str, key: str, now: float) -> dict[str, Any] | None:
        if kind == "account":
            self._wait()
        return super().get(kind, key, now)

    def scan(self, kind: str, prefix: str, now: float) -> list[dict[str, Any]]:
        if kind == "account":
            self._wait()
        return super().scan(kind, prefix, now)

    def log(self, keep: int) -> SQLiteLog:
        slow = self

        class SlowLog(SQLiteLog):
            def get(self, number: int) -> dict[str, Any] | None:
                slow._wait()
                return super().get(number)

            def last(self) -> int:
                slow._wait()
                return super().last()

        return SlowLog(self.database, keep)

    def put(self, kind: str, key: str, value: dict[str, Any], expires: float | None = None) -> None:
        self._wait()
        super().put(kind, key, value, expires)

    def dump(self, now: float) -> list[tuple[str, str, dict[str, Any], float | None]]:
        self._wait()
        return super().dump(now)

    def tally(self, kind: str, after: str, size: int, now: float) -> tuple[int, str]:
        self._wait()
        return super().tally(kind, after, size, now)

    @property
    def shared(self) -> bool:
        return True


@pytest.fixture(scope="module")
def slow() -> Iterator[tuple[Running, SlowStore]]:
    store = SlowStore()
    with running(store=store) as emulator:
        yield emulator, store


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "ready", None),
        ("GET", "journal", None),
        ("GET", "journal/1", None),
        ("GET", "snapshot", None),
        ("GET", "state", None),
        ("POST", "seed", {"accounts": [{"key": "k", "secret": "a-secret"}]}),
        ("GET", "limits", None),
        ("GET", "limits/demo-key", None),
        ("PUT", "limits/demo-key", {"calls": 1}),
    ],
)
def test_a_slow_store_keeps_nobody_else_waiting(
    slow: tuple[Running, SlowStore], http: httpx.Client, method: str, path: str, body: object
) -> None:
    emulator, store = slow
    store.held.clear()
    store.free.clear()
    responses: list[int] = []

    def ask() -> None:
        responses.append(
            httpx.request(method, f"{emulator.base_url}/_emulator/{path}", json=body, timeout=30).status_code
        )

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        assert store.held.wait(20)
        assert http.get(f"{emulator.base_url}/_emulator/health", timeout=5).status_code == 200
        assert responses == []
    finally:
        store.free.set()
        thread.join()
    assert responses in ([200], [204], [404])


def test_a_failure_of_its_own_is_logged_without_secrets(
    emulator: Running, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_world: object) -> None:
        raise LookupError("no demo-secret here")

    monkeypatch.setattr(type(emulator.world), "kinds", broken)
    response = http.get(f"{emulator.base_url}/_emulator/state")
    assert (response.status_code, response.json()) == (500, {"error": "failed: LookupError: no *** here"})
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("specseal_emulator", "ERROR")
    first, *trace = record.getMessage().splitlines()
    assert first == "the control plane failed on GET state"
    assert trace[0].startswith("Traceback")
    assert trace[-1] == "LookupError: no *** here"


def _filled(number: int) -> SQLiteStore:
    store = SQLiteStore()
    store.bulk(("nonce", f"{n:06d}", {}, None) for n in range(number))
    return store


def test_a_large_state_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No step reads more than some hundred records: those of others come between."""
    store = _filled(7_000)
    longest = 0

    def part(
        kind: str, after: str, size: int, now: float
    ) -> list[tuple[str, str, dict[str, Any], float | None]]:
        nonlocal longest
        found = SQLiteStore.part(store, kind, after, size, now)
        longest = max(longest, len(found))
        return found

    def dump(_now: float) -> None:
        raise AssertionError("everything was read at once")

    monkeypatch.setattr(store, "part", part)
    monkeypatch.setattr(store, "dump", dump)
    with running(store=store) as emulator:
        control = EmulatorClient(emulator.base_url)
        kept = [record.key for record in control.snapshot().records if record.kind == "nonce"]
        state = control.state("nonce", limit=3)
    assert kept == [f"{n:06d}" for n in range(7_000)]
    assert state.kinds["nonce"] == 7_000
    assert [record.key for record in state.records] == kept[:3]
    assert 0 < longest <= 1_000


def test_a_snapshot_that_breaks_off_is_no_snapshot(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _filled(7_000)

    def part(
        kind: str, after: str, size: int, now: float
    ) -> list[tuple[str, str, dict[str, Any], float | None]]:
        if after > "003":
            raise StoreUnusable("the disk of demo-secret is gone")
        return SQLiteStore.part(store, kind, after, size, now)

    monkeypatch.setattr(store, "part", part)
    with running(store=store) as emulator, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{emulator.base_url}/_emulator/snapshot")
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == ["a snapshot broke off: store unavailable: the disk of *** is gone"]
