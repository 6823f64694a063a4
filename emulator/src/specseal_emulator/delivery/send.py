"""One attempt to deliver a form. Redirects are not followed, and the whole attempt has a time limit."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .targets import Target

_AGENT = "specseal-emulator"


class NotSent(Exception):
    """An attempt without a response; the text says why."""


def post_form(target: Target, fields: Mapping[str, str], seconds: float, *, verify: bool) -> int:
    """POST an urlencoded form; gives the HTTP status. Raises `NotSent` without one.

    `verify`: whether an https target must have a certificate that this machine trusts.
    """
    body = urlencode(fields).encode()
    headers = {
        "Host": target.authority,
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": _AGENT,
        "Connection": "close",
    }
    try:
        with contextlib.closing(_connect(target, seconds, verify=verify)) as connection:
            # The socket's own time limit restarts with every byte.
            late = threading.Event()
            watchdog = threading.Timer(seconds, _break, [connection.sock, late])
            watchdog.daemon = True
            watchdog.start()
            try:
                connection.request("POST", target.path, body, headers)
                status = connection.getresponse().status
            finally:
                watchdog.cancel()
            if late.is_set():  # cut off within the headers, which then count as complete
                raise TimeoutError(f"no complete response within {seconds:g} s")
            return status
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"{type(error).__name__}: {error}".rstrip(": ")) from error


def _connect(target: Target, seconds: float, *, verify: bool) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    raw = socket.create_connection((target.address, target.port), seconds)
    try:
        connection.sock = _secured(raw, target.host, verify=verify) if target.scheme == "https" else raw
    except BaseException:
        raw.close()
        raise
    return connection


def _secured(raw: socket.socket, host: str, *, verify: bool) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(raw, server_hostname=host)


def _break(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
