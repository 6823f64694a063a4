"""Servers: each has a region of its own and a complete URL, and one of them is the default."""

from __future__ import annotations

import string
from collections.abc import Iterator
from urllib.parse import urlsplit

from ..contract import Contract, Server, ServerVariable
from ..diagnostics import Diagnostic


def check_servers(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of the servers of a contract."""
    if not contract.servers:
        yield Diagnostic(
            "server-missing",
            "The document names no host, so callers have to give `base_url`; `servers` may list the hosts.",
            contract.location,
            severity="note",
        )
    regions: set[str] = set()
    for server in contract.servers:
        if server.region in regions:
            yield Diagnostic(
                "server-region",
                f"Two servers have the region {server.region!r}.",
                server.location,
                "Give each its own `x-region`.",
            )
        regions.add(server.region)
    defaults = sum(server.stated_default for server in contract.servers)
    if defaults > 1:
        yield Diagnostic(
            "server-default",
            f"{defaults} of the {len(contract.servers)} servers are marked as the default; expected one.",
            contract.servers[0].location,
            "Mark one with `x-default: true` in the wire overlay.",
        )
    variables: dict[str, ServerVariable] = {}
    for server in _all(contract):
        yield from _server(server)
        for variable in server.variables:
            yield from _variable(variable, variables)
    if not contract.operations:
        yield Diagnostic(
            "operation-missing",
            "The document has no operations.",
            contract.location,
            "Describe one under `paths`.",
        )


def _all(contract: Contract) -> Iterator[Server]:
    yield from contract.servers
    for operation in contract.operations:
        yield from operation.servers[:1]


def _server(server: Server) -> Iterator[Diagnostic]:
    declared = {one.name: one for one in server.variables}
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(server.url) if name is not None}
    except ValueError:
        named = {""}
    for name in sorted(named - declared.keys()):
        yield Diagnostic(
            "server-variable",
            f"{server.url!r} has the variable {name!r}, which is not declared.",
            server.location,
            "Declare it under `variables`, with a `default`.",
        )
    url = server.url
    for one in declared.values():
        url = url.replace(f"{{{one.name}}}", one.default if one.default and "{" not in one.default else "x")
    if named <= declared.keys() and not _is_complete(url):
        yield Diagnostic(
            "server-url",
            f"{server.url!r} is not an absolute URL without query and fragment.",
            server.location,
            "Write `https://` and the host.",
        )


def _variable(variable: ServerVariable, seen: dict[str, ServerVariable]) -> Iterator[Diagnostic]:
    other = seen.setdefault(variable.name, variable)
    if (other.default, other.values) != (variable.default, variable.values):
        yield Diagnostic(
            "server-variable",
            f"Two servers give the variable {variable.name!r} different defaults or values.",
            variable.location,
            "Give one of them another name.",
        )
    if variable.values and variable.default not in variable.values:
        yield Diagnostic(
            "server-variable",
            f"The default {variable.default!r} is not one of the values of {variable.name!r}.",
            variable.location,
            "Add it to `enum`, or correct the default.",
        )


def _is_complete(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(host) and not parts.query and not parts.fragment
