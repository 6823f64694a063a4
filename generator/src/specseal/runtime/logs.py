"""What a client logs: one line per attempt, never a query, a header's value or a body.

The logger has the name of the package: ``info`` logs attempts and retries, ``debug`` also the names of what was sent.
"""

from __future__ import annotations

import functools
import os
from contextvars import ContextVar
from typing import TYPE_CHECKING

from .errors import APIError, ConfigurationError
from .request import PreparedRequest
from .response import RawResponse

if TYPE_CHECKING:
    from logging import Logger, LogRecord

sending_now: ContextVar[bool] = ContextVar("sending_now", default=False)
"""Whether the libraries below are sending a request of this client."""
_LIBRARIES = (
    *("hpack.hpack", "hpack.table", "httpx", "httpx2"),
    *[
        f"{name}.{part}"
        for name in ("httpcore", "httpcore2")
        for part in ("connection", "http11", "http2", "proxy")
    ],
    *("httpcore.socks", "httpcore2.socks"),
)
_DEBUG, _INFO = 10, 20  # of the module, which is slow to import


@functools.cache
def _log() -> Logger:
    import logging  # noqa: PLC0415 - not before there is a client

    return logging.getLogger((__package__ or "").rpartition(".")[0])


def switch_on(variable: str) -> None:
    """Log to standard error if the environment says so. Raises ``ConfigurationError`` for an unknown level."""
    level = os.environ.get(variable, "").upper()
    if level not in {"", "INFO", "DEBUG"}:
        raise ConfigurationError(f"{variable} must be info or debug")
    if level:
        import logging  # noqa: PLC0415

        log = _log()
        log.setLevel(level)
        if not log.handlers:
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
            log.addHandler(handler)


def sending(request: PreparedRequest) -> None:
    if _log().isEnabledFor(_DEBUG):
        facts = (
            request.operation,
            request.attempt,
            request.line,
            ", ".join(name for name, _ in request.headers),
        )
        _log().debug("%s attempt %d: %s (%s), %d bytes", *facts, len(request.body))


def received(request: PreparedRequest, response: RawResponse, seconds: float) -> None:
    if _log().isEnabledFor(_INFO):
        facts = (
            request.operation,
            request.attempt,
            response.status_code,
            response.request_id,
            seconds * 1000,
        )
        _log().info("%s attempt %d: HTTP %d, request id %s, %.0f ms", *facts)


def failed(request: PreparedRequest, error: APIError, wait: float | None) -> None:
    """Log a failed attempt, and the seconds until the next; ``None`` when it was the last."""
    then = "giving up" if wait is None else f"retrying in {wait:.1f} s"
    _log().info(
        "%s attempt %d: %s: %s; %s", request.operation, request.attempt, type(error).__name__, error, then
    )


@functools.cache
def guard_libraries() -> None:
    """Limit what the libraries below log of this client's requests: no query, no header's value."""
    import logging  # noqa: PLC0415

    for name in _LIBRARIES:
        logging.getLogger(name).addFilter(_without_values)


def _without_values(record: LogRecord) -> bool:
    if not sending_now.get():
        return True
    if record.name.startswith("hpack"):  # which logs headers, and nothing else
        return False
    if record.name.startswith("httpcore"):  # "send_request_headers.started request=… exception=…"
        record.msg, record.args = str(record.msg).partition(" ")[0], ()
    elif isinstance(record.args, tuple):
        record.args = tuple(
            str(one).partition("?")[0] if type(one).__name__ == "URL" else one for one in record.args
        )
    return True
