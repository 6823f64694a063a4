"""The journal: requests, checks and responses, with secrets masked."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from ..bodies import read
from ..http.heavy import HEAVY
from .entry import Entry, SentFile, shown, stored, texts
from .masking import PER_CHARACTER, sent_secrets, shown_fields, shown_headers
from .sent_bodies import shown_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..examination import Examination
    from ..http import Request, Response, Upload
    from .encoding import Record
    from .log import Log
    from .secrets import Secrets
    from .store import Store

_EPOCH = "epoch"
_BESIDES, _PER_FILE = 2048, 256
"""Approximate bytes that an entry takes besides its texts."""


class _Held:
    """An entry in memory. It is made when it is first read: most never are."""

    __slots__ = ("_entry", "_make", "number", "size")

    def __init__(self, number: int, size: int, make: Callable[[], Entry]) -> None:
        """Args: `size`, about how many bytes it takes."""
        self.number = number
        self.size = size
        self._make: Callable[[], Entry] | None = make
        self._entry: Entry | None = None

    def entry(self) -> Entry:
        make = self._make
        if make is not None:
            self._entry = make()
            self._make = None
        if self._entry is None:
            raise AssertionError("an entry is made once")
        return self._entry


class Journal:
    """The last requests, oldest first. Safe to read while requests come in; workers of one store share it.

    The number of entries, the bytes of each and the bytes of all are bounded; the oldest are dropped first. Where
    processes share a store, each entry has an equal part of the bytes of all.
    """

    def __init__(self, keep: int | None = None, *, show_secrets: bool = False) -> None:
        """Args: `keep`, how many entries are kept instead of the settings' number; `show_secrets` leaves them
        unmasked.
        """
        self._keep = keep or 0
        self._entry_bytes = self._bytes = 0
        self._entries: deque[_Held] = deque()
        self._held = 0
        self._number = 0
        self._lock = threading.Lock()
        self._show = show_secrets
        self._secrets: Secrets | None = None
        self._store: Store | None = None
        self._log: Log | None = None
        self.epoch = ""
        """Changes with every reset; entries of requests from another epoch are dropped."""

    def bind(self, store: Store, secrets: Secrets, keep: int, entry_bytes: int, all_bytes: int) -> None:
        """Keep entries in the store if other processes share it, otherwise in memory.

        Args: `keep`, the number of entries; `entry_bytes` and `all_bytes`, the bytes of one and of all.
        """
        self._store = store if store.shared else None
        self._secrets = secrets
        self._keep = self._keep or keep
        self._bytes = all_bytes
        self._entry_bytes = min(entry_bytes, self._bytes)
        if self._store:
            self._log = self._store.log(self._keep)
            self._entry_bytes = min(self._entry_bytes, self._bytes // self._keep)

    def entries(self) -> list[Entry]:
        """A copy of all entries."""
        if self._log:
            return [_entry(record) for record in self._current(self._log.records())]
        return [held.entry() for held in self._copy()]

    def _copy(self) -> list[_Held]:
        with self._lock:
            return list(self._entries)

    def _current(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records of this epoch."""
        stored = self._store.get("control", _EPOCH, 0) if self._store else None
        epoch = stored[_EPOCH] if stored else ""
        return (record for record in records if record.get(_EPOCH, "") == epoch)

    def last(self) -> Entry:
        """The newest entry. Raises `LookupError` when there is none."""
        if self._log:
            entries = self.entries()
            if entries:
                return entries[-1]
        elif held := self._copy():
            return held[-1].entry()
        raise LookupError("the journal is empty")

    def get(self, number: int) -> Entry | None:
        """The entry of an id, or None when it does not exist, or no longer."""
        if self._log:
            record = self._log.get(number)
            return next((_entry(one) for one in self._current([record] if record else [])), None)
        return next((held.entry() for held in reversed(self._copy()) if held.number == number), None)

    def newest(self) -> int:
        """The last id; 0 before the first."""
        return self._log.last() if self._log else self._number

    def oldest(self) -> int:
        """The smallest id that may still exist."""
        return max(1, self.newest() - self._keep + 1)

    def begin(self, epoch: str) -> None:
        """Begin another epoch, with no entries."""
        with self._lock:
            self.epoch = epoch
            self._entries.clear()
            self._held = 0

    def clear(self) -> None:
        """Delete all entries."""
        self.forget(self.newest())
        with self._lock:
            self._entries.clear()
            self._held = 0

    def forget(self, last: int) -> None:
        """Delete what the store has of the entries up to an id: those of an epoch that has ended."""
        if self._log:
            self._log.forget(last)

    def record(self, at: float, examination: Examination, response: Response, epoch: str) -> None:
        """Add an entry, unless the request began in another epoch."""
        request, number = examination.request, self._next()
        known = self._secrets.known() if self._secrets else frozenset[str]()
        made = partial(
            self._made,
            number,
            at,
            examination,
            (response.status, response.code, response.why, response.body),
            known,
        )
        size = request.size + len(response.body) + len(response.why)
        if self._log is None and not request.files and size <= HEAVY:
            if not (request.body.isascii() and response.body.isascii()):
                size *= PER_CHARACTER
            self._hold(_Held(number, size + 2 * _BESIDES, lambda: made()[0]), epoch)
        else:
            self._keep_entry(*made(), epoch)

    def _made(
        self,
        number: int,
        at: float,
        examination: Examination,
        response: tuple[int, str, str, bytes],
        known: frozenset[str],
    ) -> tuple[Entry, int]:
        """The entry of a request, and the bytes of its texts.

        Args: `response`, its status, error code, reason and body; `known`, the secrets at that time.
        """
        request, operation = examination.request, examination.operation
        status, code, why, body = response
        return self._shown(
            Entry(
                at=at,
                method=request.method,
                path=request.path,
                status=status,
                code=code,
                why=why,
                headers=self._masked(request.headers, shown_headers),
                query=self._masked(request.query, shown_fields),
                form=self._masked(request.form, shown_fields),
                files={name: _file(file) for name, file in request.files.items()},
                product=operation.contract.product if operation else "",
                operation=operation.id if operation else "",
                verdicts=examination.verdicts(),
                diagnosis=examination.diagnosis,
                notes=dict(examination.notes),
                body=self._body(request),
                response=body.decode("utf-8", "replace"),
                id=number,
                elapsed=round(examination.elapsed, 6),
            ),
            known | sent_secrets(request, self._names),
        )

    def callback(
        self,
        at: float,
        url: str,
        form: Mapping[str, str],
        *,
        product: str,
        status: int,
        why: str,
        notes: Mapping[str, str],
        elapsed: float,
    ) -> None:
        """Add an attempt to deliver a callback: `path` is the URL, `status` the receiver's, 0 without a response."""
        entry = self._shown(
            Entry(
                at=at,
                method="POST",
                path=url,
                headers={},
                query={},
                form=self._masked(form, shown_fields),
                files={},
                product=product,
                operation="callback",
                status=status,
                code="",
                why=why,
                notes=notes,
                id=self._next(),
                elapsed=round(elapsed, 6),
            )
        )
        self._keep_entry(*entry, self.epoch)

    def _body(self, request: Request) -> str:
        """A body that is no form, as it is shown."""
        if not request.body or request.form_pairs or request.files:
            return ""
        return shown_body(request, None if self._show else self._secrets)

    @property
    def _names(self) -> frozenset[str]:
        return self._secrets.names if self._secrets else frozenset()

    def _masked(
        self,
        given: Mapping[str, str],
        mask: Callable[[Mapping[str, str], frozenset[str]], Mapping[str, str]],
    ) -> Mapping[str, str]:
        return given if self._show else mask(given, self._names)

    def _shown(self, entry: Entry, secrets: Iterable[str] = ()) -> tuple[Entry, int]:
        """An entry without secrets and within its budget, and the bytes of its texts.

        Args: `secrets`, those that the request carries, and those of its time, besides those of the store.
        """
        whole = "\n".join(texts(entry))
        hide = str if self._show or self._secrets is None else self._secrets.hiding(whole, secrets)
        return shown(entry, whole, hide, self._entry_bytes)

    def _keep_entry(self, entry: Entry, size: int, epoch: str) -> None:
        """Args: `size`, the bytes of the entry's texts."""
        if self._log:
            self._log.append({**stored(entry), _EPOCH: epoch})
            return
        self._hold(_Held(entry.id, size + _BESIDES + _PER_FILE * len(entry.files), lambda: entry), epoch)

    def _hold(self, held: _Held, epoch: str) -> None:
        with self._lock:
            if epoch != self.epoch:
                return
            self._entries.append(held)
            self._held += held.size
            while len(self._entries) > self._keep or self._held > self._bytes:
                self._held -= self._entries.popleft().size

    def _next(self) -> int:
        """The number of an entry in memory; a store gives it with the writing."""
        if self._log:
            return 0
        with self._lock:
            self._number += 1
            return self._number


def _entry(record: Record) -> Entry:
    return read(Entry, {name: value for name, value in record.items() if name != _EPOCH})


def _file(file: Upload) -> SentFile:
    digest = hashlib.sha256(file.content).hexdigest()
    return SentFile(file.filename, file.content_type, len(file.content), digest)
