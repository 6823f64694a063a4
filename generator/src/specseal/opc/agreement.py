"""Compares openapi-python-client's reading of an operation with the contract."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Operation, request_fields, unsent_names
from ..plan.types import base_type
from ..python_types import ANY, ListOf, PythonType
from .values import ParsedOperation


def disagreements(operation: Operation, parsed: ParsedOperation) -> Iterator[str]:
    """The differences between the two readings, one sentence each.

    Not compared: what openapi-python-client gives up on (untyped values, fields of a body that it reads as a union,
    ``required`` beside ``allOf``).
    """
    own = {(one.where, one.name): one for one in request_fields(operation)}
    unsent = set(unsent_names(operation))
    for theirs in parsed.fields:
        where, name = theirs.where, theirs.name
        ours = own.get((where, name))
        if ours is None:
            if (where, name) not in unsent:
                yield f"{operation.id}: only openapi-python-client has {name!r} in {where}"
            continue
        if theirs.required and not ours.required:
            yield f"{operation.id}: {name!r} in {where} is required for openapi-python-client alone"
        type_ = base_type(ours.schema)
        if type_ != theirs.type and not _says_nothing(theirs.type):
            yield f"{operation.id}: {name!r} in {where} is {type_}, and {theirs.type} there"


def _says_nothing(type_: PythonType) -> bool:
    return type_ == ANY or (isinstance(type_, ListOf) and _says_nothing(type_.item))
