"""Reading the text of a recipe. Python's parser reads it; what the language does not have is refused."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .nodes import Assign, Call, Expression, Literal, Name, Place, Step, Sum, Template

if TYPE_CHECKING:
    from collections.abc import Collection

PLACES = ("query", "form", "headers", "json")
_LONGEST = 16 * 1024
_DEEPEST = 64


class RecipeError(ValueError):
    """A recipe that the emulator cannot read; the text says what and on which line."""


def parse(source: str, primitives: Collection[str]) -> tuple[Step, ...]:
    """The steps of a recipe, which may call these primitives. Raises `RecipeError`."""
    if len(source) > _LONGEST:
        raise RecipeError(f"it is longer than {_LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise RecipeError(f"it cannot be parsed: {error}") from error
    return tuple(_Reader(frozenset(primitives)).steps(body))


@dataclass(slots=True)
class _Reader:
    primitives: frozenset[str]
    calls: int = field(default=0)

    def steps(self, body: list[ast.stmt], when: str = "") -> list[Step]:
        found: list[Step] = []
        for statement in body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if not when:
                    found.append(Assign(name, self.value(value)))
                case ast.Assign(
                    targets=[ast.Subscript(value=ast.Name(id=place), slice=ast.Constant(value=str(name)))],
                    value=value,
                ) if place in PLACES:
                    found.append(
                        Place(place, name.lower() if place == "headers" else name, self.value(value), when)
                    )
                case ast.If(test=ast.Name(id=credential), body=inner, orelse=[]) if not when:
                    found += self.steps(inner, credential)
                case _:
                    raise RecipeError(f"line {statement.lineno} is no step that the emulator knows")
        return found

    def value(self, node: ast.expr, depth: int = 0) -> Expression:
        if depth > _DEEPEST:
            raise RecipeError(f"line {node.lineno} is nested too deeply")
        match node:
            case ast.Constant(value=str() | int() as constant) if not isinstance(constant, bool):
                return Literal(constant)
            case ast.Name(id=name):
                return Name(name)
            case ast.JoinedStr(values=values):
                return Template(tuple(self.part(value, depth) for value in values))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _sum(self.value(left, depth + 1), self.value(right, depth + 1))
            case ast.Call(func=ast.Name(id=primitive), args=arguments, keywords=[]):
                if primitive not in self.primitives:
                    raise RecipeError(
                        f"line {node.lineno} calls {primitive}, which the emulator does not know"
                    )
                self.calls += 1
                call = Call(primitive, (), self.calls)
                return replace(
                    call, arguments=tuple(self.value(argument, depth + 1) for argument in arguments)
                )
            case _:
                raise RecipeError(f"line {node.lineno} has a value that the emulator does not know")

    def part(self, node: ast.expr, depth: int) -> Expression:
        if isinstance(node, ast.FormattedValue):
            return self.value(node.value, depth + 1)
        return self.value(node, depth + 1)


def _sum(left: Expression, right: Expression) -> Sum:
    terms: list[Expression] = []
    for side in (left, right):
        terms += side.terms if isinstance(side, Sum) else (side,)
    return Sum(tuple(terms))
