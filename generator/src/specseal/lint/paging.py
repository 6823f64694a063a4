"""Pagination: one style, what belongs to it, and parameters and fields that exist and have the right types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..contract import Constant, Contract, Object, Operation, Paging, Schema, Union, kind, request_fields
from ..contract.paging import STYLES, PagingStyle
from ..contract.schema import Array
from ..diagnostics import Diagnostic
from ..pointer import split

#: Keys that belong to each style besides `items`: those that it needs, and those that it may have.
_KEYS: Final[dict[PagingStyle, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "page": ((), ("size", "first", "total", "pages", "more")),
    "offset": ((), ("size", "total", "more", "next")),
    "cursor": (("next",), ("more",)),
    "after": (("id",), ("more",)),
    "from": (("id",), ("more",)),
    "link": ((), ()),
}
_SCALARS: Final = ("string", "integer", "number")
#: Styles that count, so that their parameter is a number.
_COUNTED: Final = {"page", "offset", "from"}
#: Kinds of values that a key may point at.
_KINDS: Final = {
    "total": ("integer", "string"),
    "pages": ("integer", "string"),
    "more": ("boolean", "integer", "string"),
    "next": _SCALARS,
}


def check_paging(contract: Contract) -> Iterator[Diagnostic]:
    """Yield the problems of ``x-pagination``."""
    for operation in contract.operations:
        if operation.paging is not None:
            yield from _paging(operation, operation.paging)


def _paging(operation: Operation, paging: Paging) -> Iterator[Diagnostic]:
    if len(paging.styles) != 1:
        yield Diagnostic(
            "pagination-style",
            f"Pagination has {' and '.join(paging.styles) or 'no style'}; expected exactly one style.",
            paging.location,
            f"Keep exactly one of: {', '.join(STYLES)}.",
        )
        return
    needed, possible = _KEYS[paging.style]
    for key in needed:
        if key not in paging.keys:
            yield Diagnostic(
                "pagination-key",
                f"Pagination by {paging.style!r} needs {key!r}.",
                paging.location,
                f"Add `{key}` (docs/extensions.md).",
            )
    for key in sorted(paging.keys - {paging.style, "items", *needed, *possible}):
        yield Diagnostic(
            "pagination-key",
            f"Pagination by {paging.style!r} does not use {key!r}.",
            paging.location,
            "Remove it.",
        )
    yield from _arguments(operation, paging)
    yield from _pointers(operation, paging)


def _arguments(operation: Operation, paging: Paging) -> Iterator[Diagnostic]:
    for name, expected in (
        (paging.parameter, ("integer",) if paging.style in _COUNTED else _SCALARS),
        (paging.size, ("integer",)),
    ):
        if name and not _takes(operation, name, expected):
            yield Diagnostic(
                "pagination-argument",
                f"{name!r} is not an argument of the method of type {' or '.join(expected)}.",
                paging.location,
                "Name a parameter, or a field of the body, that callers pass and that has this type.",
            )


def _takes(operation: Operation, name: str, expected: tuple[str, ...]) -> bool:
    """Whether callers pass a value of that name, of one of the kinds."""
    for field in request_fields(operation):
        if field.name == name and not field.client.omit and not field.client.option:
            constant = field.required and isinstance(field.schema.resolved(), Constant)
            placed = bool(operation.security and field.notes.placed_by)
            if not constant and not placed and _kind(field.schema) in expected:
                return True
    return False


def _pointers(operation: Operation, paging: Paging) -> Iterator[Diagnostic]:
    items = _at(operation.result, paging.items)
    yield from _pointer(paging, items, paging.items, ("array",))
    for key, pointer in (
        ("total", paging.total),
        ("pages", paging.pages),
        ("more", paging.more),
        ("next", paging.next.pointer if paging.next is not None and not paging.next.header else None),
    ):
        if pointer is not None:
            yield from _pointer(paging, _at(operation.result, pointer), pointer, _KINDS[key])
    listed = items.resolved() if items is not None else None
    if paging.id is not None and isinstance(listed, Array):
        kinds = ("integer",) if paging.style in _COUNTED else _SCALARS
        yield from _pointer(paging, _at(listed.items, paging.id), paging.id, kinds, "An item")


def _pointer(
    paging: Paging,
    found: Schema | None,
    pointer: str,
    expected: tuple[str, ...],
    holder: str = "The successful response",
) -> Iterator[Diagnostic]:
    if found is None:
        yield Diagnostic(
            "pagination-pointer",
            f"{holder} has no field at {pointer!r}.",
            paging.location,
            "Write a JSON Pointer to it, through declared properties.",
        )
    elif _kind(found) not in expected:
        yield Diagnostic(
            "pagination-pointer",
            f"{pointer!r} is not of type {' or '.join(expected)}.",
            paging.location,
            "Point `items` at the list of one page, `total` and `pages` at numbers, `more` at a flag, `next` and `id` "
            "at a text or a number.",
        )


def _at(schema: Schema | None, pointer: str) -> Schema | None:
    for name in split(pointer):
        holder = schema.resolved() if schema is not None else None
        properties = holder.properties() if isinstance(holder, Object) else ()
        schema = next((one.schema for one in properties if one.name == name), None)
    return schema


def _kind(schema: Schema) -> str:
    """The kind of a value; of a union, that of its first member, the documented type: others also occur."""
    found = schema.resolved()
    return kind(found.members[0]) if isinstance(found, Union) else kind(found)
