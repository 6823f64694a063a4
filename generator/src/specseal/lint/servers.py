"""Servers: each has a region and an absolute HTTPS URL, and one of them is the default."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ..contract import Contract, Server
from ..diagnostics import Diagnostic


def check_servers(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of the servers of a contract."""
    if not contract.servers:
        yield Diagnostic(
            "server-missing",
            "The document has no servers.",
            contract.location,
            "List the hosts under `servers`, each with `x-region`.",
        )
    regions: set[str] = set()
    for server in contract.servers:
        if server.region and server.region in regions:
            yield Diagnostic(
                "server-region",
                f"Two servers have the region {server.region!r}.",
                server.location,
                "Give each its own `x-region`.",
            )
        regions.add(server.region)
        yield from _server(server)
    defaults = sum(server.stated_default for server in contract.servers)
    if len(contract.servers) > 1 and defaults != 1:
        yield Diagnostic(
            "server-default",
            f"{defaults or 'None'} of the {len(contract.servers)} servers {'are' if defaults else 'is'} marked as the "
            "default; expected exactly one.",
            contract.servers[0].location,
            "Mark one with `x-default: true` in the wire overlay.",
        )
    if not contract.operations:
        yield Diagnostic(
            "operation-missing",
            "The document has no operations.",
            contract.location,
            "Describe one under `paths`.",
        )


def _server(server: Server) -> Iterator[Diagnostic]:
    if not server.region:
        yield Diagnostic(
            "server-region",
            "The server has no `x-region`, so it cannot be selected.",
            server.location,
            "Add `x-region` with a short name, such as `sgp`.",
        )
    if server.variables:
        yield Diagnostic(
            "unsupported",
            "Server variables are not supported.",
            server.location,
            "List one server per region.",
        )
    parts = urlsplit(server.url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        yield Diagnostic(
            "server-url",
            f"{server.url!r} is not an absolute https:// URL without query and fragment.",
            server.location,
            "Write `https://` and the host; signed requests are sent over HTTPS only.",
        )
