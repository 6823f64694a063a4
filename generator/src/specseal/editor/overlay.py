"""The JSON Schemas of overlays: Overlay 1.1, and in its updates the extensions that the stage may write."""

from __future__ import annotations

from typing import Any, Final, get_args

from ..lint.extensions import PLACES
from ..lint.stage_keys import STAGE_KEYS
from ..project import Stage
from .extensions import DRAFT, definitions, loosened, named, reference

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
_SAYS: Final[dict[Stage, str]] = {
    "wire": "what really travels and the page does not say",
    "client": "names of the Python side",
    "portal": "code samples, tags and logos",
    "drift": "what is known of the vendor's page",
}
#: Keys whose members are named by the vendor, so that no key of theirs is an extension.
_NAMED: Final = (
    *("properties", "patternProperties", "$defs", "paths", "responses", "content", "headers", "encoding"),
    *("schemas", "parameters", "requestBodies", "securitySchemes", "links", "pathItems"),
)
#: Keys that hold data, in which anything may stand.
_DATA: Final = ("value", "example", "default", "const", "enum")


def overlay_schema(stage: Stage) -> dict[str, Any]:
    """The JSON Schema of ``STAGE.yaml`` in the folders below ``overlays/``."""
    text = {"type": "string"}
    keys = STAGE_KEYS.get(stage, frozenset(PLACES) - {"x-waivers"})
    extensions = {key: reference(key) for key in PLACES if key in keys}
    names = {"type": "object", "additionalProperties": {"$ref": "#/definitions/fragment"}}
    fragment: dict[str, Any] = {
        "properties": {
            **{
                key: {"anyOf": [{"not": {"type": "object"}}, {"$ref": "#/definitions/names"}]}
                for key in _NAMED
            },
            **{
                key: {"anyOf": [{"not": {"type": "object"}}, {"$ref": "#/definitions/examples"}]}
                for key in ("examples",)
            },
            **dict.fromkeys(_DATA, True),
            **extensions,
        },
        "patternProperties": {_others(extensions): False},
        "additionalProperties": {"$ref": "#/definitions/fragment"},
        "items": {"$ref": "#/definitions/fragment"},
    }
    examples = {"type": "object", "additionalProperties": {"type": "object"}}
    action = {
        "type": "object",
        "additionalProperties": False,
        "required": ["target"],
        "properties": {
            "target": {
                **text,
                "pattern": "^\\$",
                "description": "JSONPath (RFC 9535) of what the action changes; $ is the whole document.",
            },
            "description": {**text, "description": "Why, and how it is known."},
            "update": {
                "description": "Merged into each target.",
                "allOf": [{"$ref": "#/definitions/fragment"}],
            },
            "copy": {**text, "description": "JSONPath of what is copied into each target."},
            "remove": {"type": "boolean", "description": "Take the targets out."},
        },
    }
    info = {"title": text, "version": text, "description": text}
    found = {name: loosened(schema) for name, schema in definitions().items()}
    found |= {"fragment": fragment, "names": names, "examples": examples, "action": action}
    return {
        "$schema": DRAFT,
        "title": f"A {stage} overlay of Specseal: {_SAYS[stage]}",
        "type": "object",
        "additionalProperties": False,
        "required": ["overlay", "info", "actions"],
        "properties": {
            "overlay": {**text, "pattern": r"^1\.[01]\.[0-9]+$", "default": "1.1.0"},
            "info": {
                "type": "object",
                "additionalProperties": False,
                "required": ["title", "version"],
                "properties": info,
            },
            "extends": text,
            "actions": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/action"}},
        },
        "definitions": named(found),
    }


def _others(extensions: dict[str, Any]) -> str:
    """A pattern of all extensions but these."""
    known = "|".join(sorted(key.removeprefix("x-") for key in extensions))
    return f"^x-(?!({known})$)"
