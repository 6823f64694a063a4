"""What a call may raise. ``ClientError`` is the root of all of it.

Every error pickles and survives ``copy``. None keeps the request's query, headers or body: the request is named by
its method and address only.
"""

from __future__ import annotations

import contextlib
from typing import Any

from .content import Mismatch
from .response import RawResponse


class ClientError(Exception):
    """Anything that this package raises by itself."""


class ConfigurationError(ClientError):
    """The client cannot make the call as it is set up. Nothing was sent."""


class CallbackError(ClientError):
    """A callback is not signed with this secret, or cannot be understood. Do not act on it."""


class APIError(ClientError):
    """A call failed. Attributes that do not apply are ``None``.

    ``request`` is the method and address, ``response`` the whole answer. ``code`` is the vendor's error code,
    documented or not; ``reason`` what stands behind the colon after it; ``argument`` the parameter that the vendor
    complains of, by its name on the wire. ``retryable`` says whether the documents say that the same call may succeed
    later, ``attempts`` how many requests were made, and ``clock_skew`` by how many seconds the vendor's clock is ahead
    of this machine's, where the vendor complains of the time.
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
        """What could be decoded of the answer, as plain values; ``None`` when nothing could."""
        given = vars(self).get("body")
        # decoded where it is asked for: it may nest too deep to pickle
        if given is None and self.response is not None:
            with contextlib.suppress(Mismatch):
                given = self.response.plain()
        return given

    @property
    def status_code(self) -> int | None:
        """HTTP status of the answer."""
        return self.response.status_code if self.response is not None else None

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request."""
        return self.response.request_id if self.response is not None else None


class APIConnectionError(APIError):
    """No answer came: connecting, sending or reading failed.

    ``maybe_sent`` is ``False`` when nothing can have reached the vendor, ``permanent`` whether another attempt would
    fail alike, because the server's certificate is not trusted.
    """

    maybe_sent: bool = True
    permanent: bool = False


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class APIStatusError(APIError):
    """The vendor refused the call: by the HTTP status, or by the body of an HTTP 200.

    The documented error codes are subclasses of this one; an undocumented code raises this class itself. ``hint`` is
    what the documents say about the reason, or else about the code, and what to do.
    """

    hint: str | None = None


class APIDecodeError(APIError):
    """The vendor answered, and the answer cannot be read, or is not what the documents say.

    It may have been a success or a failure. It is in ``response``: whole, or its beginning where it was longer than the
    client's ``max_response_bytes``. ``path`` says where, such as ``$.data.total``; ``None`` when the body as a whole is
    not readable.
    """

    path: str | None = None
