"""What a client logs: one line per attempt, never a query, a header's value or a body.

The logger has the name of the package: ``info`` has attempts and retries, ``debug`` also what was sent, by name.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from .errors import APIError, ConfigurationError
from .request import PreparedRequest
from .response import RawResponse

if TYPE_CHECKING:
    from logging import Logger

_DEBUG, _INFO = 10, 20  # of the module, which is dear to import


@functools.cache
def _log() -> Logger:
    import logging  # noqa: PLC0415 - not before there is a client

    return logging.getLogger((__package__ or "").rpartition(".")[0])


def switch_on(variable: str) -> None:
    """Log to standard error where the environment asks for it. Raises ``ConfigurationError`` for an unknown level."""
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
        facts = (request.operation, request.attempt, request.line, ", ".join(name for name, _ in request.headers))
        _log().debug("%s attempt %d: %s (%s), %d bytes", *facts, len(request.body))


def received(request: PreparedRequest, response: RawResponse, seconds: float) -> None:
    if _log().isEnabledFor(_INFO):
        facts = (request.operation, request.attempt, response.status_code, response.request_id, seconds * 1000)
        _log().info("%s attempt %d: HTTP %d, request id %s, %.0f ms", *facts)


def failed(request: PreparedRequest, error: APIError, wait: float | None) -> None:
    """Log a failed attempt, and the seconds until the next; ``None`` when there is none."""
    then = "giving up" if wait is None else f"again in {wait:.1f} s"
    _log().info("%s attempt %d: %s: %s; %s", request.operation, request.attempt, type(error).__name__, error, then)
