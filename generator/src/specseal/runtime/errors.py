"""What a call may raise. ``ClientError`` is the root of all of it.

Every error pickles and survives ``copy``. None keeps the request's query, headers or body: the request is named by
its method and address only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .response import RawResponse


class ClientError(Exception):
    """Anything that this package raises by itself."""


class ConfigurationError(ClientError):
    """The client cannot make the call as it is set up. Nothing was sent."""


class CallbackError(ClientError):
    """A callback is not signed with this secret, or cannot be understood. Do not act on it."""


class APIError(ClientError):
    """A call failed. The attributes that do not apply are ``None``."""

    retryable: bool = False
    """Whether the documents say that the same call may succeed later."""
    clock_skew: float | None = None
    """Seconds by which the vendor's clock is ahead of this machine's, where the vendor complains of the time."""
    attempts: int = 1
    """How many requests were made."""

    def __init__(
        self,
        message: str,
        *,
        request: str | None = None,
        response: RawResponse | None = None,
        code: str | None = None,
        reason: str | None = None,
        argument: str | None = None,
        body: object = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        """Method and address of the request, without its query."""
        self.response = response
        """The whole answer, where one came."""
        self.code = code
        """The vendor's error code, documented or not."""
        self.reason = reason
        """What stands behind the colon after the code."""
        self.argument = argument
        """Which parameter the vendor complains of, by its name on the wire."""
        self.body = body
        """The answer's body, decoded as far as it could be."""

    @property
    def status_code(self) -> int | None:
        """HTTP status of the answer."""
        return self.response.status_code if self.response is not None else None

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the request."""
        return self.response.request_id if self.response is not None else None


class APIConnectionError(APIError):
    """No answer came: connecting, sending or reading failed."""

    permanent = False
    """Whether another attempt would fail alike: the server's certificate is not trusted."""

    def __init__(self, message: str, *, request: str | None = None, maybe_sent: bool = True) -> None:
        super().__init__(message, request=request)
        self.maybe_sent = maybe_sent
        """``False`` when nothing can have reached the vendor."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class APIStatusError(APIError):
    """The vendor refused the call: by the HTTP status, or by the body of an HTTP 200.

    The documented error codes are subclasses of this one; an undocumented code raises this class itself.
    """

    hint: ClassVar[str | None] = None
    """What the documents say about the code, and what to do."""


class APIDecodeError(APIError):
    """The vendor answered with success and a body that cannot be understood; ``response`` keeps it untouched."""

    path: str | None = None
    """Where in the body, such as ``$.data.total``; ``None`` when the body as a whole is not readable."""
