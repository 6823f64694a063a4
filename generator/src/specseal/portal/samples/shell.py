"""A recipe as lines of bash, for one request whose fields are known: only the rest is left to the shell.

What cannot be said so is refused by name (`Unsayable`): bytes of a multipart body, and sorting by values that are not
known yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ...runtime import primitives as real
from ...signing import Recipe, nodes
from ...signing.primitives import PRIMITIVES
from ...signing.values import Kind
from ..request import ExampleRequest
from .shell_fields import (
    Fields,
    SignedSample,
    Unsayable,
    Used,
    canonical,
    command,
    encoded,
    escaped,
    ordered,
    taken,
)
from .shell_values import Bytes, Expansion, Number, Text, Value, expansion, is_variable, joined, literal, word


def sign_in_shell(
    recipe: Recipe, request: ExampleRequest, path: str, credentials: Mapping[str, str]
) -> SignedSample:
    """The steps of a recipe for a request. ``credentials`` gives the variable of each. Raises `Unsayable`.

    The script has ``${host}`` by then. An optional credential is taken for absent.
    """
    writer = _Writer(recipe, request, path, credentials)
    for step in recipe.steps:
        writer.step(step)
    return SignedSample(writer.lines, writer.used, writer.query, writer.headers, writer.form)


_PLACES = frozenset({"query", "form", "headers", "params"})


@dataclass
class _Writer:
    recipe: Recipe
    request: ExampleRequest
    path: str
    credentials: Mapping[str, str]
    lines: list[str] = field(default_factory=list[str])
    used: Used = field(default_factory=dict[str, None])
    names: dict[str, Value] = field(default_factory=dict[str, Value])

    def __post_init__(self) -> None:
        self.query: Fields = [(name, literal(value)) for name, value in self.request.query]
        self.form: Fields = [(name, literal(value)) for name, value in self.request.form]
        self.headers: Fields = [
            ("host", expansion("${host}")),
            *((name, literal(value)) for name, value in self.request.headers),
        ]

    # --- steps ---------------------------------------------------------------------------------------------------

    def step(self, step: nodes.Step) -> None:
        match step:
            case nodes.Assign(name=name, value=value):
                self.names[name] = self._kept(name, self.value(value))
            case nodes.Put(place=place, field=field_name, value=value):
                if isinstance(value, nodes.Name) and value.id in self.recipe.optional:
                    return
                self._put(self._fields(place), field_name, self._text(self.value(value)))
            case nodes.When():
                pass  # the optional credential is absent

    def _kept(self, name: str, value: Value) -> Value:
        """A value under a name of the script, unless it is known and short."""
        variable = f"{name}_" if name in {"host", "url"} else name
        match value:
            case Number(source=int()):
                return value
            case Number(source=source):
                self.lines.append(f"{variable}={_number(source)}")
                return Number(variable)
            case Text():
                if value.known is not None:
                    return value
                self.lines.append(f"{variable}={word(value)}")
                return expansion(f"${{{variable}}}")
            case Bytes(digits=digits):
                self.lines.append(f"{variable}={word(digits)}")
                return Bytes(expansion(f"${{{variable}}}"))

    def _put(self, fields: Fields, name: str, value: Text) -> None:
        if value.known is None and not is_variable(
            value
        ):  # it is used twice: in the signature and on the wire
            variable = re.sub(r"\W", "_", name.lower())
            self.lines.append(f"{variable}={word(value)}")
            value = expansion(f"${{{variable}}}")
        at = next((index for index, one in enumerate(fields) if one[0] == name), len(fields))
        fields[:] = [one for one in fields if one[0] != name]
        fields.insert(at, (name, value))

    def _fields(self, place: str) -> Fields:
        if place == "json":
            raise Unsayable("it sets a field of a JSON body")
        return {"query": self.query, "form": self.form, "headers": self.headers}[place]

    # --- values --------------------------------------------------------------------------------------------------

    def value(self, expression: nodes.Expression) -> Value:
        match expression:
            case nodes.Text(value=text):
                return literal(text)
            case nodes.Integer(value=number):
                return Number(number)
            case nodes.Name(id=name):
                return self._name(name)
            case nodes.Template(parts=parts):
                texts = [
                    literal(part) if isinstance(part, str) else self._text(self.value(part)) for part in parts
                ]
                return joined(texts)
            case nodes.Sum():
                return self._sum(expression)
            case nodes.Call(primitive=primitive, arguments=arguments):
                return self._call(primitive, arguments)

    def _name(self, name: str) -> Value:
        if name in self.names:
            return self.names[name]
        if name in self.credentials:
            return expansion(f"${{{self.credentials[name]}}}")
        if name in self.recipe.settings:
            setting = self.recipe.settings[name]
            return Number(setting) if isinstance(setting, int) else literal(setting)
        match name:
            case "method":
                return literal(self.request.method)
            case "host":
                return expansion("${host}")
            case "path":
                return literal(self.path)
            case "body":
                return self._body()
            case _:
                raise Unsayable(f"it uses {name} as a value")

    def _body(self) -> Bytes:
        match self.request.body:
            case "json" | "value" | "lines" | "text":
                return self._bytes(literal(self.request.json or ""))
            case "urlencoded":
                return self._bytes(self._encoded(self.form, plus=True))
            case "none":
                return Bytes(literal(""))
            case "binary":
                raise Unsayable("the signature covers the bytes of a file")
            case "xml":
                raise Unsayable("the signature covers the bytes of an XML document")
            case "multipart":
                raise Unsayable(
                    "the signature covers the bytes of a multipart body, which curl makes by itself"
                )

    def _sum(self, expression: nodes.Sum) -> Value:
        left, right = self.value(expression.left), self.value(expression.right)
        match left, right:
            case Number(source=int(one)), Number(source=int(other)):
                return Number(one + other)
            case Number(source=one), Number(source=other):
                return Number(f"{one} + {other}")
            case Text(), Text():
                return left + right
            case _:
                return Bytes(self._bytes(left).digits + self._bytes(right).digits)

    def _text(self, value: Value) -> Text:
        match value:
            case Text():
                return value
            case Number(source=int(number)):
                return literal(str(number))
            case Number(source=str(source)):
                return expansion(f"${{{source}}}" if source.isidentifier() else _number(source))
            case _:
                raise Unsayable("it takes bytes for a text")

    def _bytes(self, value: Value) -> Bytes:
        if isinstance(value, Bytes):
            return value
        text = self._text(value)
        if text.known is not None:
            return Bytes(literal(text.known.encode().hex()))
        return Bytes(expansion(self._run("bytes", text)))

    def _run(self, function: str, *arguments: Text) -> str:
        self.used[function] = None
        return command(function, *arguments)

    # --- primitives ----------------------------------------------------------------------------------------------

    def _call(self, name: str, arguments: Sequence[nodes.Expression]) -> Value:
        given = [one for one in arguments if not (isinstance(one, nodes.Name) and one.id in _PLACES)]
        fields = [
            self._place(one.id) for one in arguments if isinstance(one, nodes.Name) and one.id in _PLACES
        ]
        if not fields and any(
            {Kind.FIELDS, Kind.HEADERS} & set(one.kinds) for one in PRIMITIVES[name].parameters
        ):
            raise Unsayable(f"it changes fields before {name}")
        match name:
            case "unix_time":
                return Number("$(date +%s)")
            case "unix_millis" | "growing_millis":  # a script runs longer than a millisecond
                return Number("$(date +%s%3N)")
            case "uuid":
                return expansion(self._run("uuid"))
            case "random_digits":
                return expansion(self._run("random_digits", self._text(self.value(given[0]))))
            case "utc":
                layout = self._text(self.value(given[1])).known or ""
                if "%L" in layout:
                    raise Unsayable("it writes milliseconds")
                seconds = self._text(self.value(given[0]))
                moment = word(literal("@") + seconds)
                return expansion(f"$(LC_ALL=C date -u -d {moment} {word(literal('+' + layout))})")
            case "hmac_sha1" | "hmac_sha256":
                key, data = (self._bytes(self.value(one)).digits for one in given)
                return Bytes(expansion(self._run("hmac", literal(name.removeprefix("hmac_")), key, data)))
            case "sha1" | "sha256":
                return self._digest(name, self._bytes(self.value(given[0])).digits)
            case "hex":
                return self._bytes(self.value(given[0])).digits
            case "base64":
                return self._base64(self._bytes(self.value(given[0])).digits)
            case "rfc3986":
                return self._escaped(self._text(self.value(given[0])))
            case "rfc3986_path":
                return self._escaped_path(self._text(self.value(given[0])))
            case "lower" | "upper":
                return self._cased(name, self._text(self.value(given[0])))
            case "take":
                return taken(fields[0], self._text(self.value(given[0])).known or "")
            case "query_string" | "form_encode":
                return self._encoded(fields[0], plus=name == "form_encode")
            case "canonical_query" | "encoded_query":
                return self._encoded(ordered(fields[0], encoded=name == "encoded_query"))
            case "signed_names":
                patterns = [self._text(self.value(one)).known or "" for one in given]
                names = real.signed_names({header: "" for header, _ in fields[0]}, *patterns)
                return literal(names)
            case "canonical_headers":
                return canonical(fields[0], self._text(self.value(given[0])).known)
            case _:
                raise Unsayable(f"there is no shell for the primitive {name}")

    def _place(self, name: str) -> Fields:
        if name != "params":
            return self._fields(name)
        shared = {one for one, _ in self.query} & {one for one, _ in self.form}
        if shared:
            raise Unsayable(f"the query and the form both have {', '.join(sorted(shared))}")
        return [*self.query, *self.form]

    def _digest(self, name: str, data: Text) -> Bytes:
        if data.known is not None:
            function: Callable[[bytes], bytes] = real.sha1 if name == "sha1" else real.sha256
            return Bytes(literal(function(bytes.fromhex(data.known)).hex()))
        return Bytes(expansion(self._run("digest", literal(name), data)))

    def _base64(self, data: Text) -> Text:
        if data.known is not None:
            return literal(real.base64(bytes.fromhex(data.known)))
        return expansion(self._run("base64_of", data))

    def _escaped(self, text: Text, function: str = "rfc3986") -> Text:
        return escaped(text, self.used, function)

    def _escaped_path(self, text: Text) -> Text:
        if text.known is None:
            raise Unsayable("it escapes a path that is not known")
        return literal(real.rfc3986_path(text.known))

    def _cased(self, name: str, text: Text) -> Text:
        def cased(part: str | Expansion) -> str | Expansion:
            if isinstance(part, str):
                return part.lower() if name == "lower" else part.upper()
            if part.source.startswith(
                "${"
            ):  # a variable may end in line feeds, which the output of a command loses
                return Expansion(f"{part.source[:-1]}{',,' if name == 'lower' else '^^'}}}")
            change = "A-Z a-z" if name == "lower" else "a-z A-Z"
            return Expansion(f"$(printf '%s' {word(Text((part,)))} | tr {change})")

        return Text(tuple(map(cased, text.parts)))

    def _encoded(self, fields: Fields, *, plus: bool = False) -> Text:
        return encoded(fields, self.used, "form_escape" if plus else "rfc3986")


def _number(source: int | str) -> str:
    """An integer as the shell puts it in."""
    text = str(source)
    return text if text.startswith("$(") else f"$(({text}))"
