"""Allowed targets of callbacks. Anything else is refused before a connection is made."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

ANY = "any"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class TargetRefused(Exception):
    """A target that callbacks may not reach; the text says why, and which setting allows it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An allowed target."""

    scheme: str
    host: str
    """As the URL names it."""
    port: int
    address: str
    """The IP address that was checked, and is connected to, so that a DNS change cannot redirect it."""
    path: str
    """With its query; characters that are not allowed are percent-encoded."""

    @property
    def authority(self) -> str:
        """The value of the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def resolve(url: str, ports: Iterable[int], more_ports: Iterable[str], hosts: Iterable[str]) -> Target:
    """Check a URL and resolve its name. Raises `TargetRefused`.

    Args: `ports`, those of the contract; `more_ports`, further ones, or ``any``; `hosts`, names, addresses and
    networks (``10.0.0.0/8``) beyond loopback, or ``any``. A name must resolve to allowed addresses only.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise TargetRefused(f"invalid URL {url!r}: {error}") from error
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise TargetRefused(f"{url!r} is not an http or https URL")
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    allowed = {*map(str, ports), *more_ports}
    if ANY not in allowed and str(port) not in allowed:
        listed = ", ".join(map(str, ports))
        raise TargetRefused(
            f"port {port} is not allowed; expected one of: {listed} (callback_ports allows others)"
        )
    address = _address(host, port, frozenset(hosts))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return Target(parts.scheme, host, port, address, f"{path}?{query}" if query else path)


def _address(host: str, port: int, hosts: frozenset[str]) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if host == "localhost":  # which is loopback, also where no file or server says so (RFC 6761, 6.3)
            return "127.0.0.1"
        raise TargetRefused(f"cannot resolve {host!r}: {error}") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not (hosts & {ANY, host}):
        for address in addresses:
            if not _allowed(ipaddress.ip_address(address), hosts):
                raise TargetRefused(
                    f"{host} ({address}) is not a loopback address; the setting callback_hosts allows others"
                )
    return addresses[0]


def _allowed(address: Address, hosts: frozenset[str]) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    checked: Address = mapped or address
    return checked.is_loopback or any(_within(checked, host) for host in hosts)


def _within(address: Address, host: str) -> bool:
    try:
        return address in ipaddress.ip_network(host, strict=False)
    except ValueError:  # a name, which counts as it is written in the URL
        return False
