"""Static checks of the steps: every name is defined, every type matches, nothing is unused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .names import name_problem
from .nodes import (
    Assign,
    At,
    Call,
    Expression,
    Integer,
    Name,
    Put,
    Step,
    Sum,
    Template,
    Text,
    When,
    inside,
    simple_steps,
)
from .primitives import PRIMITIVES, REQUEST, TAKEABLE, Kind, Parameter, Primitive
from .problems import Problem, Wrong

_READABLE = {Kind.TEXT, Kind.INTEGER}


class _Unknown(Exception):
    """A value depends on a step that has been reported already."""


@dataclass(slots=True)
class _Checker:
    given: Mapping[str, Kind]
    """Credentials and settings."""
    optional: frozenset[str]
    assigned: frozenset[str]
    """Every local name of the recipe, to tell "used too early" from "unknown"."""
    kinds: dict[str, Kind | None] = field(default_factory=dict[str, Kind | None])
    """Local names so far; ``None`` if the step is invalid."""
    used: set[str] = field(default_factory=set[str])
    present: str | None = None
    """The optional credential that is known to be present."""

    def step(self, step: Step) -> Iterable[Problem]:
        try:
            match step:
                case Assign():
                    self._assign(step)
                case Put():
                    self._put(step)
                case When():
                    yield from self._when(step)
        except Wrong as wrong:
            yield wrong.problem
        except _Unknown:
            pass

    def _assign(self, step: Assign) -> None:
        if step.name in self.kinds:
            raise Wrong("signing-name", f"{step.name!r} is assigned twice.", step.at, "Use a new name.")
        self.kinds[step.name] = None
        if step.name in self.given:
            raise Wrong(
                "signing-name",
                f"{step.name!r} is already a credential or a setting.",
                step.at,
                "Use a new name.",
            )
        if problem := name_problem(step.name):
            raise Wrong(
                "signing-name", f"invalid name {step.name!r}: {problem}.", step.at, "Use another name."
            )
        kind = self.kind(step.value)
        if kind in {Kind.FIELDS, Kind.HEADERS}:
            raise Wrong(
                "signing-type", f"{kind.value} cannot be assigned.", step.at, "Pass them to a primitive."
            )
        self.kinds[step.name] = kind

    def _put(self, step: Put) -> None:
        if isinstance(step.value, Name) and step.value.id in self.optional:
            self.used.add(step.value.id)
            return
        kind = self.kind(step.value)
        if kind not in _READABLE:
            hint = (
                "Use hex(…) or base64(…)."
                if kind is Kind.BYTES
                else "Pass them to a primitive that returns text."
            )
            raise Wrong("signing-type", f"{step.target} must be text, not {kind.value}.", step.at, hint)

    def _when(self, step: When) -> Iterable[Problem]:
        if step.credential not in self.optional:
            raise Wrong(
                "signing-credential",
                f'"if" takes an optional credential; {step.credential!r} is not one.',
                step.at,
                'List it with "?" after its name.',
            )
        self.used.add(step.credential)
        self.present = step.credential
        for put in step.puts:
            yield from self.step(put)
            for call in _calls(put.value, "take"):
                message = 'take is not allowed under "if": a field is moved always or never.'
                yield Problem("signing-syntax", message, call.at, 'Take it into a name before "if".')
        self.present = None

    def kind(self, expression: Expression) -> Kind:
        match expression:
            case Text():
                return Kind.TEXT
            case Integer():
                return Kind.INTEGER
            case Name():
                return self._name(expression)
            case Template(parts=parts):
                for part in parts:
                    if not isinstance(part, str):
                        self._readable(part)
                return Kind.TEXT
            case Sum():
                return self._sum(expression)
            case Call():
                return self._call(expression)

    def _readable(self, part: Expression) -> None:
        kind = self.kind(part)
        if kind not in _READABLE:
            hint = (
                "Append bytes with `+`, or use hex(…) or base64(…)."
                if kind is Kind.BYTES
                else "Pass them to a primitive."
            )
            raise Wrong(
                "signing-type", f"a placeholder takes text or an integer, not {kind.value}.", part.at, hint
            )

    def _name(self, name: Name) -> Kind:
        if name.id in REQUEST:
            return REQUEST[name.id]
        self.used.add(name.id)
        if name.id in self.optional and name.id != self.present:
            raise Wrong(
                "signing-credential",
                f"{name.id!r} is optional, so it may be absent.",
                name.at,
                f'Place it unchanged, or use it under "if {name.id}:".',
            )
        if name.id in self.given:
            return self.given[name.id]
        if name.id in self.kinds:
            kind = self.kinds[name.id]
            if kind is None:
                raise _Unknown
            return kind
        if name.id in self.assigned:
            raise Wrong(
                "signing-name", f"{name.id!r} is used before it is assigned.", name.at, "Assign it earlier."
            )
        raise Wrong(
            "signing-name",
            f"unknown name {name.id!r}.",
            name.at,
            f"Expected one of: {', '.join(self._known())}.",
        )

    def _known(self) -> list[str]:
        return [*self.given, *self.kinds, *REQUEST]

    def _sum(self, expression: Sum) -> Kind:
        kinds = {self.kind(expression.left), self.kind(expression.right)}
        if kinds <= {Kind.TEXT, Kind.BYTES}:
            return Kind.BYTES if Kind.BYTES in kinds else Kind.TEXT
        if kinds == {Kind.INTEGER}:
            return Kind.INTEGER
        named = " and ".join(sorted(kind.value for kind in kinds))
        hint = (
            "Join them in an f-string."
            if kinds == _READABLE
            else "Join text and bytes, or integers; pass the others to a primitive."
        )
        raise Wrong("signing-type", f"+ cannot join {named}.", expression.at, hint)

    def _call(self, call: Call) -> Kind:
        primitive = PRIMITIVES[call.primitive]
        for parameter, argument in zip(_parameters(primitive, call), call.arguments, strict=True):
            kind = self.kind(argument)
            if kind not in parameter.kinds:
                wanted = " or ".join(kind.value for kind in parameter.kinds)
                message = f"{primitive.signature} takes {wanted} as {parameter.name!r}, not {kind.value}."
                raise Wrong("signing-type", message, argument.at, _converted(parameter, kind))
            _constant(primitive, parameter, argument)
        if call.primitive == "take" and not (
            isinstance(call.arguments[0], Name) and call.arguments[0].id in TAKEABLE
        ):
            raise Wrong(
                "signing-type",
                "take moves a field out of form, query or headers.",
                call.at,
                "Name one of the three.",
            )
        return primitive.result


def _parameters(primitive: Primitive, call: Call) -> list[Parameter]:
    given, wanted = len(call.arguments), len(primitive.parameters)
    if given != wanted and not (primitive.repeats and given > wanted):
        more = " or more" if primitive.repeats else ""
        message = f"{primitive.signature} takes {wanted}{more} arguments, not {given}."
        raise Wrong("signing-type", message, call.at, "Pass as many.")
    return [*primitive.parameters, *[primitive.parameters[-1:][0]] * (given - wanted)] if given else []


def _converted(parameter: Parameter, kind: Kind) -> str:
    """How a value of a kind becomes what a parameter takes."""
    if kind is Kind.BYTES:
        return "Use hex(…) or base64(…)."
    if kind is Kind.INTEGER and Kind.TEXT in parameter.kinds:
        return "Write it as a string, or put its name into an f-string."
    return f"Pass {' or '.join(one.value for one in parameter.kinds)}."


def _constant(primitive: Primitive, parameter: Parameter, argument: Expression) -> None:
    if parameter.constant is None:
        return
    if not isinstance(argument, (Text, Integer)):
        message = f"{primitive.name} takes a literal as {parameter.name!r}."
        raise Wrong("signing-type", message, argument.at, "Write the value itself.")
    if problem := parameter.constant(argument.value):
        raise Wrong("signing-type", f"{primitive.signature}: {problem}.", argument.at, "Correct the value.")


def check_steps(
    steps: tuple[Step, ...], given: Mapping[str, Kind], optional: frozenset[str]
) -> tuple[dict[str, Kind], list[Problem]]:
    """The kind of each local name, and the problems. ``given`` is the kind of each credential and setting."""
    simple = simple_steps(steps)
    assigns = [step for step in simple if isinstance(step, Assign)]
    checker = _Checker(given, optional, frozenset(step.name for step in assigns))
    problems = [problem for step in steps for problem in checker.step(step)]
    problems += _twice(simple)
    problems += _body_and_form(simple)
    problems += [
        Problem("signing-unused", f"{step.name!r} is never used.", step.at, "Use it, or remove the step.")
        for step in assigns
        if step.name not in checker.used and checker.kinds.get(step.name) is not None
    ]
    problems += [
        Problem("signing-unused", f"no step uses {name!r}.", None, "Use it, or remove it from the list.")
        for name in given
        if name not in checker.used and not problems
    ]
    return {name: kind for name, kind in checker.kinds.items() if kind}, problems


def _twice(steps: Iterable[Assign | Put]) -> Iterable[Problem]:
    """Fields that are placed or taken more than once."""
    seen: dict[tuple[str, str], At] = {}
    for step in steps:
        touched = [((place, name), call.at) for call, place, name in taken_by(step.value)]
        if isinstance(step, Put):
            touched.append(((step.place, step.field), step.at))
        for target, at in touched:
            if target in seen:
                message = (
                    f'{target[0]}["{target[1]}"] is already placed or taken on line {seen[target].line}.'
                )
                yield Problem("signing-place", message, at, "Remove one of the two.")
            seen.setdefault(target, at)


def _body_and_form(steps: tuple[Assign | Put, ...]) -> Iterable[Problem]:
    """The body is the encoded form, so a recipe that changes the form cannot read it."""
    reads = [
        part for step in steps for part in inside(step.value) if isinstance(part, Name) and part.id == "body"
    ]
    changes = any(isinstance(step, Put) and step.place == "form" for step in steps) or any(
        place == "form" for step in steps for _, place, _ in taken_by(step.value)
    )
    if reads and changes:
        yield Problem(
            "signing-place",
            "body is read, and the recipe changes the form that it is encoded from.",
            reads[0].at,
            "Change the query or headers instead of the form.",
        )


def _calls(expression: Expression, primitive: str) -> list[Call]:
    return [part for part in inside(expression) if isinstance(part, Call) and part.primitive == primitive]


def taken_by(expression: Expression) -> list[tuple[Call, str, str]]:
    """Every ``take`` in an expression, with the place and the field that it names."""
    found: list[tuple[Call, str, str]] = []
    for call in _calls(expression, "take"):
        match call.arguments:
            case (Name(id=place), Text(value=name)):
                found.append((call, place, name))
            case _:
                pass
    return found
