"""The data of a package's generated tests."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan.package import (
    Argument,
    BodyKind,
    ErrorPlan,
    FieldPlan,
    OperationPlan,
    OptionPlan,
    Package,
    SampleFile,
)
from ..python_types import EachOf, ListOf, MapOf, Model, Plain, PythonType
from .expressions import returned, sample


@dataclass(frozen=True, slots=True)
class _Value:
    """An argument of a call, as a Python expression."""

    name: str
    test_value: str


@dataclass(frozen=True, slots=True)
class TestedOperation:
    """One operation, for its tests."""

    constant: str
    method_name: str
    operation_id: str
    instance: str
    """The type of the result, for ``isinstance``; ``None`` for no result, empty if it may be of several."""
    is_model: bool
    status: int
    arguments: tuple[_Value, ...]
    required: tuple[str, ...]
    body: BodyKind
    sent: tuple[tuple[str, str | float], ...]
    """Wire name of each argument that is no array or object, and what is sent: a text, or in JSON its value."""
    files: tuple[str, ...]
    errors: tuple[ErrorPlan, ...]

    @property
    def extended(self) -> bool:
        """Whether a code does not fit between the quotation marks of a header, so that RFC 8187 has to write it."""
        return not all(
            error.code.isascii() and error.code.isprintable() and not set(error.code) & set('"\\')
            for error in self.errors
        )


def needed_options(package: Package) -> list[OptionPlan]:
    """The options of the constructor without which a call is refused."""
    return [one for one in package.options if one.argument.required and one.default is None]


def tested(operation: OperationPlan) -> TestedOperation:
    """The operation with example values for all its arguments."""
    fields = {field.argument: field for field in operation.fields}
    values = {argument.name: _expression(argument, fields[argument.name]) for argument in operation.arguments}
    return TestedOperation(
        constant=operation.constant,
        method_name=operation.method_name,
        operation_id=operation.operation_id,
        instance="types.ListPage"
        if operation.paging and operation.paging.bare
        else _instance(operation.result),
        is_model=isinstance(operation.result, Model),
        status=operation.status,
        arguments=tuple(_Value(name, value) for name, value in values.items()),
        required=tuple(argument.name for argument in operation.arguments if argument.required),
        body=operation.body,
        sent=tuple(
            (fields[one.name].name, value)
            for one in operation.arguments
            if (value := _sent(one, fields[one.name])) is not None
        ),
        files=tuple(field.name for field in fields.values() if field.place == "file"),
        errors=operation.errors,
    )


def _instance(type_: PythonType | None) -> str:
    match type_:
        case None:
            return "None"
        case Model():
            return returned(type_)
        case ListOf():
            return "list"
        case MapOf():
            return "dict"
        case Plain(name="str" | "bytes" | "int" | "bool" as name):
            return name
        case _:
            return ""


def _expression(argument: Argument, field: FieldPlan) -> str:
    if field.place == "file":
        return "[IMAGE]" if isinstance(argument.type, ListOf) else "IMAGE"
    if isinstance(argument.example, SampleFile):  # the body
        return 'b"content"'
    if isinstance(argument.type, EachOf):
        return f"[{sample(argument.example)}]"
    return sample(argument.example)


def _sent(argument: Argument, field: FieldPlan) -> str | float | None:
    """What is sent for an argument; ``None`` for arrays, objects, files, and values with a style of their own."""
    value = argument.example
    if field.place == "json":
        return value if isinstance(value, str | int | float) else None
    if field.place not in {"query", "form"} or field.style not in {"single", "repeat"}:
        return None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
