"""The fields of a request: which are arguments, which are always sent, which belong to the constructor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..contract import JSON_MEDIA_TYPE, Constant, Operation, RequestField, kind, request_fields
from ..contract.notes import Json
from ..describe import describe_value
from ..naming import snake_case
from ..opc import ParsedOperation
from ..python_types import PythonType
from .package import Argument, BodyKind, ConstantPlan, FieldPlan, OptionPlan, Place, Style
from .samples import sample
from .types import base_type, has_file, is_flag, narrowed, takes_lists

_BODIES: dict[str, BodyKind] = {
    "multipart/form-data": "multipart",
    "application/x-www-form-urlencoded": "urlencoded",
    JSON_MEDIA_TYPE: "json",
}
_BODY = frozenset({"form", "json"})
_PLACES: dict[str, Place] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "form": "form",
    "json": "json",
}


@dataclass(slots=True)
class RequestPlan:
    """The request of one operation."""

    body: BodyKind = "none"
    arguments: list[Argument] = field(default_factory=list[Argument])
    fields: list[FieldPlan] = field(default_factory=list[FieldPlan])
    constants: list[ConstantPlan] = field(default_factory=list[ConstantPlan])
    options: list[OptionPlan] = field(default_factory=list[OptionPlan])


def plan_request(operation: Operation, parsed: ParsedOperation | None) -> RequestPlan:
    """The request of a linted operation; ``parsed`` is the result of openapi-python-client, if it could read it."""
    plan = RequestPlan()
    for media in operation.body.media if operation.body else ():
        plan.body = _BODIES[media.type]
    names = {one.name: argument_name(one) for one in request_fields(operation) if one.where in _BODY}
    for one in request_fields(operation):
        if one.client.omit or (operation.security and one.notes.placed_by):
            continue
        place = _PLACES[one.where]
        value = one.schema.resolved()
        if one.required and isinstance(value, Constant) and value.value is not None:
            sent = value.value if place == "json" else _text(value.value)
            plan.constants.append(ConstantPlan(one.name, place, sent))
            continue
        name = argument_name(one)
        base = (parsed.type_of(one.where, one.name) if parsed else None) or base_type(one.schema)
        planned = _field(one, base, name)
        argument = Argument(
            name=name,
            type=narrowed(base, one.schema),
            required=one.required,
            doc=_doc(one, names),
            example=sample(name, one),
            in_example=one.required or one.needed,
            deprecated=one.notes.deprecated,
        )
        if one.client.option:
            plan.options.append(OptionPlan(planned, argument, one.client.default))
        else:
            plan.arguments.append(argument)
            plan.fields.append(planned)
    plan.arguments.sort(key=lambda one: not one.required)
    return plan


def argument_name(field: RequestField) -> str:
    """The name of the argument of a field."""
    return field.client.name or snake_case(field.name)


def _doc(field: RequestField, names: Mapping[str, str]) -> str:
    """The description of an argument; ``names`` maps the fields of the body to their arguments."""
    doc = describe_value(field.schema, field.notes) or "See the vendor's documentation."
    if field.required_with and not field.required:
        doc += f" Required with {' or '.join(f'`{names[one]}`' for one in field.required_with)}."
    return doc


def _text(value: Json) -> str:
    return str(value)


def _field(source: RequestField, type_: PythonType, argument: str) -> FieldPlan:
    content_type = source.encoding.content_type
    is_file = has_file(type_)
    return FieldPlan(
        name=source.name,
        argument=argument,
        place="file" if is_file else _PLACES[source.where],
        style=_style(source, type_),
        # several types are those that the vendor accepts, not that of this part: a file then has its own
        content_type=content_type
        if content_type and "," not in content_type and "*" not in content_type
        else None,
        headers=tuple((header, str(value)) for header, value in source.encoding.headers),
        flag=is_flag(source.schema),
    )


def _style(source: RequestField, type_: PythonType) -> Style:
    if source.encoding.content_type == JSON_MEDIA_TYPE:
        return "json"
    found = kind(source.schema)
    if found in {"object", "map"}:
        return "brackets"
    if not takes_lists(type_):
        return "single"
    stated = source.explode if source.explode is not None else source.encoding.explode
    return "repeat" if stated in {None, True} or found != "array" else "comma"
