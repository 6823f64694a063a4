"""The journal: what came in, what was checked and what went out, with secrets masked."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..bodies import read
from .masking import cut, masking, short, shown_diagnosis, shown_fields, shown_headers
from .verdicts import Diagnosis, Verdict

if TYPE_CHECKING:
    from ..http import Answer, Request
    from .store import Dumped, Store

_KIND, _NUMBERS, _LAST = "journal", "sequence", "journal"


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
    """One request and its answer."""

    at: float
    """When it was answered: Unix time in seconds, by the emulator's clock."""
    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, SentFile]
    product: str
    """Of the operation that was found; empty when none was."""
    operation: str
    """The operation id, or empty."""
    status: int
    """The HTTP status, or 0 when an armed fault broke the connection before one was sent."""
    code: str
    """The error code that was answered, empty for a success."""
    why: str
    """What the emulator found, in words."""
    notes: Mapping[str, str]
    """What was found out on the way: the account, the server's string to sign, a form that cannot be read."""
    id: int = 0
    """Counts up from 1 over all workers; a cleared journal goes on counting."""
    elapsed: float = 0.0
    """Real seconds from the request's last byte to the answer, armed latency included."""
    verdicts: tuple[Verdict, ...] = ()
    """What was checked, in this order, up to the check that failed."""
    diagnosis: Diagnosis | None = None
    """What is wrong with a signature that was refused."""
    answer: str = ""
    """The body of the answer, whole even when a fault truncated it on the wire."""


@dataclass(slots=True)
class Found:
    """What an emulator knows about a request beyond its answer."""

    product: str = ""
    operation: str = ""
    elapsed: float = 0.0
    extra: tuple[Verdict, ...] = ()


class Journal:
    """The last requests, oldest first. Safe to read while requests come in; workers of one store share it."""

    def __init__(self, keep: int = 1000, *, show_secrets: bool = False) -> None:
        """Args: `keep`, how many entries are kept; `show_secrets` leaves them unmasked."""
        self._keep = keep
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._number = 0
        self._lock = threading.Lock()
        self._show = show_secrets
        self._store: Store | None = None

    def bind(self, store: Store) -> None:
        """Keep entries in a store that several processes share; one of this process's own is not worth it."""
        self._store = store if store.shared else None

    def entries(self) -> list[Entry]:
        """A copy of what is there."""
        if self._store:
            found = (read(Entry, record) for record in self._store.scan(_KIND, "", 0))
            return sorted(found, key=lambda entry: entry.id)[-self._keep :]
        with self._lock:
            return list(self._entries)

    def last(self) -> Entry:
        """The newest entry. Raises `LookupError` when there is none."""
        entries = self.entries()
        if not entries:
            raise LookupError("the journal is empty")
        return entries[-1]

    def get(self, number: int) -> Entry | None:
        """The entry of an id, or None when it is not there, or not any more."""
        if self._store:
            record = self._store.get(_KIND, self._slot(number), 0)
            return read(Entry, record) if record and record["id"] == number else None
        return next((entry for entry in self.entries() if entry.id == number), None)

    def newest(self) -> int:
        """The id given last; 0 before the first."""
        if self._store:
            record = self._store.get(_NUMBERS, _LAST, 0)
            return int(record["n"]) if record else 0
        return self._number

    def oldest(self) -> int:
        """The smallest id that may still be there."""
        return max(1, self.newest() - self._keep + 1)

    def clear(self) -> None:
        """Forget all entries."""
        if self._store:
            for entry in self.entries():
                self._store.take(_KIND, self._slot(entry.id), 0)
        with self._lock:
            self._entries.clear()

    def numbering(self) -> list[Dumped]:
        """What a store must keep when it is emptied, so that no id is given twice."""
        return [(_NUMBERS, _LAST, {"n": self.newest()}, None)] if self._store else []

    def record(self, at: float, request: Request, answer: Answer, found: Found) -> None:
        """Add an entry."""
        files = {
            name: SentFile(f.filename, f.content_type, len(f.content), hashlib.sha256(f.content).hexdigest())
            for name, f in request.files.items()
        }
        shown = str if self._show else masking(request)
        diagnosis = request.diagnosis
        entry = Entry(
            at=at,
            method=request.method,
            path=cut(request.path),
            headers=short(request.headers if self._show else shown_headers(request.headers)),
            query=self._fields(request.query),
            form=self._fields(request.form),
            files=files,
            product=found.product,
            operation=found.operation,
            status=answer.status,
            code=answer.code,
            why=cut(shown(answer.why)),
            notes=short({name: shown(text) for name, text in request.notes.items()}),
            id=self._next(),
            elapsed=round(found.elapsed, 6),
            verdicts=(*request.verdicts(), *found.extra),
            diagnosis=diagnosis and shown_diagnosis(diagnosis, lambda text: cut(shown(text))),
            answer=cut(shown(answer.body.decode("utf-8", "replace"))),
        )
        self._keep_entry(entry)

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
        """Add an attempt to deliver a callback: its `path` is the whole URL, `status` the receiver's, or 0."""
        self._keep_entry(
            Entry(
                at=at,
                method="POST",
                path=url,
                headers={},
                query={},
                form=self._fields(form),
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

    def _keep_entry(self, entry: Entry) -> None:
        if self._store:
            self._store.put(_KIND, self._slot(entry.id), asdict(entry))
        else:
            with self._lock:
                self._entries.append(entry)

    def _slot(self, number: int) -> str:
        """A new entry takes the place of the oldest: one write instead of two."""
        return f"{number % self._keep:08d}"

    def _next(self) -> int:
        if self._store:
            return self._store.count(_NUMBERS, _LAST, 1, 0)
        with self._lock:
            self._number += 1
            return self._number

    def _fields(self, given: Mapping[str, str]) -> Mapping[str, str]:
        return short(given if self._show else shown_fields(given))
