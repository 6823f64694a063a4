"""Facts files: what was read from the pages of a product, beside its spec, for people to review and CI to hold to."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from ..diagnostics import Diagnostic, Location, Refused
from ..project import Product
from ..write import write_file
from .facts import Facts

#: Written with one row on each line.
_TABLES = {"hosts", "request", "response", "errors", "examples"}
#: Not kept: places move with every edit, values are in the examples of the spec.
_LEFT_OUT = {"place", "places", "value", "unread", "items", "size"}


def facts_path(product: Product) -> Path:
    """``specs/VENDOR/PRODUCT.facts.json``."""
    return product.spec.with_suffix(".facts.json")


def load_facts(product: Product) -> tuple[Facts, ...]:
    """The facts of all pages of a product; none where no page was accepted yet.

    Raises `Refused` when the file cannot be read.
    """
    path = facts_path(product)
    if not path.exists():
        return ()
    try:
        pages = msgspec.json.decode(path.read_bytes(), type=dict[str, tuple[Facts, ...]])
        return pages["pages"]
    except (msgspec.DecodeError, KeyError, OSError) as error:
        message = f"It is not what `specseal accept` writes: {error}."
        raise Refused(
            Diagnostic(
                "facts-unreadable",
                message,
                Location(product.shown(path)),
                "Restore it, or accept the page anew.",
            )
        ) from error


def with_facts(pages: tuple[Facts, ...], facts: Facts) -> tuple[Facts, ...]:
    """The pages with one taken in, in place of its older state."""
    if all(page.document != facts.document for page in pages):
        return (*pages, facts)
    return tuple(facts if page.document == facts.document else page for page in pages)


def facts_text(pages: tuple[Facts, ...]) -> str:
    """The file, one row of the page on each line, so that a review sees rows."""
    lines = ["{", '  "pages": [']
    for number, page in enumerate(pages):
        lines.append("    {")
        entries = list(_plain(page).items())
        for index, (name, value) in enumerate(entries):
            comma = "," if index < len(entries) - 1 else ""
            if name in _TABLES and value:
                rows = ",\n".join(f"        {_dump(row)}" for row in value)
                lines.append(f'      "{name}": [\n{rows}\n      ]{comma}')
            else:
                lines.append(f'      "{name}": {_dump(value)}{comma}')
        lines.append("    }" + ("," if number < len(pages) - 1 else ""))
    return "\n".join([*lines, "  ]", "}", ""])


def write_facts(product: Product, pages: tuple[Facts, ...]) -> bool:
    """Write the file; whether it changed."""
    return write_file(facts_path(product), facts_text(pages))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        told = {one: getattr(value, one.name) for one in fields(value) if one.name not in _LEFT_OUT}
        return {
            one.name: _plain(said) for one, said in told.items() if said is not one.default and said != ()
        }
    if isinstance(value, tuple):
        items: tuple[Any, ...] = cast("Any", value)
        return [_plain(one) for one in items]
    return value
