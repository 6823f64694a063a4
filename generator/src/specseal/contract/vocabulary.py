"""The keywords of schemas: those of JSON Schema 2020-12 and OpenAPI 3.1, by how they are handled."""

from __future__ import annotations

from typing import Final

#: Keywords that limit values, and their fields in `Limits`.
LIMITS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "x-max-bytes": "max_bytes",
    "pattern": "pattern",
    "minItems": "min_items",
    "maxItems": "max_items",
    "uniqueItems": "unique_items",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
#: Keywords that the algebra holds in its kinds, or in `Notes`.
_HELD = {
    *("$ref", "type", "format", "enum", "const", "allOf", "anyOf", "oneOf"),
    *("properties", "required", "dependentRequired", "additionalProperties", "items", "prefixItems"),
    *("title", "description", "default", "example", "examples", "deprecated"),
}
#: Keywords without effect on the Python side.
_PASSED = {"$comment", "externalDocs", "readOnly", "writeOnly", "xml", "$schema", "$id", "$defs"}
#: Keywords that constrain values and that the algebra does not hold.
UNHELD: Final = (
    *("not", "if", "then", "else", "discriminator", "patternProperties", "propertyNames"),
    *("dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"),
    *("contains", "minContains", "maxContains", "contentEncoding", "contentMediaType", "contentSchema"),
    *("$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary"),
)
#: Those that only restrict which values are valid, and change neither types nor encoding.
CONSTRAINTS: Final = frozenset(
    {
        *("not", "if", "then", "else", "propertyNames", "dependentRequired", "dependentSchemas"),
        *("unevaluatedItems", "unevaluatedProperties", "contains", "minContains", "maxContains"),
        "contentSchema",
    }
)
KNOWN: Final = frozenset({*LIMITS, *_HELD, *_PASSED, *UNHELD})
"""All keywords. Anything else in a schema is an extension (``x-…``) or a mistake."""
ANNOTATIONS: Final = frozenset(
    {*_PASSED, "title", "description", "default", "example", "examples", "deprecated"}
)
"""Keywords that do not constrain values."""
