"""What a ring cannot meet, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.properties.coverage.items import Item

_OVERLAYS = Path(__file__).parents[3] / "overlays"


def excused(ring: str, item: Item) -> str:
    """Why a ring need not meet an item; empty when it must."""
    if ring == "client" and item.kind == "parameter":
        return _omitted().get((item.product, item.name), "")
    return ""


@cache
def _omitted() -> Mapping[tuple[str, str], str]:
    """The parameters that the typed methods leave out on purpose, with the reason that the overlays give."""
    return {
        (path.parent.name, name): reason
        for path in sorted(_OVERLAYS.glob("*/*/client.yaml"))
        for name, reason in _omissions(yaml.safe_load(path.read_text(encoding="utf-8")))
    }


def _omissions(overlay: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for action in overlay["actions"]:
        reason = action.get("update", {}).get("x-client", {}).get("omit")
        if reason:
            yield action["target"].rstrip("')]").rpartition("'")[2], reason
