"""The arguments of the constructor, and what their documentation says."""

from __future__ import annotations

from ..plan.docs import paragraph
from ..plan.package import Package


def settings(package: Package) -> list[tuple[str, str]]:
    """The arguments of the constructor and what they mean."""
    documented = [
        (one.name, f"{'Optional. ' if one.optional else ''}Read from `{one.variable}` when left out.")
        for one in package.credentials
    ]
    documented.append(
        (
            "credentials",
            "A function that gives all of them at once, as a mapping, and is asked for each attempt; the async client "
            "awaits it where it must be. Instead of the single ones, each of which may be a function too.",
        )
    )
    if len(package.schemes) > 1:
        documented.append(
            ("signature", f"How requests are signed; `{package.schemes[0].name}` when left out.")
        )
    documented += [(one.argument.name, one.argument.doc) for one in package.options]
    documented += [
        ("region", f"The vendor's host; `{package.servers[0][0]}` when left out."),
        (
            "base_url",
            f"Another address instead of a region; `{package.environment}_BASE_URL` when left out. Plain HTTP is "
            "refused unless the host is this machine.",
        ),
        (
            "timeout",
            "Time limits of every attempt in seconds, one for all or `Timeouts(connect=, read=, write=, pool=)`; 5 to "
            "connect and 60 otherwise when left out.",
        ),
        ("total_timeout", "Seconds that a call may take with all its retries; no limit when left out."),
        (
            "max_retries",
            "How often a call is made again after a failure that the documents call temporary, or that happened "
            "before anything was sent. Each attempt has a signature of its own.",
        ),
        (
            "max_response_bytes",
            "How long an answer may be, as it travels and once it is decompressed; 16 MiB when left out. A longer one "
            "is not read to its end, and is an `APIDecodeError`.",
        ),
        (
            "rate_limit",
            "`True` keeps to the calls per second that the vendor documents, a number to so many; both wait.",
        ),
        ("concurrency", "Calls in flight at once; more wait, as long as the pool time limit allows."),
        ("headers", "Further headers of every call."),
        (
            "middleware",
            "Objects with `handle(request, call_next)`, called around each attempt, outermost first.",
        ),
        ("proxy", "URL of a proxy; the one that the environment names when left out."),
        ("verify", "`False`, the path of a PEM file with trusted authorities, or an `ssl.SSLContext`."),
        ("http2", "Whether to offer HTTP/2; needs the extra `http2`."),
        ("allow_http", "Whether `base_url` may be plain HTTP; also `SPECSEAL_ALLOW_HTTP=1`."),
        (
            "http_client",
            "A client of `httpx` or `httpx2` to send through; closing it stays with whoever made it. Or `fast`, which "
            "needs the extra of that name.",
        ),
    ]
    return documented


def constructor_doc(package: Package) -> list[str]:
    """The ``Args`` of the constructor."""
    lines = ["Args:"]
    for name, text in settings(package):
        lines += paragraph(f"{name}: {text}", "    ", "        ")
    lines += [
        "",
        "Raises:",
        *paragraph(
            "ConfigurationError: A credential is missing, the region is unknown, or the address is refused.",
            "    ",
            "        ",
        ),
    ]
    return lines
