"""The journal: what came in, what was checked and what went out, with secrets masked."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..bodies import read
from .masking import Budget, sent_secrets, shown_diagnosis, shown_fields, shown_headers
from .verdicts import Diagnosis, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..http import Answer, Request, Upload
    from .secrets import Secrets
    from .settings import Settings
    from .store import Dumped, Record, Store

_KIND, _NUMBERS, _LAST = "journal", "sequence", "journal"
_EPOCH = "epoch"
_NAME = 64


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
    """The last requests, oldest first. Safe to read while requests come in; workers of one store share it.

    It keeps so many entries, each within a budget of bytes, and all within another; the oldest make room. Where
    processes share a store, each entry has an equal part of the budget of all.
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
        """Changes with every reset: what began in another one belongs to no one."""

    def bind(self, store: Store, secrets: Secrets, settings: Settings) -> None:
        """Keep entries in a store that several processes share; one of this process's own is not worth it."""
        self._store = store if store.shared else None
        self._secrets = secrets
        self._keep = self._keep or settings.journal_entries
        self._bytes = settings.journal_bytes
        self._entry_bytes = min(settings.journal_entry_bytes, self._bytes)
        if self._store:
            self._entry_bytes = min(self._entry_bytes, self._bytes // self._keep)

    def entries(self) -> list[Entry]:
        """A copy of what is there."""
        if self._store:
            found = [_entry(record) for record in self._current(self._store.scan(_KIND, "", 0))]
            return sorted(found, key=lambda entry: entry.id)[-self._keep :]
        with self._lock:
            return [entry for entry, _ in self._entries]

    def _current(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records of this epoch."""
        told = self._store.get("control", _EPOCH, 0) if self._store else None
        epoch = told[_EPOCH] if told else ""
        return (record for record in records if record.get(_EPOCH, "") == epoch)

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
            found = list(self._current([record])) if record and record["id"] == number else []
            return _entry(found[0]) if found else None
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

    def begin(self, epoch: str) -> None:
        """Begin another epoch, with no entries."""
        with self._lock:
            self.epoch = epoch
            self._entries.clear()
            self._held = 0

    def clear(self) -> None:
        """Forget all entries."""
        if self._store:
            for entry in self.entries():
                self._store.take(_KIND, self._slot(entry.id), 0)
        with self._lock:
            self._entries.clear()
            self._held = 0

    def numbering(self) -> list[Dumped]:
        """What a store must keep when it is emptied, so that no id is given twice."""
        return [(_NUMBERS, _LAST, {"n": self.newest()}, None)] if self._store else []

    def record(self, at: float, request: Request, answer: Answer, found: Found, epoch: str) -> None:
        """Add an entry, unless the request began in another epoch."""
        body = answer.body.decode("utf-8", "replace")
        diagnosis = request.diagnosis
        told = asdict(diagnosis) if diagnosis else {}
        hide = self._hiding(
            (
                request.path,
                *_flat(request.headers, request.query, request.form, request.notes),
                *(text for name, file in request.files.items() for text in (name, *_said(file))),
                *(verdict.why for verdict in (*request.verdicts(), *found.extra)),
                *(text for text in told.values() if isinstance(text, str)),
                answer.why,
                body,
            ),
            () if self._show else sent_secrets(request),
        )
        budget = Budget(self._entry_bytes)

        def shown(text: str) -> str:
            return budget.text(hide(text))

        fields = _same if self._show else shown_fields
        entry = Entry(
            at=at,
            method=request.method,
            path=shown(request.path),
            status=answer.status,
            code=shown(answer.code),
            why=shown(answer.why),
            headers=budget.texts(request.headers if self._show else shown_headers(request.headers), hide),
            query=budget.texts(fields(request.query), hide),
            form=budget.texts(fields(request.form), hide),
            files=_files(request, budget, shown),
            product=found.product,
            operation=found.operation,
            verdicts=tuple(
                Verdict(verdict.check, verdict.passed, shown(verdict.why))
                for verdict in (*request.verdicts(), *found.extra)
            ),
            diagnosis=diagnosis and shown_diagnosis(diagnosis, shown),
            notes=budget.texts(request.notes, hide),
            answer=shown(body),
            id=self._next(),
            elapsed=round(found.elapsed, 6),
        )
        self._keep_entry(entry, epoch)

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
        """Add an attempt to deliver a callback: its `path` is the whole URL, `status` the receiver's, or 0."""
        hide, budget = self._hiding((url, why, *_flat(form))), Budget(self._entry_bytes)
        self._keep_entry(
            Entry(
                at=at,
                method="POST",
                path=budget.text(hide(url)),
                headers={},
                query={},
                form=budget.texts(form if self._show else shown_fields(form), hide),
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
        )

    def _keep_entry(self, entry: Entry, epoch: str) -> None:
        if self._store:
            self._store.put(_KIND, self._slot(entry.id), {**asdict(entry), _EPOCH: epoch})
            return
        size = _size(entry)
        with self._lock:
            if epoch != self.epoch:
                return
            self._entries.append((entry, size))
            self._held += size
            while len(self._entries) > self._keep or self._held > self._bytes:
                self._held -= self._entries.popleft()[1]

    def _slot(self, number: int) -> str:
        """A new entry takes the place of the oldest: one write instead of two."""
        return f"{number % self._keep:08d}"

    def _next(self) -> int:
        if self._store:
            return self._store.count(_NUMBERS, _LAST, 1, 0)
        with self._lock:
            self._number += 1
            return self._number


def _entry(record: Record) -> Entry:
    return read(Entry, {name: value for name, value in record.items() if name != _EPOCH})


def _same(given: Mapping[str, str]) -> Mapping[str, str]:
    return given


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


def _size(entry: Entry) -> int:
    """About how many bytes an entry takes."""
    texts = [entry.path, entry.why, entry.answer, *_flat(entry.headers, entry.query, entry.form, entry.notes)]
    texts += [verdict.why for verdict in entry.verdicts]
    if entry.diagnosis:
        texts += [text for text in asdict(entry.diagnosis).values() if isinstance(text, str)]
    return 2048 + 256 * len(entry.files) + sum(len(text.encode("utf-8", "replace")) + _NAME for text in texts)
