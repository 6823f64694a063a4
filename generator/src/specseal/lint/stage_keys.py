"""The keys of each stage: what its overlays may add or change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..diagnostics import Diagnostic
from ..document import Map, locate
from ..project import Stage

STAGE_KEYS: Final[dict[Stage, frozenset[str]]] = {
    "client": frozenset({"x-client"}),
    "portal": frozenset(
        {
            *("x-codeSamples", "x-tagGroups", "x-displayName", "x-logo", "x-sample", "x-portal"),
            *("tags", "externalDocs"),
        },
    ),
    "drift": frozenset({"x-waivers"}),
}


def check_no_waivers(document: Map) -> Iterator[Diagnostic]:
    """A diagnostic where a spec or its wire overlay waives findings, which nobody reads there."""
    if "x-waivers" in document:
        yield Diagnostic(
            "overlay-stage",
            "`x-waivers` says what is known of the page, and only `specseal drift` reads it.",
            locate(document, "/x-waivers"),
            "Move it to the drift overlay.",
        )
