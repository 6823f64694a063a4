"""The courier delivers callbacks from a queue in the store, so that they outlive the process that posted them."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Protocol

from .send import NotSent, post_form
from .targets import TargetRefused, resolve

if TYPE_CHECKING:
    from ..state import Journal, Settings
    from ..state.clock import Clock
    from ..state.store import Store

QUEUE, LEASE = "callback", "callback-lease"
_MARGIN = 5.0
_LOOK_EVERY = 0.2
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


class Watch(Protocol):
    """Something else to look after at regular intervals."""

    def __call__(self) -> bool:
        """Do what is due; True while there may be more to come."""
        ...


class Courier:
    """Delivers what is in the queue of a store. Every process has one; a callback is with one at a time.

    Delivery is at least once: after a `kill -9` in the middle of an attempt another one is made.
    """

    def __init__(self, store: Store, journal: Journal, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._journal = journal
        self._settings = settings
        self._clock = clock
        self._watches: list[Watch] = []
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._closed = False
        self._hands = ThreadPoolExecutor(_AT_ONCE, "specseal-delivery")

    def watch(self, watch: Watch) -> None:
        """Have something else looked after, several times a second while there is anything to do."""
        self._watches.append(watch)

    def post(self, callback: Callback) -> None:
        """Put a callback into the queue."""
        self._store.put(QUEUE, callback.id, asdict(callback))
        self.wake()

    def wake(self) -> None:
        """Look after queue and watches now, and from now on until nothing is left."""
        with self._lock:
            if self._closed:
                return
            self._news.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="specseal-courier", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop when the attempts under way are over. What is left stays in the queue."""
        with self._lock:
            self._closed = True
            thread = self._thread
            self._news.set()
        if thread:
            thread.join()
        self._hands.shutdown(cancel_futures=True)

    def _run(self) -> None:
        while not self._closed:
            self._news.clear()
            try:
                busy = self._round()
            except Exception:
                if self._closed:
                    return
                _log.exception("the courier failed; it goes on")
                busy = True
            self._news.wait(_LOOK_EVERY if busy else None)

    def _round(self) -> bool:
        """Deliver what is due; True while something is left to do."""
        watched = [watch() for watch in self._watches]
        waiting = [Callback(**record) for record in self._store.scan(QUEUE, "", 0)]
        for callback in waiting:
            if callback.due <= time.time() and not self._closed:
                self._claim(callback)
        return any(watched) or bool(self._store.scan(QUEUE, "", 0))

    def _claim(self, callback: Callback) -> None:
        now = time.time()
        lease = f"{callback.id}/{callback.attempt}"
        if self._store.add(LEASE, lease, {}, now, now + self._settings.callback_seconds + _MARGIN):
            self._hands.submit(self._attempt, callback)

    def _attempt(self, callback: Callback) -> None:
        try:
            self._deliver(callback)
        except Exception:
            _log.exception("the courier failed to deliver to %s", callback.url)

    def _deliver(self, callback: Callback) -> None:
        started = time.perf_counter()
        status, why, again = self._send(callback)
        if self._store.take(QUEUE, callback.id, 0) is None:
            return  # the state was reset meanwhile: nobody waits for this any more
        if again and callback.attempt < self._settings.callback_attempts:
            pause = self._settings.callback_pause * 2 ** (callback.attempt - 1)
            why += f"; again in {pause:g} s"
            self._store.put(
                QUEUE,
                callback.id,
                asdict(replace(callback, attempt=callback.attempt + 1, due=time.time() + pause)),
            )
        elif again:
            why += "; given up"
        self._journal.callback(
            self._clock.now(),
            callback.url,
            callback.fields,
            product=callback.product,
            status=status,
            why=why,
            notes={"callback": callback.id, "attempt": str(callback.attempt)},
            elapsed=time.perf_counter() - started,
        )

    def _send(self, callback: Callback) -> tuple[int, str, bool]:
        """HTTP status or 0, what happened in words, and whether another attempt could help."""
        settings = self._settings
        try:
            target = resolve(callback.url, callback.ports, settings.callback_ports, settings.callback_hosts)
        except TargetRefused as refused:
            return 0, f"refused: {refused}", False
        verify = settings.callback_tls == "verified"
        try:
            status = post_form(target, callback.fields, settings.callback_seconds, verify=verify)
        except NotSent as problem:
            return 0, f"not delivered: {problem}", True
        if 200 <= status < 300:
            return status, "delivered", False
        return status, f"the receiver answered {status}", True
