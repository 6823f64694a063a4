"""The fields of a request: which are arguments, which are always sent, which belong to the constructor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..contract import OperationAt, dereference, schemes_of
from ..describe import describe_value
from ..document import Map
from ..models.relaxed import kind_of
from ..naming import snake_case
from ..opc import ParsedField, ValueType, parse_operation
from .annotations import annotation, is_flag
from .package import Argument, ConstantPlan, FieldPlan, OptionPlan, Style
from .samples import sample


@dataclass(slots=True)
class RequestPlan:
    """The request of one operation."""

    body: str = "none"
    arguments: list[Argument] = field(default_factory=list)
    fields: list[FieldPlan] = field(default_factory=list)
    constants: list[ConstantPlan] = field(default_factory=list)
    options: list[OptionPlan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Source:
    """What the document says about a field that openapi-python-client has parsed."""

    node: dict[str, Any]
    schema: dict[str, Any]
    encoding: dict[str, Any]
    needed: bool = False
    """Required under a condition of the body's schema."""


def plan_request(document: Map, operation: OperationAt) -> RequestPlan:
    """The request of an operation of a linted contract."""
    parsed = parse_operation(document, operation)
    sources = dict(_sources(document, operation))
    plan = RequestPlan(parsed.body)
    always_signed = [set(names) for names in schemes_of(document, operation.data)]
    for one in parsed.fields:
        source = sources[one.place, one.name]
        client = source.node.get("x-client", {})
        if "omit" in client or (always_signed and source.node.get("x-placed-by")):
            continue
        if one.required and (constant := dereference(document, source.schema).get("const")) is not None:
            value = constant if one.place == "json" else str(constant)
            plan.constants.append(ConstantPlan(one.name, one.place, value))
            continue
        name = str(client.get("name") or snake_case(one.name))
        planned = _field(document, one, source, name)
        argument = _argument(document, one, source, name)
        if client.get("option"):
            plan.options.append(OptionPlan(planned, argument, client.get("default")))
        else:
            plan.arguments.append(argument)
            plan.fields.append(planned)
    return plan


def _sources(document: Map, operation: OperationAt) -> Iterator[tuple[tuple[str, str], _Source]]:
    for _, node in operation.parameters(document):
        yield (node["in"], node["name"]), _Source(node, node["schema"], {})
    body = dereference(document, operation.data.get("requestBody", {}))
    for media_type, media in body.get("content", {}).items():
        place = "json" if media_type == "application/json" else "form"
        schema = dereference(document, media["schema"])
        conditional = schema.get("then", {}).get("required", ())
        for name, node in schema["properties"].items():
            encoding = media.get("encoding", {}).get(name, {})
            yield (place, name), _Source(node, node, encoding, name in conditional)


def _argument(document: Map, parsed: ParsedField, source: _Source, name: str) -> Argument:
    hint = annotation(document, source.schema, parsed.type)
    described = describe_value(document, {**source.schema, **_without_schema(source.node)})
    return Argument(
        name=name,
        annotation=hint,
        required=parsed.required,
        doc=described or "As the vendor documents it.",
        example=sample(document, name, source.node),
        in_example=parsed.required or source.needed,
    )


def _without_schema(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in {"schema", "name", "in", "required"}}


def _field(document: Map, parsed: ParsedField, source: _Source, argument: str) -> FieldPlan:
    kind = kind_of(document, source.schema)
    is_file = parsed.type.base == "file" or any(inner.base == "file" for inner in parsed.type.of)
    content_type = source.encoding.get("contentType")
    return FieldPlan(
        name=parsed.name,
        argument=argument,
        place="file" if is_file else parsed.place,
        style=_style(kind, source, content_type, parsed.type),
        # several types are what the vendor takes, not what this part is: a file then brings its own
        content_type=content_type
        if content_type and "," not in content_type and "*" not in content_type
        else None,
        headers=tuple(
            (header, str(dereference(document, value)["schema"]["const"]))
            for header, value in source.encoding.get("headers", {}).items()
        ),
        flag=is_flag(document, source.schema),
    )


def _style(kind: str, source: _Source, content_type: str | None, parsed: ValueType) -> Style:
    if content_type == "application/json":
        return "json"
    if kind in {"object", "map"}:
        return "brackets"
    if not _takes_lists(parsed):
        return "single"
    explode = source.node.get("explode", source.encoding.get("explode", True))
    return "repeat" if explode or kind != "array" else "comma"


def _takes_lists(parsed: ValueType) -> bool:
    return parsed.base in {"list", "any"} or (parsed.base == "union" and any(map(_takes_lists, parsed.of)))
