"""An ``x-signing`` value, read and checked: a signing recipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..diagnostics import Diagnostic, Refused
from ..document.nodes import is_map, is_seq
from ..reserved import credential_problem
from .check import check_steps
from .fields import taken_by
from .grammar import LARGEST_INTEGER, read_steps
from .locator import Locator
from .names import name_problem
from .nodes import Call, FieldPlace, Name, Put, Step, When, inside, simple_steps
from .order import check_order
from .primitives import PRIMITIVES, Kind
from .secrecy import Secrets, check_signed, follow_secrets
from .vectors import Vector, read_vector

_KEYS = ("credentials", "secrets", "settings", "adjustable", "unsigned", "steps", "vectors", "source")
UNSIGNED = ("query", "body", "files")
"""The parts of a request that a recipe may leave unsigned by design; ``body`` includes the files."""
_LONGEST_SETTING = 80


@dataclass(frozen=True, slots=True)
class Recipe:
    """A signing recipe whose steps have passed all checks. `prove` runs its vectors."""

    name: str
    """The security scheme."""
    credentials: tuple[str, ...]
    """All credentials, in the order of the contract."""
    optional: frozenset[str]
    secrets: frozenset[str]
    settings: Mapping[str, int | str]
    adjustable: frozenset[str]
    """The settings that callers may set."""
    unsigned: frozenset[str]
    """The parts of requests that it does not sign by design."""
    steps: tuple[Step, ...]
    vectors: tuple[Vector, ...]
    kinds: Mapping[str, Kind]
    """Of the local names, in order."""
    secrecy: Secrets
    locator: Locator

    @property
    def placed(self) -> tuple[tuple[FieldPlace, str], ...]:
        """Place (``form``, ``query`` or ``headers``) and name of each field that the steps set, in order."""
        return tuple((step.place, step.field) for step in simple_steps(self.steps) if isinstance(step, Put))

    @property
    def conditional(self) -> frozenset[tuple[str, str]]:
        """The placed fields that are omitted if an optional credential is absent."""
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
        """What the steps read besides the request: ``clock``, ``uuid``, ``random_digits``, ``growing_millis``."""
        return frozenset(source for name in self.primitives if (source := PRIMITIVES[name].source))

    @property
    def reads_clock(self) -> bool:
        """Whether what the steps make depends on the time."""
        return bool(self.sources & {"clock", "growing_millis"})

    def calls(self) -> Iterable[Call]:
        """Every call of a primitive, in order."""
        for step in simple_steps(self.steps):
            yield from (part for part in inside(step.value) if isinstance(part, Call))


def parse_recipe(value: Any, *, root: Any, pointer: str) -> Recipe:
    """Read and check an ``x-signing`` value. ``root`` is its document and ``pointer`` its position there.

    Raises `Refused` with every problem. Vectors are read here, and run by `prove`.
    """
    reader = _Reader(Locator(root, pointer))
    recipe = reader.recipe(value)
    if recipe is None or reader.problems:
        raise Refused(reader.problems)
    return recipe


def placements(steps: Any) -> frozenset[tuple[str, str]]:
    """Place and name of each field that a block of steps sets, as far as it can be parsed."""
    found = read_steps(steps)[0] if isinstance(steps, str) else ()
    return frozenset((step.place, step.field) for step in simple_steps(found) if isinstance(step, Put))


class _Reader:
    def __init__(self, locator: Locator) -> None:
        self.locator = locator
        self.problems: list[Diagnostic] = []

    def wrong(self, code: str, message: str, *tokens: str | int, hint: str = "") -> None:
        self.problems.append(Diagnostic(code, message, self.locator.location(*tokens), hint))

    def recipe(self, value: Any) -> Recipe | None:
        if not is_map(value):
            self.wrong("signing-shape", "x-signing must be a map.", hint="Write a map (docs/signing.md).")
            return None
        data = value
        for key in data:
            if key not in _KEYS:
                self.wrong(
                    "signing-shape",
                    f"unknown key {key!r}.",
                    key,
                    hint=f"Remove it, or use one of: {', '.join(_KEYS)}.",
                )
        credentials, optional = self.credentials(data.get("credentials"))
        secrets = self.secrets(data.get("secrets"), credentials)
        settings = self.settings(data.get("settings", {}), credentials)
        adjustable = self.chosen(data, "adjustable", tuple(settings), "setting")
        unsigned = self.chosen(data, "unsigned", UNSIGNED, "part of a request")
        source = data.get("steps")
        if not isinstance(source, str):
            self.wrong(
                "signing-shape", "steps must be a string.", "steps", hint="Write a block, after `steps: |`."
            )
            return None
        steps, problems = read_steps(source)
        given = dict.fromkeys(credentials, Kind.TEXT)
        given |= {
            name: Kind.TEXT if isinstance(item, str) else Kind.INTEGER for name, item in settings.items()
        }
        kinds: dict[str, Kind] = {}
        if not problems and not self.problems:
            kinds, problems = check_steps(steps, given, optional)
            problems = problems or [*check_order(steps), *check_signed(steps, secrets, optional)]
        self.problems += [self.locator.in_steps(problem) for problem in problems]
        secrecy = follow_secrets(steps, secrets)
        self.keys(credentials, secrets, secrecy)
        vectors = self.vectors(data.get("vectors"))
        return Recipe(
            name=self.locator.pointer.removesuffix("/x-signing").rpartition("/")[2],
            credentials=credentials,
            optional=optional,
            secrets=secrets,
            settings=MappingProxyType(settings),
            adjustable=adjustable,
            unsigned=unsigned,
            steps=steps,
            vectors=vectors,
            kinds=MappingProxyType(kinds),
            secrecy=secrecy,
            locator=self.locator,
        )

    def credentials(self, value: Any) -> tuple[tuple[str, ...], frozenset[str]]:
        found: list[str] = []
        optional: set[str] = set()
        for index, item in enumerate(self._names(value, "credentials")):
            name = item.removesuffix("?")
            if name != item:
                optional.add(name)
            if problem := name_problem(name) or credential_problem(name):
                message = f"invalid credential name {name!r}: {problem}."
                self.wrong("signing-name", message, "credentials", index, hint="Use another name.")
            elif name in found:
                self.wrong(
                    "signing-name", f"{name!r} is listed twice.", "credentials", index, hint="List it once."
                )
            found.append(name)
        return tuple(found), frozenset(optional)

    def secrets(self, value: Any, credentials: tuple[str, ...]) -> frozenset[str]:
        names = self._names(value, "secrets")
        for index, name in enumerate(names):
            if name not in credentials:
                hint = (
                    'List secrets without "?".' if name.endswith("?") else "List it under `credentials` too."
                )
                self.wrong("signing-name", f"{name!r} is not a credential.", "secrets", index, hint=hint)
        return frozenset(names)

    def keys(self, credentials: tuple[str, ...], secrets: frozenset[str], secrecy: Secrets) -> None:
        for name in credentials:
            if name in secrecy.keys and name not in secrets:
                message = f"{name!r} is the key of a hash, but not listed as a secret."
                self.wrong("signing-credential", message, "secrets", hint="List it under `secrets`.")

    def chosen(self, data: Mapping[str, Any], key: str, known: tuple[str, ...], what: str) -> frozenset[str]:
        """A list of some of the known names."""
        names = self._names(data[key], key) if key in data else []
        for index, name in enumerate(names):
            if name not in known:
                hint = f"Expected one of: {', '.join(known)}." if known else "Remove it."
                self.wrong("signing-name", f"{name!r} is no {what}.", key, index, hint=hint)
            elif key == "adjustable" and (problem := credential_problem(name)):
                message = f"invalid setting name {name!r}: {problem}."
                self.wrong("signing-name", message, key, index, hint="Use another name.")
        return frozenset(names)

    def _names(self, value: Any, key: str) -> list[str]:
        items = value if is_seq(value) else []
        if not items or not all(isinstance(item, str) for item in items):
            self.wrong(
                "signing-shape", f"{key} must be a non-empty list of names.", key, hint="List at least one."
            )
            return []
        return items

    def settings(self, value: Any, credentials: tuple[str, ...]) -> dict[str, int | str]:
        if not is_map(value):
            self.wrong(
                "signing-shape", "settings must be a map.", "settings", hint="Write a map from name to value."
            )
            return {}
        found: dict[str, int | str] = {}
        for name, item in value.items():
            if problem := name_problem(name):
                self.wrong(
                    "signing-name",
                    f"invalid setting name {name!r}: {problem}.",
                    "settings",
                    name,
                    hint="Use another name.",
                )
            elif name in credentials:
                self.wrong(
                    "signing-name",
                    f"{name!r} is also a credential.",
                    "settings",
                    name,
                    hint="Use another name.",
                )
            elif problem := setting_problem(item):
                self.wrong("signing-shape", problem, "settings", name, hint="Correct the value.")
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
                hint="Add one from an independent source: the vendor's document, a capture, another tool.",
            )
        found: list[Vector] = []
        for index, item in enumerate(items):

            def report(message: str, tokens: tuple[str | int, ...], index: int = index) -> None:
                self.wrong("signing-vector", message, "vectors", index, *tokens, hint="Correct the vector.")

            vector = read_vector(item, report)
            if vector:
                found.append(vector)
        return tuple(found)


def setting_problem(value: Any) -> str | None:
    """Why a setting cannot have this value; ``None`` if it can."""
    match value:
        case bool():
            return "a setting must be an integer or a string."
        case int():
            return (
                None
                if 0 <= value <= LARGEST_INTEGER
                else f"an integer setting must be between 0 and {LARGEST_INTEGER}."
            )
        case str():
            plain = len(value) <= _LONGEST_SETTING and value.isprintable()
            return None if plain else f"a setting has at most {_LONGEST_SETTING} printable characters."
        case _:
            return "a setting must be an integer or a string."
