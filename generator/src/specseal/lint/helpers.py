"""What clients offer beyond the calls: pages of results, callbacks, addresses for a browser."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Callback, Contract, Object, Operation, Paging, Schema, Union, kind
from ..diagnostics import Diagnostic
from ..pointer import split


def check_helpers(contract: Contract) -> Iterator[Diagnostic]:
    """Diagnostics of ``x-client.pagination`` and ``x-callbacks``."""
    for operation in contract.operations:
        if operation.paging is not None:
            yield from _paging(operation, operation.paging)
    for callback in contract.callbacks:
        yield from _callback(contract, callback)


def _callback(contract: Contract, callback: Callback) -> Iterator[Diagnostic]:
    scheme = contract.scheme(callback.scheme)
    if scheme is None:
        yield Diagnostic(
            "security-undeclared",
            f"There is no security scheme {callback.scheme!r}.",
            callback.location,
            "Declare it in components.securitySchemes.",
        )
    elif scheme.recipe is not None and ("form", callback.sign) not in scheme.recipe.placed:
        yield Diagnostic(
            "callback-sign",
            f"The recipe of {callback.scheme!r} places no form[{callback.sign!r}] to compare with.",
            callback.location,
            "Let the recipe place the signature where the callback carries it.",
        )


def _paging(operation: Operation, paging: Paging) -> Iterator[Diagnostic]:
    integers = {one.name for one in operation.parameters if one.required and kind(one.schema) == "integer"}
    for name in (paging.page, paging.size):
        if name not in integers:
            yield Diagnostic(
                "pagination-argument",
                f"{name!r} is not a required parameter of type integer.",
                paging.location,
                "Name the parameters that number the page and say how many items it holds.",
            )
    for pointer, expected in ((paging.total, "integer"), (paging.items, "array")):
        found = _at(operation.result, pointer)
        if found is None:
            yield Diagnostic(
                "pagination-pointer",
                f"The successful response has nothing at {pointer!r}.",
                paging.location,
                "Write a JSON Pointer to it, through documented properties.",
            )
        elif not _is(found, expected):
            yield Diagnostic(
                "pagination-pointer",
                f"{pointer!r} of the response is no {expected}.",
                paging.location,
                "Point at the number of all items, and at the list of this page's.",
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
    """The first member of a union: the document's promise comes first, the forms that travel as well follow."""
    found = schema.resolved()
    return found.members[0] if isinstance(found, Union) else found
