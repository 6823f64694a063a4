"""What a schema says besides the kind of a value: annotations and limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Self, TypeAlias

from ..diagnostics import Location

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class _Layer:
    """Facts laid over those of a referenced schema: each stated fact overrides the one below."""

    __slots__ = ()

    def over(self, below: Self) -> Self:
        """Both combined; ``self`` wins."""
        if self == type(self)():
            return below
        stated = {
            one.name: value
            for one in fields(self)  # type: ignore[arg-type]  # every layer is a dataclass
            if (value := getattr(self, one.name)) != one.default
        }
        return replace(below, **stated)  # type: ignore[type-var]  # every layer is a dataclass


@dataclass(frozen=True, slots=True)
class ResponseTypes:
    """Which values of responses have a class of their own (``x-client`` of the root, and of values)."""

    dates: bool = False
    """Whether texts with the format of a date or a time do, and are not just texts."""
    decimals: bool = False
    """Whether numbers are decimal, and not floating."""

    def at(self, client: ClientField) -> ResponseTypes:
        """Those inside a value, which may choose others."""
        if not (client.dates or client.decimals):
            return self
        return ResponseTypes(
            client.dates == "datetime" if client.dates else self.dates,
            client.decimals == "Decimal" if client.decimals else self.decimals,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientField(_Layer):
    """``x-client`` of a value: how it appears in Python."""

    name: str = ""
    option: bool = False
    default: str | None = None
    omit: str = ""
    class_name: str = ""
    """The name of the class, of an object in a response."""
    dates: str = ""
    decimals: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes(_Layer):
    """The annotations of a value."""

    title: str = ""
    description: str = ""
    default: Json = None
    examples: tuple[Json, ...] = ()
    deprecated: bool = False
    unit: str = ""
    ports: tuple[int, ...] = ()
    lost: str = ""
    """What the saved document should say here and does not."""
    client: ClientField = field(default=ClientField())
    placed_by: tuple[str, ...] = ()
    """The security schemes that set the value."""
    read_only: bool = False
    """Whether only responses have it."""
    write_only: bool = False
    """Whether only requests have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(_Layer):
    """The limits of a value."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    max_bytes: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name and its location."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Keyword(Name):
    """A keyword of a schema that no other field holds, and its value."""

    value: Json = None
