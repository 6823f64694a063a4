"""The fields of a request: which are arguments, which are always sent, which belong to the constructor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..argument_names import argument_names, is_silent
from ..contract import (
    Anything,
    Array,
    Constant,
    Media,
    Object,
    Operation,
    RequestField,
    Scalar,
    Schema,
    body_fields,
    composed,
    format_of,
    is_nullable,
    is_range,
    sent_parameters,
)
from ..contract.notes import Json
from ..describe import describe_value
from ..opc import ParsedOperation
from ..python_types import ANY, NONE, EachOf, MapOf, Plain, PythonType, one_of
from ..request_styles import style_of
from .package import Argument, BodyKind, ConstantPlan, FieldPlan, OptionPlan, Place
from .samples import sample
from .structures import Structures, reached
from .types import base_type, has_file, is_flag

_PLACES: dict[str, Place] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
    "form": "form",
    "json": "json",
    "body": "body",
    "others": "others",
}
_TEXT = one_of(Plain("str"), Plain("bytes"))


@dataclass(slots=True)
class RequestPlan:
    """The request of one operation, with a body of one media type."""

    body: BodyKind = "none"
    media_type: str = ""
    """Of the body; empty without one."""
    root: str = ""
    """The root element of a body in XML."""
    arguments: list[Argument] = field(default_factory=list[Argument])
    fields: list[FieldPlan] = field(default_factory=list[FieldPlan])
    constants: list[ConstantPlan] = field(default_factory=list[ConstantPlan])
    options: list[OptionPlan] = field(default_factory=list[OptionPlan])


def plan_request(
    operation: Operation, media: Media | None, parsed: ParsedOperation | None, structures: Structures
) -> RequestPlan:
    """The request of a linted operation; ``parsed`` is the result of openapi-python-client, if it could read it."""
    plan = RequestPlan()
    listed = list(sent_parameters(operation))
    if media is not None:
        needed = operation.body is not None and operation.body.required
        fields = list(body_fields(media, required=needed))
        plan.body = format_of(media)
        plan.root = media.root
        if plan.body == "json" and fields and fields[0].where == "body":
            plan.body = "value"
        elif plan.body == "binary" and media.schema is not None and is_plain_text(media.schema.resolved()):
            plan.body = "text"
        plan.media_type = media.type
        listed += fields
    several = operation.body is not None and len(operation.body.media) > 1
    chooses = media is not None and plan.body == "binary" and is_range(media.type)
    reserved = [
        *(["media_type"] if several or chooses else []),
        *(["content_type"] if several and chooses else []),
    ]
    names = argument_names(listed, reserved)
    wire = {one.name: names[one.where, one.name] for one in listed if one.where in {"form", "json"}}
    for one in listed:
        if one.client.omit or (operation.security and one.notes.placed_by):
            continue
        planned = _field(one, names[one.where, one.name], media)
        if structures.decimals and any(
            isinstance(found, Scalar) and found.type == "number" for found in reached([one.schema])
        ):
            planned = replace(planned, numbers=True)
        known = one.schema.resolved()
        if is_silent(one) and isinstance(known, Constant) and planned.style == "single":
            value: Json = known.value
            plan.constants.append(
                ConstantPlan(one.name, planned.place, value if planned.place == "json" else str(value))
            )
            continue
        argument = Argument(
            name=planned.argument,
            type=_type(operation, one, media, parsed, structures),
            required=one.required,
            doc=_doc(one, wire),
            example=sample(planned.argument, one),
            in_example=one.required or one.needed,
            deprecated=one.notes.deprecated,
        )
        if one.client.option:
            plan.options.append(OptionPlan(planned, argument, one.client.default))
        else:
            plan.arguments.append(argument)
            plan.fields.append(planned)
    if media is not None and media.schema is not None:
        _show_least(plan, media.schema.resolved())
    if chooses:
        name = "content_type" if several else "media_type"
        plan.fields.append(FieldPlan("Content-Type", name, "header"))
        doc = f"Media type of the body, one of `{plan.media_type}`. Default: `application/octet-stream`."
        plan.arguments.append(Argument(name, Plain("str"), False, doc, "application/octet-stream"))
    plan.arguments.sort(key=lambda one: not one.required)
    return plan


def _show_least(plan: RequestPlan, body: Schema) -> None:
    """Show as many optional fields in the example as the body has to have."""
    parts = composed(body) if isinstance(body, Object) else ()
    least = max((one.limits.min_properties or 0 for one in parts), default=0)
    for index, one in enumerate(plan.arguments):
        if plan.fields[index].place in {"form", "file", "json"}:
            least -= 1
            plan.arguments[index] = replace(one, in_example=one.in_example or least >= 0)


def _type(
    operation: Operation,
    field: RequestField,
    media: Media | None,
    parsed: ParsedOperation | None,
    structures: Structures,
) -> PythonType:
    path = (operation.client_name or operation.id, *(() if field.where == "body" else (field.name,)))
    if field.where == "body" and media is not None and (found := _body_type(media, path, structures)):
        return found
    found = structures.type_of(field.schema, path, files=field.where in {"form", "others"})
    if found == ANY:
        found = (parsed.type_of(field.where, field.name) if parsed else None) or base_type(field.schema)
    if field.where == "others":
        return Plain("object") if found == ANY else MapOf(found)
    if _takes_null(field):
        return one_of(found, NONE if field.required else Plain("null")) if found != ANY else ANY
    return found


def _body_type(media: Media, path: tuple[str, ...], structures: Structures) -> PythonType | None:
    """The type of a body that is not one JSON value or form."""
    schema = media.schema.resolved() if media.schema is not None else None
    match format_of(media):
        case "lines":
            items = schema.items if isinstance(schema, Array) else media.schema
            return EachOf(structures.type_of(items, path) if items is not None else ANY)
        case "text":
            return _TEXT
        case "binary":
            return _TEXT if is_plain_text(schema) else Plain("content")
        case _:
            return None


def is_plain_text(schema: Schema | None) -> bool:
    """Whether a schema describes characters, not bytes."""
    return isinstance(schema, Scalar) and schema.type == "string" and schema.format != "binary"


def _takes_null(field: RequestField) -> bool:
    """Whether ``null`` can be sent, which only JSON has."""
    if field.where not in {"json", "body"}:
        return False
    return is_nullable(field.schema) or (field.required and isinstance(field.schema.resolved(), Anything))


def _doc(field: RequestField, names: Mapping[str, str]) -> str:
    """The description of an argument; ``names`` maps the fields of the body to their arguments."""
    doc = describe_value(field.schema, field.notes) or "See the vendor's documentation."
    if field.where == "others":
        doc = "Further fields of the body, by their names there."
    if field.required_with and not field.required:
        doc += f" Required with {' or '.join(f'`{names[one]}`' for one in field.required_with)}."
    return doc


def _field(source: RequestField, argument: str, media: Media | None) -> FieldPlan:
    is_file = source.where == "form" and has_file(base_type(source.schema))
    return FieldPlan(
        name=source.name,
        argument=argument,
        place="file" if is_file else _PLACES[source.where],
        style=style_of(source) if source.where not in {"json", "body"} else "single",
        content_type=_content_type(source, media),
        headers=tuple((header, str(value)) for header, value in source.encoding.headers),
        flag=is_flag(source.schema),
        reserved=source.allow_reserved is not None,
        null=source.required and _takes_null(source),
    )


def _content_type(source: RequestField, media: Media | None) -> str | None:
    """The media type of a part of a form; several are those that the vendor accepts, not that of this part."""
    stated = source.encoding.content_type
    if source.where not in {"form", "others"}:
        return None
    if stated:
        return None if "," in stated or is_range(stated) else stated
    multipart = media is not None and format_of(media) == "multipart"
    return "application/json" if multipart and style_of(source) == "parts" else None
