"""The Python types of values as arguments."""

from __future__ import annotations

from collections.abc import Iterable

from ..contract import (
    Array,
    Constant,
    Dictionary,
    Enumeration,
    Object,
    Scalar,
    Schema,
    Union,
    entered,
)
from ..contract.notes import Json
from ..contract.schema import ScalarType
from ..python_types import ANY, ListOf, OneOf, Plain, PythonType

#: The types of scalars without a format.
SCALARS: dict[ScalarType, PythonType] = {
    "string": Plain("str"),
    "integer": Plain("int"),
    "number": Plain("float"),
    "boolean": Plain("bool"),
    "null": ANY,
}


def base_type(schema: Schema, inside: frozenset[str] = frozenset()) -> PythonType:
    """What openapi-python-client can say of an argument, too. ``inside`` guards against recursion."""
    within = entered(schema, inside)
    if within is None:
        return ANY
    match schema.resolved():
        case Scalar(type="string", format="binary"):
            return Plain("file")
        case Scalar(type=name):
            return SCALARS[name]
        case Enumeration(type=name) | Constant(type=name):
            return SCALARS[name] if name else ANY
        case Array(items=items):
            return ListOf(base_type(items, within))
        case Object() | Dictionary():
            return Plain("object")
        case Union(members=members):
            return one_of(base_type(member, within) for member in members)
        case _:
            return ANY


def known_values(schema: Schema) -> tuple[str | int | bool, ...]:
    """The values of an enumeration or a constant, where Python's ``Literal`` can hold them all."""
    values: tuple[Json, ...] = ()
    if isinstance(schema, Enumeration):
        values = schema.values
    elif isinstance(schema, Constant):
        values = (schema.value,)
    found = tuple(value for value in values if isinstance(value, str | int))
    return found if len(found) == len(values) else ()


def is_flag(schema: Schema) -> bool:
    """Whether the vendor writes a yes-or-no value as ``1`` and ``0``."""
    return set(map(str, known_values(schema.resolved()))) == {"0", "1"}


def takes_lists(type_: PythonType) -> bool:
    """Whether a list is one of the values."""
    match type_:
        case ListOf() | Plain(name="any"):
            return True
        case OneOf(members=members):
            return any(map(takes_lists, members))
        case _:
            return False


def has_file(type_: PythonType) -> bool:
    """Whether a file is one of the values, or in the list that is one."""
    match type_:
        case Plain(name="file") | ListOf(item=Plain(name="file")):
            return True
        case OneOf(members=members):
            return Plain("file") in members
        case _:
            return False


def one_of(members: Iterable[PythonType]) -> PythonType:
    """One of several types, each once."""
    found = tuple(dict.fromkeys(members))
    return found[0] if len(found) == 1 else OneOf(found)
