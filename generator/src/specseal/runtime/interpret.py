"""A response as the result of a call, or as an error."""

from __future__ import annotations

import functools
import re
import time
from typing import Any, NamedTuple, TypeVar, cast

from .content import Excess, Mismatch, is_structured, is_xml
from .decode import convert, decode_json
from .errors import APIStatusError
from .failures import failed, first, may_fail
from .intake import not_understood
from .masking import masked
from .operation import ErrorBody, ErrorRow, Operation
from .parts import Parts
from .response import RawResponse
from .retry import seconds_of
from .signing import Signed

T = TypeVar("T")
_LONGEST_TEXT = 2000
_SAME = (
    2.0  # seconds by which equal clocks may differ, because dates have whole seconds and take time to arrive
)


class Sent(NamedTuple):
    """What was used for the request of a response."""

    secrets: list[str]  # hidden in messages, should the vendor repeat them
    signed: Signed | None
    ahead: float = 0.0  # seconds added to this machine's clock

    def __repr__(self) -> str:
        return "<Sent>"


def check(operation: Operation[Any], response: RawResponse, sent: Sent, parts: Parts) -> None:
    """Raise ``APIStatusError``, or its subclass for the error code, when the response is a failure.

    A vendor may refuse a call by the status, or by the body of an HTTP 200. Raises ``APIDecodeError`` for a 200 that
    may be a failure and cannot be decoded, and for any response that is larger than this client reads.
    """
    error_body = operation.error_body
    response.parse_xml = parts.parse_xml
    response.find_id = functools.partial(_request_id, error_body)
    success = 200 <= response.status_code < 300
    body: Any = None
    try:
        if response.streamed:
            return
        if success and not (error_body.failed_when and may_fail(response.utf8(), error_body)):
            return
        body = response.plain()
        if success and not failed(response.utf8(), body, error_body):
            return
    except Mismatch as mismatch:
        if isinstance(mismatch, Excess) or (success and _may_hide_a_failure(response)):
            raise not_understood(operation.id, response, mismatch) from None
        if success:  # an image, say: `parse` names what is documented instead
            return
    raise _failure(operation, response, body, sent, parts)


def parse(operation: Operation[T], response: RawResponse, parts: Parts) -> T:
    """The typed result of a successful response. Raises ``APIDecodeError`` when it cannot be decoded."""
    try:
        if operation.outcomes:
            result: T = parts.outcome_result(operation, response)
        elif operation.result is None:
            result = cast("T", None)
        else:
            result = decoded(response, operation.result)
    except Mismatch as mismatch:
        raise not_understood(operation.id, response, mismatch) from None
    return result


def decoded(response: RawResponse, kind: type[T]) -> T:
    """The body of a response, in JSON or XML, as a type. Raises ``Mismatch``."""
    content = response.utf8()
    if is_xml(content):
        return convert(response.plain(), kind)
    return decode_json(content, kind, response.plain)


def _request_id(error_body: ErrorBody, response: RawResponse) -> str | None:
    return first(_body(response), error_body.request_id) or response.headers.first(
        error_body.request_id_headers
    )


def _body(response: RawResponse) -> Any:
    """The whole body as plain values; ``None`` where it cannot be decoded."""
    try:
        return response.plain()
    except Mismatch:
        return None


def _may_hide_a_failure(response: RawResponse) -> bool:
    """Whether a response that cannot be decoded may still have the fields of a failure."""
    return is_structured(response.content) or "content-encoding" in response.headers


def _failure(
    operation: Operation[Any], response: RawResponse, body: Any, sent: Sent, parts: Parts
) -> APIStatusError:
    """The error of a failing response."""
    error_body = operation.error_body
    whole, message = first(body, error_body.code), first(body, error_body.message)
    before, separator, after = _parted(operation.errors, whole or "", error_body.separator)
    code, detail = before.strip(), after.strip() or None
    row, captured = _row(operation.errors, code, response.status_code)
    kind = row.error if row is not None else APIStatusError
    names_argument = row is not None and row.detail == "argument"
    reason = None if names_argument else detail
    date = seconds_of(response.headers.get("date"))
    skew = date - time.time() if row is not None and reason in row.clock_skew and date is not None else None
    if skew is not None and abs(skew - sent.ahead) < _SAME:  # already corrected for in the request
        skew = None
    why: list[str | None] = []
    if skew is not None and abs(skew) >= _SAME:
        why.append(
            f"this machine's clock is {abs(skew):.0f} s {'behind' if skew > 0 else 'ahead of'} the vendor's"
        )
    if row is not None and row.string_to_sign and message and sent.signed and sent.signed.text is not None:
        why.append(parts.explain(message, row.string_to_sign, sent.signed.text, sent.secrets))
    # the vendor's texts; those written here contain no secret
    hide = functools.partial(masked, hidden=sent.secrets)
    documented = row is not None and row.pattern is None and row.status is None
    theirs = (before if documented else hide(before)) + separator + hide(after)
    if message == whole:
        message = None
    hint = kind.hint
    if row is not None and reason is not None:
        hint = dict(row.reasons).get(reason, hint)
    said = (theirs, *why, message and hide(message), hint)
    what = ": ".join(dict.fromkeys(text.rstrip(".") for text in said if text))
    if 300 <= response.status_code < 400:
        what = what or "the vendor redirects, and a signed request does not follow"
    request_id = f", request id {hide(response.request_id)}" if response.request_id else ""
    facts = f"HTTP {response.status_code}, {response.request}{request_id}"
    text = f"{operation.id}: {what or 'the vendor gave no error code'} ({facts})"
    error = kind(
        text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…",
        request=response.request,
        response=response,
        code=code or None,
        reason=reason,
        argument=captured or (detail if names_argument else None),
        hint=hint,
    )
    error.retryable = row is not None and row.code in operation.retryable
    error.clock_skew = skew
    return error


def _parted(rows: tuple[ErrorRow, ...], whole: str, separator: str | None) -> tuple[str, str, str]:
    """Code, separator and detail. A code may contain the separator: the longest one that has a row counts."""
    before, found, after = whole.partition(separator or "\0")
    if found and any(found in row.code for row in rows):
        codes = {row.code for row in rows}
        if whole in codes:
            return whole, "", ""
        parts = whole.split(found)
        for count in range(len(parts) - 1, 0, -1):
            if (code := found.join(parts[:count])).strip() in codes:
                return code, found, found.join(parts[count:])
    return before, found, after


def _row(rows: tuple[ErrorRow, ...], code: str, status: int) -> tuple[ErrorRow | None, str | None]:
    """The row of a code, or else of a status, and what its pattern matched. Exact codes come first."""
    for row in rows:
        if row.status is not None:
            if row.status == status:
                return row, None
            continue
        before, _, after = (row.pattern or "").partition("<argument>")
        if row.pattern is None and row.code == code:
            return row, None
        if row.pattern is not None and (
            match := re.fullmatch(f"{re.escape(before)}(.+){re.escape(after)}", code)
        ):
            return row, match[1]
    return None, None
