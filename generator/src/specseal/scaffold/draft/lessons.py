"""What a spec without a page teaches, in comments above its parts."""

from __future__ import annotations

SERVERS = (
    'Every host, each with the name by which callers choose it: region="main". Of several, the wire overlay marks one'
    " with x-default."
)
PATHS = (
    "One operation for each thing that the page explains. Where a vendor has one path for all, they are /, /#ActionA,"
    " /#ActionB; what stands behind # never travels."
)
LIMITS = (
    "What the page says of speed, where it does:\nx-limits: {rate: {calls: 10, seconds: 1, scope: account}}"
)
BODY = (
    "Forms (multipart/form-data, application/x-www-form-urlencoded) and application/json are written alike. A GET has"
    " `parameters` instead, each with `in: query`, `path` or `header`."
)
RESPONSES = (
    "One 2xx response, and `default` for all failures: the error table says which statuses those have."
)
SCHEMAS = (
    "Every field of the page, with all that it says of it: type, enum, const, default, minimum, maximum, minLength,"
    " maxLength, pattern, and ours: x-max-bytes, x-unit, x-ports. A file is `format: binary` in a multipart form."
    " Objects of responses are components of their own, referred to by name; what `required` lists is never absent."
)
