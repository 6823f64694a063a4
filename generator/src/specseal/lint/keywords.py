"""Keywords of schemas: a word that JSON Schema does not know says nothing, so it is a mistake."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from ..contract.vocabulary import KNOWN
from ..contract.walk import walk
from ..diagnostics import Diagnostic
from ..document import Map, locate
from ..pointer import join


def check_keywords(document: Map) -> Iterator[Diagnostic]:
    """Diagnostics of keywords that nobody knows."""
    for found in walk(document):
        if found.kind != "schema":
            continue
        for key in found.node:
            if key not in KNOWN and not key.startswith("x-"):
                near = difflib.get_close_matches(key, KNOWN, n=1)
                yield Diagnostic(
                    "keyword-unknown",
                    f"{key!r} is no keyword of JSON Schema.",
                    locate(document, join(found.pointer, key)),
                    f"Did you mean {near[0]!r}?" if near else "Remove it, or say it in the description.",
                )
