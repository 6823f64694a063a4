"""Undocumented calls, and undocumented fields that a client adds to every call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import msgspec

from .address import checked_method, checked_path
from .encode import scalar
from .operation import Field, Operation

Given: TypeAlias = Mapping[str, Mapping[str, Any] | None]
"""The fields of a call by location: ``query``, ``form``, ``file`` and ``json``."""


def call(
    template: Operation[Any], method: str, path: str, values: Given, idempotent: bool
) -> tuple[Operation[Any], dict[str, Any]]:
    """The operation, and its arguments. Raises ``TypeError`` or ``ValueError``, which names what cannot be sent."""
    for name, text in (("method", method), ("path", path)):
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{name}: must be a str, not {type(text).__name__}")
    if not path.startswith("/"):
        raise ValueError("path: must begin with /")
    method, path = checked_method(method), checked_path("path", path)
    given = {
        (place, name): value
        for place, found in values.items()
        for name, value in _named(place, found).items()
    }
    body = "json" if values["json"] is not None else "multipart" if values["file"] else template.body
    if values["form"] and body == "none":
        body = "urlencoded"
    kept = [field for field in template.fields if (field.place, field.name) not in given]
    operation = msgspec.structs.replace(
        template,
        id=f"{method} {path}",
        method=method,
        path=path,
        body=body,
        fields=(
            *kept,
            *(Field(name, f"{place} {name}", cast("Any", place), "repeat") for place, name in given),
        ),
        idempotent=idempotent,
    )
    return operation, {f"{place} {name}": value for (place, name), value in given.items()}


def texts(place: str, given: Mapping[str, str] | None) -> dict[str, str]:
    """Fields of every call. Raises as ``call``."""
    return {name: scalar(f"{place}: {name}", value) for name, value in _named(place, given).items()}


def _named(place: str, given: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if given is not None and not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{place}: must be a mapping of names to values, not {type(given).__name__}")
    for name in given or {}:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{place}: the name of a field must be a str, not {type(name).__name__}")
        scalar(place, name)
    return given or {}
