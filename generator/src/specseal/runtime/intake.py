"""Receiving a response, within its bound."""

from __future__ import annotations

from collections.abc import Iterable

from .content import Mismatch, too_long
from .errors import APIDecodeError
from .request import PreparedRequest
from .response import Headers, RawResponse


class Intake:
    """Receives the body of one response, part by part. What is beyond ``max_response_bytes`` is never read."""

    def __init__(
        self, request: PreparedRequest, status_code: int, headers: Iterable[tuple[str | bytes, str | bytes]]
    ):
        self._request = request
        self._status_code = status_code
        self._headers = Headers(headers)
        self._begin = b""
        self._read = 0

    def part(self, part: bytes) -> bytes:
        """The part, which may be like ``bytes``. Raises ``APIDecodeError`` when the body gets too long.

        The error keeps the first part.
        """
        limit = self._request.max_response_bytes
        self._begin = self._begin or part
        self._read += len(part)
        if self._read > limit:
            raise not_understood(
                self._request.operation,
                RawResponse(
                    self._status_code, self._headers, bytes(self._begin), self._request.line, decoded=True
                ),
                too_long(limit),
            )
        return part

    def response(self, content: bytes, *, decoded: bool = False) -> RawResponse:
        return RawResponse(
            self._status_code,
            self._headers,
            content,
            self._request.line,
            decoded=decoded,
            max_bytes=self._request.max_response_bytes,
        )


def not_understood(operation: str, response: RawResponse, mismatch: Mismatch) -> APIDecodeError:
    """The error for a response that cannot be read, or differs from its documentation."""
    kind = response.content_type or "no media type"
    error = APIDecodeError(
        f"{operation}: cannot decode the response (HTTP {response.status_code}, {len(response.content)} bytes, "
        f"{kind}): {mismatch}. The error keeps it as `response`",
        request=response.request,
        response=response,
    )
    error.path = mismatch.path
    return error
