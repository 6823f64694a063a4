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
from ..plan.docs import paragraph
from ..plan.package import FieldPlan, OperationPlan, Package
from .environment import environment
from .runtime import runtime_files

#: Path in the project to template; MODULE stands for the import name.
_TEMPLATES = {
    "pyproject.toml": "pyproject.toml.jinja",
    "README.md": "README.md.jinja",
    "CHANGELOG.md": "CHANGELOG.md.jinja",
    "src/MODULE/__init__.py": "__init__.py.jinja",
    "src/MODULE/_client.py": "_client.py.jinja",
    "src/MODULE/_operations.py": "_operations.py.jinja",
    "src/MODULE/errors.py": "errors.py.jinja",
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
    http_client: str


_CLIENTS = (
    _Client("", "SyncClient", "def", "", "HTTPClient"),
    _Client("Async", "AsyncClient", "async def", "await ", "AsyncHTTPClient"),
)


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
    filters.update(field=_field, wrapped=_wrapped)
    return made


def _context(package: Package) -> dict[str, Any]:
    return {
        "package": package,
        "clients": _CLIENTS,
        "constructor_doc": _constructor_doc(package),
        "exported": sorted({*_BASE_ERRORS, *(error.class_name for error in package.errors)}),
        "results": any(operation.result for operation in package.operations),
        "optional": tuple(one.name for one in package.credentials if one.optional),
        "secrets": tuple(
            dict.fromkeys([*(one.name for one in package.credentials if one.secret), *package.secret_fields])
        ),
        "example": _example(package),
    }


def _field(field: FieldPlan) -> str:
    """The ``Field(…)`` expression of a field, without what is left at its default."""
    parts = [python(field.name), python(field.argument), python(field.place)]
    for key, value, default in (
        ("style", field.style, "repeat"),
        ("content_type", field.content_type, None),
        ("headers", field.headers, ()),
        ("flag", field.flag, False),
    ):
        if value != default:
            parts.append(f"{key}={python(value)}")
    return f"Field({', '.join(parts)})"


def _wrapped(lines: list[str]) -> list[str]:
    return [wrapped for line in lines for wrapped in paragraph(line)]


def _constructor_doc(package: Package) -> list[str]:
    """The ``Args`` of the constructor."""
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
        ("timeout", "Time limits of every call, in seconds."),
        ("allow_http", "Whether `base_url` may be plain HTTP; also `SPECSEAL_ALLOW_HTTP=1`."),
        ("http_client", "A client of `httpx` to send through; closing it stays with whoever made it."),
    ]
    lines = ["Args:"]
    for name, text in documented:
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
