"""The names of arguments: one per value of a request, no two alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .contract import Constant, RequestField
from .naming import UnnameableError, snake_case

#: Arguments that every method has.
RESERVED = frozenset({"self", "timeout"})
#: Characters that alone tell some wire names apart, such as ``DateCreated<``.
_SPOKEN = {"<": " less ", ">": " greater ", "+": " plus ", "-": " minus "}

Names = Mapping[tuple[str, str], str]
"""Place and wire name, to argument."""


def argument_names(fields: Iterable[RequestField], reserved: Iterable[str] = ()) -> Names:
    """The argument of each field. Of those with one name, the first keeps it; the others say where they are sent.

    Chosen names come first, those that only signs tell from others late, and fields that are no arguments last.
    ``reserved`` are names that the method has besides.
    """
    listed = sorted(fields, key=lambda one: (is_silent(one), not _SPOKEN.keys().isdisjoint(one.name)))
    found: dict[tuple[str, str], str] = {
        (one.where, one.name): one.client.name for one in listed if one.client.name
    }
    taken = {*RESERVED, *reserved, *found.values()}
    for one in listed:
        key = (one.where, one.name)
        if key not in found:
            found[key] = next(name for name in _candidates(one) if name not in taken)
            taken.add(found[key])
    return found


def argument_name(field: RequestField) -> str:
    """The name of an argument, were it the only one."""
    return field.client.name or next(iter(_candidates(field)))


def is_silent(field: RequestField) -> bool:
    """Whether the client itself sends a field, or nobody does."""
    value = field.schema.resolved()
    constant = field.required and isinstance(value, Constant) and value.value is not None
    return bool(constant or field.client.omit or field.notes.placed_by)


def _candidates(field: RequestField) -> Iterable[str]:
    first = _derived(field)
    yield first
    if first in RESERVED:
        yield f"{first}_"
    if (spoken := _spoken(field.name)) != first:
        yield spoken
    if field.where == "body":
        yield "request_body"
    place = "body" if field.where in {"form", "json", "others"} else field.where
    yield f"{first.rstrip('_')}_{place}"
    for number in range(2, 1000):
        yield f"{first.rstrip('_')}_{number}"


def _derived(field: RequestField) -> str:
    try:
        return snake_case(field.name)
    except UnnameableError:
        return _spoken(field.name)


def _spoken(name: str) -> str:
    """The name with its signs as words; a name without a letter is ``value``."""
    said = "".join(_SPOKEN.get(one, one) if one.isascii() else " " for one in name)
    try:
        return snake_case(said)
    except UnnameableError:
        kept = "".join(one if one.isalnum() else "_" for one in said).strip("_").lower()
        return f"value_{kept}".rstrip("_")
