"""Extensions: ours in the right places with valid values; those of others are listed, for they have no effect."""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Collection, Iterator
from importlib.resources import files
from typing import Any

import jsonschema_rs

from ..contract.walk import Found, walk
from ..diagnostics import Diagnostic
from ..document import Map, locate, plain
from ..pointer import join

_SOURCED = (
    "info",
    "operation",
    "parameter",
    "schema",
    "response",
    "server",
    "media type",
    "example",
    "path item",
)

#: Extension to the kinds of object on which it is allowed.
PLACES: dict[str, tuple[str, ...]] = {
    "x-source": _SOURCED,
    "x-errors": ("root", "operation"),
    "x-error-body": ("root",),
    "x-signing": ("security scheme",),
    "x-credentials": ("security scheme",),
    "x-token": ("security scheme",),
    "x-region": ("server",),
    "x-default": ("server",),
    "x-idempotent": ("operation",),
    "x-methods": ("operation",),
    "x-limits": ("operation",),
    "x-pagination": ("operation",),
    "x-max-bytes": ("schema",),
    "x-ports": ("schema",),
    "x-unit": ("schema",),
    "x-callbacks": ("root",),
    "x-pages": ("root",),
    "x-waivers": ("root",),
    "x-emulator": ("root", "operation", "security scheme"),
    "x-client": ("root", "operation", "parameter", "schema", "security scheme", "server variable"),
    "x-placed-by": ("parameter", "schema"),
    "x-codeSamples": ("operation",),
    "x-tagGroups": ("root",),
    "x-displayName": ("tag",),
    "x-logo": ("info",),
    "x-sample": ("parameter", "schema"),
    "x-portal": ("root",),
}
#: How alike an unknown extension and one of ours are when it is taken for a mistake.
_ALIKE = 0.85
#: Extensions whose values differ from place to place.
BY_PLACE = {"x-client", "x-emulator"}
PASSED_THROUGH = {"x-codeSamples", "x-tagGroups", "x-displayName", "x-logo", "x-sample"}


def check_extensions(document: Map, only: Collection[str] = ()) -> Iterator[Diagnostic]:
    """Yield the problems of all extensions of a document, or of those named in ``only``."""
    foreign: dict[str, list[str]] = {}
    for found in walk(document):
        for key, value in found.node.items():
            if not key.startswith("x-") or (only and key not in only):
                continue
            if key in PLACES or _meant(key):
                yield from _check(document, found, key, value)
            else:
                foreign.setdefault(key, []).append(join(found.pointer, key))
    for key, pointers in foreign.items():
        yield _foreign(document, key, pointers)


def _meant(key: str) -> str | None:
    """The extension that a key nearly is; ``None`` for an extension of somebody else."""
    plain = {_folded(one): one for one in PLACES}
    similar = difflib.get_close_matches(_folded(key), plain, n=1, cutoff=_ALIKE)
    return plain[similar[0]] if similar else None


def _folded(key: str) -> str:
    return key.removeprefix("x-").replace("-", "").replace("_", "").casefold()


def _foreign(document: Map, key: str, pointers: list[str]) -> Diagnostic:
    times = f" ({len(pointers)} times)" if len(pointers) > 1 else ""
    return Diagnostic(
        "extension-foreign",
        f"{key!r}{times} is not an extension of Specseal and has no effect.",
        locate(document, pointers[0]),
        severity="note",
    )


def _check(document: Map, found: Found, key: str, value: Any) -> Iterator[Diagnostic]:
    pointer = join(found.pointer, key)
    if key not in PLACES:
        yield Diagnostic(
            "extension-unknown",
            f"Unknown extension {key!r}.",
            locate(document, pointer),
            f"Did you mean {_meant(key)!r}?",
        )
    elif found.kind not in PLACES[key]:
        yield Diagnostic(
            "extension-misplaced",
            f"{key!r} is not allowed on this object ({found.kind}).",
            locate(document, pointer),
            f"Move it to one of: {', '.join(PLACES[key])}.",
        )
    elif key not in PASSED_THROUGH:
        name = f"{key}@{found.kind}" if key in BY_PLACE else key
        for error in _validator(name).iter_errors(plain(value)):
            yield Diagnostic(
                "extension-value",
                f"{key!r}: {error.message}.",
                locate(document, join(pointer, *error.instance_path)),
                "Correct it; docs/extensions.md describes the value.",
            )


def failures() -> tuple[str, ...]:
    """The kinds of failure that `emulates` may name."""
    return tuple(_schemas()["$defs"]["failure"]["enum"])


@functools.cache
def _schemas() -> dict[str, Any]:
    text = (files("specseal.lint") / "extensions.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@functools.cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    definitions = _schemas()["$defs"]
    return jsonschema_rs.Draft202012Validator({**definitions[name], "$defs": definitions})
