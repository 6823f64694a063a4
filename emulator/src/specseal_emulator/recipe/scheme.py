"""One signing scheme of a contract: its recipe, compiled, and what of it can be verified."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..json_types import is_array, is_object
from .evaluate import REQUEST_NAMES, Program, Run, compact
from .fields import Pair, as_form, split
from .invert import Reading, Recipe, read_back
from .keypairs import available
from .nodes import Assign, Call, Expression, Literal, Name, Place, Sum, inside, numbered
from .parse import RecipeError, parse
from .primitives import BY_KEY_PAIR, CLOCKS, DRAWN, KNOWN, PRIMITIVES, NotComputable
from .statements import Statement, read_statements
from .view import Target, View, json_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..json_types import Json

_SECRET_MAKERS = frozenset({name for name in PRIMITIVES if name.startswith("hmac_")} | BY_KEY_PAIR)

_DEADLINE = re.compile(r"expir|until|deadline|valid|^end")
_CHANGEABLE = frozenset({"base64", "hex"} | {name for name in PRIMITIVES if name.startswith("hmac_")})


@dataclass(frozen=True, slots=True)
class Scheme:
    """A recipe as it is verified."""

    name: str
    recipe: Recipe
    program: Program
    numbered: Program
    """The same with a name of its own for each of `digests`."""
    digests: tuple[Call, ...]
    """Its digests and their encodings, in order."""
    credentials: tuple[str, ...]
    optional: frozenset[str]
    secrets: frozenset[str]
    targets: tuple[Target, ...]
    """The fields that it places."""
    needed: tuple[Target, ...]
    """Those of them that every request has."""
    secret_targets: frozenset[Target]
    """Those of them that depend on a secret or a digest."""
    statements: Mapping[str, Statement]
    """Where the overlay says that a name is to be read."""
    window: int | None
    """Seconds that a request may be old, where the overlay says so."""
    unverified: tuple[str, ...]
    """What of it cannot be checked, for people."""
    problem: str = ""
    """Why its signature cannot be checked at all; empty when it can."""

    def read(self, view: View) -> Reading:
        """What a signed request tells."""
        reading = read_back(self.recipe, view.received(self.targets))
        for name, statement in self.statements.items():
            if (value := statement.read(view)) is not None:
                _tell(self.recipe, reading, name, value)
        return reading

    def moved(self) -> Iterator[tuple[Target, Target, bool]]:
        """Fields that it moves: where from, where to, and whether their case may change."""
        for step in self.recipe.steps:
            if isinstance(step, Place):
                value, folded = step.value, False
                while isinstance(value, Call) and value.primitive in {"lower", "upper"}:
                    value, folded = value.arguments[0], True
                match value:
                    case Call(primitive="take", arguments=(Name(id=place), Literal(value=str(name)))):
                        yield (place, name), (step.place, step.field), folded
                    case _:
                        pass

    def nonces(self, reading: Reading) -> list[str]:
        """What was drawn at random for a request."""
        return [
            str(reading.drawn[call.number])
            for call in _calls(self.recipe)
            if call.primitive in DRAWN and call.primitive not in CLOCKS and call.number in reading.drawn
        ]

    def times(self, reading: Reading) -> tuple[list[int], list[int]]:
        """When a request was made, and when it says that it expires."""
        made = [
            int(reading.drawn[call.number])
            for call in _calls(self.recipe)
            if call.primitive in CLOCKS and call.number in reading.drawn
        ]
        expires = [value for part in self._deadlines() if (value := self._later(part, reading)) is not None]
        return made, expires

    def _deadlines(self) -> Iterator[Sum]:
        """Sums of a time and a life: a setting is in it, or its name says so."""
        for step in self.recipe.steps:
            named = isinstance(step, Assign) and _DEADLINE.search(step.name)
            for part in inside(step.value):
                if isinstance(part, Sum) and (
                    (named and part is step.value)
                    or any(isinstance(term, Name) and term.id in self.recipe.settings for term in part.terms)
                ):
                    yield part

    def holders(self, reading: Reading) -> Iterator[str]:
        """The fields that hold what could not be read of them."""
        for step in self.recipe.steps:
            if isinstance(step, Place):
                calls = [part for part in self._expanded(step.value) if isinstance(part, Call)]
                if any(call.primitive in DRAWN and call.number not in reading.drawn for call in calls):
                    yield step.field

    def _expanded(self, expression: Expression) -> Iterator[Expression]:
        for part in inside(expression):
            yield part
            if isinstance(part, Name) and part.id in self.recipe.values:
                yield from self._expanded(self.recipe.values[part.id])

    def _later(self, whole: Sum, reading: Reading) -> int | None:
        """The value of a sum of a time and a number of seconds."""
        if self.recipe.kind(whole) != "integer":
            return None
        total, clock = 0, False
        for term in whole.terms:
            value: Any = None
            origin = self.recipe.values.get(term.id, term) if isinstance(term, Name) else term
            match origin:
                case Literal(value=value):
                    pass
                case Name(id=name):
                    value = reading.settings.get(name, self.recipe.settings.get(name))
                case Call(primitive=primitive, number=number) if primitive in CLOCKS:
                    value, clock = reading.drawn.get(number), True
                case _:
                    pass
            if not isinstance(value, int):
                return None
            total += value
        return total if clock else None


def scheme_of(name: str, signing: Json, stated: Json) -> Scheme:
    """The scheme of ``x-signing`` and ``x-emulator``. Raises `RecipeError` for what cannot be read."""
    credentials = [str(one) for one in signing.get("credentials", ())]
    optional = frozenset(one[:-1] for one in credentials if one.endswith("?"))
    names = tuple(one.removesuffix("?") for one in credentials)
    settings: dict[str, str | int] = dict(signing.get("settings", {}))
    steps = parse(str(signing.get("steps", "")), KNOWN)
    recipe = Recipe(steps, frozenset(names), settings)
    known = {*names, *settings, *recipe.values, *REQUEST_NAMES}
    for step in steps:
        for part in inside(step.value):
            if isinstance(part, Name) and part.id not in known:
                raise RecipeError(f"{part.id} is neither a credential, a setting nor an earlier step")
    places = [step for step in steps if isinstance(step, Place)]
    targets = tuple(dict.fromkeys((step.place, step.field) for step in places))
    digests = tuple(
        part
        for step in steps
        for part in inside(step.value)
        if isinstance(part, Call) and part.primitive in _CHANGEABLE
    )
    try:
        program = Program(steps)
        changeable = Program(numbered(steps, _CHANGEABLE))
    except NotComputable as error:
        raise RecipeError(str(error)) from error
    window = stated.get("window")
    scheme = Scheme(
        name=name,
        recipe=recipe,
        program=program,
        numbered=changeable,
        digests=digests,
        credentials=names,
        optional=optional,
        secrets=frozenset(str(one) for one in signing.get("secrets", ())),
        targets=targets,
        needed=tuple(
            dict.fromkeys(
                (step.place, step.field)
                for step in places
                if not step.when and not (isinstance(step.value, Name) and step.value.id in optional)
            )
        ),
        secret_targets=frozenset(
            (step.place, step.field) for step in places if _digested(recipe, step.value)
        ),
        statements=read_statements(stated),
        window=window if isinstance(window, int) else None,
        unverified=(),
    )
    return _judged(scheme, signing)


def _tell(recipe: Recipe, reading: Reading, name: str, value: str | int) -> None:
    """Take over a name that the overlay says where to read."""
    reading.names.setdefault(name, value)
    expression: Expression | None = recipe.values.get(name)
    if isinstance(expression, Call) and expression.primitive in DRAWN:
        reading.drawn.setdefault(expression.number, value)


def _calls(recipe: Recipe) -> list[Call]:
    return [part for step in recipe.steps for part in inside(step.value) if isinstance(part, Call)]


def _digested(recipe: Recipe, expression: Expression) -> bool:
    """Whether a digest, a signature or a local name made of one is in an expression."""
    for part in inside(expression):
        if isinstance(part, Call) and (part.primitive in _SECRET_MAKERS or _is_digest(part)):
            return True
        if isinstance(part, Name) and part.id in recipe.values and _digested(recipe, recipe.values[part.id]):
            return True
    return False


def _is_digest(call: Call) -> bool:
    return call.primitive in PRIMITIVES and PRIMITIVES[call.primitive].length is not None


def _judged(scheme: Scheme, signing: Json) -> Scheme:
    """The scheme with what of it cannot be checked, found by signing with it and reading that back."""
    vectors = signing.get("vectors", ())
    cases = [vector for vector in vectors if is_object(vector)] if is_array(vectors) else []
    unverified: list[str] = []
    problem = ""
    uses = {call.primitive for call in _calls(scheme.recipe)}
    if pair := sorted(uses & BY_KEY_PAIR):
        if not available():
            problem = f"{pair[0]} needs the extra specseal-emulator[keys]"
        else:
            unverified.append(
                f"{pair[0]} is verified with the public key of an account, whose secret has to be one in PEM"
            )
    clocks = {call.number for call in _calls(scheme.recipe) if call.primitive in CLOCKS}
    draws = {call.number for call in _calls(scheme.recipe) if call.primitive in DRAWN}
    read: set[int] = set()
    for vector in [*cases, {}]:
        try:
            read |= _readable(scheme, vector)
        except (NotComputable, RecursionError):
            continue
    unverified += [text for vector in cases if (text := _contradicted(scheme, vector))]
    unread = sorted(draws - read)
    missing = [call for call in _calls(scheme.recipe) if call.number in unread]
    if missing and not problem:
        names = ", ".join(dict.fromkeys(_name_of(scheme.recipe, call) for call in missing))
        problem = (
            f"{names} cannot be read back from the request; say where it is by x-emulator.reads of the scheme"
        )
    if not clocks & read:
        unverified.append("it carries no time, so no request is too old")
    if not (draws - clocks) & read:
        unverified.append("it carries no nonce, so no request is a repetition")
    return replace(scheme, unverified=tuple(unverified), problem=problem)


def _contradicted(scheme: Scheme, vector: Json) -> str:
    """What of a vector the emulator computes otherwise; empty when nothing."""
    try:
        placed = signed(scheme, vector).placed
    except (NotComputable, RecursionError) as error:
        return f"its vector {vector.get('name', '')!r} cannot be computed: {error}"
    for place, fields in vector.get("expect", {}).items():
        for name, value in fields.items() if place != "names" else ():
            target = place, str(name).lower() if place == "headers" else str(name)
            if target in placed and placed[target] != str(value):
                return f"its vector {vector.get('name', '')!r} has another {place}[{name!r}] than the emulator computes"
    return ""


def _name_of(recipe: Recipe, call: Call) -> str:
    for step in recipe.steps:
        if isinstance(step, Assign) and step.value is call:
            return step.name
    return f"{call.primitive}()"


def _readable(scheme: Scheme, vector: Json) -> set[int]:
    """The draws that can be read back from a request signed with the recipe itself."""
    run = signed(scheme, vector)
    drawn = dict(run.drawn)
    view = View(
        run.method, run.path, run.host, run.headers, run.query, run.form, run.body, run.scheme, run.json
    )
    reading = scheme.read(view)
    return {number for number, value in reading.drawn.items() if drawn.get(number) == value}


def signed(scheme: Scheme, vector: Json) -> Run:
    """A request of a vector, signed by the recipe. Raises `NotComputable`."""
    request = vector.get("request", {})
    url = urlsplit(str(request.get("url", "https://api.example.com/v1/things?b=2&a=1")))
    query = split(url.query) + tuple(_pairs(request.get("query", {})))
    form = tuple(_pairs(request.get("form", {})))
    headers = {str(name).lower(): str(value) for name, value in request.get("headers", {}).items()}
    headers.setdefault("host", url.netloc)
    if form or not request:
        headers.setdefault("content-type", "application/x-www-form-urlencoded")
    given = request.get("json")
    if is_object(given):
        headers.setdefault("content-type", "application/json")
    body = str(request.get("body", "")).encode() or (
        compact(given).encode() if is_object(given) else as_form(form).encode()
    )
    names: dict[str, Any] = dict.fromkeys(scheme.optional)
    for number, name in enumerate(scheme.credentials):
        names.setdefault(name, f"credential-{number}")
    names |= scheme.recipe.settings
    names |= vector.get("settings", {})
    names |= vector.get("credentials", {})
    random = vector.get("random", {})
    clock = float(vector.get("clock", 1_700_000_123.456))
    run = Run(
        method=str(request.get("method", "POST")),
        path=url.path or "/",
        host=url.netloc,
        scheme=url.scheme,
        query=query,
        form=form,
        headers=headers,
        body=body,
        json=dict(json_fields(body, headers.get("content-type", ""))),
        names=names,
        drawn={
            call.number: _drawn(call, clock, random)
            for call in _calls(scheme.recipe)
            if call.primitive in DRAWN
        },
    )
    return scheme.program(run)


def _drawn(call: Call, clock: float, random: Mapping[str, Any]) -> str | int:
    match call:
        case Call(primitive="unix_time"):
            return int(clock)
        case Call(primitive="unix_millis"):
            return round(clock * 1000)
        case Call(primitive="uuid"):
            return str(random.get("uuid", f"3f0c1a52-8f0e-4d1b-9a4e-{call.number:012d}"))
        case Call(primitive=name, arguments=(Literal(value=int(count)), *_)):
            return str(random.get(name, "".join(str((7 * n + call.number) % 10) for n in range(count))))
        case _:
            return str(random.get(call.primitive, f"n0nce{call.number}"))


def _pairs(fields: Json) -> Iterator[Pair]:
    for name, value in fields.items():
        for one in value if is_array(value) else [value]:
            yield Pair(str(name), str(one))
