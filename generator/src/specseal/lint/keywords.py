"""Keywords of schemas: one that is nearly known is a mistake; any other unknown one is listed, for it has no effect."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ..contract.vocabulary import KNOWN
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, locate
from ..pointer import join

_ALIKE = 0.75


def check_keywords(document: Map) -> Iterator[Diagnostic]:
    """Yield the unknown keywords of schemas."""
    foreign: dict[str, list[str]] = {}
    for found in walk(document):
        if found.kind != "schema":
            continue
        for key in found.node:
            if key in KNOWN or key.startswith("x-"):
                continue
            pointer = join(found.pointer, key)
            similar = difflib.get_close_matches(key, KNOWN, n=1, cutoff=_ALIKE)
            if not similar:
                foreign.setdefault(key, []).append(pointer)
                continue
            yield Diagnostic(
                "keyword-unknown",
                f"Unknown JSON Schema keyword {key!r}.",
                locate(document, pointer),
                f"Did you mean {similar[0]!r}?",
            )
    for key, pointers in foreign.items():
        times = f" ({len(pointers)} times)" if len(pointers) > 1 else ""
        yield Diagnostic(
            "keyword-foreign",
            f"{key!r}{times} is not a keyword of JSON Schema and has no effect.",
            locate(document, pointers[0]),
            severity="note",
        )
