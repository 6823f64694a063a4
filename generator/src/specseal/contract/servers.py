"""Servers: names for those without a region, and operations that have servers of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from ..document import Map, Seq, is_map, is_seq
from .walk import METHODS

_LONGEST = 30
_WORDS = re.compile(r"[a-z0-9]+")


def complete_servers(document: Map) -> None:
    """Give each absolute server of the root a region, and each operation the servers that it inherits from its path.

    Operations whose servers are those of the root have none of their own afterwards.
    """
    root = [one for one in document.get("servers") or () if is_map(one)]
    absolute = [one for one in root if is_absolute(str(one.get("url", "")))]
    taken = {one["x-region"] for one in absolute if "x-region" in one}
    for server, region in zip(absolute, regions(absolute), strict=True):
        if "x-region" not in server:
            free = region if region not in taken else f"{region}-{len(taken) + 1}"
            server["x-region"] = free
            taken.add(free)
    urls = [one.get("url") for one in root]
    for item in document.get("paths", {}).values():
        inherited = item.pop("servers", None) if is_map(item) else None
        for operation in (item[method] for method in METHODS if is_map(item.get(method))):
            own = operation.get("servers") or inherited
            if not is_seq(own) or [one.get("url") for one in own if is_map(one)] == urls:
                operation.pop("servers", None)
            else:
                operation["servers"] = Seq(own)


def is_absolute(url: str) -> bool:
    """Whether a URL says by itself where requests go."""
    return bool(url) and (url.startswith("//") or not url.startswith(("/", ".")))


def regions(servers: Sequence[Any]) -> list[str]:
    """A name for each server: what its description says and no other's does, else its host, else a number."""
    if len(servers) == 1:
        return [servers[0].get("x-region", "default")]
    for texts in (
        [str(one.get("description", "")) for one in servers],
        [urlsplit(str(one.get("url", ""))).netloc for one in servers],
        [str(one.get("url", "")) for one in servers],
    ):
        names = list(_telling(texts))
        if len(set(names)) == len(names) and all(len(name) <= _LONGEST for name in names):
            return names
    return [f"server-{number}" for number in range(1, len(servers) + 1)]


def _telling(texts: Sequence[str]) -> Iterator[str]:
    """The words of each text that not all have; ``default`` where none is left."""
    listed = [_WORDS.findall(text.lower()) for text in texts]
    common = set(listed[0]).intersection(*listed[1:]) if listed else set[str]()
    for words in listed:
        yield "-".join(word for word in words if word not in common) or "default"
