"""The error tables, as the templates write them."""

from __future__ import annotations

from specseal.runtime.errors import APIStatusError
from specseal.runtime.operation import ErrorBody, ErrorRow, FailedWhen


class InvalidFaceTokenError(APIStatusError):
    hint = "The face token is unknown"


class BadArgumentsError(APIStatusError):
    pass


class AuthorizationError(APIStatusError):
    pass


class InternalError(APIStatusError):
    retryable = True


class MissingArgumentError(APIStatusError):
    pass


class MissingParameterError(APIStatusError):
    pass


FORM_ERRORS = ErrorBody(
    code=("/error", "/error_message"),
    request_id=("/request_id",),
    request_id_headers=("x-acme-id",),
    retry_after_ms=("x-acme-wait",),
    separator=":",
    failed_when=(FailedWhen("/error"), FailedWhen("/error_message")),
)
RPC_ERRORS = ErrorBody(
    code=("/Code",),
    message=("/Message", "/ErrorMessage"),
    request_id=("/RequestId",),
    request_id_headers=("x-acme-id",),
    retry_after_ms=("x-acme-wait",),
    failed_when=(FailedWhen("/Success", equals=("false",)),),
)
FORM_ROWS = (
    ErrorRow("INVALID_FACE_TOKEN", InvalidFaceTokenError),
    ErrorRow("BAD_ARGUMENTS", BadArgumentsError, detail="argument"),
    ErrorRow(
        "AUTHORIZATION_ERROR", AuthorizationError, detail="reason", reasons=(("DENIED", "Not allowed"),)
    ),
    ErrorRow("INTERNAL_ERROR", InternalError),
)
RPC_ROWS = (
    ErrorRow("MissingParameter", MissingParameterError),
    ErrorRow("Missing<argument>", MissingArgumentError, pattern="Missing<argument>", detail="argument"),
)
