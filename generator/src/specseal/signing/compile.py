"""Compiles a recipe into a Python function."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field

from .docstring import docstring_lines
from .hoist import with_string_to_sign
from .layout import Bracket, Chain, Form, Leaf, String, dotted, escaped, flat, statement
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
from .primitives import PRIMITIVES, REQUEST, Kind
from .recipe import Recipe
from .secrecy import Secrecy

_OWN_NAMES = frozenset({"credentials", "merged", "request", "required", "sources"})
_BOUND = ("query", "form", "json", "headers", "body")
"""Parts of the request that the function assigns to names first; the others are read where they are used."""


@dataclass(frozen=True, slots=True)
class SignerCode:
    """The source of one signer, and its imports from the runtime."""

    name: str
    source: str
    """A function definition, ending with a line feed."""
    imports: Mapping[str, tuple[str, ...]]
    """Runtime module (``signing``, ``primitives``, …) to the names that the function calls."""
    arguments: Mapping[str, str]
    """Setting to the keyword argument that overrides it."""


def compile_signer(recipe: Recipe, function_name: str, docstring: str = "") -> SignerCode:
    """The function of a recipe. Settings are keyword arguments with the recipe's values as defaults.

    ``docstring`` may be any text; by default, it names the fields that are placed. Raises ``ValueError`` for an invalid
    function name.
    """
    if not function_name.isidentifier() or not function_name.isascii() or keyword.iskeyword(function_name):
        raise ValueError(f"{function_name!r} is not a valid function name")
    steps, text = with_string_to_sign(recipe)
    writer = _Writer(recipe, steps)
    body = [line for step in steps for line in writer.step(step)]
    ending = writer.ending(text)
    placed = ", ".join(f"{place} {name}" for place, name in recipe.placed)
    doc = docstring_lines(docstring or f"Sign a request: {placed}.")
    lines = [*writer.head(function_name), *doc, *writer.prologue(), "", *body, *ending]
    imports = {module: tuple(sorted(names)) for module, names in sorted(writer.imports.items())}
    return SignerCode(
        function_name,
        "\n".join(lines) + "\n",
        imports,
        {name: _local(name) for name in recipe.settings if name not in recipe.adjustable},
    )


def _local(name: str) -> str:
    """A name of the recipe, as used in the function."""
    return f"{name}_" if name in _OWN_NAMES else name


@dataclass(slots=True)
class _Writer:
    recipe: Recipe
    steps: tuple[Step, ...]
    imports: dict[str, set[str]] = field(default_factory=lambda: {"signing": {"Signed"}})
    present: str | None = None

    def head(self, name: str) -> list[str]:
        sources = "sources" if self.recipe.sources else "_sources"
        arguments = ["request: Signable", "credentials: Mapping[str, str]", f"{sources}: Sources"]
        constants = {
            name: value for name, value in self.recipe.settings.items() if name not in self.recipe.adjustable
        }
        if constants:
            arguments.append("*")
        for setting, value in constants.items():
            kind, default = ("int", str(value)) if isinstance(value, int) else ("str", f'"{escaped(value)}"')
            arguments.append(f"{_local(setting)}: {kind} = {default}")
        return statement(f"def {name}", Bracket("(", tuple(map(Leaf, arguments)), ") -> Signed:"), indent=0)

    def prologue(self) -> list[str]:
        lines: list[str] = []
        for name in self.recipe.credentials:
            if name in self.recipe.optional:
                lines.append(f'    {_local(name)} = credentials.get("{name}")')
            else:
                self._import("signing", "required")
                lines.append(f'    {_local(name)} = required(credentials, "{name}")')
        for name, value in self.recipe.settings.items():
            if name in self.recipe.adjustable:
                read = "whole_setting" if isinstance(value, int) else "setting"
                self._import("primitives", read)
                default = value if isinstance(value, int) else f'"{escaped(value)}"'
                lines.append(f'    {_local(name)} = {read}(credentials, "{name}", {default})')
        used = self._used()
        lines += [
            f"    {part} = request.{part}" + ("()" if part == "body" else "")
            for part in _BOUND
            if part in used
        ]
        return lines

    def _used(self) -> set[str]:
        used: set[str] = set()
        for step in simple_steps(self.steps):
            used.update(part.id for part in inside(step.value) if isinstance(part, Name))
            if isinstance(step, Put):
                used.add(step.place)
        return used | {"query", "form"} if "params" in used else used

    def step(self, step: Step, indent: int = 4) -> list[str]:
        match step:
            case Assign(name=name, value=value):
                return statement(f"{_local(name)} = ", self.form(value), indent=indent)
            case Put(place=place, field=field, value=value):
                if isinstance(value, Name) and value.id in self.recipe.optional and value.id != self.present:
                    return self._when(When(value.id, (step,), step.at), indent)
                form = self.form(value)
                if self.kind(value) is Kind.INTEGER and place != "json":
                    form = Bracket("str(", (form,), ")")
                return statement(f'{place}["{escaped(field)}"] = ', form, indent=indent)
            case When():
                return self._when(step, indent)

    def _when(self, step: When, indent: int) -> list[str]:
        outer, self.present = self.present, step.credential
        lines = [line for put in step.puts for line in self.step(put, indent + 4)]
        self.present = outer
        return [f"{' ' * indent}if {_local(step.credential)}:", *lines]

    def ending(self, text: str | None) -> list[str]:
        shown = [
            name
            for name, kind in self.recipe.kinds.items()
            if kind is Kind.TEXT and self.recipe.secrecy.names.get(name) is not Secrecy.SECRET
        ]
        items: list[Form] = []
        if shown:
            items.append(Bracket("{", tuple(Leaf(f'"{name}": {_local(name)}') for name in shown), "}"))
        if text:
            items.append(Leaf(f"text={_local(text)}"))
        return statement("return ", Bracket("Signed(", tuple(items), ")"))

    def form(self, expression: Expression, quote: str = '"') -> Form:
        """The source of a value. Inside the braces of an f-string the quote is the other one."""
        match expression:
            case Text(value=text):
                return String((text,)) if quote == '"' else Leaf(f"'{text}'")
            case Integer(value=number):
                return Leaf(str(number))
            case Name(id=name):
                return Leaf(self._name(name))
            case Template(parts=parts):
                return String(
                    tuple(
                        part if isinstance(part, str) else Leaf(flat(self.form(part, "'"))) for part in parts
                    )
                )
            case Sum():
                return self._sum(expression, quote)
            case Call():
                return self._call(expression, quote)

    def _name(self, name: str) -> str:
        if name == "params":
            self._import("primitives", "merged")
            return "merged(query, form)"
        if name == "json":
            self._import("field_sets", "json_texts")
            return "json_texts(json)"
        if name == "target":
            self._import("field_sets", "target")
            return "target(request)"
        if name in REQUEST:
            return name if name in _BOUND else f"request.{name}"
        return _local(name)

    def _sum(self, expression: Sum, quote: str) -> Chain:
        wanted = self.kind(expression)
        items: list[Form] = []
        for side in (expression.left, expression.right):
            form, kind = self.form(side, quote), self.kind(side)
            if wanted is Kind.BYTES and kind is Kind.TEXT:
                plain = isinstance(side, Text) and side.value.isascii()
                items.append(Leaf(f"b{flat(form)}") if plain else dotted(form, ".encode()"))
            elif isinstance(form, Chain):
                items += form.items
            else:
                items.append(form)
        return Chain(tuple(items))

    def _call(self, call: Call, quote: str) -> Form:
        primitive = PRIMITIVES[call.primitive]
        if call.primitive == "given":
            return self._given(call, quote)
        arguments = tuple(self.form(argument, quote) for argument in call.arguments)
        if call.primitive == "fields":
            pairs = zip(arguments[::2], arguments[1::2], strict=True)
            return Bracket("{", tuple(Leaf(f"{flat(name)}: {flat(value)}") for name, value in pairs), "}")
        if call.primitive == "utc" and _in_millis(call):
            self._import("primitives", "utc_millis")
            return Bracket("utc_millis(", arguments, ")")
        if primitive.imported:
            self._import(primitive.module, primitive.name)
        head, braces, tail = primitive.python.partition("{}")
        if braces and not head:
            return dotted(arguments[0], tail)
        return Bracket(head, arguments, tail) if braces else Leaf(head)

    def _given(self, call: Call, quote: str) -> Form:
        """A conditional expression."""
        condition, *rest = (flat(self.form(argument, quote)) for argument in call.arguments)
        if not rest:
            return Leaf(f"({condition} or {quote}{quote})")
        text, otherwise = rest[0], rest[1] if len(rest) > 1 else f"{quote}{quote}"
        return Leaf(f"({text} if {condition} else {otherwise})")

    def kind(self, expression: Expression) -> Kind:
        """The kind of a value that has passed the checker."""
        match expression:
            case Text() | Template():
                return Kind.TEXT
            case Integer():
                return Kind.INTEGER
            case Name(id=name):
                if isinstance(self.recipe.settings.get(name), int):
                    return Kind.INTEGER
                return self.recipe.kinds.get(name) or REQUEST.get(name, Kind.TEXT)
            case Sum(left=left, right=right):
                kinds = {self.kind(left), self.kind(right)}
                return Kind.BYTES if Kind.BYTES in kinds else kinds.pop()
            case Call(primitive=primitive):
                return PRIMITIVES[primitive].result

    def _import(self, module: str, name: str) -> None:
        self.imports.setdefault(module, set()).add(name)


def _in_millis(call: Call) -> bool:
    """Whether a call of ``utc`` takes milliseconds."""
    layout = call.arguments[1]
    return isinstance(layout, Text) and "%L" in layout.value
