"""Callbacks whose body a header signs: verified on the exact bytes received, then decoded.

The recipe signs the body anew, at the time that the callback states, and the signatures are compared.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from .callbacks import decoded
from .config import CredentialStore
from .errors import CallbackError, ConfigurationError
from .operation import SignedCallback
from .signing import SigningError
from .sources import Sources

T = TypeVar("T")
_LONGEST_TIME = 15
_MOST_ITEMS = 64


class SignedCallbackReader(Generic[T]):
    """Reads one kind of callback."""

    def __init__(self, callback: SignedCallback[T], credentials: CredentialStore) -> None:
        self._callback = callback
        self._credentials = credentials

    def unwrap(self, body: str | bytes, headers: Mapping[str, str]) -> T:
        """The typed content of a callback, once its signature and age are verified; in constant time.

        ``body`` is the body exactly as received, and ``headers`` are those of the request, in any letters. The same
        callback may arrive twice, from the vendor or replayed by somebody: act once for each. Raises ``CallbackError``
        for anything that is not genuine.
        """
        callback = self._callback
        if not isinstance(body, str | bytes) or not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise CallbackError(f"{callback.name}: the body must be str or bytes, and the headers a mapping")
        try:
            content = body.encode() if isinstance(body, str) else bytes(body)
            received = {str(name).lower(): str(value) for name, value in headers.items()}
            for header in (callback.header, *(callback.time or ())[:1]):
                received.get(header, "").encode()
        except UnicodeError:
            raise CallbackError(f"{callback.name}: the body or a header is not valid Unicode") from None
        given = self._given(received, callback.header, callback.item)
        moment = self._moment(received)
        if not self._verified(content, received, given, moment):
            raise CallbackError(
                f"{callback.name}: signature verification failed: the header {callback.header} was made with another "
                "secret, or the body was changed in transit"
            )
        return decoded(callback.name, "the body", content, callback.result)

    def _given(self, received: Mapping[str, str], header: str, item: str) -> list[str]:
        """The values of a header, or of the items of that name in it."""
        text = received.get(header)
        found = [] if text is None else _items(text, item)
        if not found:
            what = f"item {item!r} in the header" if item else "header"
            raise CallbackError(f"{self._callback.name}: the {what} {header} is missing")
        return found

    def _moment(self, received: Mapping[str, str]) -> int | None:
        """The stated time, which is recent."""
        callback = self._callback
        if callback.time is None:
            return None
        text = self._given(received, *callback.time)[0]
        if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_TIME):
            raise CallbackError(f"{callback.name}: {callback.time[0]} does not state a Unix time")
        moment = int(text)
        if abs(time.time() - moment) > callback.age:
            raise CallbackError(
                f"{callback.name}: it was signed more than {callback.age} seconds from now: late, replayed, or "
                "this machine's clock is wrong"
            )
        return moment

    def _verified(
        self, content: bytes, received: Mapping[str, str], given: list[str], moment: int | None
    ) -> bool:
        """Whether one of the signatures belongs to the body. The expected one is never shown."""
        callback = self._callback
        request: Any = SimpleNamespace(
            method="POST", query={}, form={}, json={}, headers=dict(received), body=lambda: content
        )
        sources = Sources() if moment is None else Sources(clock=lambda: float(moment))
        try:
            callback.signer(request, self._credentials.resolve(), sources)
        except SigningError as error:
            raise ConfigurationError(str(error)) from None
        (expected,) = _items(str(request.headers[callback.header]), callback.item)
        fitting = [hmac.compare_digest(expected.encode(), one.encode()) for one in given]
        return True in fitting


def _items(text: str, item: str) -> list[str]:
    """A header itself, or the values of one name in a list such as ``t=1,v1=a,v1=b``."""
    if not item:
        return [text]
    pairs = [part.partition("=") for part in text.split(",", _MOST_ITEMS)[:_MOST_ITEMS]]
    return [value.strip() for name, _, value in pairs if name.strip() == item]
