"""Operations whose body may have one of several media types: the caller chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from .operation import Operation

ResultT = TypeVar("ResultT")


class Variant(NamedTuple, Generic[ResultT]):
    """The operation with a body of one media type, and the arguments that it must have."""

    operation: Operation[ResultT]
    required: tuple[str, ...]


Variants: TypeAlias = Mapping[str, Variant[ResultT]]


def chosen(
    variants: Variants[ResultT], media_type: str, arguments: Mapping[str, Any]
) -> tuple[Operation[ResultT], Mapping[str, Any]]:
    """The operation with a body of a media type, and its arguments.

    Raises ``ValueError`` for another media type, and ``TypeError`` for arguments that do not belong to this one.
    """
    variant = variants.get(media_type)
    if variant is None:
        raise ValueError(f"media_type: {media_type!r} is not one of: {', '.join(variants)}")
    known = {field.argument for field in variant.operation.fields}
    for name, value in arguments.items():
        if value is not None and name not in known:
            raise TypeError(f"{name}: is not part of a body of {media_type}")
        if value is None and name in variant.required:
            raise TypeError(f"{name}: is required in a body of {media_type}")
    return variant.operation, arguments
