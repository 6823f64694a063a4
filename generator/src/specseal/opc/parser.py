"""Reads operations with openapi-python-client: the values of a request, and their base types.

A second reader that limits and changes nothing: an operation that it cannot read is taken from the contract alone;
otherwise both agree, which tests ensure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import ParseError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty, Schemas
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.schemas import Parameters
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import OpenAPI
from openapi_python_client.schema.untrusted_string import UntrustedString

from ..contract import JSON_MEDIA_TYPE, Contract, Operation
from ..contract.values import Where
from ..python_types import ListOf, OneOf, Plain, PlainName, PythonType
from .request_side import request_document
from .values import ParsedField, ParsedOperation

_BASES: tuple[tuple[type[Any], PlainName], ...] = (
    (BooleanProperty, "bool"),
    (IntProperty, "int"),
    (FloatProperty, "float"),
    (FileProperty, "file"),
    # dates and ids are sent as given; their format is validated by the vendor
    (StringProperty, "str"),
    (DateProperty, "str"),
    (DateTimeProperty, "str"),
    (UuidProperty, "str"),
    (ModelProperty, "object"),
    (AnyProperty, "any"),
    (NoneProperty, "any"),
)


def parse_operations(contract: Contract) -> dict[str, ParsedOperation]:
    """The operations that openapi-python-client can read, by id."""
    parsed = ((operation.id, parse_operation(operation)) for operation in contract.operations)
    return {name: one for name, one in parsed if one is not None}


def parse_operation(operation: Operation) -> ParsedOperation | None:
    """One operation; ``None`` if openapi-python-client warns or fails, since it would omit something."""
    try:
        document = OpenAPI.model_validate(request_document(operation))
        endpoint, _, _ = Endpoint.from_data(
            data=getattr(document.paths[UntrustedString(operation.path)], operation.method),
            path=UntrustedString(operation.path),
            method=operation.method,
            tags=[],
            schemas=Schemas(),
            parameters=Parameters(),
            request_bodies={},
            responses={},
            config=CONFIG,
        )
    except Exception:  # whatever it fails on, the contract has been read and linted
        return None
    if isinstance(endpoint, ParseError) or endpoint.errors:
        return None
    return parsed_endpoint(endpoint)


def parsed_endpoint(endpoint: Endpoint) -> ParsedOperation:
    """The request of a parsed endpoint."""
    return ParsedOperation((*_parameters(endpoint), *_body(endpoint)))


def _parameters(endpoint: Endpoint) -> Iterator[ParsedField]:
    yield from _fields("path", endpoint.path_parameters)
    yield from _fields("query", endpoint.query_parameters)
    yield from _fields("header", endpoint.header_parameters)
    yield from _fields("cookie", endpoint.cookie_parameters)


def _body(endpoint: Endpoint) -> Iterator[ParsedField]:
    for sent in endpoint.bodies:
        where: Where = "json" if sent.content_type.get_untrusted_value() == JSON_MEDIA_TYPE else "form"
        if isinstance(sent.prop, ModelProperty):
            yield from _fields(where, sent.prop.required_properties or ())
            yield from _fields(where, sent.prop.optional_properties or ())


def _fields(where: Where, properties: Iterable[PropertyProtocol]) -> Iterator[ParsedField]:
    for one in properties:
        yield ParsedField(one.name.get_untrusted_value(), where, one.required, _type(one))


def _type(prop: PropertyProtocol) -> PythonType:
    if isinstance(prop, ListProperty):
        return ListOf(_type(prop.inner_property))
    if isinstance(prop, UnionProperty):
        # `null` means the same as optional
        stated = [member for member in prop.inner_properties if not isinstance(member, NoneProperty)]
        members = tuple(dict.fromkeys(map(_type, stated)))
        return members[0] if len(members) == 1 else OneOf(members)
    if isinstance(prop, EnumProperty | LiteralEnumProperty):
        return Plain("int" if prop.value_type is int else "str")
    if isinstance(prop, ConstProperty):
        return Plain("int" if isinstance(prop.value.raw_value, int) else "str")
    for kind, base in _BASES:
        if isinstance(prop, kind):
            return Plain(base)
    raise TypeError(f"unknown property type of openapi-python-client: {type(prop)}")


CONFIG = Config.from_sources(
    ConfigFile(post_hooks=[], literal_enums=True), MetaType.NONE, "contract", "utf-8", True, None
)
