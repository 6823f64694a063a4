"""Moving and joining the fields of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..signing import SigningError

if TYPE_CHECKING:
    from ..signing import Values


def take(fields: Values | dict[str, str], name: str) -> str:
    """Remove a field and give its value. Raises `SigningError` unless the request has it exactly once."""
    value = fields.pop(name, None)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        raise SigningError(f"Signing moves the field {name!r}, which the request must have once, and does not.")
    return value


def merged(query: Values, form: Values) -> Values:
    """The fields of both. Of a name that is in both, the query's values come first."""
    if not form:
        return query
    both = dict(query)
    for name, value in form.items():
        earlier = both.get(name)
        both[name] = value if earlier is None else [*_listed(earlier), *_listed(value)]
    return both


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
