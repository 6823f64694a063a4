"""``x-token``: the operation exists, needs nothing but options, returns JSON, and is not signed by its own token."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import Constant, Contract, Object, Operation, Schema, Scheme, request_fields
from ..contract.tokens import Token
from ..diagnostics import Diagnostic
from ..pointer import split


def check_tokens(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of ``x-token``."""
    operations = {one.id: one for one in contract.operations}
    tokened = {one.name for one in contract.schemes if one.token is not None}
    for scheme in contract.schemes:
        if scheme.token is not None:
            yield from _token(scheme, scheme.token, operations.get(scheme.token.operation), tokened)


def _token(
    scheme: Scheme, token: Token, operation: Operation | None, tokened: set[str]
) -> Iterator[Diagnostic]:
    credentials = scheme.recipe.credentials if scheme.recipe else ()
    if token.credential not in credentials if token.credential else len(credentials) != 1:
        yield Diagnostic(
            "token-credential",
            f"It is not clear which credential of {scheme.name!r} is obtained.",
            token.location,
            f"Write `credential`, one of: {', '.join(credentials)}.",
        )
    if operation is None:
        yield Diagnostic(
            "token-operation",
            f"No operation is called {token.operation!r}.",
            token.location,
            "Write the `operationId` of the operation that returns the token.",
        )
        return
    for name in operation.scheme_names:
        if name in tokened:
            yield Diagnostic(
                "token-circle",
                f"{operation.id} is signed with a token itself, by {name!r}.",
                token.location,
                "Give the operation a `security` of its own.",
            )
    for field in request_fields(operation):
        filled = field.client.option or field.notes.placed_by or isinstance(field.schema.resolved(), Constant)
        if field.required and not filled:
            yield Diagnostic(
                "token-argument",
                f"{operation.id} needs {field.name!r}, which a client that obtains the token does not know.",
                field.location,
                "Let a security scheme place it, or set `x-client: {option: true}` in the client overlay.",
            )
    for pointer in (token.value, token.life):
        if isinstance(pointer, str) and not _has(operation.result, pointer):
            yield Diagnostic(
                "token-pointer",
                f"The response of {operation.id} has no field at {pointer!r}.",
                token.location,
                "Write a JSON Pointer to it, through declared properties.",
            )


def _has(schema: Schema | None, pointer: str) -> bool:
    for name in split(pointer):
        holder = schema.resolved() if schema is not None else None
        properties = holder.properties() if isinstance(holder, Object) else ()
        schema = next((one.schema for one in properties if one.name == name), None)
        if schema is None:
            return False
    return True
