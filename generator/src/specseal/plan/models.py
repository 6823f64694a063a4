"""The classes of ``models.py``: one per object that a response holds.

Decoding must never break on a value that the vendor has not documented, so limits, constants, formats and defaults
stay out, and an absent list is an empty one.
"""

from __future__ import annotations

from ..contract import Array, Contract, Dictionary, Object, Property, Schema, Union, component_name
from ..describe import describe_value
from ..naming import snake_case
from ..python_types import ListOf
from .package import ModelField, ModelPlan
from .types import field_type


def results(contract: Contract) -> tuple[str, ...]:
    """The class names of what calls return and callbacks bring."""
    returned = (operation.result for operation in contract.operations)
    schemas = [
        *(schema for schema in returned if schema is not None),
        *(one.schema for one in contract.callbacks),
    ]
    return tuple(dict.fromkeys(map(component_name, schemas)))


def plan_models(contract: Contract, pages: dict[str, str]) -> tuple[ModelPlan, ...]:
    """One class per object component that successful responses reach, in the contract's order.

    ``pages`` are the results that are one page of many, with the class of their items.
    """
    components = {one.name: one.schema for one in contract.components}
    first = results(contract)
    reached: set[str] = set()
    pending = list(first)
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending += [target for one in _members(components[name]) for target in _objects(one.schema)]
    return tuple(
        ModelPlan(
            name=one.name,
            doc=" ".join(one.schema.resolved().notes.description.split()),
            fields=tuple(map(_field, _members(one.schema))),
            is_result=one.name in first,
            page_of=pages.get(one.name),
        )
        for one in contract.components
        if one.name in reached
    )


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
        required=isinstance(type_, ListOf),
        nullable=not isinstance(type_, ListOf),
        doc=describe_value(one.schema),
    )


def _objects(schema: Schema) -> list[str]:
    """Names of the object components that a value leads to, through lists and maps."""
    match schema.resolved():
        case Object():
            return [component_name(schema)]
        case Array(items=inner) | Dictionary(values=inner):
            return _objects(inner)
        case Union(members=members):
            return [name for member in members for name in _objects(member)]
        case _:
            return []
