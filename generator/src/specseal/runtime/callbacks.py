"""What the vendor sends by itself: verified on the exact text received, then decoded."""

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


class CallbackReader(Generic[T]):
    """Reads one kind of callback."""

    def __init__(self, callback: Callback[T], credentials: CredentialStore) -> None:
        self._callback = callback
        self._credentials = credentials

    def unwrap(self, data: str | bytes, sign: str | bytes) -> T:
        """The typed content of a callback, once its signature is verified in constant time.

        ``data`` and ``sign`` are the form fields as they were received, once decoded from the form and not changed
        since: the signature covers each character. The same callback may come twice, from the vendor or from who
        recorded it: act once for each ``biz_id``. Raises ``CallbackError`` for anything that is not genuine.
        """
        told = self._callback
        if not isinstance(data, str | bytes) or not isinstance(sign, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise CallbackError(f"{told.name}: {told.data} and {told.sign} must both be there, as text")
        try:
            content, given = (
                text.encode() if isinstance(text, str) else bytes(text) for text in (data, sign)
            )
            text = content.decode()
        except UnicodeError:
            raise CallbackError(f"{told.name}: {told.data} or {told.sign} is not UTF-8") from None
        if not self._fits(text, given):
            raise CallbackError(
                f"{told.name}: {told.sign} does not fit {told.data}: it was made with another secret, or the text was "
                "changed on its way"
            )
        raw = RawResponse(200, Headers([]), content, told.name)
        try:
            result = decode_json(content, told.result, raw.plain)
        except Mismatch as mismatch:
            raise CallbackError(f"{told.name}: {told.data} cannot be understood: {mismatch}") from None
        if isinstance(result, Result):
            remember(result, Origin(raw))
        return result

    def _fits(self, text: str, given: bytes) -> bool:
        """Whether the signature is the text's own. Nobody else is told which one would be."""
        told = self._callback
        received: Any = SimpleNamespace(query={}, form={told.data: text}, headers={})
        try:
            told.signer(received, self._credentials.resolve(), Sources())
        except SigningError as error:
            raise ConfigurationError(str(error)) from None
        return hmac.compare_digest(str(received.form[told.sign]).encode(), given)
