"""Values made from schemas: what a response holds where the contract has no example."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..contract.parameters import resolved, types
from ..json_types import is_array, is_object
from .patterns import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..contract import Contract
    from ..contract.model import Json
    from ..state import Clock, Ids

_DEEPEST = 8


class Maker:
    """Makes values of schemas; with a random seed the same ones in every run."""

    def __init__(self, contract: Contract, clock: Clock, ids: Ids, *, examples: bool = True) -> None:
        """Args: `examples`, whether those of the schemas are used, and defaults."""
        self._contract = contract
        self._clock = clock
        self._ids = ids
        self._given = ("example", "default") if examples else ()
        self._listed = ("examples", "enum") if examples else ("enum",)

    def value(self, schema: Any, *, least: bool = False) -> Any:
        """A value of a schema, of its examples and defaults where it has some. Args: `least`, only what is required."""
        return self._value(schema, _DEEPEST if least else 0)

    def without_examples(self, schema: Any) -> Any:
        """A value of a schema whose examples and defaults are wrong: of its types alone."""
        return Maker(self._contract, self._clock, self._ids, examples=False).value(schema)

    def _value(self, schema: Any, depth: int) -> Any:
        whole = resolved(self._contract, schema)
        for key in ("const", *self._given):
            if key in whole:
                return whole[key]
        for key in self._listed:
            given = whole.get(key)
            if is_array(given) and given:
                return given[0]
        for key in ("oneOf", "anyOf"):
            if whole.get(key) and not whole.get("properties"):
                return self._alternative(whole, whole[key], depth)
        made = self._of_type(whole, depth)
        for key in ("oneOf", "anyOf"):
            if whole.get(key) and is_object(made):  # beside properties
                other = self._alternative({}, whole[key], depth)
                made = {**other, **made} if is_object(other) else made
        return made

    def _alternative(self, whole: Json, parts: list[Any], depth: int) -> Any:
        outer = {name: value for name, value in whole.items() if name not in {"oneOf", "anyOf"}}
        found = [resolved(self._contract, part) for part in parts]
        chosen = next((part for part in found if types(part) != frozenset({"null"})), found[0])
        value = self._value({**outer, **chosen}, depth + 1)
        name = outer.get("discriminator", {}).get("propertyName")
        if name and is_object(value):
            reference = parts[found.index(chosen)].get("$ref", "")
            mapping: Mapping[str, str] = outer["discriminator"].get("mapping", {})
            known = {target: tag for tag, target in mapping.items()}
            value.setdefault(name, None)
            said = resolved(self._contract, chosen.get("properties", {}).get(name, {}))
            if "const" not in said and "enum" not in said:
                value[name] = known.get(reference, reference.rpartition("/")[2])
        return value

    def _of_type(self, whole: Json, depth: int) -> Any:
        kinds = types(whole)
        makers: Mapping[str, Callable[[Json, int], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._number,
            "number": self._number,
            "boolean": lambda _whole, _depth: True,
        }
        for kind, make in makers.items():
            if kind in kinds:
                return make(whole, depth)
        return None if kinds else {}

    def _object(self, whole: Json, depth: int) -> Json:
        required = set(whole.get("required", ()))
        found: Json = {}
        for name, part in whole.get("properties", {}).items():
            if name in required or (depth < _DEEPEST and not self._recursive(part, depth)):
                if depth > 3 * _DEEPEST:
                    break
                if not resolved(self._contract, part).get("writeOnly"):
                    found[name] = self._value(part, depth + 1)
        more = whole.get("additionalProperties")
        while is_object(more) and len(found) < whole.get("minProperties", 0 if found else 1):
            found[f"key{len(found) + 1}"] = self._value(more, depth + 1)
        return found

    def _recursive(self, part: Any, depth: int) -> bool:
        """Whether it may lead to itself: references below the third level are left out where they can be."""
        return depth > 3 and is_object(part) and "$ref" in part

    def _array(self, whole: Json, depth: int) -> list[Any]:
        least = int(whole.get("minItems", 0))
        count = max(least, 1 if depth < _DEEPEST and whole.get("maxItems") != 0 else 0)
        first = [self._value(part, depth + 1) for part in whole.get("prefixItems", ())]
        if depth >= _DEEPEST and not least:
            return first
        rest = count - len(first)
        return first + [self._value(whole.get("items", {}), depth + 1) for _ in range(rest)]

    def _number(self, whole: Json, _depth: int) -> int | float:
        if (unit := str(whole.get("x-unit", ""))).startswith("unix-"):
            now = self._clock.now()
            return int(now * 1000) if unit.endswith("milliseconds") else int(now)
        least = whole.get("minimum", whole.get("exclusiveMinimum"))
        most = whole.get("maximum", whole.get("exclusiveMaximum"))
        step = whole.get("multipleOf", 1 if "integer" in types(whole) else 0)
        value: float = least if least is not None else min(1, most) if most is not None else 1
        if least is not None and whole.get("exclusiveMinimum") == least:
            value += step or 0.5
        if most is not None and whole.get("exclusiveMaximum") == value:
            value -= step or 0.5
        if step:
            value = math.ceil(value / step) * step
        return int(value) if "integer" in types(whole) else value

    def _string(self, whole: Json, _depth: int) -> str:
        least, most = int(whole.get("minLength", 0)), whole.get("maxLength")
        if made := self._formatted(str(whole.get("format", ""))):
            return made
        if pattern := whole.get("pattern"):
            return matching(str(pattern), self._ids.chance, least, most) or ""
        text = "text"
        if most is not None:
            text = text[: int(most)]
        return text + "x" * (least - len(text))

    def _formatted(self, format_name: str) -> str:
        moment = datetime.fromtimestamp(int(self._clock.now()), UTC)
        made: Mapping[str, Callable[[], str]] = {
            "date-time": lambda: moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "date": lambda: moment.strftime("%Y-%m-%d"),
            "time": lambda: moment.strftime("%H:%M:%SZ"),
            "duration": lambda: "PT1H",
            "uuid": self._ids.uuid,
            "email": lambda: "person@example.com",
            "idn-email": lambda: "person@example.com",
            "hostname": lambda: "example.com",
            "uri": lambda: "https://example.com/",
            "url": lambda: "https://example.com/",
            "uri-reference": lambda: "/",
            "ipv4": lambda: "192.0.2.1",
            "ipv6": lambda: "2001:db8::1",
            "byte": lambda: "dGV4dA==",
        }
        found = made.get(format_name)
        return found() if found else ""
