"""What a caller must get for a response: a result with every field, or an error with every attribute."""

from __future__ import annotations

import importlib
from typing import Any

from tests.properties import responses
from tests.properties.callers import error_class, package, snake
from tests.properties.contracts import Json, Operation
from tests.properties.tap import Exchange


def check_result(operation: Operation, exchange: Exchange, result: Any) -> None:
    """Compare a typed result with the bytes it was decoded from. Raises `AssertionError`."""
    assert not responses.error_of(operation, exchange), "the vendor refused, and the caller got a result"
    schema = responses.schema_of(operation, exchange)
    _same(operation, schema, responses.read(operation, exchange), result, "result")
    raw = result.raw_response
    assert raw.status_code == exchange.status
    assert raw.content == exchange.response


def _same(operation: Operation, schema: Json, value: Any, result: Any, place: str) -> None:
    schema = operation.resolve(schema)
    kinds = schema["type"]
    if kinds == "object":
        for name, node in schema.get("properties", {}).items():
            found = getattr(result, snake(name))
            if name in value:
                _same(operation, node, value[name], found, f"{place}.{name}")
            else:
                assert not found, f"{place}.{name} is {found!r} and was not sent"
    elif kinds == "array":
        assert isinstance(result, list | tuple), f"{place} is {result!r}"
        assert len(result) == len(value), f"{place} has {len(result)} items of {len(value)}"
        for index, (one, other) in enumerate(zip(value, result, strict=True)):
            _same(operation, schema["items"], one, other, f"{place}[{index}]")
    else:
        if "integer" in kinds and str(value).lstrip("-").isdigit():
            value = int(value)  # numbers may be sent as strings
        assert type(result) is type(value), f"{place} is {result!r}, sent as {value!r}"
        assert result == value, f"{place} is {result!r}, sent as {value!r}"


def check_error(operation: Operation, exchange: Exchange, error: Exception) -> None:
    """Compare an exception with the response it was made from. Raises `AssertionError`."""
    text = responses.error_of(operation, exchange)
    assert text, f"the vendor reported success, and the caller got {error!r}"
    errors = importlib.import_module(f"{package(operation).__name__}.errors")
    row = operation.row_of(text)
    wanted = getattr(errors, error_class(row[0])) if row else errors.APIStatusError
    assert type(error) is wanted, f"{text} was raised as {type(error).__name__}"
    assert isinstance(error, errors.APIStatusError)
    assert error.status_code == exchange.status
    assert error.attempts == 1
    code, _, detail = text.partition(": ")
    documented = operation.errors[row[0]] if row else {}
    assert error.code == code, f"{text}: code is {error.code!r}"
    assert error.retryable == documented.get("retryable", False), text
    body = responses.read(operation, exchange)
    assert error.request_id == next((body[key] for key in ("request_id", "RequestId") if key in body), None)
    if documented.get("detail") == "argument":
        assert error.argument == detail, f"{text}: argument is {error.argument!r}"
    elif documented.get("detail") == "reason":
        assert error.reason == (detail or None), f"{text}: reason is {error.reason!r}"
    elif "pattern" in documented:
        head, _, tail = documented["pattern"].partition("<argument>")
        assert error.argument == code.removeprefix(head).removesuffix(tail), (
            f"{text}: argument is {error.argument!r}"
        )
