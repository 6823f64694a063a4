"""Evaluating a recipe: every step is compiled once, to closures over one `Run`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..empty import no_items, nothing
from .fields import Fields, Pair, as_query
from .keypairs import made, verified
from .nodes import Assign, Call, Expression, Literal, Name, Place, Step, Sum, Template
from .primitives import (
    BY_KEY_PAIR,
    DRAWN,
    PLAIN,
    PRIMITIVES,
    Function,
    NotComputable,
    Value,
    octets,
)

TOOLS: Mapping[str, Function] = {name: primitive.function for name, primitive in PRIMITIVES.items()}


@dataclass(slots=True)
class Run:
    """One evaluation: the request as it was before signing, and what comes of it."""

    method: str
    path: str
    """Percent-encoded, as sent."""
    host: str
    scheme: str
    query: Fields
    form: Fields
    headers: dict[str, str]
    body: bytes
    json: dict[str, Any]
    names: dict[str, Value]
    """Credentials and settings, then local names as well."""
    drawn: Mapping[int, Value] = field(default_factory=no_items)
    """What each call that draws gives, by the number of the call."""
    given: Mapping[int, Value] = field(default_factory=no_items)
    """What the caller chose or made where there is a choice: names of headers, signatures by key pairs."""
    sent: Mapping[tuple[str, str], Pair] = field(default_factory=no_items)
    """Placed fields as they were sent."""
    left_out: frozenset[tuple[str, str]] = frozenset()
    """Fields that the caller may leave out and did: they are not placed."""
    order: Mapping[tuple[str, str], int] = field(default_factory=no_items)
    """The position at which each field was received first: a vendor computes over what it received."""
    tools: Mapping[str, Function] = field(default_factory=lambda: TOOLS)
    placed: dict[tuple[str, str], str] = field(default_factory=no_items)
    keyed: list[tuple[str, Value, Value]] = field(default_factory=nothing)
    digested: list[Value] = field(default_factory=nothing)
    """What was digested without a key."""
    """The signatures that were computed: primitive, key, data."""

    @property
    def params(self) -> Fields:
        """The fields of query and form; of a name that is in both, the query's come first."""
        if not self.form:
            return self.query
        merged: Fields = TOOLS["merged"](self.query, self.form)
        return merged

    @property
    def json_fields(self) -> Fields:
        """The top fields of a JSON object: texts themselves, other values as the JSON that is sent."""
        return tuple(
            Pair(name, value if isinstance(value, str) else compact(value))
            for name, value in self.json.items()
        )

    @property
    def target(self) -> str:
        """The path, with the query if there is one."""
        return f"{self.path}?{as_query(self.query)}" if self.query else self.path


_REQUEST: Mapping[str, Callable[[Run], Value]] = {
    "method": lambda run: run.method,
    "path": lambda run: run.path,
    "host": lambda run: run.host,
    "scheme": lambda run: run.scheme,
    "query": lambda run: run.query,
    "form": lambda run: run.form,
    "params": lambda run: run.params,
    "headers": lambda run: run.headers,
    "body": lambda run: run.body,
    "target": lambda run: run.target,
    "json": lambda run: run.json_fields,
}
REQUEST_NAMES = frozenset(_REQUEST)
_INTEGERS = {int}
Compiled = Callable[[Run], Value]


class Program:
    """The compiled steps of a recipe."""

    def __init__(self, steps: tuple[Step, ...], *, arrived: bool = False) -> None:
        """Args: `arrived`, whether it is evaluated over requests as they arrived, which have the fields already."""
        self.steps = steps
        self._run = [_made(step) if arrived else _step(step) for step in steps]

    def __call__(self, run: Run) -> Run:
        """Evaluate. Raises `NotComputable` when a value cannot be made."""
        for act in self._run:
            act(run)
        return run


def compact(value: Any) -> str:
    """JSON as clients send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _made(step: Step) -> Callable[[Run], None]:
    """A step over a request as it arrived: fields are made, but not put into it."""
    if isinstance(step, Assign):
        return _step(step)
    value, target, when = _value(step.value), (step.place, step.field), step.when

    def make(run: Run) -> None:
        if not when or run.names.get(when):
            found = value(run)
            run.placed[target] = found if isinstance(found, str) else _text(found)

    return make


def _step(step: Step) -> Callable[[Run], None]:
    value = _value(step.value)
    if isinstance(step, Assign):
        name = step.name

        def assign(run: Run) -> None:
            run.names[name] = value(run)

        return assign
    return _place(step, value)


def _place(step: Place, value: Compiled) -> Callable[[Run], None]:
    place, name, when = step.place, step.field, step.when

    def put(run: Run) -> None:
        if (when and not run.names.get(when)) or (place, name) in run.left_out:
            return
        found = value(run)
        if found is None:
            return
        text = found if isinstance(found, str) else _text(found)
        run.placed[place, name] = text
        if place == "headers":
            run.headers[name] = text
        elif place == "json":
            run.json = _json_with(run, name, found if isinstance(found, int) else text)
        else:
            sent = run.sent.get((place, name))
            pair = sent if sent is not None and sent.value == text else Pair(name, text)
            if place == "query":
                run.query = _with(run, place, run.query, pair)
            else:
                run.form = _with(run, place, run.form, pair)

    return put


def _with(run: Run, place: str, fields: Fields, pair: Pair) -> Fields:
    """The fields with one set: in place of the one of its name, else where it was received, else behind all others."""
    at = _position(run, place, [one.name for one in fields], pair.name)
    head, rest = fields[:at], fields[at:]
    return (*head, pair, *(one for one in rest if one.name != pair.name))


def _json_with(run: Run, name: str, value: Any) -> dict[str, Any]:
    if name in run.json:
        return {**run.json, name: value}
    fields = list(run.json.items())
    fields.insert(_position(run, "json", [one for one, _ in fields], name), (name, value))
    return dict(fields)


def _position(run: Run, place: str, names: list[str], name: str) -> int:
    if name in names:
        return names.index(name)
    rank = run.order.get((place, name))
    if rank is not None:
        for at, other in enumerate(names):
            if run.order.get((place, other), -1) > rank:
                return at
    return len(names)


def _text(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _value(expression: Expression) -> Compiled:
    match expression:
        case Literal(value=constant):
            return lambda _run: constant
        case Name(id=name):
            return _REQUEST.get(name) or _named(name)
        case Template(parts=parts):
            return _template(
                [str(part.value) if isinstance(part, Literal) else _value(part) for part in parts]
            )
        case Sum(terms=terms):
            return _sum([_value(term) for term in terms])
        case Call():
            return _call(expression)


def _named(name: str) -> Compiled:
    def read(run: Run) -> Value:
        try:
            return run.names[name]
        except KeyError:
            raise NotComputable(f"{name} is not known") from None

    return read


def _template(parts: list[Compiled | str]) -> Compiled:
    return lambda run: "".join([part if isinstance(part, str) else str(part(run)) for part in parts])


def _sum(terms: list[Compiled]) -> Compiled:
    def add(run: Run) -> Value:
        values = [term(run) for term in terms]
        kinds = set(map(type, values))
        if bytes in kinds:
            return b"".join(map(octets, values))
        if kinds == _INTEGERS:
            return sum(values)
        return "".join(map(str, values))

    return add


def _call(call: Call) -> Compiled:
    name, number = call.primitive, call.number
    if name == "take":
        return _take(call)
    arguments = [_value(argument) for argument in call.arguments]
    if name == "given":
        return _given(arguments)
    if name in DRAWN:
        return lambda run: _drawn(run, name, number)
    if name in BY_KEY_PAIR:
        return lambda run: _by_key_pair(run, name, number, [argument(run) for argument in arguments])
    if name == "signed_names":
        return lambda run: _signed_names(run, number, [argument(run) for argument in arguments])
    if name.startswith("hmac_"):
        key_of, data_of = arguments

        def keyed(run: Run) -> Value:
            key, data = key_of(run), data_of(run)
            run.keyed.append((name, key, data))
            return run.tools[name](key, data)

        return keyed
    if name in PLAIN:
        of = arguments[0]

        def digested(run: Run) -> Value:
            data = of(run)
            run.digested.append(data)
            return run.tools[name](data)

        return digested
    if len(arguments) == 1:
        only = arguments[0]
        return lambda run: run.tools[name](only(run))
    return lambda run: run.tools[name](*[argument(run) for argument in arguments])


def _given(arguments: list[Compiled]) -> Compiled:
    """A text if a value is not empty: it may use an optional credential, which is then present."""
    value = arguments[0]
    text = arguments[1] if len(arguments) > 1 else value
    otherwise: Compiled = arguments[2] if len(arguments) > 2 else lambda _run: ""

    def choose(run: Run) -> Value:
        return text(run) if value(run) else otherwise(run)

    return choose


def _drawn(run: Run, name: str, number: int) -> Value:
    found = run.drawn.get(number)
    if found is None:
        raise NotComputable(f"{name}() cannot be read back from the request")
    return found


def _by_key_pair(run: Run, name: str, number: int, arguments: list[Value]) -> Value:
    key, data = arguments
    run.keyed.append((name, key, data))
    signature = run.given.get(number)
    if not isinstance(signature, bytes):
        return made(name, str(key), octets(data))
    return signature if verified(name, str(key), octets(data), signature) else signature + b"!"


def _signed_names(run: Run, number: int, arguments: list[Value]) -> Value:
    """The names that the caller chose, if they are at least those that must be signed and the request has them."""
    wanted = str(run.tools["signed_names"](*arguments))
    chosen = run.given.get(number)
    if isinstance(chosen, str) and chosen != wanted:
        names = chosen.split(";")
        if set(wanted.split(";")) <= set(names) <= set(run.headers):
            return chosen
    return wanted


def _take(call: Call) -> Compiled:
    match call.arguments:
        case (Name(id=place), Literal(value=str(name))):
            pass
        case _:
            raise NotComputable("take has other arguments than a place and a name")

    def take(run: Run) -> Value:
        if place == "headers":
            return run.headers.pop(name.lower(), "")
        fields: Fields = run.query if place == "query" else run.form
        kept = tuple(pair for pair in fields if pair.name != name)
        if place == "query":
            run.query = kept
        else:
            run.form = kept
        return next((pair.value for pair in fields if pair.name == name), "")

    return take
