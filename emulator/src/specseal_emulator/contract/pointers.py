"""JSON Pointers (RFC 6901) into values and schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..json_types import is_array, is_object
from .parameters import reach, resolved

if TYPE_CHECKING:
    from .model import Contract, Json

ABSENT: Any = object()


def steps(pointer: str) -> list[str]:
    """The steps of a pointer; none of the empty one."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def within(pointer: str, name: str) -> str:
    """The pointer to a field of the object at a pointer."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def value_at(data: Any, pointer: str) -> Any:
    """The value at a pointer, or `ABSENT`."""
    for step in steps(pointer):
        if is_object(data) and step in data:
            data = data[step]
        elif is_array(data) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return ABSENT
    return data


def put(data: Any, pointer: str, value: Any) -> Any:
    """A copy of the data with a value at a pointer; what is missing on the way is made."""
    path = steps(pointer)
    return _put(data, path, value) if path else value


def without(data: Any, pointer: str) -> Any:
    """A copy of the data without the field or item at a pointer; the data itself where there is none."""
    path = steps(pointer)
    return _without(data, path) if path else data


def _without(data: Any, path: list[str]) -> Any:
    step, *rest = path
    if is_object(data) and step in data:
        if rest:
            return {**data, step: _without(data[step], rest)}
        return {name: value for name, value in data.items() if name != step}
    if is_array(data) and step.isdigit() and int(step) < len(data):
        place = int(step)
        return [*data[:place], *([_without(data[place], rest)] if rest else []), *data[place + 1 :]]
    return data


def _put(data: Any, path: list[str], value: Any) -> Any:
    step, *rest = path
    if is_array(data) or (step.isdigit() and not is_object(data)):
        items = list(data) if is_array(data) else []
        position = int(step) if step.isdigit() else 0
        items += [{}] * (position + 1 - len(items))
        items[position] = _put(items[position], rest, value) if rest else value
        return items
    found: Json = dict(data) if is_object(data) else {}
    found[step] = _put(found.get(step), rest, value) if rest else value
    return found


def schema_at(contract: Contract, schema: Any, pointer: str) -> Json | None:
    """The schema of what stands at a pointer, or None when the schema names no such place."""
    found: Json | None = resolved(contract, schema)
    for step in steps(pointer):
        if found is None:
            return None
        inner = reach(contract, found, step)
        if inner is None and step.isdigit() and "items" in found:
            inner = resolved(contract, found["items"])
        found = inner
    return found
