"""Trees of fields as schemas: objects become components, each with a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from ...drift.drafts import schema_of, to_write
from ...drift.facts import Field, Kind
from ...naming import UnnameableError, is_component_class, pascal_case
from ...placeholders import TO_WRITE, TODO
from ..commented import noted
from .shapes import Shape


@dataclass(slots=True)
class Components:
    """Components of two documents: ``spec`` says what tables say, ``wire`` what only examples show."""

    document: str
    spec: dict[str, Any] = field(default_factory=dict[str, Any])
    wire: dict[str, Any] = field(default_factory=dict[str, Any])
    names: set[str] = field(default_factory=set[str])
    numbered: set[str] = field(default_factory=set[str])
    """Those names that are a number away from another."""

    def claim(self, wanted: str, owner: str) -> str:
        """A name for a component that no other has."""
        try:
            name = pascal_case(wanted)
        except UnnameableError:
            name = "Item"
        if name in self.names or not is_component_class(name):
            name = f"{owner}{name}"
        name = self.free(name)
        self.names.add(name)
        return name

    def free(self, wanted: str) -> str:
        """The name, or with a number if another component has it."""
        name, count = wanted, 2
        while name in self.names:
            name, count = f"{wanted}{count}", count + 1
        if name != wanted:
            self.numbered.add(name)
        return name

    def add(self, name: str, shape: Shape, description: str) -> None:
        """Make a component of an object and of all objects in it; nothing is required but what its rows say."""
        told = {child.name: child for child in shape.children.values() if _documented(child)}
        shown = {child.name: child for child in shape.children.values() if child.name not in told}
        required = [one.name for one in told.values() if one.row and one.row.required]
        properties = {one.name: self.schema(one, name) for one in told.values()}
        entry: dict[str, Any] = {"type": "object", "description": description}
        if required:
            entry["required"] = required
        if properties:
            entry["properties"] = properties
        if told or shape.row or not shape.name:
            self.spec[name] = self._named(name, entry)
            if shown:
                self.wire[name] = {"properties": {one.name: self.schema(one, name) for one in shown.values()}}
        else:
            entry["properties"] = {one.name: self.schema(one, name) for one in shown.values()}
            self.wire[name] = self._named(name, entry)

    def _named(self, name: str, entry: dict[str, Any]) -> Any:
        doubt = (
            f"{TODO}: another component has the name without the number. Rename this one; it becomes a class."
        )
        return noted(entry, doubt if name in self.numbered else "")

    def schema(self, shape: Shape, owner: str) -> Any:
        """The schema of one field."""
        row = shape.row
        description = to_write(row, self.document) if row else self._seen(shape)
        source: dict[str, Any] = {"document": self.document}
        if row is None and not _documented(shape):
            source["note"] = "Found only in an example; no table documents it."
        elif row and row.lost:
            source["lost"] = f"What line {row.place} should hold."
        holds = self._held(shape, owner)
        if holds is not None:
            return {**holds, "description": description, "x-source": source}
        if row is None:
            comment = "" if shape.kind else f"{TODO}: no type is documented."
            schema = {"type": shape.kind or "string", "description": description, "x-source": source}
            return noted(schema, comment)
        typed = row if row.type else replace(row, type=cast("Kind", shape.kind or "string"))
        schema = {**schema_of(typed), "description": description, "x-source": source}
        return noted(schema, *_doubts(row, str(typed.type)))

    def _held(self, shape: Shape, owner: str) -> dict[str, Any] | None:
        """The schema of an object or a list; None for a scalar."""
        if shape.children:
            name = self.claim(_singular(shape.name) if shape.is_list else shape.name, owner)
            self.add(name, shape, self._whole(shape))
            reference = {"$ref": f"#/components/schemas/{name}"}
            return {"type": "array", "items": reference} if shape.is_list else reference
        if shape.is_list:
            samples: list[Any] = cast("Any", shape.sample) if isinstance(shape.sample, list) else []
            kind: str | None = shape.row.items if shape.row and shape.row.items else None
            kind = kind or Shape("", sample=samples[0] if samples else None).kind
            items: Any = {"type": kind or "string"}
            comment = "" if kind else f"{TODO}: the type of the items is not documented; string is assumed."
            return {"type": "array", "items": noted(items, comment)}
        if shape.kind == "object":
            comment = f"{TODO}: its keys are not documented. List them under `properties` if you know them."
            return {"type": noted("object", comment), "additionalProperties": True}
        return None

    def _seen(self, shape: Shape) -> str:
        """What stands in place of the description of a field that no row explains."""
        lines = [one.line for one in shape.walk() if one.line]
        where = (
            f"line {lines[0]}"
            if _documented(shape)
            else f"the example in line {lines[0]}"
            if lines
            else "the example"
        )
        return f"{TO_WRITE}, from {where} of {self.document}."

    def _whole(self, shape: Shape) -> str:
        return f"{TO_WRITE}: one {_singular(shape.name)}, as {self.document} has it."


def _doubts(row: Field, kind: str) -> Iterator[str]:
    """Comments on what a row leaves open of its values."""
    if row.type is None:
        yield f"{TODO}: line {row.place} states no type; {kind} is assumed."
    if row.size:
        yield (
            f"{TODO}: line {row.place} limits it to {row.size.text}, which is {row.size.decimal} or {row.size.binary}"
            " bytes. Add the one that the vendor means, as `x-max-bytes`; the lower one is safe."
        )


def _documented(shape: Shape) -> bool:
    """Whether a table speaks of a field, or of one in it."""
    return any(one.row for one in shape.walk())


def _singular(name: str) -> str:
    return name[:-1] if len(name) > 3 and name.endswith("s") and not name.endswith("ss") else name
