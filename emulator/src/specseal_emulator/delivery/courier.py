"""The courier delivers callbacks from a queue in the store, so that they outlive the process that posted them."""

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
    """One form on its way. Times are the system's Unix time in seconds: a frozen clock delays no delivery."""

    id: str
    url: str
    fields: dict[str, str]
    ports: list[int]
    """Those that the contract allows."""
    product: str
    attempt: int = 1
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver, when it is over."""

    callback: Callback
    status: int
    """The receiver's HTTP status, or 0 without an answer."""
    why: str
    """What happened, in words."""
    elapsed: float
    """Real seconds."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How deliveries are made; the settings of the same names say more."""

    ports: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    attempts: int = 3
    pause: float = 1
    seconds: float = 10
    tls: Literal["any", "verified"] = "any"


class Courier:
    """Delivers what is in the queue of a store. Every process has one; a callback is with one at a time.

    Delivery is at least once: after a `kill -9` in the middle of an attempt another one is made.
    """

    def __init__(
        self, store: Store, rules: Rules, told: Callable[[Attempt], None], wake: Callable[[], None]
    ) -> None:
        """Args: `told`, who hears of every attempt; `wake`, what has `deliver` called soon."""
        self._store = store
        self._rules = rules
        self._told = told
        self._wake = wake
        self._closed = False
        self._hands = ThreadPoolExecutor(_AT_ONCE, "specseal-delivery")

    def post(self, callback: Callback) -> None:
        """Put a callback into the queue."""
        self._store.put(QUEUE, callback.id, asdict(callback))
        self._wake()

    def close(self) -> None:
        """Stop when the attempts under way are over. What is left stays in the queue."""
        self._closed = True
        self._hands.shutdown(cancel_futures=True)

    def deliver(self) -> bool:
        """Deliver what is due; True while something is left to do."""
        for record in self._store.scan(QUEUE, "", 0):
            callback = Callback(**record)
            if callback.due <= time.time() and not self._closed:
                self._claim(callback)
        return bool(self._store.scan(QUEUE, "", 0))

    def _claim(self, callback: Callback) -> None:
        now = time.time()
        lease = f"{callback.id}/{callback.attempt}"
        if self._store.add(LEASE, lease, {}, now, now + self._rules.seconds + _MARGIN):
            self._hands.submit(self._attempt, callback)

    def _attempt(self, callback: Callback) -> None:
        try:
            self._deliver(callback)
        except Exception as error:  # of the store, mostly
            _log.error("the callback %s was not delivered: %s", callback.id, type(error).__name__)

    def _deliver(self, callback: Callback) -> None:
        started = time.perf_counter()
        status, why, again = self._send(callback)
        if self._store.take(QUEUE, callback.id, 0) is None:
            return  # the state was reset meanwhile: nobody waits for this any more
        if again and callback.attempt < self._rules.attempts:
            pause = self._rules.pause * 2 ** (callback.attempt - 1)
            why += f"; again in {pause:g} s"
            self._store.put(
                QUEUE,
                callback.id,
                asdict(replace(callback, attempt=callback.attempt + 1, due=time.time() + pause)),
            )
        elif again:
            why += "; given up"
        self._told(Attempt(callback, status, why, time.perf_counter() - started))

    def _send(self, callback: Callback) -> tuple[int, str, bool]:
        """HTTP status or 0, what happened in words, and whether another attempt could help."""
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
        return status, f"the receiver answered {status}", True
