"""The courier delivers callbacks from a queue in the store, which outlives the process that posted them."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

from .send import NotSent, post_form
from .targets import TargetRefused, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..state.store import Store

QUEUE, LEASE = "callback", "callback-lease"
_MARGIN = 5.0
_AT_ONCE = 4
_log = logging.getLogger("specseal_emulator")


@dataclass(frozen=True, slots=True)
class Callback:
    """One form to deliver. Times are system Unix time in seconds: a frozen clock delays no delivery."""

    id: str
    url: str
    fields: dict[str, str]
    ports: list[int]
    """The ports that the contract allows."""
    product: str
    attempt: int = 1
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One finished attempt to deliver."""

    callback: Callback
    status: int
    """The receiver's HTTP status, or 0 without a response."""
    why: str
    """What happened, for people."""
    elapsed: float
    """Real seconds."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of delivery; see the settings ``callback_*``."""

    ports: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    attempts: int = 3
    pause: float = 1
    seconds: float = 10
    tls: Literal["any", "verified"] = "any"


class Courier:
    """Delivers the queue of a store. Every process has a courier; a callback is claimed by one at a time.

    Delivery is at least once: an attempt interrupted by `kill -9` is repeated.
    """

    def __init__(
        self, store: Store, rules: Rules, on_attempt: Callable[[Attempt], None], wake: Callable[[], None]
    ) -> None:
        """Args: `on_attempt` is called after every attempt; `wake` has `deliver` called soon."""
        self._store = store
        self._rules = rules
        self._on_attempt = on_attempt
        self._wake = wake
        self._closed = False
        self._pool = ThreadPoolExecutor(_AT_ONCE, "specseal-delivery")

    def post(self, callback: Callback) -> None:
        """Queue a callback, also for another attempt. Wakes, since the queue may have been found empty before."""
        self._store.put(QUEUE, callback.id, asdict(callback))
        self._wake()

    def close(self) -> None:
        """Wait for the attempts in progress. What is left stays in the queue."""
        self._closed = True
        self._pool.shutdown(cancel_futures=True)

    def deliver(self) -> bool:
        """Deliver what is due; True while the queue is not empty."""
        for record in self._store.scan(QUEUE, "", 0):
            callback = Callback(**record)
            if callback.due <= time.time() and not self._closed:
                self._claim(callback)
        return bool(self._store.scan(QUEUE, "", 0))

    def _claim(self, callback: Callback) -> None:
        now = time.time()
        lease = f"{callback.id}/{callback.attempt}"
        if self._store.add(LEASE, lease, {}, now, now + self._rules.seconds + _MARGIN):
            self._pool.submit(self._attempt, callback)

    def _attempt(self, callback: Callback) -> None:
        try:
            self._deliver(callback)
        except Exception as error:  # of the store, mostly
            _log.error("the callback %s was not delivered: %s", callback.id, type(error).__name__)

    def _deliver(self, callback: Callback) -> None:
        started = time.perf_counter()
        status, why, again = self._send(callback)
        if self._store.take(QUEUE, callback.id, 0) is None:
            return  # the state was reset meanwhile, and this callback with it
        if again and callback.attempt < self._rules.attempts:
            pause = self._rules.pause * 2 ** (callback.attempt - 1)
            why += f"; retrying in {pause:g} s"
            self.post(replace(callback, attempt=callback.attempt + 1, due=time.time() + pause))
        elif again:
            why += "; giving up"
        self._on_attempt(Attempt(callback, status, why, time.perf_counter() - started))

    def _send(self, callback: Callback) -> tuple[int, str, bool]:
        """HTTP status or 0, what happened, and whether to retry."""
        rules = self._rules
        try:
            target = resolve(callback.url, callback.ports, rules.ports, rules.hosts)
        except TargetRefused as refused:
            return 0, f"refused: {refused}", False
        verify = rules.tls == "verified"
        try:
            status = post_form(target, callback.fields, rules.seconds, verify=verify)
        except NotSent as problem:
            return 0, f"not delivered: {problem}", True
        if 200 <= status < 300:
            return status, "delivered", False
        return status, f"the receiver responded with {status}", True
