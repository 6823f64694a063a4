"""An answer as the result of a call, or as the error that it means."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any, TypeVar, cast

import msgspec

from .decode import Mismatch, convert, decode_json, is_list, is_object, parse_json, unreadable
from .errors import APIDecodeError, APIStatusError
from .operation import ErrorBody, ErrorRow, FailedWhen, Operation
from .primitives.encoding import rfc3986
from .response import RawResponse, utf8

T = TypeVar("T")

_ID_HEADERS = ("x-acs-request-id", "x-request-id", "request-id")
_LONGEST_TEXT = 2000


def interpret(operation: Operation[T], response: RawResponse, secrets: Iterable[str] = ()) -> T:
    """The typed result of a successful answer.

    Raises ``APIStatusError``, or its subclass of the error code, when the vendor refused the call, also by the body
    of an HTTP 200; ``APIDecodeError`` when a successful answer cannot be understood. ``secrets`` are values that
    must not show in a message, should the vendor repeat them.
    """
    success = 200 <= response.status_code < 300
    content = utf8(response)
    is_xml = content.lstrip()[:1] == b"<"
    head: dict[str, Any] | None = None
    try:
        head = _parse_xml(response, content) if is_xml else _head(content, operation.error_body)
    except Mismatch as mismatch:
        if success and operation.result is not None:
            raise _undecodable(operation, response, mismatch) from None
    response.request_id = _request_id(head, response, operation.error_body)
    if not success or any(_applies(test, head) for test in operation.error_body.failed_when):
        raise _failure(operation, response, head if is_xml else _plain(content), secrets)
    if operation.result is None:
        return cast("T", None)
    try:
        return convert(head, operation.result) if is_xml else decode_json(content, operation.result)
    except Mismatch as mismatch:
        raise _undecodable(operation, response, mismatch) from None


def _parse_xml(response: RawResponse, content: bytes) -> dict[str, Any]:
    if "html" in response.content_type:
        raise Mismatch(None, "the body is an HTML page")
    from .xml import parse_xml  # noqa: PLC0415 - few answers are XML

    # a charset of the header wins over the declaration, and was undone already
    return parse_xml(content, "utf-8" if "charset=" in response.content_type else None)


def _plain(content: bytes) -> Any:
    try:
        return parse_json(content)
    except Mismatch:
        return None


@functools.cache
def _probe(error_body: ErrorBody) -> tuple[msgspec.json.Decoder[Any], tuple[str, ...]]:
    """A decoder that reads no more than the keys which decide between success and failure."""
    pointers = [*error_body.request_id, *(test.pointer for test in error_body.failed_when)]
    names = tuple(dict.fromkeys(_tokens(pointer)[0] for pointer in pointers if pointer))
    fields = [
        (f"key{index}", msgspec.Raw, msgspec.field(name=name, default=msgspec.Raw()))
        for index, name in enumerate(names)
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Head", fields)), names


def _head(content: bytes, error_body: ErrorBody) -> dict[str, Any]:
    decoder, names = _probe(error_body)
    try:
        values = msgspec.structs.astuple(decoder.decode(content))
    except msgspec.ValidationError:
        return {}  # not an object
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(error) from None
    return {name: parse_json(bytes(raw)) for name, raw in zip(names, values, strict=True) if bytes(raw)}


def _tokens(pointer: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _at(value: Any, pointer: str) -> Any:
    """What a JSON Pointer points at; ``None`` when nothing is there."""
    for token in _tokens(pointer):
        if is_object(value):
            value = value.get(token)
        elif is_list(value) and token.isascii() and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


def _text(value: Any) -> str | None:
    """A scalar as text; ``None`` when there is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value).strip() or None
    return None


def _first(body: Any, pointers: tuple[str, ...]) -> str | None:
    for pointer in pointers:
        if text := _text(_at(body, pointer)):
            return text
    return None


def _applies(test: FailedWhen, head: Any) -> bool:
    value = _at(head, test.pointer)
    if test.equals is None:
        return value is not None and value != ""
    text = _text(value)
    return text is not None and text.casefold() == test.equals.casefold()


def _request_id(head: Any, response: RawResponse, error_body: ErrorBody) -> str | None:
    if found := _first(head, error_body.request_id):
        return found
    return next((response.headers[name] for name in _ID_HEADERS if name in response.headers), None)


def _undecodable(operation: Operation[Any], response: RawResponse, mismatch: Mismatch) -> APIDecodeError:
    kind = response.content_type or "no media type"
    error = APIDecodeError(
        f"{operation.id}: the answer (HTTP {response.status_code}, {len(response.content)} bytes, {kind}) cannot be "
        f"understood: {mismatch}. It is kept in the error's response",
        request=response.request,
        response=response,
    )
    error.path = mismatch.path
    return error


def _failure(
    operation: Operation[Any], response: RawResponse, body: Any, secrets: Iterable[str]
) -> APIStatusError:
    """The error that a failing answer means."""
    told = operation.error_body
    whole = _first(body, told.code)
    code, detail = _split(whole, told.separator)
    row, captured = _row(operation.errors, code)
    names_argument = row is not None and row.detail == "argument"
    argument = captured or (detail if names_argument else None)
    reason = None if names_argument else detail
    kind = row.error if row is not None else APIStatusError
    shown = (whole, _first(body, told.message), kind.hint)
    what = ": ".join(dict.fromkeys(text.rstrip(".") for text in shown if text))
    facts = [f"HTTP {response.status_code}", response.request]
    if response.request_id:
        facts.append(f"request id {response.request_id}")
    if 300 <= response.status_code < 400:
        what = what or "the vendor redirects, which a signed request does not follow"
    message = f"{operation.id}: {what or 'the vendor gave no error code'} ({', '.join(facts)})"
    return kind(
        redact(message, secrets),
        request=response.request,
        response=response,
        code=code,
        reason=reason,
        argument=argument,
        body=body,
    )


def _split(whole: str | None, separator: str | None) -> tuple[str | None, str | None]:
    if whole is None or not separator or separator not in whole:
        return whole, None
    code, _, detail = whole.partition(separator)
    return code.strip(), detail.strip() or None


def _row(rows: tuple[ErrorRow, ...], code: str | None) -> tuple[ErrorRow | None, str | None]:
    """The row of a code, and what its pattern caught."""
    if code is None:
        return None, None
    for row in rows:
        if row.pattern is None and row.code == code:
            return row, None
    for row in rows:
        if row.pattern is not None and (match := _pattern(row.pattern).fullmatch(code)):
            return row, match[1]
    return None, None


@functools.cache
def _pattern(pattern: str) -> re.Pattern[str]:
    before, _, after = pattern.partition("<argument>")
    return re.compile(f"{re.escape(before)}(.+){re.escape(after)}")


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, however often they were percent-encoded, and not longer than is readable."""
    for secret in secrets:
        for _ in range(3):
            text = text.replace(secret, "***")
            secret = rfc3986(secret)  # noqa: PLW2901 - its next encoding
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
