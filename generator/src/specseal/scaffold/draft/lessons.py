"""Explanatory comments in the spec of a product without a page."""

from __future__ import annotations

SERVERS = (
    'Every host, each with a region that callers choose by name: region="main". If there are several, mark the default'
    " in the wire overlay with x-default."
)
PATHS = (
    "One operation per action. If a vendor uses one path for several, write them as /, /#ActionA, /#ActionB; the part"
    " behind # is not sent."
)
LIMITS = "If the page documents a rate limit:\nx-limits: {rate: {calls: 10, seconds: 1, scope: account}}"
BODY = (
    "Forms (multipart/form-data, application/x-www-form-urlencoded) and application/json are described alike. A GET has"
    " `parameters` instead, each with `in: query`, `path` or `header`."
)
RESPONSES = "One 2xx response, and `default` for all failures; their statuses are in the error table."
SCHEMAS = (
    "Every field of the page with all its constraints: type, enum, const, default, minimum, maximum, minLength,"
    " maxLength, pattern, and the extensions x-max-bytes, x-unit and x-ports. A file is `format: binary` in a multipart"
    " form. Objects in responses are named components. `required` lists the fields that are always present."
)
