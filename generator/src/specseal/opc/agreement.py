"""Whether openapi-python-client and the contract say the same of an operation, where both speak."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Operation, request_fields
from ..plan.types import base_type
from .values import ParsedOperation


def disagreements(operation: Operation, parsed: ParsedOperation) -> Iterator[str]:
    """What the two readers say differently, in a sentence each."""
    own = {(one.where, one.name): one for one in request_fields(operation)}
    other = {(one.where, one.name): one for one in parsed.fields}
    for where, name in own.keys() - other.keys():
        yield f"{operation.id}: only the contract has {name!r} in {where}"
    for where, name in other.keys() - own.keys():
        yield f"{operation.id}: only openapi-python-client has {name!r} in {where}"
    for key in own.keys() & other.keys():
        ours, theirs = own[key], other[key]
        if ours.required != theirs.required:
            yield f"{operation.id}: {key[1]!r} in {key[0]} is required for one of the two readers alone"
        if base_type(ours.schema) != theirs.type:
            yield f"{operation.id}: {key[1]!r} in {key[0]} is {base_type(ours.schema)}, and {theirs.type} there"
