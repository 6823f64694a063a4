"""The classes of the headers of responses: one for the successes of an operation, and one for its failures.

Headers are text, written in the style ``simple``: items of lists are separated by commas. What their types cannot hold
is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..classes import Classes
from ..contract import (
    Array,
    Contract,
    Dictionary,
    Object,
    Operation,
    Property,
    Response,
    Schema,
    Tuple,
    Union,
)
from ..describe import describe_value
from ..naming import attribute_names
from ..python_types import ANY, ListOf, MapOf, Plain, PythonType
from .package import ModelField, ModelPlan
from .received import received_type, simplest

_TEXT = Plain("str")
#: The method of the class that reads them.
_READER = "of"


def plan_headers(contract: Contract, classes: Classes) -> tuple[ModelPlan, ...]:
    """The classes of a contract, in the order of its operations."""
    return tuple(plan for one in contract.operations for plan in _planned(one, classes))


def _planned(operation: Operation, classes: Classes) -> Iterator[ModelPlan]:
    for failed, responses in ((False, operation.successes), (True, operation.failures)):
        name = classes.headers.get((operation.id, failed))
        if name is not None:
            what = "a failure" if failed else "the response"
            yield ModelPlan(
                name=name,
                doc=f"The documented headers of {what} of `{operation.id}`.",
                fields=tuple(_fields(responses, classes)),
                bases=("ResponseHeaders",),
                page_of=None,
            )


def _fields(responses: Iterable[Response], classes: Classes) -> Iterator[ModelField]:
    """The headers of all responses; one is required if each response that has any requires it."""
    listed = [response.headers for response in responses if response.headers]
    found: dict[str, list[Property]] = {}
    for one in (header for headers in listed for header in headers):
        found.setdefault(one.name, []).append(one)
    chosen = {name: same[0].schema.notes.client.name for name, same in found.items()}
    names = attribute_names(chosen)
    for name, same in found.items():
        required = len(same) == len(listed) and all(one.required for one in same)
        attribute = f"{_READER}_" if names[name] == _READER else names[name]
        yield ModelField(
            wire=name,
            attribute=attribute,
            type=simplest(_type(one.schema, classes) for one in same),
            required=required,
            nullable=not required,
            doc=describe_value(same[0].schema),
        )


def _type(schema: Schema, classes: Classes) -> PythonType:
    match schema.resolved():
        case Array(items=items):
            return ListOf(_item(items, classes))
        case Tuple():
            return ListOf(_TEXT)
        case Dictionary(values=values):
            return MapOf(_item(values, classes))
        case Object():
            return MapOf(_TEXT)
        case Union() as union:
            types = [_type(replace(member, notes=union.notes), classes) for member in union.members]
            return _TEXT if any(isinstance(one, ListOf | MapOf) for one in types) else simplest(iter(types))
        case _:
            return _item(schema, classes)


def _item(schema: Schema, classes: Classes) -> PythonType:
    """The type of a value without parts."""
    match schema.resolved():
        case Array() | Tuple() | Dictionary() | Object() | Union():
            return _TEXT
        case _:
            found = received_type(schema, classes)
            return _TEXT if found == ANY else found
