"""Pages of Alibaba Cloud's RPC-style products.

They sort each list of fields by name, give the host in an example request only, and every action has the path ``/``.
"""

from __future__ import annotations

from dataclasses import replace

from ..examples import Found
from ..facts import Facts, Host
from ..reading import Layout


def _sorted(above: str, name: str) -> bool:
    return above < name


def _from_example(facts: Facts, found: Found) -> Facts:
    if not found.addresses:
        return facts
    hosts = {one.host: Host(one.host, None, one.line) for one in found.addresses}
    first = found.addresses[0]
    places = (*facts.places, ("path", first.line))
    return replace(facts, hosts=tuple(hosts.values()), path=first.path, places=places)


LAYOUT = Layout(follows=_sorted, finish=_from_example)
