"""Callbacks of the vendor: verified on the exact text received, then decoded."""

from __future__ import annotations

import hmac
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from .config import CredentialStore
from .content import Mismatch
from .decode import decode_json
from .errors import CallbackError, ConfigurationError
from .operation import Callback
from .response import Headers, RawResponse
from .result import Origin, Result, remember
from .signing import SigningError
from .sources import Sources

T = TypeVar("T")


def decoded(name: str, what: str, content: bytes, kind: type[T]) -> T:
    """The typed content of a genuine callback. Raises ``CallbackError``; ``what`` holds the content."""
    raw = RawResponse(200, Headers([]), content, name)
    try:
        result = decode_json(content, kind, raw.plain)
    except Mismatch as mismatch:
        raise CallbackError(f"{name}: {what} cannot be decoded: {mismatch}") from None
    if isinstance(result, Result):
        remember(result, Origin(raw))
    return result


class CallbackReader(Generic[T]):
    """Reads one kind of callback."""

    def __init__(self, callback: Callback[T], credentials: CredentialStore) -> None:
        self._callback = callback
        self._credentials = credentials

    def unwrap(self, data: str | bytes, sign: str | bytes) -> T:
        """The typed content of a callback, once its signature is verified in constant time.

        ``data`` and ``sign`` are the form fields exactly as received: the signature covers each character. The same
        callback may arrive twice, from the vendor or replayed by somebody: act once for each. Raises
        ``CallbackError`` for anything that is not genuine.
        """
        callback = self._callback
        if not isinstance(data, str | bytes) or not isinstance(sign, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise CallbackError(
                f"{callback.name}: {callback.data} and {callback.sign} must both be str or bytes"
            )
        try:
            content, given = (
                text.encode() if isinstance(text, str) else bytes(text) for text in (data, sign)
            )
            text = content.decode()
        except UnicodeError:
            raise CallbackError(
                f"{callback.name}: {callback.data} or {callback.sign} is not valid UTF-8"
            ) from None
        if not self._verified(text, given):
            raise CallbackError(
                f"{callback.name}: signature verification failed: {callback.sign} was made with another secret, "
                f"or {callback.data} was changed in transit"
            )
        return decoded(callback.name, callback.data, content, callback.result)

    def _verified(self, text: str, given: bytes) -> bool:
        """Whether the signature belongs to the text. The expected one is never shown."""
        callback = self._callback
        received: Any = SimpleNamespace(query={}, form={callback.data: text}, headers={})
        try:
            callback.signer(received, self._credentials.resolve(), Sources())
        except SigningError as error:
            raise ConfigurationError(str(error)) from None
        return hmac.compare_digest(str(received.form[callback.sign]).encode(), given)
