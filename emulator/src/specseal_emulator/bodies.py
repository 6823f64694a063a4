"""Strict parsing of JSON into dataclasses: no unknown names, no conversions, errors that name the location."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from .json_types import is_array, is_object

T = TypeVar("T")
_KNOWN_HINTS: dict[type[Any], dict[str, Any]] = {}
_NAMES = {str: "a string", bool: "true or false", int: "an integer", float: "a number", NoneType: "null"}


class BodyError(ValueError):
    """JSON of the wrong shape; the text names the location, such as ``latency/seconds``, and what is expected."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        super().__init__(f"{where}: {problem}" if where else problem)


def read(cls: type[T], data: Any, where: str = "") -> T:
    """A dataclass from an object of JSON. Raises `BodyError` for what is missing, unknown or of another type.

    The class's own checks, which raise `ValueError` when it is made, are reported in the same way.
    """
    if not is_object(data):
        raise BodyError(where, "must be an object")
    known = {field.name: field for field in fields(cast(Any, cls))}
    for name in data:
        if name not in known:
            raise BodyError(_step(where, name), f"unknown name; expected one of: {', '.join(known)}")
    hints = _hints(cast("type[Any]", cls))
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name in data:
            values[name] = _value(hints[name], data[name], _step(where, name))
        elif field.default is MISSING and field.default_factory is MISSING:
            raise BodyError(_step(where, name), "is missing")
    try:
        return cls(**values)
    except BodyError:
        raise
    except ValueError as error:
        raise BodyError(where, str(error)) from error


def _hints(cls: type[Any]) -> dict[str, Any]:
    found = _KNOWN_HINTS.get(cls)
    if found is None:
        found = _KNOWN_HINTS[cls] = get_type_hints(cls)
    return found


def _value(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin is Literal:
        if value not in get_args(hint) or isinstance(value, bool):
            raise BodyError(where, f"expected one of: {', '.join(map(repr, get_args(hint)))}")
        return value
    if origin in {Union, UnionType}:
        return _union(get_args(hint), value, where)
    if origin is tuple:
        return _tuple(get_args(hint), value, where)
    if origin in {Mapping, dict}:
        if not is_object(value):
            raise BodyError(where, "must be an object")
        return {name: _value(get_args(hint)[1], inner, _step(where, name)) for name, inner in value.items()}
    if is_dataclass(hint):
        return read(cast("type[Any]", hint), value, where)
    if hint is Any:
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not hint or (isinstance(value, float) and not math.isfinite(value)):
        raise BodyError(where, f"must be {_NAMES.get(hint, hint.__name__)}")
    return value


def _union(hints: tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and NoneType in hints:
        return None
    others = [hint for hint in hints if hint is not NoneType]
    if len(others) == 1:
        return _value(others[0], value, where)
    for hint in others:
        try:
            return _value(hint, value, where)
        except BodyError:
            continue
    raise BodyError(where, f"must be {' or '.join(_NAMES.get(hint, str(hint)) for hint in hints)}")


def _tuple(hints: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not is_array(value):
        raise BodyError(where, "must be an array")
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_value(hints[0], item, _step(where, str(n))) for n, item in enumerate(value))
    if len(value) != len(hints):
        raise BodyError(where, f"must have {len(hints)} items")
    return tuple(
        _value(h, v, _step(where, str(n))) for n, (h, v) in enumerate(zip(hints, value, strict=True))
    )


def _step(where: str, name: str) -> str:
    return f"{where}/{name}" if where else name
