"""The classes of ``models.py``: one per object in a response.

Required fields are required, and enumerations are open. Decoding must not fail on undocumented values, so limits,
formats and defaults are left out; an absent list is an empty one, since XML has no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..contract import Contract, Object, Property, Schema, component_name
from ..describe import describe_value
from ..naming import snake_case
from ..python_types import ListOf, MapOf, Model, OneOf, PythonType
from .package import ModelField, ModelPlan
from .types import field_type

#: What a result offers besides its fields, by the runtime class that provides it.
_RAW: Final = {"raw_response": "HasRawResponse"}
#: The same of a result that is one page of many.
_PAGED: Final = {
    "items": "Items",
    "has_next_page": "HasNextPage",
    "next_page": "NextPage",
    "anext_page": "AnextPage",
    "iter_pages": "IterPages",
    "aiter_pages": "AiterPages",
}


def results(contract: Contract) -> tuple[str, ...]:
    """The class names of the results of calls and callbacks."""
    returned = (operation.result for operation in contract.operations)
    schemas = [
        *(schema for schema in returned if schema is not None),
        *(one.schema for one in contract.callbacks),
    ]
    return tuple(dict.fromkeys(map(component_name, schemas)))


def plan_models(contract: Contract, pages: dict[str, str]) -> tuple[ModelPlan, ...]:
    """One class per object component in successful responses, in the contract's order.

    ``pages`` maps the results that are one page of many to the class of their items.
    """
    components = {one.name: one.schema for one in contract.components}
    first = results(contract)
    reached: set[str] = set()
    pending = list(first)
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += [
                target for one in _members(components[name]) for target in _objects(field_type(one.schema))
            ]
    return tuple(
        ModelPlan(
            name=one.name,
            doc=" ".join(one.schema.resolved().notes.description.split()),
            fields=fields,
            bases=_bases(fields, paged=one.name in pages) if one.name in first else (),
            page_of=pages.get(one.name),
        )
        for one in contract.components
        if one.name in reached
        for fields in [tuple(map(_field, _members(one.schema)))]
    )


def _bases(fields: tuple[ModelField, ...], *, paged: bool) -> tuple[str, ...]:
    """Runtime base classes of a result: those without an attribute that the vendor uses."""
    taken = {field.attribute for field in fields}
    pages = [base for name, base in _PAGED.items() if paged and name not in taken]
    raw = [base for name, base in _RAW.items() if name not in taken]
    if [*pages, *raw] == [*_PAGED.values(), *_RAW.values()]:
        return ("Page",)
    if paged:
        return (*(pages or ["Pages"]), *raw)
    return tuple(raw or ["Result"])


def attribute(one: Property) -> str:
    """The name of a property in its class."""
    return one.schema.notes.client.name or snake_case(one.name)


def _members(schema: Schema) -> tuple[Property, ...]:
    found = schema.resolved()
    return found.properties() if isinstance(found, Object) else ()


def _field(one: Property) -> ModelField:
    type_ = field_type(one.schema)
    return ModelField(
        wire=one.name,
        attribute=attribute(one),
        type=type_,
        required=one.required,
        nullable=one.schema.nullable or one.schema.resolved().nullable or not one.required,
        doc=describe_value(one.schema),
    )


def _objects(type_: PythonType) -> Iterator[str]:
    """Names of the classes that a type is made of."""
    match type_:
        case Model(name=name):
            yield name
        case ListOf(item=inner) | MapOf(value=inner):
            yield from _objects(inner)
        case OneOf(members=members):
            for member in members:
                yield from _objects(member)
        case _:
            pass
