"""Pagination: the parameters and response fields that ``x-client.pagination`` names exist and have the right types."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Contract, Object, Operation, Paging, Schema, Union, kind
from ..diagnostics import Diagnostic
from ..pointer import split


def check_paging(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of ``x-client.pagination``."""
    for operation in contract.operations:
        if operation.paging is not None:
            yield from _paging(operation, operation.paging)


def _paging(operation: Operation, paging: Paging) -> Iterator[Diagnostic]:
    integers = {one.name for one in operation.parameters if one.required and kind(one.schema) == "integer"}
    for name in (paging.page, paging.size):
        if name not in integers:
            yield Diagnostic(
                "pagination-argument",
                f"{name!r} is not a required parameter of type integer.",
                paging.location,
                "Name the required integer parameters for the page number and the page size.",
            )
    for pointer, expected in ((paging.total, "integer"), (paging.items, "array")):
        found = _at(operation.result, pointer)
        if found is None:
            yield Diagnostic(
                "pagination-pointer",
                f"The successful response has no field at {pointer!r}.",
                paging.location,
                "Write a JSON Pointer to it, through declared properties.",
            )
        elif not _is(found, expected):
            yield Diagnostic(
                "pagination-pointer",
                f"{pointer!r} of the response is not an {expected}.",
                paging.location,
                "Point `total` at the number of all items, and `items` at the list of one page.",
            )


def _at(schema: Schema | None, pointer: str) -> Schema | None:
    for name in split(pointer):
        holder = schema.resolved() if schema is not None else None
        properties = holder.properties() if isinstance(holder, Object) else ()
        schema = next((one.schema for one in properties if one.name == name), None)
    return schema


def _is(schema: Schema, expected: str) -> bool:
    """Whether the value is of a kind, or the first of its kinds is."""
    return kind(schema) == expected or (kind(schema) == "union" and kind(_first_of(schema)) == expected)


def _first_of(schema: Schema) -> Schema:
    """The first member of a union: the documented type; other types that also occur follow it."""
    found = schema.resolved()
    return found.members[0] if isinstance(found, Union) else found
