"""Validation of requests and responses against the contract, by validators compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import jsonschema_rs

from ..json_types import is_array, is_object
from .files import ContractError
from .pointers import ABSENT, value_at

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from .model import Contract, Field, Json, Operation

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,64}(\.[0-9]{1,64})?([eE][+-]?[0-9]{1,2})?", re.ASCII)

_STREAMS = frozenset(
    {"application/x-ndjson", "application/jsonl", "application/x-jsonlines", "text/event-stream"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A missing, invalid or too large parameter."""

    kind: Literal["missing", "bad", "large"]
    name: str
    why: str


class _MaxBytes:
    """The keyword ``x-max-bytes``: the longest length of a text in UTF-8."""

    def __init__(self, parent_schema: Json, value: Any, schema_path: list[str | int]) -> None:  # noqa: ARG002
        self._limit: int = value

    def validate(self, instance: Any) -> None:
        if isinstance(instance, str) and len(instance.encode()) > self._limit:
            raise ValueError(f"is longer than {self._limit} bytes")


class InputCheck:
    """The parameters of one operation: texts as they came in, typed values out."""

    def __init__(self, operation: Operation, *, ignore: frozenset[str] = frozenset()) -> None:
        """Compile. `ignore` names the parameters that were validated before."""
        self._fields = {f.name: f for f in operation.fields if not f.placed and f.name not in ignore}
        self._order = {name: position for position, name in enumerate(self._fields)}
        self._types = {n: _types(operation.contract, f.schema) for n, f in self._fields.items()}
        self._validator = compiled(operation.contract, _whole(operation, self._fields), operation.pointer)

    def __call__(
        self, given: Mapping[str, str], files: Container[str]
    ) -> tuple[dict[str, Any], Problem | None]:
        """The typed values, and the first problem with them: missing ones come before invalid ones.

        An empty text for a required parameter counts as missing. A file where a text belongs is missing too;
        a text where a file belongs is passed on, for the check of the file itself to refuse.
        """
        values: dict[str, Any] = {}
        for name, field in self._fields.items():
            if field.binary:
                if name in files or name in given:
                    values[name] = ""
            elif (text := given.get(name)) is not None and (text or not field.required):
                values[name] = _coerce(text, self._types[name])
        if self._validator.is_valid(values):
            return values, None
        return values, min(
            (self._problem(error) for error in self._validator.iter_errors(values)),
            key=lambda p: (p.kind == "bad", self._order.get(p.name, len(self._order))),
        )

    def _problem(self, error: jsonschema_rs.ValidationError) -> Problem:
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required) and not error.instance_path:
            return Problem("missing", error.kind.property, error.message)
        name = str(error.instance_path[0]) if error.instance_path else next(iter(self._fields), "")
        return Problem("bad", name, error.message)


_ALTERNATIVES = (jsonschema_rs.ValidationErrorKind.AnyOf, jsonschema_rs.ValidationErrorKind.OneOfNotValid)
_TYPE = jsonschema_rs.ValidationErrorKind.Type
_DEEPEST = 16


class OutputCheck:
    """The responses of one operation: is the status documented, and does its schema accept the body?

    A failure with the status of successes, by `failed_when`, may lack what only a success has.
    """

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._failed_when: list[Json] = operation.contract.stated("x-error-body").get("failed_when", [])
        self._statuses = {
            status.upper(): {
                media_type.partition(";")[0].strip().lower(): compiled(
                    operation.contract, content.get("schema", {}), f"{operation.pointer}/responses/{status}"
                )
                for media_type, content in response.get("content", {}).items()
            }
            for status, response in operation.responses.items()
        }

    def __call__(self, status: int, media_type: str, body: Any) -> str | None:
        """The first problem of a response, or None. `body` is the value before rendering; bytes fit any schema."""
        types = self._types(status)
        if types is None:
            return f"{self._operation.id}: the contract has no response of status {status}"
        if not types and not media_type:
            return None
        kind, validator = self._validator(types, media_type)
        if validator is None:
            return f"{self._operation.id}: response {status} is not documented as {media_type}"
        if isinstance(body, bytes):
            return None
        for value in self._values(kind, validator, body):
            failure = self.failing(status, value) is not None
            for error in validator.iter_errors(value):
                if failure and isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
                    continue
                where = "/".join(str(step) for step in error.instance_path)
                return f"{self._operation.id}: response {status} breaks its contract at /{where}: {error.message}"
        return None

    def documents(self, status: int) -> bool:
        """Whether the operation documents a response of this status."""
        return self._types(status) is not None

    def failing(self, status: int, body: Any) -> Json | None:
        """The condition of `failed_when` that makes a response of this status a failure, or None."""
        held = (one for one in self._failed_when if status < 300 and _holds(body, one))
        return next(held, None)

    def refused(self, status: int, media_type: str, body: Any) -> list[str | int] | None:
        """The path of a value that the schema refuses; None when there is none."""
        kind, validator = self._validator(self._types(status) or {}, media_type)
        if validator is None or isinstance(body, bytes):
            return None
        for value in self._values(kind, validator, body):
            for error in validator.iter_errors(value):
                return list(_innermost(error).instance_path)
        return None

    def _types(self, status: int) -> Mapping[str, jsonschema_rs.Draft202012Validator] | None:
        """The validators of a status, by media type."""
        found = self._statuses.get(str(status))
        if found is None:
            found = self._statuses.get(f"{status // 100}XX", self._statuses.get("DEFAULT"))
        return found

    @staticmethod
    def _validator(
        types: Mapping[str, jsonschema_rs.Draft202012Validator], media_type: str
    ) -> tuple[str, jsonschema_rs.Draft202012Validator | None]:
        kind = media_type.partition(";")[0].strip().lower()
        return kind, types.get(kind) or types.get(f"{kind.partition('/')[0]}/*") or types.get("*/*")

    @staticmethod
    def _values(kind: str, validator: jsonschema_rs.Draft202012Validator, body: Any) -> list[Any]:
        """What the schema describes: the body, or each item of a stream."""
        if kind in _STREAMS and is_array(body) and not validator.is_valid(body):
            return body
        return [body]


def _innermost(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of alternatives that all refuse a value, why the one refuses it that comes nearest."""
    for _ in range(_DEEPEST):
        context = error.kind.context if isinstance(error.kind, _ALTERNATIVES) else []
        same_type = [one for one in context if one and not isinstance(one[0].kind, _TYPE)]
        nearest = min(same_type or context, key=len, default=None)
        if not nearest:
            break
        error = max(nearest, key=lambda one: len(one.instance_path))
    return error


def _holds(body: Any, condition: Json) -> bool:
    """Whether a condition of `failed_when` holds for a body."""
    found = value_at(body, condition["pointer"])
    if found is ABSENT or found is None or found == "":
        return False
    text = str(found).casefold()
    if "equals" in condition:
        return text in _texts(condition["equals"])
    return text not in _texts(condition.get("not_equals", []))


def _texts(given: Any) -> list[str]:
    return [str(one).casefold() for one in (given if is_array(given) else [given])]


def _whole(operation: Operation, fields: Mapping[str, Field]) -> Json:
    """One schema over all parameters that are validated here, of query and form alike."""
    schema = {k: v for k, v in operation.body_schema.items() if k not in {"properties", "required"}}
    schema.pop("additionalProperties", None)  # vendors ignore what they do not know
    schema.pop("unevaluatedProperties", None)
    schema["type"] = "object"
    schema["properties"] = {name: {} if field.binary else field.schema for name, field in fields.items()}
    schema["required"] = [name for name, field in fields.items() if field.required]
    return schema


def compiled(contract: Contract, schema: Any, pointer: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of a schema, which may be ``true`` or ``false``. Raises `ContractError`."""
    whole: Json = schema if is_object(schema) else {"allOf": [schema]}
    document = {**whole, "components": contract.document.get("components", {})}
    try:
        return jsonschema_rs.Draft202012Validator(
            document,
            keywords={"x-max-bytes": _MaxBytes},
            validate_formats=True,
            offline=True,
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        reason = getattr(error, "message", None) or str(error)
        raise ContractError(contract.path, f"a schema cannot be compiled: {reason}", pointer) from error


def _types(contract: Contract, schema: Json) -> frozenset[str]:
    resolved = contract.resolve(schema)
    declared = resolved.get("type", ())
    found = {declared} if isinstance(declared, str) else set(declared)
    for part in resolved.get("allOf", ()):
        found |= _types(contract, part)
    return frozenset(found)


def _coerce(text: str, types: frozenset[str]) -> Any:
    """A text as the type that the contract gives it; a text that does not fit stays one."""
    if "string" in types or not types:
        return text
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in types and text in {"true", "false"}:
        return text == "true"
    return text
