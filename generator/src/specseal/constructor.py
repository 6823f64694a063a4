"""The arguments of every constructor, declared once for its template, its documentation and reserved names.

Arguments that vary per product (single credentials, options of the contract) come before them, and `signature` after
`credentials`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of every constructor."""

    name: str
    type: str
    """Source of the annotation; ``{prefix}`` is empty for the blocking client, ``Async`` for the other."""
    default: str
    """Source of the default."""
    doc: str
    """Its description; ``{region}`` is the default region, ``{environment}`` the prefix of environment variables."""


CREDENTIALS: Final = Argument(
    "credentials",
    "{prefix}Credentials | None",
    "None",
    "A function that returns all credentials as a mapping, called for each attempt; the async client also takes an "
    "async function. Replaces the single ones, each of which may be a function, too.",
)
ARGUMENTS: Final = (
    Argument("region", "Region | None", "None", "The vendor's host. Default: `{region}`."),
    Argument(
        "base_url",
        "str | None",
        "None",
        "A base URL instead of a region. Default: `{environment}_BASE_URL`, if set. Plain HTTP is refused unless the "
        "host is this machine.",
    ),
    Argument(
        "timeout",
        "Timeout | None",
        "None",
        "Timeouts of each attempt in seconds: a number, or `Timeouts(connect=, read=, write=, pool=)`. Default: 5 to "
        "connect, 60 otherwise.",
    ),
    Argument(
        "total_timeout",
        "float | None",
        "None",
        "Timeout of a call with all its retries, in seconds. Default: none.",
    ),
    Argument(
        "max_retries",
        "int",
        "2",
        "Maximum number of retries. Retried are errors that are documented as temporary, and failures before "
        "anything was sent. Each attempt has its own signature.",
    ),
    Argument(
        "max_response_bytes",
        "int | None",
        "None",
        "Maximum size of a response, compressed and decompressed. A longer one is not read to its end and raises "
        "`APIDecodeError`. Default: 16 MiB.",
    ),
    Argument(
        "rate_limit",
        "bool | float | SharedRate",
        "False",
        "`True` enforces the documented rate; a number sets your own, in calls per second. Calls over the limit wait. "
        "Or a limit that several processes share, such as `limits.RedisLimits`.",
    ),
    Argument(
        "concurrency",
        "int | SharedConcurrency",
        "100",
        "Maximum number of concurrent calls. Further calls wait, at most for the pool timeout. Or a limit that several "
        "processes share.",
    ),
    Argument("headers", "Mapping[str, str] | None", "None", "Additional headers for every request."),
    Argument(
        "middleware",
        "Sequence[{prefix}Middleware]",
        "()",
        "Objects with `handle(request, call_next)`, called around each attempt, outermost first.",
    ),
    Argument("proxy", "str | None", "None", "URL of a proxy. Default: the proxy that the environment names."),
    Argument(
        "verify",
        "Verify",
        "True",
        "`False` to trust any server, the path of a PEM file of trusted authorities, or an `ssl.SSLContext`.",
    ),
    Argument("http2", "bool", "False", "Whether to offer HTTP/2; requires the extra `http2`."),
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
        "A custom client of `httpx` or `httpx2` to send with, which you close; or `fast`, which needs the extra "
        "`fast`.",
    ),
)
#: Only where a security scheme is `mutualTLS`.
CERTIFICATE: Final = Argument(
    "cert",
    "Certificate | None",
    "None",
    "The certificate of this client: a PEM file with its key, or a tuple of both files and, if the key has one, its "
    "password.",
)
#: Names that credentials and options of a contract cannot have. The runtime takes the latter as ``options``.
NAMES: Final = frozenset(
    {"self", "signature", "options", CREDENTIALS.name, CERTIFICATE.name, *(one.name for one in ARGUMENTS)}
)
