"""The operations, as the templates write them."""

from __future__ import annotations

from specseal.runtime.operation import ErrorBody, Field, Operation, Scheme

from .errors import FORM_ERRORS, FORM_ROWS, RPC_ERRORS, RPC_ROWS
from .models import FaceInfo, Users
from .signing import place_secret, sign, sign_header, sign_query

GET_FACE_INFO: Operation[FaceInfo] = Operation(
    id="getFaceInfo",
    method="POST",
    path="/finauth/face_info",
    body="multipart",
    fields=(Field("group_id", "group_id", "form"), Field("face_token", "face_token", "form")),
    schemes=(Scheme("sign", sign), Scheme("plain", place_secret)),
    accept="application/json",
    result=FaceInfo,
    errors=FORM_ROWS,
    error_body=FORM_ERRORS,
    idempotent=True,
    retryable=frozenset({"INTERNAL_ERROR"}),
)
ADD_FACE: Operation[None] = Operation(
    id="addFace",
    method="POST",
    path="/groups/{group_id}/faces",
    body="multipart",
    fields=(
        Field("sign_version", "", "form", default="hmac_sha1"),
        Field("limit", "", "query", default=15),
        Field("lang", "language", "form", default="en"),
        Field("group_id", "group_id", "path"),
        Field("flag", "flag", "form", flag=True),
        Field("tags[]", "tags", "form", style="repeat"),
        Field("order", "order", "form", style="comma"),
        Field(
            "meta", "meta", "form", style="json", content_type="application/json", headers=(("X-Meta", "1"),)
        ),
        Field("filter", "filter_", "form", style="brackets"),
        Field("X-Trace", "trace", "header"),
        Field("image", "image", "file", style="repeat"),
        Field("thumb", "thumb", "file", content_type="image/png"),
    ),
    retryable=frozenset({"INTERNAL_ERROR"}),
    schemes=(),
    accept="*/*",
    result=None,
    errors=FORM_ROWS,
    error_body=FORM_ERRORS,
)
QUERY_USERS: Operation[Users] = Operation(
    id="QueryUsers",
    method="POST",
    path="/",
    body="none",
    fields=(
        Field("Action", "", "query", default="QueryUsers"),
        Field("Format", "format", "query", default="JSON"),
        Field("Name", "name", "query"),
        Field("PageNo", "page_no", "query"),
    ),
    schemes=(Scheme("v3", sign_header), Scheme("v1", sign_query)),
    accept="application/json, application/xml",
    result=Users,
    errors=RPC_ROWS,
    error_body=RPC_ERRORS,
)
SAVE: Operation[None] = Operation(
    id="save",
    method="PUT",
    path="/save",
    body="json",
    fields=(Field("a", "a", "json"), Field("b", "b", "json")),
    schemes=(),
    accept="*/*",
    result=None,
    errors=(),
    error_body=ErrorBody(),
)
