"""The Python types of values in responses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..classes import Classes
from ..contract import (
    Anything,
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Object,
    ResponseTypes,
    Scalar,
    Schema,
    Tuple,
    Union,
    entered,
    is_nullable,
    response_schema,
)
from ..contract.schema import ScalarType
from ..python_types import ANY, NONE, Alias, Choice, ListOf, MapOf, Model, OneOf, Plain, PlainName, PythonType
from .types import SCALARS, known_values, one_of

#: Formats of texts that have a class, if that is wished.
_TEXTS: Mapping[str, PlainName] = {
    "date-time": "DateTime",
    "date": "Date",
    "time": "Time",
    "decimal": "DecimalText",
}
#: Patterns of texts that are all numbers.
_DIGITS = re.compile(r"\^-?\??(\[0-9\]|\\d)(\+|\{[0-9,]+\})(\(\\\.\[0-9\]\+\)\?)?\$")


def received_type(
    schema: Schema,
    classes: Classes,
    inside: frozenset[str] = frozenset(),
    around: ResponseTypes | None = None,
) -> PythonType:
    """The type of a value in a response.

    ``inside`` guards against recursion without an object, such as a list of such lists; ``around`` is what the value
    around it chose.
    """
    within = entered(schema, inside)
    if within is None:
        return ANY
    found = response_schema(schema)
    types = (around or classes.types).at(found.notes.client)
    match found:
        case Object():
            return Model(classes.of(found))
        case Array(items=items):
            return ListOf(_held(items, classes, within, types))
        case Tuple(first=first, rest=rest):
            # a list, because vendors add columns
            listed = [*first, *([] if rest is None or isinstance(rest, Anything) else [rest])]
            return ListOf(simplest(_held(one, classes, within, types) for one in listed))
        case Dictionary(values=values):
            return MapOf(_held(values, classes, within, types))
        case Scalar(type="string", format=form) if form in _TEXTS and _has_class(form, types):
            return Plain(_TEXTS[form])
        case Scalar(type=name):
            return _scalar(name, types)
        case (Enumeration(type=name) | Constant(type=name)) as known:
            # the vendor may know more values tomorrow
            listed_values = known_values(known)
            if listed_values and name:
                return Choice(listed_values, open=True)
            return _scalar(name, types) if name else ANY
        case Union() as union:
            if alias := classes.of(union):
                return Alias(alias)
            number = _number_also_as_text(union, types)
            return number or simplest(
                received_type(member, classes, within, types) for member in union.members
            )
        case _:
            return ANY


def or_none(type_: PythonType, schema: Schema) -> PythonType:
    """The type of a value that may be ``null`` by its schema. A list that is ``null`` is read as an empty one."""
    if isinstance(type_, ListOf) or type_ == ANY or not is_nullable(schema):
        return type_
    return one_of((*(type_.members if isinstance(type_, OneOf) else (type_,)), NONE))


def _held(schema: Schema, classes: Classes, inside: frozenset[str], types: ResponseTypes) -> PythonType:
    """The type of a value in a list or a map."""
    return or_none(received_type(schema, classes, inside, types), schema)


def simplest(types: Iterator[PythonType]) -> PythonType:
    """One of several types: each once, open enumerations of a kind together, and `ANY` if it is one of them."""
    members: list[PythonType] = []
    for one in types:
        for each in one.members if isinstance(one, OneOf) else (one,):
            if each == ANY:
                return ANY
            members.append(each)
    known: dict[type, tuple[str | int | bool, ...]] = {}
    for choice in members:
        if isinstance(choice, Choice):
            kind = type(choice.values[0])
            known[kind] = tuple(dict.fromkeys((*known.get(kind, ()), *choice.values)))
    listed = [
        Choice(known[type(one.values[0])], open=True) if isinstance(one, Choice) else one for one in members
    ]
    open_kinds: dict[PythonType, type] = {Plain("str"): str, Plain("int"): int, Plain("bool"): bool}
    return one_of(one for one in listed if open_kinds.get(one) not in known)


def _has_class(form: str, types: ResponseTypes) -> bool:
    return types.decimals if form == "decimal" else types.dates


def _scalar(name: ScalarType, types: ResponseTypes) -> PythonType:
    return Plain("Decimal") if name == "number" and types.decimals else SCALARS[name]


def _number_also_as_text(union: Union, types: ResponseTypes) -> PythonType | None:
    """The number that a value is when its other form is the same number, written as text."""
    pattern = union.limits.pattern
    if union.keyword == "type" and pattern and _DIGITS.fullmatch(pattern):
        kinds = {member.type for member in union.members if isinstance(member, Scalar)}
        if kinds in ({"integer", "string"}, {"number", "string"}):
            return Plain("int") if "integer" in kinds else _scalar("number", types)
    return None
