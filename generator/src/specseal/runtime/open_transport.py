"""Which transport an ``http_client=`` argument means. Each is imported when it is opened."""

from __future__ import annotations

from . import logs
from .config import HTTP, Base
from .errors import ConfigurationError
from .transport import Transport


def open_transport(base: Base, http: HTTP, http_client: object, asynchronous: bool) -> Transport:
    """The transport for an ``http_client=`` argument. Raises ``ConfigurationError`` for one that cannot be used."""
    logs.guard_libraries()
    if http_client is None:
        from .connections import ConnectionTransport  # noqa: PLC0415

        return ConnectionTransport(base, http, asynchronous)
    if http_client == "fast":
        from .fast import FastTransport  # noqa: PLC0415

        return FastTransport(http, asynchronous)
    if http != HTTP():
        raise ConfigurationError(
            "proxy, verify and http2 cannot be combined with http_client: set them on that client"
        )
    from .custom import CustomTransport  # noqa: PLC0415

    return CustomTransport(http_client, asynchronous)
