"""Values that are one of several documented objects.

Which one is told by a discriminator, or else by the object's own properties. What fits no documented class is given as
it came, a ``dict``: a new kind of object that the vendor sends tomorrow is no error.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from .content import Mismatch
from .decode import is_object, literals_of, wire_fields

Convert = Callable[[Any, Any, str], Any]


class OneOf:
    """The rule that tells the members of a union apart.

    ``key`` is the property on the wire whose value names the class. Without one, or where an object does not have it,
    an object is of the class that has all its required properties and constants, with the most properties in common;
    of several such, of the first. ``other`` is the class of objects that are none of these.
    """

    __slots__ = ("_classes", "_key", "_other")

    def __init__(self, key: str = "", classes: Mapping[str, Any] | None = None, *, other: Any = None) -> None:
        self._key = key
        self._classes = classes or {}
        self._other = dict[str, Any] if other is None else other

    def convert(self, value: Any, kind: Any, path: str, convert: Convert) -> Any:
        """The value as the member of the union ``kind`` that fits it. Raises ``Mismatch``."""
        members = typing.get_args(kind) or (kind,)
        if not is_object(value):
            return convert(value, _without_objects(members), path)
        said = value.get(self._key) if self._key else None
        if said is not None:
            return convert(value, self._classes.get(_text(said), self._other), path)
        for member in sorted(_classes(members), key=lambda one: -_fit(value, one)):
            if _fit(value, member) < 0:
                break
            try:
                return convert(value, member, path)
            except Mismatch:
                continue
        return convert(value, self._other, path)

    def __repr__(self) -> str:
        return f"OneOf({self._key!r})"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@functools.cache
def _without_objects(members: tuple[Any, ...]) -> Any:
    """The union of the members that no JSON object can be; of all, if each is one."""
    kept = [one for one in members if not _is_object_type(one)]
    return typing.Union[tuple(kept or members)]  # noqa: UP007 - made from a tuple


def _is_object_type(kind: Any) -> bool:
    return typing.get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, msgspec.Struct))


@functools.cache
def _classes(members: tuple[Any, ...]) -> tuple[type[msgspec.Struct], ...]:
    """The classes of a union, and of unions within it."""
    found: list[type[msgspec.Struct]] = []
    for one in members:
        inner = typing.get_args(one)[0] if typing.get_origin(one) is typing.Annotated else None
        if inner is not None:
            found += _classes(typing.get_args(inner))
        elif isinstance(one, type) and issubclass(one, msgspec.Struct):
            found.append(one)
    return tuple(found)


def _fit(value: Mapping[str, Any], model: type[msgspec.Struct]) -> int:
    """How many properties an object shares with a class; negative if it cannot be of the class."""
    shared = 0
    for field in wire_fields(model):
        given = value.get(field.encode_name)
        if given is None:
            if field.required and field.encode_name not in value:
                return -1
            continue
        known = literals_of(field.type)
        if known and given not in known:
            if len(known) == 1:
                return -1
            continue
        shared += 1
    return shared
