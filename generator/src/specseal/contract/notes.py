"""What stands beside the kind of a value: what is said about it, and which of its values are allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Self, TypeAlias

from ..diagnostics import Location

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class _Layer:
    """What is laid over what a reference names: each fact that is stated wins over the one below."""

    __slots__ = ()

    def over(self, below: Self) -> Self:
        """Both together; what ``self`` says counts."""
        if self == type(self)():
            return below
        stated = {
            one.name: value
            for one in fields(self)  # type: ignore[arg-type]  # every layer is a dataclass
            if (value := getattr(self, one.name)) != one.default
        }
        return replace(below, **stated)  # type: ignore[type-var]  # every layer is a dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientField(_Layer):
    """``x-client`` of a value: how the Python side offers it."""

    name: str = ""
    option: bool = False
    default: str | None = None
    omit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes(_Layer):
    """What is said about a value besides what it may be."""

    title: str = ""
    description: str = ""
    default: Json = None
    examples: tuple[Json, ...] = ()
    deprecated: bool = False
    unit: str = ""
    ports: tuple[int, ...] = ()
    lost: str = ""
    """What the saved document should have said here, and does not."""
    client: ClientField = field(default=ClientField())
    placed_by: tuple[str, ...] = ()
    """The security schemes that fill the value in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(_Layer):
    """Which values of a kind are allowed."""

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
    """A name, and where it is written."""

    text: str
    location: Location
