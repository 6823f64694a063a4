"""The transport of the ``[fast]`` extra: pyreqwest, an HTTP client in Rust, called directly.

It has no timeout for writing, takes certificate authorities only as a PEM file, and does not survive a fork.
"""

# The extra may be absent where callers check their types.
# mypy: disable-error-code="import-not-found"
# pyright: reportMissingImports=false

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from typing import Any

from .config import DEFAULT_TIMEOUTS, HTTP, Timeouts
from .errors import APIConnectionError, APITimeoutError, ClientError, ConfigurationError
from .intake import Intake
from .request import PreparedRequest
from .response import RawResponse
from .transport import body, no_response

_PLAIN = frozenset({"accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"})
_started: list[int] = []  # the process in which the library started its threads


class FastTransport:
    """Safe to share between threads and between tasks."""

    def __init__(self, http: HTTP, asynchronous: bool) -> None:
        try:
            from pyreqwest import client  # noqa: PLC0415 - an extra
        except ModuleNotFoundError:
            package = (__package__ or "").partition(".")[0].replace("_", "-")
            raise ConfigurationError(f"http_client='fast' needs pyreqwest: install {package}[fast]") from None
        verify = http.verify
        if not isinstance(verify, bool | str | os.PathLike):
            raise ConfigurationError(
                "http_client='fast' accepts verify= as True, False or the path of a PEM file"
            )
        path = os.environ.get("SSL_CERT_FILE") if verify is True else verify
        self._authorities = b""
        if path:
            with open(path, "rb") as file:  # noqa: PTH123 - importing pathlib is slow
                self._authorities = file.read()
        self._builder: Any = client.ClientBuilder if asynchronous else client.SyncClientBuilder
        self._asynchronous = asynchronous
        self._http = http
        self._opening = threading.Lock()
        self._closed = False
        self._clients: dict[Timeouts, Any] = {}

    async def ready(self, timeouts: Timeouts | None, end: float | None) -> Exception | None:
        """Do nothing: the library opens its connections itself."""

    async def send(self, request: PreparedRequest) -> RawResponse:
        prepared = self._built(request)
        try:
            parts: list[bytes] = []  # or the library's own, which are joined like them
            if self._asynchronous:
                async with prepared as response:
                    intake = Intake(request, response.status, header_fields(response.headers))
                    reader = response.body_reader
                    while (part := await reader.read_chunk()) is not None:
                        parts.append(intake.part(part))
            else:
                with prepared as response:
                    intake = Intake(request, response.status, header_fields(response.headers))
                    reader = response.body_reader
                    while (part := reader.read_chunk()) is not None:
                        parts.append(intake.part(part))
        except ClientError:
            raise
        except Exception as error:  # whatever the library raises, also while it builds the request
            raise library_error(error, request) from None
        return intake.response(b"".join(parts))

    def _built(self, request: PreparedRequest) -> Any:
        """The request as the library sends it."""
        limits = request.timeouts or DEFAULT_TIMEOUTS
        client = (self._clients.get(limits) if _started == [os.getpid()] else None) or self._open(limits)
        try:
            sending = client.request(request.method, request.url)
            # the library writes these itself: the length of a body in memory, and that a stream has none
            written = "content-length" if request.body else "transfer-encoding"
            fields = [one for one in request.headers if one[0] != written]
            if self._http.http2:
                for name, value in fields:  # what is sensitive is never put in the tables of a connection
                    sending.header(name, value, is_sensitive=name not in _PLAIN)
            else:
                sending.headers(fields)
            if request.end is not None:
                sending.timeout(timedelta(seconds=max(request.end - time.monotonic(), 0.001)))
            if request.stream is None:
                sending = sending.body_bytes(request.body)
            else:
                sending = sending.body_stream(body(request, self._asynchronous))
            return sending.build_streamed()
        except ClientError:
            raise
        except Exception as error:  # whatever the library raises
            raise library_error(error, request) from None

    def _open(self, limits: Timeouts) -> Any:
        """A client of the library. Its timeouts cannot be changed, so each set of them gets one."""
        with self._opening:
            if _started and _started != [os.getpid()]:
                raise ConfigurationError(
                    "this process was forked after http_client='fast' was used, and its threads stayed in the parent: "
                    "start the process with spawn, or omit http_client="
                )
            _started[:] = [os.getpid()]
            if self._closed:
                raise ClientError("the client is closed")
            if limits in self._clients:
                return self._clients[limits]
            from pyreqwest.proxy import ProxyBuilder  # noqa: PLC0415 - an extra

            builder = (
                self._builder().follow_redirects(False).error_for_status(False).referer(False).no_proxy()
            )
            builder = builder.gzip(False).deflate(False).brotli(False).zstd(False)
            builder = builder.http2(True) if self._http.http2 else builder.http1_only()
            if self._http.proxy:
                builder = builder.proxy(ProxyBuilder.all(self._http.proxy))
            if self._http.verify is False:
                builder = builder.danger_accept_invalid_certs(True)
            if self._authorities:
                builder = builder.add_root_certificate_pem(self._authorities)
            for name in ("connect", "read", "pool"):
                if (seconds := getattr(limits, name)) is not None:
                    builder = getattr(builder, f"{name}_timeout")(timedelta(seconds=seconds))
            client = builder.build()
            if len(self._clients) < 32:
                self._clients[limits] = client
            return client

    async def close(self) -> None:
        with self._opening:
            self._closed = True
            clients = list(self._clients.values()) if _started == [os.getpid()] else []
            self._clients.clear()
        for client in clients:
            await client.close() if self._asynchronous else client.close()


def header_fields(headers: Any) -> list[tuple[str, str]]:
    """The fields of a response. The library does not return values outside ASCII; they read as U+FFFD."""
    found: list[tuple[str, str]] = []
    try:
        for name, values in headers.dict_multi_value().items():
            found += [(name, values)] if isinstance(values, str) else [(name, value) for value in values]
    except ValueError:
        for name in dict.fromkeys(headers.keys()):
            try:
                found += [(name, value) for value in headers.getall(name)]
            except ValueError:
                found.append((name, "\N{REPLACEMENT CHARACTER}"))
    return found


def library_error(error: Any, request: PreparedRequest) -> APIConnectionError:
    """The library's error as one of the client's. Its text, which has the whole signed URL, is dropped."""
    details: dict[str, Any] = getattr(error, "details", None) or {}
    causes = [str(cause["message"]) for cause in details.get("causes") or ()]
    error.args, error.message, error.details = (), "", {}
    maybe_sent = "client error (Connect)" not in causes
    if isinstance(error, TimeoutError):
        return APITimeoutError(
            f"no response in time: {request.line}", request=request.line, maybe_sent=maybe_sent
        )
    own = APIConnectionError(
        no_response(causes, request, maybe_sent), request=request.line, maybe_sent=maybe_sent
    )
    own.permanent = any("certificate" in cause.lower() for cause in causes)
    return own
