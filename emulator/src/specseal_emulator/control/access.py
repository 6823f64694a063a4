"""Access control of the control plane."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING, Any

from .exchange import ControlError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = frozenset({"localhost", "localhost."})


def check(scope: Mapping[str, Any], headers: Mapping[str, str], token: str) -> None:
    """Raise `ControlError` (401, 403) for a request without access.

    With a token every request must bear it. Without one only loopback clients have access, and no page of another
    site in their browsers, neither by a cross-origin request nor by DNS rebinding.
    """
    if token:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return
        raise ControlError(
            401,
            "the control plane requires its token: Authorization: Bearer TOKEN",
            ("www-authenticate", "Bearer"),
        )
    client = scope.get("client")
    if not client or not _loopback(str(client[0])):
        raise ControlError(
            403, "the control plane accepts loopback clients only; set a control token to allow others"
        )
    host = headers.get("host", "")
    if not _local_name(host):
        raise ControlError(
            403, f"without a token the control plane does not accept the Host {host!r}; use 127.0.0.1"
        )
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        raise ControlError(403, f"cross-origin requests from {origin} are not allowed")


def _local_name(host: str) -> bool:
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.lower() in _NAMES or _loopback(name)


def _loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
