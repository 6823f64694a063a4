"""What is changed in a public document before it is generated, as little as possible; every change is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from specseal.contract.walk import METHODS, walk
from specseal.document import Map, Seq, is_map, is_seq, load
from specseal.lint.extensions import PLACES

_SOURCE = {"document": "corpus", "digest": f"sha256:{'0' * 64}"}
_SERVER = {"url": "https://api.example.com", "x-region": "world"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as it is generated, and how often each change was made."""

    name: str
    data: Map
    changes: Counter[str] = field(default_factory=Counter[str])

    def operations(self) -> Iterator[tuple[str, str]]:
        """Path and method of every operation."""
        for path, item in self.data.get("paths", {}).items():
            yield from ((path, method) for method in item if method in METHODS)


def documents(folder: Path) -> list[Path]:
    """The documents of a folder, sorted by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".json", ".yaml"})


def prepare(path: Path) -> Prepared:
    """The document of a file, changed only where a person would have to change it."""
    data = load(path, path.name).data
    prepared = Prepared(path.stem.removesuffix(".min"), data)
    for change in _CHANGES:
        prepared.changes.update(+Counter({change.__doc__ or "": change(data)}))
    return prepared


def _sourced(data: Map) -> int:
    """`x-source` and a short title added to `info`"""
    data["info"] = Map({"title": "Corpus", "version": "1", "x-source": Map(_SOURCE)})
    return 1


def _converted(data: Map) -> int:
    """OpenAPI 3.0 converted to 3.1"""
    if str(data["openapi"]).startswith("3.1"):
        return 0
    data["openapi"] = "3.1.0"
    for found in walk(data):
        if found.kind == "schema":
            _convert(found.node)
    return 1


def _convert(node: dict[str, object]) -> None:
    if node.pop("nullable", False) is True:
        if isinstance(node.get("type"), str):
            node["type"] = Seq([node["type"], "null"])
        values = node.get("enum")
        if is_seq(values) and None not in values:
            node["enum"] = Seq([*values, None])
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(node.get(exclusive), bool) and node.pop(exclusive):
            node[exclusive] = node.pop(limit)


def _native(data: Map) -> int:
    """foreign extensions removed"""
    times = 0
    for found in walk(data):
        for key in [key for key in found.node if key.startswith("x-") and key not in {"x-source", *_OURS}]:
            del found.node[key]
            times += 1
    return times


_OURS = frozenset(PLACES) - {"x-codeSamples", "x-tagGroups", "x-displayName", "x-logo"}


def _served(data: Map) -> int:
    """servers replaced"""
    data["servers"] = Seq([Map(_SERVER)])
    return 1 + sum(holder.pop("servers", None) is not None for holder in _holders(data))


def _unsigned(data: Map) -> int:
    """security removed"""
    data.pop("security", None)
    data.get("components", {}).pop("securitySchemes", None)
    return sum(holder.pop("security", None) is not None for holder in _holders(data))


def _heard(data: Map) -> int:
    """`webhooks` and `callbacks` removed"""
    times = int(data.pop("webhooks", None) is not None)
    return times + sum(holder.pop("callbacks", None) is not None for holder in _holders(data))


def _holders(data: Map) -> Iterator[dict[str, object]]:
    """Path items and operations."""
    for item in data.get("paths", {}).values():
        yield item
        yield from (item[method] for method in METHODS if is_map(item.get(method)))


_CHANGES: tuple[Callable[[Map], int], ...] = (_sourced, _converted, _native, _served, _unsigned, _heard)
