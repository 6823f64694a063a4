"""The journal: what came in, what was checked and what went out, with secrets masked."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..bodies import read
from .verdicts import Diagnosis, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..http import Answer, Request
    from .store import Store

MASK = "***"
LONGEST = 16 * 1024
"""Characters of a text that an entry keeps; what is beyond is cut off, and how long it was is said."""
_SECRET_FIELDS = frozenset({"api_secret", "sign", "Signature", "SecurityToken"})
_SECRET_HEADERS = frozenset({"cookie", "proxy-authorization", "x-acs-security-token"})
_SIGNATURE = re.compile(r"(Signature=).*", re.DOTALL)
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
            return [read(Entry, record) for record in self._store.scan(_KIND, "", 0)]
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
            record = self._store.get(_KIND, _key(number), 0)
            return None if record is None else read(Entry, record)
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
                self._store.take(_KIND, _key(entry.id), 0)
        with self._lock:
            self._entries.clear()

    def go_on_from(self, number: int) -> None:
        """Give no id up to this one again, after the store was emptied."""
        if self._store and (behind := number - self.newest()) > 0:
            self._store.count(_NUMBERS, _LAST, behind, 0)

    def record(self, at: float, request: Request, answer: Answer, found: Found) -> None:
        """Add an entry."""
        files = {
            name: SentFile(f.filename, f.content_type, len(f.content), hashlib.sha256(f.content).hexdigest())
            for name, f in request.files.items()
        }
        shown = str if self._show else _masking(request)
        diagnosis = request.diagnosis
        entry = Entry(
            at=at,
            method=request.method,
            path=_cut(request.path),
            headers=self._headers(request.headers),
            query=self._fields(request.query),
            form=self._fields(request.form),
            files=files,
            product=found.product,
            operation=found.operation,
            status=answer.status,
            code=answer.code,
            why=_cut(shown(answer.why)),
            notes=_short({name: shown(text) for name, text in request.notes.items()}),
            id=self._next(),
            elapsed=round(found.elapsed, 6),
            verdicts=(*request.verdicts(), *found.extra),
            diagnosis=diagnosis and _changed(diagnosis, lambda text: _cut(shown(text))),
            answer=_cut(shown(answer.body.decode("utf-8", "replace"))),
        )
        if self._store:
            self._store.put(_KIND, _key(entry.id), asdict(entry))
            self._store.take(_KIND, _key(entry.id - self._keep), 0)
        else:
            with self._lock:
                self._entries.append(entry)

    def _next(self) -> int:
        if self._store:
            return self._store.count(_NUMBERS, _LAST, 1, 0)
        with self._lock:
            self._number += 1
            return self._number

    def _fields(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        if self._show or not (_SECRET_FIELDS & fields.keys()):
            return _short(fields)
        return _short({name: MASK if name in _SECRET_FIELDS else value for name, value in fields.items()})

    def _headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        if self._show:
            return _short(headers)
        shown = {name: MASK if name in _SECRET_HEADERS else _cut(value) for name, value in headers.items()}
        if "authorization" in shown:
            text, masked = _SIGNATURE.subn(rf"\g<1>{MASK}", shown["authorization"])
            shown["authorization"] = text if masked else MASK
        return shown


class Follower:
    """Reads a journal as it grows, each entry once, in the order of ids.

    A worker takes an id before it writes its entry; a follower waits a few polls for such an entry before it
    takes it for gone.
    """

    def __init__(self, journal: Journal, after: int | None = None, patience: int = 8) -> None:
        """Follow from an id on, or from now on."""
        self._journal = journal
        self._next = (journal.newest() if after is None else after) + 1
        self._patience = patience
        self._waited = 0

    def poll(self) -> Iterable[Entry]:
        """What has come since the last time."""
        newest = self._journal.newest()
        self._next = max(self._next, self._journal.oldest())
        while self._next <= newest:
            entry = self._journal.get(self._next)
            if entry is None and self._waited < self._patience and self._next > newest - 64:
                self._waited += 1
                return
            self._next += 1
            if entry is not None:
                self._waited = 0
                yield entry


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def _short(texts: Mapping[str, str]) -> Mapping[str, str]:
    """The texts themselves when none is long: nearly always."""
    if all(len(value) <= LONGEST for value in texts.values()):
        return texts
    return {_cut(name): _cut(value) for name, value in texts.items()}


def _changed(found: Diagnosis, change: Callable[[str], str]) -> Diagnosis:
    return Diagnosis(found.mistakes, *(change(getattr(found, field.name)) for field in fields(found)[1:]))


def _masking(request: Request) -> Callable[[str], str]:
    """Hides the secrets that a request carried where they come up again: in what was signed, and how."""
    sent = [request.headers.get("x-acs-security-token", "")]
    for name in ("SecurityToken", "api_secret"):
        sent += [request.query.get(name, ""), request.form.get(name, "")]
    secrets = {way for secret in sent if len(secret) > 3 for way in _written(secret)}
    if not secrets:
        return str
    pattern = re.compile("|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True)))
    return lambda text: pattern.sub(MASK, text)


def _written(secret: str) -> tuple[str, str, str]:
    once = quote(secret, "")
    return secret, once, quote(once, "")


def _key(number: int) -> str:
    return f"{number:016d}"
