"""Constraints of requests: a method must state them, in its types or its documentation, so others are refused."""

from __future__ import annotations

from collections.abc import Iterator

from ..constraint_words import constraint_words
from ..contract import Array, Contract, Object, RequestField, Schema, composed, request_fields
from ..contract.vocabulary import CONSTRAINTS
from ..diagnostics import Diagnostic, Location

_HINT = "State it in the `description`, and remove the keyword."


def check_constraints(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the constraints of requests that neither types nor documentation of a method would state."""
    for operation in contract.operations:
        for field in request_fields(operation):
            yield from _field(field)
        for media in operation.body.media if operation.body else ():
            if media.schema is not None:
                yield from _body(media.schema.resolved())


def _field(field: RequestField) -> Iterator[Diagnostic]:
    schema = field.schema.resolved()
    yield from _unstated(schema, f"of {field.name!r}")
    if isinstance(schema, Array):
        yield from _unstated(schema.items.resolved(), f"of the items of {field.name!r}")


def _body(body: Schema) -> Iterator[Diagnostic]:
    for part in composed(body) if isinstance(body, Object) else ():
        yield from _unstated(part, "of the body")


def _unstated(schema: Schema, of: str) -> Iterator[Diagnostic]:
    for keyword in schema.unheld:
        if keyword.text in CONSTRAINTS and not constraint_words(keyword):
            yield _problem(keyword.text, of, keyword.location)


def _problem(keyword: str, of: str, location: Location) -> Diagnostic:
    return Diagnostic(
        "constraint-unstated",
        f"The constraint {keyword!r} {of} is not supported: the method would not mention it.",
        location,
        _HINT,
    )
