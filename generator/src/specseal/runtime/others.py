"""Properties of objects in responses that their description does not name, where it says that there may be some."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from .content import Mismatch
from .decode import OTHERS, wire_fields

OtherT = TypeVar("OtherT")


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """An object with the field ``additional_properties_``: a name that no property of a vendor has."""

    @classmethod
    def others_(
        cls, value: Mapping[str, Any], convert: Callable[[Any, Any, str], Any], path: str
    ) -> dict[str, Any]:
        """The properties of an object that are not named. Those of another type than documented are left out."""
        known, kind = set[str](), Any
        for field in wire_fields(cls):
            if field.name == OTHERS:
                kind = typing.get_args(typing.get_args(field.type)[0])[1]
            else:
                known.add(field.encode_name)
        found: dict[str, Any] = {}
        for name, one in value.items():
            if name not in known:
                try:
                    found[name] = convert(one, kind, f"{path}.{name}")
                except Mismatch:  # a new property, perhaps
                    continue
        return found


if TYPE_CHECKING:
    Others = dict[str, OtherT]
else:

    class Others:
        """Stands for a ``dict``, and keeps the decoder from reading the objects that have one by itself."""

        def __class_getitem__(cls, kind: Any) -> Any:
            return dict[str, kind] | cls
