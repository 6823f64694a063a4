"""The hosts that a caller may have signed in place of the one that arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOSTS = 4
_OF_PROXIES = frozenset({"via", "forwarded", "x-original-host", "x-real-ip"})


def came_by_proxy(headers: Mapping[str, str]) -> bool:
    """Whether a proxy says that it passed a request on."""
    return any(name in _OF_PROXIES or name.startswith("x-forwarded-") for name in headers)


def forwarded_hosts(headers: Mapping[str, str]) -> tuple[str, ...]:
    """The hosts that proxies say a request was sent to before they rewrote it (RFC 7239 and what came before)."""
    found = [headers.get("x-forwarded-host", ""), headers.get("x-original-host", "")]
    for element in headers.get("forwarded", "").replace(",", ";").split(";"):
        name, _, value = element.partition("=")
        if name.strip().lower() == "host":
            found.append(value.strip().strip('"'))
    hosts = (host.strip() for text in found for host in text.split(","))
    return tuple(dict.fromkeys(host for host in hosts if host))[:_HOSTS]
