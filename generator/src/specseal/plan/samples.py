"""Example arguments, for READMEs, samples and generated tests: values that their schemas allow."""

from __future__ import annotations

import math
import re

from ..contract import (
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Limits,
    Object,
    RequestField,
    Scalar,
    Schema,
    Tuple,
    Union,
    entered,
    request_properties,
)
from ..contract.notes import Json
from .matching import matching
from .package import UNKNOWN, Sample, SampleFile

_FORMATS = {
    "date-time": "2026-01-02T03:04:05Z",
    "date": "2026-01-02",
    "time": "03:04:05Z",
    "duration": "PT1S",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "dGV4dA==",
    "decimal": "1.5",
}
#: Where texts are ASCII.
_ASCII = frozenset({"header", "cookie"})


def sample(name: str, field: RequestField) -> Sample:
    """A value to pass: an example of the document, if it has one."""
    schema = field.schema.resolved()
    if isinstance(schema, Scalar) and schema.format == "binary":
        return SampleFile(f"{name}.jpg" if name.isidentifier() else "picture.jpg")
    values = schema.values if isinstance(schema, Enumeration) else ()
    if isinstance(schema, Constant):
        values = (schema.value,)
    for value in (*field.notes.examples, field.notes.default, *values):
        if isinstance(value, str | int | float):
            return value
    found = _value(field.schema, name, frozenset())
    return "text" if found == UNKNOWN and field.where in _ASCII else found


def _value(schema: Schema, name: str, inside: frozenset[str]) -> Json:
    """A value that a schema allows, as small as it can be."""
    within = entered(schema, inside)
    if within is None:
        return None
    found = schema.resolved()
    for example in (*found.notes.examples, found.notes.default) if inside else ():
        if example is not None:
            return example
    match found:
        case Scalar(type="string", format=form):
            return _text(form, found.limits, name)
        case Scalar(type="boolean"):
            return True
        case Scalar(type="integer" | "number" as kind):
            return _number(found.limits, kind)
        case Enumeration(values=values):
            return values[0]
        case Constant(value=value):
            return value
        case Array(items=items):
            return [_value(items, name, within)] * (found.limits.min_items or 0)
        case Tuple(first=first):
            return [_value(one, name, within) for one in first]
        case Object():
            return {
                one.name: _value(one.schema, one.name, within)
                for one in request_properties(found)
                if one.required
            }
        case Dictionary():
            return {}
        case Union(members=members):
            return _value(members[0], name, within)
        case Scalar():
            return None
        case _:
            return UNKNOWN


def _text(form: str, limits: Limits, name: str) -> str:
    """A text that one would expect, unless the limits ask for another."""
    least = limits.min_length or 0
    expected = _FORMATS.get(form, UNKNOWN)
    if form == "uri" or (form not in _FORMATS and name.endswith("url")):
        expected = f"https://example.com/{name.removesuffix('_url')}"
    if _fits(expected, limits):
        return expected
    if limits.pattern and (matched := matching(limits.pattern, least)):
        return matched
    return ("text" * (least // 4 + 1))[: max(least, 1)]


def _fits(text: str, limits: Limits) -> bool:
    if not (limits.min_length or 0) <= len(text) <= (limits.max_length or len(text)):
        return False
    try:
        return limits.pattern is None or re.search(limits.pattern, text) is not None
    except re.error:  # a pattern of another dialect
        return True


def _number(limits: Limits, kind: str) -> int | float:
    """The number nearest to one that is within the limits."""
    step = limits.multiple_of or (1 if kind == "integer" else 0)
    low = limits.minimum if limits.minimum is not None else limits.exclusive_minimum
    high = limits.maximum if limits.maximum is not None else limits.exclusive_maximum
    found: float = max(1, low) if low is not None else 1
    found = min(found, high) if high is not None else found
    if step:
        found = math.ceil(found / step) * step
        found -= step if high is not None and found > high else 0
    if found == limits.exclusive_minimum:
        found += step or 1
    if found == limits.exclusive_maximum:
        found -= step or 1
    return int(found) if kind == "integer" else float(found)
