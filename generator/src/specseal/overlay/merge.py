"""The merge of Overlay 1.1: objects recursively, arrays by concatenation, primitives by replacement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from specseal.document import Map, Seq, clone

if TYPE_CHECKING:
    from specseal.diagnostics import Location
    from specseal.overlay.path import Path

Kind = Literal["object", "array", "primitive"]
NAMES: dict[Kind, str] = {"object": "an object", "array": "an array", "primitive": "a primitive value"}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values that cannot be merged: the path of each from where the merge began, and why."""

    path: Path
    message: str


def kind_of(node: Any) -> Kind:
    """Which of the three kinds of Overlay 1.1 the node is; ``null`` is a primitive."""
    if isinstance(node, dict):
        return "object"
    return "array" if isinstance(node, list) else "primitive"


def merge_into(target: Map, update: Map, path: Path = ()) -> list[Conflict]:
    """Merge ``update`` into ``target`` in place; nothing of ``update`` is shared with it afterwards.

    Where there are conflicts, the rest is merged all the same: the caller throws the target away.
    """
    conflicts: list[Conflict] = []
    for key, value in update.items():
        if key not in target:
            target.put(key, clone(value), update.mark(key))
            continue
        existing = target[key]
        here = (*path, key)
        if isinstance(existing, Map) and isinstance(value, Map):
            conflicts += merge_into(existing, value, here)
        elif isinstance(existing, Seq) and isinstance(value, Seq):
            existing.extend(clone(value))
        elif kind_of(existing) == kind_of(value) == "primitive":
            target.put(key, value, update.mark(key))
        else:
            old, new = NAMES[kind_of(existing)], NAMES[kind_of(value)]
            conflicts.append(Conflict(here, f"{new} cannot be merged into {old}"))
    return conflicts


def add_to(target: Seq, value: Any, mark: Location | None) -> None:
    """Concatenate an array with ``target``, or append anything else to it."""
    if isinstance(value, Seq):
        target.extend(clone(value))
    else:
        target.append(clone(value), mark)
