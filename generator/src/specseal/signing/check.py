"""Static checks of the steps: every name is defined, every type matches, nothing is unused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..suggest import perhaps
from .fields import check_fields
from .names import name_problem
from .nodes import (
    Assign,
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
    known: Mapping[str, Kind]
    """Credentials and settings."""
    optional: frozenset[str]
    assigned: frozenset[str]
    """Every local name of the recipe, to tell "used too early" from "unknown"."""
    kinds: dict[str, Kind | None] = field(default_factory=dict[str, Kind | None])
    """Local names so far; ``None`` if the step is invalid."""
    used: set[str] = field(default_factory=set[str])
    present: frozenset[str] = frozenset()
    """The optional credentials that are known to be present."""

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
        if step.name in self.known:
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
        if isinstance(step.value, Name) and kind in {Kind.FIELDS, Kind.HEADERS} and step.value.id in REQUEST:
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
        self.present = frozenset({step.credential})
        for put in step.puts:
            yield from self.step(put)
            for call in _calls(put.value, "take"):
                message = 'take is not allowed under "if": a field is moved always or never.'
                yield Problem("signing-syntax", message, call.at, 'Take it into a name before "if".')
        self.present = frozenset()

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
        if name.id in self.optional and name.id not in self.present:
            raise Wrong(
                "signing-credential",
                f"{name.id!r} is optional, so it may be absent.",
                name.at,
                f'Place it unchanged, write given({name.id}), or use it under "if {name.id}:".',
            )
        if name.id in self.known:
            return self.known[name.id]
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
            f"unknown name {name.id!r}{perhaps(name.id, self._expected())}.",
            name.at,
            f"Expected one of: {', '.join(self._expected())}.",
        )

    def _expected(self) -> list[str]:
        return [*self.known, *self.kinds, *REQUEST]

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
        parameters = _parameters(primitive, call)
        if call.primitive == "given":
            return self._given(call, parameters)
        for parameter, argument in zip(parameters, call.arguments, strict=True):
            self._argument(primitive, parameter, argument)
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

    def _argument(self, primitive: Primitive, parameter: Parameter, argument: Expression) -> None:
        kind = self.kind(argument)
        if kind not in parameter.kinds:
            wanted = " or ".join(kind.value for kind in parameter.kinds)
            message = f"{primitive.signature} takes {wanted} as {parameter.name!r}, not {kind.value}."
            raise Wrong("signing-type", message, argument.at, _converted(parameter, kind))
        _constant(primitive, parameter, argument)

    def _given(self, call: Call, parameters: list[Parameter]) -> Kind:
        """An optional credential is present within the second argument."""
        primitive, condition = PRIMITIVES["given"], call.arguments[0]
        optional = condition.id if isinstance(condition, Name) and condition.id in self.optional else None
        if optional:
            self.used.add(optional)
        elif len(call.arguments) == 1:
            message = "given(value) alone takes an optional credential."
            raise Wrong("signing-credential", message, call.at, "Use the value itself.")
        else:
            self._argument(primitive, parameters[0], condition)
        outer = self.present
        for index, (parameter, argument) in enumerate(zip(parameters, call.arguments, strict=True)):
            if index:
                self.present = outer | {optional} if optional and index == 1 else outer
                self._argument(primitive, parameter, argument)
            for taken in _calls(argument, "take"):
                message = "take is not allowed in given: a field is moved always or never."
                raise Wrong("signing-syntax", message, taken.at, "Take it into a name first.")
        self.present = outer
        return primitive.result


def _parameters(primitive: Primitive, call: Call) -> list[Parameter]:
    given, wanted = len(call.arguments), len(primitive.parameters)
    found = primitive.expected(given)
    if found is None:
        least = wanted - primitive.optional
        number = f"{least} to {wanted}" if primitive.optional else f"{wanted}"
        if primitive.repeats:
            number += " or more" if primitive.repeats == 1 else f", or a multiple of {primitive.repeats}"
        message = f"{primitive.signature} takes {number} arguments, not {given}."
        raise Wrong("signing-type", message, call.at, "Pass as many.")
    return found


def _converted(parameter: Parameter, kind: Kind) -> str:
    """How a value of a kind becomes what a parameter takes."""
    if kind is Kind.BYTES:
        return "Use hex(…) or base64(…)."
    if kind is Kind.INTEGER and Kind.TEXT in parameter.kinds:
        return "Write it as a string, or put its name into an f-string."
    if kind is Kind.HEADERS and Kind.FIELDS in parameter.kinds:
        return "Choose some of them by matching(headers, …)."
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
    steps: tuple[Step, ...], known: Mapping[str, Kind], optional: frozenset[str]
) -> tuple[dict[str, Kind], list[Problem]]:
    """The kind of each local name, and the problems. ``known`` is the kind of each credential and setting."""
    simple = simple_steps(steps)
    assigns = [step for step in simple if isinstance(step, Assign)]
    checker = _Checker(known, optional, frozenset(step.name for step in assigns))
    problems = [problem for step in steps for problem in checker.step(step)]
    problems += check_fields(simple)
    problems += [
        Problem("signing-unused", f"{step.name!r} is never used.", step.at, "Use it, or remove the step.")
        for step in assigns
        if step.name not in checker.used and checker.kinds.get(step.name) is not None
    ]
    problems += [
        Problem("signing-unused", f"no step uses {name!r}.", None, "Use it, or remove it from the list.")
        for name in known
        if name not in checker.used and not problems
    ]
    return {name: kind for name, kind in checker.kinds.items() if kind}, problems


def _calls(expression: Expression, primitive: str) -> list[Call]:
    return [part for part in inside(expression) if isinstance(part, Call) and part.primitive == primitive]
