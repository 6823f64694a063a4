"""Names that something else has already: the file system, Python, a dependency of each wheel, every constructor."""

from __future__ import annotations

import keyword
import re
import sys
from typing import Final

from . import constructor

#: What a generated wheel is installed beside: the modules of its dependencies, its extras and its tests.
_DEPENDENCIES = frozenset(
    {
        *("httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "hpack", "hyperframe", "anyio", "sniffio"),
        *("certifi", "idna", "msgspec", "pyreqwest", "socksio", "typing_extensions", "truststore"),
        *("pip", "setuptools", "wheel", "hatchling", "pytest", "specseal", "specseal_emulator"),
    }
)
#: Top-level names that so many projects have by accident that nobody may have them on purpose.
_CROWDED = frozenset({"src", "tests", "docs", "build", "dist"})
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
#: Folders of ``generated/`` that are no product's.
_FOLDERS = frozenset({"contracts"})
#: The errors above those of the documented codes, in every package.
BASE_ERRORS: Final = (
    "APIConnectionError",
    "APIDecodeError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "ClientError",
    "ConfigurationError",
)
#: Types of the runtime that stand in public signatures of every package.
RUNTIME_TYPES: Final = (
    *("AsyncCallNext", "AsyncCredentials", "AsyncMiddleware", "CallNext", "Credential", "Credentials"),
    *("HTTPClient", "Headers", "Middleware", "ParsedResponse", "PreparedRequest", "RawResponse", "Region"),
    *("Timeout", "Timeouts", "Verify"),
)
#: Names that the modules of the clients and of their types have already.
_CLASSES = frozenset(
    {
        *("Any", "Literal", "Mapping", "Sequence", "TYPE_CHECKING", "TypeAlias", "None", "True", "False"),
        *("SyncClient", "AsyncClient", "CallbackError", "CallbackReader", "FileContent", "FileInput", "Page"),
        *("Signature", *BASE_ERRORS, *RUNTIME_TYPES),
    }
)


def device_problem(name: str) -> str | None:
    """Why no file or folder can be called so; ``None`` where it can."""
    return "Windows keeps that name for a device" if _DEVICES.fullmatch(name) else None


def product_problem(name: str) -> str | None:
    """Why no product can be called so: it names a folder, a wheel and, unless it chooses one, a package."""
    if name in _FOLDERS:
        return f"generated/{name}/ holds something else"
    if name.replace("-", "_") in _DEPENDENCIES:
        return "its wheel would take the place of a package that clients are installed with"
    return device_problem(name)


def package_problem(name: str) -> str | None:
    """Why no import package can be called so; ``None`` where it can."""
    if keyword.iskeyword(name):
        return "that is a word of Python's grammar"
    if name in sys.stdlib_module_names:
        return "Python's standard library has a module of that name"
    if name in _DEPENDENCIES:
        return "a package of that name is installed beside the client"
    if name in _CROWDED:
        return "too many projects have a folder of that name"
    return None


def class_problem(name: str) -> str | None:
    """Why no client can be called so, or its async twin; ``None`` where they can."""
    if _CLASSES & {name, f"Async{name}"}:
        return "the module of the clients has that name already"
    return None


def credential_problem(name: str) -> str | None:
    """Why no credential can be called so: it is an argument of the constructor."""
    return "every client has an argument of that name already" if name in constructor.NAMES else None
