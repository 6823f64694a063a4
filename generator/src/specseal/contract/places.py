"""The source locations of a document's values, including those that resolving has moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..diagnostics import Location
from ..document import Map, is_map, locate, value_at
from ..pointer import join, split


@dataclass(frozen=True, slots=True)
class Places:
    """Locations in a document. ``moved`` maps the pointers of copies, made by resolving, to those of the originals."""

    document: Map
    moved: Mapping[str, str] = field(default_factory=dict[str, str])

    def at(self, pointer: str) -> Location:
        """The source location of the value at a pointer of the resolved document."""
        found = locate(self.document, pointer)
        written = self._written(pointer)
        return found if written == pointer else Location(found.file, found.line, found.column, written)

    def _written(self, pointer: str) -> str:
        if self.moved and pointer.startswith("/paths/"):
            # what moves lies right below an operation: /paths/PATH/METHOD/x-errors/CODE
            steps = split(pointer)
            for length in (5, 3):  # /paths/PATH/METHOD of a path item that is a reference
                prefix = join("", *steps[:length])
                if prefix in self.moved:
                    return join(self.moved[prefix], *steps[length:])
        return pointer

    def end(self, pointer: str, node: Any) -> tuple[str, Any]:
        """The value at the end of a chain of references, at most 16, and its pointer. Args: a value and its pointer."""
        for _ in range(16):
            reference = node.get("$ref") if is_map(node) else None
            if not isinstance(reference, str):
                return pointer, node
            pointer = reference.removeprefix("#")
            node = self.value(pointer)
        return pointer, None

    def follow(self, pointer: str) -> str:
        """Where the value at a pointer stands, whose steps may lead through references."""
        found = ""
        for step in split(pointer):
            found = join(found, step)
            found, _ = self.end(found, self.value(found))
        return found

    def value(self, pointer: str) -> Any:
        """The value at a pointer; ``None`` if there is none."""
        return value_at(self.document, pointer)
