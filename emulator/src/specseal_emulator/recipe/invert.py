"""Reading a signed request back: which credentials, times, nonces and settings made its fields.

Every placed field is an equation, ``value == text``, solved from the outside in: f-strings and sums are split at their
texts and fixed lengths, ``utc``, base64, hexadecimal and percent-encoding are undone. A digest tells nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..empty import no_items
from .model import SHAPES, Recipe
from .nodes import Assign, Call, Expression, Literal, Name, Sum, Template
from .primitives import (
    BY_KEY_PAIR,
    DRAWN,
    NotComputable,
    Value,
    base64_bytes,
    hex_bytes,
    octets,
)
from .times import from_text, precision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_LONGEST = 64 * 1024


@dataclass(slots=True)
class Reading:
    """What a signed request tells."""

    names: dict[str, Value] = field(default_factory=no_items)
    """Credentials and local names."""
    settings: dict[str, str | int] = field(default_factory=no_items)
    """Settings as the caller has them."""
    drawn: dict[int, Value] = field(default_factory=no_items)
    given: dict[int, Value] = field(default_factory=no_items)
    taken: dict[tuple[str, str], str] = field(default_factory=no_items)
    """Fields that were moved, by place and name."""


def read_back(recipe: Recipe, placed: Mapping[tuple[str, str], str]) -> Reading:
    """Read a request back. Args: `placed`, the fields that the recipe places, as received."""
    solver = _Solver(recipe)
    targets = [
        (step.value, placed[step.place, step.field])
        for step in recipe.steps
        if not isinstance(step, Assign) and (step.place, step.field) in placed
    ]
    for defaults in (False, False, True):
        solver.defaults = defaults
        for name, value in tuple(solver.found.names.items()):
            if name in recipe.values:
                solver.solve(recipe.values[name], value)
        for expression, text in targets:
            if len(text) <= _LONGEST:
                solver.solve(expression, text)
        found = solver.found
        if len(found.drawn) == recipe.draws and len(found.settings) == len(recipe.adjustable):
            break
    solver.share_clock()
    return solver.found


class _Solver:
    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.found = Reading()
        self.defaults = False

    def solve(self, expression: Expression, value: str | bytes | int) -> None:
        """Learn what there is to learn from ``expression == value``."""
        if self.recipe.kind(expression) == "integer" and not isinstance(value, int):
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if not SHAPES["integer"].fullmatch(text):
                return
            value = int(text)
        match expression:
            case Name(id=name):
                self._name(name, value)
            case Template(parts=parts):
                self._split(parts, _text(value))
            case Sum(terms=terms):
                self._sum(expression, terms, value)
            case Call():
                self._call(expression, value)
            case Literal():
                pass

    def _name(self, name: str, value: Value) -> None:
        found, recipe = self.found, self.recipe
        if name in recipe.settings:
            known = recipe.settings[name]
            value = value if isinstance(known, int) else _text(value)
            if name in recipe.adjustable and isinstance(value, type(known)):
                found.settings.setdefault(name, value)
        elif name in recipe.values:
            if name not in found.names:
                found.names[name] = value
            self.solve(recipe.values[name], value)
        elif name in recipe.credentials:
            found.names.setdefault(name, _text(value))

    def _known(self, expression: Expression) -> Value:
        """The value of an expression that is known already, otherwise None."""
        match expression:
            case Literal(value=value):
                return value
            case Name(id=name) if name in self.found.settings:
                return self.found.settings[name]
            case Name(id=name) if name in self.recipe.settings:
                fixed = self.defaults or name not in self.recipe.adjustable
                return self.recipe.settings[name] if fixed else None
            case Name(id=name):
                known = self.found.names.get(name)
                origin = self.recipe.values.get(name)
                if known is None and isinstance(origin, Call) and origin.primitive in DRAWN:
                    return self.found.drawn.get(origin.number)
                return known
            case Call(number=number) if expression.primitive in DRAWN:
                return self.found.drawn.get(number)
            case _:
                return None

    def _sum(self, whole: Sum, terms: Sequence[Expression], value: Value) -> None:
        kind = self.recipe.kind(whole)
        if kind == "integer":
            unknown = [term for term in terms if self._known(term) is None]
            if len(unknown) == 1 and isinstance(value, int):
                known = (self._known(term) for term in terms)
                rest = sum(one for one in known if isinstance(one, int))
                self.solve(unknown[0], value - rest)
        elif kind == "bytes":
            self._slice(terms, octets(value))
        else:
            self._split(terms, _text(value))

    def _slice(self, terms: Sequence[Expression], data: bytes) -> None:
        """Split bytes: all but one of the terms have a known length."""
        known = [self._size(term) for term in terms]
        if known.count(None) > 1:
            return
        rest = len(data) - sum(size for size in known if size is not None)
        if rest < 0:
            return
        start = 0
        for term, size in zip(terms, known, strict=True):
            end = start + (rest if size is None else size)
            part = data[start:end]
            start = end
            if self.recipe.kind(term) != "bytes":
                try:
                    self.solve(term, part.decode())
                except UnicodeDecodeError:
                    continue
            else:
                self.solve(term, part)

    def _size(self, term: Expression) -> int | None:
        known = self._known(term)
        return self.recipe.length(term) if known is None else len(octets(known))

    def _split(self, parts: Sequence[Expression], text: str) -> None:
        """Split a text at what is known of its parts, from left to right, each up to the next known one."""
        start = 0
        waiting: Expression | None = None
        parts = self.recipe.flat(parts)
        for position, part in enumerate(parts):
            known = self._known(part)
            if known is not None:
                wanted = str(known)
                last = position == len(parts) - 1
                end = text.rfind(wanted, start) if last and waiting else text.find(wanted, start)
                if end < 0 or (waiting is None and end != start):
                    return
                if waiting is not None:
                    self.solve(waiting, text[start:end])
                    waiting = None
                start = end + len(wanted)
            elif waiting is not None:
                return
            elif (size := self.recipe.length(part)) is not None:
                self.solve(part, text[start : start + size])
                start += size
            elif (shape := self.recipe.shape(part)) and (found := shape.match(text, start)):
                self.solve(part, found[0])
                start = found.end()
            else:
                waiting = part
        if waiting is not None:
            self.solve(waiting, text[start:])

    def _call(self, call: Call, value: Value) -> None:
        name = call.primitive
        if name in DRAWN:
            self.found.drawn.setdefault(call.number, value)
        elif name == "signed_names" or name in BY_KEY_PAIR:
            self.found.given.setdefault(call.number, value)
        elif name == "take":
            self._take(call, _text(value))
        elif name == "given":
            self._given(call, value)
        elif name == "utc":
            self._utc(call, _text(value))
        elif undo := UNDO.get(name):
            try:
                self.solve(call.arguments[0], undo(value))
            except (NotComputable, UnicodeDecodeError, ValueError):
                return

    def _take(self, call: Call, value: str) -> None:
        match call.arguments:
            case (Name(id=place), Literal(value=str(field_name))):
                self.found.taken.setdefault((place, field_name), value)
            case _:
                pass

    def _given(self, call: Call, value: Value) -> None:
        """A text that is there, or not."""
        value_of, *more = call.arguments
        otherwise = more[1] if len(more) > 1 else Literal("")
        if value != self._known(otherwise):
            self.solve(more[0] if more else value_of, value)

    def _utc(self, call: Call, value: str) -> None:
        match call.arguments:
            case (time, Literal(value=str(layout))):
                millis = from_text(value, layout)
                if millis is not None:
                    self._clock(time, millis, precision(layout))
            case _:
                pass

    def _clock(self, time: Expression, millis: int, size: int) -> None:
        """Learn a clock call from a time that is known to so many milliseconds."""
        match time:
            case Name(id=name) if name in self.recipe.values:
                self._clock(self.recipe.values[name], millis, size)
            case Call(primitive="unix_time", number=number) if size <= 1000:
                self.found.drawn.setdefault(number, millis // 1000)
            case Call(primitive="unix_millis", number=number) if size <= 1:
                self.found.drawn.setdefault(number, millis)
            case Sum() if size <= 1000:
                self.solve(time, millis // 1000)
            case _:
                pass

    def share_clock(self) -> None:
        """A call of the clock that is not known has the time of one that is: they are made at once."""
        drawn = self.found.drawn
        known = {call.primitive: drawn[call.number] for call in self.recipe.clocks if call.number in drawn}
        for call in self.recipe.clocks:
            if call.number not in drawn and call.primitive == "unix_time" and known:
                drawn[call.number] = known.get("unix_time", known.get("unix_millis", 0) // 1000)


def _text(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _json_text(value: Value) -> Value:
    return json.loads(_text(value))


UNDO: Mapping[str, Callable[[Value], Value]] = {
    "base64": base64_bytes,
    "base64url": base64_bytes,
    "base64url_padded": base64_bytes,
    "hex": hex_bytes,
    "hex_decode": lambda value: octets(value).hex(),
    "rfc3986": lambda value: unquote(_text(value)),
    "rfc3986_path": lambda value: unquote(_text(value)),
    "json_string": _json_text,
    "lower": lambda value: value,
    "upper": lambda value: value,
}
"""The primitives whose argument can be told from their value."""
