"""Reads schemas into the algebra: the only module that knows JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, cast

from ..document import is_map, is_seq
from ..pointer import COMPONENT_SCHEMAS, join
from .composition import Combination
from .notes import ClientField, Json, Keyword, Limits, Name, Notes
from .places import Places
from .schema import (
    Anything,
    Array,
    Constant,
    Dictionary,
    Discriminator,
    Enumeration,
    Nothing,
    Object,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    Tuple,
    Union,
    UnionKeyword,
)
from .vocabulary import ANNOTATIONS, LIMITS, UNHELD

_NO_NOTES, _NO_LIMITS, _NO_CLIENT = Notes(), Limits(), ClientField()
_NOTED = frozenset(
    {
        *("title", "description", "default", "example", "examples", "deprecated"),
        *("x-unit", "x-ports", "x-source", "x-client", "x-placed-by", "readOnly", "writeOnly"),
    }
)
_UNHELD, _LIMITING = frozenset(UNHELD), frozenset(LIMITS)
_ALTERNATIVES: tuple[UnionKeyword, ...] = ("oneOf", "anyOf")
#: Keywords of a branch of ``anyOf`` that only lists required properties.
_CONDITION = ANNOTATIONS | {"required", "not"}
#: Keywords beside ``allOf`` that say nothing new about its only part.
_AROUND = ANNOTATIONS | {"allOf", "type", "nullable"}
#: Keywords beside alternatives that all of them have to meet.
_SHARED = ("properties", "allOf")


def notes_of(node: dict[str, Any]) -> Notes:
    """The annotations of a schema or a parameter."""
    if _NOTED.isdisjoint(node):
        return _NO_NOTES
    examples = node.get("examples")
    listed = [one.get("value") for one in examples.values()] if is_map(examples) else examples or []
    source = node.get("x-source", {})
    return Notes(
        title=node.get("title", ""),
        description=node.get("description", ""),
        default=node.get("default"),
        examples=(*([node["example"]] if "example" in node else []), *listed),
        deprecated=bool(node.get("deprecated")),
        unit=node.get("x-unit", ""),
        ports=tuple(node.get("x-ports", ())),
        lost=source.get("lost", ""),
        client=client_field(node),
        placed_by=tuple(node.get("x-placed-by", ())),
        read_only=node.get("readOnly") is True,
        write_only=node.get("writeOnly") is True,
    )


def client_field(node: dict[str, Any]) -> ClientField:
    """``x-client`` of a parameter, a property or an error row."""
    client = node.get("x-client")
    if not is_map(client):
        return _NO_CLIENT
    named = {"class_name" if key == "class" else key: value for key, value in client.items()}
    return ClientField(**named)


class SchemaReader:
    """Reads the schemas of one document, each component once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._targets: dict[str, Schema] = {}

    def target(self, pointer: str) -> Schema:
        """The target of a reference; read on first use."""
        found = self._targets.get(pointer)
        if found is None:
            found = self._targets[pointer] = self.read(pointer, self._places.value(pointer))
        return found

    def read(self, pointer: str, node: Any) -> Schema:
        """The schema at a pointer."""
        if not is_map(node):  # `true` or `false`
            return (Nothing if node is False else Anything)(location=self._places.at(pointer))
        reference = node.get("$ref")
        if isinstance(reference, str):
            return Reference(
                **self._base(pointer, node), pointer=reference.removeprefix("#"), lookup=self.target
            )
        for keyword in _ALTERNATIVES:
            branches = node.get(keyword)
            if is_seq(branches) and branches and not all(map(_is_condition, branches)):
                if any(node.get(one) for one in (*_SHARED, *({"oneOf", "anyOf"} - {keyword}))):
                    return self._object(pointer, node)
                return self._union(pointer, node, keyword, branches)
        return self._plain(pointer, node)

    def _plain(self, pointer: str, node: dict[str, Any]) -> Schema:
        """A schema without alternatives."""
        parts = node.get("allOf")
        if is_seq(parts) and parts:
            meant = [index for index, part in enumerate(parts) if not _is_annotation(part)]
            if len(meant) == 1 and _AROUND.issuperset(key for key in node if key[:2] != "x-"):
                below = self.read(join(pointer, "allOf", meant[0]), parts[meant[0]])
                for index, part in enumerate(parts):
                    if index != meant[0]:
                        below = self._laid_over(join(pointer, "allOf", index), part, below)
                return self._laid_over(pointer, node, below)
            return self._object(pointer, node)
        if "const" in node:
            value = node["const"]
            return Constant(**self._base(pointer, node), value=value, type=_scalar_type(value))
        if is_seq(node.get("enum")):
            return self._enumeration(pointer, node)
        declared = node.get("type")
        if is_seq(declared):
            kinds = [one for one in declared if one != "null"]
            if len(kinds) > 1:
                members = tuple(self._typed(pointer, node, one) for one in kinds)
                return Union(**self._base(pointer, node), members=members, keyword="type")
            declared = kinds[0] if kinds else "null"
        return self._typed(pointer, node, declared)

    def _typed(self, pointer: str, node: dict[str, Any], declared: Any) -> Schema:
        base = self._base(pointer, node)
        if declared == "array":
            items = node.get("items", True)
            if is_seq(first := node.get("prefixItems")):
                listed = tuple(
                    self.read(join(pointer, "prefixItems", index), one) for index, one in enumerate(first)
                )
                rest = self.read(join(pointer, "items"), items) if items is not False else None
                return Tuple(**base, first=listed, rest=rest)
            return Array(**base, items=self.read(join(pointer, "items"), items))
        listed_keys = node.get("properties") or node.get("required")
        others = node.get("additionalProperties", False) is not False or node.get("patternProperties")
        if declared == "object" or (declared is None and (listed_keys or others)):
            if listed_keys:
                return self._object(pointer, node)
            values = self._others(pointer, node)
            anything = Anything(location=self._places.at(join(pointer, "additionalProperties")))
            return Dictionary(**base, stated=values is not None, values=values or anything)
        if isinstance(declared, str):
            return Scalar(**base, type=cast("ScalarType", declared), format=node.get("format", ""))
        return Anything(**base)

    def _object(self, pointer: str, node: dict[str, Any]) -> Object:
        required = self._names(pointer, node.get("required"), "required")
        then = node.get("then")
        needed = self._names(join(pointer, "then"), then.get("required"), "required") if is_map(then) else ()
        must, should = {one.text for one in required}, {one.text for one in needed}
        dependent = node.get("dependentRequired")
        properties: dict[str, Any] = node.get("properties") or {}
        parts = [
            self.read(join(pointer, "allOf", index), one) for index, one in enumerate(node.get("allOf", ()))
        ]
        alternatives: list[tuple[UnionKeyword, list[Any]]] = [
            (keyword, branches)
            for keyword in _ALTERNATIVES
            if is_seq(branches := node.get(keyword)) and branches and not all(map(_is_condition, branches))
        ]
        for keyword, branches in alternatives:  # each value is one of them, and all of the rest
            told = {keyword: branches, "discriminator": node.get("discriminator")}
            parts.append(self._union(pointer, told, keyword, branches))
        base = self._base(pointer, node)
        discriminator = None if alternatives else _discriminator(node)
        base["unheld"] = tuple(one for one in base["unheld"] if one.text != "discriminator")
        return Object(
            **base,
            own=tuple(
                Property(
                    name=name,
                    schema=schema,
                    required=name in must,
                    needed=name in should,
                    required_with=_dependent_on(dependent, name),
                    location=schema.location,
                )
                for name, schema in self._each(join(pointer, "properties"), properties)
            ),
            parts=tuple(parts),
            required=required,
            needed=needed,
            extra=self._others(pointer, node),
            discriminator=discriminator,
            heirs=None if discriminator is None else partial(self._heirs, pointer, discriminator),
            combine=Combination() if parts else None,
        )

    def _others(self, pointer: str, node: dict[str, Any]) -> Schema | None:
        """What an object says of properties that it does not name, by the pattern of their names, too.

        Where only patterns say something, no others are documented.
        """
        patterns: dict[str, Any] = node.get("patternProperties") or {}
        found = [schema for _, schema in self._each(join(pointer, "patternProperties"), patterns)]
        extra = node.get("additionalProperties")
        if extra is not None and (extra is not False or not found):
            found.append(self.read(join(pointer, "additionalProperties"), extra))
        if len(found) < 2:
            return found[0] if found else None
        if any(isinstance(one, Anything) for one in found):
            return Anything(location=found[-1].location)
        return Union(location=found[0].location, members=tuple(found), keyword="anyOf")

    def _heirs(self, pointer: str, discriminator: Discriminator) -> tuple[Reference, ...]:
        """The components that an object's discriminator tells apart: those it names, and those composed of it."""
        components: dict[str, Any] = self._places.value(COMPONENT_SCHEMAS) or {}
        found = dict.fromkeys(
            target.removeprefix("#") if "/" in target else join(COMPONENT_SCHEMAS, target)
            for _, target in discriminator.mapping
        )
        parents = [pointer]
        while parents:
            parent = {"$ref": f"#{parents.pop()}"}
            for name, node in components.items():
                heir = join(COMPONENT_SCHEMAS, name)
                if (
                    heir != pointer
                    and is_map(node)
                    and any(
                        one.get("$ref") == parent["$ref"] for one in node.get("allOf") or () if is_map(one)
                    )
                ):
                    if heir not in found:
                        parents.append(heir)
                    found[heir] = None
        return tuple(
            Reference(location=self._places.at(one), pointer=one, lookup=self.target)
            for one in found
            if one != pointer and self._places.value(one) is not None
        )

    def _union(
        self, pointer: str, node: dict[str, Any], keyword: UnionKeyword, branches: list[Any]
    ) -> Schema:
        read = [self.read(join(pointer, keyword, index), one) for index, one in enumerate(branches)]
        members = tuple(one for one in read if not _is_null(one))
        nullable = len(members) < len(read)
        if len(members) == 1:
            only = self._laid_over(pointer, node, members[0])
            return replace(only, nullable=only.nullable or nullable)
        base = self._base(pointer, node)
        base["unheld"] = tuple(one for one in base["unheld"] if one.text != "discriminator")
        base["nullable"] = base["nullable"] or nullable
        return Union(**base, members=members, keyword=keyword, discriminator=_discriminator(node))

    def _enumeration(self, pointer: str, node: dict[str, Any]) -> Schema:
        values = tuple(one for one in node["enum"] if one is not None)
        if not values:
            return Scalar(**self._base(pointer, node), type="null")
        types: set[ScalarType | None] = {_scalar_type(one) for one in values}
        if "number" in types:
            types.discard("integer")
        base = self._base(pointer, node)
        base["nullable"] = base["nullable"] or len(values) < len(node["enum"])
        return Enumeration(**base, values=values, type=types.pop() if len(types) == 1 else None)

    def _laid_over(self, pointer: str, node: dict[str, Any], below: Schema) -> Schema:
        """The only schema that a node allows, with the node's own annotations and limits."""
        base = self._base(pointer, node)
        return replace(
            below,
            location=base["location"],
            notes=base["notes"].over(below.notes),
            limits=base["limits"].over(below.limits),
            nullable=base["nullable"] or below.nullable,
            unheld=(*(one for one in base["unheld"] if one.text != "discriminator"), *below.unheld),
        )

    def _base(self, pointer: str, node: dict[str, Any]) -> dict[str, Any]:
        declared = node.get("type")
        return {
            "location": self._places.at(pointer),
            "notes": notes_of(node),
            "limits": _NO_LIMITS if _LIMITING.isdisjoint(node) else _limits(node),
            "nullable": is_seq(declared) and "null" in declared,
            "unheld": () if _UNHELD.isdisjoint(node) else tuple(self._unheld(pointer, node)),
        }

    def _unheld(self, pointer: str, node: dict[str, Any]) -> Iterator[Keyword]:
        then = node.get("then")
        held: set[str] = set()
        if is_map(then) and set(then) == {"required"} and "else" not in node:
            held |= {"if", "then"}
        if node.get("properties") and _are_properties(node, node.get("dependentRequired")):
            held.add("dependentRequired")
        for keyword in UNHELD:
            if keyword in node and keyword not in held:
                yield Keyword(keyword, self._places.at(join(pointer, keyword)), node[keyword])

    def _names(self, pointer: str, listed: Any, keyword: str) -> tuple[Name, ...]:
        return tuple(
            Name(name, self._places.at(join(pointer, keyword, index)))
            for index, name in enumerate(listed or ())
        )

    def _each(self, pointer: str, nodes: dict[str, Any]) -> Iterator[tuple[str, Schema]]:
        for name, node in nodes.items():
            yield name, self.read(join(pointer, name), node)


def _limits(node: dict[str, Any]) -> Limits:
    return Limits(**{LIMITS[key]: value for key, value in node.items() if key in LIMITS})


def _dependent_on(dependent: Any, name: str) -> tuple[str, ...]:
    """The properties whose presence requires a property, by ``dependentRequired``."""
    listed = dependent.items() if is_map(dependent) else ()
    return tuple(one for one, required in listed if name in required)


def _are_properties(node: dict[str, Any], dependent: Any) -> bool:
    """Whether ``dependentRequired`` names properties of the same object only."""
    listed = dependent.items() if is_map(dependent) else ()
    return all({one, *required} <= node["properties"].keys() for one, required in listed)


def _discriminator(node: dict[str, Any]) -> Discriminator | None:
    declared = node.get("discriminator")
    if not is_map(declared):
        return None
    mapping: dict[str, str] = declared.get("mapping") or {}
    return Discriminator(key=declared["propertyName"], mapping=tuple(mapping.items()))


def _is_annotation(part: Any) -> bool:
    """Whether a part of ``allOf`` says nothing about the value."""
    return part is True or (is_map(part) and ANNOTATIONS.issuperset(key for key in part if key[:2] != "x-"))


def _is_null(schema: Schema) -> bool:
    return isinstance(schema, Scalar) and schema.type == "null"


def _is_condition(branch: Any) -> bool:
    return is_map(branch) and "required" in branch and _CONDITION.issuperset(branch)


def _scalar_type(value: Json) -> ScalarType | None:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case None:
            return "null"
        case _:
            return None
