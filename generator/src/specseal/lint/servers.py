"""Servers: each has a region and an absolute HTTPS address, and there is no other place for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ..contract import operations
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, locate


def check_servers(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of the servers of a contract."""
    servers: list[dict[str, Any]] = document.get("servers") or []
    if not servers:
        yield Diagnostic(
            "server-missing",
            "There is no server.",
            locate(document, ""),
            "List the hosts, each with `x-region`.",
        )
    regions: set[str | None] = set()
    for index, server in enumerate(servers):
        pointer = f"/servers/{index}"
        region = server.get("x-region")
        if region is None:
            yield Diagnostic(
                "server-region",
                "This server has no `x-region`, so nobody could choose it.",
                locate(document, pointer),
                "Give it a short name, such as `sgp`.",
            )
        elif region in regions:
            yield Diagnostic(
                "server-region",
                f"Two servers have the region {region!r}.",
                locate(document, f"{pointer}/x-region"),
            )
        regions.add(region)
        if server.get("variables"):
            yield Diagnostic(
                "unsupported",
                "Server variables are not supported.",
                locate(document, f"{pointer}/variables"),
                "List one server per region.",
            )
        parts = urlsplit(str(server.get("url", "")))
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
            yield Diagnostic(
                "server-url",
                f"{server.get('url')!r} is not an absolute https:// address without a query.",
                locate(document, f"{pointer}/url"),
                "Signed requests travel over HTTPS alone.",
            )
    for found in walk(document):
        if found.kind in {"path item", "operation"} and found.node.get("servers"):
            yield Diagnostic(
                "unsupported",
                f"Servers of a single {found.kind} are not supported.",
                locate(document, f"{found.pointer}/servers"),
                "Put them at the root.",
            )
    if not any(True for _ in operations(document)):
        yield Diagnostic("operation-missing", "There is no operation.", locate(document, "/paths"))
