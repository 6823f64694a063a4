"""Pagination that `specseal lint` refuses."""

from __future__ import annotations

from .row import Row, both

_POINT = (
    "Point `items` at the list of one page, `total` and `pages` at numbers, `more` at a flag, `next` and `id` at a "
    "text or a number."
)

PAGINATION: list[Row] = [
    Row(
        "pagination-argument",
        lambda s: s.page(size="id"),
        lambda s: s.operation["x-pagination"].update(size="size"),
        "Name a parameter, or a field of the body, that callers pass and that has this type.",
    ),
    Row(
        "pagination-style",
        lambda s: s.page(offset="hint"),
        lambda s: s.operation["x-pagination"].pop("offset"),
        "Keep exactly one of: page, offset, cursor, after, from, link.",
    ),
    Row(
        "pagination-key",
        lambda s: s.page(id="/name"),
        lambda s: s.operation["x-pagination"].pop("id"),
        "Remove it.",
    ),
    Row(
        "pagination-key",
        both(
            lambda s: s.page(),
            lambda s: s.operation.update({"x-pagination": {"items": "/rows", "cursor": "id"}}),
        ),
        lambda s: s.operation["x-pagination"].update(next="/name"),
        "Add `next` (docs/extensions.md).",
    ),
    Row(
        "pagination-pointer",
        lambda s: s.page(items="/data/rows"),
        lambda s: s.operation["x-pagination"].update(items="/rows"),
        "Write a JSON Pointer to it, through declared properties.",
    ),
    Row(
        "pagination-pointer",
        lambda s: s.page(total="/rows"),
        lambda s: s.operation["x-pagination"].update(total="/total"),
        _POINT,
    ),
]
