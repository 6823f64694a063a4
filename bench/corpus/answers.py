"""A JSON value for a schema, as a stub answers with it."""

from __future__ import annotations

from typing import Any

from specseal.contract import (
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Object,
    Scalar,
    Schema,
    Tuple,
    Union,
)

_DEEPEST = 6
_TEXTS = {
    "date": "2026-11-26",
    "date-time": "2026-11-26T12:00:00Z",
    "uri": "https://example.com/",
    "byte": "YQ==",
}
_SCALARS: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": True, "null": None}


def answer(schema: Schema, depth: int = 0) -> Any:
    """A value with every property, but for optional ones where it gets deep."""
    found = schema.resolved()
    match found:
        case Scalar(type="string"):
            text = _TEXTS.get(found.format, "text")
            return (text * 40)[: found.limits.max_length] if found.limits.max_length else text
        case Scalar():
            least = found.limits.minimum
            return int(least) if least is not None and found.type == "integer" else _SCALARS[found.type]
        case Enumeration():
            return found.values[0]
        case Constant():
            return found.value
        case Array():
            return [answer(found.items, depth + 1)] if depth < _DEEPEST else []
        case Tuple():
            return [answer(one, depth + 1) for one in found.first]
        case Dictionary():
            return {"key": answer(found.values, depth + 1)} if depth < _DEEPEST else {}
        case Object():
            return {
                one.name: answer(one.schema, depth + 1)
                for one in found.properties()
                if one.required or depth < _DEEPEST
            }
        case Union():
            return answer(found.members[0], depth + 1)
        case _:
            return {}
