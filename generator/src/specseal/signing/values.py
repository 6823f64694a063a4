"""The kinds of values in a recipe, the parts of a request that it reads, and what a primitive is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """The kind of a value, with its name in diagnostics."""

    TEXT = "text"
    BYTES = "bytes"
    INTEGER = "an integer"
    FIELDS = "the fields of the request"
    HEADERS = "the headers"


REQUEST: Mapping[str, Kind] = MappingProxyType(
    {
        "method": Kind.TEXT,
        "scheme": Kind.TEXT,
        "host": Kind.TEXT,
        "path": Kind.TEXT,
        "target": Kind.TEXT,
        "query": Kind.FIELDS,
        "form": Kind.FIELDS,
        "params": Kind.FIELDS,
        "json": Kind.FIELDS,
        "headers": Kind.HEADERS,
        "body": Kind.BYTES,
    }
)
"""The names of the parts of the request in a recipe."""


class Group(Enum):
    """What a primitive is about, with its heading in the documentation."""

    SOURCES = "Time and chance"
    DIGESTS = "Digests and signatures"
    ENCODINGS = "Encodings"
    TEXTS = "Text"
    FIELDS = "Fields"
    HEADERS = "Headers"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a primitive. ``constant`` returns the problem of an argument that must be a literal."""

    name: str
    kinds: tuple[Kind, ...]
    constant: Callable[[str | int], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Primitive:
    """One function of the language."""

    name: str
    group: Group
    parameters: tuple[Parameter, ...]
    result: Kind
    python: str
    """Python source of the call; ``{}`` is replaced by the arguments, before a method's dot if there is one."""
    doc: str
    """What it returns, in Markdown: its row in ``docs/signing.md``."""
    module: str = "primitives"
    """The runtime module of its function, if it is not built into Python."""
    repeats: int = 0
    """How many of the last parameters may be repeated, together."""
    optional: int = 0
    """How many of the last parameters may be omitted."""
    source: str | None = None
    """The source it reads (`specseal.runtime.sources.Sources`), in which case calls may return different values."""
    keyed: bool = False
    """Whether it signs its second argument with the first, so that the result may be shown."""
    digests: bool = False
    """Whether it covers its last argument with a digest."""
    randomized: bool = False
    """Whether it returns another signature each time, all of which are valid."""

    @property
    def imported(self) -> bool:
        """Whether it is a function of the runtime; the others are built into Python."""
        return self.python.startswith(f"{self.name}(")

    @property
    def signature(self) -> str:
        """Its signature in documentation and diagnostics."""
        names = [parameter.name for parameter in self.parameters]
        text = ", ".join(names[: len(names) - self.optional])
        for name in names[len(names) - self.optional :]:
            text += f"[, {name}"
        return f"{self.name}({text}{']' * self.optional}{', …' if self.repeats else ''})"

    def expected(self, given: int) -> list[Parameter] | None:
        """The parameter of each argument, or ``None`` if a call cannot have as many arguments."""
        most = len(self.parameters)
        if given < most - self.optional:
            return None
        if given <= most:
            return list(self.parameters[:given])
        extra, left = divmod(given - most, self.repeats) if self.repeats else (0, 1)
        return None if left else [*self.parameters, *self.parameters[-self.repeats :] * extra]
