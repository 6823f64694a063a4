"""The values and bounds in the contracts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.properties.contracts import OPERATIONS, Operation, Parameter

Named = tuple[Operation, Parameter, Any]


def values() -> Iterator[Named]:
    """Each value of each enumeration and constant that a caller passes."""
    for operation in OPERATIONS:
        for parameter in operation.parameters.values():
            if not parameter.placed_by:
                for value in parameter.values():
                    yield operation, parameter, value


def bounds() -> Iterator[Named]:
    """Each bound, as a pair: the last value within it and the first beyond."""
    for operation in OPERATIONS:
        for parameter in operation.parameters.values():
            schema = parameter.schema
            for keyword, step in (("minimum", -1), ("maximum", 1)):
                if keyword in schema:
                    yield operation, parameter, (schema[keyword], schema[keyword] + step)
            if schema.get("type") == "integer":
                yield operation, parameter, (schema["minimum"], f"{schema['minimum']}.5")
            if "maxLength" in schema:
                yield operation, parameter, ("你" * schema["maxLength"], "你" * (schema["maxLength"] + 1))
            if "x-max-bytes" in schema:
                for character in "aé你𝄞":  # one to four bytes
                    times, rest = divmod(schema["x-max-bytes"], len(character.encode()))
                    within = character * times + "a" * rest
                    yield operation, parameter, (within, within + "a")


def named(each: Named) -> str:
    """A short test id."""
    value = each[2] if isinstance(each[2], str) else "-".join(str(part)[:8] for part in each[2])
    return f"{each[0].product}-{each[1].name}-{value[:20]}-{len(str(each[2]))}"


VALUES, BOUNDS = list(values()), list(bounds())
