"""The files of a wheel project, as a mapping from path to text."""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from jinja2 import Environment

from ..literals import python
from ..naming import snake_case
from ..plan.docs import paragraph
from ..plan.package import ConstantPlan, ErrorPlan, FieldPlan, OperationPlan, Package
from .environment import environment
from .runtime import runtime_files
from .tests import tested

#: Path in the project to template; MODULE stands for the import name.
_TEMPLATES = {
    "pyproject.toml": "pyproject.toml.jinja",
    "README.md": "README.md.jinja",
    "CHANGELOG.md": "CHANGELOG.md.jinja",
    "src/MODULE/__init__.py": "__init__.py.jinja",
    "src/MODULE/_client.py": "_client.py.jinja",
    "src/MODULE/_operations.py": "_operations.py.jinja",
    "src/MODULE/errors.py": "errors.py.jinja",
    "tests/test_MODULE.py": "test_calls.py.jinja",
}
_BASE_ERRORS = (
    "APIConnectionError",
    "APIDecodeError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ClientError",
    "ConfigurationError",
)


@dataclass(frozen=True, slots=True)
class _Client:
    """What differs between the two client classes."""

    prefix: str
    base: str
    define: str
    await_: str
    middleware: str


_CLIENTS = (
    _Client("", "SyncClient", "def", "", "Middleware"),
    _Client("Async", "AsyncClient", "async def", "await ", "AsyncMiddleware"),
)


@dataclass(frozen=True, slots=True)
class _Undocumented:
    """What a call that no document describes has in common with the others."""

    body: str
    accept: str
    constants: list[ConstantPlan]
    retryable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Example:
    """A first call, as lines of Python."""

    sync: list[str]
    async_: list[str]


def render_package(package: Package) -> dict[str, str]:
    """Every file of the wheel project of a package, unformatted."""
    jinja = _environment()
    context = _context(package)
    rendered = {
        path.replace("MODULE", package.module): jinja.get_template(template).render(context)
        for path, template in _TEMPLATES.items()
    }
    source = f"src/{package.module}"
    rendered[f"{source}/models.py"] = package.models
    rendered[f"{source}/py.typed"] = ""
    if package.signing:
        rendered[f"{source}/_signing.py"] = package.signing
    for name, text in runtime_files(package).items():
        rendered[f"{source}/_runtime/{name}"] = text
    return rendered


@functools.cache
def _environment() -> Environment:
    made = environment()
    # Jinja derives the type of its filters from the ones it brings along
    filters = cast("dict[str, Callable[..., Any]]", made.filters)
    filters.update(argument=snake_case, field=_field, error_row=_error_row, wrapped=_wrapped)
    return made


def _context(package: Package) -> dict[str, Any]:
    return {
        "package": package,
        "clients": _CLIENTS,
        "constructor_doc": _constructor_doc(package),
        "settings": _settings(package),
        "exported": sorted(
            {
                *_BASE_ERRORS,
                *(["CallbackError"] if package.callbacks else []),
                *(error.class_name for error in package.errors),
            }
        ),
        "results": any(operation.result for operation in package.operations),
        "optional": tuple(one.name for one in package.credentials if one.optional),
        "secrets": tuple(
            dict.fromkeys([*(one.name for one in package.credentials if one.secret), *package.secret_fields])
        ),
        "example": _example(package),
        "paging": any(operation.paging for operation in package.operations),
        "undocumented": _undocumented(package),
        "tested": [tested(operation) for operation in package.operations],
        "runtime": runtime_files(package),
    }


def _undocumented(package: Package) -> _Undocumented:
    first = package.operations[0]
    return _Undocumented(
        body=first.body,
        accept=first.accept,
        constants=[  # what every call sends, but for the name of the call itself
            constant
            for constant in first.constants
            if all(constant in other.constants for other in package.operations)
            and constant.value != first.operation_id
        ],
        retryable=tuple(error.code for error in package.errors if error.retryable),
    )


def _field(field: FieldPlan) -> str:
    """The ``Field(…)`` expression of a field, without what is left at its default."""
    parts = [python(field.name), python(field.argument), python(field.place)]
    for key, value, default in (
        ("style", field.style, "single"),
        ("content_type", field.content_type, None),
        ("headers", field.headers, ()),
        ("flag", field.flag, False),
    ):
        if value != default:
            parts.append(f"{key}={python(value)}")
    return f"Field({', '.join(parts)})"


def _error_row(error: ErrorPlan) -> str:
    """The ``ErrorRow(…)`` expression of an error, without what is left at its default."""
    parts = [python(error.code), f"errors.{error.class_name}"]
    keys = ("pattern", "detail", "clock_skew", "string_to_sign")
    parts += [f"{key}={python(value)}" for key in keys if (value := getattr(error, key))]
    return f"ErrorRow({', '.join(parts)})"


def _wrapped(lines: list[str]) -> list[str]:
    return [wrapped for line in lines for wrapped in paragraph(line)]


def _settings(package: Package) -> list[tuple[str, str]]:
    """The arguments of the constructor and what they mean."""
    documented = [
        (one.name, f"{'Optional. ' if one.optional else ''}Read from `{one.variable}` when left out.")
        for one in package.credentials
    ]
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


def _constructor_doc(package: Package) -> list[str]:
    """The ``Args`` of the constructor."""
    lines = ["Args:"]
    for name, text in _settings(package):
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


def _example(package: Package) -> _Example:
    operation = package.operations[0]
    sync = [
        *_imports(package, operation, package.class_name),
        "",
        f"with {package.class_name}({_credentials(package)}) as client:",
        *textwrap.indent(_call(operation), "    ").splitlines(),
    ]
    asynchronous = [
        "import asyncio",
        *_imports(package, operation, f"Async{package.class_name}"),
        "",
        "",
        "async def main() -> None:",
        f"    async with Async{package.class_name}({_credentials(package)}) as client:",
        *textwrap.indent(_call(operation, "await "), "        ").splitlines(),
        "",
        "",
        "asyncio.run(main())",
    ]
    return _Example(sync, asynchronous)


def _imports(package: Package, operation: OperationPlan, class_name: str) -> list[str]:
    needs_path = any("Path(" in argument.example for argument in operation.arguments if argument.in_example)
    return [
        *(["from pathlib import Path", ""] if needs_path else []),
        f"from {package.module} import {class_name}",
    ]


def _credentials(package: Package) -> str:
    return ", ".join(f'{one.name}="…"' for one in package.credentials if not one.optional)


def _call(operation: OperationPlan, keyword: str = "") -> str:
    required = [argument for argument in operation.arguments if argument.in_example]
    assigned = "answer = " if operation.result else ""
    if not required:
        call = f"{assigned}{keyword}client.{operation.method_name}()"
    else:
        inner = "\n".join(f"    {argument.name}={_one_line(argument.example)}," for argument in required)
        call = f"{assigned}{keyword}client.{operation.method_name}(\n{inner}\n)"
    return call + ("\nprint(answer)" if operation.result else "")


def _one_line(text: str) -> str:
    # a fence of the README must not end inside a string
    return re.sub(r"\s+", " ", text).replace("```", "` ` `")
