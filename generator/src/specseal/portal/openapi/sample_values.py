"""What samples send, as examples: portals fill their consoles with them."""

from __future__ import annotations

from typing import Any

from ...contract.walk import walk


def show_samples(document: dict[str, Any]) -> None:
    """Let each ``x-sample`` be the first example of its parameter or property."""
    for found in walk(document):
        node = found.node
        if "x-sample" not in node:
            continue
        value = node.pop("x-sample")
        if found.kind == "schema" and node.get("format") != "binary":
            node["examples"] = [value, *(one for one in node.get("examples", ()) if one != value)]
        elif found.kind == "parameter" and "examples" not in node:
            node["example"] = value
