"""Who may use the control plane."""

from __future__ import annotations

import hmac
import ipaddress
from typing import TYPE_CHECKING, Any

from .exchange import ControlError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = frozenset({"localhost", "localhost."})


def check(scope: Mapping[str, Any], headers: Mapping[str, str], token: str) -> None:
    """Raise `ControlError` (401, 403) for a request that may not come in.

    With a token only the bearer of it may, from anywhere. Without one only peers on this machine may, and no
    page of another site in their browsers: neither by a cross-site request nor by a name that leads here.
    """
    if token:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return
        raise ControlError(
            401, "give the control token: Authorization: Bearer TOKEN", ("www-authenticate", "Bearer")
        )
    client = scope.get("client")
    if not client or not _loopback(str(client[0])):
        raise ControlError(
            403, "the control plane is open to this machine only; set a control token to open it"
        )
    host = headers.get("host", "")
    if not _local_name(host):
        raise ControlError(403, f"the control plane has no name {host!r} without a token; use 127.0.0.1")
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        raise ControlError(403, f"pages of {origin} may not use the control plane")


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
