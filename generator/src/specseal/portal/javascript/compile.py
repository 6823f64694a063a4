"""From a recipe to JavaScript: one function, which does what the Python one of the wheel does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...signing import Recipe
from ...signing.nodes import (
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
from ...signing.primitives import PRIMITIVES, REQUEST, Kind
from ...signing.secrecy import Secrecy
from ..kinds import kind_of

_WORDS = """
arguments await boolean break case catch class const continue debugger default delete do else enum eval export extends
false finally for function if implements import in instanceof interface let new null package private protected public
return static super switch this throw true try typeof undefined var void while with yield
"""
_OWN = "bytes credentials is_given joined merged put request required settings sources utc_millis"
_RESERVED = frozenset(f"{_WORDS} {_OWN}".split())
"""What means something in JavaScript, and what the compiled functions themselves use."""
_SOURCES = {
    "unix_time": "Math.floor(sources.clock())",
    "unix_millis": "Math.round(sources.clock() * 1000)",
    "growing_millis": "sources.growing_millis(sources.clock())",
    "uuid": "sources.uuid()",
}


@dataclass(frozen=True, slots=True)
class Function:
    """The source of one signer, and the functions of ``primitives.js`` that it calls."""

    name: str
    source: str
    calls: frozenset[str]


def compile_function(recipe: Recipe, name: str) -> Function:
    """``name(request, credentials, sources, settings)``: fills the fields of a request; gives the texts on the way.

    ``request`` is ``{method, scheme, host, path, query, form, json, headers, body}``, where ``query``, ``form``,
    ``json`` and ``headers`` are lists of ``[name, value]`` and ``body`` a function; header names are in lower case.
    ``sources`` is ``{clock, uuid, random_digits, growing_millis}``. The language and the primitives are the same as in
    Python, but private keys are refused.
    """
    writer = _Writer(recipe)
    body = [line for step in recipe.steps for line in writer.step(step)]
    lines = [*writer.prologue(), *body, writer.ending()]
    inner = "\n".join(f"  {line}" for line in lines)
    return Function(
        name,
        f"function {name}(request, credentials, sources, settings) {{\n{inner}\n}}",
        frozenset(writer.calls),
    )


@dataclass(slots=True)
class _Writer:
    recipe: Recipe
    calls: set[str] = field(default_factory=set[str])
    present: str | None = None

    def prologue(self) -> Iterator[str]:
        for name in self.recipe.credentials:
            if name in self.recipe.optional:
                yield f"const {_local(name)} = credentials[{json.dumps(name)}];"
            else:
                yield f"const {_local(name)} = {self._called('required')}(credentials, {json.dumps(name)});"
        for name, value in self.recipe.settings.items():
            yield f"const {_local(name)} = settings[{json.dumps(name)}] ?? {json.dumps(value)};"
        for name in self._used():
            yield f"const {name} = request.{name}" + ("();" if name == "body" else ";")

    def _used(self) -> list[str]:
        used: set[str] = set()
        for step in simple_steps(self.recipe.steps):
            used.update(part.id for part in inside(step.value) if isinstance(part, Name))
            if isinstance(step, Put):
                used.add(step.place)
        if "params" in used:
            used |= {"query", "form"}
        return [name for name in REQUEST if name in used and name not in {"params", "target"}]

    def step(self, step: Step) -> Iterator[str]:
        match step:
            case Assign(name=name, value=value):
                yield f"const {_local(name)} = {self.value(value)};"
            case Put(place=place, field=field_name, value=value):
                if isinstance(value, Name) and value.id in self.recipe.optional and value.id != self.present:
                    yield from self.step(When(value.id, (step,), step.at))
                    return
                written = self.value(value)
                if kind_of(self.recipe, value) is Kind.INTEGER:
                    written = f"String({written})"
                yield f"{self._called('put')}({place}, {json.dumps(field_name)}, {written});"
            case When(credential=credential, puts=puts):
                outer, self.present = self.present, credential
                yield f"if ({_local(credential)}) {{"
                yield from (f"  {line}" for put in puts for line in self.step(put))
                yield "}"
                self.present = outer

    def ending(self) -> str:
        shown = [
            f"{json.dumps(name)}: {_local(name)}"
            for name, kind in self.recipe.kinds.items()
            if kind is Kind.TEXT and self.recipe.secrecy.names.get(name) is not Secrecy.SECRET
        ]
        return f"return {{{', '.join(shown)}}};"

    def value(self, expression: Expression) -> str:
        match expression:
            case Text(value=text):
                return json.dumps(text)
            case Integer(value=number):
                return str(number)
            case Name(id=name):
                return self._name(name)
            case Template(parts=parts):
                inner = "".join(
                    _escaped(part) if isinstance(part, str) else f"${{{self.value(part)}}}" for part in parts
                )
                return f"`{inner}`"
            case Sum(left=left, right=right):
                if kind_of(self.recipe, expression) is Kind.BYTES:
                    return f"{self._called('joined')}({self.value(left)}, {self.value(right)})"
                return f"({self.value(left)} + {self.value(right)})"
            case Call():
                return self._call(expression)

    def _name(self, name: str) -> str:
        if name == "params":
            return f"{self._called('merged')}(query, form)"
        if name == "target":
            return f"{self._called('target')}(request)"
        return name if name in REQUEST else _local(name)

    def _call(self, call: Call) -> str:
        if call.primitive == "given":
            return self._given(call)
        if call.primitive == "fields":
            values = [self.value(argument) for argument in call.arguments]
            pairs = zip(values[::2], values[1::2], strict=True)
            return f"[{', '.join(f'[{name}, {value}]' for name, value in pairs)}]"
        arguments = ", ".join(map(self.value, call.arguments))
        if call.primitive == "utc" and "%L" in arguments:
            return f"{self._called('utc_millis')}({arguments})"
        if call.primitive == "random_digits":
            return f"sources.random_digits({arguments})"
        if PRIMITIVES[call.primitive].source:
            return _SOURCES[call.primitive]
        return f"{self._called(call.primitive)}({arguments})"

    def _given(self, call: Call) -> str:
        condition, *rest = (self.value(argument) for argument in call.arguments)
        if not rest:
            return f'({condition} || "")'
        otherwise = rest[1] if len(rest) > 1 else '""'
        return f"({self._called('is_given')}({condition}) ? {rest[0]} : {otherwise})"

    def _called(self, name: str) -> str:
        self.calls.add(name)
        return name


def _local(name: str) -> str:
    """A name of the recipe as the function writes it; a dollar sign is in no name of a recipe."""
    return f"{name}$" if name in _RESERVED else name


def _escaped(text: str) -> str:
    """Text inside a template literal."""
    quoted = json.dumps(text)[1:-1].replace('\\"', '"')
    return quoted.replace("`", "\\`").replace("${", "\\${")
