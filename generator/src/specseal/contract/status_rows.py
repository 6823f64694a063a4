"""Documented failures that no row of the error table is about: one row for each HTTP status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from ..document import Map, is_map
from ..naming import UnnameableError, error_class
from .error_table import ErrorRow
from .values import Response
from .walk import METHODS

#: The names of HTTP statuses (RFC 9110 and its successors), as those of classes.
_NAMES: Final = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    407: "ProxyAuthenticationRequired",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    411: "LengthRequired",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    414: "URITooLong",
    415: "UnsupportedMediaType",
    416: "RangeNotSatisfiable",
    417: "ExpectationFailed",
    421: "MisdirectedRequest",
    422: "UnprocessableContent",
    423: "Locked",
    424: "FailedDependency",
    425: "TooEarly",
    426: "UpgradeRequired",
    428: "PreconditionRequired",
    429: "TooManyRequests",
    431: "RequestHeaderFieldsTooLarge",
    451: "UnavailableForLegalReasons",
    500: "InternalServer",
    501: "NotImplemented",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
    507: "InsufficientStorage",
    508: "LoopDetected",
    511: "NetworkAuthenticationRequired",
}


def status_rows(
    responses: Iterable[Response], stated: Sequence[ErrorRow], taken: Collection[str]
) -> Iterator[ErrorRow]:
    """A row for each documented failing status without a stated row; ``taken`` are the names of other classes."""
    known = {row.status for row in stated}
    for response in responses:
        if len(response.status) == 3 and response.status.isdigit() and response.status[0] in "45":
            status = int(response.status)
            if status not in known:
                name = f"{_NAMES.get(status, f'Status{status}')}Error"
                yield ErrorRow(
                    code=f"HTTP {status}",
                    name=name if name not in taken else f"Status{status}Error",
                    status=status,
                    by_status=True,
                    stated=False,
                    key="",
                    description=response.description or f"HTTP {status}",
                    retryable=False,
                    detail=None,
                    reasons=(),
                    arguments=(),
                    pattern=None,
                    clock_skew=(),
                    string_to_sign=(),
                    emulates=(),
                    certainty="",
                    location=response.location,
                )


def stated_classes(document: Map) -> frozenset[str]:
    """The names of the classes of all error tables, where they have one."""
    return frozenset(_names(document))


def _names(document: Map) -> Iterator[str]:
    for item in document.get("paths", {}).values():
        for method, operation in item.items():
            rows: Any = operation.get("x-errors") if method in METHODS else None
            for code, row in rows.items() if is_map(rows) else ():
                try:
                    yield row.get("name") or error_class(code)
                except UnnameableError:  # lint reports it
                    continue
