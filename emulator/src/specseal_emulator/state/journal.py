"""The journal: what came in, what was found and what went out, with secrets masked."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..http import Answer, Request

MASK = "***"
_SECRET_FIELDS = frozenset({"api_secret", "sign", "Signature", "SecurityToken"})
_SECRET_HEADERS = frozenset({"cookie", "proxy-authorization", "x-acs-security-token"})
_SIGNATURE = re.compile(r"(Signature=).*", re.DOTALL)


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
    code: str
    """The error code that was answered, empty for a success."""
    why: str
    """What the emulator found, in words."""
    notes: Mapping[str, str]
    """What was found out on the way: the account, the server's string to sign, a form that cannot be read."""


class Journal:
    """The last requests, oldest first. Safe to read while requests come in."""

    def __init__(self, keep: int = 1000, *, show_secrets: bool = False) -> None:
        self._entries: deque[Entry] = deque(maxlen=keep)
        self._lock = threading.Lock()
        self._show = show_secrets

    def entries(self) -> list[Entry]:
        """A copy of what is there."""
        with self._lock:
            return list(self._entries)

    def last(self) -> Entry:
        """The newest entry. Raises `LookupError` when there is none."""
        with self._lock:
            if not self._entries:
                raise LookupError("the journal is empty")
            return self._entries[-1]

    def clear(self) -> None:
        """Forget all entries."""
        with self._lock:
            self._entries.clear()

    def record(self, at: float, request: Request, answer: Answer, product: str, operation: str) -> None:
        """Add an entry."""
        files = {
            name: SentFile(f.filename, f.content_type, len(f.content), hashlib.sha256(f.content).hexdigest())
            for name, f in request.files.items()
        }
        entry = Entry(
            at,
            request.method,
            request.path,
            self._headers(request.headers),
            self._fields(request.query),
            self._fields(request.form),
            files,
            product,
            operation,
            answer.status,
            answer.code,
            answer.why,
            request.notes,
        )
        with self._lock:
            self._entries.append(entry)

    def _fields(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        if self._show or not (_SECRET_FIELDS & fields.keys()):
            return fields
        return {name: MASK if name in _SECRET_FIELDS else value for name, value in fields.items()}

    def _headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        if self._show:
            return headers
        shown = {name: MASK if name in _SECRET_HEADERS else value for name, value in headers.items()}
        if "authorization" in shown:
            text, masked = _SIGNATURE.subn(rf"\g<1>{MASK}", shown["authorization"])
            shown["authorization"] = text if masked else MASK
        return shown
