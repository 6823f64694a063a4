"""What a suite cannot cover, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.properties.coverage.items import Item

_OVERLAYS = Path(__file__).parents[3] / "overlays"


def excused(suite: str, item: Item) -> str:
    """Why a suite need not cover an item; empty when it must."""
    if suite == "client" and item.kind == "parameter":
        return _omitted().get((item.product, item.name), "")
    return ""


@cache
def _omitted() -> Mapping[tuple[str, str], str]:
    """The parameters that the typed methods omit on purpose, with the overlay's reason."""
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
