"""What is left of a draft: `TODO` comments, and texts that are still to be written. Neither prevents anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from ..contract import Places
from ..diagnostics import Diagnostic, Location
from ..document import is_map, is_seq
from ..placeholders import TO_WRITE, todos
from ..pointer import join
from ..project import Product, Stage

_METHOD = r"/paths/[^/]+/[a-z]+"
#: By the pointer of a text, what is to be written there, and where it goes; the first that fits.
_HINTS = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"/info/summary", "Say in one line what the product does; the client's README begins with it."),
        (rf"{_METHOD}/summary", "Say in one line what the call does; the method's docstring begins with it."),
        (rf"{_METHOD}/description", "Say what a caller has to know; it goes into the method's docstring."),
        (r".*/servers/\d+/description|/servers/\d+/description", "Say which server this is."),
        (r".*/x-errors/[^/]+/description", "Say what went wrong; it goes into the docstrings of errors."),
        (r".*/examples/[^/]+/summary", "Say what the example shows."),
        (r".*/responses/[^/]+/description", "Say what the response holds."),
        (r".*/requestBody/description", "Say what is sent."),
        (r"/components/schemas/[^/]+/description", "Say what one of these is; the docstring of its class."),
        (r".*/description", "Say what the value means, and its unit; it goes into docstrings."),
    )
)


def check_unfinished(product: Product, places: Places) -> Iterator[Diagnostic]:
    """Yield a note for each comment and each text that is left, in the order of files and lines."""
    found = [*_comments(product)]
    told = {(one.file, last + 1) for one, last, _ in found}
    notes = [
        Diagnostic("todo", words, place, "Then remove the comment.", "note") for place, _, words in found
    ]
    texts: dict[tuple[str, int | None], Diagnostic] = {}
    for pointer, text in _strings("", places.document):
        if text.startswith(TO_WRITE):
            place = places.at(pointer)
            at = place.file, place.line
            if at not in told:  # the comment above says it
                hint = next((hint for form, hint in _HINTS if form.fullmatch(place.pointer)), "Write it.")
                message = f"The text is still {text!r}"
                texts.setdefault(at, Diagnostic("to-be-written", f"{message}.", place, hint, "note"))
    yield from sorted([*notes, *texts.values()], key=_order)


def _comments(product: Product) -> Iterator[tuple[Location, int, str]]:
    """Place, last line and words of the comments in all sources of a product."""
    stages: tuple[Stage, ...] = get_args(Stage)
    overlays = [find(stage) for find in (product.vendor_overlay, product.overlay) for stage in stages]
    for path in (product.spec, *overlays):
        if path is not None:
            for one in todos(path.read_text("utf-8-sig")):
                yield Location(product.shown(path), one.line), one.last, one.words


def _strings(pointer: str, node: Any) -> Iterator[tuple[str, str]]:
    """All texts of a document, with their pointers."""
    if isinstance(node, str):
        yield pointer, node
    elif is_map(node):
        for key, value in node.items():
            yield from _strings(join(pointer, key), value)
    elif is_seq(node):
        for index, value in enumerate(node):
            yield from _strings(join(pointer, index), value)


def _order(one: Diagnostic) -> tuple[str, int]:
    return (one.location.file, one.location.line or 0) if one.location else ("", 0)
