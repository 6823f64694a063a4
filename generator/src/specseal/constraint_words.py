"""Constraints that no type holds, in words: those that a docstring can state exactly.

What is said here is all that a keyword says. Where words would be more or less than that, there are none, and lint
refuses the keyword by its name.
"""

from __future__ import annotations

from collections.abc import Iterable

from .contract import Keyword
from .contract.notes import Json
from .document import is_map, is_seq

_KEYS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "matching `{}`",
    "enum": "one of {}",
    "const": "always `{}`",
}
"""Constraints of the names of entries, in the order in which they are said."""


def constraint_words(keyword: Keyword) -> str:
    """A sentence that says what a keyword demands, or nothing."""
    value = keyword.value
    match keyword.text:
        case "propertyNames":
            return _names(value)
        case "not":
            return _not(value)
        case "contains":
            return f"Contains {listed}." if (listed := _values(value, among=("enum", "const"))) else ""
        case "dependentRequired":
            return _dependent(value)
        case "unevaluatedProperties" if value is False:
            return "No other entries."
        case "unevaluatedItems" if value is False:
            return "No further items."
        case _:
            return ""


def _names(schema: Json) -> str:
    if not is_map(schema) or not _only(schema, {"type", *_KEYS}) or schema.get("type", "string") != "string":
        return ""
    said = [
        words.format(_listed(value, "or") if is_seq(value := schema[key]) else value)
        for key, words in _KEYS.items()
        if key in schema
    ]
    if not said:
        return ""
    return f"Each key: {'; '.join(said)}."


def _not(schema: Json) -> str:
    """What is excluded: values, a pattern, or properties together."""
    if not is_map(schema):
        return ""
    if listed := _values(schema, among=("enum", "const")):
        return f"Not {listed}."
    if (
        _only(schema, {"type", "pattern"})
        and schema.get("type", "string") == "string"
        and "pattern" in schema
    ):
        return f"Not matching `{schema['pattern']}`."
    alternatives = schema.get("anyOf") if _only(schema, {"anyOf"}) else [schema]
    sentences = [_without(one) for one in alternatives] if is_seq(alternatives) else []
    return " ".join(sentences) if sentences and all(sentences) else ""


def _without(schema: Json) -> str:
    if not is_map(schema) or not _only(schema, {"type", "required"}):
        return ""
    names = schema.get("required")
    if not is_seq(names) or not names or schema.get("type", "object") != "object":
        return ""
    return f"{'Not together' if len(names) > 1 else 'Without'}: {_listed(names, 'and')}."


def _dependent(value: Json) -> str:
    if not is_map(value) or not value or not all(is_seq(names) and names for names in value.values()):
        return ""
    return " ".join(f"With `{name}` also {_listed(names, 'and')}." for name, names in value.items())


def _values(schema: Json, *, among: tuple[str, str]) -> str:
    """The values of a schema that lists them and says nothing else."""
    several, one = among
    if not is_map(schema):
        return ""
    if _only(schema, {one}) and one in schema:
        return f"`{schema[one]}`"
    if _only(schema, {"type", several}) and is_seq(schema.get(several)):
        return _listed(schema[several], "or")
    return ""


def _only(schema: Iterable[str], keywords: set[str]) -> bool:
    return all(key in keywords or key in {"description", "title"} or key[:2] == "x-" for key in schema)


def _listed(values: Iterable[Json], last: str) -> str:
    shown = [f"`{value}`" for value in values]
    return f" {last} ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
