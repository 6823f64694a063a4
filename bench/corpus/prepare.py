"""What is changed in a public document before it is generated, as little as possible; every change is counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from specseal.contract import as_openapi_31
from specseal.contract.walk import METHODS
from specseal.document import Map, load

_SOURCE = {"document": "corpus", "digest": f"sha256:{'0' * 64}"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as it is generated, and how often each change was made."""

    name: str
    data: Map
    path: Path
    changes: Counter[str] = field(default_factory=Counter[str])

    def read(self) -> Any:
        """The document as it lies, unchanged, by another parser."""
        text = self.path.read_text("utf-8")
        return json.loads(text) if self.path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)

    def operations(self) -> Iterator[tuple[str, str]]:
        """Path and method of every operation."""
        for path, item in self.data.get("paths", {}).items():
            yield from ((path, method) for method in item if method in METHODS)


def documents(folder: Path) -> list[Path]:
    """The documents of a folder, sorted by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".json", ".yaml"})


def prepare(path: Path) -> Prepared:
    """The document of a file, changed only where a person would have to change it."""
    data, _ = as_openapi_31(load(path, path.name).data)
    prepared = Prepared(path.stem.removesuffix(".min"), data, path)
    for change in _CHANGES:
        prepared.changes.update(+Counter({change.__doc__ or "": change(data)}))
    return prepared


def _sourced(data: Map) -> int:
    """`x-source` added to `info`"""
    data["info"]["x-source"] = Map(_SOURCE)
    return 1


_CHANGES: tuple[Callable[[Map], int], ...] = (_sourced,)
