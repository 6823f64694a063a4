"""Keywords of schemas: an unknown one has no effect, so it is a mistake."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ..contract.vocabulary import KNOWN
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, locate
from ..pointer import join


def check_keywords(document: Map) -> Iterator[Diagnostic]:
    """Yield the unknown keywords of schemas."""
    for found in walk(document):
        if found.kind != "schema":
            continue
        for key in found.node:
            if key not in KNOWN and not key.startswith("x-"):
                similar = difflib.get_close_matches(key, KNOWN, n=1)
                yield Diagnostic(
                    "keyword-unknown",
                    f"Unknown JSON Schema keyword {key!r}.",
                    locate(document, join(found.pointer, key)),
                    f"Did you mean {similar[0]!r}?"
                    if similar
                    else "Remove it, or say it in the description.",
                )
