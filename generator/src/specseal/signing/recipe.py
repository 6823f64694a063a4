"""An ``x-signing`` value, read and checked: everything that is known about a way of signing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..diagnostics import Diagnostic, Refused
from ..document.nodes import is_map, is_seq
from ..reserved import credential_problem
from .check import check_steps, taken_by
from .grammar import LARGEST_INTEGER, read_steps
from .names import name_problem
from .nodes import Call, Name, Put, Step, When, inside, simple_steps
from .order import check_order
from .primitives import PRIMITIVES, Kind
from .secrecy import Secrets, follow_secrets
from .vectors import Vector, read_vector
from .where import Where

_KEYS = ("credentials", "secrets", "settings", "steps", "vectors", "source")
_LONGEST_SETTING = 80


@dataclass(frozen=True, slots=True)
class Recipe:
    """A way of signing whose steps have passed every check. `prove` runs its vectors."""

    name: str
    """The security scheme."""
    credentials: tuple[str, ...]
    """All of them, in the order of the contract."""
    optional: frozenset[str]
    secrets: frozenset[str]
    settings: Mapping[str, int | str]
    steps: tuple[Step, ...]
    vectors: tuple[Vector, ...]
    kinds: Mapping[str, Kind]
    """Of the local names, in order."""
    secrecy: Secrets
    where: Where

    @property
    def placed(self) -> tuple[tuple[str, str], ...]:
        """Place (``form``, ``query`` or ``headers``) and name of each field that the steps fill, in order."""
        return tuple((step.place, step.field) for step in simple_steps(self.steps) if isinstance(step, Put))

    @property
    def conditional(self) -> frozenset[tuple[str, str]]:
        """Those of the placed fields that an absent optional credential leaves out."""
        found: set[tuple[str, str]] = set()
        for step in self.steps:
            match step:
                case When(puts=puts):
                    found.update((put.place, put.field) for put in puts)
                case Put(value=Name(id=name)) if name in self.optional:
                    found.add((step.place, step.field))
                case _:
                    pass
        return frozenset(found)

    @property
    def taken(self) -> tuple[tuple[str, str], ...]:
        """Place and name of each field that the steps take out of the request, in order."""
        return tuple(
            (place, name) for step in simple_steps(self.steps) for _, place, name in taken_by(step.value)
        )

    @property
    def primitives(self) -> frozenset[str]:
        """The primitives that the steps call."""
        return frozenset(call.primitive for call in self.calls())

    @property
    def sources(self) -> frozenset[str]:
        """What the steps read besides the request: ``clock``, ``uuid``, ``random_digits``."""
        return frozenset(source for name in self.primitives if (source := PRIMITIVES[name].source))

    def calls(self) -> Iterable[Call]:
        """Every call of a primitive, in order."""
        for step in simple_steps(self.steps):
            yield from (part for part in inside(step.value) if isinstance(part, Call))


def parse_recipe(value: Any, *, root: Any, pointer: str) -> Recipe:
    """Read and check an ``x-signing`` value. ``root`` is its document and ``pointer`` its place there.

    Raises `Refused` with everything that is wrong. Vectors are read here, and run by `prove`.
    """
    reader = _Reader(Where(root, pointer))
    recipe = reader.recipe(value)
    if recipe is None or reader.problems:
        raise Refused(reader.problems)
    return recipe


def placements(steps: Any) -> frozenset[tuple[str, str]]:
    """Place and name of each field that a block of steps fills, as far as it can be read; for marking a contract."""
    found = read_steps(steps)[0] if isinstance(steps, str) else ()
    return frozenset((step.place, step.field) for step in simple_steps(found) if isinstance(step, Put))


class _Reader:
    def __init__(self, where: Where) -> None:
        self.where = where
        self.problems: list[Diagnostic] = []

    def wrong(self, code: str, message: str, *tokens: str | int, hint: str = "") -> None:
        self.problems.append(Diagnostic(code, message, self.where.location(*tokens), hint))

    def recipe(self, value: Any) -> Recipe | None:
        if not is_map(value):
            self.wrong("signing-shape", "x-signing must be a map.")
            return None
        data = value
        for key in data:
            if key not in _KEYS:
                self.wrong(
                    "signing-shape", f"x-signing has no key {key!r}.", key, hint=f"It has {', '.join(_KEYS)}."
                )
        credentials, optional = self.credentials(data.get("credentials"))
        secrets = self.secrets(data.get("secrets"), credentials)
        settings = self.settings(data.get("settings", {}), credentials)
        source = data.get("steps")
        if not isinstance(source, str):
            self.wrong("signing-shape", "steps must be a block of text.", "steps")
            return None
        steps, problems = read_steps(source)
        given = dict.fromkeys(credentials, Kind.TEXT)
        given |= {
            name: Kind.TEXT if isinstance(item, str) else Kind.INTEGER for name, item in settings.items()
        }
        kinds: dict[str, Kind] = {}
        if not problems and not self.problems:
            kinds, problems = check_steps(steps, given, optional)
            problems = problems or check_order(steps)
        self.problems += [self.where.in_steps(problem, source) for problem in problems]
        secrecy = follow_secrets(steps, secrets)
        self.keys(credentials, secrets, secrecy)
        vectors = self.vectors(data.get("vectors"))
        return Recipe(
            name=self.where.pointer.removesuffix("/x-signing").rpartition("/")[2],
            credentials=credentials,
            optional=optional,
            secrets=secrets,
            settings=MappingProxyType(settings),
            steps=steps,
            vectors=vectors,
            kinds=MappingProxyType(kinds),
            secrecy=secrecy,
            where=self.where,
        )

    def credentials(self, value: Any) -> tuple[tuple[str, ...], frozenset[str]]:
        found: list[str] = []
        optional: set[str] = set()
        for index, item in enumerate(self._names(value, "credentials")):
            name = item.removesuffix("?")
            if name != item:
                optional.add(name)
            if problem := name_problem(name) or credential_problem(name):
                message = f"a credential cannot be called {name!r}: {problem}."
                self.wrong("signing-name", message, "credentials", index)
            elif name in found:
                self.wrong("signing-name", f"{name!r} is listed twice.", "credentials", index)
            found.append(name)
        return tuple(found), frozenset(optional)

    def secrets(self, value: Any, credentials: tuple[str, ...]) -> frozenset[str]:
        names = self._names(value, "secrets")
        for index, name in enumerate(names):
            if name not in credentials:
                hint = 'Secrets are listed without "?".' if name.endswith("?") else ""
                self.wrong("signing-name", f"{name!r} is no credential.", "secrets", index, hint=hint)
        return frozenset(names)

    def keys(self, credentials: tuple[str, ...], secrets: frozenset[str], secrecy: Secrets) -> None:
        for name in credentials:
            if name in secrecy.keys and name not in secrets:
                message = f"{name!r} is the key of a hash, and is not listed as a secret."
                self.wrong(
                    "signing-credential", message, "secrets", hint="List it: what is listed is never shown."
                )

    def _names(self, value: Any, key: str) -> list[str]:
        items = value if is_seq(value) else []
        if not items or not all(isinstance(item, str) for item in items):
            self.wrong("signing-shape", f"{key} must be a list of names, not empty.", key)
            return []
        return items

    def settings(self, value: Any, credentials: tuple[str, ...]) -> dict[str, int | str]:
        if not is_map(value):
            self.wrong("signing-shape", "settings must be a map.", "settings")
            return {}
        found: dict[str, int | str] = {}
        for name, item in value.items():
            if problem := name_problem(name):
                self.wrong(
                    "signing-name", f"a setting cannot be called {name!r}: {problem}.", "settings", name
                )
            elif name in credentials:
                self.wrong("signing-name", f"{name!r} is a credential too.", "settings", name)
            elif problem := setting_problem(item):
                self.wrong("signing-shape", problem, "settings", name)
            else:
                found[name] = item
        return found

    def vectors(self, value: Any) -> tuple[Vector, ...]:
        items = value if is_seq(value) else []
        if not items:
            self.wrong(
                "signing-vector",
                "the recipe has no vectors.",
                "vectors",
                hint="Add a known answer that comes from elsewhere: the vendor's page, a capture, another tool.",
            )
        found: list[Vector] = []
        for index, item in enumerate(items):

            def report(message: str, tokens: tuple[str | int, ...], index: int = index) -> None:
                self.wrong("signing-vector", message, "vectors", index, *tokens)

            vector = read_vector(item, report)
            if vector:
                found.append(vector)
        return tuple(found)


def setting_problem(value: Any) -> str | None:
    """Why a setting cannot have this value; ``None`` where it can."""
    match value:
        case bool():
            return "a setting is an integer or a text."
        case int():
            return None if 0 <= value <= LARGEST_INTEGER else f"a setting is from 0 to {LARGEST_INTEGER}."
        case str():
            plain = len(value) <= _LONGEST_SETTING and value.isprintable()
            return None if plain else f"a setting has at most {_LONGEST_SETTING} characters, all printable."
        case _:
            return "a setting is an integer or a text."
