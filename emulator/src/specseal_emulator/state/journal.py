"""The journal: requests, checks and responses, with secrets masked."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..bodies import read
from .entry import Entry, SentFile, shown, texts
from .masking import sent_secrets, shown_fields, shown_headers
from .sent_bodies import shown_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..examination import Examination
    from ..http import Request, Response, Upload
    from .secrets import Secrets
    from .store import Dumped, Record, Store

_KIND, _NUMBERS, _LAST = "journal", "sequence", "journal"
_EPOCH = "epoch"
_BESIDES, _PER_FILE = 2048, 256
"""Approximate bytes that an entry takes besides its texts."""


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
        self._entries: deque[tuple[Entry, int]] = deque()
        self._held = 0
        self._number = 0
        self._lock = threading.Lock()
        self._show = show_secrets
        self._secrets: Secrets | None = None
        self._store: Store | None = None
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
            self._entry_bytes = min(self._entry_bytes, self._bytes // self._keep)

    def entries(self) -> list[Entry]:
        """A copy of all entries."""
        if self._store:
            found = [_entry(record) for record in self._current(self._store.scan(_KIND, "", 0))]
            return sorted(found, key=lambda entry: entry.id)[-self._keep :]
        with self._lock:
            return [entry for entry, _ in self._entries]

    def _current(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records of this epoch."""
        stored = self._store.get("control", _EPOCH, 0) if self._store else None
        epoch = stored[_EPOCH] if stored else ""
        return (record for record in records if record.get(_EPOCH, "") == epoch)

    def last(self) -> Entry:
        """The newest entry. Raises `LookupError` when there is none."""
        entries = self.entries()
        if not entries:
            raise LookupError("the journal is empty")
        return entries[-1]

    def get(self, number: int) -> Entry | None:
        """The entry of an id, or None when it does not exist, or no longer."""
        if self._store:
            record = self._store.get(_KIND, self._slot(number), 0)
            found = list(self._current([record])) if record and record["id"] == number else []
            return _entry(found[0]) if found else None
        return next((entry for entry in self.entries() if entry.id == number), None)

    def newest(self) -> int:
        """The last id; 0 before the first."""
        if self._store:
            record = self._store.get(_NUMBERS, _LAST, 0)
            return int(record["n"]) if record else 0
        return self._number

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
        if self._store:
            for entry in self.entries():
                self._store.take(_KIND, self._slot(entry.id), 0)
        with self._lock:
            self._entries.clear()
            self._held = 0

    def numbering(self) -> list[Dumped]:
        """The records that must survive a reset, so that no id is used twice."""
        return [(_NUMBERS, _LAST, {"n": self.newest()}, None)] if self._store else []

    def record(self, at: float, examination: Examination, response: Response, epoch: str) -> None:
        """Add an entry, unless the request began in another epoch."""
        request, operation = examination.request, examination.operation
        self._add(
            Entry(
                at=at,
                method=request.method,
                path=request.path,
                status=response.status,
                code=response.code,
                why=response.why,
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
                response=response.body.decode("utf-8", "replace"),
                id=self._next(),
                elapsed=round(examination.elapsed, 6),
            ),
            epoch,
            sent_secrets(request, self._names),
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
        self._add(
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
            ),
            self.epoch,
        )

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

    def _add(self, entry: Entry, epoch: str, secrets: Iterable[str] = ()) -> None:
        """Args: `secrets`, those that the request carries, besides those of the store."""
        whole = "\n".join(texts(entry))
        hide = str if self._show or self._secrets is None else self._secrets.hiding(whole, secrets)
        self._keep_entry(*shown(entry, whole, hide, self._entry_bytes), epoch)

    def _keep_entry(self, entry: Entry, size: int, epoch: str) -> None:
        """Args: `size`, the bytes of the entry's texts."""
        if self._store:
            self._store.put(_KIND, self._slot(entry.id), {**asdict(entry), _EPOCH: epoch})
            return
        size += _BESIDES + _PER_FILE * len(entry.files)
        with self._lock:
            if epoch != self.epoch:
                return
            self._entries.append((entry, size))
            self._held += size
            while len(self._entries) > self._keep or self._held > self._bytes:
                self._held -= self._entries.popleft()[1]

    def _slot(self, number: int) -> str:
        """The store key of an entry: a new one overwrites the oldest, one write instead of two."""
        return f"{number % self._keep:08d}"

    def _next(self) -> int:
        if self._store:
            return self._store.count(_NUMBERS, _LAST, 1, 0)
        with self._lock:
            self._number += 1
            return self._number


def _entry(record: Record) -> Entry:
    return read(Entry, {name: value for name, value in record.items() if name != _EPOCH})


def _file(file: Upload) -> SentFile:
    digest = hashlib.sha256(file.content).hexdigest()
    return SentFile(file.filename, file.content_type, len(file.content), digest)
