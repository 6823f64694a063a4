"""Recipes changed by one token: what a vector must tell from the recipe itself.

Each mutant is a mistake that a recipe could have: a method written out, the body left out, another canonical form, a
dropped field. It names the input that a vector needs to tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .nodes import Assign, At, Call, Expression, Integer, Name, Put, Step, Sum, Template, Text, When
from .recipe import Recipe

_NOT_SORTED = "fields that are not sent in sorted order"
_REPEATED = "a repeated name whose values are not sorted"
_BY_ENCODING = "fields whose order encoding changes, such as `a:` and `a0`"
_SPACE = "a value with a space"
_RESERVED = "values with reserved characters"
_EMPTY = "a field with an empty value"
_UPPER = "a value with upper-case letters"
_BLANKS = "a header whose value has a run of blanks"
_ENCODED_NAME = "a name with upper-case letters and reserved characters"

#: Primitive to those that it may be mistaken for, each with the input that differs.
_SIMILAR: dict[str, tuple[tuple[str, str], ...]] = {
    "canonical_query": (
        ("query_string", _NOT_SORTED),
        ("encoded_query", _BY_ENCODING),
        ("sorted_query", _REPEATED),
    ),
    "encoded_query": (
        ("query_string", _NOT_SORTED),
        ("canonical_query", _BY_ENCODING),
        ("sorted_query", _REPEATED),
    ),
    "sorted_query": (
        ("query_string", _NOT_SORTED),
        ("canonical_query", _REPEATED),
        ("bare_query", _EMPTY),
    ),
    "bare_query": (
        ("sorted_query", _EMPTY),
        ("query_string", _NOT_SORTED),
    ),
    "query_string": (
        ("sorted_query", _NOT_SORTED),
        ("form_encode", _SPACE),
    ),
    "form_encode": (("query_string", _SPACE),),
    "rfc3986": (("rfc3986_path", "a value with a slash"),),
    "rfc3986_path": (("rfc3986", "a path with two segments"),),
    "base64": (("base64url_padded", "a result with `+` or `/`: another key or text"),),
    "base64url": (("base64url_padded", "a text whose length is no multiple of three"),),
    "base64url_padded": (("base64", "a result with `-` or `_`: another key or text"),),
}
#: Primitives that may be forgotten, with the input that differs.
_FORGOTTEN = {
    "rfc3986": _RESERVED,
    "rfc3986_path": _RESERVED,
    "lower": _UPPER,
    "upper": "a value with lower-case letters",
    "squeeze": _BLANKS,
    "filled": _EMPTY,
    "lowered": _ENCODED_NAME,
    "encoded": _ENCODED_NAME,
    "unquote": "a value that is percent-encoded",
    "json_string": _RESERVED,
}
_ENCODED = frozenset({"canonical_query", "encoded_query", "sorted_query", "bare_query", "rfc3986"})
_PARTS = {
    "method": "a second method",
    "scheme": "a second scheme",
    "host": "a second host",
    "path": "a second path",
    "target": "a second path",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A recipe with one change."""

    steps: tuple[Step, ...]
    line: int
    change: str
    """What it says instead, for a diagnostic."""
    tells: str
    """The input that a vector needs to tell it from the recipe."""


@dataclass(frozen=True, slots=True)
class _Change:
    """An expression in place of another."""

    value: Expression
    change: str
    tells: str
    at: At


def mutants(recipe: Recipe) -> Iterator[Mutant]:
    """Every mutant of a recipe that has vectors."""
    maker = _Maker(recipe)
    for index, step in enumerate(recipe.steps):
        for changed, change, tells, line in maker.step(step):
            steps = (*recipe.steps[:index], *changed, *recipe.steps[index + 1 :])
            yield Mutant(steps, line, change, tells)


@dataclass(frozen=True, slots=True)
class _Maker:
    recipe: Recipe

    def step(self, step: Step) -> Iterator[tuple[tuple[Step, ...], str, str, int]]:
        match step:
            case When(puts=puts):
                for index, put in enumerate(puts):
                    for changed, change, tells, line in self.step(put):
                        inner = tuple(one for one in changed if isinstance(one, Put))
                        rest = (*puts[:index], *inner, *puts[index + 1 :])
                        yield (replace(step, puts=rest),) if rest else (), change, tells, line
            case Put():
                yield (), f"without {step.target}", f"{step.target} in `expect`", step.at.line
                yield from self._changed(step)
            case Assign():
                yield from self._changed(step)

    def _changed(self, step: Assign | Put) -> Iterator[tuple[tuple[Step, ...], str, str, int]]:
        for one in self.expression(step.value):
            yield (replace(step, value=one.value),), one.change, one.tells, one.at.line

    def expression(self, value: Expression) -> Iterator[_Change]:
        """Each change within an expression, as the whole expression changed."""
        yield from self._here(value)
        match value:
            case Template(parts=parts):
                for index, part in enumerate(parts):
                    if isinstance(part, str):
                        continue
                    for one in self.expression(part):
                        if isinstance(one.value, Name | Call):
                            yield replace(
                                one,
                                value=replace(value, parts=(*parts[:index], one.value, *parts[index + 1 :])),
                            )
                        elif isinstance(one.value, Text):
                            yield replace(
                                one,
                                value=replace(
                                    value, parts=(*parts[:index], one.value.value, *parts[index + 1 :])
                                ),
                            )
            case Sum(left=left, right=right):
                yield from (
                    replace(one, value=replace(value, left=one.value)) for one in self.expression(left)
                )
                yield from (
                    replace(one, value=replace(value, right=one.value)) for one in self.expression(right)
                )
            case Call(arguments=arguments):
                for index, argument in enumerate(arguments):
                    condition = value.primitive == "given" and index == 0
                    for one in self._condition(argument) if condition else self.expression(argument):
                        if self._fits(value, index, one.value):
                            changed = (*arguments[:index], one.value, *arguments[index + 1 :])
                            yield replace(one, value=replace(value, arguments=changed))
            case _:
                pass

    def _here(self, value: Expression) -> Iterator[_Change]:
        match value:
            case Name(id=name, at=at):
                yield from self._name(name, at)
            case Call(primitive=primitive, arguments=arguments, at=at):
                for other, tells in _SIMILAR.get(primitive, ()):
                    if other == "rfc3986_path" and _without_slash(arguments[0]):
                        continue
                    yield _Change(replace(value, primitive=other), f"{other} for {primitive}", tells, at)
                if primitive in _FORGOTTEN:
                    yield _Change(arguments[0], f"without {primitive}", _FORGOTTEN[primitive], at)
                if primitive in {"signed_names", "matching", "without"}:
                    yield from self._listed(value)
                if primitive == "given":
                    yield from self._branches(value)
                if primitive in {"substring", "tail"}:
                    yield from _counts(value)
            case Template(parts=parts, at=at):
                for index, part in enumerate(parts):
                    if isinstance(part, Name):
                        rest = (*parts[:index], *parts[index + 1 :])
                        yield _Change(
                            replace(value, parts=rest),
                            f"without {part.id}",
                            f"a value of `{part.id}` that is not empty",
                            at,
                        )
            case _:
                pass

    def _name(self, name: str, at: At) -> Iterator[_Change]:
        request = self.recipe.vectors[0].request
        if name in _PARTS:
            target = request.path
            literal = {"method": request.method, "scheme": request.scheme, "host": request.host}
            text = literal.get(name, target)
            tells = "a query" if name == "target" else _PARTS[name]
            change = "path for target" if name == "target" else f'"{text}" for {name}'
            yield _Change(Name("path", at) if name == "target" else Text(text, at), change, tells, at)
            if name == "target":
                yield _Change(Text(text, at), f'"{text}" for target', _PARTS["target"], at)
        elif name == "body":
            nothing = Call("hex_decode", (Text("", at),), at)
            yield _Change(nothing, "no body for body", "a body", at)
            content = Text((request.body or "").encode().hex(), at)
            if request.body:
                yield _Change(Call("hex_decode", (content,), at), "always the same body", "a second body", at)
        elif name == "params":
            yield _Change(Name("query", at), "query for params", "a form", at)
            yield _Change(Name("form", at), "form for params", "a query", at)
        elif name in {"query", "form", "json"}:
            empty = Call("without", (Name(name, at), *self._all_names(name, at)), at)
            yield _Change(empty, f"an empty {name}", f"a {name}", at)

    def _all_names(self, place: str, at: At) -> tuple[Expression, ...]:
        """The names of the fields that any vector has in a place."""
        names = dict.fromkeys(
            name for vector in self.recipe.vectors for name in getattr(vector.request, place)
        )
        return tuple(Text(name, at) for name in names) or (Text("-", at),)

    def _condition(self, value: Expression) -> Iterator[_Change]:
        """Each change of a value of which it only matters whether it is empty."""
        match value:
            case Call(primitive="substring", arguments=(text, Integer(value=start, at=at), length)):
                for other in (start + 1, start - 1) if start else (1,):
                    yield _Change(
                        replace(value, arguments=(text, Integer(other, at), length)),
                        f"{other} for {start}",
                        f"{_called(text)} of exactly {max(start, other)} characters",
                        at,
                    )
            case _:
                yield from self.expression(value)

    def _branches(self, call: Call) -> Iterator[_Change]:
        """One of the two texts in any case. Those of an optional credential have vectors anyway."""
        condition, text, *rest = *call.arguments, Text("", call.at)
        if isinstance(condition, Name) and condition.id in self.recipe.optional:
            return
        match condition:
            case Call(primitive="substring", arguments=(whole, Integer(value=start), _)):
                filled = f"{_called(whole)} of more than {start} characters"
                empty = f"{_called(whole)} of at most {start} characters"
            case Name(id=name):
                filled, empty = f"a value of `{name}` that is not empty", f"an empty `{name}`"
            case _:
                filled = f"a condition of `given` in line {call.at.line} that is not empty"
                empty = f"an empty condition of `given` in line {call.at.line}"
        yield _Change(rest[0], "given that is never so", filled, call.at)
        yield _Change(text, "given that is always so", empty, call.at)

    def _listed(self, call: Call) -> Iterator[_Change]:
        """One name less in a list."""
        first, *names = call.arguments
        if len(names) == 1 and call.primitive == "without":
            tells = f"a field {names[0].value!r}" if isinstance(names[0], Text) else ""
            yield _Change(first, "without the exception", tells, call.at)
        for index, name in enumerate(names):
            if len(names) > 1 and isinstance(name, Text):
                kind = "field" if call.primitive == "without" else "header"
                rest = (first, *names[:index], *names[index + 1 :])
                yield _Change(
                    replace(call, arguments=rest),
                    f'{call.primitive} without "{name.value}"',
                    f"a {kind} `{name.value}`",
                    call.at,
                )

    def _fits(self, call: Call, index: int, value: Expression) -> bool:
        """Whether a changed argument keeps the types: a place may not become a text."""
        takes = {"take": False, "value": index > 0}
        return takes.get(call.primitive, True) and not (
            call.primitive in {"utc", "random_digits"} and isinstance(value, Text | Integer)
        )


def _counts(call: Call) -> Iterator[_Change]:
    """One character more or less."""
    text, *numbers = call.arguments
    least = sum(one.value for one in numbers if isinstance(one, Integer))
    for index, number in enumerate(numbers, 1):
        match number:
            case Integer(value=count, at=at):
                for other in (count + 1, count - 1) if count else (1,):
                    arguments = (*call.arguments[:index], Integer(other, at), *call.arguments[index + 1 :])
                    yield _Change(
                        replace(call, arguments=arguments),
                        f"{other} for {count}",
                        f"{_called(text)} of more than {least} different characters",
                        at,
                    )
            case _:
                pass


def _called(text: Expression) -> str:
    return f"a `{text.id}`" if isinstance(text, Name) else "a text"


def _without_slash(value: Expression) -> bool:
    """Whether a text never holds a slash, because it is percent-encoded already."""
    return isinstance(value, Call) and value.primitive in _ENCODED
