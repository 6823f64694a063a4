"""What of a scheme can be checked, found by signing with its recipe and reading that back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..json_types import is_array, is_object
from .evaluate import Run, compact
from .fields import Pair, as_form, split
from .keypairs import available
from .nodes import Assign, Call, Literal, Name
from .primitives import BY_KEY_PAIR, CLOCKS, DRAWN, NotComputable
from .scheme import Scheme, calls_of
from .view import View, json_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..json_types import Json
    from .model import Recipe
    from .view import Target


def judged(scheme: Scheme, signing: Json) -> Scheme:
    """The scheme with what of it cannot be checked, found by signing with it and reading that back."""
    vectors = signing.get("vectors", ())
    cases = [vector for vector in vectors if is_object(vector)] if is_array(vectors) else []
    unverified: list[str] = []
    problem = ""
    uses = {call.primitive for call in calls_of(scheme.recipe)}
    if pair := sorted(uses & BY_KEY_PAIR):
        if not available():
            problem = f"{pair[0]} needs the extra specseal-emulator[keys]"
        else:
            unverified.append(
                f"{pair[0]} is verified with the public key of an account, whose secret has to be one in PEM"
            )
    clocks = {call.number for call in calls_of(scheme.recipe) if call.primitive in CLOCKS}
    draws = {call.number for call in calls_of(scheme.recipe) if call.primitive in DRAWN}
    takes = {call.number for call in calls_of(scheme.recipe) if call.primitive == "take"}
    read: set[int] = set()
    for vector in [*cases, {}]:
        try:
            read |= _readable(scheme, vector)
        except (NotComputable, RecursionError):
            continue
    unverified += [text for vector in cases if (text := _contradicted(scheme, vector))]
    unread = (draws | takes) - read
    missing = [call for call in calls_of(scheme.recipe) if call.number in unread]
    if missing and not problem:
        names = ", ".join(dict.fromkeys(_name_of(scheme.recipe, call) for call in missing))
        problem = f"{names} cannot be read back from the request; "
        problem += (
            "say where it is by x-emulator.reads of the scheme"
            if any(call.number in draws for call in missing)
            else "place it in another field"
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
    if taken := _taken(call):
        return f'{taken[0]}["{taken[1]}"]'
    return f"{call.primitive}()"


def _taken(call: Call) -> Target | None:
    """The field that a call moves."""
    match call:
        case Call(primitive="take", arguments=(Name(id=place), Literal(value=str(name)))):
            return place, name
        case _:
            return None


def _readable(scheme: Scheme, vector: Json) -> set[int]:
    """The draws and the moved fields that can be read back from a request signed with the recipe itself."""
    run = signed(scheme, vector)
    drawn = dict(run.drawn)
    view = View(
        run.method, run.path, run.host, run.headers, run.query, run.form, run.body, run.scheme, run.json
    )
    reading = scheme.read(_stating(scheme, view, drawn))
    moved = {call.number for call in calls_of(scheme.recipe) if _taken(call) in reading.taken}
    return moved | {number for number, value in reading.drawn.items() if drawn.get(number) == value}


def _stating(scheme: Scheme, view: View, drawn: Mapping[int, Any]) -> View:
    """The request with the fields that the overlay says hold what was drawn."""
    for name, statement in scheme.statements.items():
        origin = scheme.recipe.values.get(name)
        if isinstance(origin, Call) and origin.number in drawn:
            text = statement.written(drawn[origin.number])
            if statement.place == "headers":
                view = replace(view, headers={**view.headers, statement.field: text})
            elif statement.place == "json":
                view = replace(view, json={**view.json, statement.field: text})
            elif statement.place == "query":
                view = replace(view, query=(*view.query, Pair(statement.field, text)))
            else:
                view = replace(view, form=(*view.form, Pair(statement.field, text)))
    return view


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
            for call in calls_of(scheme.recipe)
            if call.primitive in DRAWN
        },
    )
    return scheme.program(run)


def _drawn(call: Call, clock: float, random: Mapping[str, Any]) -> str | int:
    match call:
        case Call(primitive="unix_time"):
            return int(clock)
        case Call(primitive="unix_millis" | "growing_millis"):
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
