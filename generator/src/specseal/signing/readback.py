"""What whoever receives a signed request can read back of it, and so verify: times, nonces and fields that were taken.

A digest tells nothing, so a value must also be sent: as it is, or within text and encodings that can be undone. Every
placed field is known to the receiver; what it is made of is learnt from the outside in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .nodes import Assign, At, Call, Expression, Integer, Name, Put, Sum, Template, Text, simple_steps
from .primitives import PRIMITIVES
from .recipe import Recipe
from .values import Kind

_CLOCKS = frozenset({"unix_time", "unix_millis"})
_NONCES = frozenset({"uuid", "random_digits", "growing_millis"})
_DRAWN = _CLOCKS | _NONCES
_UNDONE = frozenset(
    {
        "base64",
        "base64url",
        "base64url_padded",
        "hex",
        "hex_decode",
        "rfc3986",
        "rfc3986_path",
        "json_string",
        "lower",
        "upper",
    }
)
"""The primitives that a receiver can undo."""
_BYTES = {
    "md5": 16,
    "sha1": 20,
    "sha256": 32,
    "sha512": 64,
    "hmac_sha1": 20,
    "hmac_sha256": 32,
    "hmac_sha384": 48,
    "hmac_sha512": 64,
    "ed25519": 64,
    "ecdsa_p256": 64,
}
_DIRECTIVES = {"Y": 4, "L": 3, "j": 3, "a": 3, "b": 3}
"""The characters of those directives of ``utc`` that do not have two."""
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that is signed, and that the request does not show."""

    name: str
    at: At
    drawn: bool
    """Whether it is drawn for each request, not taken from it."""


@dataclass(frozen=True, slots=True)
class Readback:
    """What of a recipe's requests can be verified."""

    lost: tuple[Lost, ...]
    """Drawn values and taken fields that cannot be read back: without them, nobody can verify the signature."""
    timed: bool
    """Whether requests show when they were made."""
    once: bool
    """Whether requests show something by which a repetition is noticed."""
    pairs: tuple[str, ...]
    """Signatures by a private key: their receiver has the public one only."""


def readback(recipe: Recipe, stated: frozenset[str] = frozenset()) -> Readback:
    """What can be read back. Args: `stated`, the local names that ``x-emulator.reads`` says where to find."""
    reader = _Reader(recipe)
    for reader.defaults in (False, False, True):
        reader.learn_again()
        for step in simple_steps(recipe.steps):
            if isinstance(step, Put):
                reader.learn(step.value)
    for name in stated:
        reader.tell(name)
    reader.share_clock()
    calls = tuple(recipe.calls())
    lost = [
        Lost(reader.named(call), call.at, call.primitive in _DRAWN)
        for call in calls
        if call.primitive in _DRAWN | {"take"} and id(call) not in reader.read
    ]
    read = {call.primitive for call in calls if id(call) in reader.read}
    pairs = (call.primitive for call in calls if PRIMITIVES[call.primitive].module == "keys")
    return Readback(
        tuple({one.name: one for one in reversed(lost)}.values())[::-1],
        bool(read & _CLOCKS),
        bool(read & _NONCES),
        tuple(dict.fromkeys(pairs)),
    )


@dataclass(slots=True)
class _Reader:
    recipe: Recipe
    values: dict[str, Expression] = field(init=False)
    """Local names."""
    known: set[str] = field(default_factory=set[str])
    """The names whose values have been learnt."""
    read: set[int] = field(default_factory=set[int])
    """The identities of the calls whose values have been learnt: two calls of the clock are two values."""
    defaults: bool = False
    """Whether settings that callers may change are taken to have the recipe's values."""

    def __post_init__(self) -> None:
        steps = simple_steps(self.recipe.steps)
        self.values = {step.name: step.value for step in steps if isinstance(step, Assign)}

    def learn(self, expression: Expression) -> None:
        """Learn what a known value tells of what it is made of."""
        match expression:
            case Name(id=name):
                self.known.add(name)
                if name in self.values:
                    self.learn(self.values[name])
            case Template() | Sum() if self._kind(expression) is Kind.INTEGER:
                unknown = [term for term in _terms(expression) if not self._is_known(term)]
                if len(unknown) == 1:
                    self.learn(unknown[0])
            case Template() | Sum():
                self._split(self._flat(expression, 0))
            case Call():
                self._undo(expression)
            case _:
                pass

    def learn_again(self) -> None:
        """Learn from the local names that are known: more may be known now of what they are made of."""
        for name in self.known & self.values.keys():
            self.learn(self.values[name])

    def tell(self, name: str) -> None:
        """Learn a drawn value from elsewhere in the request."""
        origin = self.values.get(name)
        if isinstance(origin, Call) and origin.primitive in _DRAWN:
            self.read.add(id(origin))

    def _split(self, parts: Sequence[Expression]) -> None:
        """A part is known up to the next known one, or by its length."""
        for at, part in enumerate(parts):
            if self._is_known(part):
                continue
            if self._length(part) is not None or at + 1 == len(parts) or self._is_known(parts[at + 1]):
                self.learn(part)
            else:
                return

    def _undo(self, call: Call) -> None:
        first = call.arguments[0] if call.arguments else None
        match call.primitive, call.arguments:
            case name, _ if name in _DRAWN | {"take"}:
                self.read.add(id(call))
            case "upper", (inner,) if self._has_letters(inner):
                pass
            case "given", (_, text, *_):
                self.learn(text)
            case "utc", (time, Text(value=layout)):
                self._clock(time, layout)
            case name, _ if first is not None and (name in _UNDONE or name == "given"):
                self.learn(first)
            case _:
                pass

    def _clock(self, time: Expression, layout: str) -> None:
        """A layout tells a time if it has all parts of it."""
        has = set(layout.replace("%", " %").split())
        letters = {part[1] for part in has if part.startswith("%")}
        day = "j" in letters or ("d" in letters and letters & {"m", "b"})
        origin = self._origin(time)
        if not day or not {"Y", "H", "M", "S"} <= letters:
            return
        if isinstance(origin, Call) and origin.primitive == "unix_millis" and "L" not in letters:
            return
        self.learn(time)

    def _has_letters(self, expression: Expression) -> bool:
        """Whether a drawn value has letters, which would come back in the other case."""
        origin = self._origin(expression)
        return isinstance(origin, Call) and origin.primitive == "uuid"

    def share_clock(self) -> None:
        """The calls of the clock are made at once: seconds follow from any of them."""
        clocks = [call for call in self.recipe.calls() if call.primitive in _CLOCKS]
        if any(id(call) in self.read for call in clocks):
            self.read.update(id(call) for call in clocks if call.primitive == "unix_time")

    def named(self, call: Call) -> str:
        """What people call a value: its local name, or the call."""
        for name, value in self.values.items():
            if value is call:
                return name
        match call:
            case Call(primitive="take", arguments=(Name(id=place), Text(value=name))):
                return f'{place}["{name}"]'
            case _:
                return f"{call.primitive}()"

    def _is_known(self, expression: Expression) -> bool:
        match expression:
            case Text() | Integer():
                return True
            case Name(id=name) if name in self.recipe.settings:
                fixed = name not in self.recipe.adjustable and isinstance(self.recipe.settings[name], str)
                return self.defaults or fixed or name in self.known
            case Name(id=name):
                origin = self.values.get(name)
                return name in self.known or (isinstance(origin, Call) and id(origin) in self.read)
            case Call():
                return id(expression) in self.read
            case _:
                return False

    def _origin(self, expression: Expression) -> Expression:
        while isinstance(expression, Name) and expression.id in self.values:
            expression = self.values[expression.id]
        return expression

    def _flat(self, expression: Expression, depth: int) -> list[Expression]:
        """The parts of a text or of bytes, those of local names included."""
        found: list[Expression] = []
        for part in _terms(expression):
            origin = self._origin(part)
            inner = isinstance(origin, Template | Sum) and self._kind(origin) is not Kind.INTEGER
            if inner and depth < _DEEPEST:
                found += self._flat(origin, depth + 1)
            else:
                found.append(part)
        return found

    def _kind(self, expression: Expression) -> Kind:
        match expression:
            case Integer():
                return Kind.INTEGER
            case Sum(left=left, right=right):
                kinds = {self._kind(left), self._kind(right)}
                return kinds.pop() if len(kinds) == 1 else Kind.BYTES if Kind.BYTES in kinds else Kind.TEXT
            case Call(primitive=primitive):
                return PRIMITIVES[primitive].result
            case Name(id=name) if name in self.recipe.kinds:
                return self.recipe.kinds[name]
            case Name(id=name) if isinstance(self.recipe.settings.get(name), int):
                return Kind.INTEGER
            case Name(id="body"):
                return Kind.BYTES
            case _:
                return Kind.TEXT

    def _length(self, expression: Expression) -> int | None:
        """The number of characters or bytes of a value, if it is always the same."""
        origin = self._origin(expression)
        match origin:
            case Text(value=value):
                return len(value)
            case Call(primitive="random_digits", arguments=(Integer(value=digits),)):
                return digits
            case Call(primitive="hex", arguments=(inner,)):
                size = self._length(inner)
                return None if size is None else 2 * size
            case Call(primitive="base64" | "base64url_padded", arguments=(inner,)):
                size = self._length(inner)
                return None if size is None else 4 * -(-size // 3)
            case Call(primitive="base64url", arguments=(inner,)):
                size = self._length(inner)
                return None if size is None else -(-size * 4 // 3)
            case Call(primitive="lower" | "upper", arguments=(inner,)):
                return self._length(inner)
            case Call(primitive="utc", arguments=(_, Text(value=layout))):
                text = layout.split("%")
                sizes = (_DIRECTIVES.get(part[0], 2) + len(part) - 1 for part in text[1:])
                return len(text[0]) + sum(sizes)
            case Call(primitive=primitive):
                return _BYTES.get(primitive)
            case Template() | Sum():
                sizes_of = [self._length(part) for part in self._flat(origin, 0)]
                known = [size for size in sizes_of if size is not None]
                return sum(known) if len(known) == len(sizes_of) else None
            case _:
                return None


def _terms(expression: Expression) -> Iterable[Expression]:
    """The parts of an f-string, or of a chain of ``+``."""
    match expression:
        case Template(parts=parts, at=at):
            return [Text(part, at) if isinstance(part, str) else part for part in parts]
        case Sum(left=left, right=right):
            return [*(_terms(left) if isinstance(left, Sum) else [left]), right]
        case _:
            return [expression]
