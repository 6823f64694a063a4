"""The arguments that every constructor has: declared here, for its template, its documentation and reserved names.

What varies per product (single credentials, `signature`, the contract's own options) stands in front of them or, for
`signature`, behind `credentials`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of every constructor."""

    name: str
    type: str
    """As it is printed; ``{prefix}`` is empty for the blocking client, and ``Async`` for the other."""
    default: str
    """As it is printed."""
    doc: str
    """What it does; ``{region}`` is the default region, ``{environment}`` the prefix of the variables."""


CREDENTIALS: Final = Argument(
    "credentials",
    "{prefix}Credentials | None",
    "None",
    "A function that gives all of them at once, as a mapping, and is asked for each attempt; the async client "
    "awaits it where it must be. Instead of the single ones, each of which may be a function too.",
)
ARGUMENTS: Final = (
    Argument("region", "Region | None", "None", "The vendor's host; `{region}` when left out."),
    Argument(
        "base_url",
        "str | None",
        "None",
        "Another address instead of a region; `{environment}_BASE_URL` when left out. Plain HTTP is refused unless "
        "the host is this machine.",
    ),
    Argument(
        "timeout",
        "Timeout | None",
        "None",
        "Time limits of every attempt in seconds, one for all or `Timeouts(connect=, read=, write=, pool=)`; 5 to "
        "connect and 60 otherwise when left out.",
    ),
    Argument(
        "total_timeout",
        "float | None",
        "None",
        "Seconds that a call may take with all its retries; no limit when left out.",
    ),
    Argument(
        "max_retries",
        "int",
        "2",
        "Maximum number of retries after a failure that the documents call temporary, or that happened before "
        "anything was sent. Each attempt has a signature of its own.",
    ),
    Argument(
        "max_response_bytes",
        "int | None",
        "None",
        "How long an answer may be, as it travels and once it is decompressed; 16 MiB when left out. A longer one "
        "is not read to its end, and is an `APIDecodeError`.",
    ),
    Argument(
        "rate_limit",
        "bool | float",
        "False",
        "`True` enforces the documented rate; a number sets your own. Calls over the limit wait.",
    ),
    Argument(
        "concurrency",
        "int",
        "100",
        "Calls in flight at once; more wait, as long as the pool time limit allows.",
    ),
    Argument("headers", "Mapping[str, str] | None", "None", "Further headers of every call."),
    Argument(
        "middleware",
        "Sequence[{prefix}Middleware]",
        "()",
        "Objects with `handle(request, call_next)`, called around each attempt, outermost first.",
    ),
    Argument(
        "proxy", "str | None", "None", "URL of a proxy; the one that the environment names when left out."
    ),
    Argument(
        "verify",
        "Verify",
        "True",
        "`False`, the path of a PEM file with trusted authorities, or an `ssl.SSLContext`.",
    ),
    Argument("http2", "bool", "False", "Whether to offer HTTP/2; needs the extra `http2`."),
    Argument(
        "allow_http",
        "bool",
        "False",
        "Whether `base_url` may be plain HTTP; also `SPECSEAL_ALLOW_HTTP=1`.",
    ),
    Argument(
        "http_client",
        'HTTPClient | Literal["fast"] | None',
        "None",
        "A client of `httpx` or `httpx2` to send through; closing it stays with whoever made it. Or `fast`, which "
        "needs the extra of that name.",
    ),
)
#: Names that no credential and no option of a contract may have. The runtime takes the contract's as ``options``.
NAMES: Final = frozenset({"self", "signature", "options", CREDENTIALS.name, *(one.name for one in ARGUMENTS)})
