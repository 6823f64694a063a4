"""The schemas of our extensions, for editors: those that lint uses, in the words of JSON Schema draft 7.

Editors read draft 7 best. Of the newer words our schemas use one, ``dependentRequired``.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final, cast

from ..lint.extensions import BY_PLACE, PASSED_THROUGH, PLACES

DRAFT: Final = "http://json-schema.org/draft-07/schema#"

#: What an editor shows beside each extension.
MEANINGS: Final[dict[str, str]] = {
    "x-source": "The evidence: which document says this, and where in it.",
    "x-errors": "The error table: one row for each error code.",
    "x-error-body": "How to read the body of a failure: JSON Pointers to code, message and request id.",
    "x-signing": "The signature as a recipe, with test vectors. docs/signing.md has the language.",
    "x-token": "The operation that returns a credential of this scheme, which clients call by themselves.",
    "x-credentials": "What the constructor calls the credentials of this scheme.",
    "x-region": "The name by which callers choose this host.",
    "x-default": "Callers who choose no region reach this host.",
    "x-idempotent": "The request may be repeated without harm; clients retry it after a lost connection.",
    "x-methods": "Further methods that the vendor accepts.",
    "x-limits": "How often, and how many at a time, may be called.",
    "x-pagination": "How the pages of a list follow each other.",
    "x-max-bytes": "The longest length in bytes, as UTF-8.",
    "x-ports": "The ports that the vendor delivers to.",
    "x-unit": "What a number counts.",
    "x-callbacks": "What the vendor sends by itself: a form with a signed JSON text, or a body signed in a header.",
    "x-pages": "Addresses that a browser opens.",
    "x-waivers": "Findings of `specseal drift` that are known and meant.",
    "x-emulator": "What the emulator cannot tell from the rest: what it remembers, and where a signature's parts are.",
    "x-client": "Names and helpers of the Python side.",
    "x-placed-by": "The signing schemes that fill this field in.",
    "x-codeSamples": "Samples for the portal: lang, label, source.",
    "x-tagGroups": "Groups of tags on the portal.",
    "x-displayName": "The name of a tag on the portal.",
    "x-logo": "The logo on the portal.",
    "x-sample": "The value that the portal's samples send.",
    "x-portal": "What the portal says of the product: owner, lifecycle and the like.",
}


def definitions() -> dict[str, Any]:
    """The definitions that `reference` refers to."""
    text = (files("specseal.lint") / "extensions.schema.json").read_text("utf-8")
    return {name: _draft_7(schema) for name, schema in json.loads(text)["$defs"].items()}


def reference(key: str, kind: str | None = None) -> dict[str, Any]:
    """The schema of the value of an extension; of ``x-client`` and the like on a ``kind`` of object, or on any."""
    meaning = {"description": MEANINGS[key]}
    kinds = [kind] if kind else list(PLACES[key])
    if key in BY_PLACE:
        return {"anyOf": [_to(f"{key}@{one}") for one in kinds], **meaning}
    passed = key in PASSED_THROUGH
    return meaning if passed else {"allOf": [_to(key)], **meaning}


def loosened(schema: Any) -> Any:
    """A schema for a part of a value, as the updates of overlays are: nothing in it is required."""
    if isinstance(schema, list):
        items: list[Any] = cast("Any", schema)
        return [loosened(one) for one in items]
    if not isinstance(schema, dict):
        return schema
    members = cast("dict[str, Any]", schema)
    kept = {key: value for key, value in members.items() if key not in {"minItems", "minProperties", "not"}}
    if isinstance(kept.get("required"), list):
        kept.pop("required")
    kept.pop("dependencies", None)
    return {key: loosened(value) for key, value in kept.items()}


def _to(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name.replace(' ', '-')}"}


def _draft_7(schema: Any) -> Any:
    if isinstance(schema, list):
        items: list[Any] = cast("Any", schema)
        return [_draft_7(one) for one in items]
    if not isinstance(schema, dict):
        return schema
    made: dict[str, Any] = {}
    for key, value in cast("dict[str, Any]", schema).items():
        if key == "$ref" and isinstance(value, str):
            made[key] = value.replace("#/$defs/", "#/definitions/").replace(" ", "-")
        else:
            made["dependencies" if key == "dependentRequired" else key] = _draft_7(value)
    return made


def named(found: dict[str, Any]) -> dict[str, Any]:
    """Definitions under names without spaces, which some editors do not find in references."""
    return {name.replace(" ", "-"): schema for name, schema in found.items()}
