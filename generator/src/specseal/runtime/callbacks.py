"""What the vendor sends by itself: verified on the exact text received, then decoded."""

from __future__ import annotations

import hmac
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from .config import Credentials
from .decode import Mismatch, decode_json
from .errors import CallbackError
from .operation import Callback
from .response import Answer, Headers, RawResponse
from .signing import Sources

T = TypeVar("T")


class CallbackReader(Generic[T]):
    """Reads one kind of callback."""

    def __init__(self, callback: Callback[T], credentials: Credentials) -> None:
        self._callback = callback
        self._credentials = credentials

    def unwrap(self, data: str | bytes, sign: str | bytes) -> T:
        """The typed content of a callback, once its signature is verified in constant time.

        ``data`` and ``sign`` are the form fields as they were received, once decoded from the form and not changed
        since: the signature covers each character. Raises ``CallbackError`` for anything else.
        """
        told = self._callback
        if not isinstance(data, str | bytes) or not isinstance(sign, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise CallbackError(f"{told.name}: {told.data} and {told.sign} must both be there, as text")
        content = data.encode(errors="surrogateescape") if isinstance(data, str) else data
        given = sign.encode(errors="replace") if isinstance(sign, str) else sign
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise CallbackError(f"{told.name}: {told.data} is not UTF-8") from None
        received: Any = SimpleNamespace(query={}, form={told.data: text}, headers={})
        told.signer(received, self._credentials.resolve(), Sources())
        if not hmac.compare_digest(str(received.form[told.sign]).encode(), given):
            raise CallbackError(
                f"{told.name}: {told.sign} does not fit {told.data}: it was made with another secret, or the text was "
                "changed on its way"
            )
        try:
            result = decode_json(content, told.result)
        except Mismatch as mismatch:
            raise CallbackError(f"{told.name}: {told.data} cannot be understood: {mismatch}") from None
        if isinstance(result, Answer):
            result.keep(raw=RawResponse(200, Headers([]), content, told.name))
        return result
