"""The classes of ``models.py``: one per object in a response; and the aliases: one per union of objects.

Required fields are required, and enumerations are open. Decoding must not fail on undocumented values, so limits,
formats and defaults are left out; an absent list is an empty one, since XML has no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ..classes import Classes
from ..contract import (
    Constant,
    Discriminator,
    Enumeration,
    Object,
    Property,
    Schema,
    Union,
    component_name,
    is_nullable,
    other_properties,
    response_properties,
    response_schema,
)
from ..describe import describe_value
from ..naming import attribute_name, attribute_names
from ..python_types import ANY, Alias, MapOf, Model, OneOf, PythonType
from .package import OTHERS, ModelField, ModelPlan, UnionPlan
from .received import or_none, received_type

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
#: What a JSON object is that fits no class.
_AS_IT_CAME: Final = MapOf(ANY)


def plan_models(
    classes: Classes,
    results: Sequence[PythonType],
    pages: Mapping[str, str],
    headers: Sequence[tuple[PythonType, str]] = (),
) -> tuple[ModelPlan, ...]:
    """One class per object in successful responses, in the contract's order.

    ``results`` are the types of the results of calls and callbacks. ``pages`` maps those that are one page of many to
    the class of their items. ``headers`` are results whose responses have documented headers, and the class of those.
    """
    unions = {one.name: one for one in plan_unions(classes)}
    returned = {name for one in results for name in _classes_of(one, unions)}
    answered: dict[str, dict[str, None]] = {}
    for result, class_ in headers:
        for name in _classes_of(result, unions):
            answered.setdefault(name, {})[class_] = None
    return tuple(
        ModelPlan(
            name=one.name,
            doc=" ".join(one.schema.notes.description.split()),
            fields=fields,
            bases=(
                *(
                    _bases(fields, paged=one.name in pages, headers=one.name in answered)
                    if one.name in returned
                    else ()
                ),
                *(["Open"] if any(field.wire == OTHERS for field in fields) else []),
            ),
            page_of=pages.get(one.name),
            headers=tuple(answered.get(one.name, ())),
        )
        for one in classes.objects
        for fields in [_fields(one.schema, classes)]
    )


def plan_unions(classes: Classes) -> tuple[UnionPlan, ...]:
    """One alias per union of objects, in an order in which each follows those that it is made of."""
    planned = {one.name: _union(one.name, one.schema, classes) for one in classes.unions}
    ordered: dict[str, UnionPlan] = {}

    def place(name: str, inside: frozenset[str]) -> None:
        if name in ordered or name in inside:
            return
        for member in planned[name].members:
            if isinstance(member, Alias):
                place(member.name, inside | {name})
        ordered[name] = planned[name]

    for name in planned:
        place(name, frozenset())
    return tuple(ordered.values())


def _union(name: str, schema: Union, classes: Classes) -> UnionPlan:
    types = [received_type(one, classes) for one in schema.members]
    members = dict.fromkeys(one for one in types if one != Alias(name))
    key, values = "", {}
    if schema.discriminator is not None:
        key = schema.discriminator.key
        values = _values(schema, schema.discriminator, classes)
    other = None if schema.base is None else received_type(schema.base, classes)
    kept = [*(one for one in members if one != ANY), *(one for one in values.values() if one not in members)]
    return UnionPlan(
        name=name,
        doc=" ".join(schema.notes.description.split()),
        members=tuple(
            dict.fromkeys(
                [*kept, *([_AS_IT_CAME] if other is None else []), *([ANY] if ANY in members else [])]
            )
        ),
        key=key,
        values=tuple(values.items()),
        other=other,
    )


def _values(union: Union, discriminator: Discriminator, classes: Classes) -> dict[str, PythonType]:
    """The class for each value of the discriminator: by its mapping, by constants, or by the component's name."""
    by_name = {component_name(one): one for one in union.members if component_name(one)}
    found: dict[str, PythonType] = {}
    mapped: set[str] = set()
    for value, target in discriminator.mapping:
        name = target.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        if name in by_name:
            mapped.add(name)
            found[value] = received_type(by_name[name], classes)
    for member in union.members:
        constants = _constants(member, discriminator.key)
        for value in constants:
            found.setdefault(value, received_type(member, classes))
        name = component_name(member)
        if name and name not in mapped and not constants:
            found.setdefault(name, received_type(member, classes))
    return found


def _constants(member: Schema, key: str) -> tuple[str, ...]:
    """The documented values of a property of an object, if they are texts; of all objects of a union."""
    found = response_schema(member)
    if isinstance(found, Union):
        return tuple(value for one in found.members for value in _constants(one, key))
    for one in found.properties() if isinstance(found, Object) else ():
        if one.name == key:
            match one.schema.resolved():
                case Constant(value=str(value)):
                    return (value,)
                case Enumeration(values=values):
                    return tuple(value for value in values if isinstance(value, str))
                case _:
                    pass
    return ()


def _classes_of(type_: PythonType, unions: Mapping[str, UnionPlan]) -> Iterator[str]:
    """The classes of which a result may be an instance."""
    pending, seen = [type_], set[str]()
    while pending:
        match pending.pop():
            case Model(name=name):
                yield name
            case OneOf(members=members):
                pending += members
            case Alias(name=name) if name not in seen:
                seen.add(name)
                pending += unions[name].members
            case _:
                pass


def _bases(fields: tuple[ModelField, ...], *, paged: bool, headers: bool) -> tuple[str, ...]:
    """Runtime base classes of a result: those without an attribute that the vendor uses."""
    found = _plain_bases(fields, paged=paged)
    return (
        ("HasHeaders",)
        if headers and found == ("Result",)
        else (*found, *(["HasHeaders"] if headers else []))
    )


def _plain_bases(fields: tuple[ModelField, ...], *, paged: bool) -> tuple[str, ...]:
    taken = {field.attribute for field in fields}
    pages = [base for name, base in _PAGED.items() if paged and name not in taken]
    raw = [base for name, base in _RAW.items() if name not in taken]
    if [*pages, *raw] == [*_PAGED.values(), *_RAW.values()]:
        return ("Page",)
    if paged:
        return (*(pages or ["Pages"]), *raw)
    return tuple(raw or ["Result"])


def attribute(one: Property) -> str:
    """The name of a property in its class, unless another property has it already."""
    return one.schema.notes.client.name or attribute_name(one.name)


def attributes(schema: Object) -> dict[str, str]:
    """The attribute of each property of an object, by wire name: chosen ones first."""
    chosen = {one.name: one.schema.notes.client.name for one in response_properties(schema)}
    return attribute_names(chosen)


def _fields(schema: Object, classes: Classes) -> tuple[ModelField, ...]:
    names = attributes(schema)
    named = tuple(_field(one, names[one.name], classes) for one in response_properties(schema))
    return (*named, *_others(schema, classes))


def _others(schema: Object, classes: Classes) -> Iterator[ModelField]:
    """The field with the properties that an object does not name, if it says that it may have some."""
    extra = other_properties(schema)
    if extra is not None:
        yield ModelField(
            wire=OTHERS,
            attribute="additional_properties_",
            type=MapOf(or_none(received_type(extra, classes), extra)),
            required=False,
            nullable=False,
            doc="The other properties, by their names in the response.",
        )


def _field(one: Property, attribute: str, classes: Classes) -> ModelField:
    return ModelField(
        wire=one.name,
        attribute=attribute,
        type=received_type(one.schema, classes),
        required=one.required,
        nullable=not one.required or is_nullable(one.schema),
        doc=describe_value(one.schema),
    )
