"""What ``specseal overlay`` does: files in, YAML text out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specseal.diagnostics import Diagnostic, Refused
from specseal.document import dump_yaml, load
from specseal.overlay.apply import apply
from specseal.overlay.model import Overlay, parse_overlay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def apply_files(openapi: Path, overlays: Sequence[Path], *, strict: bool) -> str:
    """Apply the overlays, one after the other, to the description; the result as YAML text, key order kept.

    The description is not linted, and ``extends`` is not followed: the caller says what applies to what.
    Raises ``Refused``; for unreadable or invalid files with the problems of all of them.
    """
    problems: list[Diagnostic] = []
    parsed: list[Overlay] = []
    for path in overlays:
        try:
            parsed.append(parse_overlay(load(path)))
        except Refused as refused:
            problems += refused.diagnostics
    try:
        data = load(openapi).data
    except Refused as refused:
        raise Refused([*refused.diagnostics, *problems]) from refused
    if problems:
        raise Refused(problems)
    for overlay in parsed:
        data = apply(data, overlay, strict=strict).data
    return dump_yaml(data)
