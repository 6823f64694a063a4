"""Hosts and regions."""

from __future__ import annotations

from ..contract import Contract, Server
from .change import Changes


def compare_servers(changes: Changes, old: Contract, new: Contract) -> None:
    """Note every change of where requests go."""
    ones, others = ({_key(one): one for one in each.servers} for each in (old, new))
    for key, one in ones.items():
        at = f"host {key}"
        if key not in others:
            message = f"{_told(one)} was removed."
            changes.add("host-removed", at, message, one.location, new.location)
        elif one.url != others[key].url:
            message = f"The address was {one.url}, and is {others[key].url}."
            changes.add("host-changed", at, message, one.location, others[key].location)
    for key, other in others.items():
        if key not in ones:
            message = f"{_told(other)} was added."
            changes.add("host-added", f"host {key}", message, old.location, other.location)
    before, after = (next((one for one in each.servers if one.default), None) for each in (old, new))
    if before is not None and after is not None and _key(before) != _key(after):
        message = f"The default was {_key(before)}, and is {_key(after)}."
        changes.add("default-region-changed", "hosts", message, before.location, after.location)


def _key(server: Server) -> str:
    return server.region or server.url


def _told(server: Server) -> str:
    return f"The region {server.region} ({server.url})" if server.region else server.url
