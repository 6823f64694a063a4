"""Operations as openapi-python-client parses them: which arguments, where they travel, of which base type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import ParseError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty, Schemas
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.schemas import Parameters
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import OpenAPI
from openapi_python_client.schema.untrusted_string import UntrustedString

from ..contract import OperationAt
from ..diagnostics import Diagnostic, Refused
from ..document import Map, locate
from .request_side import request_document

_Parsed = PropertyProtocol
Place = Literal["path", "query", "header", "form", "json"]
BodyKind = Literal["none", "multipart", "urlencoded", "json"]
Base = Literal["str", "int", "float", "bool", "file", "list", "union", "object", "any"]

_BODY_KINDS: dict[str, BodyKind] = {
    "multipart/form-data": "multipart",
    "application/x-www-form-urlencoded": "urlencoded",
    "application/json": "json",
}
_BASES: tuple[tuple[type[Any], Base], ...] = (
    (BooleanProperty, "bool"),
    (IntProperty, "int"),
    (FloatProperty, "float"),
    (FileProperty, "file"),
    # a date or an id is sent as the caller wrote it: its format is the vendor's to judge
    (StringProperty, "str"),
    (DateProperty, "str"),
    (DateTimeProperty, "str"),
    (UuidProperty, "str"),
    (ModelProperty, "object"),
    (AnyProperty, "any"),
    (NoneProperty, "any"),
)


@dataclass(frozen=True, slots=True)
class ValueType:
    """The base type of a value; ``of`` holds the item of a list, or the members of a union."""

    base: Base
    of: tuple[ValueType, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedField:
    """One value of a request."""

    name: str
    place: Place
    required: bool
    type: ValueType


@dataclass(frozen=True, slots=True)
class ParsedOperation:
    """One operation's request."""

    body: BodyKind
    fields: tuple[ParsedField, ...]


def parse_operation(document: Map, operation: OperationAt) -> ParsedOperation:
    """Parse one operation of a linted contract.

    Raises `Refused` when openapi-python-client warns or fails: what it would leave out is never left out here.
    """
    parsed = OpenAPI.model_validate(request_document(document, operation))
    item = parsed.paths[UntrustedString(operation.path)]
    endpoint, _, _ = Endpoint.from_data(
        data=getattr(item, operation.method),
        path=UntrustedString(operation.path),
        method=operation.method,
        tags=[],
        schemas=Schemas(),
        parameters=Parameters(),
        request_bodies={},
        responses={},
        config=_config(),
    )
    if isinstance(endpoint, ParseError):
        raise _refused(document, operation, [endpoint])
    if endpoint.errors:
        raise _refused(document, operation, endpoint.errors)
    fields = _parameters(document, operation, endpoint)
    body: BodyKind = "none"
    for sent in endpoint.bodies:
        body = _BODY_KINDS[sent.content_type.get_untrusted_value()]
        fields += _body_fields(document, operation, body, sent.prop)
    return ParsedOperation(body, tuple(fields))


def _parameters(document: Map, operation: OperationAt, endpoint: Endpoint) -> list[ParsedField]:
    by_place: dict[str, Sequence[_Parsed]] = {
        "path": endpoint.path_parameters,
        "query": endpoint.query_parameters,
        "header": endpoint.header_parameters,
    }
    found = {
        (place, _wire_name(prop)): ParsedField(
            _wire_name(prop), cast("Place", place), prop.required, _type(prop)
        )
        for place, properties in by_place.items()
        for prop in properties
    }
    # the document's order, which the three lists have lost
    return [found[parameter["in"], parameter["name"]] for _, parameter in operation.parameters(document)]


def _body_fields(document: Map, operation: OperationAt, kind: BodyKind, prop: _Parsed) -> list[ParsedField]:
    if not isinstance(prop, ModelProperty):
        raise Refused(
            Diagnostic(
                "body-not-object",
                "The body of the request is not an object, so it has no fields to become arguments.",
                locate(document, f"{operation.pointer}/requestBody"),
                "Describe it with `type: object` and `properties`.",
            )
        )
    place: Place = "json" if kind == "json" else "form"
    members = [*(prop.required_properties or ()), *(prop.optional_properties or ())]
    found = {
        _wire_name(one): ParsedField(_wire_name(one), place, one.required, _type(one)) for one in members
    }
    order = prop.data.properties or {}
    return [found[name.get_untrusted_value()] for name in order]


def _wire_name(prop: _Parsed) -> str:
    return prop.name.get_untrusted_value()


def _type(prop: _Parsed) -> ValueType:
    if isinstance(prop, ListProperty):
        return ValueType("list", (_type(prop.inner_property),))
    if isinstance(prop, UnionProperty):
        return ValueType("union", tuple(_type(member) for member in prop.inner_properties))
    for kind, base in _BASES:
        if isinstance(prop, kind):
            return ValueType(base)
    raise TypeError(f"openapi-python-client gave a property of a kind that is not known here: {type(prop)}")


def _refused(document: Map, operation: OperationAt, errors: list[ParseError]) -> Refused:
    return Refused(
        Diagnostic(
            "operation-not-parsed",
            f"openapi-python-client cannot parse {operation.data['operationId']!r}: {error.detail or error.header}",
            locate(document, operation.pointer),
            "Write the operation in a form it supports; nothing is generated without it.",
        )
        for error in errors
    )


def _config() -> Config:
    return Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, "contract", "utf-8", True, None)
