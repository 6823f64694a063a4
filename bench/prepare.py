"""Public OpenAPI documents as specs: 3.0 converted to 3.1, and extensions removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from specseal.document import is_map, is_seq, load, plain

_SERVERS = [{"url": "https://api.example.com", "x-region": "world"}]
_SOURCE = {"document": "corpus", "digest": f"sha256:{'0' * 64}"}
_NAMED = {"properties", "patternProperties", "$defs", "schemas", "dependentSchemas", "headers", "parameters"}
_DATA = {"example", "examples", "default", "enum", "const", "value"}


def prepare(path: Path, root: Path) -> Path:
    """Write a project below ``root`` with the document as its only spec; returns the path of the spec."""
    document = prepared(plain(load(path).data))
    spec = root / "specs" / "corpus" / f"{path.stem}.yaml"
    spec.parent.mkdir(parents=True, exist_ok=True)
    spec.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return spec


def prepared(document: dict[str, Any]) -> dict[str, Any]:
    """The document as OpenAPI 3.1, without foreign extensions, servers and security."""
    found: dict[str, Any] = _walk(document, _plain_key)
    found["openapi"] = "3.1.0"
    found["info"] = {"title": "Corpus", "version": "1", "x-source": _SOURCE}
    found["servers"] = _SERVERS
    found.pop("security", None)
    found.get("components", {}).pop("securitySchemes", None)
    for item in found.get("paths", {}).values():
        item.pop("servers", None)
        for operation in item.values():
            if is_map(operation):
                for key in ("security", "servers"):
                    operation.pop(key, None)
    return found


def _plain_key(key: str) -> bool:
    return not key.startswith("x-")


def _walk(node: Any, keep: Callable[[str], bool], *, named: bool = False) -> Any:
    if is_seq(node):
        return [_walk(one, keep) for one in node]
    if not is_map(node):
        return node
    found: dict[str, Any] = {
        key: value if key in _DATA and not named else _walk(value, keep, named=key in _NAMED and not named)
        for key, value in node.items()
        if named or keep(key)
    }
    return found if named else _schema(found)


def _schema(node: dict[str, Any]) -> dict[str, Any]:
    """Nullable and exclusive limits, converted from 3.0 to 3.1."""
    if node.pop("nullable", False) is True:
        if isinstance(node.get("type"), str):
            node["type"] = [node["type"], "null"]
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(node.get(exclusive), bool) and node.pop(exclusive):
            node[exclusive] = node.pop(limit)
    return node
