"""The errors of a client. ``ClientError`` is the base class of all.

Every error can be pickled and copied. None keeps the request's query, headers or body: the request is named by its
method and URL only.
"""

from __future__ import annotations

import contextlib
from typing import Any

from .content import Mismatch
from .response import RawResponse


class ClientError(Exception):
    """Anything that this package raises by itself."""


class ConfigurationError(ClientError):
    """The client's settings do not allow the call. Nothing was sent."""


class CallbackError(ClientError):
    """The signature of a callback is wrong, or its content cannot be decoded. Do not act on it."""


class APIError(ClientError):
    """A call failed. Attributes that do not apply are ``None``.

    ``request`` is the method and URL without its query, ``response`` the whole response. ``code`` is the vendor's
    error code, documented or not; ``reason`` the text after the code's colon; ``argument`` the rejected parameter, by
    its name on the wire. ``retryable`` is whether the error is documented as temporary, ``attempts`` the number of
    requests that were made, and ``clock_skew`` the seconds by which the vendor's clock is ahead of this machine's,
    where the vendor rejects the time.
    """

    request: str | None = None
    response: RawResponse | None = None
    code: str | None = None
    reason: str | None = None
    argument: str | None = None
    retryable: bool = False
    clock_skew: float | None = None
    attempts: int = 1

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        vars(self).update(facts)

    @property
    def body(self) -> object:
        """The decoded body of the response, as plain values; ``None`` when it cannot be decoded."""
        given = vars(self).get("body")
        # decoded when it is read: it may be nested too deeply to pickle
        if given is None and self.response is not None:
            with contextlib.suppress(Mismatch):
                given = self.response.plain()
        return given

    @property
    def status_code(self) -> int | None:
        """HTTP status of the response."""
        return self.response.status_code if self.response is not None else None

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request."""
        return self.response.request_id if self.response is not None else None


class APIConnectionError(APIError):
    """There is no response: connecting, sending or reading failed.

    ``maybe_sent`` is ``False`` when nothing can have reached the vendor. ``permanent`` is whether another attempt
    would fail in the same way, because the server's certificate is not trusted.
    """

    maybe_sent: bool = True
    permanent: bool = False


class APITimeoutError(APIConnectionError):
    """There was no response in time."""


class APIStatusError(APIError):
    """The vendor refused the call: by the HTTP status, or by the body of an HTTP 200.

    Each documented error code has a subclass, and so has each documented HTTP status that comes without codes; anything
    else raises this class itself. ``hint`` is the documented meaning of the reason, or else of the code, and what to
    do. ``by_status`` is whether the class is that of an HTTP status.
    """

    hint: str | None = None
    by_status: bool = False


class APIDecodeError(APIError):
    """The response cannot be decoded, or differs from its documentation.

    The call may have succeeded or failed. ``response`` is the response: whole, or its beginning where it was longer
    than the client's ``max_response_bytes``. ``path`` is where it differs, such as ``$.data.total``; ``None`` when the
    body as a whole cannot be decoded.
    """

    path: str | None = None
