"""A client of the emulator's control plane. It needs the standard library only.

from specseal_emulator.client import EmulatorClient

emulator = EmulatorClient("http://127.0.0.1:8080")
emulator.arm(Fault(operation="getFaceInfo", error="INTERNAL_ERROR", count=1))
"""

from __future__ import annotations

import http.client
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from .bodies import read
from .browser import Returned, finish
from .control.messages import (
    AccountLimits,
    ClockState,
    FaultList,
    FaultState,
    Health,
    JournalPage,
    LimitList,
    Ready,
    SettingList,
    Snapshot,
    State,
)
from .state import Entry
from .waiting import wait_for

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator, Mapping

    from .faults import Fault
    from .state import Limits, Seed

T = TypeVar("T")
_PREFIX = "/_emulator"


class ControlPlaneError(Exception):
    """The control plane refused a request: `status` is the HTTP status, the text says why."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(f"{why} (status {status})")


class EmulatorClient:
    """Controls a running emulator. Safe to use from several threads: every request has its own connection.

    Every method raises `ControlPlaneError` when it is refused, `OSError` when the emulator cannot be reached
    and `http.client.HTTPException` when the response is not HTTP.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str = "",
        timeout: float = 10.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Args: `base_url` of the emulator; `token`, if it has one; `timeout` in seconds for each step of a
        request; `tls`, which authorities to trust for https, the system's when left out.

        Raises `ValueError` when `base_url` is no http or https address.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"base_url must be an http or https address, not {base_url!r}")
        self._parts = parts
        self._token = token
        self._timeout = timeout
        self._tls = tls

    def health(self) -> Health:
        """Liveness and version."""
        return self._read(Health, "GET", "health")

    def ready(self) -> Ready:
        """Readiness; `ControlPlaneError` (503) when its store is not writable."""
        return self._read(Ready, "GET", "ready")

    def reset(self) -> None:
        """Return to the seed: state, journal, clock, faults."""
        self._call("POST", "reset")

    def snapshot(self) -> Snapshot:
        """The whole state, for `restore`. The accounts' secrets are in it."""
        return self._read(Snapshot, "GET", "snapshot")

    def restore(self, snapshot: Snapshot) -> None:
        """Restore a state; journal, clock and faults stay."""
        self._call("PUT", "snapshot", asdict(snapshot))

    def state(self, kind: str | None = None, *, limit: int = 100) -> State:
        """The state with secrets masked, at most `limit` (0 to 1000) records of a kind."""
        return self._read(State, "GET", "state", query={"kind": kind, "limit": limit})

    def seed(self, seed: Seed) -> None:
        """Add records to the state, over those with the same keys, until the next reset."""
        self._call("POST", "seed", seed.plain())

    def journal(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        operation: str | None = None,
        status: int | None = None,
        code: str | None = None,
    ) -> list[Entry]:
        """The newest matching entries, at most `limit` (1 to 1000), oldest first."""
        query = {"after": after, "limit": limit, "operation": operation, "status": status, "code": code}
        return list(self._read(JournalPage, "GET", "journal", query=query).entries)

    def entry(self, number: int) -> Entry:
        """One entry; `ControlPlaneError` (404) when it does not exist, or no longer."""
        return self._read(Entry, "GET", f"journal/{number}")

    def clear_journal(self) -> None:
        """Delete all entries of the journal."""
        self._call("DELETE", "journal")

    def listen(self, after: int | None = None) -> Generator[Entry]:
        """New entries, after an id or from now on, until the generator is closed or the emulator stops.

        It listens from the first `next` on. `TimeoutError` when nothing, not even a keep-alive, arrives for
        `timeout` seconds; the emulator sends one every 15.
        """
        connection = self._connect(max(self._timeout, 30.0))
        try:
            response = self._send(connection, "GET", "journal/events", None, {"after": after})
            while line := response.readline():
                if line.startswith(b"data: "):
                    yield read(Entry, json.loads(line[6:]))
        finally:
            connection.close()

    def faults(self) -> list[FaultState]:
        """The armed faults, in the order of arming."""
        return list(self._read(FaultList, "GET", "faults").faults)

    def arm(self, fault: Fault) -> FaultState:
        """Arm a fault."""
        return self._read(FaultState, "POST", "faults", asdict(fault))

    def fault(self, fault_id: str) -> FaultState:
        """One armed fault, with its counters."""
        return self._read(FaultState, "GET", f"faults/{quote(fault_id, '')}")

    def disarm(self, fault_id: str | None = None) -> None:
        """Disarm one fault, or all."""
        self._call("DELETE", "faults" if fault_id is None else f"faults/{quote(fault_id, '')}")

    def clock(self) -> ClockState:
        """The emulator's clock."""
        return self._read(ClockState, "GET", "clock")

    def change_clock(
        self, *, now: float | None = None, shift: float | None = None, frozen: bool | None = None
    ) -> ClockState:
        """Set the clock (`now`, Unix time) or move it (`shift`, seconds), then stop it or let it run (`frozen`)."""
        change = {"now": now, "shift": shift, "frozen": frozen}
        return self._read(ClockState, "PUT", "clock", change)

    def reset_clock(self) -> ClockState:
        """Return to the system time."""
        return self._read(ClockState, "DELETE", "clock")

    def settings(self) -> Mapping[str, Any]:
        """All settings with their values."""
        return self._read(SettingList, "GET", "settings").settings

    def limits(self) -> list[AccountLimits]:
        """The limits and usage of every account."""
        return list(self._read(LimitList, "GET", "limits").accounts)

    def set_limits(self, key: str, limits: Limits | None) -> AccountLimits:
        """Set the limits of an account; None: the documented ones."""
        path = f"limits/{quote(key, '')}"
        if limits is None:
            return self._read(AccountLimits, "DELETE", path)
        return self._read(AccountLimits, "PUT", path, asdict(limits))

    def finish(self, token: str, outcome: str) -> Returned:
        """End a verification of FaceID Lite as its page does; see `specseal_emulator.browser.finish`."""
        base = self._parts.geturl()
        return finish(base, token, outcome, timeout=self._timeout, tls=self._tls)

    def wait_for(self, operation: str, *, after: int = 0, timeout: float = 10.0) -> Entry:
        """Wait for a journal entry of an operation, such as `getToken`, or `callback` for a delivered callback.

        Args: `after`, the id of an entry: only newer ones count; `timeout` in seconds. Raises
        `CallbackNotDelivered` for a callback that will not arrive, and `TimeoutError`.
        """
        attempts = int(self.settings()["callback_attempts"])

        def entries() -> list[Entry]:
            return self.journal(after=after, limit=1000)

        return wait_for(entries, operation, after=after, timeout=timeout, attempts=attempts)

    def _read(
        self, cls: type[T], method: str, path: str, body: Any = None, *, query: dict[str, Any] | None = None
    ) -> T:
        return read(cls, json.loads(self._call(method, path, body, query=query)))

    def _call(
        self, method: str, path: str, body: Any = None, *, query: dict[str, Any] | None = None
    ) -> bytes:
        connection = self._connect(self._timeout)
        try:
            return self._send(connection, method, path, body, query or {}).read()
        finally:
            connection.close()

    def _connect(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def _send(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: Any, query: dict[str, Any]
    ) -> http.client.HTTPResponse:
        given = urlencode({name: value for name, value in query.items() if value is not None})
        target = f"{self._parts.path.rstrip('/')}{_PREFIX}/{path}{'?' if given else ''}{given}"
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        connection.request(method, target, content, headers)
        response = connection.getresponse()
        if response.status >= 300:
            raise ControlPlaneError(response.status, _why(response.read()))
        return response


def _why(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode("utf-8", "replace") or "the control plane gave no reason"
