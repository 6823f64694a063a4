"""Reserved names: of the file system, Python, the dependencies of wheels, and constructors."""

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
#: Arguments of the constructor that a credential may be named after: its own argument has a prefix.
_ELSEWHERE: Final = frozenset({"region"})
#: Types of the runtime that stand in public signatures of every package.
RUNTIME_TYPES: Final = (
    *("AsyncCallNext", "AsyncCredentials", "AsyncMiddleware", "CallNext", "Credential", "Credentials"),
    *("HTTPClient", "Headers", "Middleware", "ParsedResponse", "PreparedRequest", "RawResponse", "Region"),
    *("SharedConcurrency", "SharedRate", "Timeout", "Timeouts", "Verify"),
)
#: Names that the modules of the clients and of their types have already.
_CLASSES = frozenset(
    {
        *("Any", "Literal", "Mapping", "Sequence", "TYPE_CHECKING", "TypeAlias", "None", "True", "False"),
        *(
            "SyncClient",
            "AsyncClient",
            "CallbackError",
            "CallbackReader",
            "FileContent",
            "FileInput",
            "ListPage",
            "Page",
        ),
        *("AsyncStream", "AsyncStreaming", "Stream", "Streaming"),
        *("Signature", *BASE_ERRORS, *RUNTIME_TYPES),
    }
)


def device_problem(name: str) -> str | None:
    """Why a file or folder cannot have this name; ``None`` if it can."""
    return "Windows reserves it for a device" if _DEVICES.fullmatch(name) else None


def product_problem(name: str) -> str | None:
    """Why a product cannot have this name, which is that of its folder, wheel and, by default, import package."""
    if name in _FOLDERS:
        return f"generated/{name}/ has another purpose"
    if name.replace("-", "_") in _DEPENDENCIES:
        return "its wheel would replace a package that clients depend on"
    return device_problem(name)


def package_problem(name: str) -> str | None:
    """Why an import package cannot have this name; ``None`` if it can."""
    if keyword.iskeyword(name):
        return "it is a Python keyword"
    if name in sys.stdlib_module_names:
        return "it is a module of Python's standard library"
    if name in _DEPENDENCIES:
        return "clients are installed with a package of that name"
    if name in _CROWDED:
        return "many projects have a folder of that name"
    return None


def class_problem(name: str) -> str | None:
    """Why a client class, or its async twin, cannot have this name; ``None`` if they can."""
    if _CLASSES & {name, f"Async{name}"}:
        return "it is already defined in the client module"
    return None


def credential_problem(name: str) -> str | None:
    """Why a credential cannot have this name, which is an argument of the constructor; ``None`` if it can."""
    return "it is already an argument of every client" if name in constructor.NAMES - _ELSEWHERE else None
