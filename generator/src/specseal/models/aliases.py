"""The aliases of ``models.py``: unions of classes, each with the rule that tells its members apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..literals import python
from ..plan.package import UnionPlan
from ..python_types import (
    ANY,
    Alias,
    Choice,
    EachOf,
    ListOf,
    MapOf,
    Model,
    OneOf,
    Plain,
    PlainName,
    PythonType,
    Structure,
)

_PLAIN: dict[PlainName, str] = {
    "str": "str",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "file": "str",
    "object": "dict[str, Any]",
    "any": "Any",
    "bytes": "bytes",
    "none": "None",
    "Decimal": "Decimal",
    "DateTime": "_DateTime",
    "Date": "_Date",
    "Time": "_Time",
    "DecimalText": "_DecimalText",
}


def print_aliases(unions: Sequence[UnionPlan]) -> str:
    """One assignment per union, in the given order."""
    defined: set[str] = set()
    printed: list[str] = []
    for one in unions:
        members = [_known(member, defined) for member in one.members]
        types = " | ".join(dict.fromkeys(map(annotation, members)))
        values = ", ".join(
            f"{python(value)}: {annotation(_known(type_, defined))}" for value, type_ in one.values
        )
        rule = f"{python(one.key)}, {{{values}}}" if one.key else ""
        if one.other is not None:
            rule += f", other={annotation(one.other)}"
        printed.append(f"{one.name}: TypeAlias = Annotated[{types}, _OneOf({rule.removeprefix(', ')})]")
        if one.doc:
            printed.append('"""' + _wrapped(one.doc.replace("\\", "\\\\").replace('"""', "'''")) + '"""')
        defined.add(one.name)
    return "\n".join(printed)


def annotation(type_: PythonType) -> str:
    """The annotation of a value in a response, inside the module of the models."""
    match type_:
        case Plain(name=name):
            return _PLAIN[name]
        case Choice(values=values, open=is_open):
            known = f"Literal[{', '.join(map(python, values))}]"
            return f"{known} | {type(values[0]).__name__}" if is_open else known
        case ListOf(item=item):
            return f"list[{annotation(item)}]"
        case MapOf(value=value):
            return f"dict[str, {annotation(value)}]"
        case OneOf(members=members):
            return " | ".join(dict.fromkeys(map(annotation, members)))
        case Model(name=name) | Alias(name=name):
            return name
        case Structure() | EachOf():
            raise TypeError(f"responses have no {type_}")


def _known(type_: PythonType, defined: set[str]) -> PythonType:
    """The type, with `ANY` for an alias that is not defined yet: one that is made of itself."""
    match type_:
        case Alias(name=name) if name not in defined:
            return ANY
        case ListOf(item=item):
            return ListOf(_known(item, defined))
        case MapOf(value=value):
            return MapOf(_known(value, defined))
        case OneOf(members=members):
            return OneOf(tuple(_known(one, defined) for one in members))
        case _:
            return type_


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False))
