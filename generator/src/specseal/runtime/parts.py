"""The parts of the runtime that only some products need.

A wheel contains the modules of those that its product uses, and its ``PRODUCT`` passes them in. Each of the others is
replaced by a function that reports its absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, NoReturn, Protocol

from .content import Mismatch
from .errors import ConfigurationError
from .operation import Field, Operation
from .response import RawResponse
from .signing import Values


class MultipartForm(Protocol):
    """The files of one call, and the form that carries them."""

    def add(self, field: Field, value: Any) -> None:
        """Read a file. Raises ``TypeError`` or ``ValueError``, naming the argument, and ``OSError``."""
        ...

    def new_boundary(self) -> str:
        """A random boundary that none of the files contains."""
        ...

    def encode(self, form: Values, part_fields: Mapping[str, Field], boundary: str) -> bytes:
        """The form: its fields in order, then the files. ``part_fields`` are the fields with headers of their own."""
        ...


def _without_styles(field: Field, _value: Any) -> NoReturn:
    raise ConfigurationError(f"{field.argument}: this package does not write structured values")


def _without_multipart() -> NoReturn:
    raise ConfigurationError("this package sends no files: none of its documented calls does")


def _without_xml(_content: bytes) -> NoReturn:
    raise Mismatch(None, "the body is XML, which is not documented")


def _without_outcomes(operation: Operation[Any], _response: RawResponse) -> NoReturn:
    raise ConfigurationError(f"{operation.id}: this package has no outcomes")


def _without_explanation(*_given: object) -> None:
    return None


class Parts(NamedTuple):
    """The optional parts of a product."""

    structured: Callable[[Field, Any], list[tuple[str, str]]] = _without_styles
    multipart: Callable[[], MultipartForm] = _without_multipart
    parse_xml: Callable[[bytes], Any] = _without_xml
    outcome_result: Callable[[Operation[Any], RawResponse], Any] = _without_outcomes
    explain: Callable[[str, Iterable[str], str, Iterable[str]], str | None] = _without_explanation
