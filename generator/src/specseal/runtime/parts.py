"""The parts of the runtime that only some products need.

A wheel contains the modules of those that its product uses, and its ``PRODUCT`` passes them in. Each of the others is
replaced by a function that reports its absence.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn, Protocol, runtime_checkable

from .content import Mismatch
from .errors import ConfigurationError
from .operation import Field, Operation, Scheme
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

    def stream(self, form: Values, part_fields: Mapping[str, Field], boundary: str) -> Stream | None:
        """The same as a stream; ``None`` if all of it is in memory."""
        ...

    async def load(self) -> None:
        """Read all files into memory, because they are signed."""
        ...


class Stream(Protocol):
    """A body that is read while it is sent."""

    length: int | None

    @property
    def spent(self) -> bool:
        """Whether it was read, and cannot be read again."""
        ...

    async def load(self) -> None:
        """Read all of it into memory, because it is signed."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Its pieces, from the beginning."""
        ...

    def achunks(self) -> AsyncIterator[bytes]:
        """Its pieces, awaited."""
        ...


class Unread(Exception):
    """The body must be awaited before it can be signed."""


@runtime_checkable
class Whole(Protocol):
    """A body that is one value."""

    @property
    def media_type(self) -> str:
        """For the header ``Content-Type``."""
        ...

    @property
    def stream(self) -> Stream | None:
        """It, if it is read while it is sent."""
        ...

    def read(self) -> bytes:
        """All of it."""
        ...


class Ready(NamedTuple):
    """A body that is in memory."""

    content: bytes
    media_type: str
    stream: None = None

    def read(self) -> bytes:
        """All of it."""
        return self.content


def _without_styles(field: Field, _value: Any) -> NoReturn:
    raise ConfigurationError(f"{field.argument}: this package does not write structured values")


def _without_bodies(_draft: object, field: Field, _value: object) -> NoReturn:
    raise ConfigurationError(f"{field.argument}: this package sends no such bodies")


def _without_places(_draft: object, field: Field, _value: object) -> NoReturn:
    raise ConfigurationError(f"{field.argument}: this package sends nothing as {field.place}")


def _without_multipart(_asynchronous: bool) -> NoReturn:
    raise ConfigurationError("this package sends no files: none of its documented calls does")


def _without_xml(_content: bytes) -> NoReturn:
    raise Mismatch(None, "the body is XML, which is not documented")


def _without_outcomes(operation: Operation[Any], _response: RawResponse) -> NoReturn:
    raise ConfigurationError(f"{operation.id}: this package has no outcomes")


def _without_xml_forms(_form: Values, _root: str) -> NoReturn:
    raise ConfigurationError("this package sends no XML")


def _without_explanation(*_given: object) -> None:
    return None


def _named(
    operation: Operation[Any], signature: str | None, _credentials: object, _variables: object
) -> Scheme:
    """The way that ``signature`` names, or the first. Raises ``ConfigurationError``."""
    for one in operation.schemes:
        if signature is None or one.name == signature:
            return one
    names = ", ".join(one.name for one in operation.schemes)
    raise ConfigurationError(f"{operation.id}: unknown signature {signature!r}; expected one of: {names}")


def _as_it_is(url: str, _variables: object, _given: object) -> str:
    return url


class Parts(NamedTuple):
    """The optional parts of a product."""

    structured: Callable[[Field, Any], list[tuple[str, str]]] = _without_styles
    place: Callable[[Any, Field, Any], None] = _without_places
    body: Callable[[Any, Field, Any], Whole] = _without_bodies
    upload: Callable[[Field, Any, str, bool], Whole] | None = None
    multipart: Callable[[bool], MultipartForm] = _without_multipart
    parse_xml: Callable[[bytes], Any] = _without_xml
    outcome_result: Callable[[Operation[Any], RawResponse], Any] = _without_outcomes
    write_xml: Callable[[Values, str], bytes] = _without_xml_forms
    explain: Callable[[str, Iterable[str], str, Iterable[str]], str | None] = _without_explanation
    choose: Callable[[Operation[Any], str | None, Mapping[str, str], Mapping[str, str]], Scheme] = _named
    fill: Callable[[str, Mapping[str, Any], Mapping[str, str | None]], str] = _as_it_is
    tokens: Callable[[Mapping[str, Any], bool], Any] | None = None
