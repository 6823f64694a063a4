"""The journal: requests, checks and responses, with secrets masked."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..bodies import read
from ..examination import Diagnosis, Verdict
from .masking import Budget, sent_secrets, shown_diagnosis, shown_fields, shown_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..examination import Examination
    from ..http import Request, Response, Upload
    from .secrets import Secrets
    from .store import Dumped, Record, Store

_KIND, _NUMBERS, _LAST = "journal", "sequence", "journal"
_EPOCH = "epoch"
_BESIDES, _PER_FILE = 2048, 256
"""Approximate bytes that an entry takes besides its texts."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a form."""

    filename: str
    content_type: str
    size: int
    """Bytes."""
    sha256: str
    """Of the content, 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and its response."""

    at: float
    """Time of the response: Unix time in seconds, by the emulator's clock."""
    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, SentFile]
    product: str
    """The product of the operation; empty when none was found."""
    operation: str
    """The operation id, or empty."""
    status: int
    """The HTTP status, or 0 when an armed fault broke the connection before one was sent."""
    code: str
    """The error code of the response, empty for a success."""
    why: str
    """What the emulator found, for people."""
    notes: Mapping[str, str]
    """Further findings: the account, the server's string to sign, a malformed form."""
    id: int = 0
    """Counts up from 1 over all workers; a cleared journal goes on counting."""
    elapsed: float = 0.0
    """Real seconds from the request's last byte to the response, armed latency included."""
    verdicts: tuple[Verdict, ...] = ()
    """What was checked, in this order, up to the check that failed."""
    diagnosis: Diagnosis | None = None
    """Why a signature was refused."""
    response: str = ""
    """The body of the response, whole even when a fault truncated it on the wire."""


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
        names = self._secrets.names if self._secrets else frozenset[str]()
        body = response.body.decode("utf-8", "replace")
        diagnosis = examination.diagnosis
        diagnosed = asdict(diagnosis) if diagnosis else {}
        hide = self._hiding(
            (
                request.path,
                *_flat(request.headers, request.query, request.form, examination.notes),
                *(text for name, file in request.files.items() for text in (name, *_said(file))),
                *(verdict.why for verdict in examination.verdicts()),
                *(text for text in diagnosed.values() if isinstance(text, str)),
                response.why,
                body,
            ),
            () if self._show else sent_secrets(request, names),
        )
        budget = Budget(self._entry_bytes)

        def shown(text: str) -> str:
            return budget.text(hide(text))

        def fields(given: Mapping[str, str]) -> Mapping[str, str]:
            return given if self._show else shown_fields(given, names)

        entry = Entry(
            at=at,
            method=request.method,
            path=shown(request.path),
            status=response.status,
            code=shown(response.code),
            why=shown(response.why),
            headers=budget.texts(
                request.headers if self._show else shown_headers(request.headers, names), hide
            ),
            query=budget.texts(fields(request.query), hide),
            form=budget.texts(fields(request.form), hide),
            files=_files(request, budget, shown),
            product=operation.contract.product if operation else "",
            operation=operation.id if operation else "",
            verdicts=tuple(
                Verdict(verdict.check, verdict.passed, shown(verdict.why))
                for verdict in examination.verdicts()
            ),
            diagnosis=diagnosis and shown_diagnosis(diagnosis, shown),
            notes=budget.texts(examination.notes, hide),
            response=shown(body),
            id=self._next(),
            elapsed=round(examination.elapsed, 6),
        )
        self._keep_entry(entry, epoch, budget.used)

    def _hiding(self, texts: Iterable[str], more: Iterable[str] = ()) -> Callable[[str], str]:
        return str if self._show or self._secrets is None else self._secrets.hiding(texts, more)

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
        hide, budget = self._hiding((url, why, *_flat(form))), Budget(self._entry_bytes)
        self._keep_entry(
            Entry(
                at=at,
                method="POST",
                path=budget.text(hide(url)),
                headers={},
                query={},
                form=budget.texts(
                    form
                    if self._show
                    else shown_fields(form, self._secrets.names if self._secrets else frozenset()),
                    hide,
                ),
                files={},
                product=product,
                operation="callback",
                status=status,
                code="",
                why=budget.text(hide(why)),
                notes=notes,
                id=self._next(),
                elapsed=round(elapsed, 6),
            ),
            self.epoch,
            budget.used,
        )

    def _keep_entry(self, entry: Entry, epoch: str, texts: int) -> None:
        """Args: `texts`, the bytes of the entry's texts."""
        if self._store:
            self._store.put(_KIND, self._slot(entry.id), {**asdict(entry), _EPOCH: epoch})
            return
        size = texts + _BESIDES + _PER_FILE * len(entry.files)
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


def _flat(*mappings: Mapping[str, str]) -> Iterator[str]:
    for mapping in mappings:
        yield from mapping
        yield from mapping.values()


def _said(file: Upload) -> tuple[str, str]:
    return file.filename, file.content_type


def _files(request: Request, budget: Budget, shown: Callable[[str], str]) -> Mapping[str, SentFile]:
    found: dict[str, SentFile] = {}
    for name, file in request.files.items():
        if budget.spent:
            break
        digest = hashlib.sha256(file.content).hexdigest()
        filename, content_type = map(shown, _said(file))
        found[shown(name)] = SentFile(filename, content_type, len(file.content), digest)
    return found
