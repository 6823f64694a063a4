"""Overlays stay within their stage: what client, portal and drift overlays may change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..diagnostics import Diagnostic, Refused
from ..document import Map, is_map, is_seq, locate
from ..pointer import join
from ..project import Stage
from .document import check_structure
from .extensions import check_extensions
from .stage_keys import STAGE_KEYS


def lint_stage(before: Map, after: Map, stage: Stage) -> None:
    """Check that the overlays of a stage change only the keys of that stage, and that these are valid.

    Raises `Refused` with every problem.
    """
    if before is after:
        return
    keys = STAGE_KEYS[stage]
    problems = [
        Diagnostic(
            "overlay-stage",
            f"A {stage} overlay may only change: {', '.join(sorted(keys))}.",
            locate(after, pointer),
            "Move the change to the wire overlay.",
        )
        for pointer in _changes("", before, after, keys)
    ]
    problems += check_extensions(after, {key for key in keys if key.startswith("x-")})
    if "tags" in keys:
        kept = {key: after[key] for key in ("openapi", "info", "tags") if key in after}
        problems += check_structure(Map({**kept, "paths": {}}, location=after.location, marks=after.marks))
    if problems:
        raise Refused(dict.fromkeys(problems))


def _changes(pointer: str, before: Any, after: Any, keys: frozenset[str]) -> Iterator[str]:
    """Pointers to the differences outside the values of ``keys``."""
    if is_map(before) and is_map(after):
        for key in {**before, **after}:
            if key not in keys:
                if key in before and key in after:
                    yield from _changes(join(pointer, key), before[key], after[key], keys)
                else:
                    yield join(pointer, key)
    elif is_seq(before) and is_seq(after) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _changes(join(pointer, index), one, other, keys)
    elif before != after:
        yield pointer
